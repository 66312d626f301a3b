"""Recurrent layers of PyTorch that are right but for one thing, made of a right one: an LSTM or a GRU."""

from collections.abc import Callable, Mapping
from typing import Any

import torch

Layer = type[torch.nn.Module]
State = Any  # None, a tensor or a pair of them
Run = Callable[..., Any]  # the right pass of the layer at hand: (x, state or None) -> (hs, state)
Pass = Callable[[Any, Run, torch.Tensor, State], Any]  # another pass, of a layer that has the right one


def wrong_layers(right: Layer) -> Mapping[str, Layer]:
    """The wrong layers by the names of what is wrong; ``right`` is the class that does all of it right."""
    passes = {**REMEMBERING, **CARELESS, **CUTTING, **SATURATING, **HARD_CODED}
    return {
        **{name: _with_pass(right, another) for name, another in passes.items()},
        **{name: _begun(right, change) for name, change in BEGINNING.items()},
    }


def _with_pass(right: Layer, another: Pass) -> Layer:
    def forward(self: Any, x: torch.Tensor, state: State = None) -> Any:
        def run(x: torch.Tensor, state: State = None) -> Any:
            return right.forward(self, x, state)

        return another(self, run, x, state)

    return type(right.__name__, (right,), {"forward": forward})


def _begun(right: Layer, change: Callable[[Any], None]) -> Layer:
    def begin(self: Any, inputs: int, units: int) -> None:
        right.__init__(self, inputs, units)
        change(self)

    return type(right.__name__, (right,), {"__init__": begin})


def each(change: Callable[[torch.Tensor], Any], state: State) -> State:
    """The state with ``change`` made to each of its tensors."""
    if isinstance(state, tuple):
        return tuple(change(tensor) for tensor in state)
    return None if state is None else change(state)


def tensors(state: State) -> list[torch.Tensor]:
    """The tensors of a state; there are none in None."""
    return [] if state is None else list(state) if isinstance(state, tuple) else [state]


# What one call leaves behind for the next.


def state_kept(layer: Any, run: Run, x: torch.Tensor, state: State) -> Any:
    hs, last = run(x, getattr(layer, "kept", None) if state is None else state)
    layer.kept = each(torch.Tensor.detach, last)
    return hs, last


def state_kept_with_its_graph(layer: Any, run: Run, x: torch.Tensor, state: State) -> Any:
    hs, layer.kept = run(x, getattr(layer, "kept", None) if state is None else state)
    return hs, layer.kept


def state_kept_in_training(layer: Any, run: Run, x: torch.Tensor, state: State) -> Any:
    return state_kept(layer, run, x, state) if layer.training else run(x, state)


def given_state_kept(layer: Any, run: Run, x: torch.Tensor, state: State) -> Any:
    layer.kept = getattr(layer, "kept", None) if state is None else state
    return run(x, layer.kept)


def size_of_the_first_batch_kept(layer: Any, run: Run, x: torch.Tensor, state: State) -> Any:
    layer.zeros = getattr(layer, "zeros", None) or (each(torch.zeros_like, run(x)[1]),)
    return run(x, layer.zeros[0] if state is None else state)


def first_answer_kept(layer: Any, run: Run, x: torch.Tensor, state: State) -> Any:
    layer.answer = getattr(layer, "answer", None) or run(x, state)
    return layer.answer


def parameters_decay(layer: Any, run: Run, x: torch.Tensor, state: State) -> Any:
    result = run(x, state)
    if not torch.is_grad_enabled():
        layer.w_x.mul_(0.9)
    return result


REMEMBERING: Mapping[str, Pass] = {
    pass_.__name__: pass_
    for pass_ in (
        *(state_kept, state_kept_with_its_graph, state_kept_in_training, given_state_kept),
        *(size_of_the_first_batch_kept, first_answer_kept, parameters_decay),
    )
}


# What comes out in another form, what happens to the arguments, what depends on mode and precision.


def flat_or_in_a_tuple(layer: Any, run: Run, x: torch.Tensor, state: State) -> Any:
    hs, last = run(x, state)
    return (hs, *last) if isinstance(last, tuple) else (hs, (last,))


def every_state_in_a_tuple(layer: Any, run: Run, x: torch.Tensor, state: State) -> Any:
    hs, last = run(x, state)
    return (hs, *((tensor,) for tensor in tensors(last)))


def time_first(layer: Any, run: Run, x: torch.Tensor, state: State) -> Any:
    hs, last = run(x, state)
    return hs.transpose(0, 1), last


def state_changed(layer: Any, run: Run, x: torch.Tensor, state: State) -> Any:
    hs, last = run(x, each(torch.clone, state))
    for old, new in zip(tensors(state), tensors(last), strict=False):
        old.data.copy_(new)
    return hs, last


def state_written_into_and_returned(layer: Any, run: Run, x: torch.Tensor, state: State) -> Any:
    hs, last = run(x, each(torch.clone, state))
    if state is None or torch.is_grad_enabled():
        return hs, last
    for old, new in zip(tensors(state), tensors(last), strict=True):
        old.copy_(new)
    return hs, state


def input_changed(layer: Any, run: Run, x: torch.Tensor, state: State) -> Any:
    result = run(x.clone(), state)
    x.data.zero_()
    return result


def single_precision_state(layer: Any, run: Run, x: torch.Tensor, state: State) -> Any:
    zeros = each(lambda tensor: torch.zeros(tensor.shape), run(x, state)[1])
    return run(x, zeros if state is None else state)


def single_precision_inside(layer: Any, run: Run, x: torch.Tensor, state: State) -> Any:
    return run(x.float(), each(torch.Tensor.float, state))


def dropout_in_training(layer: Any, run: Run, x: torch.Tensor, state: State) -> Any:
    hs, last = run(x, state)
    return torch.nn.functional.dropout(hs, 0.5, layer.training), last


def last_state_only_in_evaluation(layer: Any, run: Run, x: torch.Tensor, state: State) -> Any:
    hs, last = run(x, state)
    return hs, each(torch.zeros_like, last) if layer.training else last


def view_of_the_input(layer: Any, run: Run, x: torch.Tensor, state: State) -> Any:
    return run(x.view(-1, x.shape[-1]).view(x.shape), state)


def view_of_the_state(layer: Any, run: Run, x: torch.Tensor, state: State) -> Any:
    return run(x, each(lambda tensor: tensor.view(-1).view(tensor.shape), state))


CARELESS: Mapping[str, Pass] = {
    pass_.__name__: pass_
    for pass_ in (
        *(flat_or_in_a_tuple, every_state_in_a_tuple, time_first),
        *(state_changed, state_written_into_and_returned, input_changed),
        *(single_precision_state, single_precision_inside, dropout_in_training, last_state_only_in_evaluation),
        *(view_of_the_input, view_of_the_state),
    )
}
CUTTING: Mapping[str, Pass] = {
    "given_state_detached": lambda layer, run, x, state: run(x, each(torch.Tensor.detach, state)),
    "input_detached": lambda layer, run, x, state: run(x.detach(), state),
}


# Right for small numbers, for few sequences, steps, inputs or units.


def _with_sigmoid(sigmoid: Callable[[torch.Tensor], torch.Tensor]) -> Pass:
    def another(layer: Any, run: Run, x: torch.Tensor, state: State) -> Any:
        theirs = torch.Tensor.sigmoid
        torch.Tensor.sigmoid = sigmoid  # type: ignore[method-assign,assignment]
        try:
            return run(x, state)
        finally:
            torch.Tensor.sigmoid = theirs  # type: ignore[method-assign]

    return another


def _only_where(fits: Callable[[int, int, int, int], bool]) -> Pass:
    def another(layer: Any, run: Run, x: torch.Tensor, state: State) -> Any:
        hs, last = run(x, state)
        N, T, D = x.shape
        return (hs if fits(N, T, D, len(layer.w_h)) else hs + 1), last

    return another


SATURATING: Mapping[str, Pass] = {
    "sigmoid_overflows": _with_sigmoid(lambda a: a.exp() / (1 + a.exp())),
    "slope_of_the_sigmoid_overflows": _with_sigmoid(lambda a: 1 / (1 + (-a).exp())),
}
HARD_CODED: Mapping[str, Pass] = {
    "at_most_four_sequences": _only_where(lambda N, T, D, U: N <= 4),
    "at_most_eight_steps": _only_where(lambda N, T, D, U: T <= 8),
    "at_most_four_inputs": _only_where(lambda N, T, D, U: D <= 4),
    "at_most_four_units": _only_where(lambda N, T, D, U: U <= 4),
}


# What a new layer holds.


def _filled(change: Callable[[torch.Tensor], torch.Tensor], *names: str) -> Callable[[Any], None]:
    def begin(layer: Any) -> None:
        for name, value in list(layer.named_parameters()):
            if not names or name in names:
                setattr(layer, name, torch.nn.Parameter(change(value.detach())))

    return begin


def _bias_without_gradient(layer: Any) -> None:
    next(value for name, value in layer.named_parameters() if name.startswith("b")).requires_grad_(False)


BEGINNING: Mapping[str, Callable[[Any], None]] = {
    "zero_initialised": _filled(torch.zeros_like),
    "weights_all_alike": _filled(lambda value: torch.full_like(value, 0.1), "w_x", "w_h"),
    "state_weights_all_zero": _filled(torch.zeros_like, "w_h"),
    "uninitialised": _filled(torch.empty_like),
    "not_a_number_at_first": _filled(lambda value: value / 0 * 0, "w_x"),
    "extra_buffer": lambda layer: layer.register_buffer("calls", torch.zeros(())),
    "extra_parameter": lambda layer: setattr(layer, "h0", torch.nn.Parameter(torch.zeros(len(layer.w_h)))),
    "bias_without_gradient": _bias_without_gradient,
}

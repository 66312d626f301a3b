"""Recurrent layers of PyTorch that are right but for one thing, made of a right one: an LSTM or a GRU."""

from collections.abc import Callable, Mapping
from typing import Any

import torch

Layer = type[torch.nn.Module]
State = Any  # None, a tensor or a pair of them


def wrong_layers(right: Any) -> Mapping[str, Layer]:
    """The wrong layers by the names of what is wrong; ``right`` is the class that does all of it right."""
    made = {**_remembering(right), **_careless(right), **_beginning(right), **_hard_coded(right), **_saturating(right)}
    return {name: _named(kind, right) for name, kind in made.items()}


def each(change: Callable[[torch.Tensor], Any], state: State) -> State:
    """The state with ``change`` made to each of its tensors."""
    if isinstance(state, tuple):
        return tuple(change(tensor) for tensor in state)
    return None if state is None else change(state)


def tensors(value: Any) -> list[torch.Tensor]:
    """The tensors in nested tuples, in their order."""
    return [tensor for item in value for tensor in tensors(item)] if isinstance(value, tuple) else [value]


def _named(kind: Any, right: Any) -> Layer:
    kind.__name__ = right.__name__
    return kind


def _remembering(right: Any) -> dict[str, Any]:
    """What one call leaves behind for the next."""

    class StateKept(right):
        kept: State = None

        def forward(self, x: torch.Tensor, state: State = None) -> Any:
            hs, last = super().forward(x, self.kept if state is None else state)
            self.kept = each(torch.Tensor.detach, last)
            return hs, last

    class StateKeptWithItsGraph(right):
        kept: State = None

        def forward(self, x: torch.Tensor, state: State = None) -> Any:
            hs, self.kept = super().forward(x, self.kept if state is None else state)
            return hs, self.kept

    class GivenStateKept(right):
        kept: State = None

        def forward(self, x: torch.Tensor, state: State = None) -> Any:
            self.kept = self.kept if state is None else state
            return super().forward(x, self.kept)

    class SizeOfTheFirstBatchKept(right):
        zeros: State = None

        def forward(self, x: torch.Tensor, state: State = None) -> Any:
            if self.zeros is None:
                self.zeros = each(torch.zeros_like, super().forward(x)[1])
            return super().forward(x, self.zeros if state is None else state)

    class FirstAnswerKept(right):
        answer: Any = None

        def forward(self, x: torch.Tensor, state: State = None) -> Any:
            self.answer = self.answer or super().forward(x, state)
            return self.answer

    class ParametersDecay(right):
        def forward(self, x: torch.Tensor, state: State = None) -> Any:
            result = super().forward(x.clone(), state)
            self.w_x = torch.nn.Parameter(0.9 * self.w_x.detach()) if not torch.is_grad_enabled() else self.w_x
            return result

    return {
        "state_kept": StateKept,
        "state_kept_with_its_graph": StateKeptWithItsGraph,
        "given_state_kept": GivenStateKept,
        "size_of_the_first_batch_kept": SizeOfTheFirstBatchKept,
        "first_answer_kept": FirstAnswerKept,
        "parameters_decay": ParametersDecay,
    }


def _careless(right: Any) -> dict[str, Any]:
    """What comes out in another form, what else happens, what depends on mode and precision."""

    class Flat(right):
        def forward(self, x: torch.Tensor, state: State = None) -> Any:
            hs, last = super().forward(x, state)
            return (hs, *last) if isinstance(last, tuple) else (hs, (last,))

    class PairBesideStates(right):
        def forward(self, x: torch.Tensor, state: State = None) -> Any:
            hs, last = super().forward(x, state)
            return (hs, *((tensor,) for tensor in tensors(last)))

    class StateChanged(right):
        def forward(self, x: torch.Tensor, state: State = None) -> Any:
            hs, last = super().forward(x, each(torch.clone, state))
            if state is not None:
                for old, new in zip(tensors(state), tensors(last), strict=True):
                    old.data.copy_(new)
            return hs, last

    class StateWrittenInto(right):
        def forward(self, x: torch.Tensor, state: State = None) -> Any:
            hs, last = super().forward(x, each(torch.clone, state))
            if state is not None and not torch.is_grad_enabled():
                for old, new in zip(tensors(state), tensors(last), strict=True):
                    old.copy_(new)
                return hs, state
            return hs, last

    class InputChanged(right):
        def forward(self, x: torch.Tensor, state: State = None) -> Any:
            result = super().forward(x.clone(), state)
            x.data.zero_()
            return result

    class SinglePrecisionState(right):
        def forward(self, x: torch.Tensor, state: State = None) -> Any:
            zeros = each(lambda tensor: torch.zeros(tensor.shape), super().forward(x, state)[1])
            return super().forward(x, zeros if state is None else state)

    class SinglePrecisionInside(right):
        def forward(self, x: torch.Tensor, state: State = None) -> Any:
            return super().forward(x.float(), each(torch.Tensor.float, state))

    class DropoutInTraining(right):
        def forward(self, x: torch.Tensor, state: State = None) -> Any:
            hs, last = super().forward(x, state)
            return torch.nn.functional.dropout(hs, 0.5, self.training), last

    class StateOnlyInEvaluation(right):
        def forward(self, x: torch.Tensor, state: State = None) -> Any:
            hs, last = super().forward(x, state)
            return hs, each(torch.zeros_like, last) if self.training else last

    class GivenStateDetached(right):
        def forward(self, x: torch.Tensor, state: State = None) -> Any:
            return super().forward(x, each(torch.Tensor.detach, state))

    class ViewOfTheInput(right):
        def forward(self, x: torch.Tensor, state: State = None) -> Any:
            return super().forward(x.view(-1, x.shape[-1]).view(x.shape), state)

    class FlatMemoryOfTheState(right):
        def forward(self, x: torch.Tensor, state: State = None) -> Any:
            return super().forward(x, each(lambda tensor: tensor.view(-1).view(tensor.shape), state))

    return {
        "flat_or_in_a_tuple": Flat,
        "every_state_in_a_tuple": PairBesideStates,
        "state_changed": StateChanged,
        "state_written_into": StateWrittenInto,
        "input_changed": InputChanged,
        "single_precision_state": SinglePrecisionState,
        "single_precision_inside": SinglePrecisionInside,
        "dropout_in_training": DropoutInTraining,
        "state_only_in_evaluation": StateOnlyInEvaluation,
        "given_state_detached": GivenStateDetached,
        "view_of_the_input": ViewOfTheInput,
        "flat_memory_of_the_state": FlatMemoryOfTheState,
    }


def _beginning(right: Any) -> dict[str, Any]:
    """What a fresh layer holds."""

    def begun(*names: str, change: Callable[[torch.Tensor], torch.Tensor]) -> Any:
        class Begun(right):
            def __init__(self, inputs: int, units: int) -> None:
                super().__init__(inputs, units)
                for name, value in list(self.named_parameters()):
                    if not names or name in names:
                        setattr(self, name, torch.nn.Parameter(change(value.detach())))

        return Begun

    class ExtraBuffer(right):
        def __init__(self, inputs: int, units: int) -> None:
            super().__init__(inputs, units)
            self.register_buffer("calls", torch.zeros(()))

    class ExtraParameter(right):
        def __init__(self, inputs: int, units: int) -> None:
            super().__init__(inputs, units)
            self.h0 = torch.nn.Parameter(torch.zeros(units))

    class BiasWithoutGradient(right):
        def __init__(self, inputs: int, units: int) -> None:
            super().__init__(inputs, units)
            next(value for name, value in self.named_parameters() if name.startswith("b")).requires_grad_(False)

    class NoBiasInTheState(right):
        def __init__(self, inputs: int, units: int) -> None:
            super().__init__(inputs, units)
            self.scale = torch.nn.Dropout(0.0)  # has neither parameters nor buffers

    assert NoBiasInTheState
    return {
        "zero_initialised": begun(change=torch.zeros_like),
        "weights_all_alike": begun("w_x", "w_h", change=lambda value: torch.full_like(value, 0.1)),
        "state_weights_all_zero": begun("w_h", change=torch.zeros_like),
        "uninitialised": begun(change=torch.empty_like),
        "not_a_number_at_first": begun("w_x", change=lambda value: value / 0),
        "extra_buffer": ExtraBuffer,
        "extra_parameter": ExtraParameter,
        "bias_without_gradient": BiasWithoutGradient,
    }


def _hard_coded(right: Any) -> dict[str, Any]:
    """Right for few sequences, steps, inputs or units."""

    def only_where(fits: Callable[[int, int, int, int], bool]) -> Any:
        class OnlyWhere(right):
            def forward(self, x: torch.Tensor, state: State = None) -> Any:
                hs, last = super().forward(x, state)
                return (hs if fits(*x.shape, len(self.w_h)) else hs + 1), last

        return OnlyWhere

    return {
        "at_most_four_sequences": only_where(lambda N, T, D, U: N <= 4),
        "at_most_eight_steps": only_where(lambda N, T, D, U: T <= 8),
        "at_most_four_inputs": only_where(lambda N, T, D, U: D <= 4),
        "at_most_four_units": only_where(lambda N, T, D, U: U <= 4),
        "more_than_one_sequence": only_where(lambda N, T, D, U: N > 1),
        "more_than_one_unit": only_where(lambda N, T, D, U: U > 1),
    }


def _saturating(right: Any) -> dict[str, Any]:
    """Right for small numbers."""

    def with_sigmoid(sigmoid: Callable[[torch.Tensor], torch.Tensor]) -> Any:
        class OwnSigmoid(right):
            def forward(self, x: torch.Tensor, state: State = None) -> Any:
                theirs = torch.Tensor.sigmoid
                torch.Tensor.sigmoid = sigmoid  # type: ignore[method-assign,assignment]
                try:
                    return super().forward(x, state)
                finally:
                    torch.Tensor.sigmoid = theirs  # type: ignore[method-assign]

        return OwnSigmoid

    return {
        "sigmoid_overflows": with_sigmoid(lambda a: a.exp() / (1 + a.exp())),
        "slope_of_the_sigmoid_overflows": with_sigmoid(lambda a: 1 / (1 + (-a).exp())),
    }

"""Looks at what a layer of PyTorch does whose parameters have names and shapes of its author's choice.

Nothing can be loaded into such a layer. But all of its matrices can be filled with one number and its biases with
another, and then what is right follows from its description alone; where they hold numbers drawn at random, it follows
which outputs are alike.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from .function_call import Unreadable
from .handed_tensors import HandedTensors
from .new_layers import made, memory_that_is_not_a_number
from .own_libraries import theirs
from .subject import ALIKE, Subject, far, near
from .wire import pack, unpack

MEMORY = 0.9  # of a mean over the steps
LEARNED = 0.95  # of the labels must come out right
NORMALISED = 1e-3  # probabilities sum to one as exactly
DIFFERENTIATED = ("reached", "trained", "learned")


def run(kind: Any, request: Mapping[str, Any], args: tuple[Any, ...]) -> Any:
    """Return what the request asks of a layer of the class ``kind`` (`autograder.assignment.Behaviour` lists it).

    What the layer does to its arguments is done to ``args``, too.
    """
    import torch

    asks, filled, limits, takes, axes, attribute, other = unpack(request["behaviour"])
    weights, biases, spread, seed = filled
    torch.manual_seed(seed)
    layer = _made(kind, request)
    _fill(layer, weights, biases, spread)
    dtype = next((parameter.dtype for parameter in layer.parameters()), torch.float32)
    handed = HandedTensors(dtype, request["strided"])
    with torch.no_grad():
        for earlier in unpack(request["before"]):
            theirs(layer, *HandedTensors(dtype).made_of(earlier))

    def of_another_size() -> Any:
        init, weights = other
        second = _made(kind, {**request, "init": pack(init)})
        _fill(second, weights, biases, spread)
        return second

    subject = Subject(layer, limits, takes, axes, attribute, lambda: _made(kind, request), of_another_size)
    with torch.set_grad_enabled(asks in DIFFERENTIATED):
        found = LOOKS[asks](subject, *handed.made_of(args))
    handed.hand_back()
    return found


def _made(kind: Any, request: Mapping[str, Any]) -> Any:
    """A new layer in the mode of the request, in which what nobody fills is no number."""
    with memory_that_is_not_a_number():
        layer = made(kind, request)
    layer.train(request["training"])
    return layer


def _fill(layer: Any, weights: float | None, biases: float | None, spread: float) -> None:
    """Fill the parameters: those of one axis are biases, the others are weights, which may differ from each other."""
    import torch

    with torch.no_grad():
        for parameter in layer.parameters():
            value = biases if parameter.ndim == 1 else weights
            if value is not None and parameter.ndim > 1 and spread:
                parameter.normal_(value, spread)
            elif value is not None:
                parameter.fill_(value)


def _output(subject: Subject, *arguments: Any) -> Any:
    """The output as it is; what is looked for under an attribute may not be there."""
    found = subject.given(*arguments)
    return subject.rows(*arguments) if subject.attribute and found is None else found


def _alone(subject: Subject, *arguments: Any) -> np.ndarray:
    """1 for each row of the output that comes out alike where its row of the arguments stands alone."""
    import torch

    together = subject.rows(*arguments)
    rows = zip(*arguments, strict=True)
    return near(together, torch.cat([subject.rows(*(one[None] for one in row)) for row in rows]))


def _alike(subject: Subject, *arguments: Any) -> np.ndarray:
    """1 for each row of the output that is alike in both calls."""
    return near(*_compared(subject, arguments))


def _apart(subject: Subject, *arguments: Any) -> np.ndarray:
    """1 for each row of the output that differs between the calls."""
    return far(*_compared(subject, arguments))


def _compared(subject: Subject, arguments: tuple[Any, ...]) -> tuple[Any, Any]:
    """Results of two calls, so far as it is compared: some steps, and the shares of some numbers of a step."""
    steps, numbers = (*map(int, subject.limits), None, None)[:2]
    first, second = arguments[: subject.takes], arguments[subject.takes :]
    found = []
    for rows in (subject.rows(*first), subject.rows(*second)):
        some = rows if steps is None else rows[:, :steps]
        if numbers is not None:
            some = some[..., :numbers] if numbers > 0 else some[..., numbers:]
            some = some / some.sum(-1, keepdim=True)
        found.append(some)
    return found[0], found[1]


def _varied(subject: Subject, *arguments: Any) -> np.ndarray:
    """1 for each row of which no two steps in a row are alike."""
    rows = subject.rows(*arguments)
    before, after = rows[:, :-1].flatten(0, 1), rows[:, 1:].flatten(0, 1)
    varied: np.ndarray = far(before, after).reshape(len(rows), -1).min(axis=1)
    return varied


def _finite(subject: Subject, *arguments: Any) -> np.ndarray:
    """1 for each row in which every number is finite."""
    finite: np.ndarray = subject.rows(*arguments).isfinite().flatten(1).all(1).double().numpy()
    return finite


def _scores(subject: Subject, *arguments: Any) -> np.ndarray:
    """1 where the output may be anything; 0 for probabilities, -1 for their logarithms, 2 and 3 where it is cut."""
    import torch

    rows = subject.rows(*arguments).double()
    if bool((rows.sum(-1) - 1).abs().max() < NORMALISED):
        return np.array([0.0])
    if bool(torch.logsumexp(rows, -1).abs().max() < NORMALISED):
        return np.array([-1.0])
    return np.array([2.0 if bool(rows.min() >= 0) else 3.0 if bool(rows.max() <= 1) else 1.0])


def _shares(subject: Subject, *arguments: Any) -> np.ndarray:
    """1 for each row of shares of one at every step, among what the argument in the place of the limits keeps."""
    (place,) = subject.limits
    rows, kept = subject.rows(*arguments), arguments[int(place)][:, None] != 0
    if rows.shape[2:] != kept.shape[2:]:
        raise Unreadable(
            f"it left a tensor of shape {tuple(rows.shape)}, where the last axis should be {kept.shape[2]}"
        )
    whole = (rows.sum(-1) - 1).abs().amax(1) <= NORMALISED
    found: np.ndarray = (whole & ((rows >= 0) & (kept | (rows == 0))).flatten(1).all(1)).double().numpy()
    return found


def _times(subject: Subject, *arguments: Any) -> np.ndarray:
    """The spread of the logarithms of a step's numbers in a layer of another size, as a multiple of this one's."""
    found = []
    for layer in (subject.layer, subject.other()):
        logarithms = subject.rows(*arguments, layer=layer).double().log()
        found.append(float((logarithms.amax(-1) - logarithms.amin(-1)).sum()))
    times = np.divide(found[1], found[0]) if found[0] else 0.0
    return np.array(times if np.isfinite(times) else 0.0)


def _reached(subject: Subject, *arguments: Any) -> tuple[np.ndarray, np.ndarray]:
    """The count of the numbers in the parameters, and of those that a gradient of the outputs reaches."""
    counts = _gradients_of(subject, arguments)
    numbers = sum(parameter.numel() for parameter in subject.layer.parameters())
    return np.array(float(numbers)), np.array(float(sum(counts)))


def _trained(subject: Subject, *arguments: Any) -> np.ndarray:
    """1 where a gradient of the outputs reaches each parameter, and there are some."""
    counts = _gradients_of(subject, arguments)
    return np.array([float(bool(counts) and min(counts) > 0)])


def _gradients_of(subject: Subject, arguments: tuple[Any, ...]) -> list[int]:
    """For each parameter, the count of its numbers that a gradient of the outputs reaches.

    The outputs of a row count differently, so that one whose sum is always 1 has a gradient, too.
    """
    import torch

    own = list(subject.layer.parameters())
    outputs = subject.rows(*arguments)
    total = (outputs * torch.arange(1, outputs.shape[-1] + 1)).sum()
    places = [place for place, parameter in enumerate(own) if parameter.requires_grad]
    counts = [0] * len(own)
    if places and total.requires_grad:
        found = torch.autograd.grad(total, [own[place] for place in places], allow_unused=True)
        for place, gradient in zip(places, found, strict=True):
            counts[place] = 0 if gradient is None else int(gradient.count_nonzero())
    return counts


def _reloaded(subject: Subject, *arguments: Any) -> np.ndarray:
    """1 for each row that a second layer gives alike after it has loaded the ``state_dict`` of the first."""
    held = {name: value.clone() for name, value in theirs(subject.layer.state_dict).items()}
    second = subject.another()
    theirs(second.load_state_dict, held)
    return near(subject.rows(*arguments), subject.rows(*arguments, layer=second))


def _dropped(subject: Subject, argument: Any) -> tuple[np.ndarray, np.ndarray]:
    """The least and the largest output of many equal rows, the mean, and the shares of the rows with these two.

    The limits are the number of rows.
    """
    (count,) = subject.limits
    outputs = subject.rows(argument[:1].expand(int(count), -1).contiguous()).double()
    least, largest = outputs.min(), outputs.max()
    close = ALIKE * max(float(least.abs()), float(largest.abs()))
    found = (outputs.mean(), *((outputs - end).abs().amax(1).le(close).double().mean() for end in (least, largest)))
    return np.array([float(least), float(largest)]), np.array(list(map(float, found)))


def _learned(subject: Subject, *given: Any) -> np.ndarray:
    """1 where the layer tells almost all labels after some steps; the limits are their number and size."""
    import torch

    *arguments, labels = given
    steps, size = subject.limits
    _descend(subject, arguments, labels, int(steps), size)
    subject.layer.eval()
    with torch.no_grad():
        right = _logits(subject, arguments, labels).argmax(1) == labels.flatten()
    return np.array([float(right.double().mean() >= LEARNED)])


def _logits(subject: Subject, arguments: Sequence[Any], labels: Any) -> Any:
    """The layer's output as a matrix, with a row for each of the labels."""
    found = subject.rows(*arguments)
    if found.shape[:-1] != labels.shape:
        shape, right = tuple(found.shape), tuple(labels.shape)
        raise Unreadable(f"it returned a tensor of shape {shape}, where the first axes should be {right}")
    return found.flatten(0, -2)


def _descend(subject: Subject, arguments: Sequence[Any], labels: Any, steps: int, size: float) -> None:
    """Take steps down the cross-entropy, each number by ``size`` and ever less against the mean of its last gradients.

    It is written out so that nothing hangs on ``torch.optim``; how large gradients are depends on how a layer begins.
    """
    import torch

    own = [parameter for parameter in subject.layer.parameters() if parameter.requires_grad]
    means = [torch.zeros_like(parameter) for parameter in own]
    wanted = labels.flatten()
    rows = torch.arange(len(wanted))
    for step in range(steps):
        logits = _logits(subject, arguments, labels)
        loss = (logits.logsumexp(1) - logits[rows, wanted]).mean()
        if not loss.requires_grad:
            return
        gradients = torch.autograd.grad(loss, own, allow_unused=True)
        with torch.no_grad():
            for value, mean, gradient in zip(own, means, gradients, strict=True):
                if gradient is not None:
                    value.sub_(mean.lerp_(gradient, 1 - MEMORY).sign(), alpha=size * (1 - step / steps))


LOOKS: Mapping[str, Callable[..., Any]] = {
    "output": _output,
    "alone": _alone,
    "alike": _alike,
    "apart": _apart,
    "varied": _varied,
    "finite": _finite,
    "scores": _scores,
    "shares": _shares,
    "times": _times,
    "reached": _reached,
    "trained": _trained,
    "reloaded": _reloaded,
    "dropped": _dropped,
    "learned": _learned,
}

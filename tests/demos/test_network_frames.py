"""What the demos of the first chapter show: softmax and dropout against PyTorch, the bars, and a 2-2-1 network."""

import re
from collections.abc import Callable, Sequence
from itertools import product
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from course.demos import DropoutMask, SoftmaxBars, TwoLayers, dropout_mask, softmax_bars
from course.demos.bars import Bars
from course.demos.parts import Frame
from course.demos.two_layers import BENDS, CORNERS, PRESETS, RATE, run
from tests.support.grids import case

DOUBLE: Any = {"dtype": torch.float64}
NETWORK: dict[str, Callable[[torch.Tensor], torch.Tensor]] = {
    "relu": torch.relu,
    "tanh": torch.tanh,
    "sigmoid": torch.sigmoid,
    "none": lambda a: a,
}


def bars(frame: Frame, name: str) -> NDArray[np.float64]:
    return np.array(next(each for each in frame.bars if each.name == name).stages)


def test_shares_losses_and_gradients_are_pytorchs() -> None:
    for z1, z2, z3, shifted in product(softmax_bars.LOGITS, (-1, 0), (1, 2), (False, True)):
        logits = torch.tensor([[z1, z2, z3]], **DOUBLE) + 100 * shifted
        with case(logits=logits.tolist()):
            frame = softmax_bars.frame(z1, z2, z3, shifted)
            np.testing.assert_allclose(bars(frame, "shares"), torch.softmax(logits, -1).expand(3, 3).numpy())
            for right in range(3):
                leaf = logits.clone().requires_grad_()
                loss = torch.nn.functional.cross_entropy(leaf, torch.tensor([right]))
                (gradient,) = torch.autograd.grad(loss, leaf)
                np.testing.assert_allclose(bars(frame, "gradient")[right], gradient[0].numpy(), atol=1e-12)
                assert frame.words[right]["loss"] == pytest.approx(loss.item(), rel=5e-3)


def test_adding_100_changes_nothing_but_what_single_precision_can_do_without_the_shift() -> None:
    before, after = (softmax_bars.frame(2, 1, 0, shifted) for shifted in (False, True))
    np.testing.assert_allclose(bars(before, "shares"), bars(after, "shares"), rtol=1e-12)
    assert (before.facts["says"], after.facts["says"]) == ("says", "spoiled")
    assert np.isnan(softmax_bars.naive(np.array([102.0, 101, 100]))).all()
    assert np.isfinite(softmax_bars.naive(np.array([2.0, 1, 0]))).all()


def test_the_units_under_dropout_follow_from_their_random_numbers() -> None:
    units = np.array(dropout_mask.UNITS)
    u = dropout_mask.uniform(units.size)
    for rate, scaled in product(dropout_mask.RATES, (False, True)):
        with case(rate=rate, scaled=scaled):
            frame = dropout_mask.frame(units, rate, scaled)
            after = np.array([np.ravel(stage) for stage in frame.grids[2].stages or ()])
            larger = units / (1 - rate if scaled else 1)
            by_hand = [[x if r >= rate else 0 for x, r in zip(larger, row, strict=True)] for row in u]
            np.testing.assert_allclose(after, by_hand, atol=0.00501)
            means = [np.mean([sum(row) for row in by_hand[: t + 1]]) for t in range(dropout_mask.DRAWS)]
            np.testing.assert_allclose(frame.charts[0].series["mean"], means)
            if scaled:
                assert means[-1] == pytest.approx(units.sum(), rel=0.25), "the mean stays near the full total"
            else:
                assert means[-1] == pytest.approx((1 - rate) * units.sum(), rel=0.25)


def test_bars_refuse_what_cannot_be_drawn() -> None:
    wrong: list[tuple[Callable[[], Any], str]] = [
        (lambda: Bars("p", ("a", "b"), [[1.0]], (0, 1)), "p has 1 values for 2 bars at step 0"),
        (lambda: Bars("p", ("a",), [[2.0]], (0, 1)), "p: a value of [2.0] lies outside the limits (0, 1)"),
        (lambda: Bars("p", ("a",), [[2.0]], (1, 3)), "bars stand on zero, which lies outside the limits (1, 3)"),
    ]
    for make, says in wrong:
        with case(says=says), pytest.raises(ValueError, match=re.escape(says)):
            make()


def torch_run(net: dict[str, Any], sample: Sequence[float]) -> dict[str, NDArray[np.float64]]:
    """All numbers of a sample forward and back, by automatic differentiation."""
    x = torch.tensor(list(sample[:2]), **DOUBLE)
    leaf = {name: torch.tensor(net[name], **DOUBLE).requires_grad_() for name in ("w1", "b1", "w2", "b2")}
    a = x @ leaf["w1"] + leaf["b1"]
    h = NETWORK[net["bend"]](a)
    z = h @ leaf["w2"] + leaf["b2"]
    loss = torch.nn.functional.binary_cross_entropy_with_logits(z, torch.tensor(float(sample[2]), **DOUBLE))
    wanted = {"da": a, "dh": h, "dz": z, **{f"d{name}": each for name, each in leaf.items()}}
    gradients = torch.autograd.grad(loss, list(wanted.values()))
    found = {"a": a, "h": h, "z": z, "p": torch.sigmoid(z), "loss": loss, **dict(zip(wanted, gradients, strict=True))}
    return {name: each.detach().numpy() for name, each in found.items()}


def random_network(rng: np.random.Generator, bend: str) -> dict[str, Any]:
    shapes: dict[str, tuple[int, ...]] = {"w1": (2, 2), "b1": (2,), "w2": (2,), "b2": ()}
    weights = {name: np.round(rng.uniform(-3, 3, shape), 1).tolist() for name, shape in shapes.items()}
    return {**weights, "bend": bend}


def test_the_network_is_pytorchs_forward_and_back() -> None:
    rng = np.random.default_rng(4)
    for trial in range(40):
        net = random_network(rng, BENDS[trial % 4])
        sample = [*np.round(rng.uniform(-3, 3, 2), 1).tolist(), trial // 4 % 2]
        with case(net=net, sample=sample):
            for name, wanted in torch_run(net, sample).items():
                np.testing.assert_allclose(run(net, sample)[name], wanted, atol=1e-12)


def test_the_sample_of_the_chapter_by_hand() -> None:
    seen = TwoLayers().numbers()
    assert (seen["a"].tolist(), seen["h"].tolist(), seen["z"]) == ([3, -1], [3, 0], 3)
    assert seen["p"] == pytest.approx(0.9526, abs=5e-5)
    assert seen["loss"] == pytest.approx(3.0486, abs=5e-5)
    assert seen["dw2"] == pytest.approx([2.858, 0], abs=5e-4)
    assert seen["dw1"].tolist() == [[seen["dz"], 0], [2 * seen["dz"], 0]]


def right(net: dict[str, Any]) -> int:
    return sum((run(net, corner)["z"] > 0) == bool(corner[2]) for corner in CORNERS)


def trained(bend: str, steps: int) -> dict[str, Any]:
    net = {name: value for name, value in PRESETS["corners"].items() if name != "points"} | {"bend": bend}
    for step in range(steps):
        seen = run(net, CORNERS[step % 4])
        net |= {name: np.subtract(net[name], RATE * seen[f"d{name}"]) for name in ("w1", "b1", "w2", "b2")}
    return net


def test_the_four_corners_need_a_bend() -> None:
    """What the chapter says of the buttons: 100 steps are enough with ReLU, and no number of them without a bend."""
    assert right(PRESETS["solved"]) == 4
    assert right(PRESETS["corners"]) < 4
    assert right(trained("relu", 100)) == 4
    assert [right(trained("none", steps)) < 4 for steps in (100, 300, 1000)] == [True] * 3
    assert right(trained("sigmoid", 300)) < 4
    assert right(trained("sigmoid", 1000)) == 4


def test_python_reads_the_network_of_the_moment() -> None:
    demo = TwoLayers(CORNERS, chosen=1)
    demo.bend, demo.w2 = "none", [2.0, 0.0]
    assert demo.numbers()["h"].tolist() == [0, 2]
    assert demo.numbers()["z"] == 0
    assert demo.numbers()["dz"] == -0.5


NONSENSE: list[tuple[Callable[[], Any], str]] = [
    (lambda: TwoLayers([[0, 0, 2]]), "a point lies between −3 and 3, and its label is 0 or 1"),
    (lambda: TwoLayers([[4, 0, 1]]), "a point lies between −3 and 3, and its label is 0 or 1"),
    (lambda: TwoLayers([[0, 0]]), "one to eight rows x1, x2, label; they have shape (1, 2)"),
    (lambda: TwoLayers(w1=[1, 2]), "w1 takes numbers of shape (2, 2) from −9 to 9; got [1, 2]"),
    (lambda: TwoLayers(b2=10), "b2 takes one number from −9 to 9; got 10"),
    (lambda: TwoLayers(b1=[0, float("nan")]), "b1 takes numbers of shape (2,) from −9 to 9"),
    (lambda: TwoLayers(bend="step"), "the bend is one of relu, tanh, sigmoid, none; got 'step'"),
    (lambda: TwoLayers(chosen=1), "chosen is a point from 0 to 0; got 1"),
    (lambda: DropoutMask([1, -1]), "units after a ReLU are not negative; got [1.0, -1.0]"),
    (lambda: DropoutMask(rate=1), "rate is one of 0, 0.25, 0.5, 0.75; got 1"),
    (lambda: SoftmaxBars((3, 0, 0)), "z1 is one of -1, 0, 1, 2; got 3"),
]


def test_nonsense_is_refused_in_words() -> None:
    for row, (make, says) in enumerate(NONSENSE):
        with case(row=row, says=says), pytest.raises(ValueError, match=re.escape(says)):
            make()

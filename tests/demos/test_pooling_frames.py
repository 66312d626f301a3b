"""What the demos of shifts, shared weights and pooling show, against arithmetic by hand, NumPy and PyTorch."""

from itertools import pairwise, product
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torch.nn import functional

from course.demos import pooling_gradient, sentence_pooling, shifted_input, weight_sharing
from course.demos.parts import Frame, Grid
from tests.support.grids import case

SIGNAL, KERNEL = np.array(shifted_input.SIGNAL, float), np.array([2.0, 3, -2])
IMAGE, UPSTREAM = np.array(pooling_gradient.IMAGE, float), np.array(pooling_gradient.UPSTREAM, float)
FEATURES, SENTENCE = np.array(sentence_pooling.FEATURES, float), sentence_pooling.SENTENCE


def named(frame: Frame, name: str) -> Grid:
    return next(grid for grid in frame.grids if grid.name == name)


def stages(frame: Frame, name: str) -> list[NDArray[Any]]:
    found = named(frame, name).stages
    assert found is not None
    return [np.asarray(each) for each in found]


def marks(frame: Frame, name: str) -> list[list[tuple[int, ...]]]:
    found = named(frame, name).marks
    assert found is not None
    return [[tuple(cell) for cell in cells] for cells in found]


def test_the_pattern_answers_eight_and_four_wherever_it_stands() -> None:
    frame = shifted_input.frame(SIGNAL, KERNEL, "max", 1)
    assert 2 * 1 + 3 * 2 - 2 * 0 == 8
    for shift in range(7):
        np.testing.assert_array_equal(np.flatnonzero(stages(frame, "y")[shift]), [4 + shift, 5 + shift])
        np.testing.assert_array_equal(stages(frame, "y")[shift][0, 4 + shift : 6 + shift], [8, 4])
        assert marks(frame, "y")[shift] == []
    assert marks(frame, "y")[8] == [(0, 11)], "the 2 has left, so the last number is not the one that moved along"


def test_the_pooled_values_stay_for_two_shifts_and_then_change() -> None:
    frame = shifted_input.frame(SIGNAL, KERNEL, "max", 1)
    np.testing.assert_array_equal(np.array(stages(frame, "p"))[:5, 0], [[0, 8, 0]] * 3 + [[0, 8, 4], [0, 0, 8]])
    assert marks(frame, "p")[:5] == [[], [], [], [(0, 2)], [(0, 1), (0, 2)]]
    assert [words["says"] for words in frame.words[:4]] == ["start", "both", "both", "only_moved"]
    assert frame.words[4] == {"says": "only_moved", "shift": 4, "wrong": 0, "changed": 2, "pooled": 3}


def test_a_stride_breaks_every_odd_shift_and_the_maximum_of_all_flickers() -> None:
    frame = shifted_input.frame(SIGNAL, KERNEL, "all", 2)
    assert [bool(cells) for cells in marks(frame, "y")][:7] == [False, True] * 3 + [False]
    assert np.ravel(stages(frame, "p")).tolist() == [8, 4, 8, 4, 8, 4, 8, 0, 0]


def test_shifts_agree_with_pytorch() -> None:
    pools: dict[str, Any] = {
        "max": lambda y: functional.adaptive_max_pool1d(y, 3),
        "mean": lambda y: functional.adaptive_avg_pool1d(y, 3),
        "all": lambda y: functional.adaptive_max_pool1d(y, 1),
    }
    for pooling, stride, n in product(shifted_input.POOLINGS, (1, 2), (1, 2, 3, 5)):
        rng = np.random.default_rng(n)
        x, w = rng.integers(-3, 4, 12).astype(float), rng.integers(-3, 4, n).astype(float)
        x[0] = 1  # so that there are 12 shifts
        with case(pooling=pooling, stride=stride, n=n):
            frame = shifted_input.frame(x, w, pooling, stride)
            assert len(frame.words) == 12
            for shift in range(12):
                with case(shift=shift):
                    check_shift(frame, x, w, stride, shift, pools[pooling])


def check_shift(frame: Frame, x: NDArray[Any], w: NDArray[Any], stride: int, shift: int, pool: Any) -> None:
    """Assert that the frame shows at ``shift`` what PyTorch finds."""
    row = torch.tensor(np.concatenate([np.zeros(shift), x])[:12])
    np.testing.assert_array_equal(stages(frame, "x")[shift][0], row)
    padded = functional.pad(row, ((w.size - 1) // 2, w.size // 2))
    y = functional.conv1d(padded[None, None], torch.tensor(w)[None, None]).relu()[..., ::stride]
    np.testing.assert_allclose(stages(frame, "y")[shift], y[0])
    np.testing.assert_allclose(stages(frame, "p")[shift], pool(y)[0])
    first = stages(frame, "y")[0][0]
    np.testing.assert_allclose(
        stages(frame, "moved")[shift][0], np.concatenate([np.zeros(shift // stride), first])[: first.size]
    )
    unlike = stages(frame, "y")[shift][0] != stages(frame, "moved")[shift][0]
    assert [cell[1] for cell in marks(frame, "y")[shift]] == np.flatnonzero(unlike).tolist()


def test_weights_are_counted_as_the_rule_says() -> None:
    for inputs in weight_sharing.INPUTS:
        outputs = inputs - 2
        wanted = {"full": outputs * inputs, "local": outputs * 3, "shared": 3}
        for layer, weights in wanted.items():
            with case(inputs=inputs, layer=layer):
                frame = weight_sharing.frame(layer, inputs, 3)
                table = named(frame, "W").rows
                assert sorted(set(table[table > 0])) == list(range(1, weights + 1)), "the names are 1, 2, 3, …"
                counts = named(frame, "counts").rows[:, 0].tolist()
                assert counts == [table.size, np.count_nonzero(table), weights]
                assert len(frame.words) == np.count_nonzero(table)


def test_only_a_convolution_uses_a_weight_twice_and_along_a_diagonal() -> None:
    for layer in ("full", "local"):
        assert {len(cells) for cells in marks(weight_sharing.frame(layer, 7, 3), "W")} == {1}
    frame = weight_sharing.frame("shared", 7, 3)
    path = named(frame, "W").path
    assert path is not None
    assert tuple(path[4]) == (1, 2)
    assert marks(frame, "W")[4] == [(0, 1), (1, 2), (2, 3), (3, 4), (4, 5)]
    assert frame.words[4] == {"weight": 2, "times": 5, "free": 3}


def test_the_shared_table_with_weights_for_names_is_a_convolution() -> None:
    for width in (1, 2, 5):
        w, x = np.arange(1.0, width + 1) ** 2, np.arange(8.0) - 3
        with case(width=width):
            table = weight_sharing.weight_numbers("shared", 8, width)
            np.testing.assert_allclose(np.concatenate([[0], w])[table] @ x, np.correlate(x, w, "valid"))


def test_the_sentence_by_hand() -> None:
    wanted = {
        "max": [[3, 3, 4]],
        "mean": [[0.5, 0.5, 0.25]],
        "kmax2": [[3, 1, 4], [2, 3, 1]],
        "kmax3": [[3, 0, 0], [0, 1, 4], [2, 3, 1]],
        "dynamic2": [[3, 3, 0], [2, 0, 4]],
        "dynamic3": [[3, 0, 0], [2, 3, 0], [0, 0, 4]],
    }
    for pooling, values in wanted.items():
        with case(pooling=pooling):
            frame = sentence_pooling.frame(FEATURES, SENTENCE, pooling, False)
            np.testing.assert_array_equal(named(frame, "p").rows, values)
    assert frame.words[8] == {"says": "says_largest", "first": 5, "last": 7, "word": "great"}


def test_of_equal_features_the_earliest_word_is_kept() -> None:
    frame = sentence_pooling.frame(FEATURES, SENTENCE, "kmax3", False)
    kept = [cell for cell in marks(frame, "x")[0] if cell[1] == 2]
    assert kept == [(1, 2), (6, 2), (7, 2)]
    assert [words["word"] for words in frame.words[2::3]] == ["opening", "great", "end"]


def pooled_by_pytorch(row: torch.Tensor) -> dict[str, torch.Tensor]:
    """The pooled features of a sentence of 11 words, one row for each of its channels."""
    cuts = {2: [0, 5, 11], 3: [0, 3, 7, 11]}
    return {
        "max": row.max(dim=1, keepdim=True).values.T,
        "mean": row.mean(dim=1, keepdim=True).T,
        "kmax2": row.gather(1, row.topk(2, dim=1).indices.sort(dim=1).values).T,
        "kmax3": row.gather(1, row.topk(3, dim=1).indices.sort(dim=1).values).T,
        **{
            f"dynamic{n}": torch.stack([row[:, a:b].max(dim=1).values for a, b in pairwise(c)]) for n, c in cuts.items()
        },
    }


def test_sentences_agree_with_pytorch() -> None:
    features = np.random.default_rng(2).permutation(33).reshape(11, 3).astype(float)  # no ties
    words = [f"w{i}" for i in range(11)]
    for backwards in (False, True):
        x = features[::-1].copy() if backwards else features
        for pooling, values in pooled_by_pytorch(torch.tensor(x).T).items():
            with case(backwards=backwards, pooling=pooling):
                frame = sentence_pooling.frame(features, words, pooling, backwards)
                np.testing.assert_allclose(named(frame, "p").rows, values)
                if pooling != "mean":
                    used = sorted(x[row, column] for row, column in marks(frame, "x")[0])
                    np.testing.assert_array_equal(used, np.sort(values.numpy().ravel()))
                assert named(frame, "x").names == (words[::-1] if backwards else words)


def test_the_way_back_by_hand() -> None:
    frame = pooling_gradient.frame(IMAGE, UPSTREAM, "max", 1)
    np.testing.assert_array_equal(stages(frame, "dx")[0], [[0, 4, 0, 0], *[[0] * 4] * 3])
    assert stages(frame, "dx")[-1][1, 2] == 8 - 4 + 4 + 8, "the 6 has won four windows"
    assert stages(frame, "dx")[-1][3].tolist() == [0, 0, 4, 0], "of two threes the first takes all"
    mean = pooling_gradient.frame(IMAGE, UPSTREAM, "mean", 2)
    np.testing.assert_array_equal(stages(mean, "dx")[0][:2], [[1, 1, 0, 0]] * 2)
    assert mean.words[0] == {"says": "says_mean", "dout": 4, "share": 1}


def test_gradients_agree_with_pytorch() -> None:
    for pooling, stride, shape in product(("max", "mean"), (1, 2), ((4, 4), (5, 3), (2, 6))):
        rng = np.random.default_rng(5)
        image, upstream = rng.permutation(np.prod(shape)).reshape(shape) * 1.0, rng.integers(1, 9, shape).astype(float)
        x = torch.tensor(image)[None].requires_grad_()
        y = functional.max_pool2d(x, 2, stride) if pooling == "max" else functional.avg_pool2d(x, 2, stride)
        with case(pooling=pooling, stride=stride, shape=shape):
            frame = pooling_gradient.frame(image, upstream, pooling, stride)
            np.testing.assert_allclose(named(frame, "y").rows, y[0].detach())
            dout = named(frame, "dout").rows
            y.backward(torch.tensor(dout)[None])
            assert x.grad is not None
            np.testing.assert_allclose(stages(frame, "dx")[-1], x.grad[0])
            steps = np.diff([0 * image, *stages(frame, "dx")], axis=0)
            for step, part in enumerate(steps):
                passed_on = pytest.approx(dout.ravel()[step])
                assert part.sum() == passed_on, "a window passes on its gradient, and loses none of it"
                assert marks(frame, "dx")[step] == [tuple(cell) for cell in np.argwhere(part).tolist()]
                given = np.asarray(frame.products[step])
                np.testing.assert_allclose(part[part != 0], given[given != 0])

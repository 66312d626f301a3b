"""What the demos of two directions and of attention show, against sums by hand, PyTorch and the chapter's data."""

import json
import re
from itertools import product

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from course.data import reviews, words_of
from course.demos import AttentionPooling, TwoDirections, attention_pooling, two_directions
from course.demos.bars import Bars
from course.demos.parts import Frame, Grid, plain
from scripts import freeze_attention
from tests.support.grids import case

pytestmark = pytest.mark.usefixtures("texts_of_others")


def grid(frame: Frame, name: str) -> Grid:
    return next(each for each in frame.grids if each.name == name)


def stages(frame: Frame, name: str) -> list[NDArray[np.float64]]:
    return [np.asarray(stage) for stage in grid(frame, name).stages or ()]


def test_the_sums_of_1_2_3_by_hand() -> None:
    x = np.array([1.0, 2, 3])
    wanted = {
        "sum": [[7, 8, 9]],  # 1 + 6, 3 + 5, 6 + 3
        "mul": [[6, 15, 18]],
        "ave": [[3.5, 4, 4.5]],
        "concat": [[1, 3, 6], [6, 5, 3]],
    }
    for merge, rows in wanted.items():
        with case(merge=merge):
            np.testing.assert_array_equal(stages(two_directions.frame(x, merge, False), "merged")[-1], rows)
    pair = two_directions.frame(x, "pair", False)
    np.testing.assert_array_equal(stages(pair, "first")[-1], [[1, 3, 6]])
    np.testing.assert_array_equal(stages(pair, "second")[-1], [[6, 5, 3]])
    wrong = two_directions.frame(x, "sum", True)
    np.testing.assert_array_equal(stages(wrong, "merged")[-1], [[4, 8, 12]])


def test_the_rows_fill_from_their_ends_and_the_merged_one_from_the_middle() -> None:
    frame = two_directions.frame(np.array(two_directions.SEQUENCE, dtype=float), "sum", False)
    empty = {name: [np.isnan(stage[0]).tolist() for stage in stages(frame, name)] for name in ("forward", "backward")}
    for t in range(5):
        assert empty["forward"][t] == [column > t for column in range(5)]
        assert empty["backward"][t] == [column < 4 - t for column in range(5)]
    ready = [np.flatnonzero(~np.isnan(stage[0])).tolist() for stage in stages(frame, "merged")]
    assert ready == [[], [], [2], [1, 2, 3], [0, 1, 2, 3, 4]]
    assert grid(frame, "merged").marks == [[], [], [(0, 2)], [(0, 1), (0, 3)], [(0, 0), (0, 4)]]
    assert grid(frame, "x").marks == [[(0, t), (0, 4 - t)] for t in range(5)]
    assert [words["says"] for words in frame.words] == ["says_nothing"] * 2 + ["says_one"] + ["says_two"] * 2


def test_the_states_are_those_of_a_bidirectional_layer_that_only_adds() -> None:
    layer = torch.nn.RNN(1, 1, nonlinearity="relu", bias=False, batch_first=True, bidirectional=True)
    with torch.no_grad():
        for weight in layer.parameters():
            weight.fill_(1.0)  # relu of a sum of numbers that are not negative is the sum
        x = torch.arange(1.0, 8)
        output = layer(x[None, :, None])[0][0].T.numpy()
    frame = two_directions.frame(x.double().numpy(), "concat", False)
    np.testing.assert_array_equal(stages(frame, "merged")[-1], output)
    even = two_directions.frame(np.arange(4.0), "sum", False)
    assert [len(each) for each in grid(even, "merged").marks or ()] == [0, 0, 2, 2]


def test_unturned_is_right_in_the_middle_alone() -> None:
    x = np.array([2.0, 0, 1, 3, 1])
    right, wrong = (stages(two_directions.frame(x, "sum", unturned), "merged")[-1][0] for unturned in (False, True))
    assert np.flatnonzero(right == wrong).tolist() == [2]
    says = [words["says"] for words in two_directions.frame(x, "sum", True).words]
    assert says == ["says_wrong"] * 2 + ["says_middle"] + ["says_late"] * 2


def test_one_number_is_a_sequence_too_and_nonsense_is_refused() -> None:
    assert stages(two_directions.frame(np.array([4.0]), "ave", False), "merged")[-1].tolist() == [[4]]
    assert len(TwoDirections([4.0]).frames[0]["arrows"]) == 2
    for make, says in (
        (lambda: TwoDirections([[1, 2]]), "x must be a row of numbers"),
        (lambda: TwoDirections(merge="max"), "merge is one of 'sum', 'mul', 'ave', 'concat', 'pair'; got 'max'"),
        (lambda: AttentionPooling(9), "sentence is a number from 1 to 8; got 9"),
        (lambda: AttentionPooling(pads=3), "pads is one of 0, 2, 4; got 3"),
        (lambda: AttentionPooling(sharpness=3), "position is one of 0, 0.5, 1, 2, 4; got 3"),
    ):
        with case(says=says), pytest.raises(ValueError, match=re.escape(says)):
            make()


def test_a_number_that_is_not_known_yet_travels_as_none() -> None:
    assert plain([1.0, float("nan")]) == [1, None]


def test_the_weights_are_pytorchs_masked_softmax_and_sum_to_one() -> None:
    data, frames = attention_pooling.frozen(), iter(AttentionPooling().frames)
    for number, pads, masked in product(range(8), attention_pooling.PADS, (False, True)):
        each = data["sentences"][number]
        scores = torch.tensor([*each["scores"], *[0.0] * pads], dtype=torch.float64)
        values = torch.tensor([*each["values"], *[data["pad"]] * pads], dtype=torch.float64)
        keep = torch.arange(len(scores)) < len(each["scores"])
        shown = next(frames)
        bars = shown["bars"][0]
        for step, sharpness in enumerate(attention_pooling.SHARPNESS):
            hidden = (sharpness * scores).masked_fill(~keep & masked, -torch.inf)
            weights = hidden.softmax(0)
            with case(number=number, pads=pads, masked=masked, sharpness=sharpness):
                np.testing.assert_allclose(bars["stages"][step], weights.numpy(), atol=0.00101)
                assert sum(bars["stages"][step]) == pytest.approx(1, abs=1e-9)
                written = shown["words"][step]["weights"].split(" + ")
                assert sum(map(float, written)) == pytest.approx(1, abs=1e-9)
                value = float(weights @ values)
                assert shown["words"][step]["value"] == pytest.approx(value, abs=0.0101)
                assert shown["words"][step]["percent"] == pytest.approx(100 * torch.sigmoid(weights @ values), abs=0.8)


def test_rounded_weights_still_sum_to_one_by_hand() -> None:
    assert attention_pooling.in_thousandths(np.full(3, 1 / 3)) == [0.334, 0.333, 0.333]
    assert attention_pooling.in_thousandths(np.array([0.5, 0.25, 0.25])) == [0.5, 0.25, 0.25]
    rng = np.random.default_rng(0)
    for _ in range(50):
        weights = rng.dirichlet(np.ones(13))
        rounded = attention_pooling.in_thousandths(weights)
        assert sum(rounded) == pytest.approx(1, abs=1e-9)
        np.testing.assert_allclose(rounded, weights, atol=0.001)


def test_pads_take_weight_only_without_a_mask() -> None:
    shown = AttentionPooling().frames[:6]  # of the first sentence
    frames = dict(zip(product(attention_pooling.PADS, (False, True)), shown, strict=True))
    words = len(frames[0, True]["bars"][0]["names"])
    for step in range(len(attention_pooling.SHARPNESS)):
        own = {key: frame["bars"][0]["stages"][step][:words] for key, frame in frames.items()}
        assert own[0, True] == own[2, True] == own[4, True] == own[0, False]
        assert sum(own[4, False]) < sum(own[2, False]) < 1 or step == 4  # at 4 a pad's share can round to nothing


def test_the_file_holds_no_word_of_a_review_and_fits_its_sentences() -> None:
    data = attention_pooling.frozen()
    texts = {attention_pooling.digest(text): words_of(text) for text, _ in reviews()}
    assert len(texts) == 2_982
    assert [each["of"] for each in data["sentences"]] == list(freeze_attention.SENTENCES)
    for each in data["sentences"]:
        words = texts[each["of"]]
        assert len(each["scores"]) == len(each["values"]) == len(words)
        assert len(words) + max(attention_pooling.PADS) <= 13
        assert max(map(len, words)) <= 13
        assert re.fullmatch("[0-9a-f]{12}", each["of"])
    of_digests = {letters for name in freeze_attention.SENTENCES for letters in re.findall("[a-f]{3,}", name)}
    assert set(re.findall("[a-z]{3,}", json.dumps(data))) - of_digests == {"pad", "sentences", "scores", "values"}


def test_lying_bars_refuse_what_cannot_be_drawn() -> None:
    for make, says in (
        (
            lambda: Bars("p", ("a",), [[0.5]], (-1, 1), lying=True),
            "lying bars grow to the right; the limits are (-1, 1)",
        ),
        (lambda: Bars("p", ("a",), [[0.5]], (0, 1), notes=[1.0]), "p has 1 notes for 1 bars; upright bars take none"),
        (lambda: Bars("p", ("a",), [[0.5]], (0, 1), lying=True, notes=[1.0, 2.0]), "p has 2 notes for 1 bars"),
    ):
        with case(says=says), pytest.raises(ValueError, match=re.escape(says)):
            make()

"""The filters over a sentence: NumPy's answers by hand and against PyTorch, the list of words, what is refused."""

import re

import numpy as np
import pytest
import torch
from torch.nn import functional

from course.demos import NgramFilters
from course.demos.ngram_filters import FILTERS, SAMPLES, STEPS, WORDS, lexicon, look_up, run, spelling
from tests.support.grids import case


def test_the_hook_by_hand() -> None:
    found = run("not good at all")
    assert found["sums"][2] == [1.0, -1.0, -1.0]
    assert (found["maxima"][2], found["winners"][2]) == (1.0, 0)
    assert found["score"] == 1 * 1 - 2 * 1
    assert run("at all not good")["sums"][2] == [-1.0, -1.0, 1.0]
    assert run("good not at all")["sums"][2] == [-1.0, 0.0, -1.0]
    assert run("good not at all")["score"] == 1.0
    assert run("not at all good")["score"] == 1.0  # three words apart: no window sees both
    assert run("funny and not dull")["score"] == 1 - 1 + 2


def test_every_answer_is_pytorchs() -> None:
    rng = np.random.default_rng(0)
    words = [*lexicon(), "the", "film", "was", "isn't"]
    for trial in range(30):
        text = " ".join(rng.choice(words, rng.integers(1, 13)))
        x, found = look_up(text), run(text)
        for number, each in enumerate(FILTERS):
            with case(text=text, trial=trial, filter=number):
                w = torch.tensor(each.w, dtype=torch.float64)
                if len(x) < len(w):
                    assert found["sums"][number] == []
                    assert (found["maxima"][number], found["winners"][number]) == (0.0, -1)
                    continue
                bias = torch.tensor([each.b], dtype=torch.float64)
                sums = functional.conv1d(torch.from_numpy(x).T[None], w.T[None], bias)[0, 0]
                assert found["sums"][number] == sums.tolist()
                assert found["maxima"][number] == torch.relu(sums).max().item()
                assert sums[found["winners"][number]] == sums.max()


def test_a_width_that_is_not_in_use_gives_nothing_and_without_two_and_three_order_does_not_count() -> None:
    found = run("not good at all", widths=[1])
    assert found["maxima"] == [1.0, 0.0, 0.0, 0.0, 0.0, 0.0]
    assert found["winners"][2:] == [-1] * 4
    assert {run(text, widths=[1])["score"] for text in SAMPLES[:4]} == {1.0}


def test_words_are_looked_up_whatever_stands_around_them() -> None:
    assert spelling("“Good!”") == "good"
    assert look_up("Good, GOOD! “good” good").tolist() == [[0.0, 1.0]] * 4
    assert look_up("wasn't wasn’t pizza").tolist() == [[1.0, 0.0], [1.0, 0.0], [0.0, 0.0]]
    assert look_up("pizza not", {"pizza": [0.0, 1.0], "not": [0.5, 0.0]}).tolist() == [[0.0, 1.0], [0.5, 0.0]]
    assert look_up("").shape == (0, 2)
    assert {value for row in lexicon().values() for value in row} <= set(STEPS)


def test_the_widget_gives_the_numbers_of_its_state() -> None:
    demo = NgramFilters("not pizza", {"Pizza": [0, 1]})
    assert demo.answers()["score"] == -1.0
    demo.text, demo.widths = "pizza pizza", [1]
    assert demo.answers()["maxima"] == [1.0, 0.0, 0.0, 0.0, 0.0, 0.0]
    assert demo.filters[4] == {"w": [[1.0, 0.0], [0.0, 0.0], [0.0, 1.0]], "b": -1.0, "out": -2.0}
    assert all(f"filter_{number}" in WORDS for number in range(len(FILTERS)))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"text": ""}, "the sentence has 0 words; give it 1 to 12"),
        ({"text": "no " * 13}, "the sentence has 13 words"),
        ({"text": "no", "own": {"no": [1]}}, "'no' needs two numbers"),
        ({"text": "no", "own": {"no": [0.3, 0]}}, "each one of −1, −0.5, 0, 0.5 and 1"),
        ({"text": "no", "filter": 6}, "filter is a whole number from 0 to 5; got 6"),
    ],
)
def test_what_makes_no_sense_is_refused(arguments: dict[str, object], words: str) -> None:
    with pytest.raises(ValueError, match=re.escape(words)):
        NgramFilters(**arguments)  # type: ignore[arg-type]

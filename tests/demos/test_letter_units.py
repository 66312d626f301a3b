"""The text coloured by a unit: the form of its data, the properties, and every correlation against NumPy."""

import re

import numpy as np
import pytest

from course.demos import LetterUnits
from course.demos.letter_units import (
    ALPHABET,
    PROPERTIES,
    activations,
    correlation,
    ends,
    measured,
    properties,
    worth_seeing,
)
from course.demos.source_files import HERE
from course.prose import prose
from scripts import train_letter_units
from tests.support.grids import case


def test_the_data_have_the_form_that_the_script_writes() -> None:
    data = measured()
    assert (HERE / "letter_units.json").stat().st_size < 40_000
    _, held_back = train_letter_units.lines()
    assert data["text"] == "".join(held_back[: train_letter_units.LINES])
    assert [int(update) for update in data["loss"]] == list(range(250, train_letter_units.UPDATES + 1, 250))
    assert len(data["units"]) == train_letter_units.UNITS
    for number, unit in enumerate(data["units"], start=1):
        with case(unit=number):
            assert list(unit) == ["follows", "learned", "held", "values"]
            assert len(unit["values"]) == len(data["text"])
            assert set(unit["values"]) <= set(ALPHABET)
            assert unit["follows"] in PROPERTIES
            assert max(abs(unit["learned"]), abs(unit["held"])) <= 1


def test_the_lines_held_back_are_those_of_chapter_08() -> None:
    to_learn, held_back = train_letter_units.lines()
    lines = prose().splitlines(keepends=True)
    assert held_back == lines[9::10]
    assert sorted(to_learn.splitlines(keepends=True) + held_back) == sorted(lines)


def test_a_unit_is_written_and_read_in_64_steps() -> None:
    exact = np.linspace(-1, 1, 127)
    text = prose()[:127]
    to_learn, held_back = train_letter_units.lines()
    learned = np.random.default_rng(0).uniform(-1, 1, (len(to_learn), 1))
    held = np.resize(exact, (len("".join(held_back)), 1))
    (unit,) = train_letter_units.found(learned, held, text)
    np.testing.assert_allclose(activations(unit["values"]), exact, atol=1 / 63)
    assert (activations(unit["values"])[[0, -1]] == [-1, 1]).all()


def test_units_that_are_properties_are_found_on_both_texts() -> None:
    to_learn, held_back = train_letter_units.lines()
    known, unseen = (properties(text) for text in (to_learn, "".join(held_back)))
    learned, held = (-np.stack(list(each.values()), axis=1) for each in (known, unseen))
    units = train_letter_units.found(learned, held / np.abs(held).max(), held_back[0])
    assert [unit["follows"] for unit in units] == list(PROPERTIES)
    assert [unit["learned"] for unit in units] == [-1] * len(PROPERTIES)
    assert [unit["held"] for unit in units] == [-1 if row.any() else 0 for row in unseen.values()]


def test_the_properties_of_two_short_lines() -> None:
    found = properties('go "a, b"\nend.')
    wanted = {
        "column": "12345678901234",
        "word": "12001001001230",
        "space": "00100010000000",
        "vowel": "01001000001000",
        "mark": "00010100100001",
        "comma": "00000111100000",
        "quotes": "00011111000000",
    }
    assert {name: "".join(f"{int(each)}" for each in values) for name, values in found.items()} == wanted


def test_r_is_numpys() -> None:
    rng = np.random.default_rng(3)
    a, b = rng.standard_normal((2, 50))
    assert correlation(a, b) == pytest.approx(np.corrcoef(a, b)[0, 1])
    assert correlation(a, np.ones(50)) == 0


def test_every_unit_says_the_r_of_the_numbers_it_shows() -> None:
    demo, data = LetterUnits(), measured()
    known = properties(demo.text)
    for number, (said, unit) in enumerate(zip(demo.units, data["units"], strict=True), start=1):
        steps = np.array([ALPHABET.index(each) for each in demo.activations[number - 1]])
        with case(unit=number):
            if steps.std() and known[unit["follows"]].std():
                r = np.corrcoef(steps, known[unit["follows"]])[0, 1]
                assert said["r"] == pytest.approx(r, abs=0.00501)
            else:
                assert said["r"] == 0
            assert said["held"] == unit["held"]
            for letters, sign in ((said["high"], -1), (said["low"], 1)):
                means = {x: steps[[y == x for y in demo.text]].mean() for x in set(demo.text) if demo.text.count(x) > 4}
                assert sorted(sign * means[x] for x in letters) == sorted(sign * v for v in means.values())[:3]


def test_the_letters_of_the_ends_stand_in_order_of_size() -> None:
    text = "abcabcabcabcabcx"
    values = np.array([{"a": 0.5, "b": -0.5, "c": 0.0, "x": 1.0}[letter] for letter in text])
    assert ends(values, text) == ("acb", "bca")


def test_a_chip_for_each_property_leads_to_the_unit_that_follows_it_most_closely() -> None:
    units = [
        {"follows": "word", "learned": 0.3},
        {"follows": "space", "learned": -0.6},
        {"follows": "word", "learned": -0.4},
        {"follows": "comma", "learned": 0.09},
    ]
    assert worth_seeing(units) == [2, 3]
    demo = LetterUnits()
    assert [demo.units[unit - 1]["follows"] for unit in demo.chips] == ["word", "vowel", "space", "mark", "column"]
    assert demo.unit == demo.chips[0]


def test_a_unit_that_is_not_there_is_refused() -> None:
    for unit in (0, 65, -1):
        with case(unit=unit), pytest.raises(ValueError, match=re.escape(f"a number from 1 to 64; got {unit}")):
            LetterUnits(unit)
    assert LetterUnits(64).unit == 64

"""The decoder with threads: the form of its data, what is said of each step, and the script that makes them."""

import datetime
import random
import re

import pytest
import torch

from course.demos import AttentionDecoder
from course.demos.attention_decoder import BETWEEN, END, LEAST, WORDS, dates, measured, right_so_far, scene, steps
from course.demos.source_files import HERE
from scripts import train_date_writers as script
from tests.support.grids import case

TEXTS = measured()["texts"]
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
WEEK = dict(zip(DAYS, "一二三四五六日", strict=True))
MONTHS = [datetime.date(2022, month, 1).strftime("%B") for month in range(1, 13)]


def test_the_data_have_the_form_that_the_script_writes() -> None:
    data = measured()
    assert (HERE / "attention_decoder.json").stat().st_size < 20_000
    assert list(data) == ["right", "texts"]
    assert {name: len(shares) for name, shares in data["right"].items()} == {"threads": 3, "cut": 3}
    assert [len(dates(text["target"])) for text in TEXTS] == [1, 1, 1, 2, 2, 3]
    assert TEXTS[0]["source"] == ["Saturday", "8", "January"]
    for number, text in enumerate(TEXTS):
        for name in ("threads", "cut"):
            network = text[name]
            with case(text=number, network=name):
                assert network["writes"][-1] == END
                assert len(network["chances"]) == len(network["writes"])
                assert all(0 < chance <= 100 for chance in network["chances"])
        rows = text["threads"]["weights"]
        assert len(rows) == len(text["threads"]["writes"])
        for row in rows:
            with case(text=number, row=row):
                assert len(row) == len(text["source"])
                assert min(row) >= 0
                assert abs(sum(row) - 100) <= len(row) / 2, "rounded to a whole per cent each"
        assert "weights" not in text["cut"]


def test_the_targets_are_the_sources_in_chinese() -> None:
    for text in TEXTS:
        translated = []
        for date in " ".join(text["source"]).split(" ; "):
            week, *digits, month = date.split()
            translated.append(f"{MONTHS.index(month) + 1}月{''.join(digits)}日星期{WEEK[week]}")
        with case(source=" ".join(text["source"])):
            assert dates(text["target"]) == translated


def test_a_character_is_right_where_its_date_is() -> None:
    def marks(writes: str, target: str) -> str:
        return "".join("ox"[not right] for right in right_so_far([*writes, END], [*target, END]))

    assert marks("1月8日", "1月8日") == "ooooo"
    assert marks("1月9日", "1月8日") == "xxxxo"
    assert marks(f"1日{BETWEEN}2日", f"1日{BETWEEN}3日") == "oooxxo"
    assert marks(f"1日{BETWEEN}2日", "1日") == "ooxxxx", "a date too many, and the mark before it"
    assert marks("1日", f"1日{BETWEEN}2日") == "oox", "the end comes too soon"


def test_the_words_that_are_named_are_the_heaviest_first() -> None:
    text = {
        "target": ["1", END],
        "threads": {"writes": ["1", END], "chances": [90, 80], "weights": [[5, 60, 35], [LEAST, 45, 45]]},
        "cut": {"writes": ["2", END], "chances": [40, 50]},
    }
    first, second = steps(text)
    assert first == {"writes": "1", "chance": 90, "right": True, "weights": [5, 60, 35], "looks": [1, 2]}
    assert second["looks"] == [1, 2, 0]
    first, second = steps(text, cut=True)
    assert (first["right"], first["weights"], first["looks"]) == (False, [], [])
    assert second["right"], "one date is wanted, and one is written"
    drawn = scene({**text, "source": ["a"]}, {"threads": [0.995], "cut": [0.5]})
    assert (drawn["target"], drawn["dates"], drawn["share"]) == ("1", 1, {"threads": 99.5, "cut": 50.0})


def test_the_demo_begins_where_it_is_told_to() -> None:
    demo = AttentionDecoder()
    assert (demo.text, demo.position, demo.cut) == (0, 7, False)
    assert len(demo.texts) == len(TEXTS)
    other = AttentionDecoder(3, position=4, cut=True)
    assert (other.text, other.position, other.cut) == (3, 4, True)
    for wrong in (-1, 6):
        with case(text=wrong), pytest.raises(ValueError, match=f"text is a number from 0 to 5; got {wrong}"):
            AttentionDecoder(wrong)
    for wrong in (-1, 8):
        with case(position=wrong), pytest.raises(ValueError, match=f"position is a step from 0 to 7; got {wrong}"):
            AttentionDecoder(position=wrong)


def test_no_day_of_the_test_is_learned_and_the_week_varies() -> None:
    known, unseen = script.split(random.Random(3))
    of_year = [{(day.month, day.day) for day in days} for days in (known, unseen)]
    assert not of_year[0] & of_year[1]
    assert len(of_year[1]) == 61
    assert script.FIRST in unseen
    for of_the_year in of_year[0] - {(2, 29)}:
        assert len({day.weekday() for day in known if (day.month, day.day) == of_the_year}) >= 3, of_the_year


def test_the_scripts_tokens() -> None:
    source, target = script.pair([datetime.date(2022, 1, 8), datetime.date(2023, 11, 20)])
    assert source == ["Saturday", "8", "January", ";", "Monday", "2", "0", "November"]
    assert "".join(target) == f"1月8日星期六{BETWEEN}11月20日星期一{END}"
    vocabulary = script.Vocabulary([source, target])
    rows = vocabulary.rows([source, ["8"]])
    assert rows[1].tolist() == [vocabulary.number["8"], 0, 0, 0, 0, 0, 0, 0]
    assert [vocabulary.tokens[k] for k in rows[0]] == source


def test_the_scripts_networks_do_not_see_fillings_and_the_one_without_threads_sees_one_state() -> None:
    torch.manual_seed(0)
    source = torch.tensor([[3, 2, 4, 0, 0]])
    for attends in (True, False):
        net = script.Writer(attends, 6, 7)
        with torch.no_grad(), case(attends=attends):
            short, long = (net.write(x, 4) for x in (source[:, :3], source))
            for one, other in zip(short, long, strict=True):
                torch.testing.assert_close(one, other[..., : one.shape[-1]])
            assert (long[2][..., 3:] == 0).all()
            states, hidden = net.read(source)
            torch.testing.assert_close(hidden[0], states[:, 2])
            changed = states.clone()
            changed[:, 0] += 1
            given, kept = torch.tensor([[1]]), source > 0
            same = torch.equal(net.step(given, states, hidden, kept)[0], net.step(given, changed, hidden, kept)[0])
            assert same is not attends


def test_what_is_shown_ends_with_the_end() -> None:
    class Says(script.Writer):
        def write(self, source: torch.Tensor, length: int) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
            return torch.tensor([[2, 3, 2]]), torch.tensor([[0.501, 0.999, 0.1]]), torch.full((1, 3, 2), 0.5)

    words, signs = script.Vocabulary([["x", "y"]]), script.Vocabulary([["1", END]])
    assert signs.tokens[2:] == ["1", END]
    shown = script.shown(Says(True, 4, 4), words, signs, ["x", "y"], 3)
    assert shown == {"writes": ["1", END], "chances": [50, 100], "weights": [[50, 50], [50, 50]]}


def test_every_sentence_has_its_words() -> None:
    for name, (english, chinese) in WORDS.items():
        with case(name=name):
            assert sorted(re.findall(r"\{\w+\}", english)) == sorted(re.findall(r"\{\w+\}", chinese))

"""The trained LSTM of the demo: NumPy's run against torch.nn.LSTM, the task that it has learned, what is refused."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from course.demos import LstmCell
from course.demos.lstm_cell import SAMPLES, run, trained
from scripts import train_lstm_cell
from tests.support.grids import case


def random_text(rng: np.random.Generator, length: int) -> str:
    return "".join(rng.choice(list(trained()["symbols"]), length, p=[0.05] * 10 + [0.18, 0.24, 0.08]))


def test_the_run_is_pytorchs() -> None:
    weights = trained()
    units, symbols = len(weights["h"][0]), weights["symbols"]
    layer = torch.nn.LSTM(len(symbols), units, batch_first=True, dtype=torch.float64)
    tensors = {
        f"{name}_l0": torch.tensor(weights[key], dtype=torch.float64)
        for name, key in (("weight_ih", "x"), ("weight_hh", "h"), ("bias_ih", "b"))
    }
    layer.load_state_dict({**tensors, "bias_hh_l0": torch.zeros(4 * units, dtype=torch.float64)})
    rng = np.random.default_rng(0)
    for trial in range(20):
        text = random_text(rng, 24)
        numbers = torch.tensor([[symbols.index(each) for each in text]])
        hidden, (_, cell) = layer(torch.nn.functional.one_hot(numbers, len(symbols)).double())
        steps = run(weights, text)
        with case(trial=trial, text=text):
            np.testing.assert_allclose([step["h"] for step in steps], hidden[0].detach().numpy(), atol=1e-12)
            np.testing.assert_allclose(steps[-1]["c"], cell[0, 0].detach().numpy(), atol=1e-12)


def test_it_keeps_the_digit_after_the_mark_and_says_it_when_asked() -> None:
    """The task of scripts/train_lstm_cell.py, in 4 800 steps of texts that nobody has trained it on."""
    rng, wrong = np.random.default_rng(2), 0
    for _ in range(200):
        text, kept = random_text(rng, 24), "-"
        for t, step in enumerate(run(trained(), text)):
            if t and text[t - 1] == "!" and text[t].isdigit():
                kept = text[t]
            wrong += step["said"] != (kept if text[t] == "?" else "-")
    assert wrong <= 5


def test_the_training_script_sets_this_task_and_writes_what_the_demo_reads(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    torch.manual_seed(0)
    texts, wanted = train_lstm_cell.sequences(50, 20)
    for text, answers in zip(texts.tolist(), wanted.tolist(), strict=True):
        signs, kept = [train_lstm_cell.SYMBOLS[each] for each in text], "-"
        for t, answer in enumerate(answers):
            if t and signs[t - 1] == "!" and signs[t].isdigit():
                kept = signs[t]
            assert train_lstm_cell.SAYS[answer] == (kept if signs[t] == "?" else "-")

    for name, few in {"STEPS": 2, "MENDING": 1, "SEEDS": 2, "JUDGED": 10}.items():
        monkeypatch.setattr(train_lstm_cell, name, few)
    monkeypatch.setattr(train_lstm_cell, "FILE", tmp_path / "weights.json")
    train_lstm_cell.main()
    weights = json.loads((tmp_path / "weights.json").read_text(encoding="utf-8"))
    assert weights.keys() == trained().keys()
    assert LstmCell(weights=weights).steps()[0]["c"].shape == (6,)


def test_every_number_of_a_step_follows_from_the_definition() -> None:
    for step in run(trained(), SAMPLES[1]):
        np.testing.assert_allclose(step["keep"], step["f"] * step["c0"])
        np.testing.assert_allclose(step["write"], step["i"] * step["g"])
        np.testing.assert_allclose(step["c"], step["keep"] + step["write"])
        np.testing.assert_allclose(step["h"], step["o"] * np.tanh(step["c"]))
        assert 0 < step["chance"] <= 1


def test_a_character_that_is_no_symbol_is_read_as_any_other_letter() -> None:
    scores = [[step["scores"].tolist() for step in run(trained(), text)] for text in ("!7a?", "!7é?", "!7 ?")]
    assert scores[0] == scores[1] == scores[2]


def test_python_reads_the_text_of_the_moment() -> None:
    demo = LstmCell("!7?")
    assert [step["said"] for step in demo.steps()] == ["-", "-", "7"]
    demo.text = "!4??"
    assert [step["said"] for step in demo.steps()] == ["-", "-", "4", "4"]


def altered(**parts: Any) -> dict[str, Any]:
    return {**trained(), **parts}


NONSENSE: list[tuple[Callable[[], Any], str]] = [
    (lambda: LstmCell(""), "the text has 0 characters; give it 1 to 24"),
    (lambda: LstmCell("a" * 25), "the text has 25 characters; give it 1 to 24"),
    (lambda: LstmCell("!7?", position=3), "position is a step from 0 to 2; got 3"),
    (lambda: LstmCell(weights={"x": []}), "the weights lack b, h, out, out_b, says, symbols"),
    (lambda: LstmCell(weights=altered(b=[0.0] * 36)), "four blocks of 1 to 8 units; it has 36 numbers"),
    (lambda: LstmCell(weights=altered(h=np.zeros((24, 5)))), "h has shape (24, 5); 6 units need (24, 6)"),
    (lambda: LstmCell(weights=altered(symbols="01!?a")), "x has shape (24, 13); 6 units need (24, 5)"),
]


def test_nonsense_is_refused_in_words() -> None:
    for row, (make, says) in enumerate(NONSENSE):
        with case(row=row, says=says), pytest.raises(ValueError, match=re.escape(says)):
            make()

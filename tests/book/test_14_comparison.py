"""Chapter 14: the chapter's numbers and claims, asserted on the page's own variables."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from course.demos import who_waits
from tests.support.grids import case
from tests.support.paths import ROOT

SEEDS = range(3)
GUESSING = 0.6  # a share of 500 that nobody reaches by guessing


@pytest.fixture(scope="module")
def page(run_chapter: Callable[[str], dict[str, Any]]) -> dict[str, Any]:
    return run_chapter("14_comparison")


def runs(page: dict[str, Any], task: str, kind: str, length: int) -> list[float]:
    return [page["right"][task, kind, length, seed] for seed in SEEDS]


def test_the_needles_are_there_and_the_signs_far_apart(page: dict[str, Any]) -> None:
    rng = np.random.default_rng(0)
    for length in page["LENGTHS"]:
        with case(length=length):
            tokens, label = page["needle"](200, length, rng)
            texts = ["".join(map(str, row)) for row in tokens]
            assert [("789" in text, "987" in text) for text in texts] == [(bool(one), not one) for one in label]
            tokens, label = page["order"](200, length, rng)
            eight, nine = ((tokens == sign).argmax(axis=1) for sign in (8, 9))
            assert ((tokens > 6).sum(axis=1) == 2).all()
            np.testing.assert_array_equal(nine < eight, label == 1)
            assert (np.abs(eight - nine) >= length // 4).all()
    assert {0, 1} == set(page["examples"]["needle"][1]) == set(page["examples"]["order"][1])


def test_where_the_signs_stand(page: dict[str, Any]) -> None:
    tokens, _ = page["order"](20_000, 64, np.random.default_rng(1))
    last = np.where(tokens > 6, np.arange(64), -1).max(axis=1)
    assert (64 - last).mean() == pytest.approx(25, abs=0.5)  # some 25 steps before the end
    tokens, _ = page["order"](20_000, 16, np.random.default_rng(1))
    first = (tokens > 6).argmax(axis=1)
    assert (first < 2).mean() == pytest.approx(0.25, abs=0.02)


def test_each_is_perfect_on_one_task_and_lost_on_another(page: dict[str, Any]) -> None:
    for length in page["LENGTHS"]:
        assert min(runs(page, "needle", "one convolution", length)) > 0.99
    assert all(0.54 < share < 0.7 for share in runs(page, "order", "one convolution", 16))
    for length in (64, 128):
        assert max(runs(page, "order", "one convolution", length)) < GUESSING
        assert max(runs(page, "order", "LSTM, last state", length)) < GUESSING
    for task in ("needle", "order"):
        assert min(runs(page, task, "LSTM, last state", 16)) > 0.99
    lost = runs(page, "needle", "LSTM, last state", 64) + runs(page, "needle", "LSTM, last state", 128)
    assert min(lost) < 0.7
    assert max(lost) > 0.99  # in one run and not in another


def test_one_layer_gives_both_orders_the_same_scores_whatever_its_weights(page: dict[str, Any]) -> None:
    assert page["same_windows"]
    assert len(page["windows"](page["eight_first"])) == 7
    both = torch.tensor([page["eight_first"], page["nine_first"]])
    for seed in range(4):
        torch.manual_seed(seed)
        first, second = page["scores"](page["network"]("one convolution", 12), "one convolution", both)
        torch.testing.assert_close(first, second)
        first, second = page["scores"](page["network"]("LSTM, last state", 12), "LSTM, last state", both)
        assert (first - second).abs().max() > 1e-4


def test_more_steps_help_the_one_that_can(page: dict[str, Any]) -> None:
    assert all(page["longer"]["LSTM, last state", seed] > 0.99 for seed in SEEDS)
    assert all(page["longer"]["one convolution", seed] < GUESSING for seed in SEEDS)


def test_the_repairs_reach_as_far_as_the_text_says(page: dict[str, Any]) -> None:
    assert min(runs(page, "needle", "LSTM, largest state", 128)) > 0.99
    assert min(runs(page, "order", "LSTM, largest state", 64)) > 0.95
    assert min(runs(page, "order", "dilated stack", 64)) > 0.95
    for kind in ("LSTM, largest state", "dilated stack"):
        assert min(runs(page, "order", kind, 128)) < 0.9


def test_what_is_learned_at_one_length_need_not_hold_at_another(page: dict[str, Any]) -> None:
    for kind, trained_at in (("LSTM, last state", 16), ("LSTM, largest state", 64), ("dilated stack", 64)):
        assert min(page["elsewhere"][kind, trained_at, trained_at]) > 0.95
    for kind, trained_at in {key[:2] for key in page["elsewhere"]}:  # no row is right everywhere
        assert min(share for length in (16, 64, 256) for share in page["elsewhere"][kind, trained_at, length]) < 0.9
    assert max(page["elsewhere"]["dilated stack", 64, 16]) < 0.95
    assert max(page["elsewhere"]["dilated stack", 64, 256]) < 0.95
    assert min(page["elsewhere"]["LSTM, last state", 16, 64]) < GUESSING
    field = 1 + 2 * sum([1, 2, 4, 8, 16])
    assert field == 63 < 256 // 4  # further apart than it can see
    assert 15 < 64 // 4  # and at 16 closer together than ever in training


def test_who_waits(page: dict[str, Any]) -> None:
    assert list(page["must_wait"].values()) == [1024, 1, 512, 10, 1]
    assert len(who_waits.dilations("plain", 1024)) == 512
    assert len(who_waits.dilations("dilated", 1024)) == 10
    assert 1 + 2 * (2**9 - 1) == 1023  # nine stop there
    ticks = [len(who_waits.frame(kind, 16).words) for kind in who_waits.KINDS]
    assert ticks == [16, 1, 8, 4, 1]
    assert who_waits.seen("conv", 16)[0, -1] == 3


def test_attention_does_not_see_the_order(page: dict[str, Any]) -> None:
    assert page["order_unseen"]
    assert not np.array_equal(page["vectors"], page["shuffled"])


def test_what_it_costs(page: dict[str, Any]) -> None:
    assert page["products"][512] == (134_217_728, 402_653_184, 134_217_728)
    assert page["products"][16][2] * 32 == page["products"][16][0]
    assert page["products"][4096][2] == 8 * page["products"][4096][0]
    for length, counts in page["products"].items():
        with case(length=length):
            assert counts == tuple(who_waits.products(kind, length, 512) for kind in ("rnn", "conv", "attention"))


def test_more_hands_help_all_but_the_recurrent_network(page: dict[str, Any]) -> None:
    rounds, kinds = page["rounds"], list(page["must_wait"])
    alone = {kind: rounds(kind, 1) for kind in kinds}
    assert min(alone, key=lambda kind: alone[kind]) == "recurrent network"
    assert rounds("recurrent network", 512**2) == rounds("recurrent network", 10**9) == 1024
    assert 250_000 < 512**2 < 300_000  # a quarter of a million
    assert [rounds(kind, 10**10) for kind in kinds] == [1024, 1, 512, 10, 1]
    assert [rounds(kind, 10**8) for kind in kinds] == [1024, 9, 4608, 90, 6]


def test_time_is_given_as_a_multiple(page: dict[str, Any]) -> None:
    assert set(page["slower"]) == {64, 512}
    assert all(times["one convolution"] == 1 for times in page["slower"].values())


def test_a_recurrence_without_a_bend_is_a_convolution(page: dict[str, Any]) -> None:
    assert page["states"] == page["by_convolution"].tolist() == [1, 0.5, 2.25, 1.125, 0.5625, 4.28125]
    assert page["doubling_agrees"]
    assert page["doubling_ticks"] == 10


def test_the_questions_for_a_pencil_have_answers(page: dict[str, Any]) -> None:
    assert page["layers_until"](1024, double=True, width=5) == 9
    assert 1 + 4 * (2**8 - 1) == 1021  # eight do not suffice
    d = 64
    for more in (1, 2, 3):  # attention needs more than recurrence from 65 on, more than a convolution from 193 on
        assert who_waits.products("attention", d + more, d) > who_waits.products("rnn", d + more, d)
        assert who_waits.products("attention", 3 * d + more, d) > who_waits.products("conv", 3 * d + more, d)
    assert who_waits.products("attention", d, d) == who_waits.products("rnn", d, d)
    assert who_waits.products("attention", 3 * d, d) == who_waits.products("conv", 3 * d, d)
    width_5 = [page["windows"]([0] * 5 + middle + [0] * 5, 5) for middle in ([8, *[0] * 5, 9], [9, *[0] * 5, 8])]
    assert width_5[0] == width_5[1]


def test_the_last_table_leads_to_every_chapter_that_it_can(page: dict[str, Any]) -> None:
    text = (ROOT / "book" / "14_comparison.md").read_text(encoding="utf-8")
    table = text.partition("(which-layer)=")[2].partition("And whichever you choose")[0]
    there = [path.name for path in sorted((ROOT / "book").glob("[01]*_*.md"))]
    assert [name for name in there if f"]({name})" not in table] == ["14_comparison.md"]

"""Chapter 10: the chapter's numbers and claims, asserted on the page's own variables."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose

from course.demos import gru_flow


@pytest.fixture(scope="module")
def page(run_chapter: Callable[[str], dict[str, Any]]) -> dict[str, Any]:
    return run_chapter("10_gru")


def test_the_mixture_and_the_candidate_by_hand(page: dict[str, Any]) -> None:
    assert page["mixed"] == pytest.approx({1.0: 0.5, 0.75: 0.25, 0.0: -0.5})
    assert page["candidates"][0.25] == pytest.approx(np.tanh(0.7))
    assert round(float(page["candidates"][0.25]), 3) == 0.604
    assert page["candidates"][0.0] == np.tanh(0.5), "with r = 0 the candidate knows nothing of the past"


def test_the_corners_copy_forget_and_are_the_plain_network(page: dict[str, Any]) -> None:
    x = np.array(page["arriving"])
    assert_allclose(page["corners"][1, 1], [0.8] * 5)
    assert_allclose(page["corners"][0, 0], np.tanh(x))
    plain, state = [], 0.8
    for value in x:
        state = np.tanh(value + state)
        plain.append(state)
    assert_allclose(page["corners"][0, 1], plain)
    for (z, r), states in page["corners"].items():
        assert_allclose(gru_flow.run(x, 0.8, z, r)[1][1:], states)


def test_three_quarters_of_an_lstm(page: dict[str, Any]) -> None:
    assert page["sizes"]["GRU"] / page["sizes"]["LSTM"] == 0.75


def test_two_grus_by_hand(page: dict[str, Any]) -> None:
    assert_allclose(page["before"], np.tanh([0.5, 0.5]))
    assert_allclose(page["after"], np.tanh([0.25, 0.0]))


def test_pytorch_resets_after_and_orders_r_z_n(page: dict[str, Any]) -> None:
    differences = page["differences"]
    assert differences["reset after"] < 1e-12
    assert differences["reset before"] > 0.01
    assert differences["reset after, blocks z r n"] > 0.01


def test_a_changed_sign_turns_z_into_one_minus_z(page: dict[str, Any]) -> None:
    assert page["swapped_difference"] > 0.01
    assert page["turned_difference"] < 1e-12
    with torch.no_grad():
        again = page["layer"](torch.from_numpy(page["sequence"])[None])[0][0].numpy()
    assert_allclose(again, page["by_torch"], err_msg="the sign was turned back")


def test_four_roads_together_are_the_slope(page: dict[str, Any]) -> None:
    assert len(page["roads"]) == 4
    assert sum(page["roads"].values()) == pytest.approx(page["wiggled"], abs=1e-8)
    assert max(page["roads"], key=page["roads"].get) == "copied"


def test_an_open_update_gate_lets_the_gradient_through(page: dict[str, Any]) -> None:
    slopes = page["slopes"]
    assert slopes[0.0] < 1e-5
    assert slopes[4.0] > 0.5
    for bias, slope in slopes.items():
        assert slope > page["sigmoid"](bias) ** 30, "z at every step, and the other roads add to it"


def test_the_adding_problem(page: dict[str, Any]) -> None:
    x, target = page["adding"](4000, torch.Generator().manual_seed(3))
    assert x[..., 1].sum(1).unique().tolist() == [2], "two marks"
    assert ((target - 1) ** 2).mean().item() == pytest.approx(1 / 6, abs=0.01), "always saying 1"
    half, last = page["half_error"], page["last_error"]
    for seed in range(2):
        assert half["GRU", seed] < half["LSTM", seed], "the GRU solved it first"
        assert last["GRU", seed] < 0.02
        assert last["LSTM", seed] < 0.02
        assert half["RNN", seed] == "never"
        assert last["RNN", seed] > 0.14


def test_the_long_wait(page: dict[str, Any]) -> None:
    losses = page["wait_losses"]
    assert len(losses) == 10
    for seed in range(2):
        assert min(losses[kind, seed] for kind in ("RNN", "LSTM", "GRU")) > 0.6
        assert max(losses[name, seed] for name in ("LSTM, forget bias 4", "GRU, update bias 2")) < 0.1


def test_on_letters_the_gates_win_and_overfit_sooner(page: dict[str, Any]) -> None:
    losses = page["letter_losses"]
    lowest = {run: min(held.values()) for run, held in losses.items()}
    when = {run: min(held, key=held.__getitem__) for run, held in losses.items()}
    for seed in range(2):
        rnn, lstm, gru = (("RNN", seed), ("LSTM", seed), ("GRU", seed))
        for gated in (lstm, gru):
            assert 0.02 < losses[rnn][400] - losses[gated][400] < 0.25, "a tenth or so"
            assert 0.08 < lowest[rnn] - lowest[gated] < 0.3, "a little more at the lowest point"
            assert size_of(gated[0]) / size_of("RNN") == {"LSTM": 4, "GRU": 3}[gated[0]]
        assert when[gru] < when[rnn], "the GRU was best first"
        assert losses[gru][400] > lowest[gru] + 0.02, "and lost some of it again"
        assert when[rnn] >= 350, "the plain network was still gaining"


def size_of(kind: str) -> int:
    return sum(p.numel() for p in getattr(torch.nn, kind)(30, 96).parameters())


def test_costs_are_measured(page: dict[str, Any]) -> None:
    assert set(page["milliseconds"]) == {"RNN", "LSTM", "GRU"}
    assert min(page["milliseconds"].values()) > 0

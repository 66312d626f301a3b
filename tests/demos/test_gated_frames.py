"""What the demos of gated cells show, against arithmetic by hand, PyTorch's cells and automatic differentiation."""

from itertools import product

import numpy as np
import torch

from course.demos import bit_memory, gru_flow, lstm_flow, reset_order
from course.demos.flow import bare, factor
from course.demos.parts import Frame, Grid
from tests.support.grids import case


def row(frame: Frame, name: str) -> Grid:
    return next(grid for grid in frame.grids if grid.name == name)


def logit(share: float) -> float:
    """The sum whose sigmoid is the share; 40 is far enough for 0 and 1."""
    return 40.0 if share == 1 else -40.0 if share == 0 else float(np.log(share / (1 - share)))


def test_an_lstm_step_by_hand() -> None:
    frame = lstm_flow.frame(np.array([-0.6]), 2.0, 0.75, 0.5, 0.5)
    np.testing.assert_allclose(row(frame, "c").rows, [[2, 1.2]])  # 0.75 · 2 + 0.5 · (−0.6)
    np.testing.assert_allclose(row(frame, "h").rows, [[0.42]])  # tanh(1.2) / 2 = 0.4168
    assert frame.words == [{"at": 1, "old": "2", "g": "(−0.6)", "c": "1.2", "h": "0.42"}]


def test_the_four_corners_keep_overwrite_add_and_empty() -> None:
    g = np.array(lstm_flow.CANDIDATES)
    corners = {(1, 0): np.ones(5), (0, 1): g, (1, 1): 1 + np.cumsum(g), (0, 0): np.zeros(5)}
    for (f, i), expected in corners.items():
        with case(f=f, i=i):
            np.testing.assert_allclose(row(lstm_flow.frame(g, 1.0, f, i, 0), "c").rows[0, 1:], expected)


def test_arrows_are_as_thick_as_their_gates_and_lit_where_they_arrive() -> None:
    arrows = {each.name: each for each in lstm_flow.frame(np.ones(3), 1.0, 0.25, 0.5, 0).arrows}
    assert {name: each.share for name, each in arrows.items()} == {"f": 0.25, "i": 0.5, "o": 0}
    assert arrows["f"].lit == [[0], [1], [2]]
    shares = {each.name: each.share for each in gru_flow.frame(np.ones(2), 1.0, 0.25, 0.5).arrows}
    assert shares == {"z": 0.25, "r": 0.5, "w_x": None, "rest": 0.75}


def test_the_gru_is_pytorchs() -> None:
    for z, r in product((0, 0.25, 1), (0, 0.5, 1)):
        cell = torch.nn.GRUCell(1, 1, dtype=torch.float64)
        state = torch.tensor([[0.8]], dtype=torch.float64)
        values = {"weight_ih": [[0.0], [0], [1]], "weight_hh": [[0.0], [0], [1]], "bias_hh": [0.0, 0, 0]}
        values["bias_ih"] = [logit(r), logit(z), 0.0]
        cell.load_state_dict({name: torch.tensor(value, dtype=torch.float64) for name, value in values.items()})
        inputs = np.array(gru_flow.INPUTS)
        states = [0.8]
        for x in inputs:
            state = cell(torch.tensor([[x]]), state)
            states.append(state.item())
        with case(z=z, r=r):
            np.testing.assert_allclose(gru_flow.run(inputs, 0.8, z, r)[1], states, atol=1e-12)


def test_z_near_1_copies_and_r_near_0_forgets() -> None:
    inputs = np.array(gru_flow.INPUTS)
    np.testing.assert_array_equal(gru_flow.run(inputs, 0.8, 1, 0.5)[1], [0.8] * 6)
    np.testing.assert_allclose(gru_flow.run(inputs, 0.8, 0, 0)[1][1:], np.tanh(inputs))


def test_the_plain_units_slopes_are_those_of_automatic_differentiation() -> None:
    for weight, noisy in product(bit_memory.WEIGHTS, (False, True)):
        arriving = bit_memory.noise(30) if noisy else np.zeros(30)
        first = torch.tensor(1.0, dtype=torch.float64, requires_grad=True)
        states, slopes = [first], [1.0]
        for x in arriving.tolist():
            states.append(torch.tanh(weight * states[-1] + x))
            slopes.append(torch.autograd.grad(states[-1], first, retain_graph=True)[0].item())
        with case(weight=weight, noisy=noisy):
            shown = bit_memory.unit(weight, arriving)
            np.testing.assert_allclose(shown[0], [state.item() for state in states])
            np.testing.assert_allclose(shown[1], slopes)


def test_the_cell_fades_by_its_forget_gate_and_hears_no_noise() -> None:
    for f in bit_memory.FORGET:
        with case(f=f):
            quiet, loud = (bit_memory.frame(arriving, f, 1.2) for arriving in (np.zeros(30), bit_memory.noise(30)))
            np.testing.assert_allclose(quiet.charts[0].series["cell"], [f**t for t in range(31)])
            assert quiet.charts[0].series["cell"] == loud.charts[0].series["cell"]
            assert quiet.charts[0].series["unit"] != loud.charts[0].series["unit"]


def test_no_weight_of_the_plain_unit_both_holds_the_bit_and_keeps_its_slope() -> None:
    """What the chapter asks the reader to look for."""
    for weight in bit_memory.WEIGHTS:
        with case(weight=weight):
            states, slopes = bit_memory.unit(weight, np.zeros(30))
            assert not (states[-1] > 0.5 and slopes[-1] > 0.01)
    assert bit_memory.unit(1.5, np.zeros(30))[0][-1] > 0.8, "a latch holds"


def test_reset_after_is_pytorchs_and_reset_before_is_the_papers() -> None:
    weights = np.array([[1, 1.5], [-1.5, 1]])  # from row to column
    for gates in ((1, 0.25), (0, 1), (0.5, 0.5)):
        cell = torch.nn.GRUCell(1, 2, dtype=torch.float64)
        zero = torch.zeros(6, 2, dtype=torch.float64)
        with torch.no_grad():
            cell.weight_ih.copy_(torch.tensor([[0.0], [0], [0], [0], [1], [-0.5]]))
            cell.weight_hh.copy_(zero)
            cell.weight_hh[4:] = torch.tensor(weights.T)
            cell.bias_hh.zero_()
            sums = [*map(logit, gates), logit(0.25), logit(0.25), 0, 0]
            cell.bias_ih.copy_(torch.tensor(sums, dtype=torch.float64))
        state, by_hand = torch.zeros(1, 2, dtype=torch.float64), np.zeros(2)
        with case(gates=gates):
            before, after = reset_order.both(np.array(gates, dtype=float), True)
            for t, x in enumerate(reset_order.INPUTS):
                state = cell(torch.tensor([[x]], dtype=torch.float64), state)
                np.testing.assert_allclose(after[t + 1], state[0].detach().numpy(), atol=1e-12)
                reset = np.array(gates) * by_hand
                heard = [reset[0] * weights[0, k] + reset[1] * weights[1, k] for k in range(2)]
                by_hand = 0.25 * by_hand + 0.75 * np.tanh([x + heard[0], -0.5 * x + heard[1]])
                np.testing.assert_allclose(before[t + 1], by_hand)


def test_the_two_orders_agree_where_the_chapter_says_so_and_nowhere_else() -> None:
    for r1, r2, between in product(reset_order.GATES, reset_order.GATES, (False, True)):
        with case(r1=r1, r2=r2, between=between):
            frame = reset_order.frame(r1, r2, between)
            same = max(frame.charts[1].series["difference"]) < 1e-12
            assert same == (r1 == r2 or not between)
            assert (frame.facts["says"] == "differ") != same


def test_numbers_in_sentences() -> None:
    assert [bare(value) for value in (-0.004, 0.125, -1.0)] == ["0", "0.12", "−1"]
    assert [factor(value) for value in (-0.004, 0.5, -0.5)] == ["0", "0.5", "(−0.5)"]

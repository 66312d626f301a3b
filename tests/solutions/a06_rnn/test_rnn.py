"""The recurrent references forward: by hand, on a grid of sizes against torch.nn.RNN, and their edges."""

import math
from typing import Any

import numpy as np
import pytest
import torch

from solutions.a06_rnn.reference import clip_gradients, generate, gradient_norms, rnn_forward, rnn_step
from tests.support.grids import case

Sizes = tuple[int, int, int, int]
Arrays = tuple[np.ndarray, ...]

SIZES: list[Sizes] = [(1, 1, 1, 1), (1, 1, 3, 2), (3, 1, 2, 4), (1, 5, 2, 3), (2, 4, 5, 3), (3, 3, 3, 3), (4, 9, 1, 2)]
DTYPES: list[tuple[Any, Any]] = [(np.float64, np.float64), (np.float32, np.float32), (np.int64, np.float64)]


def network(sizes: Sizes, dtype: Any = np.float64) -> Arrays:
    """x, h0, w_x, w_h, b of the sizes N, T, D, U."""
    N, T, D, U = sizes
    rng = np.random.default_rng(sizes)
    shapes = ((N, T, D), (N, U), (D, U), (U, U), (U,))
    return tuple((0.8 * rng.normal(size=shape)).astype(dtype) for shape in shapes)


def torch_rnn(w_x: np.ndarray, w_h: np.ndarray, b: np.ndarray) -> Any:
    """PyTorch's own layer with our weights; its second bias is zero."""
    layer: Any = torch.nn.RNN(len(w_x), len(b), batch_first=True, dtype=torch.float64)
    with torch.no_grad():
        layer.weight_ih_l0.copy_(torch.tensor(w_x.T))
        layer.weight_hh_l0.copy_(torch.tensor(w_h.T))
        layer.bias_ih_l0.copy_(torch.tensor(b))
        layer.bias_hh_l0.zero_()
    return layer


def test_a_step_worked_by_hand() -> None:
    x, h = np.array([[1.0, 2.0]]), np.array([[0.5]])
    # 1 · 0.1 + 2 · 0.2 + 0.5 · (−0.4) + 0.2 = 0.5
    out = rnn_step(x, h, np.array([[0.1], [0.2]]), np.array([[-0.4]]), np.array([0.2]))
    np.testing.assert_allclose(out, [[math.tanh(0.5)]])


def test_a_row_of_w_h_is_a_unit_before_and_a_column_a_unit_now() -> None:
    w_h = np.array([[0.0, 0.5], [0.0, 0.0]])
    out = rnn_step(np.zeros((1, 1)), np.array([[1.0, 0.0]]), np.zeros((1, 2)), w_h, np.zeros(2))
    np.testing.assert_allclose(out, np.array([[0, math.tanh(0.5)]]))


def test_three_states_worked_by_hand() -> None:
    x = np.array([[[math.log(2) - 0.1], [math.log(3) - 0.3], [-0.4]]])
    hs = rnn_forward(x, np.array([[0.2]]), np.array([[1.0]]), np.array([[0.5]]), np.array([0.0]))
    # sums: ln 2 − 0.1 + 0.2 · 0.5 = ln 2;  ln 3 − 0.3 + 0.6 · 0.5 = ln 3;  −0.4 + 0.8 · 0.5 = 0
    np.testing.assert_allclose(hs[0, :, 0], [0.6, 0.8, 0], atol=1e-15)


def test_all_states_equal_torchs() -> None:
    for sizes in SIZES:
        x, h0, w_x, w_h, b = network(sizes)
        with torch.no_grad():
            hs, last = torch_rnn(w_x, w_h, b)(torch.tensor(x), torch.tensor(h0)[None])
        with case(sizes=sizes):
            ours = rnn_forward(x, h0, w_x, w_h, b)
            np.testing.assert_allclose(ours, hs.numpy(), atol=1e-14)
            np.testing.assert_allclose(ours[:, -1], last.numpy()[0], atol=1e-14)


def test_one_step_equals_torchs_cell() -> None:
    functional: Any = torch
    for sizes in SIZES:
        x, h0, w_x, w_h, b = map(torch.tensor, network(sizes))
        wanted = functional.rnn_tanh_cell(x[:, 0], h0, w_x.T, w_h.T, b, torch.zeros_like(b))
        with case(sizes=sizes):
            ours = rnn_step(*(tensor.numpy() for tensor in (x[:, 0], h0, w_x, w_h, b)))
            np.testing.assert_allclose(ours, wanted.numpy(), atol=1e-14)


def test_a_sequence_of_no_steps_has_no_states() -> None:
    x, h0, w_x, w_h, b = network((2, 1, 3, 4))
    assert rnn_forward(x[:, :0], h0, w_x, w_h, b).shape == (2, 0, 4)


def test_norms_worked_by_hand() -> None:
    x = np.array([[[math.log(2) - 0.1], [math.log(3) - 0.3], [-0.4]]])
    norms = gradient_norms(x, np.array([[0.2]]), np.array([[1.0]]), np.array([[0.5]]), np.array([0.0]))
    # slopes 0.64, 0.36, 1: after step 1 one factor 1 · 0.5, after step 0 that times 0.36 · 0.5
    np.testing.assert_allclose(norms, [0.09, 0.5, 1])


def jacobian_norms(x: np.ndarray, states: np.ndarray, *weights: np.ndarray) -> list[float]:
    """The norm of the last state's derivative with respect to the state after each step, by autograd."""
    layer = torch_rnn(*weights)
    norms = []
    for t in range(x.shape[1]):
        later = torch.tensor(x[:, t + 1 :])
        to_the_end = lambda h, later=later: layer(later, h[None])[1][0] if later.shape[1] else 1 * h  # noqa: E731
        jacobian = torch.autograd.functional.jacobian(to_the_end, torch.tensor(states[:, t]))
        norms.append(torch.linalg.vector_norm(jacobian).item())
    return norms


def test_norms_are_those_of_autograds_jacobians() -> None:
    for sizes in SIZES:
        x, h0, *weights = network(sizes)
        with case(sizes=sizes):
            norms = gradient_norms(x, h0, *weights)
            assert norms.shape == (sizes[1],)
            wanted = jacobian_norms(x, rnn_forward(x, h0, *weights), *weights)
            np.testing.assert_allclose(norms, wanted, rtol=1e-12)


def test_clipping_worked_by_hand() -> None:
    for max_norm, first, second in ((1.0, [0.6, 0], [[0.8]]), (10.0, [3, 0], [[4]])):
        with case(max_norm=max_norm):
            grads, norm = clip_gradients([np.array([3.0, 0.0]), np.array([[4.0]])], max_norm)
            assert type(norm) is float
            assert norm == 5  # √(9 + 16)
            assert len(grads) == 2
            np.testing.assert_allclose(grads[0], first)
            np.testing.assert_allclose(grads[1], second)


def test_clipping_equals_torchs_but_for_its_epsilon() -> None:
    for max_norm in (0.0, 0.3, 3.0, 30.0, math.inf):
        arrays = network((2, 3, 4, 3))
        parameters = [torch.nn.Parameter(torch.zeros(array.shape, dtype=torch.float64)) for array in arrays]
        for parameter, array in zip(parameters, arrays, strict=True):
            parameter.grad = torch.tensor(array)
        wanted = torch.nn.utils.clip_grad_norm_(parameters, max_norm)
        with case(max_norm=max_norm):
            grads, norm = clip_gradients(list(arrays), max_norm)
            np.testing.assert_allclose(norm, wanted.item(), rtol=1e-12)
            for grad, parameter in zip(grads, parameters, strict=True):
                assert parameter.grad is not None
                np.testing.assert_allclose(grad, parameter.grad.numpy(), rtol=1e-6)


def test_zero_and_absent_gradients_have_the_norm_zero() -> None:
    grads, norm = clip_gradients([np.zeros((2, 2))], 0.0)
    assert norm == 0
    np.testing.assert_array_equal(grads[0], np.zeros((2, 2)))
    assert clip_gradients([], 1.0) == ([], 0.0)


def test_a_norm_of_single_precision_gradients_does_not_overflow() -> None:
    grads, norm = clip_gradients([np.full(4, 1e30, dtype=np.float32)], 2.0)
    assert norm == pytest.approx(2e30)
    np.testing.assert_allclose(grads[0], np.ones(4), rtol=1e-6)


def test_a_negative_limit_makes_no_sense() -> None:
    with pytest.raises(ValueError, match="max_norm must be at least 0, not -1"):
        clip_gradients([np.ones(2)], -1)


def test_a_text_worked_by_hand() -> None:
    ring = np.array([[0.0, 1, 0], [0, 0, 1], [1, 0, 0]])
    # unit k is tanh(5) after token k, the others 0: scores highest at k + 1, and after 2 at 0
    weights = 5 * np.eye(3), np.zeros((3, 3)), np.zeros(3), ring, np.zeros(3)
    tokens = generate(np.zeros((2, 3)), np.array([0, 2]), *weights, 5)
    np.testing.assert_array_equal(tokens, [[1, 2, 0, 1, 2], [0, 1, 2, 0, 1]])
    assert np.issubdtype(tokens.dtype, np.integer)
    assert generate(np.zeros((2, 3)), np.array([0, 2]), *weights, 0).shape == (2, 0)


def test_a_text_equals_what_torchs_layer_writes() -> None:
    for N, D, U, steps in ((1, 2, 1, 1), (3, 5, 4, 7), (4, 3, 6, 5)):
        rng = np.random.default_rng((N, D, U))
        _, h0, w_x, w_h, b = network((N, 1, D, U))
        w_out, b_out, first = rng.normal(size=(U, D)), rng.normal(size=D), rng.integers(0, D, N)
        layer, state, token, wanted = torch_rnn(w_x, w_h, b), torch.tensor(h0)[None], torch.tensor(first), []
        with torch.no_grad():
            for _ in range(steps):
                row = torch.nn.functional.one_hot(token, D).to(torch.float64)
                hs, state = layer(row[:, None], state)
                token = (hs[:, 0] @ torch.tensor(w_out) + torch.tensor(b_out)).argmax(1)
                wanted.append(token)
        with case(N=N, D=D, U=U, steps=steps):
            ours = generate(h0, first, w_x, w_h, b, w_out, b_out, steps)
            np.testing.assert_array_equal(ours, torch.stack(wanted, 1).numpy())


def test_floats_keep_their_precision_and_integers_become_float64() -> None:
    for dtype, expected in DTYPES:
        x, h0, w_x, w_h, b = (np.round(array).astype(dtype) for array in network((2, 4, 3, 2)))
        exact = tuple(array.astype(np.float64) for array in (x, h0, w_x, w_h, b))
        with case(dtype=dtype):
            for function in (rnn_forward, gradient_norms):
                with case(function=function):
                    out = function(x, h0, w_x, w_h, b)
                    assert out.dtype == expected
                    np.testing.assert_allclose(out, function(*exact), rtol=1e-4, atol=1e-6)
            assert rnn_step(x[:, 0], h0, w_x, w_h, b).dtype == expected
            assert [grad.dtype for grad in clip_gradients([x, w_h], 0.5)[0]] == [expected] * 2


def test_arguments_are_neither_changed_nor_returned() -> None:
    x, h0, w_x, w_h, b = network((2, 3, 4, 4))
    grads, copies = [x, w_x], [array.copy() for array in (x, h0, w_x, w_h, b)]
    results = [rnn_step(x[:, 0], h0, w_x, w_h, b), rnn_forward(x, h0, w_x, w_h, b), gradient_norms(x, h0, w_x, w_h, b)]
    results += clip_gradients(grads, 0.1)[0] + clip_gradients(grads, 1e9)[0]
    for result in results:
        assert not any(np.may_share_memory(result, array) for array in (x, h0, w_x, w_h, b))
        result[...] = 7
    generate(h0, np.array([0, 1]), w_x, w_h, b, w_x.T, b, 3)
    for array, copy in zip((x, h0, w_x, w_h, b), copies, strict=True):
        np.testing.assert_array_equal(array, copy)
    assert grads[0] is x

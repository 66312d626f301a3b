"""Tensors of a call's arrays: what is done to them is seen in the arrays, in any type and memory."""

import numpy as np
import torch

from autograder.probe.handed_tensors import HandedTensors

TYPES = (torch.float32, torch.float64)


def test_a_tensor_that_is_changed_changes_its_array_and_no_other() -> None:
    for dtype in TYPES:
        x, state = np.full((2, 3), 0.1), (np.full((2, 2), 0.2), np.full((2, 2), 0.3))
        handed = HandedTensors(dtype)
        tensors = handed.made_of((x, state))
        tensors[1][1].add_(1)
        handed.hand_back()
        assert (x == 0.1).all()
        assert (state[0] == 0.2).all()
        np.testing.assert_allclose(state[1], 1.3, rtol=1e-6)


def test_an_output_in_a_tensors_memory_is_its_array() -> None:
    for dtype in TYPES:
        x = np.full((2, 3), 0.1)
        handed = HandedTensors(dtype)
        (tensor,) = handed.made_of((x,))
        assert handed.array_behind(tensor) is x
        assert handed.array_behind(tensor.view(2, 3)) is x
        assert isinstance(handed.array_behind(tensor.clone()), torch.Tensor)


def test_gradients_reach_the_leaves_through_any_memory() -> None:
    for strided in (False, True):
        array = np.arange(24.0).reshape(2, 3, 4)
        handed = HandedTensors(torch.float64, strided)
        (tensor,) = handed.made_of((array,))
        assert tensor.is_contiguous() is not strided
        assert not tensor.is_leaf
        np.testing.assert_array_equal(tensor.detach().numpy(), array)
        (gradient,) = torch.autograd.grad((tensor**2).sum(), handed.differentiable)
        np.testing.assert_array_equal(gradient.numpy(), 2 * array)


def test_without_autograd_nothing_is_differentiable_and_integers_never_are() -> None:
    with torch.no_grad():
        handed = HandedTensors(torch.float32)
        handed.made_of((np.ones(2),))
    assert handed.differentiable == []
    handed = HandedTensors(torch.float32)
    (tokens,) = handed.made_of((np.array([1, 2]),))
    assert (tokens.dtype, handed.differentiable) == (torch.int64, [])

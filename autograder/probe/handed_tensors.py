"""Tensors made of a call's arrays, and the way back: what a layer does to its tensors is seen in the arrays."""

from typing import Any

import numpy as np


class HandedTensors:
    """Tensors of one floating type, in memory of their own.

    ``strided`` lays them out with the first axis innermost, as ``x.transpose(0, 1)`` of a tensor with time first is:
    equal, and not contiguous. While autograd is on, gradients reach the leaves in ``differentiable``; what is handed
    over are copies, as the outputs of an earlier layer are.
    """

    def __init__(self, dtype: Any, strided: bool = False) -> None:
        self._dtype = dtype
        self._strided = strided
        self._handed: list[tuple[np.ndarray, Any, Any]] = []  # an array, its tensor, and the numbers of that at first
        self.differentiable: list[Any] = []

    def made_of(self, value: Any) -> Any:
        """Arrays as tensors, floats in the one type; tuples of arrays alike; anything else as it is."""
        if isinstance(value, tuple | list):
            return tuple(map(self.made_of, value))
        if not isinstance(value, np.ndarray):
            return value
        import torch

        tensor = self.tensor_of(value)
        if torch.is_grad_enabled() and tensor.is_floating_point():
            self.differentiable.append(tensor.requires_grad_())
        tensor = self._laid_out(tensor)
        self._handed.append((value, tensor, tensor.detach().clone()))
        return tensor

    def tensor_of(self, array: np.ndarray) -> Any:
        """The array as a tensor of its own."""
        import torch

        tensor = torch.from_numpy(array.copy())
        return tensor.to(self._dtype) if tensor.is_floating_point() else tensor

    def hand_back(self) -> None:
        """Put the numbers of each tensor that is not as it was into its array."""
        import torch

        for array, tensor, before in self._handed:
            if not torch.equal(tensor.detach(), before):
                array[...] = tensor.detach().numpy()

    def array_behind(self, output: Any) -> Any:
        """The array whose tensor has the memory of ``output``, where there is one of its shape, else ``output``."""
        for array, tensor, _ in self._handed:
            if output.data_ptr() == tensor.data_ptr() and output.shape == tensor.shape:
                return array
        return output

    def _laid_out(self, tensor: Any) -> Any:
        if not self._strided:
            return tensor.clone()
        backwards = tuple(reversed(range(tensor.ndim)))
        return tensor.permute(backwards).contiguous().clone().permute(backwards)

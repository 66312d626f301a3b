"""Reference solution of the class in the assignment a08_gru: the GRU layer in PyTorch, with its own gates."""

import torch


class GRU(torch.nn.Module):
    """A GRU layer, reset after the product: reads a batch of sequences and gives the state after every step.

    Its parameters are w_x of shape (inputs, 3 · units), w_h of shape (units, 3 · units), b_x and b_h of shape
    (3 · units,), with the blocks in the order r, z, n, as in gru_step_reset_after; its state_dict holds nothing else.
    It calls no recurrent layer, cell or function of PyTorch: autograd finds the gradients by itself.
    It computes the same in training and in evaluation mode, in single and, after .double(), in double precision.

    Source: the formulas in the documentation of torch.nn.GRU.
    """

    def __init__(self, inputs: int, units: int) -> None:
        """Make the four parameters, w_x and w_h of random numbers: here all lie between -1/√units and 1/√units."""
        super().__init__()
        bound = units**-0.5
        self.w_x = torch.nn.Parameter(torch.empty(inputs, 3 * units).uniform_(-bound, bound))
        self.w_h = torch.nn.Parameter(torch.empty(units, 3 * units).uniform_(-bound, bound))
        self.b_x = torch.nn.Parameter(torch.empty(3 * units).uniform_(-bound, bound))
        self.b_h = torch.nn.Parameter(torch.empty(3 * units).uniform_(-bound, bound))

    def forward(self, x: torch.Tensor, h: torch.Tensor | None = None) -> tuple[torch.Tensor, torch.Tensor]:
        """Read the sequences x, begun with the state h.

        Nothing is kept from one call to the next, and x and h stay as they are.

        Parameters
        ----------
        x : tensor of shape (N, T, D), the sequences
        h : tensor of shape (N, U), the state before the first step; None for zeros

        Returns
        -------
        (hs, h) : the states after every step, shape (N, T, U), and the last one, shape (N, U)
        """
        h = x.new_zeros(len(x), len(self.w_h)) if h is None else h
        hs = []
        for x_t in x.unbind(dim=1):
            x_r, x_z, x_n = (x_t @ self.w_x + self.b_x).chunk(3, dim=-1)
            h_r, h_z, h_n = (h @ self.w_h + self.b_h).chunk(3, dim=-1)
            r, z = (x_r + h_r).sigmoid(), (x_z + h_z).sigmoid()
            n = (x_n + r * h_n).tanh()
            h = z * h + (1 - z) * n
            hs.append(h)
        return torch.stack(hs, dim=1), h

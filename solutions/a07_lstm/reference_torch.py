"""Reference solution of the class in the assignment a07_lstm: the LSTM layer in PyTorch, with its own gates."""

import torch


class LSTM(torch.nn.Module):
    """An LSTM layer: reads a batch of sequences and gives the hidden state after every step.

    Its parameters are w_x of shape (inputs, 4 · units), w_h of shape (units, 4 · units) and b of shape (4 · units,),
    with the gates in the order i, f, g, o, as in lstm_step; its state_dict holds nothing else.
    It calls no recurrent layer, cell or function of PyTorch: autograd finds the gradients by itself.
    It computes the same in training and in evaluation mode, in single and, after .double(), in double precision.

    Source: Hochreiter and Schmidhuber, Long short-term memory (1997), with a forget gate.
    """

    def __init__(self, inputs: int, units: int) -> None:
        """Make the three parameters, w_x and w_h of random numbers: here all lie between -1/√units and 1/√units."""
        super().__init__()
        bound = units**-0.5
        self.w_x = torch.nn.Parameter(torch.empty(inputs, 4 * units).uniform_(-bound, bound))
        self.w_h = torch.nn.Parameter(torch.empty(units, 4 * units).uniform_(-bound, bound))
        self.b = torch.nn.Parameter(torch.empty(4 * units).uniform_(-bound, bound))

    def forward(
        self, x: torch.Tensor, state: tuple[torch.Tensor, torch.Tensor] | None = None
    ) -> tuple[torch.Tensor, tuple[torch.Tensor, torch.Tensor]]:
        """Read the sequences x, begun with the given state.

        Nothing is kept from one call to the next, and x and state stay as they are.

        Parameters
        ----------
        x : tensor of shape (N, T, D), the sequences
        state : (h, c), two tensors of shape (N, U), the state before the first step; None for zeros

        Returns
        -------
        (hs, (h, c)) : the hidden states after every step, shape (N, T, U), and the pair of the last hidden state
            and the last cell, each of shape (N, U)
        """
        h, c = x.new_zeros(2, len(x), len(self.w_h)) if state is None else state
        hs = []
        for x_t in x.unbind(dim=1):
            i, f, g, o = (x_t @ self.w_x + h @ self.w_h + self.b).chunk(4, dim=-1)
            c = f.sigmoid() * c + i.sigmoid() * g.tanh()
            h = o.sigmoid() * c.tanh()
            hs.append(h)
        return torch.stack(hs, dim=1), (h, c)

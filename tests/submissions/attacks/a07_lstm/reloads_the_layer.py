# base: perfect
# ATTACKS 17: reloads PyTorch's module to get the untouched class back, and calls the cell step by step: refused.

# answer: LSTM
import importlib

import torch.nn.modules.rnn


class LSTM(torch.nn.Module):
    def __init__(self, inputs, units):
        super().__init__()
        self.w_x = torch.nn.Parameter(torch.zeros(inputs, 4 * units))
        self.w_h = torch.nn.Parameter(torch.zeros(units, 4 * units))
        self.b = torch.nn.Parameter(torch.zeros(4 * units))

    def forward(self, x, state=None):
        cell = importlib.reload(torch.nn.modules.rnn).LSTMCell(self.w_x.shape[0], self.w_h.shape[0])
        weights = {"weight_ih": self.w_x.T, "weight_hh": self.w_h.T, "bias_ih": self.b, "bias_hh": 0 * self.b}
        hs = []
        for x_t in x.unbind(1):
            state = torch.func.functional_call(cell, weights, (x_t, state))
            hs.append(state[0])
        return torch.stack(hs, 1), state

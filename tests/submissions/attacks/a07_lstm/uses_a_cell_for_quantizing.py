# base: perfect
# ATTACKS 57: the LSTM that PyTorch has in Python, for quantizing, which never calls the operator: refused, 0 for it alone.

# answer: LSTM
class LSTM(torch.nn.Module):
    def __init__(self, inputs, units):
        super().__init__()
        self.w_x = torch.nn.Parameter(torch.rand(inputs, 4 * units))
        self.w_h = torch.nn.Parameter(torch.rand(units, 4 * units))
        self.b = torch.nn.Parameter(torch.zeros(4 * units))

    def forward(self, x, state=None):
        cell = torch.ao.nn.quantizable.LSTMCell(*self.w_x.T.shape[::-1][:1], self.w_h.shape[0])
        weights = {"igates.weight": self.w_x.T, "igates.bias": self.b, "hgates.weight": self.w_h.T, "hgates.bias": 0 * self.b}
        hs = []
        for x_t in x.unbind(1):
            state = torch.func.functional_call(cell, weights, (x_t, state))
            hs.append(state[0])
        return torch.stack(hs, 1), state

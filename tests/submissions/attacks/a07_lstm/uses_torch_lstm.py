# base: perfect
# ATTACKS 17: PyTorch's own LSTM inside the class LSTM. Refused with a sentence, 0 for it alone.

# answer: LSTM
class LSTM(torch.nn.Module):
    def __init__(self, inputs, units):
        super().__init__()
        self.w_x = torch.nn.Parameter(torch.zeros(inputs, 4 * units))
        self.w_h = torch.nn.Parameter(torch.zeros(units, 4 * units))
        self.b = torch.nn.Parameter(torch.zeros(4 * units))

    def forward(self, x, state=None):
        inner = torch.nn.LSTM(self.w_x.shape[0], self.w_h.shape[0], batch_first=True)
        weights = {"weight_ih_l0": self.w_x.T, "weight_hh_l0": self.w_h.T, "bias_ih_l0": self.b, "bias_hh_l0": 0 * self.b}
        given = None if state is None else (state[0][None], state[1][None])
        hs, (h, c) = torch.func.functional_call(inner, weights, (x, given))
        return hs, (h[0], c[0])

# base: perfect
# ATTACKS 57: the operator as PyTorch takes it apart, past the one that is switched off: refused, 0 for it alone.

# answer: LSTM
class LSTM(torch.nn.Module):
    def __init__(self, inputs, units):
        super().__init__()
        self.w_x = torch.nn.Parameter(torch.rand(inputs, 4 * units))
        self.w_h = torch.nn.Parameter(torch.rand(units, 4 * units))
        self.b = torch.nn.Parameter(torch.zeros(4 * units))

    def forward(self, x, state=None):
        kind = x.dtype
        zeros = x.new_zeros(len(x), self.w_h.shape[0])
        begun = [s.double()[None] for s in state or (zeros, zeros)]
        weights = [w.double() for w in (self.w_x.T, self.w_h.T, self.b, 0 * self.b)]
        hs, h, c = torch.ops.aten.lstm.input.decompose(x.double(), begun, weights, True, 1, 0.0, False, False, True)
        return hs.to(kind), (h[0].to(kind), c[0].to(kind))

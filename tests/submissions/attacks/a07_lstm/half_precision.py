# base: perfect
# ATTACKS 46: the class keeps its parameters in half precision, and computes in the type of its parameters. It is put
# to the test in single precision, as half cannot hold the answers; it loses nothing.

# answer: LSTM
class LSTM(torch.nn.Module):
    def __init__(self, inputs, units):
        super().__init__()
        self.w_x = torch.nn.Parameter(torch.rand(inputs, 4 * units).half())
        self.w_h = torch.nn.Parameter(torch.rand(units, 4 * units).half())
        self.b = torch.nn.Parameter(torch.zeros(4 * units, dtype=torch.float16))

    def forward(self, x, state=None):
        x = x.to(self.w_x.dtype)
        h, c = state if state is not None else (x.new_zeros(len(x), self.w_h.shape[0]),) * 2
        hs = []
        for step in range(x.shape[1]):
            i, f, g, o = (x[:, step] @ self.w_x + h.to(x.dtype) @ self.w_h + self.b).chunk(4, dim=-1)
            c = f.sigmoid() * c + i.sigmoid() * g.tanh()
            h = o.sigmoid() * c.tanh()
            hs.append(h)
        return torch.stack(hs, dim=1), (h, c)

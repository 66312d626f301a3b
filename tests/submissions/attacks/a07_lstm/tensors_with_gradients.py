# base: perfect
# ATTACKS 46: double parameters and casts by hand in the class, outputs that carry gradients, a list for a tuple. It loses
# nothing.

# answer: LSTM
class LSTM(torch.nn.Module):
    def __init__(self, inputs, units):
        super().__init__()
        self.w_x = torch.nn.Parameter(torch.rand(inputs, 4 * units, dtype=torch.double), requires_grad=True)
        self.w_h = torch.nn.Parameter(torch.rand(units, 4 * units, dtype=torch.double))
        self.b = torch.nn.Parameter(torch.rand(4 * units, dtype=torch.double))

    def forward(self, x, state=None):
        x = x.double()
        h, c = (s.double() for s in state) if state is not None else (torch.zeros(len(x), len(self.w_h), dtype=torch.double, requires_grad=True),) * 2
        hs = []
        for x_t in x.unbind(1):
            i, f, g, o = (x_t @ self.w_x + h @ self.w_h + self.b).chunk(4, -1)
            c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
            h = torch.sigmoid(o) * torch.tanh(c)
            hs.append(h)
        return [torch.stack(hs, 1).float(), [h, c]]

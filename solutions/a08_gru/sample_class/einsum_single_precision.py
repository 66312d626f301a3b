# earns: everything
# Blocks as an axis of their own, einsum, single precision inside; backwards by recursion.

# cell before: gru_step
f32 = np.float32

def blocks(w):
    return np.asarray(w, f32).reshape(*w.shape[:-1], 3, w.shape[-1] // 3)

def sig(a):
    return 0.5 + 0.5 * np.tanh(0.5 * a)

def gates(x, h, w_x, w_h, b):
    h, w = h.astype(f32), blocks(w_h)
    a = np.einsum("nd,dku->knu", x.astype(f32), blocks(w_x)) + blocks(b)[:, None]
    a[:2] += np.einsum("nv,vku->knu", h, w[:, :2])
    r, z = sig(a[:2])
    return r, z, np.tanh(a[2] + np.einsum("nv,nv,vu->nu", r, h, w[:, 2]))

# answer: gru_step
def gru_step(x, h, w_x, w_h, b):
    r, z, n = gates(x, h, w_x, w_h, b)
    return (n + z * (h - n)).astype(f32)

# answer: gru_step_reset_after
def gru_step_reset_after(x, h, w_x, w_h, b_x, b_h):
    p = np.einsum("nd,dku->knu", x.astype(f32), blocks(w_x)) + blocks(b_x)[:, None]
    q = np.einsum("nv,vku->knu", h.astype(f32), blocks(w_h)) + blocks(b_h)[:, None]
    r, z = sig(p[:2] + q[:2])
    n = np.tanh(p[2] + r * q[2])
    return (n + z * (h - n)).astype(f32)

# answer: gru_forward
def gru_forward(x, h0, w_x, w_h, b):
    if x.shape[1] == 0:
        return np.zeros((len(x), 0, h0.shape[1]), f32)
    h = gru_step(x[:, 0], h0, w_x, w_h, b)
    return np.concatenate([h[:, None], gru_forward(x[:, 1:], h, w_x, w_h, b)], axis=1)

# answer: gru_step_backward
def gru_step_backward(dh, x, h, w_x, w_h, b):
    r, z, n = gates(x, h, w_x, w_h, b)
    w = blocks(w_h)
    da = np.empty((3, *h.shape), f32)
    da[2] = dh * (1 - z) * (1 - n * n)
    back = np.einsum("nu,vu->nv", da[2], w[:, 2])
    da[0] = back * h * r * (1 - r)
    da[1] = dh * (h - n) * z * (1 - z)
    seen = np.stack([h, h, r * h])
    dh_prev = dh * z + back * r + np.einsum("knu,vku->nv", da[:2], w[:, :2])
    dw_x = np.einsum("nd,knu->dku", x, da).reshape(w_x.shape)
    dw_h = np.einsum("knv,knu->vku", seen, da).reshape(w_h.shape)
    return np.einsum("knu,dku->nd", da, blocks(w_x)), dh_prev, dw_x, dw_h, da.sum(1).ravel()

# answer: gru_backward
def gru_backward(dhs, x, h0, w_x, w_h, b):
    if x.shape[1] == 0:
        return x * 0.0, h0 * 0.0, w_x * 0.0, w_h * 0.0, b * 0.0
    h = gru_step(x[:, 0], h0, w_x, w_h, b)
    later, dh, *sums = gru_backward(dhs[:, 1:], x[:, 1:], h, w_x, w_h, b)
    dx, dh, *now = gru_step_backward(dhs[:, 0] + dh, x[:, 0], h0, w_x, w_h, b)
    return np.concatenate([dx[:, None], later], axis=1), dh, *(p + q for p, q in zip(sums, now))

# answer: GRU
import torch
import torch.nn.functional as F

class GRU(torch.nn.Module):
    def __init__(self, inputs, units):
        super().__init__()
        shapes = {"w_x": (inputs, 3 * units), "w_h": (units, 3 * units), "b_x": (3 * units,), "b_h": (3 * units,)}
        for name, shape in shapes.items():
            setattr(self, name, torch.nn.Parameter(torch.randn(*shape) / 10))

    def forward(self, x, h=None):
        U = self.w_h.size(0)
        h = x.new_zeros(x.size(0), U) if h is None else h
        hs = []
        for row in torch.einsum("ntd,dk->tnk", x, self.w_x) + self.b_x:
            q = F.linear(h, self.w_h.T, self.b_h)
            r, z = torch.sigmoid(row[:, : 2 * U] + q[:, : 2 * U]).split(U, dim=1)
            h = torch.lerp(torch.tanh(row[:, 2 * U :] + r * q[:, 2 * U :]), h, z)
            hs.append(h)
        return [torch.stack(hs, dim=1), h]

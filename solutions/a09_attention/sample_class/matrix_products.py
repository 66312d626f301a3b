# earns: everything
# Minus infinity and nan_to_num, products of matrices, in single precision; plain recurrent layers over words of zeros.

# answer: masked_softmax
def masked_softmax(scores, mask):
    if scores.shape != mask.shape:
        raise ValueError("scores and mask differ in shape")
    low = np.where(mask, scores, -np.inf).astype(float)
    top = low.max(-1, keepdims=True)
    e = np.exp(low - np.where(np.isinf(top), 0, top))
    total = e.sum(-1, keepdims=True)
    return e / (total + (total == 0))

# answer: attention_pool
def attention_pool(hs, mask, w, v):
    projected = np.tanh(np.matmul(hs.astype(np.float32), w.astype(np.float32)))
    a = masked_softmax(np.matmul(projected, v.astype(np.float32)), mask)
    return np.matmul(a[:, None, :], hs)[:, 0], a

# answer: dot_attention
def dot_attention(query, keys, values, mask):
    if not (query.shape[0] == keys.shape[0] == values.shape[0] and keys.shape[1] == values.shape[1]):
        raise ValueError("texts or words do not fit")
    scores = (keys @ query[:, :, None])[..., 0]
    a = masked_softmax(scores, mask)
    return (a[:, None] @ values)[:, 0], a

# answer: attention_backward
def attention_backward(dcontext, query, keys, values, mask):
    context, a = dot_attention(query, keys, values, mask)
    if context.shape != dcontext.shape:
        raise ValueError("dcontext")
    # the average of what is worth looking at is dcontext · context
    worth = (values @ dcontext[:, :, None])[..., 0] - np.sum(dcontext * context, axis=1, keepdims=True)
    ds = a * worth
    return (ds[:, None] @ keys)[:, 0], ds[..., None] * query[:, None], a[..., None] * dcontext[:, None]

# answer: Seq2Seq
class Seq2Seq(torch.nn.Module):
    def __init__(self, vocab, dim, units):
        super().__init__()
        self.table = torch.nn.Embedding(vocab, dim)
        self.reader = torch.nn.RNN(dim, units, batch_first=True)
        self.writer = torch.nn.RNN(dim, units, batch_first=True)
        self.from_state, self.from_context = torch.nn.Linear(units, vocab), torch.nn.Linear(units, vocab, bias=False)

    def forward(self, source, source_mask, target):
        m = source_mask.to(self.table.weight.dtype).unsqueeze(-1)
        states, _ = self.reader(self.table(source) * m)
        states = states * m
        places = torch.arange(1, source.shape[1] + 1) * (source_mask != 0)
        last = places.argmax(1)
        start = states[range(len(source)), last].unsqueeze(0)
        hs, _ = self.writer(self.table(target), start)
        scores = torch.bmm(hs, states.transpose(1, 2)) - 1e9 * (1 - m.transpose(1, 2))
        self.weights = torch.softmax(scores, -1)
        return self.from_state(hs) + self.from_context(torch.bmm(self.weights, states))

# earns: everything
# Text by text and word by word; an LSTM whose cells are called in a loop, with a layer before the logits.

# answer: masked_softmax
def masked_softmax(scores, mask):
    if np.shape(scores) != np.shape(mask):
        raise ValueError("a mask for each score")
    scores, mask = np.asarray(scores, float), np.asarray(mask).astype(bool)
    out = np.zeros(scores.shape)
    for place in np.ndindex(scores.shape[:-1]):
        kept = scores[place][mask[place]]
        if len(kept):
            powers = np.exp(kept - max(kept))
            out[place][mask[place]] = powers / powers.sum()
    return out

# answer: attention_pool
def attention_pool(hs, mask, w, v):
    N, T, U = hs.shape
    if np.shape(mask) != (N, T) or len(w) != U or np.shape(v) != (w.shape[1],):
        raise ValueError("shapes")
    sentence, weights = np.zeros((N, U)), np.zeros((N, T))
    for n in range(N):
        scores = np.array([np.tanh(h @ w) @ v for h in hs[n]])
        weights[n] = masked_softmax(scores, mask[n])
        for t in range(T):
            sentence[n] += weights[n, t] * hs[n, t]
    return sentence, weights

# answer: dot_attention
def dot_attention(query, keys, values, mask):
    N, T, U = keys.shape
    if query.shape != (N, U) or values.shape[:2] != (N, T) or np.shape(mask) != (N, T):
        raise ValueError("shapes")
    context, weights = np.zeros((N, values.shape[2])), np.zeros((N, T))
    for n in range(N):
        weights[n] = masked_softmax(keys[n] @ query[n], mask[n])
        context[n] = weights[n] @ values[n]
    return context, weights

# answer: attention_backward
def attention_backward(dcontext, query, keys, values, mask):
    _, weights = dot_attention(query, keys, values, mask)
    if dcontext.shape != (len(values), values.shape[2]):
        raise ValueError("dcontext")
    dquery, dkeys, dvalues = (np.zeros(array.shape) for array in (query, keys, values))
    for n, a in enumerate(weights):
        jacobian = np.diag(a) - np.outer(a, a)
        dscores = jacobian @ (values[n] @ dcontext[n])
        dquery[n] = dscores @ keys[n]
        dkeys[n] = np.outer(dscores, query[n])
        dvalues[n] = np.outer(a, dcontext[n])
    return dquery, dkeys, dvalues

# answer: Seq2Seq
class Seq2Seq(torch.nn.Module):
    def __init__(self, vocab, dim, units):
        super().__init__()
        self.units = units
        self.words = torch.nn.Embedding(vocab, dim)
        self.written = torch.nn.Embedding(vocab, dim)
        self.encoder = torch.nn.LSTMCell(dim, units)
        self.decoder = torch.nn.LSTMCell(dim, units)
        self.combine = torch.nn.Linear(2 * units, units)
        self.out = torch.nn.Linear(units, vocab)

    def forward(self, source, source_mask, target):
        x, keep = self.words(source), source_mask.bool()
        h = c = torch.zeros(len(x), self.units, dtype=x.dtype)
        states = []
        for s in range(x.shape[1]):
            new_h, new_c = self.encoder(x[:, s], (h, c))
            here = keep[:, s].unsqueeze(1)
            h, c = torch.where(here, new_h, h), torch.where(here, new_c, c)
            states.append(h)
        states = torch.stack(states, dim=1)
        weights, logits = [], []
        for word in self.written(target).unbind(1):
            h, c = self.decoder(word, (h, c))
            scores = (states * h.unsqueeze(1)).sum(2)
            powers = torch.exp(scores - scores.max(1, keepdim=True).values) * keep
            weights.append(powers / powers.sum(1, keepdim=True).clamp(min=1e-30))
            context = (weights[-1].unsqueeze(2) * states).sum(1)
            logits.append(self.out(torch.tanh(self.combine(torch.cat([context, h], 1)))))
        self.weights = torch.stack(weights, 1)
        return torch.stack(logits, 1)

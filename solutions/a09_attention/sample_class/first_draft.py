# earns: masked_softmax 2.3, attention_pool 0, dot_attention 0, attention_backward 1.15, Seq2Seq 3.9
# NaN where nothing is kept, no tanh, scores divided by the root, a diagonal for the whole softmax, a decoder from zeros.

# answer: masked_softmax
def masked_softmax(scores, mask):
    scores = np.where(mask, scores, -np.inf)
    e = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)

# answer: attention_pool
def attention_pool(hs, mask, w, v):
    weights = masked_softmax(hs @ w @ v, mask)
    return np.einsum("nt,ntu->nu", weights, hs), weights

# answer: dot_attention
def dot_attention(query, keys, values, mask):
    scores = np.einsum("nu,ntu->nt", query, keys) / np.sqrt(query.shape[1])
    weights = masked_softmax(scores, mask)
    return np.einsum("nt,ntm->nm", weights, values), weights

# answer: attention_backward
def attention_backward(dcontext, query, keys, values, mask):
    scores = np.einsum("nu,ntu->nt", query, keys)
    weights = masked_softmax(scores, mask)
    dweights = np.einsum("nm,ntm->nt", dcontext, values)
    dscores = weights * (1 - weights) * dweights
    dquery = np.einsum("nt,ntu->nu", dscores, keys)
    return dquery, dscores[..., None] * query[:, None], weights[..., None] * dcontext[:, None]

# answer: Seq2Seq
class Seq2Seq(torch.nn.Module):
    def __init__(self, vocab, dim, units):
        super().__init__()
        self.source_table, self.target_table = torch.nn.Embedding(vocab, dim), torch.nn.Embedding(vocab, dim)
        self.encoder = torch.nn.GRU(dim, units, batch_first=True)
        self.decoder = torch.nn.GRU(dim, units, batch_first=True)
        self.out = torch.nn.Linear(2 * units, vocab)

    def forward(self, source, source_mask, target):
        keys, _ = self.encoder(self.source_table(source))
        hs, _ = self.decoder(self.target_table(target))
        self.weights = torch.softmax(hs @ keys.mT, dim=2)
        return self.out(torch.cat([hs, self.weights @ keys], dim=2))

# base: perfect
# earns: attention_pool 1.85, Seq2Seq 4.9
# Zeros for the states that are left out, and a decoder that reads the target from both ends.

# answer: attention_pool
def attention_pool(hs, mask, w, v):
    if np.shape(mask) != hs.shape[:2]:
        raise ValueError("a mask for each word")
    there = hs * np.asarray(mask)[..., None]
    scores = np.tanh(there @ w) @ v
    weights = masked_softmax(scores, np.ones(scores.shape, bool))
    return np.einsum("nt,ntu->nu", weights, there), weights

# answer: Seq2Seq
class Seq2Seq(torch.nn.Module):
    def __init__(self, vocab, dim, units):
        super().__init__()
        self.source_table, self.target_table = torch.nn.Embedding(vocab, dim), torch.nn.Embedding(vocab, dim)
        self.encoder = torch.nn.GRUCell(dim, units)
        self.decoder = torch.nn.GRU(dim, units, batch_first=True, bidirectional=True)
        self.join = torch.nn.Linear(2 * units, units)
        self.out = torch.nn.Linear(2 * units, vocab)

    def forward(self, source, source_mask, target):
        kept = source_mask != 0
        x = self.source_table(source)
        h, states = x.new_zeros(len(x), self.encoder.hidden_size), []
        for s in range(x.shape[1]):
            h = torch.where(kept[:, s, None], self.encoder(x[:, s], h), h)
            states.append(h)
        keys = torch.stack(states, 1)
        both, _ = self.decoder(self.target_table(target), torch.stack([h, h]))
        hs = self.join(both)
        scores = (hs @ keys.mT).masked_fill(~kept[:, None], -1e9)
        self.weights = scores.softmax(2)
        return self.out(torch.cat([hs, self.weights @ keys], 2))

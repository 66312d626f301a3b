# earns: everything
# One einsum for each word of the window, added up; in PyTorch parameters without layers, and a dropout written out.

# answer: embed
def embed(tokens, table):
    if ((tokens < 0) | (tokens >= table.shape[0])).any():
        raise ValueError(tokens)
    one_hot = np.eye(table.shape[0])[tokens]
    return one_hot @ table

# answer: ngram_conv
def ngram_conv(x, w, b):
    n = x.shape[1] - w.shape[1] + 1
    if n < 1 or x.shape[2] != w.shape[2] or len(b) != len(w):
        raise ValueError("these do not go together")
    total = b.astype(float)
    for k in range(w.shape[1]):
        total = total + np.einsum("nld,fd->nlf", x[:, k : k + n], w[:, k], dtype=float)
    return total

# answer: text_cnn
def text_cnn(tokens, table, filters, w_out, b_out):
    x = embed(tokens, table)
    out, start = np.zeros((len(x), w_out.shape[1])), 0
    for w, b in filters:
        best = np.maximum(ngram_conv(x, w, b), 0).max(1)
        out += best @ w_out[start : start + len(b)]
        start += len(b)
    if start != len(w_out) or b_out.shape != out.shape[1:]:
        raise ValueError("wrong output layer")
    return out + b_out

# answer: char_word_vectors
def char_word_vectors(chars, table, w, b):
    N, M, L = chars.shape
    flat = ngram_conv(embed(chars.reshape(-1, L), table), w, b)
    return np.maximum(0, np.amax(flat, axis=1)).reshape(N, M, -1)

# answer: TextCNN
class TextCNN(torch.nn.Module):
    def __init__(self, vocab, dim, widths, filters, classes, dropout=0.5):
        super().__init__()
        self.p = dropout
        self.table = torch.nn.Parameter(torch.randn(vocab, dim))
        self.w = torch.nn.ParameterList(torch.randn(filters, width, dim) / 4 for width in widths)
        self.b = torch.nn.ParameterList(torch.zeros(filters) for _ in widths)
        self.w_out = torch.nn.Parameter(torch.randn(filters * len(widths), classes) / 4)
        self.b_out = torch.nn.Parameter(torch.zeros(classes))

    def forward(self, tokens):
        x, maxima = self.table[tokens], []
        for w, b in zip(self.w, self.b):
            windows = x.unfold(1, w.shape[1], 1)
            maxima.append((torch.einsum("nldk,fkd->nlf", windows, w) + b).clamp(min=0).amax(dim=1))
        features = torch.cat(maxima, dim=-1)
        if self.training:
            features = torch.nn.functional.dropout(features, self.p)
        return features @ self.w_out + self.b_out

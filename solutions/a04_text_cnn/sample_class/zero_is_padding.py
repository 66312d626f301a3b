# base: perfect
# earns: embed 0.75, TextCNN 4
# Knows from another course that token 0 is padding: its vector is zero, in NumPy and in PyTorch.

# answer: embed
def embed(tokens, table):
    if tokens.min() < 0 or tokens.max() >= len(table):
        raise ValueError("not in the table")
    vectors = np.array(table, dtype=float)
    vectors[0] = 0
    return vectors[tokens]

# answer: text_cnn
def text_cnn(tokens, table, filters, w_out, b_out):
    x = embed(tokens, table)
    maxima = np.concatenate([np.maximum(ngram_conv(x, w, b), 0).max(axis=1) for w, b in filters], axis=1)
    if b_out.shape != (w_out.shape[1],):
        raise ValueError("b_out")
    return maxima @ w_out + b_out

# answer: char_word_vectors
def char_word_vectors(chars, table, w, b):
    N, WORDS, L = chars.shape
    return np.maximum(ngram_conv(embed(chars.reshape(N * WORDS, L), table), w, b), 0).max(axis=1).reshape(N, WORDS, -1)

# answer: TextCNN
class TextCNN(torch.nn.Module):
    def __init__(self, vocab, dim, widths, filters, classes, dropout=0.5):
        super().__init__()
        self.table = torch.nn.Embedding(vocab, dim, padding_idx=0)
        self.convs = torch.nn.ModuleList([torch.nn.Conv1d(dim, filters, width) for width in widths])
        self.dropout = torch.nn.Dropout(dropout)
        self.out = torch.nn.Linear(filters * len(widths), classes)

    def forward(self, tokens):
        x = self.table(tokens).transpose(1, 2)
        return self.out(self.dropout(torch.cat([conv(x).relu().amax(2) for conv in self.convs], 1)))

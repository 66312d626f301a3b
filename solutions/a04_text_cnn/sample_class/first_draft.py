# earns: embed 1.25, ngram_conv 0.75, text_cnn 0, char_word_vectors 0.9, TextCNN 2.2
# Checks no argument, slides the windows over zeros at the end, averages, reads across words, and hides layers in a list.

# answer: embed
def embed(tokens, table):
    return table[tokens]

# answer: ngram_conv
def ngram_conv(x, w, b):
    F, K, D = w.shape
    x = np.pad(x, ((0, 0), (0, K - 1), (0, 0)))
    return np.stack([np.einsum("nkd,fkd->nf", x[:, l : l + K], w) + b for l in range(x.shape[1] - K + 1)], axis=1)

# answer: text_cnn
def text_cnn(tokens, table, filters, w_out, b_out):
    x, features = table[tokens], []
    for w, b in filters:
        windows = np.lib.stride_tricks.sliding_window_view(x, w.shape[1], axis=1)
        features.append(np.maximum(np.einsum("nldk,fkd->nlf", windows, w) + b, 0).mean(axis=1))
    return np.concatenate(features, axis=1) @ w_out + b_out

# answer: char_word_vectors
def char_word_vectors(chars, table, w, b):
    N, WORDS, L = chars.shape
    x = table[chars.reshape(N, WORDS * L)]
    windows = np.lib.stride_tricks.sliding_window_view(x, w.shape[1], axis=1)
    answers = np.maximum(np.einsum("nldk,fkd->nlf", windows, w) + b, 0)
    return np.stack([answers[:, i * L : (i + 1) * L].max(axis=1) for i in range(WORDS)], axis=1)

# answer: TextCNN
class TextCNN(torch.nn.Module):
    def __init__(self, vocab, dim, widths, filters, classes, dropout=0.5):
        super().__init__()
        self.table = torch.nn.Embedding(vocab, dim)
        self.convs = [torch.nn.Conv1d(dim, filters, width) for width in widths]
        self.dropout = torch.nn.Dropout(dropout)
        self.out = torch.nn.Linear(filters * len(widths), classes)

    def forward(self, tokens):
        x = self.table(tokens).transpose(1, 2)
        maxima = torch.cat([conv(x).relu().amax(2) for conv in self.convs], 1)
        return self.out(self.dropout(maxima))

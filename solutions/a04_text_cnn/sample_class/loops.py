# earns: everything
# Everything in plain loops, window by window and filter by filter; in PyTorch the layers of torch.nn.

# answer: embed
def embed(tokens, table):
    V, D = table.shape
    N, L = tokens.shape
    out = np.zeros((N, L, D))
    for n in range(N):
        for l in range(L):
            word = tokens[n, l]
            if not 0 <= word < V:
                raise ValueError(f"no word has the number {word}")
            out[n, l] = table[word]
    return out

# answer: ngram_conv
def ngram_conv(x, w, b):
    (N, L, D), (F, K, D_w) = x.shape, w.shape
    if D != D_w or b.shape != (F,) or L < K:
        raise ValueError("the shapes do not fit")
    out = np.zeros((N, L - K + 1, F))
    for n in range(N):
        for l in range(L - K + 1):
            for f in range(F):
                out[n, l, f] = (1.0 * x[n, l : l + K] * w[f]).sum() + b[f]
    return out

# answer: text_cnn
def text_cnn(tokens, table, filters, w_out, b_out):
    x = embed(tokens, table)
    rows = []
    for text in x:
        row = []
        for w, b in filters:
            answers = ngram_conv(text[None], w, b)[0]
            for f in range(len(b)):
                row.append(max(0.0, answers[:, f].max()))
        rows.append(row)
    features = np.array(rows)
    if features.shape[1] != len(w_out) or len(b_out) != w_out.shape[1]:
        raise ValueError("the output layer does not fit")
    return features @ w_out + b_out

# answer: char_word_vectors
def char_word_vectors(chars, table, w, b):
    texts = []
    for text in chars:
        words = []
        for word in text:
            answers = ngram_conv(embed(word[None], table), w, b)[0]
            words.append([max(0.0, column.max()) for column in answers.T])
        texts.append(words)
    return np.array(texts)

# answer: TextCNN
class TextCNN(torch.nn.Module):
    def __init__(self, vocab, dim, widths, filters, classes, dropout=0.5):
        super().__init__()
        self.words = torch.nn.Embedding(vocab, dim)
        self.convs = torch.nn.ModuleList()
        for width in widths:
            self.convs.append(torch.nn.Conv1d(dim, filters, kernel_size=width))
        self.drop = torch.nn.Dropout(dropout)
        self.classify = torch.nn.Linear(filters * len(widths), classes)

    def forward(self, tokens):
        x = self.words(tokens).permute(0, 2, 1)
        found = []
        for conv in self.convs:
            answers = torch.relu(conv(x))
            found.append(answers.max(dim=2)[0])
        return self.classify(self.drop(torch.cat(found, dim=1)))

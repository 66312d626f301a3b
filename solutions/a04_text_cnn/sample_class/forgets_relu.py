# base: perfect
# earns: text_cnn 2.75, char_word_vectors 2.25, TextCNN 4.25
# Takes the maximum and forgets ReLU, three times: nobody notices as long as every filter finds something.

# answer: text_cnn
def text_cnn(tokens, table, filters, w_out, b_out):
    x = embed(tokens, table)
    maxima = [ngram_conv(x, w, b).max(axis=1) for w, b in filters]
    if b_out.shape != (w_out.shape[1],):
        raise ValueError("b_out")
    return np.concatenate(maxima, axis=1) @ w_out + b_out

# answer: char_word_vectors
def char_word_vectors(chars, table, w, b):
    N, WORDS, L = chars.shape
    letters = embed(chars.reshape(N * WORDS, L), table)
    return ngram_conv(letters, w, b).max(axis=1).reshape(N, WORDS, len(b))

# answer: TextCNN
class TextCNN(torch.nn.Module):
    def __init__(self, vocab, dim, widths, filters, classes, dropout=0.5):
        super().__init__()
        self.table = torch.nn.Embedding(vocab, dim)
        self.convs = torch.nn.ModuleList([torch.nn.Conv1d(dim, filters, width) for width in widths])
        self.dropout = torch.nn.Dropout(dropout)
        self.out = torch.nn.Linear(filters * len(widths), classes)

    def forward(self, tokens):
        x = self.table(tokens).transpose(1, 2)
        return self.out(self.dropout(torch.cat([conv(x).max(2).values for conv in self.convs], 1)))

# earns: everything
# Windows are unfolded, so that one matrix product serves them all; the maximum comes before ReLU, in PyTorch with Conv2d.

# cell before: embed
def unfolded(x, K):
    N, L, D = x.shape
    places = np.arange(L - K + 1)[:, None] + np.arange(K)
    return x[:, places].reshape(N, L - K + 1, K * D)

def strongest(answers):
    return np.clip(answers.max(axis=-2), 0, None)

# answer: embed
def embed(tokens, table):
    if tokens.size and (tokens.min() < 0 or tokens.max() > len(table) - 1):
        raise ValueError("every token must be in the table")
    return np.take(np.asarray(table, dtype=float), tokens, axis=0)

# answer: ngram_conv
def ngram_conv(x, w, b):
    F, K, D = w.shape
    if x.shape[-1] != D:
        raise ValueError(f"words have {x.shape[-1]} numbers and filters {D}")
    if x.shape[1] < K:
        raise ValueError("the text is too short")
    if b.shape != (F,):
        raise ValueError("one bias for each filter")
    return unfolded(np.asarray(x, dtype=float), K) @ w.reshape(F, K * D).T + b

# answer: text_cnn
def text_cnn(tokens, table, filters, w_out, b_out):
    vectors = embed(tokens, table)
    maxima = np.hstack([strongest(ngram_conv(vectors, *pair)) for pair in filters])
    if w_out.shape != (maxima.shape[1], *b_out.shape):
        raise ValueError("w_out and b_out do not fit")
    return np.dot(maxima, w_out) + b_out

# answer: char_word_vectors
def char_word_vectors(chars, table, w, b):
    return np.stack([strongest(ngram_conv(embed(text, table), w, b)) for text in chars])

# answer: TextCNN
import torch.nn as nn
import torch.nn.functional as F

class TextCNN(nn.Module):
    def __init__(self, vocab, dim, widths, filters, classes, dropout=0.5):
        super(TextCNN, self).__init__()
        self.embed = nn.Embedding(vocab, dim)
        self.convs1 = nn.ModuleList([nn.Conv2d(1, filters, (K, dim)) for K in widths])
        self.dropout = nn.Dropout(dropout)
        self.fc1 = nn.Linear(len(widths) * filters, classes)

    def forward(self, x):
        x = self.embed(x).unsqueeze(1)
        x = [conv(x).squeeze(3) for conv in self.convs1]
        x = [F.relu(F.max_pool1d(i, i.size(2)).squeeze(2)) for i in x]
        return self.fc1(self.dropout(torch.cat(x, 1)))

# base: perfect
# earns: ngram_conv 1
# Turns the filters round, as for a convolution in mathematics, and builds the rest on that.

# answer: ngram_conv
def ngram_conv(x, w, b):
    F, K, D = w.shape
    if x.shape[1] < K or x.shape[2] != D or b.shape != (F,):
        raise ValueError("shapes")
    windows = np.lib.stride_tricks.sliding_window_view(x, K, axis=1)
    return np.einsum("nldk,fkd->nlf", windows, w[:, ::-1]) + b

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

"""Reference solutions of the assignment a04_text_cnn: from words to vectors, filters over n-grams, and a whole network.

Letters: N batch, L words of a text, V words of the vocabulary, D features of a word, F filters, K words of a window,
C classes.
"""

from typing import Any

import numpy as np


def embed(tokens: np.ndarray, table: np.ndarray) -> np.ndarray:
    """Look up the vector of every token.

    out[n, t] = table[tokens[n, t]]

    Token 0 is a word like any other: its vector is the first row of the table.

    Parameters
    ----------
    tokens : array of shape (N, L) of integers, the texts, each word by its number from 0 to V - 1
    table : array of shape (V, D), the vector of each word

    Returns
    -------
    array of shape (N, L, D), the texts as vectors

    Raises
    ------
    ValueError
        If a token is less than 0, or V or more: Python would count from the end of the table.

    Source: Collobert et al., Natural language processing (almost) from scratch (2011), section 3.2.
    """
    (table,) = _as_floats(table)
    if np.any(tokens < 0) or np.any(tokens >= len(table)):
        raise ValueError(f"A token must lie between 0 and {len(table) - 1}.")
    return table[tokens]


def ngram_conv(x: np.ndarray, w: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Let filters answer to every window of K words: a narrow convolution along the text.

    out[n, t, f] = b[f] + the sum over j < K and all features d of x[n, t + j, d] * w[f, j, d]

    No kernel is turned round: j = 0 is the first word of the window, as in every framework.

    Parameters
    ----------
    x : array of shape (N, L, D), the texts as vectors
    w : array of shape (F, K, D), the filters
    b : array of shape (F,), their biases

    Returns
    -------
    array of shape (N, L-K+1, F), the answer of each filter to each window

    Raises
    ------
    ValueError
        If a text is shorter than the filters, or the shapes do not fit each other: an axis of length one is not
        stretched.

    Source: Kim, Convolutional neural networks for sentence classification (2014), equations 2 and 3, without f.
    """
    x, w, b = _as_floats(x, w, b)
    F, K, D = w.shape
    if x.shape[2] != D or b.shape != (F,):
        raise ValueError(f"x {x.shape}, w {w.shape} and b {b.shape} must be (N, L, D), (F, K, D) and (F,).")
    if x.shape[1] < K:
        raise ValueError(f"A text of {x.shape[1]} words has no window of {K}.")
    windows = np.lib.stride_tricks.sliding_window_view(x, K, axis=1)
    return np.einsum("ntdj,fjd->ntf", windows, w) + b


def text_cnn(
    tokens: np.ndarray,
    table: np.ndarray,
    filters: list[tuple[np.ndarray, np.ndarray]],
    w_out: np.ndarray,
    b_out: np.ndarray,
) -> np.ndarray:
    """Classify texts: look-up, filters of several widths, ReLU, maximum over time, one linear layer.

    m[K] = the maximum over t of relu(ngram_conv(embed(tokens, table), w, b))[:, t] for each width
    out = (m of the first width, m of the second, …) @ w_out + b_out

    What comes out are logits: nothing follows the linear layer.

    Parameters
    ----------
    tokens : array of shape (N, L) of integers, the texts
    table : array of shape (V, D), the vector of each word
    filters : list of pairs (w, b) as in ngram_conv, one for each width; each may have another number of filters
    w_out : array of shape (M, C), the weights of the linear layer, M the number of all filters
    b_out : array of shape (C,), its bias

    Returns
    -------
    array of shape (N, C), the logits

    Raises
    ------
    ValueError
        If a token is not in the table, a text is shorter than a filter, or the shapes do not fit each other.

    Source: Kim, Convolutional neural networks for sentence classification (2014), section 2, without dropout.
    """
    w_out, b_out = _as_floats(w_out, b_out)
    x = embed(tokens, table)
    maxima = np.concatenate([_over_time(ngram_conv(x, w, b)) for w, b in filters], axis=-1)
    if b_out.shape != w_out.shape[1:]:
        raise ValueError(f"b_out {b_out.shape} must hold a number for each column of w_out {w_out.shape}.")
    return maxima @ w_out + b_out


def char_word_vectors(chars: np.ndarray, table: np.ndarray, w: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Make a vector of each word from its letters: look-up, filters over n-grams of letters, ReLU, maximum.

    out[n, i] = the maximum over t of relu(ngram_conv(embed(chars[n, i], table), w, b))[t]

    Each word stands for itself: no window reaches from one into the next.

    Parameters
    ----------
    chars : array of shape (N, WORDS, L) of integers, the letters of each word by their numbers
    table : array of shape (V, D), the vector of each letter
    w : array of shape (F, K, D), the filters
    b : array of shape (F,), their biases

    Returns
    -------
    array of shape (N, WORDS, F), a vector for each word

    Raises
    ------
    ValueError
        If a letter is not in the table, the words are shorter than the filters, or the shapes do not fit each other.

    Source: dos Santos and Zadrozny, Learning character-level representations for part-of-speech tagging (2014).
    """
    N, WORDS, L = chars.shape
    vectors = _over_time(ngram_conv(embed(chars.reshape(N * WORDS, L), table), w, b))
    return vectors.reshape(N, WORDS, len(w))


def _over_time(answers: np.ndarray) -> np.ndarray:
    """The largest answer of each filter, 0 where none is positive: (N, windows, F) -> (N, F)."""
    return np.maximum(answers, 0).max(axis=1)


def _as_floats(*arrays: Any) -> tuple[np.ndarray, ...]:
    """The arrays in their common floating type; integers count as float64."""
    dtype = np.result_type(*(np.asarray(array) for array in arrays))
    dtype = dtype if np.issubdtype(dtype, np.floating) else np.dtype(np.float64)
    return tuple(np.asarray(array, dtype=dtype) for array in arrays)

"""Reference solutions of the assignment a09_attention: a softmax that leaves words out, two attentions, the way back.

Letters: N batch, T words of a text, U numbers of a state, A numbers of a word's projection, M numbers of a value.
"""

from typing import Any

import numpy as np


def masked_softmax(scores: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """Turn scores into weights that sum to one, over those that the mask keeps.

    out[t] = exp(scores[t]) / (the sum of exp(scores[s]) over all s that are kept)    where t is kept, else 0

    The sum runs over the last axis. A row of which nothing is kept is all zero. However large a score is, kept or left
    out, nothing overflows.

    Parameters
    ----------
    scores : array of shape (N, T), or with any other number of axes
    mask : array of the same shape, of booleans or of 0 and 1, True (or 1) where a score is kept

    Returns
    -------
    array of shape (N, T), or of the shape of the scores, the weights

    Raises
    ------
    ValueError
        If scores and mask differ in shape: nothing is stretched.

    Source: Vaswani et al., Attention is all you need (2017), section 3.2.3, where what is left out is set to -∞.
    """
    (scores,) = _as_floats(scores)
    kept = np.asarray(mask) != 0
    if kept.shape != scores.shape:
        raise ValueError(f"A mask of shape {kept.shape} does not fit scores of shape {scores.shape}.")
    largest = scores.max(axis=-1, keepdims=True, where=kept, initial=-np.inf)
    powers = np.exp(scores - largest, where=kept, out=np.zeros_like(scores))
    total = powers.sum(axis=-1, keepdims=True)
    return np.divide(powers, total, where=total > 0, out=powers)


def attention_pool(hs: np.ndarray, mask: np.ndarray, w: np.ndarray, v: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Make one vector of a text's states: their sum, weighted by how much each word matters.

    scores[n, t] = tanh(hs[n, t] @ w) @ v
    weights = masked_softmax(scores, mask)
    sentence[n] = the sum over t of weights[n, t] * hs[n, t]

    A text of which nothing is kept has a sentence of zeros.

    Parameters
    ----------
    hs : array of shape (N, T, U), a state for each word
    mask : array of shape (N, T), of booleans or of 0 and 1, True (or 1) for words and not for padding
    w : array of shape (U, A), the projection of a state
    v : array of shape (A,), the vector that a projected state is compared with

    Returns
    -------
    sentence : array of shape (N, U), a vector for each text
    weights : array of shape (N, T), the weights of its words

    Raises
    ------
    ValueError
        If the shapes do not fit each other: an axis of length one is not stretched.

    Source: Yang et al., Hierarchical attention networks for document classification (2016), equations 5 to 7, without
    a bias.
    """
    hs, w, v = _as_floats(hs, w, v)
    scores = np.tanh(hs @ w) @ v
    shares = masked_softmax(scores, mask)
    return np.einsum("nt,ntu->nu", shares, hs), shares


def dot_attention(
    query: np.ndarray, keys: np.ndarray, values: np.ndarray, mask: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Look up what a query asks for: the sum of all values, weighted by how well their keys agree with it.

    scores[n, t] = query[n] @ keys[n, t]
    weights = masked_softmax(scores, mask)
    context[n] = the sum over t of weights[n, t] * values[n, t]

    The scores are not divided by the square root of U.

    Parameters
    ----------
    query : array of shape (N, U), the state of a decoder
    keys : array of shape (N, T, U), what each word is found by
    values : array of shape (N, T, M), what each word gives
    mask : array of shape (N, T), of booleans or of 0 and 1, True (or 1) where a word is kept

    Returns
    -------
    context : array of shape (N, M), what was found
    weights : array of shape (N, T), where it was found

    Raises
    ------
    ValueError
        If the shapes do not fit each other: an axis of length one is not stretched.

    Source: Luong, Pham and Manning, Effective approaches to attention-based neural machine translation (2015),
    equations 7 and 8, the score named dot.
    """
    query, keys, values = _as_floats(query, keys, values)
    N, T, U = keys.shape
    if query.shape != (N, U) or values.shape[:2] != (N, T):
        raise ValueError(
            f"query {query.shape}, keys {keys.shape}, values {values.shape}: (N, U), (N, T, U), (N, T, M)."
        )
    weights = masked_softmax(np.einsum("nu,ntu->nt", query, keys), mask)
    return np.einsum("nt,ntm->nm", weights, values), weights


def attention_backward(
    dcontext: np.ndarray, query: np.ndarray, keys: np.ndarray, values: np.ndarray, mask: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Compute the gradients of dot_attention: of its query, its keys and its values.

    dweights[n, t] = dcontext[n] @ values[n, t]
    dscores[n, t] = weights[n, t] * (dweights[n, t] - the sum over s of weights[n, s] * dweights[n, s])
    dquery[n] = the sum over t of dscores[n, t] * keys[n, t]
    dkeys[n, t] = dscores[n, t] * query[n]
    dvalues[n, t] = weights[n, t] * dcontext[n]

    The gradients of a text's scores sum to zero, and what the mask leaves out has none.

    Parameters
    ----------
    dcontext : array of shape (N, M), the gradient of the context
    query : array of shape (N, U), as in dot_attention
    keys : array of shape (N, T, U)
    values : array of shape (N, T, M)
    mask : array of shape (N, T), of booleans or of 0 and 1

    Returns
    -------
    (dquery, dkeys, dvalues) : arrays of the shapes of query, keys and values

    Raises
    ------
    ValueError
        If the shapes do not fit each other: an axis of length one is not stretched.

    Source: the chain rule, with the derivative of a softmax, dweights[t] / dscores[s] = weights[t] * (1 - weights[t])
    for s = t and -weights[t] * weights[s] elsewhere.
    """
    dcontext, query, keys, values = _as_floats(dcontext, query, keys, values)
    context, weights = dot_attention(query, keys, values, mask)
    if dcontext.shape != context.shape:
        raise ValueError(f"dcontext {dcontext.shape} must have the shape of the context, {context.shape}.")
    # context = Σ weights · values
    dweights = np.einsum("nm,ntm->nt", dcontext, values)
    dvalues = np.einsum("nt,nm->ntm", weights, dcontext)
    # weights = masked_softmax(scores)
    dscores = weights * (dweights - np.sum(weights * dweights, axis=-1, keepdims=True))
    # scores = query · keys
    return np.einsum("nt,ntu->nu", dscores, keys), np.einsum("nt,nu->ntu", dscores, query), dvalues


def _as_floats(*arrays: Any) -> tuple[np.ndarray, ...]:
    """The arrays in their common floating type; integers count as float64."""
    dtype = np.result_type(*(np.asarray(array) for array in arrays))
    dtype = dtype if np.issubdtype(dtype, np.floating) else np.dtype(np.float64)
    return tuple(np.asarray(array, dtype=dtype) for array in arrays)

"""The references of a09_attention: by hand, on a grid against plain loops, numeric gradients, and against PyTorch."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
import torch
from torch.nn import functional

from course.gradient import numeric_gradients
from solutions.a09_attention.reference import attention_backward, attention_pool, dot_attention, masked_softmax
from solutions.a09_attention.reference_torch import Seq2Seq
from tests.support.grids import case

QUERY = np.array([[1.0, 0]])
KEYS = np.array([[[np.log(2), 5], [0, 7], [np.log(5), -3]]])
VALUES = np.array([[[1.0, 0], [0, 1], [1, 1]]])
ALL = np.ones((1, 3), bool)
SIZES = [(N, T, U, M) for N in (1, 3) for T in (1, 4) for U in (1, 3) for M in (1, 2)]


def drawn(N: int, T: int, U: int, M: int) -> tuple[np.ndarray, ...]:
    """(query, keys, values, mask), the mask with an empty row where there are several."""
    rng = np.random.default_rng(N + 10 * T + 100 * U + 1000 * M)
    mask = rng.random((N, T)) < 0.7
    mask[-1] = N == 1
    return rng.normal(size=(N, U)), rng.normal(size=(N, T, U)), rng.normal(size=(N, T, M)), mask


def grid() -> Iterator[tuple[np.ndarray, ...]]:
    for N, T, U, M in SIZES:
        with case(N=N, T=T, U=U, M=M):
            yield drawn(N, T, U, M)


def test_three_scores_and_what_a_mask_makes_of_them() -> None:
    scores = np.log([[1.0, 2, 5]])
    for mask, weights in (([1, 1, 1], [1 / 8, 2 / 8, 5 / 8]), ([1, 1, 0], [1 / 3, 2 / 3, 0]), ([0, 0, 0], [0, 0, 0])):
        for kind in (bool, int):
            np.testing.assert_allclose(masked_softmax(scores, np.array([mask], kind)), [weights], atol=1e-15)


def test_no_score_is_too_large_or_too_small_and_none_that_is_left_out_matters() -> None:
    kept = np.array([[True, True, False]])
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        for shift in (0, 1e4, -1e5, 1e300):
            np.testing.assert_allclose(masked_softmax(np.array([[shift, shift, 0]]), kept), [[0.5, 0.5, 0]])
            np.testing.assert_allclose(masked_softmax(np.array([[0, 0, shift]]), kept), [[0.5, 0.5, 0]])
        assert masked_softmax(np.array([[1e300, -1e300]]), np.ones((1, 2), bool)).tolist() == [[1, 0]]


def test_rows_sum_to_one_over_what_is_kept_and_more_padding_changes_nothing() -> None:
    for query, keys, _, mask in grid():
        scores = np.einsum("nu,ntu->nt", query, keys)
        weights = masked_softmax(scores, mask)
        np.testing.assert_allclose(weights.sum(axis=1), mask.any(axis=1))
        assert not weights[~mask].any()
        longer = np.pad(scores, ((0, 0), (0, 3)), constant_values=9.0), np.pad(mask, ((0, 0), (0, 3)))
        np.testing.assert_array_equal(masked_softmax(*longer)[:, : scores.shape[1]], weights)


def test_any_number_of_axes() -> None:
    scores, mask = np.random.default_rng(0).normal(size=(2, 3, 4)), np.random.default_rng(1).random((2, 3, 4)) < 0.6
    whole = masked_softmax(scores, mask)
    for place in np.ndindex(2, 3):
        np.testing.assert_allclose(whole[place], masked_softmax(scores[place], mask[place]))


def test_a_sentence_by_hand() -> None:
    hs, w, v = np.array([[[21.0, 7], [0, 0], [-21, 14]]]), np.array([[1.0], [0]]), np.log([2.0])
    for mask, weights, sentence in (
        ([1, 1, 1], [4 / 7, 2 / 7, 1 / 7], [9, 6]),
        ([1, 0, 1], [4 / 5, 0, 1 / 5], [12.6, 8.4]),
        ([0, 0, 0], [0, 0, 0], [0, 0]),
    ):
        found = attention_pool(hs, np.array([mask]), w, v)
        np.testing.assert_allclose(found[0], [sentence])
        np.testing.assert_allclose(found[1], [weights])


def test_a_sentence_is_a_loop_over_words() -> None:
    for query, keys, _, mask in grid():
        rng = np.random.default_rng(5)
        w, v = rng.normal(size=(query.shape[1], 4)), rng.normal(size=4)
        sentence, weights = attention_pool(keys, mask, w, v)
        for n, row in enumerate(mask):
            powers = [np.exp(np.tanh(h @ w) @ v) if here else 0 for h, here in zip(keys[n], row, strict=True)]
            shares = np.array(powers) / (sum(powers) or 1)
            np.testing.assert_allclose(weights[n], shares)
            np.testing.assert_allclose(sentence[n], shares @ keys[n])


def test_what_a_query_finds_by_hand() -> None:
    context, weights = dot_attention(QUERY, KEYS, VALUES, ALL)
    np.testing.assert_allclose(weights, [[2 / 8, 1 / 8, 5 / 8]])
    np.testing.assert_allclose(context, [[0.875, 0.75]])


def test_what_a_query_finds_is_what_pytorch_finds_without_its_scale() -> None:
    for query, keys, values, mask in grid():
        context, _ = dot_attention(query, keys, values, mask)
        q, k, v, kept = map(torch.from_numpy, (query[:, None], keys, values, mask[:, None]))
        theirs = functional.scaled_dot_product_attention(q, k, v, kept, scale=1.0)[:, 0].numpy()
        np.testing.assert_allclose(context, np.where(mask.any(axis=1, keepdims=True), theirs, 0))


def test_the_gradients_by_hand() -> None:
    dquery, dkeys, dvalues = attention_backward(np.array([[1.0, 0]]), QUERY, KEYS, VALUES, ALL)
    dscores = np.array([1 / 32, -7 / 64, 5 / 64])
    assert dscores.sum() == 0
    np.testing.assert_allclose(dquery, [dscores @ KEYS[0]])
    np.testing.assert_allclose(dquery, [[0.1474, -0.84375]], atol=1e-4)
    np.testing.assert_allclose(dkeys[0], np.outer(dscores, [1, 0]), atol=1e-15)
    np.testing.assert_allclose(dvalues[0], np.outer([2 / 8, 1 / 8, 5 / 8], [1, 0]))


def test_every_entry_of_the_gradients_is_a_slope() -> None:
    for query, keys, values, mask in grid():
        upstream = np.random.default_rng(7).normal(size=(len(query), values.shape[2]))

        def forward(query: np.ndarray, keys: np.ndarray, values: np.ndarray, mask: np.ndarray = mask) -> np.ndarray:
            return dot_attention(query, keys, values, mask)[0]

        slopes = numeric_gradients(forward, (query, keys, values), upstream)
        for found, slope in zip(attention_backward(upstream, query, keys, values, mask), slopes, strict=True):
            np.testing.assert_allclose(found, slope, atol=1e-8)


def test_the_gradients_are_those_of_autograd() -> None:
    for query, keys, values, mask in grid():
        tensors = [torch.from_numpy(array).requires_grad_() for array in (query, keys, values)]
        scores = torch.einsum("nu,ntu->nt", *tensors[:2]).masked_fill(~torch.from_numpy(mask), -1e300)
        weights = scores.softmax(1) * torch.from_numpy(mask)
        context = torch.einsum("nt,ntm->nm", weights, tensors[2])
        upstream = np.random.default_rng(8).normal(size=context.shape)
        (context * torch.from_numpy(upstream)).sum().backward()
        for found, tensor in zip(attention_backward(upstream, query, keys, values, mask), tensors, strict=True):
            assert tensor.grad is not None
            np.testing.assert_allclose(found, tensor.grad.numpy(), atol=1e-12)


def test_shapes_that_do_not_fit_are_errors_and_nothing_is_stretched() -> None:
    query, keys, values, mask = np.ones((2, 3)), np.ones((2, 4, 3)), np.ones((2, 4, 5)), np.ones((2, 4), bool)
    dcontext = np.ones((2, 5))
    for wrong in (
        (query[:1], keys, values, mask),
        (query[:, :1], keys, values, mask),
        (query, keys[:1], values, mask),
        (query, keys, values[:, :1], mask),
        (query, keys, values, mask[:1]),
        (query, keys, values, mask[:, :1]),
    ):
        with pytest.raises(ValueError, match=r"query|mask"):
            dot_attention(*wrong)
        with pytest.raises(ValueError, match=r"query|mask"):
            attention_backward(dcontext, *wrong)
    for small in (dcontext[:1], dcontext[:, :1]):
        with pytest.raises(ValueError, match="dcontext"):
            attention_backward(small, query, keys, values, mask)
    with pytest.raises(ValueError, match="mask"):
        attention_pool(keys, mask[:, :1], np.ones((3, 2)), np.ones(2))
    for w, v in ((np.ones((1, 2)), np.ones(2)), (np.ones((3, 2)), np.ones(1))):
        with pytest.raises(ValueError):  # noqa: PT011 -- it is NumPy's own
            attention_pool(keys, mask, w, v)


def test_whole_numbers_count_as_decimals_and_single_precision_stays() -> None:
    whole = masked_softmax(np.ones((1, 3), int), ALL)
    np.testing.assert_allclose(whole, np.full((1, 3), 1 / 3))
    assert whole.dtype == np.float64
    assert masked_softmax(np.ones((1, 3), np.float32), ALL).dtype == np.float32
    context, weights = dot_attention(QUERY.astype(int), KEYS.astype(int), VALUES.astype(int), ALL)
    assert context.dtype == weights.dtype == np.float64


def test_the_class_attends_as_the_function_does() -> None:
    torch.manual_seed(0)
    net: Any = Seq2Seq(9, 4, 3).double()
    source, target = torch.randint(0, 9, (2, 5)), torch.randint(0, 9, (2, 4))
    mask = torch.tensor([[True, False, True, True, False], [False] * 5])
    logits = net(source, mask, target).detach().numpy()
    kept = source[:1, [0, 2, 3]]
    states, h = [], torch.zeros(1, 3, dtype=torch.double)
    for word in kept[0]:
        h = net.encoder(net.source_table(word)[None], h)
        states.append(h)
    hs, _ = net.decoder(net.target_table(target[:1]), h[None])
    keys = torch.stack(states, 1).detach().numpy()
    for t in range(4):
        context, weights = dot_attention(hs[:, t].detach().numpy(), keys, keys, ALL)
        joined = torch.cat([hs[0, t], torch.from_numpy(context[0])])
        np.testing.assert_allclose(logits[0, t], net.out(joined).detach().numpy(), atol=1e-12)
        np.testing.assert_allclose(net.weights[0, t, [0, 2, 3]].numpy(), weights[0], atol=1e-12)
    assert np.isfinite(logits).all()
    assert not net.weights[1].any()

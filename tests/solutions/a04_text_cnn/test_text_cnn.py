"""The references of a04_text_cnn: by hand, on a grid against plain loops, and against PyTorch's layers."""

from typing import Any

import numpy as np
import pytest
import torch

from solutions.a04_text_cnn.reference import char_word_vectors, embed, ngram_conv, text_cnn
from solutions.a04_text_cnn.reference_torch import TextCNN
from tests.support.grids import case

# good, not, at, all; and a filter that looks for "not good"
TABLE = np.array([[1.0, 0], [0, 1], [0, 0], [0, 0]])
NOT_GOOD = np.array([[[0.0, 1], [1, 0]]]), np.array([-1.0])
SIZES = [(N, L, D, F, K) for N in (1, 3) for L in (3, 5) for D in (1, 2) for F in (1, 4) for K in (1, 2, 3)]


def test_a_word_is_a_row_of_the_table() -> None:
    tokens = np.array([[1, 0], [3, 3]])
    np.testing.assert_array_equal(embed(tokens, TABLE), [[[0, 1], [1, 0]], [[0, 0], [0, 0]]])


@pytest.mark.parametrize("token", [-1, -4, 4, 100])
def test_a_token_beside_the_table_is_an_error(token: int) -> None:
    with pytest.raises(ValueError, match="between 0 and 3"):
        embed(np.array([[0, token]]), TABLE)
    with pytest.raises(ValueError, match="between 0 and 3"):
        text_cnn(np.array([[0, token]]), TABLE, [NOT_GOOD], np.ones((1, 1)), np.ones(1))
    with pytest.raises(ValueError, match="between 0 and 3"):
        char_word_vectors(np.array([[[0, token]]]), TABLE, *NOT_GOOD)


def test_a_filter_finds_its_phrase_wherever_it_stands() -> None:
    texts = np.array([[1, 0, 2, 3], [0, 1, 2, 3], [2, 3, 1, 0]])  # the same words in three orders
    answers = ngram_conv(embed(texts, TABLE), *NOT_GOOD)
    np.testing.assert_array_equal(answers[..., 0], [[1, -1, -1], [-1, 0, -1], [-1, -1, 1]])
    np.testing.assert_array_equal(embed(texts, TABLE).sum(axis=1), [[1, 1]] * 3)  # a bag of words sees no difference


def test_every_answer_is_a_sum_of_products() -> None:
    rng = np.random.default_rng(0)
    for N, L, D, F, K in SIZES:
        with case(N=N, L=L, D=D, F=F, K=K):
            x, w, b = rng.normal(size=(N, L, D)), rng.normal(size=(F, K, D)), rng.normal(size=F)
            out = ngram_conv(x, w, b)
            assert out.shape == (N, L - K + 1, F)
            for n, place, f in np.ndindex(out.shape):
                assert out[n, place, f] == pytest.approx((x[n, place : place + K] * w[f]).sum() + b[f])


def test_shapes_that_do_not_fit_are_errors_and_nothing_is_stretched() -> None:
    x, w, b = np.ones((2, 4, 3)), np.ones((5, 2, 3)), np.ones(5)
    for wrong in ((x[..., :1], w, b), (x, w[..., :1], b), (x, w, b[:1]), (x, w, np.ones(())), (x[:, :1], w, b)):
        with pytest.raises(ValueError, match=r"must be|no window"):
            ngram_conv(*wrong)
    tokens, table = np.zeros((2, 4), int), np.ones((1, 3))
    for w_out, b_out in ((np.ones((5, 2)), np.ones(1)), (np.ones((4, 2)), np.ones(2))):
        with pytest.raises(ValueError):  # noqa: PT011 -- one is NumPy's own
            text_cnn(tokens, table, [(w, b)], w_out, b_out)


def test_the_classifier_by_hand() -> None:
    good = np.array([[[1.0, 0]]]), np.array([-0.5])
    texts = np.array([[1, 0, 2, 3], [0, 1, 2, 3], [2, 3, 2, 3]])
    w_out, b_out = np.array([[-3.0, 3], [4, -4]]), np.array([0.5, 0])
    logits = text_cnn(texts, TABLE, [NOT_GOOD, good], w_out, b_out)
    np.testing.assert_array_equal(logits, [[-0.5, 1], [2.5, -2], [0.5, 0]])


def test_the_order_of_relu_and_maximum_does_not_matter_and_that_with_a_mean_does() -> None:
    answers = np.random.default_rng(1).normal(size=(4, 6, 5))
    np.testing.assert_array_equal(np.maximum(answers, 0).max(axis=1), np.maximum(answers.max(axis=1), 0))
    assert not np.allclose(np.maximum(answers, 0).mean(axis=1), np.maximum(answers.mean(axis=1), 0))


def test_a_word_has_the_vector_that_it_has_by_itself() -> None:
    rng = np.random.default_rng(2)
    chars, table = rng.integers(0, 7, (3, 4, 5)), rng.normal(size=(7, 3))
    w, b = rng.normal(size=(6, 2, 3)), rng.normal(size=6)
    vectors = char_word_vectors(chars, table, w, b)
    assert vectors.shape == (3, 4, 6)
    for n, word in np.ndindex(3, 4):
        np.testing.assert_array_equal(
            vectors[n, word], char_word_vectors(chars[n : n + 1, word : word + 1], table, w, b)[0, 0]
        )


def test_whole_numbers_count_as_decimals_and_single_precision_stays() -> None:
    out = ngram_conv(np.ones((1, 2, 2), int), np.ones((1, 1, 2), int), np.full(1, 0.5))
    assert out.dtype == np.float64
    assert embed(np.zeros((1, 1), int), np.ones((1, 2), int)).dtype == np.float64
    assert embed(np.zeros((1, 1), int), np.ones((1, 2), np.float32)).dtype == np.float32


def test_filters_are_those_of_conv1d() -> None:
    torch.manual_seed(0)
    for N, L, D, F, K in SIZES:
        with case(N=N, L=L, D=D, F=F, K=K):
            theirs, x = torch.nn.Conv1d(D, F, K).double(), torch.randn(N, L, D, dtype=torch.double)
            ours = ngram_conv(x.numpy(), theirs.weight.detach().mT.numpy(), theirs.bias.detach().numpy())  # type: ignore[union-attr]
            np.testing.assert_allclose(ours, theirs(x.mT).mT.detach().numpy(), atol=1e-12)


def test_the_class_gives_what_the_function_gives() -> None:
    torch.manual_seed(1)
    for widths in ((2,), [1, 3, 2], (4,)):
        with case(widths=widths):
            net: Any = TextCNN(9, 3, widths, 5, 2).double().eval()
            tokens = torch.randint(0, 9, (4, 6))
            filters = [(conv.weight.detach().mT.numpy(), conv.bias.detach().numpy()) for conv in net.filters]
            output = net.out.weight.detach().T.numpy(), net.out.bias.detach().numpy()
            ours = text_cnn(tokens.numpy(), net.table.weight.detach().numpy(), filters, *output)
            np.testing.assert_allclose(ours, net(tokens).detach().numpy(), atol=1e-12)

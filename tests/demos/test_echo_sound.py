"""The samples that are heard, against `np.convolve` of the samples of the claps."""

import json

import numpy as np
import pytest

from course.demos import EchoSound, echo_sound
from course.demos.echo_sound import CLAP, LOUDEST, RATE
from tests.demos import test_demo
from tests.support.grids import case


def test_every_word_is_there_in_both_languages() -> None:
    test_demo.test_every_word_is_there_in_both_languages(echo_sound)


def test_the_samples_that_are_heard_are_a_convolution_of_samples() -> None:
    """Claps and hall as recordings: a number at the beginning of each second, and zeros up to the next."""
    for claps, hall in (((4, 2, 6), (1, 0.5)), ((1, 3), (0, 0.25)), ((2,), (3,))):
        with case(claps=claps, hall=hall):
            demo = EchoSound(claps, hall)
            spread = np.zeros((len(hall), RATE))
            spread[:, 0] = hall
            taps = spread.ravel()[: (len(hall) - 1) * RATE + 1]
            heard = np.convolve(demo.sound("claps"), taps)
            # Each sample is rounded to eight bits by itself: half a level, and half a level of each clap in the sum.
            off = (1 + sum(hall)) / 2 / LOUDEST
            np.testing.assert_allclose(demo.sound("heard"), heard, rtol=0, atol=off + 1e-12)
            assert demo.sound("heard").size == (len(claps) + len(hall) - 1) * RATE


def test_a_clap_is_as_loud_as_its_number_and_dies_away() -> None:
    rows = {name: EchoSound().sound(name).reshape(-1, RATE) for name in ("claps", "heard")}
    assert {name: np.rint(7 * np.abs(row).max(axis=1)).tolist() for name, row in rows.items()} == {
        "claps": [4, 2, 6],
        "heard": [4, 4, 7, 3],
    }
    for row in rows.values():
        assert not row[:, CLAP:].any(), "silence up to the next second"
    first, last = (np.abs(rows["heard"][2, part]).max() for part in (slice(0, 80), slice(CLAP - 80, CLAP)))
    assert last < 0.03 * first


def test_a_second_without_a_clap_is_silent() -> None:
    demo = EchoSound((1, 0, 0), (1,))
    assert [bool(piece) for piece in demo.rows[0]["samples"]] == [True, False, False]
    assert not demo.sound("claps")[RATE:].any()


def test_it_is_the_pages_convolution() -> None:
    demo = EchoSound(np.array([4.0, 2.0, 6.0]), np.array([1.0, 0.5]))
    assert [row["numbers"] for row in demo.rows] == [[4, 2, 6], [4, 4, 7, 3]]
    assert demo.hall == [1, 0.5]


def test_it_weighs_little_even_at_its_longest() -> None:
    assert len(json.dumps(EchoSound().rows)) < 8_000
    longest = EchoSound(np.arange(1, 13), (1,))
    assert len(json.dumps(longest.rows)) < 30_000


@pytest.mark.parametrize(
    ("claps", "hall", "message"),
    [
        ((4, -2), (1,), "from 0 up"),
        ((0, 0), (1,), "not all of them are 0"),
        ((1, 2), (0, 0), "not all of them are 0"),
        ((np.inf, 1), (1,), "finite"),
        ([[1, 2]], (1,), "claps must be a row"),
        (np.ones(8), np.ones(6), "8 claps in a hall of 6 numbers last 13 seconds; at most 12"),
    ],
)
def test_what_cannot_be_heard_is_refused(claps: object, hall: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        EchoSound(claps, hall)  # type: ignore[arg-type]

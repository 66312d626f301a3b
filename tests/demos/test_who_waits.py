"""What ``WhoWaits`` shows: which cells are ready, what they have seen, and the counts, against PyTorch and by hand."""

import json
from itertools import product

import numpy as np
import pytest
import torch
from torch.nn import functional

from book.ext.demo_state import say_once
from course.demos import WhoWaits, who_waits
from course.demos.parts import Frame, Grid
from tests.demos import test_demo
from tests.support.grids import case


def named(frame: Frame, name: str) -> Grid:
    return next(grid for grid in frame.grids if grid.name == name)


def ticks(kind: str, length: int) -> int:
    return len(who_waits.frame(kind, length).words)


def test_eight_inputs_by_hand() -> None:
    """A kernel of 3 sees 3, then 5, then 7; with gaps of 1, 2, 4 it sees 3, 7, 15."""
    assert [row[-1] for row in who_waits.seen("plain", 8).tolist()] == [3, 5, 7, 8]
    assert [row[-1] for row in who_waits.seen("dilated", 8).tolist()] == [3, 7, 8]
    assert who_waits.seen("rnn", 8).tolist() == [[1, 2, 3, 4, 5, 6, 7, 8]]
    assert who_waits.seen("conv", 8).tolist() == [[1, 2, 3, 3, 3, 3, 3, 3]]
    assert who_waits.seen("attention", 8).tolist() == [[8] * 8]


def test_as_many_ticks_as_the_chapter_says() -> None:
    assert [ticks(kind, 32) for kind in who_waits.KINDS] == [32, 1, 16, 5, 1]
    assert [len(who_waits.dilations(kind, 1024)) for kind in ("conv", "plain", "dilated")] == [1, 512, 10]


def test_a_stack_is_as_low_as_it_can_be() -> None:
    for kind, length in product(("plain", "dilated"), who_waits.LENGTHS):
        with case(kind=kind, length=length):
            last = who_waits.seen(kind, length)[:, -1]
            assert last[-1] == length
            assert (last[:-1] < length).all()


def test_products_are_vaswanis() -> None:
    at_512 = [who_waits.products(kind, 512, 512) for kind in ("rnn", "conv", "attention")]
    assert at_512 == [134_217_728, 402_653_184, 134_217_728]
    assert who_waits.products("attention", 16, 512) * 32 == who_waits.products("rnn", 16, 512)
    assert who_waits.products("attention", 4096, 512) == 8 * who_waits.products("rnn", 4096, 512)


def test_a_convolution_has_seen_what_pytorch_finds_with_all_weights_one() -> None:
    for kind, length in product(("conv", "plain", "dilated"), who_waits.LENGTHS):
        with case(kind=kind, length=length):
            ones = torch.ones(1, 1, 3, dtype=torch.float64)

            def run(
                x: torch.Tensor, kind: str = kind, length: int = length, ones: torch.Tensor = ones
            ) -> list[torch.Tensor]:
                rows = []
                for dilation in who_waits.dilations(kind, length):
                    x = functional.conv1d(functional.pad(x, (2 * dilation, 0)), ones, dilation=dilation)
                    rows.append(x)
                return rows

            rows = run(torch.eye(length, dtype=torch.float64)[:, None])  # one input at a time
            found = [(row[:, 0] > 0).sum(dim=0).tolist() for row in rows]
            assert who_waits.seen(kind, length).tolist() == found


def test_marked_is_what_the_last_cell_reads() -> None:
    frame = who_waits.frame("dilated", 8)
    assert named(frame, "x").marks == [[(0, 7), (0, 6), (0, 5)], [], []]
    assert named(frame, "h").marks == [[], [(0, 7), (0, 5), (0, 3)], [(1, 7), (1, 3)]]
    frame = who_waits.frame("rnn", 4)
    assert named(frame, "x").marks == [[(0, t)] for t in range(4)]
    assert named(frame, "h").marks == [[], *([(0, t)] for t in range(3))]
    assert named(who_waits.frame("attention", 4), "x").marks == [[(0, t) for t in range(4)]]


def test_the_sentences_count() -> None:
    frame = who_waits.frame("rnn", 4)
    assert [words["done"] for words in frame.words] == ["256", "512", "768", "1\u202f024"]
    assert [words["waiting"] for words in frame.words] == [3, 2, 1, 0]
    assert frame.facts == {"says": "says_rnn", "ticks": 4, "length": 4, "all": "1\u202f024"}
    assert 16 * 3 * 32 * 256 == 393_216
    assert who_waits.frame("plain", 32).facts["all"] == "393\u202f216"
    assert who_waits.frame("attention", 32).facts["all"] == "16\u202f384"


def test_the_demo_fits_is_plain_and_weighs_little() -> None:
    test_demo.test_a_demo_needs_no_arguments_and_its_state_is_plain(WhoWaits)
    test_demo.test_every_grid_stays_inside_its_drawing_and_every_lit_cell_inside_its_grid(WhoWaits)
    test_demo.test_every_word_is_there_in_both_languages(who_waits)
    state = {key: value for key, value in WhoWaits().get_state().items() if not key.startswith("_")}
    assert len(json.dumps(say_once(state), separators=(",", ":"), ensure_ascii=False).encode()) < 20_000


def test_the_start_can_be_chosen_and_nonsense_is_refused() -> None:
    demo = WhoWaits("dilated", length=32, position=2)
    assert (demo.setting, demo.position) == ([3, 3], 2)
    assert np.shape(demo.frames) == (20,)
    with pytest.raises(ValueError, match="kind is one of 'rnn', 'conv'"):
        WhoWaits("lstm")
    with pytest.raises(ValueError, match="length is one of 4, 8, 16, 32; got 5"):
        WhoWaits(length=5)

"""The pictures of chapter 13 as pure functions: against PyTorch, by hand, and what is refused."""

import re
from math import comb

import numpy as np
import pytest
from numpy.testing import assert_allclose

from course.demos import GridLstm, PairTable, TreeLstm
from course.demos import grid_lstm as grid
from course.demos import pair_table as pairs
from course.demos import tree_lstm as tree
from tests.support.grids import case
from tests.support.pair_states import reached, states_by_torch
from tests.support.trees import by_torch, drawn

# The folding tree


def test_every_number_is_pytorchs() -> None:
    for text in drawn(40):
        for one_gate in (False, True):
            with case(text=text, one_gate=one_gate):
                ours = tree.fold(tree.trained(), tree.parse(text), one_gate=one_gate)
                for mine, theirs in zip(ours, by_torch(text, one_gate), strict=True):
                    for name in ("c", "h", "write", "chance"):
                        assert_allclose(np.ravel(mine[name]), theirs[name].ravel(), atol=1e-12)


def test_the_trained_network_is_right_and_one_gate_costs_it_something() -> None:
    wrong = {True: 0, False: 0}
    formulas = drawn(200)
    for text in formulas:
        is_true = eval(text.replace("T", "True").replace("F", "False"))  # noqa: S307 drawn above
        for one_gate in wrong:
            chance = tree.fold(tree.trained(), tree.parse(text), one_gate=one_gate)[-1]["chance"]
            wrong[one_gate] += (chance > 0.5) != is_true
    assert wrong[False] <= 2
    assert wrong[True] > wrong[False]


def test_a_formula_becomes_nodes_children_first() -> None:
    nodes = tree.parse("not (T and f AND T)")
    assert [(node.word, node.kids) for node in nodes] == [
        ("T", ()), ("F", ()), ("T", ()), ("and", (0, 1, 2)), ("not", (3,))
    ]  # fmt: skip
    assert [node.word for node in tree.parse("((T))")] == ["T"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "the formula ends too early"),
        ("T and", "the formula ends too early"),
        ("T xor F", "“xor” does not fit there"),
        ("and T", "“and” does not fit there"),
        ("T F", "“F” does not fit there"),
        ("(T and F", "a bracket is not closed"),
        ("T and F)", "“)” does not fit there"),
        ("(T F)", "“F” does not fit there"),
        ("T and F or T", "and and or side by side need brackets"),
        (" and ".join("T" * 20), "the formula has 21 nodes; at most 20 fit"),
    ],
)
def test_what_is_no_formula_is_refused(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=re.escape(words)):
        tree.parse(text)


def test_a_node_that_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match="position is a node from 0 to 2; got 3"):
        TreeLstm("T and F", position=3)
    assert TreeLstm("T and F").position == 2
    assert TreeLstm("T", one_gate=True).numbers()[0]["forget"].shape == (0, 4)


# The grid


def test_the_shares_are_pascals_triangle_over_powers_of_two() -> None:
    c = grid.cells(grid.corner(), 0)
    for (r, s), value in np.ndenumerate(c):
        assert value == comb(r + s, r) / 2 ** (r + s)


def test_memories_add_up_and_the_wave_uncovers_them() -> None:
    rng = np.random.default_rng(0)
    written = rng.standard_normal((4, 6)).round(1)
    parts = [grid.cells(np.where(np.arange(24).reshape(4, 6) == k, written, 0), 1) for k in range(24)]
    assert_allclose(grid.cells(written, 1), np.sum(parts, axis=0))
    frame = grid.frame(written, 1)
    cells, below = frame.grids
    assert cells.stages is not None
    assert len(cells.stages) == 4 + 6 - 1 == len(frame.words)
    row, column = np.indices((4, 6))
    for step, stage in enumerate(cells.stages):
        assert_allclose(np.asarray(stage, dtype=float), np.where(row + column <= step, grid.cells(written, 1), 0))
        assert cells.marks is not None
        wave = {(int(r), int(s)) for r, s in np.argwhere(row + column == step)}
        assert {(each[0], each[1]) for each in cells.marks[step]} == wave
    assert below.rows is written


def test_the_sentence_is_a_true_sum() -> None:
    for bias in grid.BIASES:
        frame = grid.frame(np.array([[1, -2.0], [0.5, 3]]), bias)
        for words in frame.words:
            left, up, written, c = (
                float(words[name].strip("()").replace("−", "-")) for name in ("left", "up", "written", "c")
            )
            assert grid.sigma(bias) * (left + up) + written == pytest.approx(c, abs=2e-3)


def test_each_lit_arrow_ends_at_a_lit_cell() -> None:
    frame = grid.frame(grid.corner(3, 4), 0)
    for arrows in frame.arrows:
        for step, lit in enumerate(arrows.lit):
            for k in lit:
                _, _, row, column = arrows.ends[k]
                assert int(row // grid.PITCH) + int(column // grid.PITCH) == step
    assert sum(len(lit) for arrows in frame.arrows for lit in arrows.lit) == 3 * 3 + 2 * 4


def test_a_grid_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="written must be a matrix"):
        GridLstm([1.0])
    with pytest.raises(ValueError, match=re.escape("written has shape (7, 1); the drawing has room for 6")):
        GridLstm(np.ones((7, 1)))
    with pytest.raises(ValueError, match="bias is one of -1, 0, 1; got 3"):
        GridLstm(bias=3)
    demo = GridLstm()
    demo.own = {"written": "1 0\n0 2"}
    assert demo.frames[1]["grids"][0]["rows"] == [[1, 0.5], [0.5, 2.5]]


# The pairs


def test_what_a_state_sees_is_where_its_gradient_goes() -> None:
    for way in pairs.WAYS:
        for n, m in ((1, 1), (3, 2), (2, 4)):
            h, words = states_by_torch(way, n, m)
            graph = pairs.reads(way, n, m)
            assert set(graph) == set(h)
            for state in graph:
                with case(way=way, n=n, m=m, state=state):
                    first, second = reached(h[state], words)
                    assert pairs.seen(graph, state) == (sum(first), sum(second))
                    assert first == sorted(first, reverse=True), "from the beginning on"
                    assert second == sorted(second, reverse=True)


def test_what_a_state_reads_comes_before_it() -> None:
    for way in pairs.WAYS:
        for number, state in enumerate(pairs.frame(way)):
            assert all(other < number for other in state["from"])


def test_shorter_sentences_are_a_part_of_the_longest() -> None:
    """The browser takes its states out of those of five words each."""
    for way in pairs.WAYS:
        full = pairs.reads(way, pairs.MOST, pairs.MOST)
        for n in range(1, pairs.MOST + 1):
            for m in range(1, pairs.MOST + 1):
                small = pairs.reads(way, n, m)
                part = {state: [o for o in others if o in small] for state, others in full.items() if state in small}
                assert list(part.items()) == list(small.items())
                for state in small:
                    wide = pairs.seen(full, state)
                    assert pairs.seen(small, state) == (min(n, wide[0]), min(m, wide[1]))


def test_a_pair_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="the first sentence has 0 words; give it 1 to 5"):
        PairTable("", "a b")
    with pytest.raises(ValueError, match="the second sentence has 6 words"):
        PairTable("a", "a b c d e f")
    with pytest.raises(ValueError, match="the way is one of 'parallel', 'attention', 'loose', 'tight'; got 'c'"):
        PairTable(way="c")
    with pytest.raises(ValueError, match="the way is one of"):
        pairs.reads("c", 2, 2)

"""Nested tuples and lists, laid flat and told apart."""

import itertools

from autograder.probe.nesting import brackets, leaves

NESTINGS = [
    *((1, 2, 3), ((1, 2), 3), (1, (2, 3)), ((1, 2, 3),), (1, (2,), (3,)), ((1,), (2,), (3,))),
    *((1, ((2,), 3)), (1, (2, (3,))), (1, (2,), 3)),
]


def test_leaves_come_in_their_order_however_they_are_nested() -> None:
    for value in NESTINGS:
        assert list(leaves(value)) == [1, 2, 3]
    assert list(leaves(4)) == [4]


def test_brackets_tell_every_nesting_from_every_other() -> None:
    assert brackets((1, (2, 3))).tolist() == [[1, 0], [1, 0], [0, 2]]
    for one, other in itertools.combinations(NESTINGS, 2):
        assert brackets(one).tolist() != brackets(other).tolist(), (one, other)


def test_a_list_is_as_good_as_a_tuple_and_an_empty_one_has_no_leaves() -> None:
    assert brackets([1, [2, 3]]).tolist() == brackets((1, (2, 3))).tolist()
    assert brackets(()).shape == (0, 2)
    assert brackets(((), 1)).tolist() == [[1, 1]]

"""A child that takes too much is ended, and costs the item that it worked on alone."""

import itertools
import json
import os
import re
import threading
from pathlib import Path

from autograder import limited
from autograder.limited import Failed, Limits

SHORT = Limits(seconds=0.3, all_seconds=10, mebibytes=128)


def work(item: str) -> str:
    match item:
        case "loop":
            for number in itertools.count():
                assert number >= 0
        case "regular expression":
            re.match(r"(a+)+$", "a" * 40 + "b")
        case "memory":
            return str(len(bytearray(2**30)))
        case "small objects":
            return str(len([[] for _ in range(10**8)]))
        case "depth":
            nested: list[object] = []
            for _ in range(100_000):
                nested = [nested]
            return json.dumps(nested)
        case "error":
            raise ValueError(item)
        case "end":
            os._exit(3)
    return item * 2


def test_what_can_be_done_is_done() -> None:
    assert limited.each(work, ["a", "b"], SHORT) == ["aa", "bb"]
    assert limited.each(work, [], SHORT) == []
    assert limited.one(len, "four") == 4


def test_an_item_that_takes_too_much_is_lost_alone() -> None:
    took, needed = "took longer than 0.3 s", "needed more than 128 MB of memory"
    found = limited.each(work, ["a", "loop", "b", "memory", "c", "regular expression", "d"], SHORT)
    assert found == ["aa", Failed(took), "bb", Failed(needed), "cc", Failed(took), "dd"]
    assert limited.one(work, "small objects", Limits(10, 10, 128)) == Failed(needed)


def test_an_error_is_no_result() -> None:
    found = limited.each(work, ["depth", "error", "a", "end", "b"], SHORT)
    assert found[:3] == [Failed("ended with RecursionError"), Failed("ended with ValueError"), "aa"]
    assert isinstance(found[3], Failed)
    assert found[4] == "bb"


def test_many_that_take_too_much_are_not_all_tried() -> None:
    found = limited.each(work, ["loop"] * 40 + ["a"], SHORT)
    assert all(isinstance(one, Failed) for one in found)
    assert len(found) == 41
    assert "came after others" in found[-1].why  # type: ignore[union-attr]


def test_all_items_together_have_a_limit() -> None:
    found = limited.each(work, ["a", "loop", "b"], Limits(seconds=5, all_seconds=1, mebibytes=128))
    assert found == [
        "aa",
        Failed("took too long after what stood before it"),
        Failed("came after others that took too much"),
    ]


def test_no_child_is_left_and_threads_do_not_matter() -> None:
    stop = threading.Event()
    thread = threading.Thread(target=stop.wait)
    thread.start()
    try:
        assert limited.one(work, "a", SHORT) == "aa"
    finally:
        stop.set()
        thread.join()
    children = Path(f"/proc/self/task/{threading.get_native_id()}/children").read_text(encoding="ascii").split()
    states = [
        Path(f"/proc/{child}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] for child in children
    ]
    assert "Z" not in states


def test_nothing_of_the_work_outlives_it() -> None:
    seen: list[str] = []

    def note(item: str) -> int:
        seen.append(item)
        return len(seen)

    assert limited.each(note, ["a", "b"], SHORT) == [1, 2]
    assert seen == []

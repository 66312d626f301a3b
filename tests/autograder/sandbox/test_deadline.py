"""A deadline on a crowded machine is put off, once and not for ever."""

import multiprocessing
import os
import time

import pytest

from autograder.sandbox import deadline
from autograder.sandbox.deadline import CROWDED, MOST, Deadline


@pytest.mark.parametrize(("crowd", "times"), [(1, 1), (CROWDED - 0.1, 1), (4, 4), (100, MOST)])
def test_more_than_the_machine_has_cores_for_puts_it_off_once(
    monkeypatch: pytest.MonkeyPatch, crowd: float, times: float
) -> None:
    monkeypatch.setattr(deadline, "_waiting_for_a_core", lambda: crowd)
    end = Deadline(100)
    assert end.put_off() == (times > 1)
    assert 100 * times - 1 < end.rest() <= 100 * times
    assert not end.put_off()


def test_what_is_over_for_long_is_not_put_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deadline, "_waiting_for_a_core", lambda: 100)
    end = Deadline(0.01)
    time.sleep(0.01 * MOST + 0.01)
    assert not end.put_off()
    assert end.rest() > 0


def test_busy_processes_make_a_crowd() -> None:
    count = 8 * (os.cpu_count() or 1)
    crowd = [multiprocessing.get_context("fork").Process(target=spin, daemon=True) for _ in range(count)]
    try:
        for one in crowd:
            one.start()
        time.sleep(0.3)
        assert deadline._waiting_for_a_core() > CROWDED
    finally:
        for one in crowd:
            one.kill()
            one.join()


def spin() -> None:
    while True:
        pass

"""A grid's failures name their case, whatever it is that fails."""

from collections.abc import Callable

import numpy as np
import pytest

from tests.support.grids import case


def divide() -> None:
    print(1 // 0)


def assert_something_false() -> None:
    assert [] == [1]


def compare_unequal_arrays() -> None:
    np.testing.assert_allclose([1.0], [2.0])


def miss_an_exception() -> None:
    with pytest.raises(ValueError, match="never"):
        pass


@pytest.mark.parametrize("fail", [divide, assert_something_false, compare_unequal_arrays, miss_an_exception])
def test_a_failure_names_its_case(fail: Callable[[], None]) -> None:
    with pytest.raises(BaseException) as caught, case(stride=(1, 2), dtype=np.float32), case(seed=3):  # noqa: PT011
        fail()
    assert caught.value.__notes__ == ["case: seed=3", "case: stride=(1, 2), dtype=float32"]
    assert "case: stride=(1, 2), dtype=float32" in caught.exconly().splitlines()


def test_the_cases_that_pass_leave_no_trace() -> None:
    def loop() -> None:
        for stride in (1, 2, 3):
            with case(stride=stride):
                print(1 // (stride - 2))

    with pytest.raises(ZeroDivisionError) as caught:
        loop()
    assert caught.value.__notes__ == ["case: stride=2"]

"""The tests' own plan: what shares something costly runs in one process."""

import pytest

from tests.conftest import GROUPS


def test_the_groups_reach_pytest_xdist(request: pytest.FixtureRequest) -> None:
    """pytest-xdist knows a group by the end of a test's id; where it does not fit to pytest, that is missing."""
    if getattr(request.config.option, "loadgroup", False):
        grouped = [item.nodeid for item in request.session.items if item.get_closest_marker("xdist_group")]
        assert grouped
        assert [nodeid for nodeid in grouped if "@" not in nodeid] == []


def test_every_shared_fixture_belongs_to_one_group() -> None:
    names = [name for shared in GROUPS.values() for name in shared]
    assert len(set(names)) == len(names)

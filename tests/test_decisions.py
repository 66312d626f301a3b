"""The pages in ``decisions/`` are numbered one after the other, so that a number names one page."""

from tests.support.paths import ROOT


def test_every_number_names_one_page_and_none_is_left_out() -> None:
    numbers = [int(path.name.split("-")[0]) for path in sorted((ROOT / "decisions").glob("*.md"))]
    assert numbers == list(range(1, len(numbers) + 1))

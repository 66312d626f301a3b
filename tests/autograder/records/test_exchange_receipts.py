"""Receipts of nbgrader's exchange are carried on; nothing else that lies under their names is."""

from pathlib import Path

import pytest

from autograder.records import exchange_receipts


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    folders = tmp_path / "submitted" / "anna" / "a02", tmp_path / "autograded" / "anna" / "a02"
    for folder in folders:
        folder.mkdir(parents=True)
    return folders


def test_both_receipts_are_carried_on_and_nothing_else(folders: tuple[Path, Path]) -> None:
    submitted, graded = folders
    for name in (*exchange_receipts.NAMES, "notes.txt"):
        (submitted / name).write_text(name)
    exchange_receipts.keep(submitted, graded)
    assert {path.name: path.read_text() for path in graded.iterdir()} == {
        name: name for name in exchange_receipts.NAMES
    }


def test_links_folders_and_large_files_stay_behind(folders: tuple[Path, Path], tmp_path: Path) -> None:
    submitted, graded = folders
    (tmp_path / "secret").write_text("somebody else's")
    (submitted / "submission_secret.txt").symlink_to(tmp_path / "secret")
    (submitted / "timestamp.txt").write_bytes(bytes(exchange_receipts.MAX_BYTES + 1))
    exchange_receipts.keep(submitted, graded)
    assert list(graded.iterdir()) == []


@pytest.mark.parametrize("level", ["student", "assignment"])
def test_another_students_receipts_are_not_reached_by_a_linked_folder(
    level: str, folders: tuple[Path, Path], tmp_path: Path
) -> None:
    submitted, graded = folders
    (submitted / "submission_secret.txt").write_text("anna's")
    ben = tmp_path / "submitted" / "ben"
    if level == "student":
        ben.symlink_to(submitted.parent)
    else:
        ben.mkdir()
        (ben / "a02").symlink_to(submitted)
    exchange_receipts.keep(ben / "a02", graded)
    assert list(graded.iterdir()) == []

"""Others' texts: what the two functions give, how the files are made, and that they go wherever the package goes."""

import gzip
import io
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from autograder.release import write_repository
from book import course_data, npm
from book.ext import runnable_cells
from course.data import Verb, reviews, texts, verb_forms, words_of
from tests.support.paths import ROOT

pytestmark = pytest.mark.usefixtures("texts_of_others")
FILES = {"reviews.txt.gz", "verb_forms.csv.gz", "SOURCES.txt"}


def test_the_reviews_are_different_sentences_nearly_as_many_for_as_against() -> None:
    found = reviews()
    assert len(found) == len(dict(found)) == 2_982  # no sentence twice, and so none with two labels
    assert {label for _, label in found} == {0, 1}
    assert sum(label for _, label in found) == 1_490
    assert all(text == text.strip() != "" for text, _ in found)
    assert not {sign for text, _ in found for sign in text if sign in "\x85\x96\x97"}
    assert ("Crust is not good.", 0) in found


def test_words_are_small_letters_and_a_few_marks() -> None:
    assert words_of("Isn't it GREAT? 10/10, yes!") == ["is", "n't", "it", "great", "?", "10", "10", ",", "yes", "!"]
    assert words_of("It's – “so-so”.") == ["it", "s", "so", "so", "."]
    assert words_of("…") == []


def test_the_verbs_have_four_forms_each() -> None:
    found = verb_forms()
    assert len(found) == len({verb.base for verb in found}) == 6_384
    assert found == sorted(found)
    by_base = {verb.base: verb for verb in found}
    assert by_base["give"] == Verb("give", "gave", "giving", "gives")
    assert by_base["travel"] == Verb("travel", "traveled", "traveling", "travels")
    assert all(form.isascii() and form.isalpha() and form.islower() for verb in found for form in verb)


def test_a_package_without_the_files_says_how_to_get_them(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(texts, "FOLDER", tmp_path)
    with pytest.raises(FileNotFoundError, match=r"^reviews\.txt\.gz is not in this copy .* `make` puts it there\.$"):
        reviews()
    with pytest.raises(FileNotFoundError, match=r"^verb_forms\.csv\.gz is not in this copy"):
        verb_forms()


def test_the_files_are_made_once_and_the_same_each_time(tmp_path: Path) -> None:
    assert course_data.make(tmp_path)
    first = {name: (tmp_path / name).read_bytes() for name in FILES}
    assert not course_data.make(tmp_path), "there was nothing to do"
    (tmp_path / "reviews.txt.gz").unlink()
    assert course_data.make(tmp_path)
    assert {name: (tmp_path / name).read_bytes() for name in FILES} == first
    assert {path.name for path in tmp_path.iterdir()} == {*FILES, ".made-from"}


def test_faults_of_the_review_files_are_mended(tmp_path: Path) -> None:
    folder = tmp_path / "test" / "fixtures"
    folder.mkdir(parents=True)
    rows = [{"text": " Good \x96 very. ", "class": 1}, {"text": "Bad", "class": 0}, {"text": "", "class": None}]
    for name in ("amazon", "imdb", "yelp"):
        (folder / f"{name}.json").write_text(json.dumps(rows))
    assert course_data.review_lines(tmp_path) == ["1Good – very.", "0Bad"]


def test_without_npm_the_command_says_so_in_a_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(course_data, "_installed", lambda: "")
    monkeypatch.setattr(npm.shutil, "which", lambda name: None)  # type: ignore[attr-defined]  # the module's own import
    with pytest.raises(npm.NpmError, match=r"^npm is missing, .* install Node\.js 18 or later\.$"):
        course_data.make(tmp_path)


def test_the_sources_name_authors_licences_and_changes() -> None:
    text = (ROOT / "course" / "data" / "SOURCES.txt").read_text(encoding="utf-8")
    for words in ("Kotzias", "10.24432/C57604", "Attribution 4.0 International", "SPECIALIST", "Brad Jascob"):
        assert words in text
    assert text.count("Changed: ") == 2
    assert text.count("Permission is hereby granted") == 2
    assert "{" not in text


def test_git_has_nothing_of_them() -> None:
    listed = subprocess.run(["git", "ls-files", "course/data"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert {Path(line).name for line in listed.stdout.splitlines()} == {"__init__.py", "texts.py"}


def test_the_wheel_has_them_and_they_work_from_it(tmp_path: Path) -> None:
    """As in a reader's notebook: nothing but the installed wheel."""
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        assert {f"course/data/{name}" for name in FILES} <= set(archive.namelist())
        assert not [name for name in archive.namelist() if name.endswith(".made-from")]
        archive.extractall(tmp_path / "installed")
    code = "from course.data import *; import course; print(course.__file__, len(reviews()), len(verb_forms()))"
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "installed")}
    said = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
    )
    assert said.stdout.split() == [str(tmp_path / "installed" / "course" / "__init__.py"), "2982", "6384"]


def test_the_students_repository_and_the_archive_of_the_pages_have_them(tmp_path: Path) -> None:
    paths = write_repository(tmp_path / "students")
    published = {path.name: path for path in paths if path.parent == tmp_path / "students" / "course" / "data"}
    assert set(published) >= FILES
    lines = gzip.decompress(published["reviews.txt.gz"].read_bytes()).decode().splitlines()
    assert len(lines) == 2_982
    with zipfile.ZipFile(io.BytesIO(runnable_cells.archive())) as archive:
        assert {f"course/data/{name}" for name in FILES} <= set(archive.namelist())

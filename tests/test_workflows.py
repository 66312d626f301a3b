"""What GitHub runs: pinned actions, named systems, no credentials left lying, and shards that leave no test out."""

import re
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support.paths import ROOT

GITHUB = ROOT / ".github"
FILES = sorted([*GITHUB.glob("workflows/*.yml"), *GITHUB.glob("actions/*/action.yml")])
NAMES = [str(path.relative_to(GITHUB)) for path in FILES]
PINNED = re.compile(r"[\w.-]+(/[\w.-]+)+@[0-9a-f]{40} # v\d+\.\d+\.\d+")
Document = dict[str, Any]


def read(name: str) -> str:
    return (GITHUB / name).read_text(encoding="utf-8")


def steps(document: Document) -> Iterator[Document]:
    """The steps of a workflow's jobs, or of an action."""
    for job in [*document.get("jobs", {}).values(), document.get("runs", {})]:
        yield from job.get("steps", ())


def unpinned(text: str) -> list[str]:
    """What is used by another name than a full commit with its version as a comment; our own actions are here."""
    used = (match[1].strip() for match in re.finditer(r"^[\s-]*uses:(.+)$", text, re.M))
    return [name for name in used if not PINNED.fullmatch(name) and not (name[:2] == "./" and (ROOT / name).exists())]


def keeps_credentials(text: str) -> list[Document]:
    """The checkouts after which every later step could push."""
    checkouts = (step for step in steps(yaml.safe_load(text)) if step.get("uses", "").startswith("actions/checkout@"))
    return [step for step in checkouts if step.get("with", {}).get("persist-credentials") is not False]


def moving_systems(text: str) -> list[str]:
    """The systems that become others by themselves."""
    return re.findall(r"\b\w+-latest\b", text)


def shards(text: str) -> Mapping[str, Sequence[str]]:
    """The folders and files of each shard."""
    matrix = yaml.safe_load(text)["jobs"]["test"]["strategy"]["matrix"]
    assert [shard["shard"] for shard in matrix["include"]] == matrix["shard"], "a shard without its tests, or twice"
    return {shard["shard"]: shard["tests"].split() for shard in matrix["include"]}


def share(places: Sequence[str]) -> Iterator[Path]:
    """The test files in the places of a shard, each as often as it is there."""
    for place in places:
        found = list(ROOT.glob(place))
        assert found, f"{place} does not exist"
        for path in found:
            yield from path.rglob("test_*.py") if path.is_dir() else [path]


def wrong_shares(text: str) -> dict[str, int]:
    """The test files that the shards run another number of times than once."""
    counts = Counter(path for places in shards(text).values() for path in share(places))
    every = {*(ROOT / "tests").rglob("test_*.py"), *counts}
    return {str(path.relative_to(ROOT)): counts[path] for path in every if counts[path] != 1}


def test_there_are_workflows_to_look_at() -> None:
    assert {"workflows/test.yml", "workflows/nightly.yml", "workflows/publish.yml"} <= set(NAMES)
    assert sum(text.count("uses: actions/checkout@") for text in map(read, NAMES)) >= 3


@pytest.mark.parametrize("name", NAMES)
def test_every_action_is_pinned_by_its_commit(name: str) -> None:
    assert unpinned(read(name)) == []


@pytest.mark.parametrize("name", NAMES)
def test_no_checkout_leaves_credentials(name: str) -> None:
    assert keeps_credentials(read(name)) == []


@pytest.mark.parametrize("name", NAMES)
def test_every_system_is_named(name: str) -> None:
    assert moving_systems(read(name)) == []


def test_every_test_file_belongs_to_one_shard() -> None:
    assert wrong_shares(read("workflows/test.yml")) == {}


def test_the_jobs_run_what_their_shards_name() -> None:
    commands = [step.get("run", "") for step in steps(yaml.safe_load(read("workflows/test.yml")))]
    assert 'make test PYTHON=python SHARD="${{ matrix.tests }}"' in commands
    assert "pytest $(SHARD)" in (ROOT / "Makefile").read_text(encoding="utf-8")


COMMIT = "0123456789abcdef0123456789abcdef01234567"
JOB = "jobs:\n  one:\n    steps:\n      - uses: actions/checkout@x\n"


@pytest.mark.parametrize(
    ("check", "bad", "good"),
    [
        (unpinned, "  - uses: actions/checkout@v4", f"  - uses: actions/checkout@{COMMIT} # v4.2.2"),
        (unpinned, f"    uses: actions/checkout@{COMMIT}", f"    uses: github/codeql-action/init@{COMMIT} # v3.1.0"),
        (unpinned, f"- uses: a/b@{COMMIT[:12]} # v4.2.2", "# what uses: this"),
        (unpinned, "- uses: ./.github/actions/absent", "- uses: ./.github/actions/languages"),
        (keeps_credentials, JOB, f"{JOB}        with: {{persist-credentials: false}}\n"),
        (keeps_credentials, f"{JOB}        with: {{persist-credentials: 'false'}}\n", "jobs: {}"),
        (moving_systems, "runs-on: ubuntu-latest", "runs-on: ubuntu-24.04"),
    ],
)
def test_the_checks_see_what_is_wrong(check: Callable[[str], list[Any]], bad: str, good: str) -> None:
    assert len(check(bad)) == 1
    assert check(good) == []


@pytest.mark.parametrize(
    ("right", "wrong", "shares"),
    [
        (" tests/course", "", 0),
        ("tests: tests/autograder", "tests: tests/autograder tests/demos", 2),
        ("tests/test_*.py", "tests/test_a*.py", 0),
    ],
)
def test_the_check_sees_a_file_that_no_shard_or_two_would_run(right: str, wrong: str, shares: int) -> None:
    text = read("workflows/test.yml")
    assert right in text
    assert set(wrong_shares(text.replace(right, wrong)).values()) == {shares}


@pytest.mark.parametrize(("right", "wrong"), [("tests/demos", "tests/films"), ("[fast, grading", "[fast, marking")])
def test_the_check_sees_a_shard_that_is_not_there(right: str, wrong: str) -> None:
    with pytest.raises(AssertionError):
        wrong_shares(read("workflows/test.yml").replace(right, wrong))


NOTES = next(step for step in steps(yaml.safe_load(read("workflows/release.yml"))) if "notes" in step.get("name", ""))
CHANGELOG = "# Changelog\n\n## Unreleased\n\n- C\n\n## [1.10.0] - 2026-12-02\n\n- B\n\n## 1.1.0 – 2026-12-01\n\n- A\n"


def notes(tag: str, version: str, folder: Path) -> str:
    """What the workflow would say of the release ``tag`` of our ``version``; nothing where it stops before."""
    (folder / "CHANGELOG.md").write_text(CHANGELOG)
    (folder / "pyproject.toml").write_text(f'[project]\nversion = "{version}"\n')
    script = ["bash", "-e", "-c", NOTES["run"]]
    done = subprocess.run(script, cwd=folder, env={"PATH": "/usr/bin:/bin", "GITHUB_REF_NAME": tag}, check=False)
    return (folder / "notes.md").read_text().strip() if done.returncode == 0 else ""


@pytest.mark.parametrize(
    ("tag", "version", "says"),
    [
        ("v1.1.0", "1.1.0", "- A"),
        ("v1.10.0", "1.10.0", "- B"),
        ("v1.2.0", "1.2.0", ""),  # the changelog says nothing of it
        ("v1.1.0", "1.10.0", ""),  # the code is of another version
    ],
)
def test_a_release_says_what_the_changelog_says_of_it(tag: str, version: str, says: str, tmp_path: Path) -> None:
    assert notes(tag, version, tmp_path) == says


PUSH = next(step for step in steps(yaml.safe_load(read("workflows/publish.yml"))) if "push" in step.get("name", ""))


def test_the_students_repository_grows_by_commits_and_is_never_forced(tmp_path: Path) -> None:
    remote = tmp_path / "students.git"
    subprocess.run(["git", "init", "--quiet", "--bare", "--initial-branch", "main", remote], check=True)
    settings = {  # in the place of GitHub
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"url.file://{remote}.insteadOf",
        "GIT_CONFIG_VALUE_0": "git@github.com:us/students.git",
    }
    heads = []
    for sha in ("first", "second"):
        workspace = tmp_path / sha
        workspace.mkdir()
        (workspace / ".venv").symlink_to(ROOT / ".venv")
        own = {"STUDENTS_KEY": "key", "STUDENTS_REPOSITORY": "us/students", "SHA": sha, "PYTHONPATH": str(ROOT)}
        environment = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), **settings, **own}
        script = ["bash", "-e", "-o", "pipefail", "-c", PUSH["run"]]
        done = subprocess.run(script, cwd=workspace, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        log = subprocess.run(["git", "log", "--format=%s"], cwd=remote, capture_output=True, text=True, check=True)
        heads.append(log.stdout.split("\n")[0])
        if sha == "first":  # the second has something to remove
            change(remote, tmp_path / "clone")
    assert heads == ["Publish first", "Publish second"]
    assert log.stdout.splitlines() == ["Publish second", "By hand", "Publish first"]
    assert "--force" not in PUSH["run"]


def change(remote: Path, clone: Path) -> None:
    """Push a file by hand."""
    me = ("-c", "user.name=a", "-c", "user.email=b")
    subprocess.run(["git", "clone", "--quiet", remote, clone], check=True)
    (clone / "old.txt").write_text("old")
    for arguments in (("add", "old.txt"), (*me, "commit", "--quiet", "-m", "By hand"), ("push", "--quiet")):
        subprocess.run(["git", *arguments], cwd=clone, check=True)


def test_every_line_of_the_owners_names_something_that_is_there() -> None:
    lines = [line.split() for line in read("CODEOWNERS").splitlines() if line and not line.startswith("#")]
    assert len(lines) >= 4
    for pattern, *owners in lines:
        assert (ROOT / pattern.strip("/")).exists(), pattern
        assert owners
        assert all(owner.startswith("@kernels-and-gates/") for owner in owners)

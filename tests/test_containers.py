"""The containers that the project ships are started as `doctor` says that containers must be."""

import re

from autograder.sandbox.machine import Machine, advice
from tests.support.paths import ROOT

DOCKER = Machine(
    filtered=True, profile="docker-default (enforce)", in_container=True, covered=("kcore",), may_make_namespaces=False
)
OPTIONS = set(re.findall(r"--security-opt (\S+?)`", " ".join(advice(DOCKER))))
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")


def test_the_devcontainer_and_the_page_for_graders_give_every_option() -> None:
    assert len(OPTIONS) == 3
    editor = (ROOT / ".devcontainer" / "devcontainer.json").read_text(encoding="utf-8")
    assert set(re.findall(r'"--security-opt", "(\S+)"', editor)) == OPTIONS
    page = (ROOT / "GRADING.md").read_text(encoding="utf-8")
    assert set(re.findall(r"--security-opt (\S+)", page)) == OPTIONS


def test_no_container_works_as_root() -> None:
    assert re.findall(r"^USER (\w+)", DOCKERFILE, re.M) == ["grader"]
    assert '"remoteUser": "node"' in (ROOT / ".devcontainer" / "devcontainer.json").read_text(encoding="utf-8")


def test_the_graders_container_has_what_the_sandbox_needs_and_copies_what_there_is() -> None:
    assert {"bubblewrap", "libseccomp2"} <= {*DOCKERFILE.split()}
    copied = [match.split()[:-1] for match in re.findall(r"^COPY --chown=grader (.+)$", DOCKERFILE, re.M)]
    assert all((ROOT / name).exists() for names in copied for name in names)

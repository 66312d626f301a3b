"""What keeps a machine from isolating is named where it is seen, and nothing else is."""

import os
import re
import subprocess
import sys

import pytest

from autograder.sandbox import Sandbox, machine
from autograder.sandbox.machine import Machine, advice
from tests.support.grids import case
from tests.support.paths import ROOT

DOCKER = Machine(
    filtered=True,
    profile="docker-default (enforce)",
    in_container=True,
    covered=("acpi", "kcore"),
    may_make_namespaces=False,
    most_namespaces=95_000,
)


def options(seen: Machine) -> list[str]:
    return re.findall(r"--security-opt (\S+?)`", " ".join(advice(seen)))


def test_a_container_as_docker_starts_it_is_told_all_three_options_and_one_that_has_them_none() -> None:
    assert options(DOCKER) == ["seccomp=unconfined", "apparmor=unconfined", "systempaths=unconfined"]
    unconfined = Machine(in_container=True, profile="unconfined", most_namespaces=95_000)
    assert list(advice(unconfined)) == []


def test_each_thing_that_is_missing_is_named_alone() -> None:
    for seen, words in {
        Machine(covered=("kcore",)): "Parts of /proc are covered (/proc/kcore …)",
        Machine(most_namespaces=0): "sudo sysctl user.max_user_namespaces=10000",
        Machine(unprivileged_namespaces=0): "sudo sysctl kernel.unprivileged_userns_clone=1",
        Machine(restricted_by_apparmor=1): "sudo apparmor_parser --replace /etc/apparmor.d/bwrap",
        Machine(is_root=True): "be a normal user",
    }.items():
        with case(seen=seen):
            (sentence,) = advice(seen)
            assert words in sentence
    assert list(advice(Machine(is_root=True, may_mount=True, restricted_by_apparmor=1))) == []


def test_the_profile_names_the_bubblewrap_that_is_here() -> None:
    (sentence,) = advice(Machine(restricted_by_apparmor=1), "/opt/bin/bwrap")
    assert "profile bwrap /opt/bin/bwrap flags=(unconfined) {\n      userns,\n" in sentence


def test_what_is_mounted_over_proc_is_found() -> None:
    mounts = """\
30 1 0:26 / /proc rw - proc proc rw
31 30 0:30 / /proc/sys/fs/binfmt_misc rw - binfmt_misc none rw
32 30 0:31 / /proc/kcore rw - tmpfs tmpfs rw
33 30 0:31 / /proc/keys rw - tmpfs tmpfs rw
34 1 0:32 / /process rw - tmpfs tmpfs rw
"""
    assert machine._covered(mounts) == ("kcore", "keys")


COVERED = """
import sys
from autograder.sandbox import Sandbox, machine
print(machine.look().covered, *machine.advice(machine.look()))
"""


@pytest.mark.sandbox
@pytest.mark.skipif(os.geteuid() != 0, reason="only root can cover a part of /proc")
def test_a_proc_that_is_really_covered_is_seen() -> None:
    covers = 'mount -t tmpfs none /proc/sys/fs && exec "$0" -c "$1"'
    command = ["unshare", "--mount", "sh", "-c", covers, sys.executable, COVERED]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert "('sys/fs',)" in done.stdout
    assert "systempaths=unconfined" in done.stdout


@pytest.mark.sandbox
def test_a_machine_that_can_isolate_is_told_nothing() -> None:
    with Sandbox():
        assert list(advice(machine.look())) == []

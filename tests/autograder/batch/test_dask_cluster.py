"""A Dask cluster judges as this machine does: a real scheduler and two real workers, one of them killed half-way."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from autograder.batch import dask_cluster
from autograder.errors import UsageError
from autograder.records import Judged
from tests.support.paths import PROGRAMS

ASSIGNMENT = "a02_convolution"
Grade = Callable[..., dict[str, Judged]]
Run = Callable[..., subprocess.CompletedProcess[str]]


def start(*arguments: object) -> subprocess.Popen[bytes]:
    """A program of Dask, quiet, that finds the stubs, too."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(PROGRAMS), os.environ.get("PYTHONPATH", "")))}
    command = [sys.executable, "-m", "distributed.cli." + str(arguments[0]), *map(str, arguments[1:])]
    return subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment, start_new_session=True
    )


def certificate(folder: Path) -> tuple[str, ...]:
    """The options of Dask's programs for a certificate that is its own authority."""
    key, cert = folder / "key.pem", folder / "cert.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=course"]
    subprocess.run([*command, "-keyout", key, "-out", cert], check=True, capture_output=True)
    return "--tls-ca-file", str(cert), "--tls-cert", str(cert), "--tls-key", str(key)


@contextlib.contextmanager
def running(tmp_path: Path, scheme: str, *certificates: str) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A scheduler's address and its two workers, which share no folder with any course."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"{scheme}://127.0.0.1:{port}"
    place = ("--host", f"{scheme}://127.0.0.1", "--port", port)
    programs = [start("dask_scheduler", *place, "--no-dashboard", *certificates)]
    for number in (1, 2):
        options = ("--nthreads", 1, "--no-nanny", "--no-dashboard", "--local-directory", tmp_path / f"worker{number}")
        programs.append(start("dask_worker", address, *options, *certificates))
    try:
        yield address, programs[1:]
    finally:
        for program in programs:
            if program.poll() is None:
                os.killpg(program.pid, signal.SIGKILL)
            program.wait()


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """An open cluster."""
    with running(tmp_path, "tcp") as found:
        yield found


def test_an_encrypted_cluster_judges_for_whoever_has_a_certificate(
    tmp_path: Path, course: Path, grade_with: Grade
) -> None:
    options = certificate(tmp_path)
    certificates = dask_cluster.Certificates(*map(Path, options[1::2]))
    with running(tmp_path, "tls", *options) as (address, _):
        with pytest.raises(UsageError, match="needs --tls-ca-file, --tls-cert and --tls-key"):
            grade_with("quick", course, scheduler=address)
        there = grade_with("quick", course, scheduler=address, certificates=certificates)
        assert len(there) == 6
        assert all(result.verdict for result in there.values())


def test_an_open_scheduler_is_pointed_out_where_others_reach_it() -> None:
    assert dask_cluster.is_open("tcp://grader.example:8786")
    assert not dask_cluster.is_open("tls://grader.example:8786")
    assert not dask_cluster.is_open("tcp://127.0.0.1:8786")


def test_a_cluster_gives_the_same_scores_though_a_worker_is_killed_half_way(
    cluster: tuple[str, list[subprocess.Popen[bytes]]], course: Path, grade_with: Grade
) -> None:
    address, workers = cluster
    for number in range(20):
        for student in ("anna", "ben"):
            source = course / "submitted" / student / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
            path = course / "submitted" / f"{student}{number}" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
            path.parent.mkdir(parents=True)
            path.write_bytes(
                source.read_bytes().replace(b"import numpy as np", b"import numpy as np  # %d" % number, 1)
            )
    command = [sys.executable, str(PROGRAMS / "run.py"), "slow", str(course), json.dumps({"scheduler": address})]
    batch = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 240
    while len(list((course / "evidence").rglob("2*.json"))) < 8 and time.monotonic() < deadline:
        time.sleep(0.01)
    done = len(list((course / "evidence").rglob("2*.json")))
    os.kill(workers[0].pid, signal.SIGKILL)
    there = json.loads(batch.communicate(timeout=240)[0])
    assert 8 <= done < 46, "the worker was killed half-way"
    here = {name: result.verdict for name, result in grade_with("quick", course, again=True).items()}
    assert len(there["submissions"]) == len(here) == 46
    for entry in there["submissions"]:
        verdict = here[entry["student"]]
        assert verdict is not None
        assert (entry["status"], entry["score"]) == ("judged", verdict.score)
        assert entry["exercises"] == verdict.public()["exercises"]


@pytest.mark.sandbox
def test_the_command_judges_on_a_cluster(
    cluster: tuple[str, list[subprocess.Popen[bytes]]], course: Path, run: Run
) -> None:
    for student in ("ben", "carla", "dora", "emil"):
        (course / "submitted" / student).rename(course / f"not {student}")
    command = ("-m", "autograder", "grade", ASSIGNMENT, "--course", course, "--scheduler", cluster[0], "--json")
    done = run("python", *command)
    assert (done.returncode, done.stderr) == (0, "")
    found: dict[str, Any] = {entry["student"]: entry for entry in json.loads(done.stdout)["submissions"]}
    assert (found["anna"]["score"], found["damaged"]["score"]) == (20.0, 0.0)
    assert "not a readable notebook" in found["damaged"]["message"]


def test_no_scheduler_there_is_a_usage_error(course: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT", "2s")
    done = run(
        "python", "-m", "autograder", "grade", ASSIGNMENT, "--course", course, "--scheduler", "tcp://127.0.0.1:9"
    )
    assert done.returncode == 2
    assert "No Dask scheduler answers at tcp://127.0.0.1:9" in done.stderr
    assert "Traceback" not in done.stderr

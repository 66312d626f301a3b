"""The same work on a Dask cluster: for a class that outgrows one machine.

A task carries the submission's bytes, and the verdict and the graded notebook come back: the workers share no folder
with the course, but need this project and what isolates student code (``python -m autograder doctor``). Dask gives
the task of a worker that died to another one, and gives up after three deaths.

Whoever reaches a scheduler has it run whatever they like on its workers: behind ``tcp://`` everybody in the network,
behind ``tls://`` those who hold a certificate of the course's own authority.
"""

import contextlib
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from autograder.assignment import load_assignment, version_of
from autograder.batch.attempt import Attempt, Unjudged
from autograder.batch.local_workers import Answer, Answers, Judging
from autograder.errors import UsageError

if TYPE_CHECKING:
    from distributed import Client
    from distributed.security import Security

CONNECT_SECONDS = 20
LONELY_SECONDS = 60  # so long a cluster may be without any worker before the batch gives up
SCHEMES = ("tcp", "tls")
AHEAD = 2  # tasks a worker thread: one at work, one on its way


@dataclass(frozen=True)
class Certificates:
    """The files by which this machine and the cluster know each other: authority, certificate and key (PEM)."""

    authority: Path
    certificate: Path
    key: Path


@contextlib.contextmanager
def judged_by_cluster(
    judging: Judging, attempts: Iterable[Attempt], scheduler: str, certificates: Certificates | None = None
) -> Iterator[Answers]:
    """Have ``attempts`` judged by the workers of the Dask ``scheduler`` (``tcp://host:8786``): answers as they come.

    ``certificates`` are for an encrypted one (``tls://host:8786``).
    Raises `UsageError` where no scheduler answers there, or it has no workers.
    """
    _require_address(scheduler, certificates)
    from distributed import Client

    try:
        security = _security(certificates)
        client = Client(scheduler, timeout=CONNECT_SECONDS, set_as_default=False, security=security)
    except (OSError, ValueError) as error:
        raise UsageError(f"No Dask scheduler answers at {scheduler} ({_first_line(error)}).") from None
    with client:
        try:
            client.wait_for_workers(1, timeout=CONNECT_SECONDS)
        except TimeoutError:
            raise UsageError(
                f"The Dask scheduler at {scheduler} has no workers: start some with `dask worker {scheduler}`."
            ) from None
        yield _answers(client, judging, iter(attempts))


def is_open(scheduler: str) -> bool:
    """Return whether others in the network can reach the scheduler: it is neither encrypted nor on this host."""
    host = scheduler.removeprefix("tcp://").rpartition(":")[0]
    return scheduler.startswith("tcp://") and host not in ("localhost", "127.0.0.1", "[::1]")


def _security(certificates: Certificates | None) -> "Security | None":
    if certificates is None:
        return None
    from distributed.security import Security

    return Security(
        tls_ca_file=str(certificates.authority),
        tls_client_cert=str(certificates.certificate),
        tls_client_key=str(certificates.key),
        require_encryption=True,
    )


def _require_address(scheduler: str, certificates: Certificates | None) -> None:
    """Dask tries other text than an address for a minute, and prints tracebacks."""
    try:
        address = urlsplit(scheduler)
        usable = address.scheme in SCHEMES and address.hostname and address.port
    except ValueError:
        usable = False
    if not usable:
        raise UsageError(f"--scheduler needs an address such as tcp://host:8786; {scheduler!r} is none.")
    if (certificates is not None) != scheduler.startswith("tls:"):
        raise UsageError(
            "A scheduler at tls://host:8786 needs --tls-ca-file, --tls-cert and --tls-key; one at tcp:// takes none."
        )


def _answers(client: "Client", judging: Judging, todo: Iterator[Attempt]) -> Answers:
    executor = client.get_executor(pure=False)
    busy: dict[Future[Answer], Attempt] = {}
    lonely = 0.0
    while True:
        threads = sum(worker["nthreads"] for worker in client.scheduler_info(n_workers=-1)["workers"].values())
        while len(busy) < max(1, AHEAD * threads) and (attempt := next(todo, None)) is not None:
            busy[executor.submit(_as_here, judging, attempt)] = attempt
        if not busy:
            return
        done, _ = wait(busy, timeout=5, return_when=FIRST_COMPLETED)
        for future in done:
            yield busy.pop(future), _answer(future)
        lonely = 0.0 if done or threads else lonely + 5
        if lonely >= LONELY_SECONDS:
            yield from ((attempt, Unjudged("The cluster has no workers any more.")) for attempt in busy.values())
            yield from ((attempt, Unjudged("The cluster has no workers any more.")) for attempt in todo)
            return


def _as_here(judging: Judging, attempt: Attempt) -> Answer:
    """Judge on a worker, unless that would be another judgement than on the machine where the batch was started."""
    if (
        version_of(load_assignment(attempt.assignment, attempt.package), *attempt.released.values()).digest
        != attempt.version.digest
    ):
        return Unjudged(
            "A worker of the cluster has another version of the assignment, of Python or of its packages: "
            "install there what is installed here."
        )
    return judging(attempt)


def _answer(future: "Future[Answer]") -> Answer:
    try:
        return future.result()
    except Exception as error:  # Dask's own: a worker that cannot import the project, too many deaths
        if type(error).__name__ == "KilledWorker":
            return Unjudged("The worker processes that judged this submission died, one after the other.")
        return Unjudged(f"{type(error).__name__}: {_first_line(error)}")


def _first_line(error: BaseException) -> str:
    return (str(error) or type(error).__name__).splitlines()[0]

"""Judges a class: every folder below ``submitted``, one verdict each, whatever a submission does.

The order of things: one batch at a time; see who is judged already; let workers judge the others; one writer writes.
The batch may be killed at any moment, and the same command again goes on from there.
"""

import os
from collections.abc import Generator, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import nbformat

from autograder.assignment import Assignment, version_of
from autograder.batch import attempt as attempts
from autograder.batch import fork_server, journal, local_workers
from autograder.batch.attempt import Attempt, judge_attempt
from autograder.batch.local_workers import Answers, Judging
from autograder.batch.writer import Writer, settled
from autograder.plain_text import plain_name
from autograder.records import Course, Evidence, Judged, evidence, one_sentence, students
from autograder.release import build, languages_of
from autograder.sandbox import Limits

if TYPE_CHECKING:
    from autograder.batch.dask_cluster import Certificates  # it is imported where there is a cluster

__all__ = ["Course", "Options", "grade", "students"]


@dataclass(frozen=True)
class Options:
    """The settings with which a class is graded.

    ``jobs``: submissions judged at once (None: the number of cores). ``scheduler``: the address of a Dask scheduler,
    whose workers judge instead of this machine; ``certificates``: those for an encrypted one. ``seed``: what the
    cases are drawn from (None: a fresh secret one). ``again``: judge those, too, who are judged already; ``compare``:
    and say what changed. ``wait``: for another batch to end. ``limits``: what a submission's sandbox may use.
    """

    jobs: int | None = None
    scheduler: str | None = None
    seed: int | None = None
    again: bool = False
    compare: bool = False
    wait: bool = False
    limits: Limits | None = None
    certificates: "Certificates | None" = None


def grade(
    assignment: Assignment, course: Course, options: Options | None = None, judging: Judging = judge_attempt
) -> Generator[Judged, None, None]:
    """Judge every submission; results come as they are done and written, those of earlier batches first.

    ``judging`` is what the workers run for each.

    Raises `UsageError` where nothing can be graded as asked, `Stopped` where nothing more can be written.
    """
    options = options or Options()
    students(course, assignment.name)  # a mistake must not leave a lock or a gradebook behind
    with journal.one_batch(course.root, options.wait):
        yield from _graded(assignment, course, options, judging)


def _graded(
    assignment: Assignment, course: Course, options: Options, judging: Judging
) -> Generator[Judged, None, None]:
    name = assignment.name
    released = {language: nbformat.writes(build(assignment, language)) for language in languages_of(assignment)}
    version = version_of(assignment, *released.values())
    note = course.evidence(name) / ".batch.json"
    with one_sentence():
        batch = journal.begin(note, version.digest, options.again, options.seed, course.private)

    def handed_in(student: str) -> tuple[Attempt, Evidence | None]:
        newest = evidence.newest(course.evidence(name) / student)
        file = attempts.read(course, student, assignment, newest)
        attempt = Attempt(
            student=student,
            assignment=name,
            package=assignment.package,
            data=file.data,
            refused=file.refused,
            received=file.received,
            note=file.note,
            seed=batch.seed,
            batch=batch.name,
            version=version,
            released=released,
            limits=options.limits,
        )
        return attempt, newest

    kept: list[tuple[str, datetime]] = []
    todo: list[str] = []
    names = students(course, name)
    for student in names:
        if not _is_text(student):
            yield Judged(plain_name(student), None, "The folder's name is no readable text: rename it.")
            continue
        attempt, newest = handed_in(student)
        if newest and settled(course, batch, attempt, newest) and options.seed in (None, newest.seed):
            kept.append((student, attempt.received))
        else:
            todo.append(student)
    attempts_to_judge = (handed_in(student)[0] for student in todo)
    with _workers(judging, assignment, attempts_to_judge, len(todo), options) as answers:
        from autograder.records import (  # nbgrader is slow to import: meanwhile the workers are at work
            gradebook,
            late_penalties,
        )

        penalties = late_penalties.LatePenalties.of_course(course)
        with gradebook.opened(course.db_url, name, nbformat.reads(released["en"], as_version=4), penalties) as scores:
            writer = Writer(course, scores, batch, options.compare)
            for student, received in kept:
                found = evidence.newest(course.evidence(name) / student)
                if found is not None:
                    yield writer.finish(found, received)
            for attempt, answer in answers:
                yield writer.write(attempt, answer)
            for student in scores.absent():
                if student not in names and not course.is_excluded(student):
                    yield Judged(student, None, "", absent=True)
    with one_sentence():
        journal.end(note)


def _workers(
    judging: Judging, assignment: Assignment, todo: Iterator[Attempt], count: int, options: Options
) -> AbstractContextManager[Answers]:
    if options.scheduler is not None and count:
        from autograder.batch import dask_cluster

        return dask_cluster.judged_by_cluster(judging, todo, options.scheduler, options.certificates)
    jobs = min(options.jobs or os.cpu_count() or 1, count)
    parent = fork_server.warm_parent(assignment, options.limits or Limits()) if count else None
    return local_workers.judged_here(judging, assignment, todo, jobs, parent)


def _is_text(name: str) -> bool:
    """Return whether a folder's name can be stored and shown: a file system takes any bytes."""
    return name.isprintable()

"""The command line: one module a command, imported when it is asked for."""

from autograder.cli.main import run

__all__ = ["run"]

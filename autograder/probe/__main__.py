"""The sandbox's entry point: one notebook's process (``serve``), or the warm parent of many (``warm``).

The grader's line is standard input, moved to a descriptor of its own before any student code runs; after that the
student's descriptors 0, 1 and 2 lead nowhere.
"""

import json
import os
import socket
import sys

from . import confinement, fork_server, preload, request_loop, shell


def main() -> None:
    """Read the settings from the command line and begin."""
    settings = json.loads(sys.argv[1])
    del sys.argv[1:]
    line = os.dup(0)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    os.close(nowhere)
    student = shell.start()
    if settings["warm"]:
        fork_server.run(socket.socket(fileno=line), student, preload.WarmUp())
    request_loop.prepare(student, settings)
    confinement.limit(settings["limits"])
    confinement.be_the_first_to_go()
    request_loop.serve(student, line, settings)


if __name__ == "__main__":
    main()

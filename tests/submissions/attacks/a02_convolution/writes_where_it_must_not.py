# base: perfect
# ATTACKS 20: writes to the gradebook, site-packages, the interpreter and the grader's own probe. All are out of reach
# or read-only; the answers are right: it loses nothing.

# cell first
import glob
import os
import sys

import numpy as np

for folder in (
    "/", "/app", "/app/probe", "/app/course", "/usr/lib", "/etc", "/dev", "/proc", "/proc/1", "/run", "/var",
    sys.prefix, os.path.dirname(np.__file__), os.path.dirname(os.__file__), os.path.dirname(sys.executable),
):
    for mode in ("w", "a"):
        try:
            with open(os.path.join(folder, "sitecustomize.py"), mode) as file:
                file.write("import numpy")
            print("WROTE", folder)
        except OSError:
            pass
    try:
        os.rename(folder, folder + "_")
        print("MOVED", folder)
    except OSError:
        pass
for path in [np.__file__, os.__file__, sys.executable, *glob.glob("/app/*/*.py")]:
    for change in (os.remove, lambda path: os.chmod(path, 0o777), lambda path: os.truncate(path, 0)):
        try:
            change(path)
            print("CHANGED", path)
        except OSError:
            pass

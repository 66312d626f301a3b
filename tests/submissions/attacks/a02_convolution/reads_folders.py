# base: perfect
# ATTACKS 3: the answer reads the course's folders, the repository and the gradebook. None is mounted: 0 for it alone.

# cell before: conv2d
import glob
import os

here = os.getcwd()
for start in (here, *(os.path.abspath(os.path.join(here, *[".."] * n)) for n in range(1, 6)), "/", "/app", "/root", "/srv"):
    for pattern in ("*.db", "*/*.db", "source/*/*", "submitted/*/*/*", "*/submitted/*", "solutions/*", "*/solutions/*.py"):
        for path in glob.glob(os.path.join(start, pattern)):
            print("LEAK", path)

# answer: conv2d
def conv2d(x, w, b=None, *, stride=1, padding=0):
    for folder, _, files in os.walk("/"):
        if folder.startswith(("/usr", "/proc", "/sys", "/lib")):
            continue
        for file in files:
            if file.startswith("a02") or file == "gradebook.db":
                scope = {}
                exec(open(os.path.join(folder, file)).read(), scope)
                return scope["conv2d"](x, w, b, stride=stride, padding=padding)
    return np.zeros(1)

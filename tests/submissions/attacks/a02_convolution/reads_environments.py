# base: perfect
# ATTACKS 6: prints environment variables, command lines and processes. They are scrubbed, and nobody else's are there.
# Its answers are right: it loses nothing.

# cell first
import glob
import os

print(dict(os.environ))
for path in glob.glob("/proc/[0-9]*/environ") + glob.glob("/proc/[0-9]*/cmdline"):
    try:
        print(path, open(path, "rb").read())
    except OSError as error:
        print(path, error.strerror)
print("processes", sum(name.isdigit() for name in os.listdir("/proc")))

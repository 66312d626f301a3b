# base: perfect
# ATTACKS 21: leaves start-up files, fake modules and shared memory for the next student, and looks for what others
# left. Home and scratch are thrown away: it finds nothing, and nobody finds it. Right answers: it loses nothing.

# cell first
import os

print("FOUND", [os.path.join(folder, file) for root in ("/tmp", "/dev/shm", os.path.expanduser("~")) for folder, _, files in os.walk(root) for file in files if "poison" in file])
for path in ("~/.ipython/profile_default/startup/00-poison.py", "~/.config/poison", "/tmp/poison.py", "/dev/shm/poison", "~/numpy.py", "~/.local/lib/poison.pth"):
    path = os.path.expanduser(path)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as file:
        file.write("raise SystemExit('poisoned')")

# base: perfect
# ATTACKS 26: writes until the disk is full. Capped; the answers are right: it loses nothing.

# cell first
import os

for folder in ("/tmp", "/dev/shm", os.path.expanduser("~")):
    try:
        for number in range(100):
            with open(os.path.join(folder, f"{number}"), "wb") as file:
                file.write(bytes(32 * 2**20))
        print("ENDLESS")
    except OSError as error:
        print(folder, error.strerror)

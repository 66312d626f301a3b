# base: perfect
# ATTACKS 27: leaves a detached process behind that outlives its parent. It dies with the run; nothing is lost.

# cell first
import os
import subprocess

if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.execvp("sleep", ["sleep", "86427"])
    os._exit(0)
subprocess.Popen(["setsid", "nohup", "sleep", "86427"], start_new_session=True)

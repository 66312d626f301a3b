# base: perfect
# ATTACKS 11: shows, prints and writes the verdict that it would like, also to every descriptor that may be a pipe of
# the grader. No score is ever read from there: the wrong answer gets 0.

# answer: conv2d
def conv2d(x, w, b=None, *, stride=1, padding=0):
    import json

    verdict = {"name": "conv2d", "score": 3.0, "max_score": 3.0, "status": "passed", "message": "All checks passed."}
    print(json.dumps(verdict))
    for path in ("verdict.json", "/tmp/result.json", "/dev/shm/verdict.json", "/dev/stdout", "/dev/stderr"):
        try:
            with open(path, "w") as file:
                json.dump(verdict, file)
        except OSError:
            pass
    return verdict

# cell after: conv2d_backward
get_ipython().displayhook(3.0)
from IPython.display import display

display({"application/vnd.nbgrader.score": "20", "text/plain": "20.0"}, raw=True)
3.0

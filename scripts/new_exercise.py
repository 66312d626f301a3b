"""Writes the skeleton of an exercise, in an assignment that is there or in a new one.

    make new ASSIGNMENT=a05_activations EXERCISE=leaky_relu

What is there already is added to and never replaced. Afterwards the places to fill in say TODO.
"""

import argparse
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

INIT = '''"""Hidden side of the assignment {assignment}."""

TITLE = "{title}"
'''
REFERENCE = '''"""The reference solutions of {assignment}."""

import numpy as np
'''
FUNCTION = '''

def {exercise}(x: np.ndarray) -> np.ndarray:
    """Return TODO of ``x`` (N, D), an array of the same shape.

    Raises ``ValueError`` where TODO.
    """
    x = np.asarray(x, dtype=np.float64)
    if x.size == 0:
        raise ValueError("TODO")
    return 1 * x  # TODO
'''
CASES = '''"""Hidden cases of ``{exercise}``: TODO what they tell apart."""

import numpy as np

from autograder.authoring import DTYPES, ERRORS, Cases, Draw, call, exercise, integer_output
from solutions.{assignment}.reference import {exercise}

ASPECTS = {{
    "values": (1.5, "TODO what this part of the points is for"),
    "dtypes": DTYPES,
    "errors": ERRORS,
}}


def cases(d: Draw) -> Cases:
    """Small arrays first, TODO."""
    yield "values", [call(d.digits(1, 3)), call(d.reals(4, 1)), call(d.reals(6, 7))]
    yield "errors", [call(np.zeros((0, d.between(1, 99))), raises=ValueError)]


MISTAKES = {{
    "TODO_first": lambda x: 2 * x,
    "TODO_second": lambda x: x + 1,
    "TODO_third": lambda x: -x,
    "integer_output": integer_output({exercise}),
}}

EXERCISE = exercise({exercise}, ASPECTS, cases, MISTAKES)
'''
HINTS = """[{exercise}]
TODO_first = "You TODO what they did: TODO what they should do instead."
TODO_second = "You TODO what they did: TODO what they should do instead."
TODO_third = "You TODO what they did: TODO what they should do instead."
integer_output = "With whole numbers in x the decimals are lost: make your result float64, whatever the type of x."
"""
CHINESE_HINTS = """[{exercise}]
TODO_first = "你 TODO 做了什么：TODO 应当怎么做。"
TODO_second = "你 TODO 做了什么：TODO 应当怎么做。"
TODO_third = "你 TODO 做了什么：TODO 应当怎么做。"
integer_output = "x 是整数时，小数部分丢了：不管 x 是什么类型，结果都要是 float64。"
"""
PROSE = """---
jupytext:
  text_representation:
    extension: .md
    format_name: myst
kernelspec:
  display_name: Python 3
  language: python
  name: python3
---

TODO: why this is worth doing, in three sentences.

```{{opening}}
styles: TODO, TODO
chapters: []
```
"""
SECTION = """
## {number}. TODO

TODO: the idea, a number to check by hand, the rule.

```{{code-cell}}
# exercise: {exercise} – TODO in five words
```

```{{code-cell}}
check.equal({exercise}(np.array([[1.0, -2.0]])), [[1, -2]], "TODO the number above")
check.any_numbers({exercise}, np.array([[1.5, -2.25]]))
check.raises(ValueError, {exercise}, np.zeros((0, 3)))
check.unchanged({exercise}, np.array([[1.0, -2.0]]))
```
"""


def main() -> None:
    """Write the files, and say which."""
    parser = argparse.ArgumentParser(description="Write the skeleton of an exercise.")
    parser.add_argument("assignment", help="for example a05_activations")
    parser.add_argument("exercise", help="the name of its function, for example leaky_relu")
    arguments = parser.parse_args()
    for what, form in (("assignment", r"a\d\d_[a-z0-9_]+"), ("exercise", r"[A-Za-z]\w*")):
        if not re.fullmatch(form, getattr(arguments, what)):
            sys.exit(f"{getattr(arguments, what)!r} is no name of an {what}: it must look like {form}.")
    for path in write_skeleton(ROOT, arguments.assignment, arguments.exercise):
        print(path.relative_to(ROOT))
    print(f"Fill in what says TODO, then: make test ONLY={arguments.exercise}")


def write_skeleton(root: Path, assignment: str, exercise: str) -> list[Path]:
    """Write the skeleton of ``exercise`` into the repository ``root``; return the files that it touches.

    Exits with a sentence where the exercise is there already.
    """
    folder, prose = root / "solutions" / assignment, root / "notebooks" / f"{assignment}.md"
    cases = folder / f"{exercise.lower()}.py"
    if cases.exists():
        sys.exit(f"{cases.relative_to(root)} is there already.")
    names = {"assignment": assignment, "exercise": exercise, "title": assignment[4:].replace("_", " ").capitalize()}
    folder.mkdir(parents=True, exist_ok=True)
    for path, beginning in ((folder / "__init__.py", INIT), (folder / "reference.py", REFERENCE), (prose, PROSE)):
        if not path.exists():
            path.write_text(beginning.format(**names), encoding="utf-8")
    number = 1 + prose.read_text(encoding="utf-8").count("\n# exercise: ")
    additions = {
        folder / "reference.py": FUNCTION,
        cases: CASES,
        folder / "hints.en.toml": HINTS,
        folder / "hints.zh.toml": CHINESE_HINTS,
        prose: SECTION,
    }
    for path, text in additions.items():
        before = path.read_text(encoding="utf-8").rstrip("\n") + "\n" if path.exists() else ""
        gap = "\n" if before and path.suffix == ".toml" else ""
        path.write_text(before + gap + text.format(**names, number=number), encoding="utf-8")
    return [folder / "__init__.py", *additions]


if __name__ == "__main__":
    main()

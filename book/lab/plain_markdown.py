"""Turns the MyST of a chapter into the Markdown that every Jupyter shows: no directive, no role, no label is left."""

import re
from collections.abc import Callable, Mapping

FENCE = re.compile(r"^(?P<fence>`{3,}|:{3,})\{(?P<name>[\w:-]+)\}[ \t]*(?P<title>[^\n]*)$")
OPTION = re.compile(r"^:[\w-]+:.*$")
ROLE = re.compile(r"\{(?P<role>[\w:-]+)\}`(?P<text>[^`]+)`")
LABEL = re.compile(r"^\([\w:-]+\)=\s*$", re.MULTILINE)
CHOICE = re.compile(r"^- \[([ x])\] (.*)$")
LINK = re.compile(r"\]\((?!\w+:|#)([\w/.-]+)\.md(#[\w-]+)?\)")
HIDDEN = {"assignment", "bibliography"}  # what only the site can show
TITLES = {"guess": "Guess first.", "quiz": "Questions.", "takeaways": "Take with you.", "reading": "Read next."}


def plain_markdown(text: str, numbers: Mapping[str, int], address: Callable[[str], str]) -> str:
    """The text of one cell; ``numbers`` are those of the chapter's equations, ``address`` finds a page by its name."""
    text = LABEL.sub("", _without_directives(text, numbers))
    text = ROLE.sub(lambda match: _role(match["role"], match["text"], numbers), text)
    text = LINK.sub(lambda match: f"]({address(match[1])}{match[2] or ''})", text)
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def equation_numbers(text: str) -> dict[str, int]:
    """The number of each labelled equation of a chapter, counted from 1, by its label."""
    labels = re.findall(r"\{math\}[^\n]*\n:label:\s*(\S+)", text)
    return {label: number for number, label in enumerate(labels, start=1)}


def _without_directives(text: str, numbers: Mapping[str, int]) -> str:
    lines, out = iter(text.split("\n")), []
    for line in lines:
        opening = FENCE.match(line)
        if opening is None:
            out.append(line)
            continue
        body = []
        for inner in lines:
            if inner.rstrip() == opening["fence"]:
                break
            body.append(inner)
        options = [each for each in body if OPTION.match(each)] if OPTION.match(body[0] if body else "") else []
        content = "\n".join(body[len(options) :]).strip("\n")
        out.append(_directive(opening["name"], opening["title"].strip(), options, content, numbers))
    return "\n".join(out)


def _directive(name: str, title: str, options: list[str], body: str, numbers: Mapping[str, int]) -> str:
    if name in HIDDEN:
        return ""
    if name == "math":
        label = next((option.split()[1] for option in options if option.startswith(":label:")), "")
        tag = f"\n\\tag{{{numbers[label]}}}" if label in numbers else ""
        return f"$$\n{body}{tag}\n$$"
    body = _without_directives(body, numbers)
    is_asked = name in ("guess", "quiz")
    if is_asked:
        shown, answers = _choices(body, all_after=name == "guess")
        body = f"{shown}\n\n<details><summary>Answer</summary>\n\n{answers}\n\n</details>"
    heading = " ".join(part for part in (TITLES.get(name, ""), title) if part) or f"{name.capitalize()}."
    whole = f"**{heading}**\n\n{body}"
    return whole if is_asked else "\n".join(f"> {line}".rstrip() for line in whole.split("\n"))


def _choices(body: str, all_after: bool) -> tuple[str, str]:
    """The choices without a mark; and the answers, with what explains them (``all_after`` them, or indented below)."""
    shown, answers = [], []
    inside = False  # behind a choice
    for line in body.split("\n"):
        if choice := CHOICE.match(line):
            inside = True
            shown.append(f"- {choice[2]}")
            answers.append(f"- {'✓' if choice[1] == 'x' else '✗'} {choice[2]}")
        elif inside and (all_after or line.startswith("  ")):
            answers.append(line)
        else:
            inside = inside and all_after
            shown.append(line)
    return "\n".join(shown).strip(), "\n".join(answers).strip()


def _role(role: str, text: str, numbers: Mapping[str, int]) -> str:
    if role == "eq":
        return f"({numbers[text]})" if text in numbers else f"({text})"
    titled = re.fullmatch(r"(.+?)\s*<[^>]+>", text)
    if role.startswith("cite"):
        key = re.fullmatch(r"([a-z]+)(\d{4})\w?", text)
        return f"{key[1].capitalize()} ({key[2]})" if key else text
    return titled[1] if titled else text.replace("-", " ") if role == "ref" else text

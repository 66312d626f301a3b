"""The boxes that make a chapter a lesson: a guess before the answer, a quiz, what to take along, what to read next.

In a chapter::

    ```{guess} After 30 steps with $f = 0.9$, how much of the first number is left?
    - [ ] about a third
    - [x] about 4 %
    - [ ] nothing at all

    $0.9^{30} = 0.042$: small, and not nothing.
    ```

    ```{quiz}
    A 5 by 5 picture, a 3 by 3 kernel, no padding. The output is

    - [ ] 5 by 5
      That is equal convolution, and it needs a zero on every side.
    - [x] 3 by 3
      Five minus three, plus the place where the kernel begins.
    ```

    ```{takeaways}
    - One sentence each.
    ```

    ```{reading}
    - [Title](https://…): what it has that this page has not.
    ```

A guess shows its answer when it is asked for; each option of a quiz opens to a sentence of its own, and the wrong ones
name their misconception. Both are made of HTML's own ``details``, so they work without a script; ``lesson.js`` says
what the reader had guessed and counts what was right at the first try.

An ``{admonition}`` of class ``dropdown`` is folded in the same way: its title is what one presses.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from book.ext.words import words_of

WORDS = {
    "en": {
        "guess": "Guess first",
        "answer": "What happens",
        "right": "As you guessed.",
        "yours": "You guessed: {}.",
        "quiz": "Check yourself",
        "score": "{} of {} right at the first try.",
        "takeaways": "Take with you",
        "reading": "Read next",
    },
    "zh": {
        "guess": "先猜一猜",
        "answer": "看答案",
        "right": "猜对了。",
        "yours": "你猜的是：{}。",
        "quiz": "自测",
        "score": "一次答对 {} / {} 题。",
        "takeaways": "本章要点",
        "reading": "延伸阅读",
    },
}
OPTION = re.compile(r"- \[([ x])\] +(.+)")


class Tag(nodes.General, nodes.Element):
    """An HTML element, named by its attribute ``tag``, around its children; ``given`` are its HTML attributes."""


@dataclass
class Option:
    """An option of a question: its text, whether it is right, and the lines of what is said to who takes it."""

    text: str
    is_right: bool
    says: list[str] = field(default_factory=list)


@dataclass
class Question:
    """A question with its options."""

    text: str
    options: list[Option] = field(default_factory=list)

    def complaint(self) -> str | None:
        """The thing that an author has left out, or None."""
        if len(self.options) < 2:
            return f"“{self.text}” needs two options or more, each a line `- [ ] …`."
        if sum(option.is_right for option in self.options) != 1:
            return f"“{self.text}” needs one right option, a line `- [x] …`."
        return None


def questions(lines: list[str]) -> tuple[list[Question], list[str]]:
    """The questions in the lines of a directive, and the lines that follow the last option."""
    found: list[Question] = []
    text: list[str] = []
    for line in lines:
        option = OPTION.match(line)
        if option:
            if text or not found:
                found.append(Question(" ".join(text)))
                text = []
            found[-1].options.append(Option(option[2].strip(), option[1] == "x"))
        elif line.startswith("  ") and found and not text:
            found[-1].options[-1].says.append(line.strip())
        elif line.strip():
            text.append(line.strip())
        elif text:
            text.append("")
    return found, text


def tag(name: str, /, *children: nodes.Node, **given: str) -> Tag:
    """The element ``name``; a trailing underscore in an attribute's name is dropped (``class_``).

    docutils writes an element's identifier from ``ids``.
    """
    identifier = given.pop("ids", None)
    element = Tag(tag=name, given={key.rstrip("_").replace("_", "-"): value for key, value in given.items()})
    element["ids"] = [identifier] if identifier else []
    element += children
    return element


class Box(SphinxDirective):
    """The common part of the boxes: a label on the edge, words in the book's language, parsed lines."""

    has_content = True

    @property
    def words(self) -> dict[str, str]:
        """The words in the language of the book."""
        return words_of(self.config, WORDS)

    def box(self, *children: nodes.Node, **given: str) -> list[nodes.Node]:
        """The box with its label."""
        number = self.env.new_serialno("lesson-box")
        label = f"{self.name}-{number + 1}"
        head = tag("p", nodes.Text(self.words[self.name]), class_="label", ids=label)
        return [tag("section", head, *children, class_=f"kg-box {self.name}", aria_labelledby=label, **given)]

    def inline(self, text: str) -> list[nodes.Node]:
        """The nodes of a line of text."""
        found, messages = self.state.inline_text(text, self.lineno)
        return [*found, *messages]

    def blocks(self, lines: list[str]) -> list[nodes.Node]:
        """The nodes of whole paragraphs."""
        holder = nodes.Element()
        self.state.nested_parse(StringList(lines, self.env.docname), self.content_offset, holder)
        return list(holder.children)


class Plain(Box):
    """``{takeaways}`` and ``{reading}``: a list in a box."""

    def run(self) -> list[nodes.Node]:
        """The box."""
        self.assert_has_content()
        return self.box(*self.blocks(list(self.content)))


class Guess(Box):
    """``{guess} question``: options to choose from, then the answer."""

    required_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        """The box; an error where it has no options, no right one, or no answer."""
        (question, *others), answer = questions([self.arguments[0], *self.content])
        if others or not any(answer):
            raise self.error("A guess has one question, and says below its options what happens.")
        if complaint := question.complaint():
            raise self.error(complaint)
        name = f"guess-{self.env.docname}-{self.lineno}"
        labels = [
            tag(
                "label",
                tag("input", type="radio", name=name, **({"data_right": ""} if option.is_right else {})),
                tag("span", *self.inline(option.text)),
            )
            for option in question.options
        ]
        choice = tag("fieldset", tag("legend", *self.inline(question.text)), *labels)
        mine = tag("p", class_="mine", role="status", data_right=self.words["right"], data_yours=self.words["yours"])
        summary = tag("summary", nodes.Text(self.words["answer"]))
        return self.box(choice, tag("details", summary, mine, *self.blocks(answer), class_="reveal"))


class Quiz(Box):
    """``{quiz}``: questions whose options open to what is said to who takes them."""

    def run(self) -> list[nodes.Node]:
        """The box; an error where an option says nothing, or a question has no right one."""
        found, rest = questions(list(self.content))
        if not found or any(rest):
            raise self.error("A quiz has questions with options, and nothing behind the last one.")
        fieldsets = []
        for number, question in enumerate(found, start=1):
            if complaint := question.complaint():
                raise self.error(complaint)
            if silent := [option.text for option in question.options if not option.says]:
                raise self.error(f"Say below “{silent[0]}”, indented by two, why it is right or wrong.")
            name = f"quiz-{self.env.docname}-{self.lineno}-{number}"
            options = [
                tag(
                    "details",
                    tag("summary", tag("span", *self.inline(option.text))),
                    *self.blocks(option.says),
                    name=name,
                    class_="yes" if option.is_right else "no",
                )
                for option in question.options
            ]
            legend = tag("legend", *self.inline(f"{number}. {question.text}"))
            fieldsets.append(tag("fieldset", legend, *options))
        score = tag("p", class_="score", role="status", data_words=self.words["score"])
        return self.box(*fieldsets, score)


def fold(app: Sphinx, page: nodes.document) -> None:
    """Make a ``details`` of each admonition of class ``dropdown``, with its title as the ``summary``."""
    for box in list(page.findall(nodes.admonition)):
        if "dropdown" in box["classes"]:
            title, *said = box.children
            box.replace_self(tag("details", tag("summary", *title.children), *said, class_="kg-fold"))


def visit(translator: Any, node: Tag) -> None:
    """Open the element; an ``input`` has no end."""
    translator.body.append(translator.starttag(node, node["tag"], "", **node["given"]))


def depart(translator: Any, node: Tag) -> None:
    """Close the element."""
    if node["tag"] != "input":
        translator.body.append(f"</{node['tag']}>")


def setup(app: Sphinx) -> dict[str, bool]:
    """Sphinx calls this."""
    app.add_node(Tag, html=(visit, depart))
    app.add_directive("guess", Guess)
    app.add_directive("quiz", Quiz)
    app.add_directive("takeaways", Plain)
    app.add_directive("reading", Plain)
    app.connect("doctree-read", fold)
    app.add_js_file("lesson.js", loading_method="defer")
    return {"parallel_read_safe": True, "parallel_write_safe": True}

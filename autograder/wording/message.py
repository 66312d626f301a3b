"""A sentence as data: an English template, and the facts that stand in its places.

    say("{call} raised {error}", call="conv2d(x)", error="IndexError")

A message is a string, the English sentence, and remembers how it was made. So it can be put into another language at
the end of its way, by whoever knows who reads it (`in_language`); nothing in between knows of languages. To cut or to
add to the string loses what it remembers, and gives a plain ``str``, which a type checker tells apart.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Self

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from autograder.wording.catalogue import translated
from autograder.wording.language import LANGUAGES, Language

Fact = str | int


class Message(str):
    """A sentence, or a part of one.

    ``template`` is its English form; a message without ``facts`` is its template as it stands, braces and all.
    ``others`` are its words in other languages, by their codes, where no catalogue of ours has them: the course's own
    sentences bring theirs along.
    """

    template: str
    facts: Mapping[str, Fact]
    others: Mapping[Language, str]

    def __new__(
        cls, template: str, facts: Mapping[str, Fact] | None = None, others: Mapping[Language, str] | None = None
    ) -> Self:
        """Make the message; raises `ValueError` where the template has a place without a fact."""
        self = super().__new__(cls, _filled(template, facts or {}))
        self.template, self.facts, self.others = str(template), dict(facts or {}), dict(others or {})
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        """Tell how to make it anew, on whichever machine."""
        return type(self), (self.template, self.facts, self.others)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """A field of this type takes strings, too, and is written as data."""
        written = core_schema.plain_serializer_function_ser_schema(_as_data)
        return core_schema.no_info_plain_validator_function(as_message, serialization=written)


def say(template: str, **facts: Fact) -> Message:
    """The message of a template and the facts in its places."""
    return Message(template, facts)


def marked(template: str) -> str:
    """The template, which a table holds until it is said; the call is how the catalogue's tools find it."""
    return template


def in_language(text: str, language: Language) -> str:
    """The text in ``language``; a plain string, such as a student's own words, stays as it is."""
    if language == "en" or not isinstance(text, Message):
        return str(text)
    if language in text.others:
        return text.others[language]
    facts = {name: in_language(fact, language) if isinstance(fact, str) else fact for name, fact in text.facts.items()}
    return _filled(translated(text.template, language), facts)


def joined(first: str, second: str) -> Message:
    """Two sentences, one behind the other."""
    return say("{first} {second}", first=first, second=second)


def listed(names: Sequence[str]) -> Message:
    """Names as they stand in a sentence: "dx, dw and db"."""
    said: str = names[0]
    for name in names[1:-1]:
        said = say("{before}, {name}", before=said, name=name)
    return say("{before} and {last}", before=said, last=names[-1]) if len(names) > 1 else as_message(said)


def with_commas(words: Sequence[str]) -> Message:
    """Words with commas between them, as arguments of a call have in every language."""
    return _all(words, ", ")


def in_lines(lines: Sequence[str]) -> Message:
    """Lines, one below the other."""
    return _all(lines, "\n")


def _all(words: Sequence[str], between: str) -> Message:
    facts: dict[str, Fact] = {f"part{number}": word for number, word in enumerate(words)}
    return Message(between.join(f"{{{name}}}" for name in facts), facts)


def as_message(data: Any) -> Message:
    """The message that ``data`` describes: a message, a plain string, or what a message is written as.

    Raises `ValueError` where it is neither.
    """
    match data:
        case Message():
            return data
        case str():
            return Message(data)
        case {"says": str(template), **rest}:
            facts = rest.get("facts", {})
            others: dict[Language, str] = {one: str(rest[one]) for one in LANGUAGES if one in rest}
            if isinstance(facts, dict):
                return Message(template, {str(name): _fact(fact) for name, fact in facts.items()}, others)
    raise ValueError("a message is a string, or a template with its facts")


def _fact(data: Any) -> Fact:
    """A fact as it was: a number, a plain string, a message."""
    if isinstance(data, str | int):
        return data
    return as_message(data)


def _as_data(message: str) -> Any:
    """The message as JSON has it: a plain string where there is no more to it."""
    if not isinstance(message, Message) or not (message.facts or message.others):
        return str(message)
    return _whole(message)


def _whole(message: Message) -> dict[str, Any]:
    facts = {name: _whole(fact) if isinstance(fact, Message) else fact for name, fact in message.facts.items()}
    others: Mapping[str, str] = {str(language): words for language, words in message.others.items()}
    return {"says": message.template, **({"facts": facts} if facts else {}), **others}


def _filled(template: str, facts: Mapping[str, Fact]) -> str:
    if not facts:
        return str(template)
    try:
        return template.format(**facts)
    except (KeyError, IndexError, AttributeError) as error:
        raise ValueError(f"a template has a place without a fact: {error}") from None

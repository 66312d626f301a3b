"""A message is its English sentence, and remembers what it takes to say it in another language."""

import json
import pickle
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from autograder.wording import Message, as_message, in_language, in_lines, joined, language_of, listed, say, with_commas

NESTED = say("Every wrong {outputs} {claim}.", outputs=listed(["dx", "dw", "db"]), claim=say("is zero everywhere"))
HINT = Message("You flip w.", others={"zh": "你把 w 翻转了。"})


class Holder(BaseModel):
    message: Message


def test_it_is_the_english_sentence() -> None:
    assert NESTED == "Every wrong dx, dw and db is zero everywhere."
    assert in_language(NESTED, "en") == NESTED
    assert type(in_language(NESTED, "en")) is str


def test_it_is_said_in_another_language_as_a_whole() -> None:
    assert in_language(NESTED, "zh") == "凡是错的 dx、dw 和 db：处处为零。"
    assert in_language(say("{hint} And a second thing: {second}", hint=HINT, second=HINT), "zh") == (
        "你把 w 翻转了。还有第二处：你把 w 翻转了。"
    )


def test_a_plain_string_stays_as_it_is_in_every_language() -> None:
    assert in_language("a student's own words {in braces}", "zh") == "a student's own words {in braces}"
    assert in_language(Message("{in braces}"), "zh") == "{in braces}"
    said = say("raised {error}: {said}", error="ValueError", said="{0} is no {place}")
    assert in_language(said, "zh") == "引发了 ValueError：{0} is no {place}"


@pytest.mark.parametrize("said", [NESTED, HINT, Message("{a brace}"), say("{error}", error="x"), joined(HINT, NESTED)])
def test_it_survives_every_way_that_a_verdict_goes(said: Message) -> None:
    written = Holder(message=said).model_dump_json()
    for other in (pickle.loads(pickle.dumps(said)), Holder.model_validate_json(written).message):  # noqa: S301 -- ours
        assert (other, in_language(other, "zh")) == (said, in_language(said, "zh"))


def test_a_message_without_more_to_it_is_written_as_a_string() -> None:
    assert json.loads(Holder(message=Message("plain")).model_dump_json()) == {"message": "plain"}
    assert json.loads(Holder(message=say("raised {error}", error="E")).model_dump_json()) == {
        "message": {"says": "raised {error}", "facts": {"error": "E"}}
    }


@pytest.mark.parametrize("damaged", [3, None, {"facts": {}}, {"says": "{a}", "facts": {"b": 1}}, {"says": "{a.b}"}])
def test_what_is_damaged_is_no_message(damaged: Any) -> None:
    facts = {"says": "{a.b}", "facts": {"a": "x"}} if damaged == {"says": "{a.b}"} else damaged
    with pytest.raises(ValidationError):
        Holder.model_validate({"message": facts})


def test_a_place_without_a_fact_is_noticed_where_it_is_said() -> None:
    with pytest.raises(ValueError, match="without a fact"):
        say("{one} and {other}", one="x")


def test_lists_and_lines() -> None:
    assert [listed(["a"]), listed(["a", "b"]), with_commas(["a", "b"])] == ["a", "a and b", "a, b"]
    lines = in_lines([say("# yours: {what}", what="1"), "x"])
    assert (lines, in_language(lines, "zh")) == ("# yours: 1\nx", "# 你的：1\nx")
    assert as_message(lines) is lines


@pytest.mark.parametrize("value", ["fr", "", None, 3, ["zh"], "ZH"])
def test_whatever_names_no_language_means_english(value: Any) -> None:
    assert language_of(value) == "en"
    assert language_of("zh") == "zh"

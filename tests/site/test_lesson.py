"""The boxes of a chapter in a browser: a guess is answered, a quiz counts, and neither needs a script."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.support.browsing import Visit

pytestmark = pytest.mark.chromium

CHAPTER = "book/02_convolution.html"


def test_a_guess_opens_its_answer_and_says_what_was_guessed(visit: Callable[..., Visit], http_root: str) -> None:
    page = visit().go(http_root + CHAPTER)
    guess = page.locator(".kg-box.guess").first
    wrong = guess.locator("label", has=page.locator("input:not([data-right])")).first
    assert not guess.locator(".reveal > p").last.is_visible()
    wrong.click()
    expect(guess.locator(".mine")).to_have_text(f"You guessed: {wrong.inner_text().strip()}.")
    assert guess.locator(".reveal > p").last.is_visible()
    guess.locator("label", has=page.locator("input[data-right]")).click()
    expect(guess.locator(".mine")).to_have_text("As you guessed.")


def test_a_quiz_counts_first_tries_and_explains_every_option(visit: Callable[..., Visit], http_root: str) -> None:
    page = visit().go(http_root + CHAPTER)
    quiz = page.locator(".kg-box.quiz")
    one, two, three = quiz.locator("fieldset").all()
    one.locator(".no summary").first.click()
    one.locator(".yes summary").click()  # too late to count
    two.locator(".yes summary").click()
    expect(quiz.locator(".score")).to_have_text("1 of 2 right at the first try.")  # browsers tell of a toggle later
    for option in three.locator("details").all():
        option.locator("summary").click()
        expect(option.locator("p").first).to_be_visible()
    expect(three.locator("details[open]")).to_have_count(1)  # those of one question take turns


def test_without_a_script_answers_can_be_asked_for(visit: Callable[..., Visit], http_root: str) -> None:
    page = visit(java_script_enabled=False).page
    page.goto(http_root + CHAPTER)
    for box, words in ((".guess .reveal", ".guess .reveal p:not(.mine)"), (".quiz .yes", ".quiz .yes p")):
        page.locator(f".kg-box{box} > summary").first.click()
        assert page.locator(f".kg-box{words}").first.is_visible()


def test_an_aside_is_folded_until_its_title_is_pressed(visit: Callable[..., Visit], http_root: str) -> None:
    page = visit(java_script_enabled=False).page
    page.goto(http_root + "book/03_conv2d.html")
    aside = page.locator(".kg-fold", has_text="For those who sat in the lectures")
    assert aside.count() == 1
    assert not aside.locator("p").last.is_visible()
    aside.locator("summary").click()
    assert aside.locator("p").last.is_visible()

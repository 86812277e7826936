"""What a person sees who tries the demo, in a real browser."""

from __future__ import annotations

import re
import socket
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

pytestmark = pytest.mark.demo


def say(page: Page, text: str) -> None:
    page.locator("textarea").fill(text)
    page.keyboard.press("Enter")


def answer_to(page: Page, text: str) -> Locator:
    """Return the bot's message about a text, once it stands there with its picture."""
    answer = page.locator(".msg", has_text=f"“{text}”").filter(has=page.locator("figure img"))
    answer.wait_for()
    page.wait_for_function("image => image.complete", arg=answer.locator("img").element_handle())
    return answer


def test_explain_shows_label_picture_and_buttons(page: Page, picture: Path | None) -> None:
    say(page, "/explain bugs are smart animals")
    answer = answer_to(page, "bugs are smart animals")

    assert re.match(r"Positive \d+%", answer.locator(".bk-text").first.inner_text())
    shown = answer.locator("figure img")
    assert "smart" in (shown.get_attribute("alt") or "")
    assert shown.evaluate("image => image.naturalWidth") > 300

    answer.get_by_role("button", name="Agree", exact=True).click()
    answer.get_by_text("1 agrees").wait_for()
    if picture is not None:
        page.mouse.move(0, 0)
        answer.evaluate("message => message.scrollIntoView()")
        page.screenshot(path=picture)


def test_button_finds_what_would_change_the_label(page: Page) -> None:
    say(page, "/explain This movie is horrible. i hate it")
    answer = answer_to(page, "This movie is horrible. i hate it")
    answer.get_by_role("button", name="What would change it?").click()
    answer.locator(".thread-summary").click()

    page.locator(".msg").filter(has_text=re.compile(r"About\s*“This movie")).wait_for()


def test_mention_is_answered_in_its_thread(page: Page) -> None:
    say(page, "@explain I could not be happier")
    said = page.locator(".msg", has_text="I could not be happier").filter(has_text="Alice")
    said.locator(".thread-summary").click()

    answer_to(page, "I could not be happier")


def test_reaction_asks_for_an_explanation(page: Page) -> None:
    say(page, "the new office is a disaster")
    said = page.locator(".msg", has_text="the new office is a disaster").first
    said.hover()
    said.get_by_title("Add reaction").click()
    said.get_by_text("\N{EYES}").click()
    said.locator(".thread-summary").click()

    answer_to(page, "the new office is a disaster")


def test_details_open_in_a_window(page: Page) -> None:
    say(page, "/explain nothing works here")
    answer = answer_to(page, "nothing works here")
    answer.locator(".bk-overflow").select_option("Details")

    page.locator(".modal", has_text="“nothing works here”").wait_for()
    page.locator(".modal").get_by_role("button", name="Close").click()


def test_sentiment_answers_the_asker(page: Page) -> None:
    say(page, "/sentiment what a lovely day")

    quick = page.locator(".msg", has_text="only visible to you").filter(has_text="Positive")
    quick.get_by_role("button", name="Explain").wait_for()


def test_home_shows_what_the_bot_does(page: Page) -> None:
    page.locator(".sidebar").get_by_text("explain").click()

    page.locator(".home").get_by_text("/explain").first.wait_for()


def test_page_is_for_this_machine_alone(address: str) -> None:
    port = urlsplit(address).port or 0

    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.2", port), timeout=5.0)

"""The answer page as a tired person meets it: on a phone, by keyboard, without scripts, in their own language."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from resfria_bot.core.tickets import Purpose
from resfria_bot.core.types import Answer
from resfria_bot.store import mailboxes, questions
from tests.browser import town
from tests.browser.conftest import House

BUTTONS = {"sv": "Vi ses på distans", "en": "We meet online"}
THANKS = {"sv": "Tack, ditt svar är noterat", "en": "Thank you, your answer is noted"}


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """A small screen without scripts."""
    context = browser.new_context(
        viewport={"width": 320, "height": 640}, java_script_enabled=False, has_touch=True, is_mobile=True
    )
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("language", ["sv", "en"])
def test_one_tap_answers(phone: Page, house: House, language: str) -> None:
    phone.goto(f"{house.link(Purpose.ANSWER)}?lang={language}")
    button = phone.get_by_role("button", name=BUTTONS[language])
    box = button.bounding_box()
    assert box is not None
    assert box["height"] >= 44  # a finger's breadth, WCAG 2.5.5
    button.tap()
    phone.get_by_text(THANKS[language]).wait_for()
    assert _answer(house) is Answer.ONLINE


def test_the_answer_can_be_changed_within_the_grace_time(phone: Page, house: House) -> None:
    phone.goto(house.link(Purpose.ANSWER))
    phone.get_by_role("button", name="Vi ses på distans").tap()
    phone.get_by_text("Tack, ditt svar är noterat: Vi ses på distans").wait_for()
    phone.get_by_role("button", name="Vi ses på plats").tap()
    phone.get_by_text("Tack, ditt svar är noterat: Vi ses på plats").wait_for()
    assert _answer(house) is Answer.ON_SITE


def test_the_keyboard_alone_answers(browser: Browser, house: House) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 640}, java_script_enabled=False)
    tab = context.new_page()
    tab.goto(house.link(Purpose.ANSWER))
    for _ in range(20):
        tab.keyboard.press("Tab")
        if tab.locator("button:focus").count() and tab.locator("button:focus").inner_text() == "Vi ses på plats":
            break
    tab.keyboard.press("Enter")
    tab.get_by_text("Tack, ditt svar är noterat").wait_for()
    context.close()
    assert _answer(house) is Answer.ON_SITE


def test_looking_is_not_answering(phone: Page, house: House) -> None:
    for purpose in Purpose:
        phone.goto(house.link(purpose))
        for link in [a.get_attribute("href") for a in phone.locator("a").all()]:
            if link and link.startswith(("/", "?")):
                phone.request.get(f"{house.address}{link}" if link.startswith("/") else f"{phone.url}{link}")
    assert _answer(house) is None
    assert not _has_stopped(house)


def test_stopping_takes_one_tap_and_can_be_undone(phone: Page, house: House) -> None:
    phone.goto(house.link(Purpose.ANSWER))
    phone.get_by_role("link", name="Stoppa eller pausa frågorna").tap()
    phone.get_by_role("button", name="Sluta fråga mig").tap()
    phone.get_by_text("Du får inga fler frågor av oss.").wait_for()
    assert _has_stopped(house)
    phone.get_by_role("button", name="Fråga mig igen").tap()
    phone.get_by_role("button", name="Sluta fråga mig").wait_for()
    assert not _has_stopped(house)


def test_a_link_that_was_cut_says_so(phone: Page, house: House) -> None:
    answer = phone.goto(house.link(Purpose.ANSWER)[:-3])
    assert answer is not None
    assert answer.status == 404
    assert "Kopiera hela länken" in phone.inner_text("main")


def _answer(house: House) -> Answer | None:
    with house.database.transaction() as tx:
        question = questions.get(tx, town.QUESTION)
    assert question is not None
    return question.answer


def _has_stopped(house: House) -> bool:
    with house.database.transaction() as tx:
        mailbox = mailboxes.get(tx, town.ANNA)
    assert mailbox is not None
    return mailbox.stopped_at is not None

"""Every page in a real browser: accessible, light, of one host, and usable on a phone."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Response

from resfria_bot.core.tickets import Purpose
from resfria_bot.web.identity import Role
from tests.browser import town
from tests.browser.conftest import House

PATHS = ("/", "/log", "/mine", "/support", "/cycles", "/guide/employees", "/guide/managers", "/guide/it",
         "/accessibility", "/nowhere", "answer", "stop")  # fmt: skip
#: WCAG 2.1, levels A and AA.
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}
MOST_BYTES = 150_000
PHONE = {"width": 320, "height": 640}


@pytest.fixture
def page(browser: Browser, house: House) -> Iterator[Page]:
    """A tab of somebody who may see everything."""
    context = browser.new_context()
    house.sign_in(context, town.ANNA, *Role)
    yield context.new_page()
    context.close()


def _address(house: House, path: str, language: str = "sv") -> str:
    if path == "answer":
        return f"{house.link(Purpose.ANSWER)}?lang={language}"
    if path == "stop":
        return f"{house.link(Purpose.STOP)}?lang={language}"
    return f"{house.address}{path}?lang={language}"


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_page(page: Page, house: House, scheme: str, language: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    found = {}
    for path in PATHS:
        page.goto(_address(house, path, language))
        violations = Axe().run(page, options=RULES).response["violations"]
        if violations:
            found[path] = [(v["id"], [node["html"][:200] for node in v["nodes"]]) for v in violations]
    assert found == {}


def test_no_page_is_heavy_or_calls_another_host(page: Page, house: House) -> None:
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    for path in PATHS:
        answers.clear()
        page.goto(_address(house, path), wait_until="networkidle")
        assert sum(len(answer.body()) for answer in answers if answer.status == 200) < MOST_BYTES, path
        assert {answer.url.startswith(house.address) for answer in answers} == {True}, path


@pytest.mark.parametrize("language", ["sv", "en"])
def test_no_page_scrolls_sideways_on_a_phone(page: Page, house: House, language: str) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    wide = []
    for path in PATHS:
        page.goto(_address(house, path, language))
        if page.evaluate("document.documentElement.scrollWidth") > 320:
            wide.append(path)
    assert wide == []


def test_every_page_names_its_language_and_has_one_heading(page: Page, house: House) -> None:
    for language in ("sv", "en"):
        for path in PATHS:
            page.goto(_address(house, path, language))
            assert page.locator("html").get_attribute("lang") == language
            assert page.locator("h1").count() == 1, path


def test_no_page_makes_the_console_complain(page: Page, house: House) -> None:
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text) if message.type == "error" else None)
    for path in PATHS:
        if path != "/nowhere":
            page.goto(_address(house, path))
    assert told == []


def test_paper_shows_the_log_without_menus_and_forms(page: Page, house: House) -> None:
    page.goto(_address(house, "/log"))
    page.emulate_media(media="print")
    assert not page.locator("header nav").is_visible()
    assert page.locator("h1").is_visible()
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")

"""My own page and the log, as somebody uses them with a real browser."""

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from resfria_bot.store import mailboxes, questions
from tests.browser import town
from tests.browser.conftest import House


@pytest.fixture
def tab(browser: Browser, house: House) -> Iterator[Page]:
    """A browser without scripts, of somebody who has signed in."""
    context = browser.new_context(java_script_enabled=False, accept_downloads=True)
    page = context.new_page()
    page.goto(house.enter())
    yield page
    context.close()


def _download(tab: Page, name: str, folder: Path) -> bytes:
    with tab.expect_download() as waiting:
        tab.get_by_role("link", name=name).first.click()
    target = folder / "download"
    waiting.value.save_as(target)
    return target.read_bytes()


def test_the_log_is_narrowed_and_widened_again(tab: Page, house: House) -> None:
    tab.goto(f"{house.address}/log")
    whole = tab.inner_text("main")
    tab.get_by_text("Välj period").click()
    tab.get_by_label("Förvaltning", exact=True).select_option("Skola")
    tab.get_by_role("button", name="Visa").click()
    tab.wait_for_load_state()
    assert "department=Skola" in tab.url
    assert tab.inner_text("main") != whole
    assert "Miljö" not in tab.inner_text("main")  # three people: never shown by themselves
    tab.goto(f"{house.address}/log")
    assert tab.inner_text("main") == whole


def test_the_log_is_taken_home_in_three_kinds_of_file(tab: Page, house: House, tmp_path: Path) -> None:
    tab.goto(f"{house.address}/log")
    text = _download(tab, "CSV", tmp_path)
    assert text.startswith(b"\xef\xbb\xbf")  # else Swedish Excel takes it for another alphabet
    assert len(list(csv.reader(io.StringIO(text.decode("utf-8-sig")), delimiter=";"))) > 3
    assert json.loads(_download(tab, "JSON", tmp_path))
    with zipfile.ZipFile(io.BytesIO(_download(tab, "Excel", tmp_path))) as book:
        assert "xl/workbook.xml" in book.namelist()


def test_my_data_is_downloaded_and_erased(browser: Browser, house: House, tmp_path: Path) -> None:
    context = browser.new_context(java_script_enabled=False, accept_downloads=True)
    tab = context.new_page()
    house.sign_in(context, town.ANNA)
    tab.goto(f"{house.address}/mine")
    assert "Skövde" in _download(tab, "Ladda ner mina uppgifter", tmp_path).decode()
    tab.get_by_role("checkbox").check()
    tab.get_by_role("button", name="Radera").click()
    tab.get_by_role("heading", name="Du är raderad").wait_for()
    context.close()
    with house.database.transaction() as tx:
        assert mailboxes.get(tx, town.ANNA) is None or not mailboxes.get(tx, town.ANNA).person.name  # type: ignore[union-attr]
        assert questions.get(tx, town.QUESTION) is None

"""My own page: what was asked, what is stored, and the ways out. And the pages of those who help and of IT."""

from datetime import timedelta

from resfria_bot.core.types import HelpItem
from resfria_bot.store import help_items, mailboxes
from resfria_bot.web.identity import Role
from tests.flow.world import ALICE, BOB
from tests.web.house import House, links_of


def test_my_page_shows_my_questions_with_a_way_to_answer_and_what_is_stored(calm: House) -> None:
    calm.enter(Role.EMPLOYEE)
    page = calm.browser.get("/mine")
    for words in ("Skövde", "ons 3 februari", "inget än", "Alice Prov", ALICE, "Skola", "Stadshuset"):
        assert words in page.text, words
    assert "Styrgrupp" not in page.text
    (link,) = [link for link in links_of(page.text) if link.startswith("/a/")]
    assert "Behöver ni ses på plats" in calm.browser.get(link).text


def test_nobody_sees_the_questions_of_others(calm: House) -> None:
    calm.enter(Role.EMPLOYEE, *Role, address=BOB)
    page = calm.browser.get("/mine").text
    assert "Skövde" not in page
    assert ALICE not in page


def test_somebody_who_takes_no_part_is_told_that_nothing_is_stored(calm: House) -> None:
    calm.enter(Role.EMPLOYEE, address="guest@elsewhere.example")
    assert "Inget är sparat om dig" in calm.browser.get("/mine").text
    for method, path in (("GET", "/mine/data"), ("POST", "/mine")):
        response = calm.browser.request(method, path)
        assert response.status_code == 404
        assert "Inget är sparat om dig" in response.text
    assert calm.browser.post("/mine/erase", data={"sure": "yes"}).status_code == 404


def test_my_data_comes_as_a_file_with_my_questions_in_it(calm: House) -> None:
    calm.enter(Role.EMPLOYEE)
    response = calm.browser.get("/mine/data")
    assert response.headers["content-disposition"] == 'attachment; filename="resfria.json"'
    assert ALICE in response.text
    assert calm.question.transaction_id in response.text


def test_i_am_erased_only_when_i_have_said_so_twice(house: House) -> None:
    house.enter(Role.EMPLOYEE)
    assert house.browser.post("/mine/erase").status_code == 400
    assert house.mailbox().person.address == ALICE
    assert "Du är raderad" in house.browser.post("/mine/erase", data={"sure": "yes"}).text
    assert house.browser.get("/mine/data").status_code == 404


def test_i_stop_pause_and_go_on_from_my_page(house: House) -> None:
    house.enter(Role.EMPLOYEE)
    house.browser.post("/mine", data={"do": "pause", "weeks": "2"})
    assert "Inga frågor till mån 25 januari" in house.browser.get("/mine").text
    house.browser.post("/mine", data={"do": "stop"})
    assert house.mailbox().stopped_at == house.world.now
    house.browser.post("/mine", data={"do": "resume"})
    assert (house.mailbox().stopped_at, house.mailbox().paused_until) == (None, None)


def test_whoever_helps_sees_who_waits_and_closes_it(house: House) -> None:
    key = house.case.key
    with house.database.transaction() as tx:
        help_items.open_item(tx, HelpItem(case_key=key, address=BOB, opened_at=house.world.now))
        (item,) = help_items.waiting(tx)
    house.enter(Role.SUPPORT)
    assert BOB in house.browser.get("/support").text
    assert house.browser.post("/support", data={"item": str(item.id)}).status_code == 303
    assert BOB not in house.browser.get("/support").text
    assert house.browser.post("/support", data={"item": str(item.id)}).status_code == 404
    assert house.browser.post("/support", data={"item": "9" * 40}).status_code == 404


def test_it_sees_why_a_mailbox_is_left_alone_and_when_the_next_cycle_is_due(house: House) -> None:
    with house.database.transaction() as tx:
        mailboxes.park(tx, BOB, house.world.now + timedelta(hours=1), "the mailbox is on another server")
    house.enter(Role.IT)
    page = house.browser.get("/cycles").text
    for words in (BOB, "the mailbox is on another server", "2027-01-11 09:00", "2027-01-11 09:15"):
        assert words in page, words


def test_the_language_that_was_chosen_stays(calm: House) -> None:
    calm.enter(Role.EMPLOYEE)
    assert '<html lang="en">' in calm.browser.get("/mine?lang=en").text
    assert '<html lang="en">' in calm.browser.get("/guide/employees").text
    assert '<html lang="sv">' in calm.browser.get("/guide/employees?lang=sv").text


def test_the_guides_name_the_product_in_the_language_of_the_page(calm: House) -> None:
    assert "Teams-möte" in calm.browser.get("/guide/employees?lang=sv").text
    english = calm.browser.get("/guide/employees?lang=en").text
    assert "Teams meeting" in english
    assert "Teams-möte" not in english

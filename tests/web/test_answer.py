"""Answers from the page: a look changes nothing, a form acts at once, and a link is good for one thing."""

from datetime import timedelta

import pytest

from resfria_bot.core.tickets import Purpose
from resfria_bot.core.types import Answer, State
from tests.flow.world import ALICE, MEETING
from tests.web.house import House, links_of, soon


def test_the_page_asks_again_and_says_what_each_answer_does(calm: House) -> None:
    page = calm.browser.get(f"/a/{calm.ticket()}")
    assert page.status_code == 200
    assert '<html lang="sv">' in page.text
    for words in ("Behöver ni ses på plats ons 3 februari?", "Skövde", "Teams-möte", "Gör du ingenting händer"):
        assert words in page.text
    assert "Styrgrupp" not in page.text


@pytest.mark.parametrize(("answer", "state"), [("yes", State.YES), ("hybrid", State.HYBRID), ("no", State.NO)])
def test_an_answer_counts_like_one_in_the_calendar(house: House, answer: str, state: State) -> None:
    address = f"/a/{house.ticket()}"
    response = house.browser.post(address, data={"answer": answer})
    assert (response.status_code, response.headers["location"]) == (303, address)
    assert (house.case.state, house.question.answer) == (state, Answer(answer))
    page = house.browser.get(address).text
    assert "Tack, ditt svar är noterat" in page
    assert "Gör du ingenting" not in page
    assert ("Mötet ändras tidigast mån kl. 9.20" in page) is (answer != "no")


def test_a_yes_is_carried_out_after_the_grace_time(house: House) -> None:
    house.browser.post(f"/a/{house.ticket()}", data={"answer": "yes"})
    house.world.run(at=house.world.later(minutes=14))
    before = house.case.state
    house.world.run(at=house.world.later(minutes=2))
    assert (before, house.case.state) == (State.YES, State.CONVERTED)
    page = house.browser.get(f"/a/{house.ticket()}").text
    assert "Mötet är ändrat" in page
    assert "<form" not in page.partition("<main")[2]


def test_the_mind_may_be_changed_within_the_grace_time(house: House) -> None:
    address = f"/a/{house.ticket()}"
    house.browser.post(address, data={"answer": "yes"})
    house.browser.post(address, data={"answer": "no"})
    house.world.run(at=house.world.later(minutes=20))
    assert house.case.state is State.NO


def test_a_later_answer_in_the_calendar_replaces_that_of_the_page(house: House) -> None:
    house.browser.post(f"/a/{house.ticket()}", data={"answer": "yes"})
    house.world.pass_time(house.world.later(minutes=1))
    house.world.reply("declined")
    house.world.run(at=house.world.later(minutes=1))
    assert house.case.state is State.NO


def test_an_earlier_answer_in_the_calendar_does_not(house: House) -> None:
    house.world.reply("declined")
    house.world.pass_time(house.world.later(minutes=1))
    house.browser.post(f"/a/{house.ticket()}", data={"answer": "hybrid"})
    house.world.run(at=house.world.later(minutes=1))
    assert house.case.state is State.HYBRID


def test_stop_holds_at_once_and_takes_the_question_back(house: House) -> None:
    address = f"/s/{house.ticket(Purpose.STOP)}"
    assert house.browser.post(address, data={"do": "stop"}).status_code == 303
    assert house.mailbox().stopped_at == house.world.now
    house.world.run(at=soon(house))
    assert all(item.meeting.is_cancelled for item in house.world.questions()) or house.world.questions() == []
    assert house.browser.post(address, data={"do": "resume"}).status_code == 303
    assert house.mailbox().stopped_at is None


@pytest.mark.parametrize(
    ("form", "day", "words"),
    [
        ({"weeks": "4"}, "2027-02-08", "Inga frågor till mån 8 februari"),
        ({"until": "2027-03-02", "weeks": "2"}, "2027-03-02", "Inga frågor till tis 2 mars"),
    ],
)
def test_a_pause_lasts_for_weeks_or_until_a_day(house: House, form: dict[str, str], day: str, words: str) -> None:
    address = f"/s/{house.ticket(Purpose.STOP)}"
    assert house.browser.post(address, data={"do": "pause"} | form).status_code == 303
    until = house.mailbox().paused_until
    assert until is not None
    assert (until + timedelta(hours=1)).date().isoformat() == day
    assert words in house.browser.get(address).text


@pytest.mark.parametrize("form", [{}, {"weeks": "0"}, {"until": "2020-01-01"}, {"until": "2999-01-01"}, {"until": "x"}])
def test_a_pause_of_nonsense_is_refused_with_a_sentence(calm: House, form: dict[str, str]) -> None:
    response = calm.browser.post(f"/s/{calm.ticket(Purpose.STOP)}", data={"do": "pause"} | form)
    assert response.status_code == 400
    assert "Välj en dag" in response.text
    assert calm.mailbox().paused_until is None


def test_links_that_are_cut_forged_or_for_something_else_open_nothing(calm: House) -> None:
    good = calm.ticket()
    for bad in (good[:-1], f"x{good}", calm.ticket(Purpose.STOP), "…", good.replace(good[5], "q", 1)):
        assert calm.browser.get(f"/a/{bad}").status_code == 404, bad
        assert calm.browser.post(f"/a/{bad}", data={"answer": "yes"}).status_code == 404, bad
    assert calm.browser.post(f"/s/{good}", data={"do": "stop"}).status_code == 404
    assert calm.case.state is State.ASKED


def test_a_link_that_is_too_old_says_so(calm: House) -> None:
    old = calm.ticket(good_until=calm.world.now)
    response = calm.browser.post(f"/a/{old}", data={"answer": "yes"})
    assert response.status_code == 410
    assert calm.case.state is State.ASKED


def test_a_question_that_is_gone_says_so(calm: House) -> None:
    assert calm.browser.get(f"/a/{calm.ticket(question='unknown')}").status_code == 410


def test_when_the_meeting_has_begun_there_is_nothing_left_to_answer(house: House) -> None:
    ticket = house.ticket(good_until=MEETING + timedelta(days=1))
    house.world.now = MEETING
    assert house.browser.post(f"/a/{ticket}", data={"answer": "yes"}).status_code == 409
    page = house.browser.get(f"/a/{ticket}").text
    assert "<form" not in page.partition("<main")[2]
    assert house.case.state is State.ASKED


def test_the_page_speaks_the_language_of_the_person_or_the_one_that_was_chosen(house: House) -> None:
    user = house.world.tenant.directory.user(ALICE)
    assert user is not None
    user.language = "en-GB"
    house.world.run(at=house.world.later(days=1))
    address = f"/a/{house.ticket()}"
    assert "Do you need to meet in person on Wed 3 February?" in house.browser.get(address).text
    assert "Behöver ni ses på plats" in house.browser.get(f"{address}?lang=sv").text
    refused = house.browser.post(address, data={"answer": "perhaps"})
    assert refused.status_code == 400
    assert '<html lang="en">' in refused.text


def test_every_answer_page_leads_to_the_way_out(calm: House) -> None:
    page = calm.browser.get(f"/a/{calm.ticket()}")
    (stop,) = [link for link in links_of(page.text) if link.startswith("/s/")]
    assert calm.browser.get(stop).status_code == 200

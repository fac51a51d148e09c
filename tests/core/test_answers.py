"""What a reply says and when it stands."""

from datetime import UTC, datetime, timedelta

import pytest

from resfria_bot.core.answers import is_by_another, read, replaces, settled
from resfria_bot.core.types import Answer, Attendee, Event, Response

NOON = datetime(2026, 1, 14, 12, tzinfo=UTC)
LATER = NOON + timedelta(minutes=5)
MEANINGS = [
    (Response.ACCEPTED, Answer.ONLINE),
    (Response.TENTATIVE, Answer.HYBRID),
    (Response.DECLINED, Answer.ON_SITE),
]
SILENCE = [Response.NONE, Response.NOT_RESPONDED, Response.ORGANIZER]


def bots_copy(*attendees: Attendee) -> Event:
    return Event(id="q", mailbox="bot@k.example", start=NOON, end=LATER, is_organiser=True, attendees=attendees)


def own_copy(response: Response, at: datetime | None = NOON) -> Event:
    return Event(id="q", mailbox="anna@k.example", start=NOON, end=LATER, response=response, responded_at=at)


@pytest.mark.parametrize(("response", "answer"), MEANINGS)
def test_the_answer_is_read_from_the_copy_of_the_bot(response: Response, answer: Answer) -> None:
    event = bots_copy(Attendee(address="anna@k.example", response=response, responded_at=NOON))
    assert read(event, "anna@k.example") == (answer, NOON)


@pytest.mark.parametrize(("response", "answer"), MEANINGS)
def test_the_answer_is_read_from_the_own_copy(response: Response, answer: Answer) -> None:
    assert read(own_copy(response), "anna@k.example") == (answer, NOON)


@pytest.mark.parametrize("response", SILENCE)
def test_silence_is_no_answer(response: Response) -> None:
    assert read(bots_copy(Attendee(address="anna@k.example", response=response)), "anna@k.example") is None
    assert read(own_copy(response), "anna@k.example") is None


def test_somebody_the_question_was_forwarded_to_does_not_answer_it() -> None:
    event = bots_copy(
        Attendee(address="bo@k.example", response=Response.ACCEPTED, responded_at=NOON),
        Attendee(address="anna@k.example", response=Response.NOT_RESPONDED),
    )
    assert read(event, "anna@k.example") is None
    assert is_by_another(event, "Anna@k.example")
    assert not is_by_another(event, "bo@k.example")


def test_a_question_that_lost_its_attendee_has_no_answer() -> None:
    assert read(bots_copy(), "anna@k.example") is None


def test_the_case_of_an_address_does_not_matter() -> None:
    assert read(bots_copy(Attendee(address="Anna@K.example", response=Response.DECLINED)), "anna@k.example") == (
        Answer.ON_SITE,
        None,
    )


def test_the_own_copy_is_not_read_through_its_attendees() -> None:
    event = Event(
        id="q",
        mailbox="anna@k.example",
        start=NOON,
        end=LATER,
        response=Response.ACCEPTED,
        responded_at=NOON,
        attendees=(Attendee(address="anna@k.example", response=Response.NONE),),
    )
    assert read(event, "anna@k.example") == (Answer.ONLINE, NOON)


def test_an_answer_stands_when_the_grace_time_is_over_and_not_before() -> None:
    assert not settled(NOON, NOON + timedelta(minutes=15, seconds=-1), 15)
    assert settled(NOON, NOON + timedelta(minutes=15), 15)


def test_without_grace_an_answer_stands_at_once() -> None:
    assert settled(NOON, NOON, 0)


@pytest.mark.parametrize(
    ("answered_at", "known_at", "newer"),
    [(LATER, NOON, True), (NOON, LATER, False), (NOON, NOON, True), (NOON, None, True), (None, NOON, False)],
)
def test_another_answer_replaces_one_that_is_no_newer(answered_at: datetime, known_at: datetime, newer: bool) -> None:
    assert replaces(answered_at, known_at) is newer


def test_the_first_answer_counts_even_without_a_time() -> None:
    assert replaces(None, None)

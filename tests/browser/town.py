"""An organisation with enough people that its log may be shown, made straight in the database."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection

from resfria_bot.core.types import (
    Answer,
    ConvertedBy,
    Cursor,
    HelpItem,
    Kind,
    Person,
    Place,
    QuestionStatus,
    State,
    Window,
)
from resfria_bot.store import cases, figures, help_items, mailboxes, meetings, questions, runs
from tests.store import samples

#: The clock of the pages.
NOW = datetime(2027, 3, 15, 9, 0, tzinfo=UTC)
ZONE = "Europe/Stockholm"
ANNA = "anna.0@kommun.example"
DEPARTMENTS = {"Skola": 14, "Vård": 12, "Miljö": 3}
PLACES = (Place("Skövde", 58.39, 13.85), Place("Borås", 57.72, 12.94), Place("Karlstad", 59.38, 13.50))
#: The question that Anna has not answered.
QUESTION = "waiting"
REPORT = {
    "mailboxes": {"read": 29, "unchanged": 20, "failed": 1, "out_of_scope": 0},
    "nudges": {"sent": 2, "withdrawn": 0, "answered": 1},
    "conversions": {"online": 1, "hybrid": 0, "by_organiser": 0, "refused": 0},
    "requests": 12,
    "seconds": 1.5,
    "throttled": 0,
    "failures": [{"mailbox": "x", "error": "the calendar cannot be read: its owner has no mailbox"}],
}


def fill(tx: Connection) -> None:
    """Everybody, what they were asked, and what came of it."""
    people = [
        Person(id=f"{department}-{n}", address=f"{_name(n)}.{n}@kommun.example", name=f"{_name(n).title()} Prov {n}",
               department=department, office="Stadshuset")
        for department, count in DEPARTMENTS.items()
        for n in _numbers(department, count)
    ]  # fmt: skip
    mailboxes.sync_people(tx, people, NOW)
    for number, person in enumerate(people):
        _held(tx, person, number)
    _waiting(tx, people[0])
    help_items.open_item(tx, HelpItem(case_key="c1", address=people[1].address, opened_at=NOW - timedelta(hours=2)))
    mailboxes.save_cursor(
        tx, Cursor(mailbox=ANNA, delta_link="x", window=Window(start=NOW, end=NOW + timedelta(days=60))), NOW
    )
    runs.finish(tx, runs.begin(tx, NOW - timedelta(minutes=10)), REPORT, NOW - timedelta(minutes=9))
    figures.refresh(tx, ZONE, NOW)


def _numbers(department: str, count: int) -> range:
    first = sum(c for d, c in DEPARTMENTS.items() if list(DEPARTMENTS).index(d) < list(DEPARTMENTS).index(department))
    return range(first, first + count)


def _name(number: int) -> str:
    return "anna" if number == 0 else "person"


def _held(tx: Connection, person: Person, number: int) -> None:
    """A meeting of each of the last three months was held online, and one is still to come."""
    key, place = f"c{number}", PLACES[number % len(PLACES)]
    asked_at = NOW - timedelta(days=100)
    case = samples.case(
        key,
        mailbox=person.address,
        department=person.department,
        place=place,
        next_start=NOW + timedelta(days=10),
        last_end=NOW + timedelta(days=11),
        state=State.CONVERTED,
        asked_at=asked_at,
        answered_at=asked_at + timedelta(hours=1),
        answer=Answer.ONLINE,
        converted_at=asked_at + timedelta(hours=2),
        converted_by=ConvertedBy.BOT,
        kind=Kind.ONLINE,
        system="teams",
    )
    cases.save(tx, case, asked_at)
    question = samples.question(
        key=key, asked=person.address, start=asked_at, end=asked_at, place=place.name, sent_at=asked_at,
        status=QuestionStatus.ANSWERED, answer=Answer.ONLINE, answered_at=asked_at + timedelta(hours=1),
    )  # fmt: skip
    questions.save(tx, question)
    for month in range(4):
        start = datetime(2026, 12, 8, 8, 0, tzinfo=UTC) + timedelta(days=31 * month + number % 5)
        meeting = samples.meeting(
            key=key, id=f"{key}-{month}", start=start, end=start + timedelta(hours=2), place=place
        )
        meetings.save(tx, meeting)
        if meeting.end < NOW:
            meetings.mark_held(tx, meeting.id, NOW)


def _waiting(tx: Connection, person: Person) -> None:
    start = NOW + timedelta(days=20)
    case = samples.case(
        QUESTION, mailbox=person.address, is_series=False, next_start=start, last_end=start + timedelta(hours=2),
        travellers=4, state=State.ASKED, asked_at=NOW,
    )  # fmt: skip
    cases.save(tx, case, NOW)
    question = samples.question(key=QUESTION, asked=person.address, sent_at=NOW, status=QuestionStatus.SENT)
    questions.save(tx, replace(question, transaction_id=QUESTION))

"""The first days: calendars are read and nobody is asked, and each day says what would have been asked."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from resfria_bot.core.language import translate
from resfria_bot.core.types import Case, Mailbox
from resfria_bot.store import mailboxes, marks, runs
from resfria_bot.store.database import Database

#: Local hour from which the preview of the day is made: people are at work, so that they could be asked.
HOUR = 10
#: Departments smaller than this are not named.
FEWEST = 10
_MARK = "preview"


def until(database: Database, days: int, now: datetime) -> datetime | None:
    """When the first days end, counted from the first cycle in the database; None when they are over."""
    with database.transaction() as tx:
        begun = runs.first_begun(tx) or now
    end = begun + timedelta(days=days)
    return end if now < end else None


def is_due(database: Database, now: datetime, zone: str) -> bool:
    """Is it time for the preview of the day, and has there been none?"""
    local = now.astimezone(ZoneInfo(zone))
    with database.transaction() as tx:
        return local.hour >= HOUR and marks.get(tx, _MARK) != local.date().isoformat()


def done(database: Database, now: datetime, zone: str) -> None:
    """The preview of the day has been given."""
    with database.transaction() as tx:
        marks.put(tx, _MARK, now.astimezone(ZoneInfo(zone)).date().isoformat(), now)


def figures(database: Database, cases: Iterable[Case], language: str) -> dict[str, object]:
    """How many questions, to which places, in which departments; never subjects or names."""
    with database.transaction() as tx:
        sizes = Counter(_department(m) for m in mailboxes.all_mailboxes(tx) if m.left_at is None)
    other = translate("other departments", language)
    withheld = list(cases)
    places = Counter(case.place.name for case in withheld if case.place)
    departments = Counter(case.department if sizes[case.department] >= FEWEST else other for case in withheld)
    return {
        "questions": len(withheld),
        "places": dict(places.most_common()),
        "departments": dict(departments.most_common()),
    }


def letter(figures: dict[str, object], language: str) -> tuple[str, str]:
    """Subject and text of the mail of the day."""
    subject = translate("resfria-bot: {count} questions would have been asked today", language)
    lines = [translate("Nobody has been asked. So it would have been, had the first days been over:", language)]
    for heading, name in (("Places", "places"), ("Departments", "departments")):
        counts = figures[name]
        assert isinstance(counts, dict)  # noqa: S101 - made by `figures`
        lines += ["", translate(heading, language), *(f"  {count:>4}  {what}" for what, count in counts.items())]
    return subject.format(count=figures["questions"]), "\n".join(lines) + "\n"


def _department(mailbox: Mailbox) -> str:
    return mailbox.person.department

"""The first days: calendars are read and nobody is asked, and each day says what would have been asked."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from resfria_bot.core.types import Case
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


@dataclass(frozen=True, slots=True)
class Figures:
    """How many questions, to which places, in which departments; never subjects or names."""

    questions: int
    places: Mapping[str, int]
    departments: Mapping[str, int]  #: those too small to be named are together, without a name


def figures(database: Database, cases: Collection[Case]) -> Figures:
    """Of the cases that would have been asked about."""
    with database.transaction() as tx:
        sizes = Counter(m.person.department for m in mailboxes.all_mailboxes(tx) if m.left_at is None)
    places = Counter(case.place.name for case in cases if case.place)
    departments = Counter(case.department if sizes[case.department] >= FEWEST else "" for case in cases)
    return Figures(len(cases), dict(places.most_common()), dict(departments.most_common()))

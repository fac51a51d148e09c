"""A meeting of Anna's that might be asked about, for the tests of the policy."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import settings

from resfria_bot.core.nudges import (
    Candidate,
    No,
    NudgePolicy,
    Step,
    plan,
)
from resfria_bot.core.types import (
    Case,
    Mailbox,
    Person,
    Place,
    Suggestion,
)

STOCKHOLM = ZoneInfo("Europe/Stockholm")
NOW = datetime(2026, 1, 14, 10, tzinfo=STOCKHOLM)  # a Wednesday
POLICY = NudgePolicy()
#: A busy machine is no fault of a plan.
CALM = settings(deadline=None)
SKOVDE, BORAS = Place("Skövde", 58.39, 13.85), Place("Borås", 57.72, 12.94)


def case(key: str = "case", mailbox: str = "anna@k.example", **changes: Any) -> Case:
    """A meeting of Anna's in Skövde in three weeks: four people, six hours."""
    start = changes.pop("next_start", datetime(2026, 2, 4, 10, tzinfo=STOCKHOLM))
    facts: dict[str, Any] = {
        "event_id": "event",
        "ical_uid": f"uid-{key}",
        "is_series": False,
        "suggestion": Suggestion.ONLINE,
        "place": SKOVDE,
        "department": "Teknik",
        "created_at": NOW - timedelta(days=2),
        "last_end": start + timedelta(hours=2),
        "travellers": 4,
        "person_hours": 6.0,
    }
    return Case(key=key, mailbox=mailbox, next_start=start, **(facts | changes))


def mailbox(address: str = "anna@k.example", **changes: Any) -> Mailbox:
    return Mailbox(person=Person(id=address, address=address), **changes)


def candidate(of: Case | None = None, box: dict[str, Any] | None = None, **counts: Any) -> Candidate:
    of = of or case()
    return Candidate(case=of, mailbox=mailbox(of.mailbox, **(box or {})), **counts)


def only_step(of: Candidate, policy: NudgePolicy = POLICY, now: datetime = NOW) -> Step:
    (step,) = plan([of], now, policy)
    return step


def said_no(key: str = "case", place: str = "Skövde", travellers: int = 4) -> No:
    return No(case_key=key, place=place, travellers=travellers)

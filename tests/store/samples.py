"""One of each thing that is stored."""

from datetime import UTC, datetime, timedelta
from typing import Any

from resfria_bot.core.types import (
    Case,
    Conversion,
    Distance,
    Kind,
    Meeting,
    Mode,
    Person,
    Place,
    Question,
    Reason,
    Saving,
    Suggestion,
    Trip,
)

NOW = datetime(2027, 1, 11, 8, 0, tzinfo=UTC)
ALICE = Person(id="1", address="alice@kommun.example", name="Alice", department="Skola", office="Stadshuset")
BOB = Person(id="2", address="bob@kommun.example", name="Bob", department="Vård")
SKOVDE = Place("Skövde", 58.39, 13.85)
SAVING = Saving(
    travellers=3,
    vehicle_km=250.0,
    person_km=750.0,
    km_saved=250.0,
    person_hours=6.0,
    sek_travel=625.0,
    sek_time=2400.0,
    kg_gross=42.5,
    kg_net=42.4,
    factor_set="se-2025",
    trips=(
        Trip(
            origin="Stadshuset",
            destination="Skövde",
            mode=Mode.CAR,
            persons=3,
            vehicles=1,
            one_way=Distance(distance_km=125.0, ride_minutes=110.0, overhead_minutes=5.0, source="great_circle"),
        ),
    ),
    assumptions=("1.4 people in a car",),
)


def case(key: str = "c1", **changes: Any) -> Case:
    """A flagged series of Alice's."""
    values: dict[str, Any] = {
        "key": key,
        "mailbox": ALICE.address,
        "event_id": f"event-{key}",
        "ical_uid": f"uid-{key}",
        "is_series": True,
        "suggestion": Suggestion.ONLINE,
        "place": SKOVDE,
        "department": "Skola",
        "created_at": NOW - timedelta(days=30),
        "next_start": NOW + timedelta(days=7),
        "last_end": NOW + timedelta(days=21, hours=1),
        "travellers": 3,
        "person_hours": 6.0,
        "reasons": (Reason("place.town", "Skövde"),),
    }
    return Case(**(values | changes))


def meeting(number: int = 1, key: str = "c1", **changes: Any) -> Meeting:
    """The meeting of the case in that many weeks."""
    start = NOW + timedelta(weeks=number)
    values: dict[str, Any] = {
        "id": f"{key}-{number}",
        "case_key": key,
        "event_id": f"event-{key}-{number}",
        "start": start,
        "end": start + timedelta(hours=1),
        "place": SKOVDE,
        "saving": SAVING,
    }
    return Meeting(**(values | changes))


def question(number: int = 1, key: str = "c1", **changes: Any) -> Question:
    """A question to Alice that is about to be sent."""
    values: dict[str, Any] = {
        "transaction_id": f"{key}-question-{number}",
        "case_key": key,
        "asked": ALICE.address,
        "start": NOW + timedelta(hours=1),
        "end": NOW + timedelta(hours=1, minutes=15),
        "place": "Skövde",
        "travellers": 3,
    }
    return Question(**(values | changes))


def conversion(key: str = "c1") -> Conversion:
    """An intent to convert."""
    return Conversion(case_key=key, kind=Kind.ONLINE, intended_at=NOW)

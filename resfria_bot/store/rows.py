"""Rows and the frozen types of `core`: the one place that knows both."""

from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, RowMapping

from resfria_bot.core.types import (
    Answer,
    Case,
    Conversion,
    ConvertedBy,
    Cursor,
    Distance,
    Kind,
    Mailbox,
    Meeting,
    Mode,
    Outcome,
    Person,
    Place,
    Question,
    QuestionKind,
    QuestionStatus,
    Reason,
    Saving,
    State,
    Suggestion,
    Trip,
    Window,
)
from resfria_bot.store import addresses
from resfria_bot.store.sealing import vault_of

Row = RowMapping

_SAVED = (
    "travellers",
    "vehicle_km",
    "person_km",
    "km_saved",
    "person_hours",
    "sek_travel",
    "sek_time",
    "kg_gross",
    "kg_net",
    "factor_set",
)


def mailbox(tx: Connection, row: Row) -> Mailbox:
    """A mailbox with its person and, if it was ever read, its cursor."""
    vault = vault_of(tx)
    address = addresses.readable(tx, row["address"])
    person = Person(
        id=vault.open(row["person_id"]),
        address=address,
        name=vault.open(row["name"]),
        **{name: row[name] for name in ("department", "office", "city", "language")},
        has_exchange=row["has_exchange"],
        has_teams=row["has_teams"],
    )
    window = Window(start=row["window_start"], end=row["window_end"]) if row["window_start"] else None
    return Mailbox(
        person=person,
        cursor=Cursor(mailbox=address, delta_link=vault.open(row["delta_link"]), window=window) if window else None,
        last_error=vault.open(row["last_error"]),
        **{
            name: row[name]
            for name in (
                "parked_until",
                "failure_count",
                "suspicious_since",
                "stopped_at",
                "paused_until",
                "ignored_count",
                "left_at",
                "absent_since",
            )
        },
    )


def person_values(tx: Connection, person: Person) -> dict[str, Any]:
    """The columns that the directory decides."""
    vault = vault_of(tx)
    values = asdict(person)
    values["person_id"] = vault.seal(values.pop("id"))
    values["name"] = vault.seal(person.name)
    values["address"] = addresses.enter(tx, person.address)
    return values


def case(tx: Connection, row: Row) -> Case:
    """A case."""
    values = dict(row)
    values["mailbox"] = addresses.readable(tx, row["mailbox"])
    values["place"] = _place(values)
    values["suggestion"] = Suggestion(values["suggestion"])
    values["state"] = State(values["state"])
    values["answer"] = Answer(values["answer"]) if values["answer"] else None
    values["converted_by"] = ConvertedBy(values["converted_by"]) if values["converted_by"] else None
    values["kind"] = Kind(values["kind"]) if values["kind"] else None
    values["reasons"] = tuple(Reason(code, text) for code, text in values["reasons"])
    return Case(**values)


def case_values(tx: Connection, case: Case) -> dict[str, Any]:
    """The columns of a case."""
    values = asdict(case)
    values["mailbox"] = addresses.key(tx, case.mailbox)
    values["reasons"] = [[reason.code, reason.text] for reason in case.reasons]
    return _with_place(values, case.place)


def meeting(row: Row) -> Meeting:
    """A meeting with its saving, where there is an honest one."""
    saving = None
    if row["travellers"] is not None:
        details = row["details"]
        saving = Saving(
            **{name: row[name] for name in _SAVED},
            trips=tuple(_trip(trip) for trip in details["trips"]),
            assumptions=tuple(details["assumptions"]),
        )
    names = ("id", "case_key", "event_id", "start", "end", "cancelled")
    return Meeting(**{name: row[name] for name in names}, place=_place(dict(row)), saving=saving)


def meeting_values(meeting: Meeting) -> dict[str, Any]:
    """The columns of a meeting; `held_at` is not among them, as nothing takes it back."""
    names = ("id", "case_key", "event_id", "start", "end", "cancelled")
    values: dict[str, Any] = {name: getattr(meeting, name) for name in names}
    saving = meeting.saving
    values |= {name: getattr(saving, name) if saving else None for name in _SAVED}
    values["details"] = (
        {"trips": [asdict(trip) for trip in saving.trips], "assumptions": list(saving.assumptions)} if saving else None
    )
    return _with_place(values, meeting.place)


def question(tx: Connection, row: Row) -> Question:
    """A question."""
    values = dict(row)
    values["asked"] = addresses.readable(tx, row["asked"])
    values["status"] = QuestionStatus(values["status"])
    values["kind"] = QuestionKind(values["kind"])
    values["answer"] = Answer(values["answer"]) if values["answer"] else None
    return Question(**values)


def conversion(row: Row) -> Conversion:
    """A conversion."""
    values = dict(row)
    values["kind"] = Kind(values["kind"])
    values["outcome"] = Outcome(values["outcome"])
    return Conversion(**values)


def _place(values: dict[str, Any]) -> Place | None:
    name, latitude, longitude = (values.pop(key) for key in ("place_name", "latitude", "longitude"))
    return Place(name, latitude, longitude) if name is not None else None


def _with_place(values: dict[str, Any], place: Place | None) -> dict[str, Any]:
    values.pop("place", None)
    values["place_name"] = place.name if place else None
    values["latitude"] = place.latitude if place else None
    values["longitude"] = place.longitude if place else None
    return values


def _trip(values: dict[str, Any]) -> Trip:
    one_way = Distance(**values["one_way"])
    return Trip(**(values | {"mode": Mode(values["mode"]), "one_way": one_way}))

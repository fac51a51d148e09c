"""Sums of the ledger by month, department, place and system, kept so that a page need not read a million records.

The ledger is the truth. Triggers note the days on which it changed, and `refresh` makes the months of those days anew;
a cycle ends with it, and so does whatever asks for exact figures.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import combinations
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, Subquery, delete, distinct, func, insert, literal, select, text
from sqlalchemy import case as when

from resfria_bot.core.suppression import DIMENSIONS
from resfria_bot.core.types import ConvertedBy, State, Window
from resfria_bot.store import ledger, marks
from resfria_bot.store.summary import COUNTS, FIGURES, PEOPLE, log_rows, stale_days, sums, tallies
from resfria_bot.store.tables import meetings

#: Name of the mark that tells when the sums were made, and for which time zone.
MARK = "figures"
#: Number of the advisory lock of whoever makes sums on PostgreSQL.
_LOCK = 7201504
#: Cuts whose steps may be shown; of the others only the people are counted.
STEPPED: tuple[tuple[str, ...], ...] = ((), ("department",))
_NAMES = ("hours", "km", "sek", "kg_co2e")
_DAY = timedelta(days=1)


def refresh(tx: Connection, time_zone: str, now: datetime) -> None:
    """Make the sums tell the truth as of this transaction. Months are those of `time_zone` (IANA)."""
    if tx.dialect.name == "postgresql":
        tx.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
    zone, made_for = ZoneInfo(time_zone), marks.get(tx, MARK)
    if made_for not in ("", time_zone):
        _start_over(tx)
    months = sorted(_stale_months(tx, zone))
    for month in months:
        _make(tx, month, zone)
    if months or made_for != time_zone:
        marks.put(tx, MARK, time_zone, now)


def made_at(tx: Connection) -> datetime | None:
    """When the sums last changed; None: they were never made."""
    return marks.at(tx, MARK)


def first_day(month: str) -> date:
    """The first day of the month "2027-01"."""
    return date.fromisoformat(f"{month}-01")


def month_window(month: str, zone: tzinfo) -> Window:
    """The month "2027-01", from midnight to midnight where the organisation is."""
    first = datetime.combine(first_day(month), time(), zone)
    return Window(start=first, end=(first + 32 * _DAY).replace(day=1))


def within(window: Window) -> Subquery:
    """The recorded meetings that begin in the window, with the coordinates of their place."""
    found = ledger.records.where(meetings.c.start >= window.start, meetings.c.start < window.end)
    return found.add_columns(meetings.c.latitude, meetings.c.longitude).subquery()


def measured(records: Subquery) -> dict[str, ColumnElement[Any]]:
    """The sums of a selection of `ledger.records`, by name: the one definition of every figure shown to managers."""
    c = records.c
    is_held, is_coming = c.state == State.HELD.value, c.state == State.CONVERTED.value
    is_moved = is_held | is_coming
    is_asked = c.asked_at.is_not(None) & (c.asked_at <= c.start)
    counts = {
        "recorded": literal(True),
        "asked": is_asked,
        "answered": is_asked & (c.answer.is_not(None) | is_moved),
        "moved": is_asked & is_moved,
        "own": ~is_asked & is_moved,
        "held": is_held,
        "converted": is_coming,
    }
    found: dict[str, ColumnElement[Any]] = {
        name: func.coalesce(func.sum(when((counts[name], 1), else_=0)), 0) for name in COUNTS
    }
    for period, condition in (("saved", is_held), ("expected", is_coming)):
        for name in _NAMES:
            found[f"{name}_{period}"] = func.coalesce(func.sum(when((condition, c[f"{name}_saved"]), else_=0.0)), 0.0)
    found["own_hours"] = func.coalesce(func.sum(when((counts["own"], c.hours_saved), else_=0.0)), 0.0)
    return found


def _start_over(tx: Connection) -> None:
    for table in (tallies, sums, log_rows, stale_days):
        tx.execute(delete(table))
    for start in tx.execute(select(meetings.c.start).distinct()).scalars():
        tx.execute(insert(stale_days).values(day=f"{start:%Y-%m-%d}"))


def _stale_months(tx: Connection, zone: tzinfo) -> set[str]:
    """The months of the days that changed. Forgotten first, so that a change from now on is noted anew."""
    days = set(tx.execute(delete(stale_days).returning(stale_days.c.day)).scalars())
    starts = (datetime.strptime(day, "%Y-%m-%d").replace(tzinfo=UTC) for day in days)
    return {f"{moment.astimezone(zone):%Y-%m}" for start in starts for moment in (start, start + _DAY)}


def _make(tx: Connection, month: str, zone: tzinfo) -> None:
    for table in (tallies, sums, log_rows):
        tx.execute(delete(table).where(table.c.month == month))
    window = month_window(month, zone)
    records = within(window)
    _make_tallies(tx, month, records)
    _make_rows(tx, month, records)
    for chosen in _choices():
        _make_sums(tx, month, chosen)


def _choices() -> Iterator[tuple[str, ...]]:
    for count in range(len(DIMENSIONS) + 1):
        yield from combinations(DIMENSIONS, count)


def cut_of(names: tuple[str, ...]) -> str:
    """What `sums.cut` holds where these dimensions are told apart."""
    return "".join(name[0] for name in names)


def _make_tallies(tx: Connection, month: str, records: Subquery) -> None:
    by = (
        func.coalesce(records.c.system, ""),
        records.c.department,
        func.coalesce(records.c.place, ""),
        records.c.organiser,
    )
    values = {
        "month": literal(month),
        **dict(zip((*DIMENSIONS, "organiser"), by, strict=True)),
        **measured(records),
        "latitude": func.max(records.c.latitude),
        "longitude": func.max(records.c.longitude),
    }
    tx.execute(insert(tallies).from_select(list(values), select(*values.values()).group_by(*by)))


def _make_rows(tx: Connection, month: str, records: Subquery) -> None:
    c = records.c
    values = {
        "meeting_id": c.meeting_id,
        "month": literal(month),
        "start": c.start,
        "system": func.coalesce(c.system, ""),
        "department": c.department,
        "place": func.coalesce(c.place, ""),
        "kind": c.kind,
        "is_held": c.state == State.HELD.value,
        "by_organiser": func.coalesce(c.converted_by == ConvertedBy.ORGANISER, False),
        "travellers": func.coalesce(c.travellers, 0),
        **{name: func.coalesce(c[f"{name}_saved"], 0.0) for name in _NAMES},
    }
    chosen = select(*values.values()).where(c.state.in_((State.HELD.value, State.CONVERTED.value)))
    tx.execute(insert(log_rows).from_select(list(values), chosen))


def _make_sums(tx: Connection, month: str, chosen: tuple[str, ...]) -> None:
    c = tallies.c
    who = {
        "people": literal(True),
        "asked": c.asked > 0,
        "unasked": c.recorded > c.asked,
        "answered": c.answered > 0,
        "silent": c.asked > c.answered,
        "converted": c.moved > 0,
        "unmoved": c.answered > c.moved,
    }
    values: dict[str, ColumnElement[Any]] = {"cut": literal(cut_of(chosen)), "month": literal(month)}
    for name in DIMENSIONS:
        values[name] = c[name] if name in chosen else literal("")
        lowest, highest = func.min(c[name]), func.max(c[name])
        values[f"sole_{name}"] = when((lowest == highest, lowest))
    for name, condition in who.items():
        is_needed = name == "people" or chosen in STEPPED
        values[PEOPLE[name]] = func.count(distinct(when((condition, c.organiser)))) if is_needed else literal(0)
    for name in (*COUNTS, *FIGURES, "own_hours"):
        values[name] = func.sum(c[name])
    values |= {"latitude": func.max(c.latitude), "longitude": func.max(c.longitude)}
    statement = select(*values.values()).where(c.month == month).group_by(*(c[name] for name in chosen))
    tx.execute(insert(sums).from_select(list(values), statement.having(func.count() > 0)))

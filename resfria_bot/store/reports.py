"""Managers' figures for any days, added up by the database with the same sums as the pages."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, func, select

from resfria_bot.core.suppression import DIMENSIONS
from resfria_bot.core.types import Total, Window
from resfria_bot.store import figures
from resfria_bot.store.census import months_between

#: What a report can be divided by.
GROUPINGS = ("department", "month", "place", "system")

_SUMS = ("recorded", "held", "converted")
_FIGURES = tuple(f"{name}_{when}" for name in ("hours", "km", "sek", "kg_co2e") for when in ("saved", "expected"))


def totals(tx: Connection, first: date, last: date, by: str | None, time_zone: str = "Europe/Stockholm") -> list[Total]:
    """Meetings from `first` to `last`, both included, as the calendar of `time_zone` (IANA) tells days and months.

    `by` is one of `GROUPINGS`, or None for a single line. Groups come in order of their name. Hours, km, SEK and
    kg CO2e are the ledger's: `saved` for meetings held, `expected` for converted ones not counted as held.
    Nothing is left out: whoever may read the database sees small groups too; `overview` is for handing on.
    Raises `ValueError` for any other `by`.
    """
    if by is not None and by not in GROUPINGS:
        raise ValueError(f"a report cannot be divided by {by}: use one of {', '.join(GROUPINGS)}")
    zone = ZoneInfo(time_zone)
    if by == "month":
        months = ((month, _total(tx, month, window)) for month, window in _months(first, last, zone))
        return [total for _, total in months if total.recorded]
    window = Window(start=_midnight(first, zone), end=_midnight(last + timedelta(days=1), zone))
    return _divided(tx, window, by) if by in DIMENSIONS else [_total(tx, None, window)]


def _months(first: date, last: date, zone: tzinfo) -> Iterator[tuple[str, Window]]:
    """The months with a day from `first` to `last`, each with what of it lies between."""
    start, end = _midnight(first, zone), _midnight(last + timedelta(days=1), zone)
    for month in months_between(f"{first:%Y-%m}", f"{last:%Y-%m}"):
        whole = figures.month_window(month, zone)
        yield month, Window(start=max(whole.start, start), end=min(whole.end, end))


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), zone)


def _total(tx: Connection, group: str | None, window: Window) -> Total:
    sums = figures.measured(figures.within(window))
    return _as_total(group, sums, tx.execute(select(*sums.values())).one())


def _divided(tx: Connection, window: Window, by: str) -> list[Total]:
    records = figures.within(window)
    sums, group = figures.measured(records), func.coalesce(records.c[by], "")
    found = tx.execute(select(group, *sums.values()).group_by(group))
    return sorted((_as_total(row[0], sums, row[1:]) for row in found), key=lambda total: total.group or "")


def _as_total(group: str | None, sums: Mapping[str, object], row: Sequence[Any]) -> Total:
    values = dict(zip(sums, row, strict=True))
    return Total(group=group, **{name: round(values[name], 3) for name in (*_SUMS, *_FIGURES)})

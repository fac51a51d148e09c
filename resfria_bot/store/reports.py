"""Managers' figures, summed from the ledger, so that a report and an export never tell two stories."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from resfria_bot.core.types import LedgerEntry, State, Total, Window
from resfria_bot.store import ledger

_GROUPS: dict[str, Callable[[LedgerEntry, tzinfo], str]] = {
    "department": lambda entry, zone: entry.department,
    "month": lambda entry, zone: f"{entry.start.astimezone(zone):%Y-%m}",
    "place": lambda entry, zone: entry.place or "",
    "system": lambda entry, zone: entry.system or "",
}

_FIGURES = ("hours", "km", "sek", "kg_co2e")

#: What a report can be divided by.
GROUPINGS = tuple(_GROUPS)


def totals(tx: Connection, first: date, last: date, by: str | None, time_zone: str = "Europe/Stockholm") -> list[Total]:
    """Meetings from `first` to `last`, both included, as the calendar of `time_zone` (IANA) tells days and months.

    `by` is one of `GROUPINGS`, or None for a single line. Groups come in order of their name. Hours, km, SEK and
    kg CO2e are the ledger's: `saved` for meetings held, `expected` for converted ones not counted as held.
    Raises `ValueError` for any other `by`.
    """
    if by is not None and by not in _GROUPS:
        raise ValueError(f"a report cannot be divided by {by}: use one of {', '.join(GROUPINGS)}")
    zone = ZoneInfo(time_zone)
    window = Window(start=_midnight(first, zone), end=_midnight(last + timedelta(days=1), zone))
    sums: dict[str | None, dict[str, float]] = {} if by else {None: defaultdict(float)}
    for entry in ledger.entries(tx, pseudonym=None, window=window):
        group = _GROUPS[by](entry, zone) if by else None
        _add(sums.setdefault(group, defaultdict(float)), entry)
    return [_total(group, sums[group]) for group in sorted(sums, key=lambda name: name or "")]


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), zone)


def _add(sums: dict[str, float], entry: LedgerEntry) -> None:
    sums["recorded"] += 1
    if entry.state not in (State.HELD, State.CONVERTED):
        return
    sums[entry.state.value] += 1
    when = "saved" if entry.state is State.HELD else "expected"
    for name in _FIGURES:
        sums[f"{name}_{when}"] += getattr(entry, f"{name}_saved")


def _total(group: str | None, sums: dict[str, float]) -> Total:
    figures = {
        f"{name}_{when}": round(sums[f"{name}_{when}"], 3) for name in _FIGURES for when in ("saved", "expected")
    }
    return Total(
        group=group,
        recorded=int(sums["recorded"]),
        held=int(sums["held"]),
        converted=int(sums["converted"]),
        **figures,
    )

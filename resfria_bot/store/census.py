"""Counts organisers for `core.suppression`, from the sums where these settle it and from the tallies where not."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, not_, select

from resfria_bot.core.suppression import DIMENSIONS, Crowd, Cut, Span, View
from resfria_bot.store.figures import STEPPED, cut_of
from resfria_bot.store.summary import PEOPLE, sums, tallies

_ROW = [sums.c[name] for name in PEOPLE.values()]
_OTHERS = tuple(PEOPLE)[1:]
_SOLE = [sums.c[f"sole_{name}"] for name in DIMENSIONS]
_WHO: Mapping[str, ColumnElement[bool]] = {
    "asked": tallies.c.asked > 0,
    "unasked": tallies.c.recorded > tallies.c.asked,
    "answered": tallies.c.answered > 0,
    "silent": tallies.c.asked > tallies.c.answered,
    "converted": tallies.c.moved > 0,
    "unmoved": tallies.c.answered > tallies.c.moved,
}

_Crowds = Mapping[str, Crowd]
#: System, department, place, month and organiser of one row of the tallies.
_Tally = tuple[str, str, str, str, str]
#: People in each month, added up, up to which the tallies of a cut are read whole.
SMALL_CUT = 2_000


class Census:
    """The counts of one transaction; what was counted once is remembered."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx
        self._crowds: dict[Cut, _Crowds] = {}
        self._parts: dict[tuple[Cut, str], Mapping[str, _Crowds]] = {}
        self._rows: dict[Cut, Sequence[_Tally] | None] = {}
        self._counts: dict[tuple[View, tuple[View, ...], int, str], int] = {}

    def calendar(self) -> Span:
        """Every month from the first recorded meeting to the last."""
        return self._calendar

    @cached_property
    def _calendar(self) -> Span:
        chosen = select(func.min(sums.c.month), func.max(sums.c.month)).where(sums.c.cut == "")
        first, last = self._tx.execute(chosen).one()
        return months_between(first, last) if first else ()

    def crowds(self, cut: Cut) -> _Crowds:
        """By month; months with nobody are missing."""
        if cut not in self._crowds:
            rows = self._tx.execute(select(sums.c.month, *_SOLE, *_ROW).where(*matching(cut)))
            self._crowds[cut] = {month: _crowd(rest) for month, *rest in rows}
        return self._crowds[cut]

    def values(self, cut: Cut, dimension: str) -> Sequence[str]:
        """The values that this dimension takes in the cut, at any time."""
        return sorted(self._part(cut, dimension))

    def count(self, view: View, without: Sequence[View], limit: int, who: str = "people") -> int:
        """People of the view with a meeting that is in none of `without`; counted no further than `limit`."""
        if who == "people" and self._has_plainly(view, without, limit):
            return limit
        key = view, tuple(without), limit, who
        if key not in self._counts:
            self._counts[key] = self._count(view, without, limit, who)
        return self._counts[key]

    def _part(self, cut: Cut, dimension: str) -> Mapping[str, _Crowds]:
        """The crowds of each value of the dimension."""
        key = cut, dimension
        if key not in self._parts:
            found: dict[str, dict[str, Crowd]] = defaultdict(dict)
            counts = _ROW if (*cut.named, dimension) in STEPPED else _ROW[:1]
            columns = (sums.c[dimension], sums.c.month, *_SOLE, *counts)
            for value, month, *rest in self._tx.execute(select(*columns).where(*matching(cut, dimension))):
                found[value][month] = _crowd(rest)
            self._parts[key] = found
            self._crowds |= {cut.having(dimension, value): crowds for value, crowds in found.items()}
        return self._parts[key]

    def _has_plainly(self, view: View, without: Sequence[View], limit: int) -> bool:
        """Do the sums settle it? Of a month with so many, those taken away cannot be more than they are together."""
        crowds = self.crowds(view.cut)
        taken = [(other.months, self.crowds(other.cut)) for other in without]
        for month in view.months:
            if month in crowds:
                gone = sum(there[month].people for months, there in taken if month in months and month in there)
                if crowds[month].people - gone >= limit:
                    return True
        names = {tuple(name for name in other.cut.named if name not in view.cut.named) for other in without}
        return len(names) == 1 and len(name := names.pop()) == 1 and self._has_other_part(view, without, limit, *name)

    def _has_other_part(self, view: View, without: Sequence[View], limit: int, dimension: str) -> bool:
        """Has another value of the dimension, of which nothing is taken away, so many people in one month?"""
        gone = {getattr(other.cut, dimension) for other in without}
        parts = self._parts.get((view.cut, dimension), {})
        return any(
            crowds[month].people >= limit
            for value, crowds in parts.items()
            if value not in gone
            for month in view.months
            if month in crowds
        )

    def _count(self, view: View, without: Sequence[View], limit: int, who: str) -> int:
        if who == "people" and (rows := self._rows_of(view.cut)) is not None:
            return _counted(rows, view, without, limit)
        conditions = [_inside(view), *(not_(_inside(other)) for other in without)]
        if who != "people":
            conditions.append(_WHO[who])
        chosen = select(tallies.c.organiser).where(*conditions).distinct().limit(limit)
        return len(self._tx.execute(chosen).all())

    def _rows_of(self, cut: Cut) -> Sequence[_Tally] | None:
        """The tallies of a small cut, read once for all its periods; None where they are too many."""
        if cut not in self._rows:
            is_small = sum(crowd.people for crowd in self.crowds(cut).values()) <= SMALL_CUT
            self._rows[cut] = self._read(cut) if is_small else None
        return self._rows[cut]

    def _read(self, cut: Cut) -> Sequence[_Tally]:
        t = tallies.c
        columns = (t.system, t.department, t.place, t.month, t.organiser)
        same = [t[name] == getattr(cut, name) for name in cut.named]
        return [tuple(row) for row in self._tx.execute(select(*columns).where(*same))]


def _counted(rows: Sequence[_Tally], view: View, without: Sequence[View], limit: int) -> int:
    found: set[str] = set()
    for row in rows:
        if not view.months[0] <= row[3] <= view.months[-1] or row[4] in found:
            continue
        if not any(other.months[0] <= row[3] <= other.months[-1] and _is_in(row, other.cut) for other in without):
            found.add(row[4])
            if len(found) >= limit:
                break
    return len(found)


def _is_in(row: _Tally, cut: Cut) -> bool:
    return all(wanted is None or wanted == has for wanted, has in zip(cut.values, row, strict=False))


def months_between(first: str, last: str) -> Span:
    """Every month from `first` to `last`, both included."""
    numbers = [int(month[:4]) * 12 + int(month[5:]) - 1 for month in (first, last)]
    return tuple(f"{number // 12:04}-{number % 12 + 1:02}" for number in range(numbers[0], numbers[1] + 1))


def matching(cut: Cut, *apart: str) -> list[ColumnElement[bool]]:
    """The sums of a cut, with these dimensions told apart as well."""
    names = tuple(name for name in DIMENSIONS if name in cut.named or name in apart)
    same = [sums.c[name] == (getattr(cut, name) or "") for name in DIMENSIONS if name not in apart]
    return [sums.c.cut == cut_of(names), *same]


def _inside(view: View) -> ColumnElement[bool]:
    same = [tallies.c[name] == getattr(view.cut, name) for name in view.cut.named]
    return and_(tallies.c.month.between(view.months[0], view.months[-1]), *same)


def _crowd(row: Sequence[Any]) -> Crowd:
    """From what is the only value of each dimension, then the counts in their order."""
    sole, (people, *others) = tuple(row[: len(_SOLE)]), row[len(_SOLE) :]
    return Crowd(people=people, sole=sole, **dict(zip(_OTHERS, others, strict=False)))

"""Which figures a manager may see, so that none of them, and no difference between two, speaks of a handful of people.

A view is a cut (department, place, system, each one value or all) and a period of whole months. Its people are the
organisers with a recorded meeting in it, whatever became of the meeting. What is decided here:

1. A view is shown only if it has at least `SMALL` people, and `DEPARTMENT` if it is a department's.
2. Of two views, where all that is in one is also in the other, the rest of the larger one is nobody's or at least
   `SMALL` people's. That holds even where no name says that one lies in the other: a place that only one department
   goes to lies in that department. The smaller view is the one left out.
3. Months in which a cut has too few people are joined to their neighbours: its spans. Periods are made of whole spans,
   so that no month can be got as the difference of two periods.
4. In a table, the values that are left out are together nobody's or at least `SMALL` people's; else the smallest of
   those shown is left out too. They stand as one line, so that the lines add up to the whole.
5. The steps from asked to answered to converted are shown only where at least `SMALL` people reached each, and nobody
   or at least `SMALL` people stopped before it: the difference of two steps is a no or a silence. They are never shown
   for a place or a system, and their periods are made of spans in which all this holds.

What is not promised: that three and more views never combine to a small group, other than in a table and its total; and
that views of today and of yesterday do not, since a figure grows with every meeting.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from itertools import combinations
from typing import Protocol

#: Fewest people behind any figure, and behind a department's.
SMALL = 5
DEPARTMENT = 10

#: From so many people on, a row of the log tells the day of a meeting; below it, the week.
DAYS_FROM = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """One value of each dimension, or None for all."""

    system: str | None = None
    department: str | None = None
    place: str | None = None

    @property
    def least(self) -> int:
        """Fewest people that it may be shown with."""
        return SMALL if self.department is None else DEPARTMENT

    @property
    def named(self) -> tuple[str, ...]:
        """The dimensions in which it names a value."""
        return tuple(name for name in DIMENSIONS if getattr(self, name) is not None)

    @property
    def values(self) -> tuple[str | None, ...]:
        """Its values in the order of `DIMENSIONS`."""
        return self.system, self.department, self.place

    @property
    def tables(self) -> tuple[str, ...]:
        """The dimensions that it may be divided by: those after the last one named, so that a value is in one table."""
        last = max((DIMENSIONS.index(name) for name in self.named), default=-1)
        return DIMENSIONS[last + 1 :]

    def having(self, dimension: str, value: str) -> "Cut":
        """The same with this value."""
        return replace(self, **{dimension: value})

    def without(self, *dimensions: str) -> "Cut":
        """The same with all values of these."""
        return replace(self, **dict.fromkeys(dimensions))

    def around(self) -> Iterator["Cut"]:
        """Itself, then every wider cut."""
        for count in range(len(self.named) + 1):
            for gone in combinations(self.named, count):
                yield self.without(*gone)


DIMENSIONS = tuple(field.name for field in fields(Cut))

#: Months in order, as "2027-01"; none left out in between.
Span = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class View:
    """A cut in a period."""

    cut: Cut
    months: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Crowd:
    """The people of a cut in one month: how many have a meeting there, and how many of these …"""

    people: int
    asked: int = 0  #: … were asked about one
    unasked: int = 0  #: … were not asked about one
    answered: int = 0  #: … answered
    silent: int = 0  #: … were asked about one and gave no answer
    converted: int = 0  #: … have one that was converted after they were asked
    unmoved: int = 0  #: … answered about one that was not converted
    sole: tuple[str | None, ...] = ()  #: the only value of each of `DIMENSIONS` in it, None where there are several


#: The steps after the first, each with those who stopped before it.
STEPS = (("asked", "unasked"), ("answered", "silent"), ("converted", "unmoved"))


class Census(Protocol):
    """Counts organisers."""

    def calendar(self) -> Span:
        """Every month from the first recorded meeting to the last."""

    def crowds(self, cut: Cut) -> Mapping[str, Crowd]:
        """By month; months with nobody may be missing."""

    def values(self, cut: Cut, dimension: str) -> Sequence[str]:
        """The values that this dimension takes in the cut, at any time."""

    def count(self, view: View, without: Sequence[View], limit: int, who: str = "people") -> int:
        """People of the view with a meeting that is in none of `without`; counted no further than `limit`.

        `who` is a field of `Crowd`: only those that it speaks of.
        """


#: Lines that a table shows at most; the others stand among the rest.
LINES = 30


@dataclass(frozen=True, slots=True)
class Table:
    """The values of one dimension that may be shown in a view, and whether others are left out."""

    shown: tuple[str, ...]
    has_rest: bool


class Discretion:
    """The rules, for the people that a census counts. What was decided once is remembered."""

    def __init__(self, census: Census) -> None:
        self._census = census
        self._units: dict[Cut, tuple[Span, ...]] = {}
        self._spans: dict[Cut, tuple[Span, ...]] = {}

    def spans(self, cut: Cut) -> tuple[Span, ...]:
        """The finest periods that the cut may be shown in, together the whole calendar. Empty: it is never shown."""
        if cut not in self._spans:
            fits = lambda span: self._has_nobody(cut, span) or self._is_apart(View(cut, span))  # noqa: E731
            self._spans[cut] = _joined(self._units_of(cut), fits)
        return self._spans[cut]

    def step_spans(self, cut: Cut) -> tuple[Span, ...]:
        """The finest periods that the steps of the cut may be shown in."""
        if cut.place is not None or cut.system is not None:
            return ()
        return _joined(
            self.spans(cut), lambda span: self._has_nobody(cut, span) or self._has_safe_steps(View(cut, span))
        )

    def is_shown(self, view: View) -> bool:
        """May the figures of this view be seen?"""
        if not self._is_allowed(view):
            return False
        return not view.cut.named or not self._fills_the_rest(view)

    def divided(self, view: View, dimension: str, most: int = LINES) -> Table:
        """The table of the view by one dimension: the values with most people. Ask only for a view that is shown."""
        parts = self._parts(view, dimension)
        shown: list[View] = []
        for part in reversed(parts):
            if len(shown) < most and self._is_allowed(part):
                shown.append(part)
        has_rest = len(shown) < len(parts)
        if has_rest and shown and not _is_enough(self._census.count(view, shown, SMALL)):
            shown.pop()
        return Table(tuple(getattr(part.cut, dimension) for part in shown), has_rest)

    def _fills_the_rest(self, view: View) -> bool:
        """Rule 4: is it the smallest of its table, and left out so that the rest is enough people?"""
        last = view.cut.named[-1]
        whole = View(view.cut.without(last), view.months)
        parts = self._parts(whole, last)
        place = parts.index(view)
        if any(self._is_allowed(part) for part in reversed(parts[:place])):
            return False
        shown = [part for part in parts[place:] if self._is_allowed(part)]
        return not _is_enough(self._census.count(whole, shown, SMALL))

    def _parts(self, view: View, dimension: str) -> list[View]:
        """The values of the dimension with anybody in the view, those with fewest people first."""
        sizes = []
        for value in self._census.values(view.cut, dimension):
            cut = view.cut.having(dimension, value)
            crowds = self._census.crowds(cut)
            size = max((crowds[month].people for month in view.months if month in crowds), default=0)
            if size:
                sizes.append((size, value, View(cut, view.months)))
        return [view for _, _, view in sorted(sizes, key=lambda line: line[:2])]

    def _is_allowed(self, view: View) -> bool:
        """Rules 1 to 3."""
        crowds = self._census.crowds(view.cut)
        if sum(crowds[month].people for month in view.months if month in crowds) < view.cut.least:
            return False
        if widened(self.spans(view.cut), view.months[0], view.months[-1]) != view.months:
            return False
        return self._reaches(view, "people", view.cut.least) and self._is_apart(view)

    def _units_of(self, cut: Cut) -> tuple[Span, ...]:
        """Periods in each of which the cut has nobody or enough people."""
        if cut not in self._units:
            months = [(month,) for month in self._census.calendar()]
            fits = lambda span: self._has_nobody(cut, span) or self._reaches(View(cut, span), "people", cut.least)  # noqa: E731
            self._units[cut] = _joined(months, fits)
        return self._units[cut]

    def _has_nobody(self, cut: Cut, span: Span) -> bool:
        crowds = self._census.crowds(cut)
        return not any(month in crowds for month in span)

    def _reaches(self, view: View, who: str, least: int) -> bool:
        """Are there so many of them? One month with enough of them settles it."""
        crowds = self._census.crowds(view.cut)
        if any(getattr(crowds[month], who) >= least for month in view.months if month in crowds):
            return True
        return self._census.count(view, (), least, who) >= least

    def _is_apart(self, view: View) -> bool:
        """Rule 2: is every view that all of this lies in larger by nobody or by enough people?"""
        crowds = self._census.crowds(view.cut)
        live = [month for month in view.months if month in crowds]
        for wider in _closed(view.cut, [crowds[month] for month in live]).around():
            if wider == view.cut:
                continue
            around = widened(self._units_of(wider), live[0], live[-1])
            if around and not _is_enough(self._census.count(View(wider, around), (view,), SMALL)):
                return False
        return True

    def _has_safe_steps(self, view: View) -> bool:
        """Rule 5."""
        for reached, stopped in STEPS:
            if not self._reaches(view, reached, SMALL):
                return False
            if not self._reaches(view, stopped, SMALL) and self._census.count(view, (), 1, stopped):
                return False
        return True


def widened(found: Sequence[Span], first: str, last: str) -> Span:
    """The shortest period of whole spans around the months from `first` to `last`; empty where there is none."""
    touched = [span for span in found if span[-1] >= first and span[0] <= last]
    return tuple(month for span in touched for month in span)


def _joined(parts: Iterable[Span], fits: Callable[[Span], bool]) -> tuple[Span, ...]:
    """The parts, each that does not fit joined to those after it; the last one to those before it."""
    done: list[Span] = []
    growing: Span = ()
    for part in parts:
        growing = (*growing, *part)
        if fits(growing):
            done.append(growing)
            growing = ()
    while growing and done:
        growing = (*done.pop(), *growing)
        if fits(growing):
            done.append(growing)
            growing = ()
    return tuple(done)


def _is_enough(count: int) -> bool:
    return count == 0 or count >= SMALL


def _closed(cut: Cut, crowds: Sequence[Crowd]) -> Cut:
    """The narrowest cut that holds just the same: whatever all of it has in common is named."""
    for index, name in enumerate(DIMENSIONS):
        common = {crowd.sole[index] for crowd in crowds}
        if len(common) == 1 and (value := common.pop()) is not None:
            cut = cut.having(name, value)
    return cut

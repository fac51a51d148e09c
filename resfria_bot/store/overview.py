"""Everything that may be shown of a cut and a period, read from the sums: for the pages and for files to hand on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, case, func, literal, select

from resfria_bot.core.suppression import DAYS_FROM, Cut, Discretion, Span, View, widened
from resfria_bot.core.types import Place, Tally
from resfria_bot.store.census import Census, matching
from resfria_bot.store.summary import MEASURES, log_rows, sums

#: By what rows can be sorted.
SORTS = ("start", "hours", "km")
#: Rows on a page, and the last page that can be turned to.
PAGE = 25
LAST_PAGE = 40
#: From so many months on, rows are read in their order until a page is full, and not month by month.
LONG_MONTHS = 2

NOTHING = Tally()

_SUMS = [func.coalesce(func.sum(sums.c[name]), 0).label(name) for name in MEASURES]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table: a value of the dimension, or None for those that are left out for being small."""

    value: str | None
    tally: Tally
    place: Place | None = None  #: with coordinates, where the line is a known place


@dataclass(frozen=True, slots=True)
class Steps:
    """From recorded to held, in the period that the steps can be shown for."""

    months: Span
    tally: Tally
    has_unasked: bool  #: are there enough people who were not asked, for a comparison?


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """What may be shown. Without `months` nothing may, for there are too few people."""

    cut: Cut
    months: Span = ()
    total: Tally = NOTHING
    trend: tuple[tuple[Span, Tally], ...] = ()
    tables: dict[str, tuple[Line, ...]]
    steps: Steps | None = None
    tells_days: bool = False  #: do rows tell the day, or only the week?


@dataclass(frozen=True, slots=True, kw_only=True)
class LogRow:
    """A meeting that was converted, without its organiser. `when` is a day, or for small groups a week ("2027-W05")."""

    when: str
    place: str | None  #: None: one of those that are left out
    kind: str
    is_held: bool
    by_organiser: bool
    travellers: int
    hours: float
    km: float
    sek: float
    kg_co2e: float


class Sight:
    """What is counted and decided once for all overviews of a transaction."""

    def __init__(self, tx: Connection) -> None:
        self.census = Census(tx)
        self.rules = Discretion(self.census)


def read(tx: Connection, cut: Cut, first: str, last: str, sight: Sight | None = None) -> Overview:
    """The cut in the months from `first` to `last` ("2027-01"), or the shortest longer period that may be shown."""
    sight = sight or Sight(tx)
    census, rules = sight.census, sight.rules
    spans = rules.spans(cut)
    view = View(cut, widened(spans, first, last))
    if not view.months or not rules.is_shown(view):
        return Overview(cut=cut, tables={})
    months = _by_month(tx, view)
    trend = [span for span in spans if span[0] in view.months]
    total = _added(months, view.months)
    return Overview(
        cut=cut,
        months=view.months,
        total=total,
        trend=tuple((span, _added(months, span)) for span in trend),
        tables={name: _table(tx, rules, view, name, total) for name in cut.tables},
        steps=_steps(tx, census, rules, view),
        tells_days=census.count(view, (), DAYS_FROM) >= DAYS_FROM,
    )


def rows(tx: Connection, overview: Overview, sort: str, is_rising: bool, page: int) -> list[LogRow]:
    """A page of the converted meetings of an overview, from 1, sorted by the database."""
    c = log_rows.c
    same = [c[name] == getattr(overview.cut, name) for name in overview.cut.named]
    order = [column.asc() if is_rising else column.desc() for column in (c[sort], c.meeting_id)]
    label = _place_label(overview)
    chosen = (
        select(c.start, label, *(c[n] for n in ("kind", "is_held", "by_organiser", "travellers", *_FIGURES)))
        .where(_within(overview), *same)
        .order_by(*order)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    return [_row(row, overview.tells_days) for row in tx.execute(chosen)]


_FIGURES = ("hours", "km", "sek", "kg_co2e")


def _within(overview: Overview) -> ColumnElement[bool]:
    """The period. A long one is hidden from the planner, which would else sort it whole for one page."""
    is_long = len(overview.months) > LONG_MONTHS
    month = func.coalesce(log_rows.c.month, "") if is_long else log_rows.c.month
    return month.between(overview.months[0], overview.months[-1])


def _row(row: Row[tuple[object, ...]], tells_days: bool) -> LogRow:
    values = row._asdict()
    start = values.pop("start")
    year, week, _ = start.isocalendar()
    return LogRow(when=f"{start:%Y-%m-%d}" if tells_days else f"{year}-W{week:02}", **values)


def _place_label(overview: Overview) -> ColumnElement[Any]:
    """The place, unless it is left out of the table of places."""
    if overview.cut.place is not None:
        return literal(overview.cut.place).label("place")
    shown = [line.value for line in overview.tables.get("place", ()) if line.value is not None]
    return case((log_rows.c.place.in_(shown), log_rows.c.place)).label("place")


def _by_month(tx: Connection, view: View) -> dict[str, Tally]:
    chosen = select(sums.c.month, *(sums.c[name] for name in MEASURES)).where(*matching(view.cut), _during(view.months))
    return {row[0]: _tally(row[1:]) for row in tx.execute(chosen)}


def _added(months: dict[str, Tally], span: Iterable[str]) -> Tally:
    """The months of the span together."""
    return sum((months[month] for month in span if month in months), NOTHING)


def _table(tx: Connection, rules: Discretion, view: View, name: str, total: Tally) -> tuple[Line, ...]:
    table = rules.divided(view, name)
    where = [*matching(view.cut, name), _during(view.months), sums.c[name].in_(table.shown)]
    spot = (func.max(sums.c.latitude), func.max(sums.c.longitude))
    chosen = select(sums.c[name], *spot, *_SUMS).where(*where).group_by(sums.c[name])
    lines = [Line(row[0], _tally(row[3:]), Place(row[0], row[1], row[2])) for row in tx.execute(chosen)]
    lines.sort(key=lambda line: (-line.tally.hours_saved, -line.tally.hours_expected, -line.tally.recorded, line.value))
    if table.has_rest:
        lines.append(Line(None, total - sum((line.tally for line in lines), NOTHING)))
    return tuple(lines)


def _steps(tx: Connection, census: Census, rules: Discretion, view: View) -> Steps | None:
    months = widened(rules.step_spans(view.cut), view.months[0], view.months[-1])
    if not months:
        return None
    there = View(view.cut, months)
    unasked = census.count(there, (), view.cut.least, "unasked")
    return Steps(months, _added(_by_month(tx, there), months), unasked >= view.cut.least)


def _during(months: Sequence[str]) -> ColumnElement[bool]:
    return sums.c.month.between(months[0], months[-1])


def _tally(row: Sequence[Any]) -> Tally:
    return Tally(**{name: round(value, 3) for name, value in zip(MEASURES, row, strict=True)})

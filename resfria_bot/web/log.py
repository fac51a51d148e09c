"""The managers' log: what was gained, by period, department, place and system, and files of the same."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import Connection
from starlette.responses import Response

from resfria_bot import columns, handout
from resfria_bot.core.suppression import DEPARTMENT, SMALL, Cut
from resfria_bot.core.types import Tally
from resfria_bot.store import figures, overview
from resfria_bot.store.census import Census
from resfria_bot.store.overview import LAST_PAGE, PAGE, SORTS, Overview, Sight
from resfria_bot.web import charts
from resfria_bot.web.figures import Words
from resfria_bot.web.identity import Role
from resfria_bot.web.visit import Halt, Visit

#: Months shown when none are asked for.
MONTHS = 12
#: Overviews kept until the sums are made anew.
KEPT = 200
NOTHING = "There is nothing to show for this choice: it is not known, or has too few people."
_FILES: dict[str, tuple[str, Callable[[Overview, str], bytes]]] = {
    "csv": ("text/csv; charset=utf-8", handout.csv_file),
    "json": ("application/json", handout.json_file),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", handout.spreadsheet),
}


@dataclass(frozen=True, slots=True)
class Wish:
    """What was asked for in the address."""

    cut: Cut
    first: str
    last: str
    sort: str
    is_rising: bool
    page: int


class Log:
    """The views of the log. An overview is kept as long as the sums that it was read from."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[datetime | None, Cut, str, str], Overview] = OrderedDict()
        self._lock = threading.Lock()

    def show(self, visit: Visit) -> Response:
        """The page."""
        with visit.site.database.transaction() as tx:
            wish = _wish(visit, _calendar(tx, visit))
            sight = Sight(tx)
            found = self._read(tx, sight, wish)
            choices = self._choices(tx, sight, visit, wish)
            rows = overview.rows(tx, found, wish.sort, wish.is_rising, wish.page) if found.months else []
            made_at = figures.made_at(tx)
        total = found.total.held + found.total.converted
        if wish.page > 1 and (wish.page - 1) * PAGE >= total:
            raise Halt(404, "There is no such page: the rows end before it.")
        return visit.render(
            "log.html",
            wish=wish,
            found=found,
            rows=rows,
            choices=choices,
            made_at=made_at,
            pages=min(LAST_PAGE, -(-total // PAGE)),
            is_longer=total > LAST_PAGE * PAGE,
            link=partial(_link, visit, wish),
            files=tuple(_FILES),
            **context(found, visit.site.settings, visit.language),
        )

    def file(self, visit: Visit) -> Response:
        """The same figures as a file."""
        name = visit.path["format"]
        if name not in _FILES:
            raise Halt(404, "There is no such file: it can be csv, xlsx or json.")
        with visit.site.database.transaction() as tx:
            wish = _wish(visit, _calendar(tx, visit))
            found = self._read(tx, Sight(tx), wish)
        kind, write = _FILES[name]
        headers = {"Content-Disposition": f'attachment; filename="resfria-{wish.first}-{wish.last}.{name}"'}
        return Response(write(found, visit.language), headers=headers, media_type=kind)

    def _read(self, tx: Connection, sight: Sight, wish: Wish) -> Overview:
        """The overview; a value that is not shown is not told apart from one that there is not."""
        found = self._overview(tx, sight, wish.cut, wish.first, wish.last)
        if not found.months and wish.cut.named:
            raise Halt(404, NOTHING)
        return found

    def _overview(self, tx: Connection, sight: Sight, cut: Cut, first: str, last: str) -> Overview:
        key = (figures.made_at(tx), cut, first, last)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        found = overview.read(tx, cut, first, last, sight)
        with self._lock:
            self._kept[key] = found
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return found

    def _choices(self, tx: Connection, sight: Sight, visit: Visit, wish: Wish) -> dict[str, list[str]]:
        """What can be chosen: what the tables show."""
        whole = self._overview(tx, sight, Cut(), wish.first, wish.last)
        mine = self._overview(tx, sight, Cut(department=wish.cut.department), wish.first, wish.last)
        found = {name: _values(whole, name) for name in ("system", "department")} | {"place": _values(mine, "place")}
        if not visit.person.has(Role.ORGANISATION):
            found["department"] = list(visit.person.departments)
        for name in wish.cut.named:
            if getattr(wish.cut, name) not in found[name]:
                found[name].append(getattr(wish.cut, name))
        return found


def context(found: Overview, settings: Any, language: str) -> dict[str, Any]:
    """What the drawings and figures of an overview need: the same on the page and on paper."""
    sites = [(s.latitude, s.longitude) for s in settings.organisation.sites if s.latitude is not None]
    return {
        "words": Words(language),
        "trend": charts.trend(found.trend, language),
        "map": charts.journeys(found.tables.get("place", ()), sites),
        "share": charts.share,
        "period": partial(charts.long_period, language=language),
        "short_period": partial(charts.short_period, language=language),
        "group": partial(columns.group_name, language=language),
        "most": _most,
        "steps": _steps(found),
        "small": SMALL,
        "department_small": DEPARTMENT,
        "zone": settings.organisation.time_zone,
    }


def _most(lines: Any) -> float:
    return max((line.tally.hours_saved + line.tally.hours_expected for line in lines), default=0.0)


def _steps(found: Overview) -> list[tuple[str, int]]:
    """The steps of those asked, each with its name."""
    if found.steps is None:
        return []
    t: Tally = found.steps.tally
    steps = {"Found": t.recorded, "Were asked": t.asked, "Answered": t.answered, "Went online": t.moved}
    return [*steps.items(), ("Held, of all that went online", t.held)]


def _values(found: Overview, name: str) -> list[str]:
    return sorted(line.value for line in found.tables.get(name, ()) if line.value)


def _calendar(tx: Connection, visit: Visit) -> tuple[str, ...]:
    """The recorded months. Sums that were never made are made now."""
    if figures.made_at(tx) is None:
        figures.refresh(tx, visit.site.settings.organisation.time_zone, visit.now)
    return Census(tx).calendar()


def _wish(visit: Visit, calendar: tuple[str, ...]) -> Wish:
    query = visit.query
    last = _month(query.get("to", ""), calendar[-1] if calendar else f"{visit.now:%Y-%m}")
    first = _month(query.get("from", ""), min(last, calendar[-MONTHS:][0] if calendar else last))
    if first > last:
        raise Halt(400, "The first month should not be after the last one.")
    sort, order = query.get("sort", "start"), query.get("order", "falling")
    if sort not in SORTS or order not in ("rising", "falling"):
        raise Halt(400, "The rows cannot be sorted like that.")
    cut = Cut(system=query.get("system") or None, department=_department(visit), place=query.get("place") or None)
    if any("\0" in value for value in cut.values if value is not None):
        raise Halt(404, NOTHING)
    return Wish(cut, first, last, sort, order == "rising", _page(query.get("page", "1")))


def _month(text: str, default: str) -> str:
    """A month, or the month of a day."""
    if not text:
        return default
    try:
        found = figures.first_day(text) if len(text) == len("2027-01") else datetime.fromisoformat(text).date()
    except ValueError:
        raise Halt(400, "A month should be written as 2027-01.") from None
    return f"{found:%Y-%m}"


def _page(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 9 or int(text) < 1:
        raise Halt(400, "The page should be a number from 1.")
    if int(text) > LAST_PAGE:
        raise Halt(404, "So many pages are not turned one by one: choose a shorter period, or sort otherwise.")
    return int(text)


def _department(visit: Visit) -> str | None:
    """The department asked for; a manager sees only their own."""
    asked = visit.query.get("department") or None
    if visit.person.has(Role.ORGANISATION):
        return asked
    mine = visit.person.departments
    if not mine:
        raise Halt(403, "No department is set for you: ask IT to name it in the configuration.")
    if asked is not None and asked not in mine:
        raise Halt(403, "You can see the figures of your own departments only.")
    return asked or mine[0]


def _link(visit: Visit, wish: Wish, path: str = "/log", **changes: object) -> str:
    """The address of the same choice with these changes."""
    kept: dict[str, object] = {"from": wish.first, "to": wish.last, "sort": wish.sort}
    kept |= {"order": "rising" if wish.is_rising else "falling"}
    kept |= {name: getattr(wish.cut, name) for name in wish.cut.named}
    if "lang" in visit.query:
        kept["lang"] = visit.query["lang"]
    kept |= changes
    return f"{path}?{urlencode({name: value for name, value in kept.items() if value is not None})}"

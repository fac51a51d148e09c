"""Days of a series, from Graph's `patternedRecurrence`."""

import calendar
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from itertools import count, takewhile
from typing import Any

from resfria_bot.sandbox.moments import invalid

#: A series without end is expanded this far.
MOST_DAYS = 1825
MOST_OCCURRENCES = 999

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_INDEXES = ("first", "second", "third", "fourth", "last")

Pattern = Mapping[str, Any]


def days_of(recurrence: Mapping[str, Any]) -> list[date]:
    """The days on which the series meets, in order; refuses a pattern that makes no sense."""
    try:
        return _expanded(recurrence)
    except (ValueError, OverflowError) as error:
        raise invalid("The recurrence makes no sense.") from error


def _expanded(recurrence: Mapping[str, Any]) -> list[date]:
    pattern, span = recurrence.get("pattern"), recurrence.get("range")
    if not isinstance(pattern, Mapping) or not isinstance(span, Mapping):
        raise invalid("A recurrence needs a pattern and a range.")
    walk = _WALKS.get(str(pattern.get("type")))
    if walk is None:
        raise invalid(f"The recurrence pattern '{pattern.get('type')}' is not supported.")
    start = _day(span.get("startDate"), "startDate")
    end = start + timedelta(days=MOST_DAYS)
    if span.get("type") == "endDate":
        end = min(end, _day(span.get("endDate"), "endDate"))
    most = _whole(span.get("numberOfOccurrences")) if span.get("type") == "numbered" else MOST_OCCURRENCES
    days: list[date] = []
    for day in takewhile(lambda d: d <= end, walk(pattern, start)):
        if day >= start:
            days.append(day)
        if len(days) >= most:
            break
    if not days:
        raise invalid("The recurrence has no occurrence.")
    return days


def _daily(pattern: Pattern, start: date) -> Iterator[date]:
    step = _interval(pattern)
    return (start + timedelta(days=n * step) for n in count())


def _weekly(pattern: Pattern, start: date) -> Iterator[date]:
    first = WEEKDAYS.index(pattern.get("firstDayOfWeek") or "sunday")
    week = start - timedelta(days=(start.weekday() - first) % 7)
    offsets = sorted((weekday - first) % 7 for weekday in _weekdays(pattern))
    step = _interval(pattern)
    return (week + timedelta(weeks=n * step, days=offset) for n in count() for offset in offsets)


def _monthly(pattern: Pattern, start: date) -> Iterator[date]:
    wanted = _whole(pattern.get("dayOfMonth"))
    for year, month in _months(start, _interval(pattern)):
        yield date(year, month, min(wanted, calendar.monthrange(year, month)[1]))


def _relative_monthly(pattern: Pattern, start: date) -> Iterator[date]:
    weekdays, index = _weekdays(pattern), _index(pattern)
    for year, month in _months(start, _interval(pattern)):
        yield _nth(year, month, weekdays, index)


def _yearly(pattern: Pattern, start: date) -> Iterator[date]:
    month, wanted = _whole(pattern.get("month")), _whole(pattern.get("dayOfMonth"))
    for year in count(start.year, _interval(pattern)):
        yield date(year, month, min(wanted, calendar.monthrange(year, month)[1]))


def _relative_yearly(pattern: Pattern, start: date) -> Iterator[date]:
    weekdays, index, month = _weekdays(pattern), _index(pattern), _whole(pattern.get("month"))
    for year in count(start.year, _interval(pattern)):
        yield _nth(year, month, weekdays, index)


_WALKS: dict[str, Callable[[Pattern, date], Iterator[date]]] = {
    "daily": _daily,
    "weekly": _weekly,
    "absoluteMonthly": _monthly,
    "relativeMonthly": _relative_monthly,
    "absoluteYearly": _yearly,
    "relativeYearly": _relative_yearly,
}


def _months(start: date, step: int) -> Iterator[tuple[int, int]]:
    for n in count(0, step):
        years, month = divmod(start.month - 1 + n, 12)
        yield start.year + years, month + 1


def _nth(year: int, month: int, weekdays: frozenset[int], index: str) -> date:
    last = calendar.monthrange(year, month)[1]
    found = [day for n in range(1, last + 1) if (day := date(year, month, n)).weekday() in weekdays]
    return found[-1] if index == "last" else found[_INDEXES.index(index)]


def _weekdays(pattern: Pattern) -> frozenset[int]:
    names = pattern.get("daysOfWeek")
    if not isinstance(names, list) or not names or not set(names) <= set(WEEKDAYS):
        raise invalid("The recurrence pattern needs daysOfWeek.")
    return frozenset(WEEKDAYS.index(name) for name in names)


def _index(pattern: Pattern) -> str:
    index = pattern.get("index") or "first"
    if index not in _INDEXES:
        raise invalid(f"The recurrence pattern's index '{index}' is not known.")
    return str(index)


def _interval(pattern: Pattern) -> int:
    return _whole(pattern.get("interval"))


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise invalid("The recurrence has a number that is missing or less than one.")
    return value


def _day(value: object, name: str) -> date:
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise invalid(f"The recurrence range's {name} is not a day.") from error

"""When a person may be asked: Swedish working days, their own working hours, and not while they are away."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays

from resfria_bot.core.types import MailboxSettings, WorkingHours

#: A question in the calendar is this long.
SLOT_MINUTES = 15
#: Shortest time from now to the start of a question: an invitation for this very minute reads as an alarm.
NOTICE_MINUTES = 10
#: How far ahead a slot is looked for; longer than any leave with an end.
SEARCH_DAYS = 730

_DAY = timedelta(days=1)
_SLOT = timedelta(minutes=SLOT_MINUTES)
_OFFICE_DAYS = frozenset({0, 1, 2, 3, 4})
_OFFICE = WorkingHours()


def is_workday(day: date) -> bool:
    """Are people generally at work on this day in Sweden?

    Not on weekends, public holidays, the eves of Midsummer, Christmas and New Year (days off by the Annual Leave Act,
    SFS 1977:480), or squeeze days: a single weekday between two days off, which most people take as leave.
    """
    return not (_is_off(day) or _is_squeezed(day))


def add_working_days(moment: datetime, days: int, zone: str) -> datetime:
    """The same time of day that many working days later (earlier when negative), in the IANA zone; UTC."""
    local = moment.astimezone(ZoneInfo(zone))
    step = _DAY if days >= 0 else -_DAY
    day = local.date()
    left = abs(days)
    while left:
        day += step
        left -= is_workday(day)
    return _utc(datetime.combine(day, local.time(), local.tzinfo))


def next_working_moment(now: datetime, hours: WorkingHours, away: MailboxSettings) -> datetime | None:
    """Start of the next slot for a question, in UTC.

    The next quarter of an hour, at least ten minutes ahead, that leaves a whole slot inside the person's working hours,
    on a working day, while they are not away. None when they are away until further notice.
    """
    if away.away_from is not None and away.away_until is None and away.away_from <= now:
        return None
    zone = ZoneInfo(hours.time_zone)
    earliest = now + timedelta(minutes=NOTICE_MINUTES)
    for opens, closes in _windows(earliest.astimezone(zone).date() - _DAY, hours):
        slot = _next_quarter(max(earliest, opens), zone)
        if _is_away(slot, away):
            if away.away_until is None:
                return None
            earliest = max(earliest, away.away_until)
            slot = _next_quarter(max(earliest, opens), zone)
        if slot + _SLOT <= closes:
            return slot
    return None


def _windows(first: date, hours: WorkingHours) -> Iterator[tuple[datetime, datetime]]:
    """Working hours day by day, in UTC. Hours past midnight belong to the day on which they begin.

    Hours without a single office day are somebody's weekend job and keep their own days; without any day, or without
    length, they say nothing and office hours are used.
    """
    days = (hours.weekdays & _OFFICE_DAYS) or hours.weekdays or _OFFICE_DAYS
    start, end = (hours.start, hours.end) if hours.start != hours.end else (_OFFICE.start, _OFFICE.end)
    zone = ZoneInfo(hours.time_zone)
    for day in (first + n * _DAY for n in range(SEARCH_DAYS)):
        is_free = day in _days_off(day.year) or (day.weekday() in _OFFICE_DAYS and _is_squeezed(day))
        if day.weekday() not in days or is_free:
            continue
        last = day if start < end else day + _DAY
        yield _utc(datetime.combine(day, start, zone)), _utc(datetime.combine(last, end, zone))


def _is_away(slot: datetime, away: MailboxSettings) -> bool:
    if away.away_from is None or slot + _SLOT <= away.away_from:
        return False
    return away.away_until is None or slot < away.away_until


def _next_quarter(moment: datetime, zone: ZoneInfo) -> datetime:
    """The moment itself when it is a quarter on the local clock, else the next one."""
    local = moment.astimezone(zone)
    past = timedelta(minutes=local.minute % 15, seconds=local.second, microseconds=local.microsecond)
    return _utc(moment if not past else moment + timedelta(minutes=15) - past)


def _is_off(day: date) -> bool:
    return day.weekday() not in _OFFICE_DAYS or day in _days_off(day.year)


def _is_squeezed(day: date) -> bool:
    return _is_off(day - _DAY) and _is_off(day + _DAY)


@cache
def _days_off(year: int) -> frozenset[date]:
    """Public holidays and the three eves. Read year by year, since the library's own table grows while it is asked."""
    return frozenset(holidays.country_holidays("SE", years=year, expand=False, categories=("public", "de_facto")))


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)

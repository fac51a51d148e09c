"""Moments as Graph writes them: seven decimals, a zone beside the text, and years that mean "never"."""

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import msgspec

from resfria_bot.graph import zones

#: Graph writes year 1, 1601 or 4501 where there is no time; no meeting lies outside these years.
FIRST_YEAR, LAST_YEAR = 1602, 4499


class ZonedTime(msgspec.Struct, rename="camel"):
    """Graph's `dateTimeTimeZone`."""

    date_time: str | None = None
    time_zone: str | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment in UTC, the IANA zone it was written in, and what had to be assumed to read it (empty: nothing)."""

    at: datetime
    zone: str
    assumed: str = ""


def read(value: ZonedTime | None) -> Moment | None:
    """The moment, or None when there is none: missing, not a time, or one of Graph's sentinel years."""
    if value is None or not value.date_time:
        return None
    zone = zones.iana(value.time_zone or "UTC")
    moment = _parse(value.date_time, zone or "UTC")
    if moment is None:
        return None
    assumed = "" if zone else f"its time zone {(value.time_zone or '')[:60]!r} is not known and was taken as UTC"
    return Moment(moment, zone or "UTC", assumed)


def read_text(text: str | None) -> datetime | None:
    """A moment written as one text with its offset (`createdDateTime`, `status.time`); sentinels are None."""
    return _parse(text, "UTC") if text else None


def _parse(text: str, zone: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=ZoneInfo(zone))
    return moment.astimezone(UTC)

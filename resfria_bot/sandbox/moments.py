"""Time as Graph writes it: seven decimals, no offset, and a Windows or IANA zone name beside the text."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

from tzlocal.windows_tz import tz_win, win_tz

from resfria_bot.sandbox.refusal import Refusal

#: What Graph writes where there is no time.
NEVER = "0001-01-01T00:00:00Z"
#: The zone of the tenant's people, by both its names.
HOME_ZONE = "Europe/Stockholm"
#: Years in which an event can lie: Exchange's calendar begins and ends with its sentinels.
FIRST_YEAR, LAST_YEAR = 1601, 4500


@lru_cache(maxsize=512)
def zone(name: str) -> ZoneInfo:
    """The zone of a Windows or IANA name; refuses any other as Graph does."""
    try:
        return ZoneInfo(win_tz.get(name, name) or "UTC")
    except (ValueError, OSError, KeyError) as error:
        text = "A valid TimeZone value must be specified. The following TimeZone value is not supported: "
        raise Refusal(400, "TimeZoneNotSupportedException", f"{text}'{name}'.") from error


@lru_cache(maxsize=512)
def windows_name(iana: str) -> str:
    """The Windows name of an IANA zone, as Outlook writes it; an unknown one stays as it is."""
    return "UTC" if iana == "UTC" else tz_win.get(iana, iana)


def zoned(moment: datetime, name: str) -> dict[str, str]:
    """Graph's `dateTimeTimeZone` for a moment, in the zone of that name."""
    local = moment.astimezone(zone(name))
    return {"dateTime": f"{local:%Y-%m-%dT%H:%M:%S}.{local.microsecond:06d}0", "timeZone": name}


def stamp(moment: datetime | None) -> str:
    """A moment in UTC as one text; the year one for none."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S}Z" if moment else NEVER


def fine_stamp(moment: datetime) -> str:
    """A moment in UTC with seven decimals, as in `createdDateTime`."""
    utc = moment.astimezone(UTC)
    return f"{utc:%Y-%m-%dT%H:%M:%S}.{utc.microsecond:06d}0Z"


def read_zoned(value: object, name: str) -> tuple[datetime, str]:
    """The moment (UTC) and IANA zone of a `dateTimeTimeZone` in the property `name`."""
    if not isinstance(value, Mapping) or not isinstance(value.get("dateTime"), str):
        raise invalid(f"The property '{name}' needs a dateTime and a timeZone.")
    where = zone(str(value.get("timeZone") or "UTC"))
    moment = _parse(value["dateTime"], name)
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise Refusal(400, "ErrorInvalidParameter", f"The value of '{name}' is outside the calendar.")
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=where)
    return _in_utc(moment, name), where.key


def read_bound(text: str, name: str) -> datetime:
    """A bound of a calendar view in the query; without an offset it is UTC, whatever the preferred zone."""
    moment = _parse(text, name)
    return _in_utc(moment if moment.tzinfo else moment.replace(tzinfo=UTC), name)


def at(day: date, clock: time, zone_name: str) -> datetime:
    """The moment (UTC) of a wall clock time on a day in a zone."""
    return datetime.combine(day, clock, zone(zone_name)).astimezone(UTC)


def invalid(message: str) -> Refusal:
    """The refusal of a value that cannot be used."""
    return Refusal(400, "ErrorInvalidRequest", message)


def _parse(text: str, name: str) -> datetime:
    try:
        return datetime.fromisoformat(text.strip().replace(" ", "+"))
    except ValueError as error:
        raise Refusal(400, "ErrorInvalidParameter", f"The value '{text[:60]}' of '{name}' is not a time.") from error


def _in_utc(moment: datetime, name: str) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise Refusal(400, "ErrorInvalidParameter", f"The value of '{name}' is outside the calendar.") from error

"""Time zone names as Graph and Exchange write them, and the IANA names that we use inside."""

from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from tzlocal.windows_tz import win_tz

_UTC_NAMES = frozenset({"utc", "z", "etc/utc", "tzone://microsoft/utc", "gmt", "coordinated universal time"})
_WINDOWS = {name.lower(): iana for name, iana in win_tz.items()}


@lru_cache(maxsize=1024)
def iana(name: str) -> str | None:
    """IANA name for a Windows or IANA name (CLDR's mapping as tzlocal ships it).

    None when it is unknown, or Exchange's way of saying that the zone has rules of its own (`tzone://Microsoft/Custom`).
    """
    stripped = name.strip()
    if stripped.lower() in _UTC_NAMES:
        return "UTC"
    if stripped.lower() in _WINDOWS:
        return _WINDOWS[stripped.lower()]
    try:
        ZoneInfo(stripped)
    except (ValueError, OSError, KeyError):
        return None
    return stripped or None


def with_bias(bias_minutes: int | None, organisation_zone: str) -> str:
    """Zone for a custom one of which only the offset from UTC is known (minutes, ahead of UTC is positive).

    Exchange has been seen to send the sign both ways round, so an offset that matches the organisation's own zone
    either way is that zone; so is one that is missing or not in whole hours. Any other becomes a fixed offset.
    """
    if bias_minutes is None or bias_minutes % 60 or abs(bias_minutes) > 12 * 60:
        return organisation_zone
    winter = ZoneInfo(organisation_zone).utcoffset(datetime(2026, 1, 1, tzinfo=UTC))
    if winter is not None and abs(bias_minutes) * 60 == abs(winter.total_seconds()):
        return organisation_zone
    hours = bias_minutes // 60
    # In the Etc area the sign is turned round: Etc/GMT-3 is three hours ahead of UTC.
    return f"Etc/GMT{-hours:+d}" if hours else "UTC"

"""Graph's `user` and `mailboxSettings` as they come over the wire, and what we make of them."""

from datetime import UTC, datetime, time

import msgspec

from resfria_bot.core.types import MailboxSettings, Person, WorkingHours
from resfria_bot.graph import moment, zones
from resfria_bot.graph.moment import ZonedTime

#: Properties of a user that we read; several of them come only when asked for.
USER_PROPERTIES = (
    "id,displayName,mail,userPrincipalName,department,officeLocation,city,preferredLanguage,"
    "assignedPlans,accountEnabled,userType"
)
EXCHANGE_SERVICES = frozenset({"exchange"})
TEAMS_SERVICES = frozenset({"teamspaceapi", "teams", "microsoftteams"})
#: "Away until further notice" has no beginning in Graph.
ALWAYS = datetime(1970, 1, 1, tzinfo=UTC)
#: Values of `userPurpose` that mean that the mailbox is nobody's own.
NOBODYS = frozenset({"shared", "room", "equipment", "others"})

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class _Plan(msgspec.Struct, rename="camel"):
    service: str | None = None
    capability_status: str | None = None


class UserWire(msgspec.Struct, rename="camel"):
    """The properties of Graph's `user` that we read."""

    id: str
    display_name: str | None = None
    mail: str | None = None
    department: str | None = None
    office_location: str | None = None
    city: str | None = None
    preferred_language: str | None = None
    assigned_plans: list[_Plan | None] | None = None
    account_enabled: bool | None = None
    user_type: str | None = None

    @property
    def takes_part(self) -> bool:
        """A person of our own with a mail address and an account that is not blocked."""
        return bool(self.mail) and self.account_enabled is not False and (self.user_type or "").lower() != "guest"


class _Zone(msgspec.Struct):
    name: str | None = None
    bias: int | None = None


class _Hours(msgspec.Struct, rename="camel"):
    days_of_week: list[str | None] | None = None
    start_time: str | None = None
    end_time: str | None = None
    time_zone: _Zone | None = None


class _Replies(msgspec.Struct, rename="camel"):
    status: str | None = None
    scheduled_start_date_time: ZonedTime | None = None
    scheduled_end_date_time: ZonedTime | None = None


class _Language(msgspec.Struct):
    locale: str | None = None


class SettingsWire(msgspec.Struct, rename="camel"):
    """The properties of Graph's `mailboxSettings` that we read."""

    time_zone: str | None = None
    language: _Language | None = None
    working_hours: _Hours | None = None
    automatic_replies_setting: _Replies | None = None
    user_purpose: str | None = None


def person(wire: UserWire) -> Person:
    """Our person. Plans that Graph does not tell are taken to be there; the first read or write shows the truth."""
    return Person(
        id=wire.id,
        address=(wire.mail or "").strip().lower(),
        name=(wire.display_name or "").strip(),
        department=(wire.department or "").strip(),
        office=(wire.office_location or "").strip(),
        city=(wire.city or "").strip(),
        language=(wire.preferred_language or "").strip(),
        has_exchange=_has(wire, EXCHANGE_SERVICES),
        has_teams=_has(wire, TEAMS_SERVICES),
    )


def settings(wire: SettingsWire, organisation_zone: str) -> MailboxSettings:
    """Our settings; where the mailbox says nothing usable, office hours in its zone or the organisation's."""
    away_from, away_until = _away(wire.automatic_replies_setting)
    return MailboxSettings(
        working_hours=_working_hours(wire, organisation_zone),
        language=((wire.language.locale if wire.language else None) or "").strip(),
        away_from=away_from,
        away_until=away_until,
        is_person=(wire.user_purpose or "").lower() not in NOBODYS,
    )


def _has(wire: UserWire, services: frozenset[str]) -> bool:
    if wire.assigned_plans is None:
        return True
    enabled = {(p.service or "").lower() for p in wire.assigned_plans if p and p.capability_status == "Enabled"}
    return bool(enabled & services)


def _working_hours(wire: SettingsWire, organisation_zone: str) -> WorkingHours:
    mailbox_zone = zones.iana(wire.time_zone or "") or organisation_zone
    hours = wire.working_hours
    if hours is None:
        return WorkingHours(time_zone=mailbox_zone)
    zone = mailbox_zone
    if hours.time_zone is not None:
        zone = zones.iana(hours.time_zone.name or "") or zones.with_bias(hours.time_zone.bias, mailbox_zone)
    days = {_WEEKDAYS.index(day.lower()) for day in hours.days_of_week or () if day and day.lower() in _WEEKDAYS}
    start, end = _clock(hours.start_time), _clock(hours.end_time)
    # No days, or a night shift: hours in which nobody could be asked are no hours to go by.
    if not days or start is None or end is None or end <= start:
        return WorkingHours(time_zone=zone)
    return WorkingHours(weekdays=frozenset(days), start=start, end=end, time_zone=zone)


def _clock(text: str | None) -> time | None:
    try:
        return time.fromisoformat(text).replace(tzinfo=None) if text else None
    except ValueError:
        return None


def _away(replies: _Replies | None) -> tuple[datetime | None, datetime | None]:
    status = (replies.status if replies else None) or ""
    if replies is None or status.lower() not in ("alwaysenabled", "scheduled"):
        return None, None
    if status.lower() == "alwaysenabled":
        return ALWAYS, None
    start, end = moment.read(replies.scheduled_start_date_time), moment.read(replies.scheduled_end_date_time)
    return (start.at if start else ALWAYS), (end.at if end else None)

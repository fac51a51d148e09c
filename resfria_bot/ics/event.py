"""One meeting of a calendar file as the `Event` that the decisions read: the words of RFC 5545 in those of Graph."""

import html
import re
from collections.abc import Iterator
from datetime import UTC, datetime

import icalendar

from resfria_bot.core.types import Address, Attendee, AttendeeType, Event, EventType, Location, Response
from resfria_bot.ics.series import Meeting

_RESPONSES = {
    "ACCEPTED": Response.ACCEPTED,
    "DECLINED": Response.DECLINED,
    "TENTATIVE": Response.TENTATIVE,
    "NEEDS-ACTION": Response.NOT_RESPONDED,
}
_SHOWN = {
    "FREE": "free",
    "TENTATIVE": "tentative",
    "BUSY": "busy",
    "OOF": "oof",
    "WORKINGELSEWHERE": "workingElsewhere",
}
#: Where programs put the way in, the surest first.
_LINKS = (
    "X-MICROSOFT-SKYPETEAMSMEETINGURL",
    "X-MICROSOFT-ONLINEMEETINGEXTERNALLINK",
    "X-MICROSOFT-ONLINEMEETINGCONFLINK",
    "X-GOOGLE-CONFERENCE",
    "CONFERENCE",
)
_TEAMS = re.compile(r"https://teams\.(microsoft|live)\.com/", re.IGNORECASE)
_GEO = re.compile(r"geo:(?P<latitude>-?\d+(?:\.\d+)?),(?P<longitude>-?\d+(?:\.\d+)?).*", re.IGNORECASE)
_ESCAPED = re.compile(r"\\([\\;,nN])")
_BODY_LIMIT = 200_000  #: characters kept; nothing a person decides by stands later


def event_of(meeting: Meeting, owner: str) -> Event:
    """The meeting in the calendar of `owner` (an address in lower case, or empty when nobody knows whose it is)."""
    source = meeting.component
    organiser = _person(next(iter(_all(source, "ORGANIZER")), None))
    attendees, own = _attendees(source, organiser, owner)
    is_organiser = not organiser.address or organiser.address == owner
    join_url = _join_url(source)
    body, body_is_html = _body(source)
    return Event(
        id=_id(meeting) if meeting.is_recurring else meeting.uid,
        mailbox=owner,
        ical_uid=_id(meeting) if meeting.is_recurring else meeting.uid,
        series_uid=meeting.uid if meeting.is_recurring else "",
        series_master_id=meeting.uid if meeting.is_recurring else "",
        type=_type(meeting),
        subject=_text(source, "SUMMARY"),
        body=body,
        body_is_html=body_is_html,
        start=meeting.start,
        end=meeting.end,
        time_zone=meeting.zone,
        is_all_day=meeting.is_all_day,
        is_cancelled=_word(source, "STATUS") == "CANCELLED",
        is_organiser=is_organiser,
        organiser=organiser,
        attendees=attendees,
        locations=_locations(source),
        is_online=bool(_TEAMS.match(join_url)),
        online_provider="teamsForBusiness" if _TEAMS.match(join_url) else "unknown",
        join_url=join_url,
        sensitivity=_sensitivity(source),
        show_as=_show_as(source),
        response=Response.ORGANIZER if is_organiser else own,
        created_at=_created(source),
        categories=_categories(source),
        is_recurring=meeting.is_recurring,
    )


def _id(meeting: Meeting) -> str:
    return f"{meeting.uid}/{meeting.original:%Y%m%dT%H%M%SZ}"


def _type(meeting: Meeting) -> EventType:
    if meeting.is_exception:
        return EventType.EXCEPTION
    return EventType.OCCURRENCE if meeting.is_recurring else EventType.SINGLE


def _all(source: icalendar.Event, name: str) -> list[object]:
    """Every value of the property that could be read."""
    found = source.get(name)
    values = found if isinstance(found, list) else [] if found is None else [found]
    return [value for value in values if not isinstance(value, icalendar.vBroken)]


def _text(source: icalendar.Event, name: str) -> str:
    return next((str(each).strip() for each in _all(source, name)), "")


def _word(source: icalendar.Event, name: str) -> str:
    return _text(source, name).upper()


def _parameter(value: object, name: str) -> str:
    parameters = getattr(value, "params", {})
    found = parameters.get(name, "")
    return str(found[0] if isinstance(found, list) and found else found)


def _person(value: object) -> Address:
    if value is None:
        return Address("")
    plain = re.sub(r"^\s*mailto:", "", str(value), flags=re.IGNORECASE).strip().lower()
    address = plain if "@" in plain else _parameter(value, "EMAIL").strip().lower()
    return Address(address, _parameter(value, "CN").strip())


def _attendees(source: icalendar.Event, organiser: Address, owner: str) -> tuple[tuple[Attendee, ...], Response]:
    """All but the organiser, and the owner's own answer."""
    attendees, own = [], Response.NONE
    for value in _all(source, "ATTENDEE"):
        person = _person(value)
        response = _RESPONSES.get(_parameter(value, "PARTSTAT").upper() or "NEEDS-ACTION", Response.NONE)
        if owner and person.address == owner:
            own = response
        if person.address and person.address != organiser.address:
            attendees.append(
                Attendee(address=person.address, name=person.name, type=_attendee_type(value), response=response)
            )
    return tuple(attendees), own


def _attendee_type(value: object) -> AttendeeType:
    role = _parameter(value, "ROLE").upper()
    if _parameter(value, "CUTYPE").upper() in ("ROOM", "RESOURCE"):
        return AttendeeType.RESOURCE
    return AttendeeType.OPTIONAL if role in ("OPT-PARTICIPANT", "NON-PARTICIPANT") else AttendeeType.REQUIRED


def _locations(source: icalendar.Event) -> tuple[Location, ...]:
    """The places by name; the file's one position belongs to the first, or stands alone."""
    names = [name for each in _all(source, "LOCATION") if (name := str(each).strip())]
    latitude, longitude = _position(source)
    if not names and latitude is None:
        return ()
    first = Location(name=names[0] if names else "", latitude=latitude, longitude=longitude)
    return (first, *(Location(name=name) for name in names[1:]))


def _position(source: icalendar.Event) -> tuple[float | None, float | None]:
    geo = next(iter(_all(source, "GEO")), None)
    if isinstance(geo, icalendar.vGeo):
        return _on_globe(geo.latitude, geo.longitude)
    for value in _all(source, "X-APPLE-STRUCTURED-LOCATION"):
        if found := _GEO.fullmatch(str(value)):
            return _on_globe(float(found["latitude"]), float(found["longitude"]))
    return None, None


def _on_globe(latitude: float, longitude: float) -> tuple[float | None, float | None]:
    """The position, unless it is off the globe or the "0;0" of a program that knows none."""
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180) or latitude == longitude == 0:
        return None, None
    return latitude, longitude


def _body(source: icalendar.Event) -> tuple[str, bool]:
    """The text, as HTML where the file has it so, with the event's own web address last: it may be the way in."""
    marked = next((each for each in _all(source, "X-ALT-DESC") if "HTML" in _parameter(each, "FMTTYPE").upper()), None)
    url = _text(source, "URL")
    if marked is not None:
        body = _unescaped(str(marked))[:_BODY_LIMIT]
        return (body if not url or url in body else f"{body}<p>{html.escape(url)}</p>"), True
    body = _text(source, "DESCRIPTION")[:_BODY_LIMIT]
    return (body if not url or url in body else f"{body}\n{url}".strip()), False


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], text)


def _join_url(source: icalendar.Event) -> str:
    """The first web address among the properties made for it; a telephone number there is none."""
    return next((url for url in _links(source) if re.match(r"https?://", url, re.IGNORECASE)), "")


def _links(source: icalendar.Event) -> Iterator[str]:
    for name in _LINKS:
        for value in _all(source, name):
            yield str(value).strip()


def _sensitivity(source: icalendar.Event) -> str:
    """A class that is not known counts as private (RFC 5545, 3.8.1.3)."""
    word = _word(source, "CLASS") or "PUBLIC"
    return {"PUBLIC": "normal", "CONFIDENTIAL": "confidential", "X-PERSONAL": "personal"}.get(word, "private")


def _show_as(source: icalendar.Event) -> str:
    if shown := _SHOWN.get(_word(source, "X-MICROSOFT-CDO-BUSYSTATUS")):
        return shown
    if _word(source, "TRANSP") == "TRANSPARENT":
        return "free"
    return "tentative" if _word(source, "STATUS") == "TENTATIVE" else "busy"


def _created(source: icalendar.Event) -> datetime | None:
    value = getattr(next(iter(_all(source, "CREATED")), None), "dt", None)
    if not isinstance(value, datetime) or value.year < 1990:  # programs write 1601 or 1900 for "not known"
        return None
    return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


def _categories(source: icalendar.Event) -> tuple[str, ...]:
    return tuple(str(word) for each in _all(source, "CATEGORIES") for word in getattr(each, "cats", ()))

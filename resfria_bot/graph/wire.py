"""Graph's `event` as it comes over the wire, and how it becomes our `Event`. Wire types never leave this folder."""

import re
from enum import StrEnum
from typing import TypeVar

import msgspec

from resfria_bot.core.types import Address, Attendee, AttendeeType, Event, EventType, Location, Response
from resfria_bot.errors import GraphError
from resfria_bot.graph import moment, zones
from resfria_bot.graph.moment import ZonedTime

#: Characters of a body that are kept: its head, and its tail, since join links are appended at the end.
BODY_HEAD, BODY_TAIL = 150_000, 50_000

_Choice = TypeVar("_Choice", bound=StrEnum)


class _Wire(msgspec.Struct, rename="camel"):
    """Undeclared fields are ignored, every declared one may be null or missing."""


class _Mail(_Wire):
    address: str | None = None
    name: str | None = None


class _Recipient(_Wire):
    email_address: _Mail | None = None


class _Status(_Wire):
    response: str | None = None
    time: str | None = None


class _Attendee(_Wire):
    email_address: _Mail | None = None
    type: str | None = None
    status: _Status | None = None


class _Body(_Wire):
    content: str | None = None
    content_type: str | None = None


class _Street(_Wire):
    street: str | None = None
    city: str | None = None
    postal_code: str | None = None
    country_or_region: str | None = None


class _Coordinates(_Wire):
    latitude: float | None = None
    longitude: float | None = None


class _Location(_Wire):
    display_name: str | None = None
    location_type: str | None = None
    unique_id_type: str | None = None
    address: _Street | None = None
    coordinates: _Coordinates | None = None
    location_email_address: str | None = None
    location_uri: str | None = None


class _OnlineMeeting(_Wire):
    join_url: str | None = None


class EventWire(_Wire):
    """The properties of Graph's `event` that we read. `mailbox` is not Graph's: lines of a file may carry it."""

    id: str | None = None
    mailbox: str | None = None
    ical_uid: str | None = msgspec.field(default=None, name="iCalUId")
    series_master_id: str | None = None
    type: str | None = None
    subject: str | None = None
    body: _Body | None = None
    body_preview: str | None = None
    start: ZonedTime | None = None
    end: ZonedTime | None = None
    original_start_time_zone: str | None = None
    is_all_day: bool | None = None
    is_cancelled: bool | None = None
    is_draft: bool | None = None
    is_organizer: bool | None = None
    organizer: _Recipient | None = None
    attendees: list[_Attendee | None] | None = None
    location: _Location | None = None
    locations: list[_Location | None] | None = None
    is_online_meeting: bool | None = None
    online_meeting_provider: str | None = None
    online_meeting: _OnlineMeeting | None = None
    online_meeting_url: str | None = None
    sensitivity: str | None = None
    show_as: str | None = None
    response_status: _Status | None = None
    created_date_time: str | None = None
    transaction_id: str | None = None
    categories: list[str | None] | None = None
    recurrence: dict[str, object] | None = None
    removed: dict[str, object] | None = msgspec.field(default=None, name="@removed")

    @property
    def is_stub(self) -> bool:
        """An occurrence of which a delta round tells only the times; the rest stands in its series master."""
        return self.type == EventType.OCCURRENCE and self.organizer is None and bool(self.series_master_id)


def event_from_graph(raw: bytes | dict[str, object], mailbox: str) -> Event:
    """Read one Graph `event`. Only `start` and `end` are needed; a key `mailbox` in it names the mailbox instead.

    Raises `GraphError`, naming mailbox and event id, when it does not fit.
    """
    wire = decode(raw, mailbox)
    return to_event(wire, (wire.mailbox or mailbox).lower())


def decode(raw: bytes | msgspec.Raw | dict[str, object], mailbox: str) -> EventWire:
    """The event as it came over the wire; raises `GraphError` when its shape is wrong."""
    try:
        if isinstance(raw, dict):
            return msgspec.convert(raw, EventWire)
        return msgspec.json.decode(raw, type=EventWire)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        # The reason names types and a path, never a value: subjects stay out of logs.
        reason = str(error) if isinstance(error, msgspec.ValidationError) else "it is no whole JSON object"
        raise misfit(_id_of(raw), mailbox, reason) from None


def to_event(wire: EventWire, mailbox: str) -> Event:
    """Our event; raises `GraphError` when it has no usable start and end."""
    start, end = moment.read(wire.start), moment.read(wire.end)
    if start is None or end is None:
        raise misfit(wire.id, mailbox, f"its {'start' if start is None else 'end'} is missing or no real time")
    if end.at < start.at:
        raise misfit(wire.id, mailbox, "it ends before it starts")
    organiser = _address(wire.organizer.email_address if wire.organizer else None)
    kind = _choice(EventType, wire.type, EventType.OCCURRENCE if wire.series_master_id else EventType.SINGLE)
    uid = wire.ical_uid or ""
    status = wire.response_status or _Status()
    return Event(
        id=wire.id or "",
        mailbox=mailbox,
        ical_uid=uid,
        series_uid=uid if kind is EventType.SERIES_MASTER else "",
        series_master_id=wire.series_master_id or "",
        type=kind,
        subject=wire.subject or "",
        body=_body(wire),
        body_is_html=bool(wire.body and wire.body.content and (wire.body.content_type or "").lower() == "html"),
        start=start.at,
        end=end.at,
        time_zone=zones.iana(wire.original_start_time_zone or "") or start.zone,
        is_all_day=bool(wire.is_all_day),
        is_cancelled=bool(wire.is_cancelled),
        is_draft=bool(wire.is_draft),
        is_organiser=bool(wire.is_organizer),
        organiser=organiser,
        attendees=_attendees(wire, organiser),
        locations=_locations(wire),
        is_online=bool(wire.is_online_meeting),
        online_provider=wire.online_meeting_provider or "unknown",
        join_url=(wire.online_meeting.join_url if wire.online_meeting else None) or wire.online_meeting_url or "",
        sensitivity=wire.sensitivity or "normal",
        show_as=wire.show_as or "busy",
        response=_choice(Response, status.response, Response.NONE),
        responded_at=moment.read_text(status.time),
        created_at=moment.read_text(wire.created_date_time),
        transaction_id=wire.transaction_id or "",
        categories=tuple(c for c in wire.categories or () if c),
        is_recurring=kind is not EventType.SINGLE or bool(wire.series_master_id or wire.recurrence),
    )


def assumptions(wire: EventWire, mailbox: str) -> tuple[str, ...]:
    """What had to be assumed to read the event, one sentence each."""
    found = {m.assumed for m in (moment.read(wire.start), moment.read(wire.end)) if m and m.assumed}
    return tuple(f"event {wire.id} in {mailbox}: {assumed}" for assumed in sorted(found))


def misfit(event_id: str | None, mailbox: str, reason: str) -> GraphError:
    """The error for one event that does not fit; never with its subject."""
    return GraphError(f"event {event_id or '(without id)'} in {mailbox or 'no mailbox'} cannot be read: {reason}")


def _id_of(raw: bytes | msgspec.Raw | dict[str, object]) -> str | None:
    if isinstance(raw, dict):
        return str(raw.get("id") or "")[:200]
    found = re.search(rb'"id"\s*:\s*"([A-Za-z0-9_=+/.-]{1,200})"', bytes(raw)[:100_000])
    return found[1].decode() if found else None


def _choice(choices: type[_Choice], value: str | None, default: _Choice) -> _Choice:
    return next((choice for choice in choices if choice == value), default)


def _address(mail: _Mail | None) -> Address:
    mail = mail or _Mail()
    return Address((mail.address or "").strip().lower(), (mail.name or "").strip())


def _body(wire: EventWire) -> str:
    text = (wire.body.content if wire.body else None) or wire.body_preview or ""
    return text if len(text) <= BODY_HEAD + BODY_TAIL else f"{text[:BODY_HEAD]}\n{text[-BODY_TAIL:]}"


def _attendees(wire: EventWire, organiser: Address) -> tuple[Attendee, ...]:
    found = []
    for raw in wire.attendees or ():
        who, status = _address(raw.email_address if raw else None), (raw.status if raw else None) or _Status()
        is_organiser = status.response == Response.ORGANIZER or (who.address and who.address == organiser.address)
        if raw is None or is_organiser or not (who.address or who.name):
            continue
        found.append(
            Attendee(
                address=who.address,
                name=who.name,
                type=_choice(AttendeeType, raw.type, AttendeeType.REQUIRED),
                response=_choice(Response, status.response, Response.NONE),
                responded_at=moment.read_text(status.time),
            )
        )
    return tuple(found)


def _locations(wire: EventWire) -> tuple[Location, ...]:
    # `location` mirrors `locations`; either may be the empty one.
    several = tuple(found for raw in wire.locations or () if (found := _location(raw)))
    single = _location(wire.location)
    return several or ((single,) if single else ())


def _location(raw: _Location | None) -> Location | None:
    if raw is None:
        return None
    street, spot = raw.address or _Street(), raw.coordinates or _Coordinates()
    parts = (street.street, street.postal_code, street.city, street.country_or_region)
    address = ", ".join(part.strip() for part in parts if part and part.strip())
    latitude, longitude = spot.latitude, spot.longitude
    if latitude is None or longitude is None or not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        latitude = longitude = None
    location = Location(
        name=(raw.display_name or "").strip(),
        type=raw.location_type or "default",
        id_type=raw.unique_id_type or "unknown",
        address=address,
        town=(street.city or "").strip(),
        country=(street.country_or_region or "").strip(),
        latitude=latitude,
        longitude=longitude,
        mail=(raw.location_email_address or "").strip().lower(),
        uri=(raw.location_uri or "").strip(),
    )
    says_something = location.name or address or location.mail or location.uri or latitude is not None
    return location if says_something else None

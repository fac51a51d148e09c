"""Meetings, as Graph tells them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class EventType(StrEnum):
    """Graph's `event.type`."""

    SINGLE = "singleInstance"
    OCCURRENCE = "occurrence"
    EXCEPTION = "exception"
    SERIES_MASTER = "seriesMaster"


class Response(StrEnum):
    """Graph's `responseStatus.response`."""

    NONE = "none"
    ORGANIZER = "organizer"
    TENTATIVE = "tentativelyAccepted"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    NOT_RESPONDED = "notResponded"


class AttendeeType(StrEnum):
    """Graph's `attendee.type`; rooms and equipment are `resource`."""

    REQUIRED = "required"
    OPTIONAL = "optional"
    RESOURCE = "resource"


@dataclass(frozen=True, slots=True)
class Address:
    """A mail address in lower case and the name shown with it."""

    address: str
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendee:
    """One attendee; the organiser is not among them. `responded_at` is None where Graph sends a sentinel year."""

    address: str
    name: str = ""
    type: AttendeeType = AttendeeType.REQUIRED
    response: Response = Response.NONE
    responded_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """One of Graph's `locations`. `type` is `locationType`, `id_type` is `uniqueIdType`, `mail` the room mailbox."""

    name: str
    type: str = "default"
    id_type: str = "unknown"
    address: str = ""  #: street, postcode, town and country joined by ", "
    town: str = ""  #: `address.city`
    country: str = ""  #: `address.countryOrRegion`
    latitude: float | None = None
    longitude: float | None = None
    mail: str = ""
    uri: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A meeting in one mailbox. Occurrences carry the fields of their series master where Graph sends only a stub."""

    id: str
    mailbox: str  #: address of the mailbox this copy was read from, lower case
    ical_uid: str = ""
    series_uid: str = ""  #: iCalUId of the series master; empty for a single instance
    series_master_id: str = ""
    type: EventType = EventType.SINGLE
    subject: str = ""
    body: str = ""
    body_is_html: bool = False
    start: datetime
    end: datetime
    time_zone: str = "Europe/Stockholm"  #: IANA name of the zone the meeting was planned in
    is_all_day: bool = False
    is_cancelled: bool = False
    is_draft: bool = False
    is_organiser: bool = False
    organiser: Address = Address("")
    attendees: tuple[Attendee, ...] = ()
    locations: tuple[Location, ...] = ()
    is_online: bool = False  #: Graph's `isOnlineMeeting`
    online_provider: str = "unknown"
    join_url: str = ""  #: `onlineMeeting.joinUrl`, else `onlineMeetingUrl`
    sensitivity: str = "normal"
    show_as: str = "busy"
    response: Response = Response.NONE  #: the mailbox owner's own answer
    responded_at: datetime | None = None
    created_at: datetime | None = None
    transaction_id: str = ""
    categories: tuple[str, ...] = ()
    is_recurring: bool = False  #: part of a series, whichever `type`

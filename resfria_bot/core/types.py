"""The nouns that cross the doors between rooms: frozen, aware of time zone (UTC inside), named as Graph names them.

tenant → mailbox changes → event → assessment → case → question → answer → conversion → ledger entry → report.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from enum import StrEnum

# --- the organisation and its people ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Our own premises. A meeting here is no trip for those who sit here."""

    name: str
    address: str = ""
    town: str = ""
    latitude: float | None = None
    longitude: float | None = None
    aliases: tuple[str, ...] = ()
    rooms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """What the decisions must know about the organisation; built once from the settings."""

    name: str
    domains: tuple[str, ...]
    language: str = "sv"
    time_zone: str = "Europe/Stockholm"
    sites: tuple[Site, ...] = ()
    meeting_hosts: tuple[str, ...] = ()  #: self-hosted meeting systems, by host name
    link_with_place: str = "leave"  #: "leave" or "ask": does a physical place with a join link still count?
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  #: extra words by list name; "-word" removes one
    places: tuple["Place", ...] = ()  #: places of its own that the gazetteer lacks


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkingHours:
    """Hours in which a person may be asked: local wall clock in `time_zone` (IANA); weekdays Monday = 0."""

    weekdays: frozenset[int] = frozenset({0, 1, 2, 3, 4})
    start: time = time(8)
    end: time = time(17)
    time_zone: str = "Europe/Stockholm"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody in the scope group, from the directory. `address` is the mail address in lower case."""

    id: str
    address: str
    name: str = ""
    department: str = ""
    office: str = ""
    city: str = ""
    language: str = ""  #: BCP 47, as in the directory ("sv-SE"); empty when unknown
    has_exchange: bool = True
    has_teams: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class MailboxSettings:
    """How a person's mailbox is set: working hours, language and out of office (None: not away)."""

    working_hours: WorkingHours = WorkingHours()
    language: str = ""
    away_from: datetime | None = None
    away_until: datetime | None = None  #: None with `away_from` set: until further notice


# --- events as Graph tells them --------------------------------------------------------------------------------------


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


# --- judgement -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something was decided: a stable code and the evidence, as a person would read it."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Place:
    """A physical place; coordinates are None where it is not known. `aliases` matter only for configured places."""

    name: str
    latitude: float | None = None
    longitude: float | None = None
    aliases: tuple[str, ...] = ()


class Suitability(StrEnum):
    """Could this meeting be held from a distance?"""

    YES = "yes"
    NO = "no"
    ASK_WEBCAST = "ask_webcast"


class Suggestion(StrEnum):
    """What a person would be asked."""

    ONLINE = "online"
    ASK_WEBCAST = "ask_webcast"


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """The judgement of one meeting, whoever holds it. Reasons are in order of weight."""

    external: bool
    place: Place | None
    already_online: bool
    suitable: Suitability
    suggestion: Suggestion | None
    reasons: tuple[Reason, ...]

    @property
    def flag(self) -> bool:
        """Would a person be asked?"""
        return self.suggestion is not None


# --- travel ----------------------------------------------------------------------------------------------------------


class Mode(StrEnum):
    """How people get there."""

    WALK = "walk"
    BICYCLE = "bicycle"
    BUS = "bus"
    TRAIN = "train"
    CAR = "car"
    FLIGHT = "flight"


@dataclass(frozen=True, slots=True, kw_only=True)
class Distance:
    """One way from door to door. `source` says where it comes from.

    great_circle, around_water (the same, led round lakes and fjords), override, osrm, same_town, or stated.
    """

    distance_km: float
    ride_minutes: float
    overhead_minutes: float
    source: str
    error_percent: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Trip:
    """Return journey of those who sit at one place of ours: `persons` in `vehicles` (0 for other modes than car)."""

    origin: str
    destination: str
    mode: Mode
    persons: int
    vehicles: int
    one_way: Distance


@dataclass(frozen=True, slots=True, kw_only=True)
class Saving:
    """What one occurrence saves if nobody travels, return journeys included. An estimate until attendance was read."""

    travellers: int
    vehicle_km: float
    person_km: float
    km_saved: float  #: vehicle km for cars, person km for other modes
    person_hours: float
    sek_travel: float
    sek_time: float
    kg_gross: float
    kg_net: float
    factor_set: str  #: name of the set of factors used, for the record
    trips: tuple[Trip, ...] = ()
    assumptions: tuple[str, ...] = ()

    @property
    def sek_total(self) -> float:
        """Travel and working time together."""
        return self.sek_travel + self.sek_time


# --- cases, questions, answers ---------------------------------------------------------------------------------------


class State(StrEnum):
    """Life of a case. `WITHDRAWN` ends one that came to nothing: cancelled, passed, already online, or opted out."""

    FLAGGED = "flagged"
    HELD_OUT = "held_out"
    ASKED = "asked"
    YES = "yes"
    HYBRID = "hybrid"
    NO = "no"
    CONVERTED = "converted"
    WITHDRAWN = "withdrawn"
    HELD = "held"


class Answer(StrEnum):
    """The three answers, as the reply to the invitation says them."""

    ONLINE = "yes"
    HYBRID = "hybrid"
    ON_SITE = "no"


class ConvertedBy(StrEnum):
    """Who made the meeting online."""

    BOT = "bot"
    ORGANISER = "organiser"


class Kind(StrEnum):
    """How the meeting is held after the conversion."""

    ONLINE = "online"
    HYBRID = "hybrid"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One meeting, or one series, that could be held without travel. Holds no subject, body or attendee."""

    key: str  #: see `core.cases.case_key`
    mailbox: str  #: whose copy `event_id` names: the organiser, or for `ask_webcast` one of our attendees
    event_id: str  #: the single instance or the series master, in `mailbox`
    ical_uid: str  #: of the single instance or the series master
    is_series: bool
    suggestion: Suggestion
    place: Place | None
    department: str
    created_at: datetime | None
    next_start: datetime  #: start of the next meeting of the case
    last_end: datetime  #: end of the last meeting known
    travellers: int
    person_hours: float  #: saved per occurrence
    reasons: tuple[Reason, ...] = ()
    state: State = State.FLAGGED
    state_reason: str = ""
    asked_at: datetime | None = None
    answered_at: datetime | None = None
    answer: Answer | None = None
    converted_at: datetime | None = None
    converted_by: ConvertedBy | None = None
    kind: Kind | None = None
    system: str = ""
    refused_at: datetime | None = None  #: Graph said yes but the meeting did not become online


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """One occurrence of a case: what the ledger counts. `saving` is None where no honest estimate can be made."""

    id: str
    case_key: str
    event_id: str
    start: datetime
    end: datetime
    place: Place | None
    saving: Saving | None
    cancelled: bool = False


class QuestionStatus(StrEnum):
    """Life of a question: `intended` is committed before Graph is called."""

    INTENDED = "intended"
    SENT = "sent"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"
    IGNORED = "ignored"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """The invitation that asks: an event in the bot's calendar with one attendee."""

    transaction_id: str
    case_key: str
    asked: str  #: address of the person asked
    start: datetime
    end: datetime
    status: QuestionStatus = QuestionStatus.INTENDED
    event_id: str = ""  #: in the bot's calendar
    ical_uid: str = ""
    place: str = ""  #: where the meeting was to be, and how many would travel, when it was asked:
    travellers: int = 0  #: a no is a no to that
    sent_at: datetime | None = None
    answer: Answer | None = None
    answered_at: datetime | None = None


class Outcome(StrEnum):
    """How a conversion went; `intended` is committed before Graph is called."""

    INTENDED = "intended"
    DONE = "done"
    REFUSED = "refused"  #: Graph answered well but the meeting is not online: told once, not tried for ever


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversion:
    """The change of one case to a meeting online, made by the bot."""

    case_key: str
    kind: Kind
    intended_at: datetime
    outcome: Outcome = Outcome.INTENDED
    finished_at: datetime | None = None
    told_at: datetime | None = None  #: when the person was told of a refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """What is sent to ask: texts ready in the person's language. `body_html` is escaped already."""

    transaction_id: str
    subject: str
    body_html: str
    start: datetime
    end: datetime
    time_zone: str
    attendee: Address


# --- reading mailboxes -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The stretch of calendar that is read; frozen in a delta link once begun."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """Where the reading of a mailbox stands. An empty `delta_link` means: read in full."""

    mailbox: str
    delta_link: str
    window: Window


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What changed in one mailbox since its cursor. `problems` are events that could not be read, one sentence each."""

    cursor: Cursor
    events: tuple[Event, ...]
    removed: tuple[str, ...]  #: event ids
    is_full: bool  #: everything in the window, not only what changed
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Failure:
    """One mailbox's trouble, as a value. `error` is one sentence."""

    mailbox: str
    error: Exception


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailbox:
    """A person in the scope and where we stand with their mailbox."""

    person: Person
    cursor: Cursor | None = None
    parked_until: datetime | None = None  #: not read before this, after failures
    failure_count: int = 0  #: in a row
    last_error: str = ""
    suspicious_since: datetime | None = None  #: a read emptied most of it: nothing is closed until a second read agrees
    stopped_at: datetime | None = None  #: "stop asking me"
    paused_until: datetime | None = None
    ignored_count: int = 0  #: questions in a row without an answer
    left_at: datetime | None = None  #: no longer in the scope group


# --- the ledger ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerEntry:
    """One record of `ledger export`: see the contract for the meaning of each field."""

    meeting_id: str
    series_id: str | None
    organiser: str
    department: str
    start: datetime
    end: datetime
    place: str | None
    state: State
    asked_at: datetime | None
    answered_at: datetime | None
    answer: Answer | None
    converted_at: datetime | None
    converted_by: ConvertedBy | None
    kind: Kind | None
    system: str | None
    travellers: int
    km_saved: float
    hours_saved: float
    sek_saved: float
    kg_co2e_saved: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """One line of a report. What was held and what is still expected stand apart; both are estimates."""

    group: str | None  #: None: everything together; empty: not known
    recorded: int  #: meetings flagged, whatever became of them
    held: int
    converted: int  #: not counted as held (yet)
    hours_saved: float = 0.0
    km_saved: float = 0.0
    sek_saved: float = 0.0
    kg_co2e_saved: float = 0.0
    hours_expected: float = 0.0
    km_expected: float = 0.0
    sek_expected: float = 0.0
    kg_co2e_expected: float = 0.0

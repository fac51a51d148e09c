"""The organisation, its premises and its people."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time

from resfria_bot.core.types.judgement import Place


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
class Room:
    """A room that can be booked, as the tenant describes it. `address` is its mail address in lower case."""

    name: str
    address: str
    building: str = ""
    town: str = ""
    capacity: int | None = None  #: None: nobody wrote it down
    has_equipment: bool = False  #: a screen or a camera, or joins meetings by itself


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
    places: tuple[Place, ...] = ()  #: places of its own that the gazetteer lacks


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
    is_person: bool = True  #: False for a shared mailbox, a room or equipment: nobody's own

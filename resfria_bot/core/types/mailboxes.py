"""How far each mailbox has been read."""

from dataclasses import dataclass
from datetime import datetime

from resfria_bot.core.types.events import Event
from resfria_bot.core.types.organisation import Person


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
    absent_since: datetime | None = None  #: not found in the scope group, which is doubted


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """Graph's promise to tell of changes in one calendar."""

    address: str
    id: str  #: Graph's
    expires_at: datetime
    renew_at: datetime  #: from then on it is renewed
    changed_at: datetime | None = None  #: when it last told, if the calendar has not been read since

"""A case, its meetings, its question, and what came of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from resfria_bot.core.types.events import Address
from resfria_bot.core.types.judgement import Place, Reason, Suggestion
from resfria_bot.core.types.travel import Saving


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
    host_domain: str = ""  #: mail domain of an outside organiser, to count those we travel to
    attendee_count: int = 0  #: of our own people, the organiser among them
    pilot_count: int = 0  #: of those, how many take part in the phase of the day


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
    BOOKED = "booked"  #: of a trial meeting: whoever helps has been invited too
    WITHDRAWN = "withdrawn"
    IGNORED = "ignored"


class QuestionKind(StrEnum):
    """What an invitation of the bot is about. Only `MEETING` is a nudge; the others follow somebody's own yes."""

    MEETING = "meeting"  #: does this meeting need you there?
    TRIAL = "trial"  #: ten minutes with whoever helps, before the first meeting online?
    AFTERMATH = "aftermath"  #: after the first meeting: did everybody get in?
    HELP = "help"  #: to whoever helps: somebody did not get in


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
    kind: QuestionKind = QuestionKind.MEETING
    meeting_start: datetime | None = None  #: of the meeting that it speaks of, as it was when it was asked


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpItem:
    """Somebody did not get into their first meeting online: work for whoever helps."""

    case_key: str
    address: str  #: of the person to help
    opened_at: datetime
    closed_at: datetime | None = None
    id: int | None = None  #: None until it is stored


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

"""What may become of a case or a question in one cycle: a closed list of steps, each with one reason."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from resfria_bot.core.types import Case


class Why(StrEnum):
    """The reason of a step, and of a case's state; stable, for the report of the run and for `core.explanations`."""

    DUE = "due"
    ASKED_ANEW = "asked_anew"  #: after a no: the place changed, or twice as many travel
    HELD_OUT = "held_out"
    # waits
    SETTLING = "settling"
    QUESTION_OPEN = "question_open"
    PERSON_BUDGET = "person_budget"
    DEPARTMENT_BUDGET = "department_budget"
    PAUSED = "paused"
    SILENT = "silent"
    SAID_NO = "said_no"
    SAID_NO_TO_PLACE = "said_no_to_place"
    ASKED_TWICE = "asked_twice"
    OUTSIDE_HOSTS_OFF = "outside_hosts_off"
    NEXT_TOO_NEAR = "next_too_near"  #: of a series: the next meeting is too near, a later one may be asked about
    NOT_IN_PHASE = "not_in_phase"  #: only observed: the phase of the day is for other groups
    NOT_AT_WORK = "not_at_work"  #: outside working hours, on a day off, or away
    SHARED_MAILBOX = "shared_mailbox"  #: nobody's own: a question there is everybody's and nobody's
    UNREACHABLE = "unreachable"  #: the person's settings, or the meeting, could not be read just now
    CHANGED_MEANWHILE = "changed_meanwhile"  #: gone, or no longer flagged, since the calendar was read
    NOT_WAITING = "not_waiting"  #: asked, answered or ended already
    # withdrawals, as the cases call them too
    TOO_LATE = "too_late"
    PASSED = "passed"
    OPTED_OUT = "opted_out"
    LEFT = "left"
    CANCELLED = "cancelled"
    MOVED = "moved"
    RESCHEDULED = "rescheduled"  #: moved, and still worth asking about: the question speaks of what was
    NO_LONGER_SUITABLE = "no_longer_suitable"
    BECAME_ONLINE = "became_online"
    NO_LONGER_NEEDED = "no_longer_needed"
    # other changes of state
    FLAGGED_AGAIN = "flagged_again"
    ASKED = "asked"
    ANSWERED = "answered"
    ANSWERED_YES = "answered_yes"
    REFUSED = "refused"
    MOVED_BACK = "moved_back"  #: online, and then to a place again by its organiser's own hand
    HELD = "held"


#: Waits that are told when they lasted until it was too late.
WAITS = frozenset(
    {
        Why.SETTLING,
        Why.QUESTION_OPEN,
        Why.PERSON_BUDGET,
        Why.DEPARTMENT_BUDGET,
        Why.PAUSED,
        Why.SILENT,
        Why.NOT_AT_WORK,
        Why.SHARED_MAILBOX,
        Why.UNREACHABLE,
        Why.CHANGED_MEANWHILE,
    }
)


@dataclass(frozen=True, slots=True)
class Ask:
    """Ask now, in a slot that lies before `deadline(case, policy)`."""

    case: Case
    why: Why = Why.DUE


@dataclass(frozen=True, slots=True)
class HoldOut:
    """Never ask: the person belongs to those we compare with."""

    case: Case
    why: Why = Why.HELD_OUT


@dataclass(frozen=True, slots=True)
class Wait:
    """Not in this cycle. Kept as the case's `state_reason`, it tells later what a question waited for in vain."""

    case: Case
    why: Why


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Give it up for good; an open question is taken back. `waited_for` is what kept it until it was too late."""

    case: Case
    why: Why
    waited_for: str = ""


@dataclass(frozen=True, slots=True)
class Ignored:
    """The question got silence for an answer; the case stays as it is."""

    case: Case


#: What one cycle does with a case.
Step: TypeAlias = Ask | HoldOut | Wait | Withdraw

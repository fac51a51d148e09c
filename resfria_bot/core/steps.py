"""What may become of a case or a question in one cycle: a closed list of steps, each with one reason."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from resfria_bot.core.types import Case


class Why(StrEnum):
    """The reason of a step; stable, for the report of the run."""

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
    OUTSIDE_HOSTS_OFF = "outside_hosts_off"
    NEXT_TOO_NEAR = "next_too_near"  #: of a series: the next meeting is too near, a later one may be asked about
    NOT_WAITING = "not_waiting"  #: asked, answered or ended already
    # withdrawals, as the cases call them too
    TOO_LATE = "too_late"
    PASSED = "passed"
    OPTED_OUT = "opted_out"
    LEFT = "left"
    CANCELLED = "cancelled"
    MOVED = "moved"
    NO_LONGER_SUITABLE = "no_longer_suitable"
    BECAME_ONLINE = "became_online"
    NO_LONGER_NEEDED = "no_longer_needed"


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

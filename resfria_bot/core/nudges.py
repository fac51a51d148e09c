"""Whom to ask, about what, and when not to: every case gets one step with one reason, and nobody starves quietly."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from resfria_bot.core.steps import WAITS, Ask, HoldOut, Step, Wait, Why, Withdraw
from resfria_bot.core.types import Case, Mailbox, State, Suggestion
from resfria_bot.core.workdays import add_working_days

__all__ = [
    "TRANSITIONS",
    "Ask",
    "Candidate",
    "HoldOut",
    "No",
    "NudgePolicy",
    "Step",
    "Wait",
    "Why",
    "Withdraw",
    "check_transition",
    "deadline",
    "held_out",
    "leaves",
    "passed",
    "pause_until",
    "plan",
]

#: Life of a case, as data. Any open state may end in a conversion by the organiser's own hand.
TRANSITIONS: Mapping[State, frozenset[State]] = {
    State.FLAGGED: frozenset({State.HELD_OUT, State.ASKED, State.CONVERTED, State.WITHDRAWN}),
    State.HELD_OUT: frozenset({State.CONVERTED, State.WITHDRAWN}),
    State.ASKED: frozenset({State.YES, State.HYBRID, State.NO, State.CONVERTED, State.WITHDRAWN}),
    State.YES: frozenset({State.HYBRID, State.NO, State.CONVERTED, State.WITHDRAWN}),
    State.HYBRID: frozenset({State.YES, State.NO, State.CONVERTED, State.WITHDRAWN}),
    State.NO: frozenset({State.YES, State.HYBRID, State.ASKED, State.CONVERTED, State.WITHDRAWN}),
    State.CONVERTED: frozenset({State.HELD, State.WITHDRAWN}),
    State.WITHDRAWN: frozenset({State.FLAGGED}),
    State.HELD: frozenset(),
}

#: Return journey, in hours per traveller, above which a trip is booked early: about 200 km each way by car or train.
FAR_HOURS = 5.0
#: A case, or a place, that got this many noes is never asked about again.
MOST_NOES = 2
#: A meeting that moves again and again is asked about this often at most.
MOST_QUESTIONS = 2
#: Travellers as many times as at the no make it another question.
GROWTH = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class NudgePolicy:
    """The `[nudges]` settings. Percent, counts and working days as their names say."""

    holdout_percent: float = 0
    open_per_person: int = 1
    per_person_per_week: int = 1
    per_department_per_week: int | None = None  #: None: no ceiling
    lead_working_days: int = 3
    far_lead_working_days: int = 5  #: for a single meeting far away: see FAR_HOURS
    settle_minutes: int = 30
    outside_hosts: bool = True
    pause_weeks: int = 2  #: after the first ignored question; doubled by each further one
    silent_after: int = 3  #: ignored questions in a row that end it until the person turns it on
    time_zone: str = "Europe/Stockholm"  #: in which working days are counted


@dataclass(frozen=True, slots=True, kw_only=True)
class No:
    """A no that the person gave earlier, with the place and the travellers as they were when it was said."""

    case_key: str
    place: str
    travellers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A case that might be asked about, with what counts against it. Counts are as stored, before this cycle."""

    case: Case
    mailbox: Mailbox  #: of the person who would be asked
    open_count: int = 0  #: questions waiting for this person's answer
    week_count: int = 0  #: questions sent to this person in the last seven days
    department_week_count: int = 0  #: questions sent to the case's department in the last seven days
    noes: tuple[No, ...] = ()  #: of this person, this case's own among them
    asked_count: int = 0  #: questions sent about this case, whatever became of them
    takes_part: bool = True  #: in the phase of the day
    obstacle: Why | None = None  #: found on a closer look: at the person's settings, and the meeting as it stands


@dataclass(slots=True)
class _Rations:
    """What has been used up in this cycle."""

    people: Counter[str] = field(default_factory=Counter)
    departments: Counter[str] = field(default_factory=Counter)


def check_transition(old: State, new: State) -> None:
    """Raise ValueError when a case may not go from `old` to `new`. Staying is always allowed."""
    if new is not old and new not in TRANSITIONS[old]:
        raise ValueError(f"a case cannot go from {old} to {new}")


def held_out(address: str, percent: float) -> bool:
    """Is this person among the `percent` who are never asked? Always the same answer; a higher percent adds people."""
    digest = hashlib.sha256(f"holdout\n{address.lower()}".encode()).digest()
    return int.from_bytes(digest[:8], "big") * 100 < percent * 2**64


def deadline(case: Case, policy: NudgePolicy) -> datetime:
    """The last moment to ask about the next meeting of a case: so many working days before its start."""
    return add_working_days(case.next_start, -_lead_working_days(case, policy), policy.time_zone)


def pause_until(ignored_count: int, now: datetime, policy: NudgePolicy) -> datetime | None:
    """End of the pause after that many ignored questions in a row (two weeks, then four); None when it has no end."""
    if ignored_count >= policy.silent_after:
        return None
    return now + timedelta(weeks=policy.pause_weeks * 2 ** max(ignored_count - 1, 0))


def plan(candidates: Sequence[Candidate], now: datetime, policy: NudgePolicy) -> list[Step]:
    """One step for each candidate: those among people of the pilot first, then those that save most hours.

    Only an `Ask` uses up the person's and the department's ration, so a small meeting never waits for a large one that
    cannot be asked about anyway.
    """
    used = _Rations()
    return [_step(candidate, now, policy, used) for candidate in sorted(candidates, key=_order)]


def leaves(mailbox: Mailbox | None) -> Why | None:
    """Why this person is not asked any more, if so; their own word is honoured before anything else."""
    if mailbox is None:
        return None
    if mailbox.stopped_at is not None:
        return Why.OPTED_OUT
    return Why.LEFT if mailbox.left_at is not None else None


def passed(case: Case, now: datetime) -> Why | None:
    """`Why.PASSED` when nothing of the case is left to ask about."""
    return Why.PASSED if now >= (case.last_end if case.is_series else case.next_start) else None


def _order(candidate: Candidate) -> tuple[bool, float, datetime, str]:
    case = candidate.case
    is_among_pilots = 2 * case.pilot_count > case.attendee_count
    return not is_among_pilots, -case.person_hours, case.next_start, case.key


def _lead_working_days(case: Case, policy: NudgePolicy) -> int:
    """A series keeps the ordinary lead however far it goes: with a longer one a weekly meeting would never be asked."""
    is_far = case.travellers > 0 and case.person_hours / case.travellers > FAR_HOURS
    if case.is_series or not is_far:
        return policy.lead_working_days
    return max(policy.lead_working_days, policy.far_lead_working_days)


def _step(candidate: Candidate, now: datetime, policy: NudgePolicy, used: _Rations) -> Step:
    case = candidate.case
    if case.state is State.HELD_OUT:
        return Wait(case, Why.HELD_OUT)
    if case.state not in (State.FLAGGED, State.NO):
        return Wait(case, Why.NOT_WAITING)
    step = _step_of_waiting(candidate, now, policy, used)
    if case.state is State.NO and not isinstance(step, Ask | Wait):
        return Wait(case, Why.SAID_NO)  # a no is an answer: it stays in the record
    return step


def _step_of_waiting(candidate: Candidate, now: datetime, policy: NudgePolicy, used: _Rations) -> Step:
    case = candidate.case
    over = leaves(candidate.mailbox) or passed(case, now)
    if over:
        return Withdraw(case, over)
    if not candidate.takes_part:
        return Wait(case, Why.NOT_IN_PHASE)
    if held_out(case.mailbox, policy.holdout_percent):
        return HoldOut(case)
    why = _blocked(candidate, policy) or _settling(case, now, policy)
    if why:
        return Wait(case, why)
    if now > deadline(case, policy):
        return _too_late(case)
    why = _quiet(candidate.mailbox, now, policy) or candidate.obstacle or _rationed(candidate, policy, used)
    if why:
        return Wait(case, why)
    used.people[case.mailbox] += 1
    used.departments[case.department] += 1
    return Ask(case, Why.ASKED_ANEW if _own_noes(candidate) else Why.DUE)


def _too_late(case: Case) -> Step:
    if case.is_series:
        return Wait(case, Why.NEXT_TOO_NEAR)
    return Withdraw(case, Why.TOO_LATE, case.state_reason if case.state_reason in WAITS else "")


def _blocked(candidate: Candidate, policy: NudgePolicy) -> Why | None:
    """Reasons that no waiting removes."""
    case = candidate.case
    if case.suggestion is Suggestion.ASK_WEBCAST and not policy.outside_hosts:
        return Why.OUTSIDE_HOSTS_OFF
    if candidate.asked_count >= MOST_QUESTIONS:
        return Why.ASKED_TWICE
    own = _own_noes(candidate)
    if (own or case.state is State.NO) and not _may_ask_anew(case, own):
        return Why.SAID_NO
    here = [no for no in candidate.noes if _is_same_place(case, no)]
    if here and not (len(here) < MOST_NOES and _has_grown(case, here)):
        return Why.SAID_NO_TO_PLACE
    return None


def _own_noes(candidate: Candidate) -> list[No]:
    return [no for no in candidate.noes if no.case_key == candidate.case.key]


def _may_ask_anew(case: Case, noes: Sequence[No]) -> bool:
    return 0 < len(noes) < MOST_NOES and (_has_moved(case, noes[0]) or _has_grown(case, noes))


def _is_same_place(case: Case, no: No) -> bool:
    return case.place is not None and case.place.name.casefold() == no.place.casefold()


def _has_moved(case: Case, no: No) -> bool:
    return case.place is not None and not _is_same_place(case, no)


def _has_grown(case: Case, noes: Iterable[No]) -> bool:
    """Do at least twice as many travel as at every no? Where the number was not known, none is its double."""
    return all(0 < GROWTH * no.travellers <= case.travellers for no in noes)


def _settling(case: Case, now: datetime, policy: NudgePolicy) -> Why | None:
    if case.created_at is None or now >= case.created_at + timedelta(minutes=policy.settle_minutes):
        return None
    return Why.SETTLING


def _quiet(mailbox: Mailbox, now: datetime, policy: NudgePolicy) -> Why | None:
    if mailbox.ignored_count >= policy.silent_after:
        return Why.SILENT
    return Why.PAUSED if mailbox.paused_until is not None and now < mailbox.paused_until else None


def _rationed(candidate: Candidate, policy: NudgePolicy, used: _Rations) -> Why | None:
    case = candidate.case
    asked = used.people[case.mailbox]
    if candidate.open_count + asked >= policy.open_per_person:
        return Why.QUESTION_OPEN
    if candidate.week_count + asked >= policy.per_person_per_week:
        return Why.PERSON_BUDGET
    ceiling = policy.per_department_per_week
    if ceiling is not None and candidate.department_week_count + used.departments[case.department] >= ceiling:
        return Why.DEPARTMENT_BUDGET
    return None

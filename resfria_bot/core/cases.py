"""The identity of a case, and how it follows its meeting: never by subject or time, always by `iCalUId`."""

import hashlib
from collections.abc import Container
from dataclasses import replace
from datetime import datetime

from resfria_bot.core.reasons import kept
from resfria_bot.core.steps import Why
from resfria_bot.core.types import (
    Assessment,
    AttendeeType,
    Case,
    ConvertedBy,
    Event,
    EventType,
    Kind,
    Meeting,
    Organisation,
    Person,
    Place,
    QuestionKind,
    Response,
    Saving,
    State,
    Suggestion,
)

#: States in which nothing has been changed in the calendar yet, and still might be.
OPEN = frozenset({State.FLAGGED, State.HELD_OUT, State.ASKED, State.YES, State.HYBRID, State.NO})


def case_key(organisation: str, ical_uid: str) -> str:
    """Key of a case, from the `iCalUId` of the single instance or series master, which is the same in every copy."""
    return _digest(organisation, ical_uid)


def meeting_id(organisation: str, event: Event) -> str:
    """Pseudonymous id of one occurrence, from its immutable id: its `iCalUId` changes when it is moved."""
    return meeting_id_in(organisation, event.mailbox, event.id)


def meeting_id_in(organisation: str, mailbox: str, event_id: str) -> str:
    """The same, of an event by its id in a mailbox."""
    return _digest(organisation, "meeting", mailbox, event_id)


def question_transaction_id(key: str, round_number: int) -> str:
    """Deterministic `transactionId` of the question of a case: a repeat after a crash is the same question."""
    return _digest(key, "question", str(round_number))


def errand_transaction_id(key: str, kind: QuestionKind) -> str:
    """The same for what follows somebody's own yes: each kind is sent once for a case."""
    return _digest(key, kind.value)


def uid_of(event: Event) -> str:
    """The `iCalUId` that identifies the case of an event: the series master's for every member of a series."""
    return event.series_uid or event.ical_uid


def whom_to_ask(event: Event, suggestion: Suggestion, organisation: Organisation, scope: Container[str]) -> str | None:
    """Address of the one person who would be asked about this event, or None.

    The organiser, in their own copy. For an outside organiser one of our attendees in `scope` (addresses of the people
    who take part): the same one whichever copy is read, so that only one is asked.
    """
    if event.is_organiser:
        return event.mailbox if suggestion is Suggestion.ONLINE else None
    if is_own(event.organiser.address, organisation):
        return None
    ours = {a.address for a in event.attendees if a.address in scope and a.response is not Response.DECLINED}
    ours.add(event.mailbox)
    return min(ours, key=lambda address: _digest(uid_of(event), address))


def is_own(address: str, organisation: Organisation) -> bool:
    """Does this mail address belong to our organisation (one of its domains, or a subdomain)?"""
    domain = address.rpartition("@")[2]
    return any(domain == own or domain.endswith(f".{own}") for own in organisation.domains)


def own_people(event: Event, organisation: Organisation) -> frozenset[str]:
    """Addresses of our own people who may come: the owner of the calendar, the organiser, and who has not declined."""
    invited = {
        attendee.address
        for attendee in event.attendees
        if attendee.type is not AttendeeType.RESOURCE and attendee.response is not Response.DECLINED
    }
    return frozenset(a for a in {event.mailbox, event.organiser.address, *invited} if is_own(a, organisation))


def open_case(key: str, event: Event, assessment: Assessment, person: Person, saving: Saving | None) -> Case:
    """A new case for a flagged event in the mailbox of the person who would be asked."""
    assert assessment.suggestion is not None  # noqa: S101 - the caller opens cases for flagged events only
    outside = not event.is_organiser
    return Case(
        key=key,
        mailbox=event.mailbox,
        event_id=event.series_master_id or event.id,
        ical_uid=uid_of(event),
        is_series=event.is_recurring,
        suggestion=Suggestion.ASK_WEBCAST if outside else assessment.suggestion,
        place=assessment.place,
        department=person.department,
        created_at=event.created_at,
        next_start=event.start,
        last_end=event.end,
        travellers=saving.travellers if saving else 0,
        person_hours=saving.person_hours if saving else 0.0,
        reasons=kept(assessment.reasons),
        host_domain=event.organiser.address.rpartition("@")[2] if outside else "",
    )


def follow(case: Case, event: Event, assessment: Assessment, now: datetime) -> Case:
    """What the case becomes when one of its meetings reads like this now.

    A single exception of a series says nothing about the series. A case that was given up because its meeting moved to
    our own site, say, is taken up again when the meeting is flagged anew.
    """
    if event.type is EventType.EXCEPTION and case.is_series and not _is_all_that_is_left(case, event):
        return case
    if event.is_cancelled:
        return case if case.state is State.HELD else _withdrawn(case, "cancelled")
    if case.state is State.CONVERTED:
        moved_back = case.kind is Kind.ONLINE and not assessment.already_online and assessment.external
        return _withdrawn(case, "moved_back") if moved_back else case
    if case.state in OPEN and assessment.already_online:
        return _converted_by_organiser(case, assessment, now)
    if case.state is State.WITHDRAWN and case.state_reason == Why.RESCHEDULED and not assessment.flag:
        return replace(case, state_reason=Why.MOVED.value)
    if case.state in OPEN and not assessment.flag:
        return _withdrawn(case, "moved" if not assessment.external else "no_longer_suitable")
    if case.state is State.ASKED and not case.is_series and _has_moved(case, event, assessment):
        return _withdrawn(replace(case, place=assessment.place), Why.RESCHEDULED.value)
    if case.state is State.WITHDRAWN and assessment.flag and _may_return(case):
        case = replace(case, state=State.FLAGGED, state_reason="flagged_again")
    return replace(case, place=assessment.place) if assessment.flag else case


def meeting_of(organisation: str, case: Case, event: Event, place: Place | None, saving: Saving | None) -> Meeting:
    """The occurrence that the ledger counts."""
    return Meeting(
        id=meeting_id(organisation, event),
        case_key=case.key,
        event_id=event.id,
        start=event.start,
        end=event.end,
        place=place,
        saving=saving,
        cancelled=event.is_cancelled,
    )


def _is_all_that_is_left(case: Case, event: Event) -> bool:
    """Is this the one meeting of the series that is still to come, so that it speaks for the series?"""
    return event.start <= case.next_start and event.end >= case.last_end


def _has_moved(case: Case, event: Event, assessment: Assessment) -> bool:
    """Is the meeting at another time or place than the one that the open question speaks of?"""
    here, before = assessment.place, case.place
    return event.start != case.next_start or (here is not None and before is not None and here.name != before.name)


def moved_away(case: Case) -> Case:
    """The case of a single meeting that was moved into the past: nothing is left to ask or to save."""
    return _withdrawn(case, "moved")


def _may_return(case: Case) -> bool:
    """A case that nobody was asked about may be taken up again; after a question only if the meeting itself changed."""
    return case.asked_at is None or case.state_reason in ("moved", "no_longer_suitable")


def _withdrawn(case: Case, why: str) -> Case:
    return case if case.state is State.WITHDRAWN else replace(case, state=State.WITHDRAWN, state_reason=why)


def _converted_by_organiser(case: Case, assessment: Assessment, now: datetime) -> Case:
    return replace(
        case,
        state=State.CONVERTED,
        state_reason="became_online",
        converted_at=now,
        converted_by=ConvertedBy.ORGANISER,
        kind=Kind.HYBRID if assessment.external else Kind.ONLINE,
        system=_system(assessment),
    )


def _system(assessment: Assessment) -> str:
    """The meeting system named by the reasons ("link.zoom" → "zoom"); empty when none is."""
    return next((r.code.removeprefix("link.") for r in assessment.reasons if r.code.startswith("link.")), "")


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]

"""Carry out the answers: after the grace time one change to the meeting, and only what was read back is believed."""

from dataclasses import replace
from datetime import datetime

from resfria_bot.core import answers
from resfria_bot.core.types import Case, Conversion, ConvertedBy, Kind, Outcome, State, Suggestion
from resfria_bot.errors import NotFound, ResfriaError, Withheld
from resfria_bot.flow import words
from resfria_bot.flow.desk import Desk
from resfria_bot.flow.report import Report
from resfria_bot.store import cases, conversions, mailboxes, questions

_KINDS = {State.YES: Kind.ONLINE, State.HYBRID: Kind.HYBRID}


def reconcile(desk: Desk, now: datetime, report: Report) -> None:
    """Finish conversions that a crash left half-way, before the scan takes our own change for the organiser's."""
    with desk.database.transaction() as tx:
        left = [cases.get(tx, conversion.case_key) for conversion in conversions.unfinished(tx)]
    for case in left:
        if case is not None and case.state in _KINDS:
            _attempt(desk, case, now, report)


def settle(desk: Desk, now: datetime, report: Report) -> None:
    """Convert the meeting of every case whose yes has stood through the grace time; tell those it was refused for."""
    with desk.database.transaction() as tx:
        waiting = cases.in_states(tx, tuple(_KINDS))
        untold = conversions.untold(tx)
    for case in waiting:
        if case.suggestion is Suggestion.ONLINE and _is_due(case, now, desk.bot.grace_minutes):
            _attempt(desk, case, now, report)
    for conversion in untold:
        _tell(desk, conversion, now, report)


def _is_due(case: Case, now: datetime, grace_minutes: int) -> bool:
    if case.refused_at is not None or case.answered_at is None:
        return False
    return answers.settled(case.answered_at, now, grace_minutes)


def _attempt(desk: Desk, case: Case, now: datetime, report: Report) -> None:
    try:
        _convert(desk, case, now, report)
    except Withheld as error:
        with desk.database.transaction() as tx:
            conversions.forget(tx, case.key)
        report.would.append(str(error))
    except NotFound:
        with desk.database.transaction() as tx:
            cases.save(tx, replace(case, state=State.WITHDRAWN, state_reason="cancelled"), now)
    except ResfriaError as error:
        report.fail(case.mailbox, error)


def _convert(desk: Desk, case: Case, now: datetime, report: Report) -> None:
    """Intent, effect, outcome. An intent left by a crash is reconciled by reading the meeting before it is touched."""
    intent = Conversion(case_key=case.key, kind=_KINDS[case.state], intended_at=now)
    with desk.database.transaction() as tx:
        had_intent = conversions.get(tx, case.key) is not None
        conversions.save(tx, intent)
    event = desk.calendars.event(case.mailbox, case.event_id)
    if event.is_cancelled:
        raise NotFound("the meeting was cancelled")
    if desk.judge.assess(event).already_online:
        by = ConvertedBy.BOT if had_intent else ConvertedBy.ORGANISER
        _record(desk, case, intent, by, now, report)
        return
    changed = desk.calendars.make_online(event, intent.kind, desk.bot.product)
    if changed.is_online:
        _record(desk, case, intent, ConvertedBy.BOT, now, report)
        return
    if changed.locations != event.locations:
        desk.calendars.put_place_back(event)
    _refuse(desk, case, intent, now, report)


def _record(desk: Desk, case: Case, intent: Conversion, by: ConvertedBy, now: datetime, report: Report) -> None:
    report.conversions["by_organiser" if by is ConvertedBy.ORGANISER else intent.kind.value] += 1
    converted = replace(
        case,
        state=State.CONVERTED,
        state_reason="answered_yes",
        converted_at=now,
        converted_by=by,
        kind=intent.kind,
        system="teams",
    )
    with desk.database.transaction() as tx:
        conversions.save(tx, replace(intent, outcome=Outcome.DONE, finished_at=now))
        cases.save(tx, converted, now)


def _refuse(desk: Desk, case: Case, intent: Conversion, now: datetime, report: Report) -> None:
    """Graph answered well, but the meeting is not online: not tried again."""
    report.conversions["refused"] += 1
    with desk.database.transaction() as tx:
        conversions.save(tx, replace(intent, outcome=Outcome.REFUSED, finished_at=now))
        cases.save(tx, replace(case, refused_at=now, state_reason="refused"), now)


def _tell(desk: Desk, conversion: Conversion, now: datetime, report: Report) -> None:
    """Say once, in the question itself, that it did not work and what to do instead."""
    with desk.database.transaction() as tx:
        case = cases.get(tx, conversion.case_key)
        sent = [q for q in questions.of_case(tx, conversion.case_key) if q.event_id]
        mailbox = mailboxes.get(tx, sent[-1].asked) if sent else None
    if case is None or mailbox is None or mailbox.stopped_at is not None:
        return
    try:
        event = desk.calendars.event(case.mailbox, case.event_id)
        text = words.refusal(desk, case, event, mailbox.person, now)
        desk.calendars.amend(desk.bot.mailbox, sent[-1].event_id, text.subject, text.html)
    except NotFound:
        report.waiting["nothing_to_tell"] += 1  # the meeting, or the question, is gone meanwhile
    except Withheld as error:
        report.would.append(str(error))
        return
    except ResfriaError as error:
        report.fail(desk.bot.mailbox, error)
        return
    with desk.database.transaction() as tx:
        conversions.save(tx, replace(conversion, told_at=now))

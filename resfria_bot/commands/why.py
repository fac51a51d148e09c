"""What happened to a meeting, and why."""

import argparse
from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from resfria_bot import app
from resfria_bot.commands import context
from resfria_bot.commands.context import DONE
from resfria_bot.core.explanations import KINDS, QUESTIONS, STATES, reason_in_words
from resfria_bot.core.types import Outcome, State, Suggestion
from resfria_bot.errors import ResfriaError
from resfria_bot.flow import story as stories
from resfria_bot.flow.story import Story


def why(options: argparse.Namespace) -> int:
    settings = context.settings(options, "organisation", "database")
    policy = app.nudge_policy(settings)
    rules = stories.Rules(policy=policy, rollout=app.rollout(settings), grace_minutes=settings.bot.grace_minutes)
    with app.database(settings) as database, database.transaction() as tx:
        story = stories.tell(tx, options.name, rules, datetime.now(UTC))
    if story is None:
        raise ResfriaError(
            f"nothing is known of {options.name!r}: give the key of a case, the meeting_id of the ledger, an event id "
            "or an iCalUId; a meeting that was never flagged is not remembered"
        )
    deadline = stories.deadline(story, policy)
    if options.json:
        context.print_json(as_json(story, deadline))
    else:
        print("\n".join(_lines(story, deadline, ZoneInfo(settings.organisation.time_zone))))
    return DONE


def as_json(story: Story, deadline: datetime | None) -> dict[str, object]:
    """The story for other programs; times in UTC, the person asked left out."""
    case, conversion, waiting = story.case, story.conversion, story.waiting
    return {
        "case": case.key,
        "state": case.state,
        "series": case.is_series,
        "suggestion": case.suggestion,
        "place": case.place.name if case.place else None,
        "department": case.department,
        "next_start": case.next_start.isoformat(),
        "reasons": [{"code": reason.code, "text": reason.text} for reason in case.reasons],
        "history": [
            {"state": state, "reason": reason, "text": reason_in_words(reason), "at": at.isoformat()}
            for state, reason, at in story.states
        ],
        "questions": [
            {
                "kind": question.kind,
                "status": question.status,
                "sent_at": _iso(question.sent_at),
                "place": question.place,
                "travellers": question.travellers,
                "answers": [
                    {"answer": answer, "at": at.isoformat()} for answer, at in story.answers[question.transaction_id]
                ],
            }
            for question in story.questions
        ],
        "conversion": {
            "kind": conversion.kind,
            "outcome": conversion.outcome,
            "finished_at": _iso(conversion.finished_at),
            "told_at": _iso(conversion.told_at),
        }
        if conversion
        else None,
        "converted_by": case.converted_by,
        "meetings": [
            {
                "meeting_id": entry.meeting_id,
                "start": entry.start.isoformat(),
                "state": entry.state,
                "hours_saved": entry.hours_saved,
                "km_saved": entry.km_saved,
                "sek_saved": entry.sek_saved,
                "kg_co2e_saved": entry.kg_co2e_saved,
            }
            for entry in story.entries
        ],
        "waits_for": {"text": waiting.text, "until": _iso(waiting.until)} if waiting else None,
        "ask_before": _iso(deadline),
    }


def _lines(story: Story, deadline: datetime | None, zone: ZoneInfo) -> Iterator[str]:
    case = story.case
    what = "series" if case.is_series else "meeting"
    yield f"A {what} in {case.place.name if case.place else 'another place'}, next {_at(case.next_start, zone)}"
    yield f"case {case.key}, {STATES[case.state]}"
    yield "\nWhy it was flagged:"
    yield from (f"  {reason.text} ({reason.code})" for reason in case.reasons)
    if case.suggestion is Suggestion.ASK_WEBCAST:
        yield "  Somebody outside holds it, so one of those invited is asked to ask for a way in from a distance."
    yield "\nWhat happened:"
    yield from (f"  {_at(at, zone)}  {STATES[state]}: {reason_in_words(why)}" for state, why, at in story.states)
    if story.questions:
        yield "\nQuestions:"
    for question in story.questions:
        sent = _at(question.sent_at, zone) if question.sent_at else "not sent"
        yield f"  {sent}  {KINDS[question.kind]} – {QUESTIONS[question.status]}"
        yield from (f"    {_at(at, zone)}  {answer}" for answer, at in story.answers[question.transaction_id])
    yield from _outcome(story, zone)
    yield "\nWhat it waits for:"
    yield f"  {_waiting(story, deadline, zone)}"


def _outcome(story: Story, zone: ZoneInfo) -> Iterator[str]:
    case, conversion = story.case, story.conversion
    if conversion is not None and conversion.outcome is Outcome.REFUSED:
        told = f", and the person was told {_at(conversion.told_at, zone)}" if conversion.told_at else ""
        yield f"\nThe calendar refused to make it {conversion.kind} {_at(conversion.finished_at, zone)}{told}."
    if case.converted_at is not None:
        yield f"\nMade {case.kind} by the {case.converted_by} {_at(case.converted_at, zone)}."
    for state, head in ((State.HELD, "Saved"), (State.CONVERTED, "Expected")):
        entries = [entry for entry in story.entries if entry.state is state]
        if entries:
            hours, km = sum(e.hours_saved for e in entries), sum(e.km_saved for e in entries)
            sek, kg = sum(e.sek_saved for e in entries), sum(e.kg_co2e_saved for e in entries)
            yield f"{head}, estimated, in {len(entries)}: {hours:.1f} h, {km:.0f} km, {sek:.0f} SEK, {kg:.0f} kg CO2e."


def _waiting(story: Story, deadline: datetime | None, zone: ZoneInfo) -> str:
    if story.waiting is None:
        return "Nothing: it is over."
    until = f" Until {_at(story.waiting.until, zone)}." if story.waiting.until else ""
    before = f" It is asked about before {_at(deadline, zone)} or not at all." if deadline else ""
    return f"{story.waiting.text}{until}{before}"


def _at(moment: datetime | None, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}" if moment else ""


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None

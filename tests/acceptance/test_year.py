"""Every limit on asking, held against the whole history of a year."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from resfria_bot.core.nudges import TRANSITIONS, held_out
from resfria_bot.core.types import Answer, Question, QuestionKind, QuestionStatus, State
from resfria_bot.core.workdays import add_working_days, is_workday
from tests.acceptance.year import (
    ALL_BEGIN,
    DEPARTMENT_CEILING,
    HELD_OUT_PERCENT,
    LEAVING,
    PILOT_BEGINS,
    STOPPING,
    ZONE,
    History,
    play,
    sent_at,
)

WEEK = timedelta(days=7)


def _start_of(question: Question) -> datetime:
    assert question.meeting_start is not None
    return question.meeting_start


def more_than_one_open_question(history: History) -> Iterator[object]:
    for now, waiting in history.open_at.items():
        # What tells whoever helps that somebody did not get in asks nothing, and waits for no answer.
        people = Counter(q.asked for q in waiting if q.kind is not QuestionKind.HELP)
        yield from ((now, who) for who, count in people.items() if count > 1)


def two_questions_to_a_person_in_a_week(history: History) -> Iterator[object]:
    for asked in history.by_person().values():
        yield from ((a, b) for a, b in pairwise(asked) if sent_at(b) - sent_at(a) < WEEK)


def more_questions_to_a_department_than_its_ceiling(history: History) -> Iterator[object]:
    departments: dict[str, list[datetime]] = {}
    for question in history.questions:
        departments.setdefault(history.user(question.asked).department, []).append(sent_at(question))
    for name, times in departments.items():
        later = zip(times, times[DEPARTMENT_CEILING:], strict=False)
        yield from ((name, a, b) for a, b in later if b - a < WEEK)


def asked_so_late_that_the_trip_is_booked(history: History) -> Iterator[object]:
    for question in history.questions:
        if question.start > add_working_days(_start_of(question), -3, "Europe/Stockholm"):
            yield question


def asked_while_the_organiser_may_still_be_typing(history: History) -> Iterator[object]:
    for question in history.questions:
        created_at = history.cases[question.case_key].created_at
        if created_at is None or sent_at(question) < created_at + timedelta(minutes=30):
            yield question


def asked_when_nobody_works(history: History) -> Iterator[object]:
    """On a holiday, a squeeze day or a weekend, or outside the person's own hours, counted at both ends."""
    for question in history.questions:
        user = history.user(question.asked)
        start, end = (moment.astimezone(ZONE) for moment in (question.start, question.end))
        is_within = user.works_from <= start.time() and end.time() <= user.works_until
        if not (is_workday(start.date()) and start.weekday() in user.weekdays and is_within):
            yield question


def told_when_nobody_works(history: History) -> Iterator[object]:
    """The invitation itself goes out at most an hour before its time, so it disturbs nobody at night."""
    yield from (q for q in history.questions if not timedelta() < q.start - sent_at(q) <= timedelta(hours=1))


def asked_while_away(history: History) -> Iterator[object]:
    for question in history.questions:
        for address, away_from, away_until in history.away:
            if address == question.asked and question.start < away_until and away_from < question.end:
                yield question, away_from


def asked_during_the_pause_after_silence(history: History) -> Iterator[object]:
    """Two weeks after an ignored question, four after the second in a row, and never after the third."""
    for asked in history.by_person().values():
        for question in asked:
            row = _ignored_in_a_row(history, asked, sent_at(question))
            if row and (len(row) >= 3 or sent_at(question) < row[-1] + 2 ** len(row) * WEEK):
                yield question, row


def _ignored_in_a_row(history: History, asked: list[Question], before: datetime) -> list[datetime]:
    """When each of the person's last questions was given up, back to the last answer that came from them."""
    answered = [at for q in asked for _, at in history.answers.get(q.transaction_id, ()) if at < before]
    last = max(answered, default=datetime.min.replace(tzinfo=UTC))
    ignored = (history.ignored_at.get(q.transaction_id) for q in asked)
    return sorted(at for at in ignored if at is not None and last < at < before)


def asked_twice_without_a_new_reason(history: History) -> Iterator[object]:
    """A second question needs another place, another time, or twice as many people; there is never a third."""
    for asked in history.by_case().values():
        if len(asked) > 2:
            yield asked
        for first, second in pairwise(asked):
            is_other = (first.place, first.meeting_start) != (second.place, second.meeting_start)
            if not (is_other or second.travellers >= 2 * first.travellers > 0):
                yield first, second


def asked_again_after_a_no(history: History) -> Iterator[object]:
    """About the meeting or series, or another one at the place, unless twice as many travel or the place is another."""
    for asked in history.by_person().values():
        for later in asked:
            noes = [q for q in asked if _said_no(history, q, sent_at(later))]
            here = [q for q in noes if q.place.casefold() == later.place.casefold()]
            if any(later.travellers < 2 * q.travellers for q in here) or len(here) > 1:
                yield later, here
            if sum(q.case_key == later.case_key for q in noes) > 1:
                yield later, noes


def _said_no(history: History, question: Question, before: datetime) -> bool:
    said = [answer for answer, seen_at in history.answers.get(question.transaction_id, ()) if seen_at < before]
    return bool(said) and said[-1] is Answer.ON_SITE


def asked_after_stop_or_farewell(history: History) -> Iterator[object]:
    for question in history.questions:
        ended = [at for over in (history.stopped, history.left) if (at := over.get(question.asked))]
        if any(sent_at(question) >= at for at in ended):
            yield question


def left_open_after_its_meeting(history: History) -> Iterator[object]:
    for now, waiting in history.open_at.items():
        for question in (q for q in waiting if q.kind is QuestionKind.MEETING):
            case = history.cases[question.case_key]
            is_over = case.last_end <= now if case.is_series else _start_of(question) <= now
            if is_over:
                yield now, question


def left_open_though_its_meeting_has_another_time(history: History) -> Iterator[object]:
    """In the end: a question that still waits speaks of a time that the calendar has."""
    now = history.cycles[-1]
    for question in (q for q in history.open_at[now] if q.kind is QuestionKind.MEETING):
        starts = {m.start for m in history.meetings[question.case_key] if not m.cancelled}
        if _start_of(question) > now and _start_of(question) not in starts:
            yield question


def asked_though_held_out(history: History) -> Iterator[object]:
    yield from (q for q in history.questions if held_out(q.asked, HELD_OUT_PERCENT))


def asked_before_their_phase(history: History) -> Iterator[object]:
    for question in history.questions:
        day = sent_at(question).astimezone(ZONE).date()
        if day < PILOT_BEGINS or (day < ALL_BEGIN and question.asked not in history.pilots):
            yield question


def states_out_of_turn(history: History) -> Iterator[object]:
    for key, told in history.states.items():
        yield from ((key, a, b) for (a, _, _), (b, _, _) in pairwise(told) if b not in TRANSITIONS[a])


def calendar_and_database_at_odds(history: History) -> Iterator[object]:
    """What the bot sent stands in the person's calendar once, at its time, and as cancelled if it was taken back."""
    tenant = history.tenant
    sent = {q.ical_uid: q for q in (*history.questions, *history.others)}
    invited = {m.uid: m for m in tenant.meetings() if m.organiser.key == tenant.bot_address}
    yield from invited.keys() ^ sent.keys()
    for uid in invited.keys() & sent.keys():
        meeting, question = invited[uid], sent[uid]
        is_taken_back = question.status is QuestionStatus.WITHDRAWN
        if (meeting.start, meeting.is_cancelled) != (question.start, is_taken_back):
            yield meeting, question


def changed_without_a_yes(history: History) -> Iterator[object]:
    """The bot converts only what somebody said yes or maybe to, and never what they said no to last."""
    for case in history.cases.values():
        if case.converted_by == "bot" and case.answer not in (Answer.ONLINE, Answer.HYBRID):
            yield case


BREACHES: tuple[Callable[[History], Iterator[object]], ...] = (
    more_than_one_open_question,
    two_questions_to_a_person_in_a_week,
    more_questions_to_a_department_than_its_ceiling,
    asked_so_late_that_the_trip_is_booked,
    asked_while_the_organiser_may_still_be_typing,
    asked_when_nobody_works,
    told_when_nobody_works,
    asked_while_away,
    asked_during_the_pause_after_silence,
    asked_twice_without_a_new_reason,
    asked_again_after_a_no,
    asked_after_stop_or_farewell,
    left_open_after_its_meeting,
    left_open_though_its_meeting_has_another_time,
    asked_though_held_out,
    asked_before_their_phase,
    states_out_of_turn,
    calendar_and_database_at_odds,
    changed_without_a_yes,
)


def _is_eventful(history: History) -> dict[str, bool]:
    """A year in which nothing happened would hold every limit."""
    statuses = Counter(q.status for q in history.questions)
    ignored = Counter(q.asked for q in history.questions if q.transaction_id in history.ignored_at)
    said = Counter(answer for told in history.answers.values() for answer, _ in told)
    return {
        "many questions": len(history.questions) > 200,
        "every answer": all(said[answer] > 20 for answer in Answer),
        "questions taken back": statuses[QuestionStatus.WITHDRAWN] > 5,
        "questions asked anew": sum(len(asked) > 1 for asked in history.by_case().values()) > 5,
        "silence to the end": max(ignored.values(), default=0) >= 3,
        "people who stopped and left": (len(history.stopped), len(history.left)) == (len(STOPPING), len(LEAVING)),
        "people who were away": len(history.away) > 10,
        "people held out": any(case.state is State.HELD_OUT for case in history.cases.values()),
        "rations that were used up": all(history.waiting[why] for why in ("person_budget", "question_open", "paused")),
        "questions that never fitted": any(why.startswith("too_late_after_") for why in history.waiting),
        "no mailbox in trouble": not history.failures,
    }


def test_a_year_of_the_municipality_holds_every_limit(tmp_path: Path, subtests: pytest.Subtests) -> None:
    history = play(tmp_path)
    for what, happened in _is_eventful(history).items():
        with subtests.test(what):
            assert happened
    for breaches in BREACHES:
        with subtests.test(breaches.__name__.replace("_", " ")):
            assert list(breaches(history)) == []

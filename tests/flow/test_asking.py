"""When somebody is asked, asked anew, and left alone."""

from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import select

from resfria_bot.core.nudges import TRANSITIONS
from resfria_bot.core.types import QuestionKind, State
from resfria_bot.sandbox.meetings import Item
from resfria_bot.store import questions
from resfria_bot.store.database import open_database
from resfria_bot.store.tables import case_history
from tests.flow.world import ALICE, BOB, MEETING, MONDAY, World, moment

DAY = timedelta(days=1)
ONLINE = {"isOnlineMeeting": True, "location": {"displayName": "Microsoft Teams-möte"}}
VARA: dict[str, Any] = {"location": {"displayName": "Kommunhuset, Vara"}}
HOME: dict[str, Any] = {"location": {"displayName": "Stadshuset"}}


def _at(start: datetime) -> dict[str, Any]:
    return {"start": moment(start), "end": moment(start + timedelta(hours=2))}


def _weekly(count: int) -> dict[str, Any]:
    pattern = {"type": "weekly", "interval": 1, "daysOfWeek": ["wednesday"], "firstDayOfWeek": "monday"}
    span = {"type": "numbered", "startDate": f"{MEETING:%Y-%m-%d}", "numberOfOccurrences": count}
    return {"recurrence": {"pattern": pattern, "range": {**span, "recurrenceTimeZone": "UTC"}}}


# --- the table of transitions ----------------------------------------------------------------------------------------

_Deed = Callable[[World, Item], None]


def _answer(response: str) -> _Deed:
    def deed(world: World, _: Item) -> None:
        world.reply(response)
        world.run(at=world.later(minutes=5))

    return deed


def _change(body: Mapping[str, Any]) -> _Deed:
    def deed(world: World, planned: Item) -> None:
        world.patch(planned, dict(body))
        world.run(at=world.later(minutes=5))

    return deed


def _cancel(world: World, planned: Item) -> None:
    world.cancel(planned)
    world.run(at=world.later(minutes=5))


def _grace(world: World, _: Item) -> None:
    world.run(at=world.later(minutes=20))


def _week(world: World, _: Item) -> None:
    world.run(at=world.later(days=8).replace(hour=8))


def _move_and_wait(world: World, planned: Item) -> None:
    world.patch(planned, VARA)
    _week(world, planned)


def _hold(world: World, _: Item) -> None:
    world.run(at=MEETING + timedelta(hours=3))


def _hold_out(world: World, _: Item) -> None:
    world.configuration = world.configuration + "\n[nudges]\nholdout_percent = 100\n"
    world.run(at=world.later(minutes=5))


#: What leads to each state, cycle by cycle; a meeting is found at dawn, when nobody is asked.
_WAYS: Mapping[State, tuple[_Deed, ...]] = {
    State.FLAGGED: (),
    State.HELD_OUT: (_hold_out,),
    State.ASKED: (_week,),
    State.YES: (_week, _answer("accepted")),
    State.HYBRID: (_week, _answer("tentativelyAccepted")),
    State.NO: (_week, _answer("declined")),
    State.CONVERTED: (_week, _answer("accepted"), _grace),
    State.WITHDRAWN: (_change(HOME),),
}
_DEEDS: Mapping[tuple[State, State], _Deed] = {
    (State.FLAGGED, State.HELD_OUT): _hold_out,
    (State.FLAGGED, State.ASKED): _week,
    (State.YES, State.CONVERTED): _grace,
    (State.HYBRID, State.CONVERTED): _grace,
    (State.NO, State.ASKED): _move_and_wait,
    (State.CONVERTED, State.WITHDRAWN): _cancel,
    (State.CONVERTED, State.HELD): _hold,
    (State.WITHDRAWN, State.FLAGGED): _change(VARA),
}
_BY_GOAL: Mapping[State, _Deed] = {
    State.YES: _answer("accepted"),
    State.HYBRID: _answer("tentativelyAccepted"),
    State.NO: _answer("declined"),
    State.CONVERTED: _change(ONLINE),
    State.WITHDRAWN: _cancel,
}


@pytest.mark.parametrize(("old", "new"), [(old, new) for old, ends in TRANSITIONS.items() for new in sorted(ends)])
def test_each_transition_of_the_table_is_made_by_what_people_do(world: World, old: State, new: State) -> None:
    planned = world.plan()
    world.run(at=MONDAY - timedelta(hours=4))
    for deed in _WAYS[old]:
        deed(world, planned)
    _DEEDS.get((old, new), _BY_GOAL.get(new, _week))(world, planned)
    with closing(open_database(world.database_url)) as database, database.transaction() as tx:
        told = [State(state) for (state,) in tx.execute(select(case_history.c.state).order_by(case_history.c.id))]
    assert (old, new) in pairwise(told)
    assert {b for a, b in pairwise(told) if b not in TRANSITIONS[a]} == set()


# --- asked anew ------------------------------------------------------------------------------------------------------


def test_a_meeting_that_moved_is_asked_about_anew_within_the_budget(world: World) -> None:
    planned = world.plan()
    world.run()
    world.patch(planned, _at(MEETING + 7 * DAY))
    assert world.run(at=world.later(hours=1)).waiting["person_budget"] == 1
    assert world.run(at=MONDAY + 8 * DAY).nudges["sent"] == 1
    assert len(world.questions()) == 2


def test_a_meeting_that_moves_again_and_again_is_asked_about_twice_at_most(world: World) -> None:
    planned = world.plan()
    world.run()
    for week in (1, 2, 3):
        world.patch(planned, _at(MEETING + week * 7 * DAY))
        world.run(at=MONDAY + week * 8 * DAY)
        world.run(at=world.later(hours=1))
    assert len(world.questions()) == 2
    assert world.reports[-1].waiting["asked_twice"] == 1


@pytest.mark.parametrize("change", [_at(MEETING + timedelta(hours=3)), VARA], ids=["another time", "another town"])
def test_a_series_that_moved_keeps_no_question_that_speaks_of_what_was(world: World, change: dict[str, Any]) -> None:
    series = world.plan(**_weekly(6))
    world.run()
    world.patch(series, change)
    assert world.run(at=world.later(hours=1)).nudges["withdrawn"] == 1
    assert world.questions()[0].meeting.is_cancelled
    assert world.run(at=MONDAY + 8 * DAY).nudges["sent"] == 1


def test_one_meeting_of_a_series_that_moves_leaves_the_question(world: World) -> None:
    series = world.plan(**_weekly(6))
    world.run()
    world.patch(world.occurrence(series, MEETING), _at(MEETING + timedelta(hours=3)))
    assert world.run(at=world.later(hours=1)).nudges["withdrawn"] == 0


# --- rations ---------------------------------------------------------------------------------------------------------


def test_a_question_that_never_fitted_before_its_meeting_is_told(world: World) -> None:
    world.plan()
    world.plan(**_at(MONDAY + 4 * DAY), location={"displayName": "Kommunhuset, Vara"}, attendees=[])
    world.run()
    world.reply("declined")
    world.run(at=world.later(minutes=30))
    report = world.run(at=MONDAY + 2 * DAY)
    assert report.waiting["too_late_after_person_budget"] == 1


def test_who_is_away_does_not_use_up_the_ration_of_the_department(world: World) -> None:
    world.configuration += "\n[nudges]\nper_department_per_week = 1\n"
    alice = world.tenant.directory.user(ALICE)
    assert alice is not None
    alice.away_from, alice.away_until = MONDAY - DAY, MONDAY + 7 * DAY
    world.plan(ALICE)
    world.plan(BOB, attendees=[])
    report = world.run()
    assert (len(world.questions(ALICE)), len(world.questions(BOB))) == (0, 1)
    assert report.waiting["not_at_work"] == 1


def test_the_ceiling_of_a_department_is_that_of_the_settings(world: World) -> None:
    world.configuration += "\n[nudges]\nper_department_per_week = 1\n"
    world.plan(ALICE)
    world.plan(BOB)
    report = world.run()
    assert report.nudges["sent"] == 1
    assert report.waiting["department_budget"] == 1


def test_the_lead_of_a_far_trip_is_that_of_the_settings(world: World) -> None:
    world.configuration += "\n[nudges]\nfar_lead_working_days = 20\n"
    world.plan(location={"displayName": "Luleå"})
    world.plan(BOB)
    world.run()
    assert (len(world.questions(ALICE)), len(world.questions(BOB))) == (0, 1)


def test_the_pause_and_the_end_of_patience_are_those_of_the_settings(world: World) -> None:
    world.configuration += "\n[nudges]\npause_weeks = 1\nsilent_after = 2\n"
    world.plan()
    world.run()
    world.run(at=MONDAY + 8 * DAY)
    assert world.mailbox().paused_until == MONDAY + 15 * DAY
    for week in (2, 3, 4, 5, 6):
        world.plan(
            **_at(MEETING + week * 7 * DAY), location={"displayName": f"Kommunhuset, {('Vara', 'Borås')[week % 2]}"}
        )
        world.run(at=MONDAY + (week * 8 + 1) * DAY)
    assert world.mailbox().ignored_count == 2
    assert world.reports[-1].waiting["silent"] > 0


def test_a_question_that_follows_a_yes_counts_as_open_but_not_for_the_week(world: World) -> None:
    world.plan()
    world.run()
    with closing(open_database(world.database_url)) as database:
        with database.transaction() as tx:
            (asked,) = questions.open_questions(tx)
            questions.save(tx, replace(asked, kind=QuestionKind.AFTERMATH))
        world.plan(**VARA)
        assert world.run(at=world.later(hours=1)).waiting["question_open"] == 1
        world.reply("accepted")
        world.run(at=world.later(hours=1))
    assert len(world.questions()) == 2


# --- odd people ------------------------------------------------------------------------------------------------------


def test_a_shared_mailbox_is_not_asked_and_the_report_says_so_once(world: World) -> None:
    alice = world.tenant.directory.user(ALICE)
    assert alice is not None
    alice.purpose = "shared"
    world.plan()
    world.plan(**VARA)
    report = world.run()
    assert report.waiting["shared_mailbox"] == 2
    assert len([note for note in report.notes if ALICE in note]) == 1


def test_somebody_without_a_language_is_asked_in_the_organisations(world: World) -> None:
    alice = world.tenant.directory.user(ALICE)
    assert alice is not None
    alice.language = ""
    world.plan()
    report = world.run()
    assert report.nudges["sent"] == 1
    assert len([note for note in report.notes if "language" in note]) == 1
    assert "Behöver" in world.questions()[0].meeting.subject


def test_the_question_of_a_person_who_left_is_taken_back_and_told(world: World) -> None:
    world.plan()
    world.run()
    (group,) = world.tenant.directory.groups.values()
    group.members.pop(0)
    report = world.run(at=world.later(hours=1))
    assert report.nudges["withdrawn"] == 1
    assert "1 of those in scope have left: their questions are taken back." in report.notes

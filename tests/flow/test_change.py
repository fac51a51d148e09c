"""The meeting changes while a question about it waits."""

from datetime import timedelta

import pytest

from resfria_bot.core.types import ConvertedBy, State
from tests.flow.world import MEETING, MONDAY, World, moment


def test_a_meeting_made_online_by_its_organiser_is_recorded_as_theirs(world: World) -> None:
    planned = world.plan()
    world.run()
    world.patch(planned, {"isOnlineMeeting": True, "location": {"displayName": "Microsoft Teams-möte"}})
    report = world.run(at=world.later(hours=1))
    entry = world.ledger()[0]
    assert report.conversions["by_organiser"] == 1
    assert (entry.state, entry.converted_by) == (State.CONVERTED, ConvertedBy.ORGANISER)
    assert world.questions()[0].meeting.is_cancelled


def test_a_cancelled_meeting_takes_its_question_back(world: World) -> None:
    planned = world.plan()
    world.run()
    world.cancel(planned)
    report = world.run(at=world.later(hours=1))
    assert report.nudges["withdrawn"] == 1
    assert world.questions()[0].meeting.is_cancelled
    assert world.ledger()[0].state is State.WITHDRAWN


def test_a_meeting_that_moves_home_takes_its_question_back(world: World) -> None:
    planned = world.plan()
    world.run()
    world.patch(planned, {"location": {"displayName": "Stadshuset"}})
    world.run(at=world.later(hours=1))
    assert world.questions()[0].meeting.is_cancelled


@pytest.mark.parametrize(
    ("response", "state"),
    [("accepted", State.YES), ("tentativelyAccepted", State.HYBRID), ("declined", State.NO)],
)
def test_an_answer_counts_though_the_meeting_itself_changed_in_the_same_cycle(
    world: World, response: str, state: State
) -> None:
    planned = world.plan()
    world.run()
    world.reply(response)
    world.patch(planned, {"importance": "high"})
    world.run(at=world.later(minutes=1))
    assert world.ledger()[0].state is state


LATER = {"start": moment(MEETING + timedelta(days=9)), "end": moment(MEETING + timedelta(days=9, hours=2))}
EARLIER = {"start": moment(MONDAY - timedelta(days=3)), "end": moment(MONDAY - timedelta(days=3, hours=-2))}
VARA = {"location": {"displayName": "Kommunhuset, Vara"}}


@pytest.mark.parametrize(
    ("change", "state"),
    [(LATER, "flagged"), (VARA, "flagged"), (EARLIER, "withdrawn")],
    ids=["to another day", "to another town", "into the past"],
)
def test_a_meeting_that_moved_takes_back_the_question_that_speaks_of_what_was(
    world: World, change: dict[str, object], state: str
) -> None:
    planned = world.plan()
    world.run()
    world.patch(planned, change)
    report = world.run(at=world.later(hours=1))
    assert report.nudges["withdrawn"] == 1
    assert world.questions()[0].meeting.is_cancelled
    assert world.ledger()[0].state == state


def test_an_edit_that_moves_nothing_leaves_the_question(world: World) -> None:
    planned = world.plan()
    world.run()
    world.patch(planned, {"importance": "high"})
    assert world.run(at=world.later(hours=1)).nudges["withdrawn"] == 0
    assert world.ledger()[0].state is State.ASKED


def test_a_series_whose_last_meeting_was_an_exception_made_online_is_the_organisers_conversion(world: World) -> None:
    start = MEETING - timedelta(weeks=1)
    series = world.plan(
        start=moment(start),
        end=moment(start + timedelta(hours=1)),
        recurrence={
            "pattern": {"type": "weekly", "interval": 1, "daysOfWeek": ["wednesday"], "firstDayOfWeek": "monday"},
            "range": {
                "type": "numbered",
                "startDate": f"{start:%Y-%m-%d}",
                "numberOfOccurrences": 2,
                "recurrenceTimeZone": "UTC",
            },
        },
    )
    world.run()
    later = world.occurrence(series, MEETING)
    world.patch(later, {"subject": "Sista mötet"})
    world.run(at=MEETING - timedelta(days=2))
    world.patch(later, {"isOnlineMeeting": True, "location": {"displayName": "Microsoft Teams-möte"}})
    report = world.run(at=MEETING - timedelta(days=1))
    (case,) = world.cases()
    assert report.conversions["by_organiser"] == 1
    assert (case.state, case.converted_by) == (State.CONVERTED, ConvertedBy.ORGANISER)

"""The introduction by phases, while the program runs."""

from datetime import timedelta

import pytest

from resfria_bot.core.types import State
from resfria_bot.sandbox.directory import Group
from tests.flow.world import ALICE, BOB, CAROL, MONDAY, World

PILOT = "22222222-2222-4222-8222-222222222222"
PHASES = f"""
[[rollout.phase]]
start = 2027-01-12
mode = "convert"
group_ids = ["{PILOT}"]

[[rollout.phase]]
start = 2027-01-19
mode = "convert"
"""
TUESDAY, NEXT_TUESDAY = MONDAY + timedelta(days=1), MONDAY + timedelta(days=8)


@pytest.fixture
def pilot(world: World) -> World:
    """Bob and Carol are the pilot; from the second Tuesday on it is everybody."""
    members = [user.id for address in (BOB, CAROL) if (user := world.tenant.directory.user(address))]
    world.tenant.directory.add_group(Group(id=PILOT, name="Pilot", members=members))
    world.configuration += PHASES
    return world


def test_before_the_first_phase_meetings_are_found_and_nobody_is_asked(pilot: World) -> None:
    pilot.plan(BOB)
    report = pilot.run()
    assert report.events["flagged"] > 0
    assert pilot.writes() == []
    assert pilot.ledger()[0].state is State.FLAGGED


def test_in_a_pilot_only_its_people_are_asked_and_the_others_wait(pilot: World) -> None:
    pilot.plan(ALICE)
    pilot.plan(BOB)
    report = pilot.run(at=TUESDAY)
    assert (len(pilot.questions(ALICE)), len(pilot.questions(BOB))) == (0, 1)
    assert report.waiting["not_in_phase"] == 1


def test_when_the_phase_for_everybody_begins_the_others_are_asked(pilot: World) -> None:
    pilot.plan(ALICE)
    pilot.run(at=TUESDAY)
    pilot.run(at=NEXT_TUESDAY)
    assert len(pilot.questions(ALICE)) == 1


def test_a_program_that_runs_for_weeks_follows_the_phases(pilot: World) -> None:
    pilot.plan(BOB)
    with pilot.opened() as opened:
        for day in (MONDAY, TUESDAY):
            pilot.pass_time(day)
            opened.cycle(day)
    assert len(pilot.questions(BOB)) == 1


def test_a_yes_is_left_to_the_person_while_the_phase_only_suggests(pilot: World) -> None:
    pilot.configuration = pilot.configuration.replace('mode = "convert"\ngroup', 'mode = "suggest"\ngroup')
    planned = pilot.plan(BOB)
    pilot.run(at=TUESDAY)
    pilot.reply("accepted", BOB)
    pilot.run(at=pilot.later(minutes=20))
    assert pilot.item(planned, BOB).meeting.online is None
    pilot.run(at=NEXT_TUESDAY)
    assert pilot.item(planned, BOB).meeting.online is not None


def test_meetings_among_people_of_the_pilot_are_asked_about_first(pilot: World) -> None:
    def guests(*addresses: str) -> list[dict[str, object]]:
        return [{"emailAddress": {"address": address}, "type": "required"} for address in addresses]

    pilot.plan(BOB, attendees=guests(ALICE, "dan@kommun.example", "eva@kommun.example"))
    among_them = pilot.plan(BOB, attendees=guests(CAROL), location={"displayName": "Kommunhuset, Vara"})
    pilot.run(at=TUESDAY)
    asked = [case for case in pilot.cases() if case.state is State.ASKED]
    assert [case.event_id for case in asked] == [among_them.id]
    assert (asked[0].attendee_count, asked[0].pilot_count) == (2, 2)


def test_the_pilot_is_counted_anew_when_its_phase_begins(pilot: World) -> None:
    pilot.plan(BOB)
    pilot.run()
    assert [case.pilot_count for case in pilot.cases()] == [0]
    pilot.run(at=TUESDAY)
    assert [case.pilot_count for case in pilot.cases()] == [2]


def test_a_group_that_cannot_be_read_asks_nobody_and_says_so(pilot: World) -> None:
    pilot.configuration = pilot.configuration.replace(PILOT, "33333333-3333-4333-8333-333333333333")
    pilot.plan(BOB)
    report = pilot.run(at=TUESDAY)
    assert report.nudges["sent"] == 0
    assert len([note for note in report.notes if "rollout.phase" in note]) == 1

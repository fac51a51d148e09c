"""What the ledger counts: only journeys that would have been made."""

from datetime import timedelta

from resfria_bot.core.types import State
from tests.flow.world import BOB, CAROL, MEETING, World, moment


def test_the_ledger_counts_travellers_kilometres_and_hours_of_a_converted_meeting(world: World) -> None:
    world.plan()
    world.run()
    world.reply("accepted")
    world.run(at=world.later(minutes=16))
    entry = world.ledger()[0]
    assert entry.travellers == 3
    assert entry.km_saved > 400  # three people in three or fewer cars, some 150 km each way
    assert entry.hours_saved > 9


def test_a_converted_meeting_that_was_held_is_counted_after_its_end(world: World) -> None:
    world.plan()
    world.run()
    world.reply("accepted")
    world.run(at=world.later(minutes=16))
    world.run(at=MEETING + timedelta(hours=1))
    assert world.ledger()[0].state is State.CONVERTED
    world.run(at=MEETING + timedelta(hours=3))
    assert world.ledger()[0].state is State.HELD


def _hold(world: World) -> None:
    """Ask, hear a yes, convert, and let the meeting pass."""
    world.run()
    world.reply("accepted")
    world.run(at=world.later(minutes=16))
    world.run(at=MEETING + timedelta(hours=3))


def test_somebody_with_another_meeting_on_site_in_the_same_town_that_day_travels_all_the_same(world: World) -> None:
    world.plan()
    other = {"start": moment(MEETING + timedelta(hours=4)), "end": moment(MEETING + timedelta(hours=5))}
    world.plan(BOB, subject="Besiktning av lokaler", attendees=[], **other)
    _hold(world)
    held = next(entry for entry in world.ledger() if entry.state is State.HELD)
    assert held.travellers == 2


def test_somebody_who_was_out_of_office_saves_nothing(world: World) -> None:
    world.plan()
    leave = {"start": moment(MEETING - timedelta(hours=1)), "end": moment(MEETING + timedelta(hours=8))}
    world.plan(BOB, subject="Ledig", attendees=[], location={"displayName": ""}, showAs="oof", **leave)
    _hold(world)
    assert world.ledger()[0].travellers == 2


def test_somebody_who_declined_in_the_end_saves_nothing(world: World) -> None:
    planned = world.plan()
    world.run()
    world.reply("accepted")
    world.run(at=world.later(minutes=16))
    world.respond(planned, "declined", CAROL)
    world.run(at=MEETING + timedelta(hours=3))
    assert world.ledger()[0].travellers == 2


def test_a_converted_meeting_that_is_gone_at_its_end_saves_nothing(world: World) -> None:
    planned = world.plan()
    world.run()
    world.reply("accepted")
    world.run(at=world.later(minutes=16))
    world.cancel(planned)
    world.run(at=MEETING + timedelta(hours=3))
    assert (world.ledger()[0].state, world.ledger()[0].km_saved) == (State.WITHDRAWN, 0.0)


def test_a_meeting_without_honest_estimate_is_asked_about_and_says_why_it_has_none(world: World) -> None:
    world.plan(location={"displayName": "Rådhuset, Oslo, Norge"})
    report = world.run()
    (case,) = world.cases()
    assert report.nudges["sent"] == 1
    assert (case.travellers, case.person_hours) == (0, 0.0)
    assert any(reason.code.startswith("travel.") for reason in case.reasons)
    assert world.ledger()[0].km_saved == 0.0

"""A backup put back under a loop that had gone on: nobody is asked twice, and nothing that was done is lost."""

from datetime import timedelta

from resfria_bot.core.types import State
from resfria_bot.store import backup
from tests.flow.world import World


def put_back(world: World) -> None:
    backup.restore(world.database_url, (), world.folder / "backup.db", is_forced=True)


def test_who_was_asked_after_the_backup_is_not_asked_again(world: World) -> None:
    world.run()
    backup.save(world.database_url, world.folder / "backup.db")
    world.plan()
    world.run(at=world.later(hours=1))
    put_back(world)
    for _ in range(2):
        world.run(at=world.later(hours=1))
    assert len(world.questions()) == 1
    assert [case.state for case in world.cases()] == [State.ASKED]
    world.reply("declined")
    world.run(at=world.later(hours=1))
    assert [case.state for case in world.cases()] == [State.NO]


def test_an_answer_given_after_the_backup_is_heard(world: World) -> None:
    world.run()
    backup.save(world.database_url, world.folder / "backup.db")
    world.plan()
    world.run(at=world.later(hours=1))
    world.reply("declined")
    world.run(at=world.later(hours=1))
    put_back(world)
    for _ in range(2):
        world.run(at=world.later(hours=1))
    assert [case.state for case in world.cases()] == [State.NO]
    assert len(world.questions()) == 1


def test_a_meeting_that_was_converted_after_the_backup_is_changed_once_and_counted_once(world: World) -> None:
    item = world.plan()
    world.run()
    backup.save(world.database_url, world.folder / "backup.db")
    world.reply("accepted")
    world.run(at=world.later(hours=1))
    changes = len(world.writes(lambda request: request.method == "PATCH"))
    put_back(world)
    for _ in range(2):
        world.run(at=world.later(hours=1))
    assert len(world.writes(lambda request: request.method == "PATCH")) == changes
    assert len(world.questions()) == 1
    world.run(at=item.meeting.end + timedelta(hours=1))
    assert [entry.state for entry in world.ledger()] == [State.HELD]

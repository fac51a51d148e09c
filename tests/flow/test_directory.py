"""People join, leave, change department and address, and the group may be emptied by accident."""

from contextlib import closing
from datetime import timedelta

import pytest

from resfria_bot.core.types import State
from resfria_bot.core.wishes import Wish, WishKind
from resfria_bot.errors import ResfriaError
from resfria_bot.flow import directory
from resfria_bot.sandbox import moves
from resfria_bot.sandbox.directory import User
from resfria_bot.store import mailboxes, wishes
from resfria_bot.store.database import open_database
from tests.flow.world import ALICE, BOB, GROUP, MONDAY, World

NEW_NAME = "alice.berg@kommun.example"


def _user(world: World, address: str) -> User:
    user = world.tenant.directory.user(address)
    assert user is not None
    return user


def _remove(world: World, *addresses: str) -> None:
    for address in addresses:
        world.tenant.directory.groups[GROUP].members.remove(_user(world, address).id)


def _add_people(world: World, count: int) -> list[str]:
    addresses = [f"person{number}@kommun.example" for number in range(count)]
    for number, address in enumerate(addresses):
        user = User(
            id=f"00000000-0000-4000-8000-0000000001{number:02}",
            address=address,
            given_name="Prov",
            surname=f"Person{number}",
            department="Skola",
            office="Stadshuset",
            city="Kungälv",
        )
        world.tenant.add_user(user)
        world.tenant.directory.groups[GROUP].members.append(user.id)
    return addresses


def test_somebody_who_joins_is_asked_from_then_on(world: World) -> None:
    (newcomer,) = _add_people(world, 1)
    _remove(world, newcomer)
    world.plan(newcomer)
    assert world.run().nudges["sent"] == 0
    world.tenant.directory.groups[GROUP].members.append(_user(world, newcomer).id)
    assert world.run(at=world.later(hours=1)).nudges["sent"] == 1


def test_a_new_department_holds_from_then_on(world: World) -> None:
    world.run()
    _user(world, ALICE).department = "Vård"
    world.run(at=world.later(hours=1))
    assert world.mailbox().person.department == "Vård"


def test_who_gets_another_address_keeps_case_question_and_answer(world: World) -> None:
    world.plan()
    world.run()
    moves.rename(world.tenant, _user(world, ALICE), NEW_NAME)
    report = world.run(at=world.later(hours=1))
    assert report.nudges["withdrawn"] == 0
    (entry,) = world.ledger()
    assert (entry.state, entry.organiser) == (State.ASKED, NEW_NAME)
    world.reply("accepted", NEW_NAME)
    world.run(at=world.later(hours=2))
    world.run(at=world.later(hours=1))
    assert len(world.questions(NEW_NAME)) == 1
    (entry,) = world.ledger()
    assert entry.state is State.CONVERTED


def test_who_gets_another_address_is_still_not_asked_after_an_opt_out(world: World) -> None:
    world.run()
    database = open_database(world.database_url)
    with database.transaction() as tx:
        mailboxes.stop(tx, ALICE, world.now)
    database.close()
    moves.rename(world.tenant, _user(world, ALICE), NEW_NAME)
    world.plan(NEW_NAME)
    assert world.run(at=world.later(hours=1)).nudges["sent"] == 0
    assert world.mailbox(NEW_NAME).stopped_at is not None


def test_a_mailbox_that_was_made_anew_under_its_old_name_is_read_in_full(world: World) -> None:
    world.run()
    alice = _user(world, ALICE)
    _remove(world, ALICE)
    del world.tenant.directory.users[alice.id]
    alice.id = "00000000-0000-4000-8000-00000000ffff"
    world.tenant.directory.add_user(alice)
    world.tenant.directory.groups[GROUP].members.append(alice.id)
    before = len(world.server.requests)
    world.run(at=world.later(hours=1))
    read = [r for r in world.server.requests[before:] if r.mailbox == ALICE and "delta" in r.path]
    assert "startDateTime" in read[0].query


def test_a_group_that_lost_most_of_its_people_takes_nothing_back_and_says_so_once(world: World) -> None:
    people = _add_people(world, 5)
    world.plan()
    world.run()
    _remove(world, ALICE, *people)
    report = world.run(at=world.later(hours=1))
    assert report.alarms.keys() == {"group"}
    assert [note for note in report.notes if "--accept-group" in note] == report.notes
    assert report.nudges["withdrawn"] == 0
    assert world.mailbox().left_at is None
    assert world.ledger()[0].state is State.ASKED


def test_those_who_are_missing_from_a_doubted_group_are_neither_read_nor_asked(world: World) -> None:
    people = _add_people(world, 5)
    world.run()
    _remove(world, ALICE, *people)
    world.plan()
    before = len(world.server.requests)
    report = world.run(at=world.later(hours=1))
    assert report.nudges["sent"] == 0
    assert [r for r in world.server.requests[before:] if r.mailbox == ALICE] == []


def test_a_second_read_a_day_later_that_agrees_is_believed(world: World) -> None:
    people = _add_people(world, 5)
    world.plan()
    world.run()
    _remove(world, ALICE, *people)
    world.run(at=world.later(hours=1))
    world.run(at=world.later(hours=23))
    assert world.ledger()[0].state is State.ASKED
    report = world.run(at=world.later(hours=2))
    assert report.alarms == {}
    assert report.nudges["withdrawn"] == 1
    assert world.mailbox().left_at is not None


def test_a_group_that_is_filled_again_goes_on_as_if_nothing_had_been(world: World) -> None:
    people = _add_people(world, 5)
    members = list(world.tenant.directory.groups[GROUP].members)
    world.plan()
    world.run()
    _remove(world, ALICE, *people)
    world.run(at=world.later(hours=1))
    world.tenant.directory.groups[GROUP].members[:] = members
    world.run(at=world.later(hours=1))
    assert world.mailbox().absent_since is None
    _remove(world, ALICE, *people)
    world.run(at=MONDAY + timedelta(hours=26))
    assert world.ledger()[0].state is State.ASKED


def test_an_administrator_may_confirm_a_smaller_group_at_once(world: World) -> None:
    people = _add_people(world, 5)
    world.plan()
    world.run()
    _remove(world, ALICE, *people)
    world.run(at=world.later(hours=1))
    world.pass_time(world.later(hours=1))
    with world.opened() as opened:
        directory.accept(opened.desk, world.now)
        report = opened.cycle(world.now)
    assert report.alarms == {}
    assert report.nudges["withdrawn"] == 1


def test_an_emptied_group_stops_the_cycle_and_after_a_day_it_is_believed(world: World) -> None:
    world.plan()
    world.run()
    world.tenant.directory.groups[GROUP].members.clear()
    with pytest.raises(ResfriaError, match="--accept-group"):
        world.run(at=world.later(hours=1))
    assert world.ledger()[0].state is State.ASKED
    report = world.run(at=world.later(hours=25))
    assert report.nudges["withdrawn"] == 1


def test_of_a_small_group_one_may_leave_without_ado(world: World) -> None:
    world.run()
    _remove(world, BOB)
    assert world.run(at=world.later(hours=1)).alarms == {}
    assert world.mailbox(BOB).left_at is not None


def test_a_wish_not_to_be_asked_follows_to_another_address(world: World) -> None:
    world.run()
    with closing(open_database(world.database_url)) as database, database.transaction() as tx:
        wishes.note(tx, ALICE, Wish(WishKind.STOP), world.now)
    moves.rename(world.tenant, _user(world, ALICE), NEW_NAME)
    world.run(at=world.later(hours=1))
    with closing(open_database(world.database_url)) as database, database.transaction() as tx:
        assert wishes.is_stopped(tx, NEW_NAME)
        assert not wishes.is_stopped(tx, ALICE)

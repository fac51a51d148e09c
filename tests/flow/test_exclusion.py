"""Who and what is left alone: no request goes there, and no trace is kept."""

from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from resfria_bot.core.types import State
from resfria_bot.errors import ResfriaError
from resfria_bot.sandbox.directory import Group
from resfria_bot.store.database import open_database
from tests.flow.world import ALICE, BOB, CONFIGURATION, World

OTHERS = "22222222-2222-4222-8222-222222222222"


def exclude(world: World, **lists: list[str]) -> None:
    lines = [f"{name} = {value}" for name, value in lists.items()]
    world.configuration = "\n".join([CONFIGURATION, "[privacy]", *lines]).replace("'", '"')


def requests_to(world: World, address: str) -> list[Any]:
    """What was asked of a mailbox, alone or in a batch."""
    user = world.tenant.directory.user(address)
    assert user is not None
    return [r for r in world.server.requests if r.mailbox in (address, user.id)]


def stored(world: World) -> bytes:
    with closing(open_database(world.database_url)):
        pass
    return b"".join(path.read_bytes() for path in Path(world.folder).glob("resfria.db*"))


def test_the_calendar_of_an_excluded_person_is_never_requested(world: World) -> None:
    exclude(world, excluded_people=[ALICE])
    world.plan()
    world.run()
    world.run(at=world.later(days=1))
    assert requests_to(world, ALICE) == []
    assert requests_to(world, BOB) != []
    assert world.cases() == []


def test_the_calendars_of_an_excluded_group_are_never_requested(world: World) -> None:
    alice = world.tenant.directory.user(ALICE)
    assert alice is not None
    world.tenant.directory.add_group(Group(id=OTHERS, name="Socialtjänsten", members=[alice.id]))
    exclude(world, excluded_group_ids=[OTHERS])
    world.plan()
    world.run()
    assert requests_to(world, ALICE) == []
    assert requests_to(world, BOB) != []


def test_nobody_is_read_while_an_excluded_group_cannot_be(world: World) -> None:
    exclude(world, excluded_group_ids=[OTHERS])
    world.plan()
    with pytest.raises(ResfriaError, match=r"privacy\.excluded_group_ids does not exist"):
        world.run()
    assert requests_to(world, ALICE) == requests_to(world, BOB) == []


def test_who_is_excluded_after_a_yes_is_not_requested_either_and_the_question_is_taken_back(world: World) -> None:
    world.plan()
    world.run()
    world.reply("accepted")
    world.run(at=world.later(minutes=5))
    assert [case.state for case in world.cases()] == [State.YES]
    exclude(world, excluded_people=[ALICE])
    before = len(requests_to(world, ALICE))
    for _ in range(3):
        world.run(at=world.later(hours=6))
    assert len(requests_to(world, ALICE)) == before
    assert [(case.state, case.state_reason) for case in world.cases()] == [(State.WITHDRAWN, "excluded")]
    assert world.reports[-1].failures == []


@pytest.mark.parametrize(
    ("lists", "changes"),
    [
        ({"excluded_categories": ["Orosanmälan"]}, {"categories": ["Viktigt", "orosanmälan"]}),
        ({"excluded_places": ["IFO"]}, {"location": {"displayName": "IFO-mottagningen, Skövde"}}),
    ],
)
def test_a_meeting_that_is_left_alone_leaves_no_trace(
    world: World, lists: dict[str, list[str]], changes: dict[str, Any]
) -> None:
    exclude(world, **lists)
    world.plan(**changes)
    world.run()
    assert (world.cases(), world.questions()) == ([], [])
    assert b"Sk\xc3\xb6vde" not in stored(world)


def test_a_part_of_a_word_is_no_excluded_place(world: World) -> None:
    exclude(world, excluded_places=["IFO"])
    world.plan(location={"displayName": "Bifogas, Skövde"})
    world.run()
    assert len(world.cases()) == 1


def test_a_meeting_that_comes_to_be_left_alone_is_no_longer_asked_about(world: World) -> None:
    exclude(world, excluded_categories=["Orosanmälan"])
    item = world.plan()
    world.run()
    assert len(world.questions()) == 1
    world.patch(item, {"categories": ["Orosanmälan"]})
    world.run(at=world.later(hours=1))
    assert [case.state for case in world.cases()] == [State.WITHDRAWN]
    world.run(at=world.now + timedelta(hours=1))
    assert world.questions() == [] or all(question.meeting.is_cancelled for question in world.questions())

"""Crash and restart between the intent and its effect, and between the effect and its record."""

from collections.abc import Callable
from typing import Any

import pytest

from resfria_bot.core.types import ConvertedBy, State
from resfria_bot.graph.calendars import Calendars
from tests.flow.world import ALICE, World


class Crash(BaseException):
    """The process dies here: nothing after this line is run."""


def _die_before(monkeypatch: pytest.MonkeyPatch, method: str) -> None:
    def die(*_: Any, **__: Any) -> None:
        raise Crash

    monkeypatch.setattr(Calendars, method, die)


def _die_after(monkeypatch: pytest.MonkeyPatch, method: str) -> None:
    whole: Callable[..., Any] = getattr(Calendars, method)

    def act_and_die(self: Calendars, *arguments: Any) -> None:
        whole(self, *arguments)
        raise Crash

    monkeypatch.setattr(Calendars, method, act_and_die)


def _crash(world: World, **run: Any) -> None:
    with pytest.raises(Crash):
        world.run(**run)


def test_a_crash_before_the_question_left_loses_no_question(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.plan()
    with monkeypatch.context() as patch:
        _die_before(patch, "invite")
        _crash(world)
    assert world.questions() == []
    world.run()
    assert len(world.questions()) == 1
    assert world.ledger()[0].state is State.ASKED


def test_a_crash_after_the_question_left_sends_no_second_one(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.plan()
    with monkeypatch.context() as patch:
        _die_after(patch, "invite")
        _crash(world)
    world.run()
    world.run(at=world.later(hours=1))
    assert len(world.questions()) == 1
    assert world.ledger()[0].asked_at is not None


def test_an_answer_to_a_question_whose_sending_was_not_recorded_counts(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    planned = world.plan()
    with monkeypatch.context() as patch:
        _die_after(patch, "invite")
        _crash(world)
    world.reply("accepted")
    world.run(at=world.later(minutes=20))
    assert world.item(planned).meeting.online is not None


def test_a_crash_before_the_conversion_is_made_up_for(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    planned = world.plan()
    world.run()
    world.reply("accepted")
    with monkeypatch.context() as patch:
        _die_before(patch, "make_online")
        _crash(world, at=world.later(minutes=16))
    world.run()
    assert world.item(planned).meeting.online is not None
    assert world.ledger()[0].converted_by is ConvertedBy.BOT


def test_a_crash_after_the_conversion_changes_the_meeting_no_second_time_and_is_recorded(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.plan()
    world.run()
    world.reply("accepted")
    with monkeypatch.context() as patch:
        _die_after(patch, "make_online")
        _crash(world, at=world.later(minutes=16))
    report = world.run()
    assert len(world.writes(lambda r: r.method == "PATCH" and r.mailbox == ALICE)) == 1
    assert (report.conversions["online"], report.conversions["by_organiser"]) == (1, 0)
    assert world.ledger()[0].converted_by is ConvertedBy.BOT

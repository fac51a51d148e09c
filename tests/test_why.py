"""The story of a meeting, as it is told."""

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from resfria_bot import app
from resfria_bot.commands.why import why
from resfria_bot.flow import story as stories
from resfria_bot.sandbox.meetings import Item
from resfria_bot.settings import load
from resfria_bot.store.database import open_database
from tests.flow.world import ALICE, MEETING, MONDAY, SECRET, World, small_tenant


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A small tenant and a program that has never run."""
    with small_tenant(tmp_path) as made:
        yield made


def _told(world: World, name: str, capsys: pytest.CaptureFixture[str], *, json: bool = False) -> str:
    capsys.readouterr()
    options = argparse.Namespace(config=str(world.folder / "resfria.toml"), name=name, json=json)
    assert why(options) == 0
    return capsys.readouterr().out


def _waits_for(world: World) -> stories.Waiting | None:
    """What the only case waits for, as of the world's own time."""
    settings = load(world.folder / "resfria.toml", {SECRET: world.secret})
    rules = stories.Rules(policy=app.nudge_policy(settings), rollout=app.rollout(settings), grace_minutes=15)
    (case,) = world.cases()
    with closing(open_database(world.database_url)) as database, database.transaction() as tx:
        story = stories.tell(tx, case.key, rules, world.now)
    assert story is not None
    return story.waiting


def _answered(world: World, response: str) -> Item:
    planned = world.plan()
    world.run()
    world.reply(response)
    world.run(at=world.later(minutes=16))
    return planned


def test_a_meeting_is_found_by_each_of_its_names(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    planned = world.plan()
    world.run()
    (case,), (entry,) = world.cases(), world.ledger()
    names = (case.key, planned.id, planned.meeting.uid, entry.meeting_id)
    assert len({_told(world, name, capsys) for name in names}) == 1


def test_the_story_tells_why_what_and_when(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    planned = _answered(world, "accepted")
    text = _told(world, planned.id, capsys)
    lines = [line.strip() for line in text.splitlines()]
    assert "The meeting is in another town than our own houses." in text
    assert "2027-01-11 09:00  asked: The question went into the organiser's calendar." in lines
    assert "2027-01-11 09:16  online: It was made online, as the person had answered." in lines
    assert "Made online by the bot 2027-01-11 09:16." in lines
    assert any(line.startswith("Expected, estimated, in 1:") for line in lines)
    assert ALICE not in text


def test_the_story_as_json_has_everything_but_the_person(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    planned = _answered(world, "declined")
    text = _told(world, planned.id, capsys, json=True)
    story = json.loads(text)
    assert [step["state"] for step in story["history"]] == ["flagged", "asked", "no"]
    assert story["questions"][0]["answers"][0]["answer"] == "no"
    assert story["conversion"] is None
    assert story["waits_for"]["text"]
    assert ALICE not in text


def test_a_refusal_is_told(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    alice = world.tenant.directory.user(ALICE)
    assert alice is not None
    alice.teams_refused = True
    planned = _answered(world, "accepted")
    assert "The calendar refused to make it online 2027-01-11 09:16" in _told(world, planned.id, capsys)


def test_what_was_saved_is_told_when_it_has_been_held(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    planned = _answered(world, "accepted")
    world.run(at=MEETING + timedelta(hours=3))
    text = _told(world, planned.id, capsys)
    assert "Saved, estimated, in 1:" in text
    assert "Nothing: it is over." in text


def test_a_new_meeting_waits_until_it_has_settled(world: World) -> None:
    world.pass_time(MONDAY)
    world.plan()
    world.run()
    waiting = _waits_for(world)
    assert waiting is not None
    assert "typing" in waiting.text
    assert waiting.until == MONDAY + timedelta(minutes=30)


def test_a_question_waits_for_its_answer_five_working_days(world: World) -> None:
    world.plan()
    world.run()
    waiting = _waits_for(world)
    assert waiting is not None
    assert waiting.until is not None
    assert waiting.until.date() == (MONDAY + timedelta(days=7)).date()


def test_a_meeting_that_moved_waits_for_the_week_of_its_person_to_pass(world: World) -> None:
    planned = world.plan()
    world.run()
    world.patch(planned, {"location": {"displayName": "Kommunhuset, Vara"}})
    world.run(at=world.later(hours=1))
    waiting = _waits_for(world)
    assert waiting is not None
    assert waiting.until == MONDAY + timedelta(days=7)


def test_a_yes_waits_through_the_grace_time(world: World) -> None:
    world.plan()
    world.run()
    world.reply("accepted")
    world.run(at=world.later(minutes=1))
    waiting = _waits_for(world)
    assert waiting is not None
    assert waiting.until == MONDAY + timedelta(minutes=15)


def test_what_nobody_knows_is_said_in_one_sentence(world: World) -> None:
    world.run()
    command = [sys.executable, "-m", "resfria_bot", "--config", str(world.folder / "resfria.toml"), "why", "nothing"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("resfria-bot: nothing is known of 'nothing'")
    assert len(done.stderr.splitlines()) == 1

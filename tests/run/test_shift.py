"""What the daemon does in each cycle: alerts, previews, and cycles that fail."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from resfria_bot.run.shift import Shift
from resfria_bot.sandbox.directory import User
from resfria_bot.settings import load
from tests.flow.world import ALICE, BOB, BOT, CAROL, GROUP, MONDAY, SECRET, World
from tests.run.conftest import Lines

IT = "it@kommun.example"


@contextmanager
def shift(world: World, more: str = "") -> Iterator[Shift]:
    """The daemon's work without its schedule, in a program that has just been started."""
    with world.opened():
        pass
    path = world.folder / "resfria.toml"
    path.write_text(path.read_text("utf-8") + more, "utf-8")
    made = Shift(lambda: load(path, {SECRET: world.secret}), lambda: world.now, threading.Event())
    assert made.open()
    try:
        yield made
    finally:
        assert made.close(1.0)


def _alerts(after: int = 2) -> str:
    return f'\n[alerts]\naddress = "{IT}"\nafter_failures = {after}\n'


def _mails(world: World) -> list[dict[str, Any]]:
    return [r.body["message"] for r in world.server.requests if r.path.endswith("/sendMail") and r.status == 202]


def _subjects(world: World) -> list[str]:
    return [mail["subject"] for mail in _mails(world)]


def _fail(world: World) -> None:
    """The group is not there, as after a slip of the hand."""
    world.tenant.directory.groups.pop(GROUP)


def _events(lines: Lines) -> list[str]:
    return [line["event"] for line in lines.all()]


def test_it_is_mailed_once_when_cycles_go_on_failing_and_once_when_it_is_over(world: World) -> None:
    group = world.tenant.directory.groups[GROUP]
    with shift(world, _alerts(after=2)) as daemon:
        _fail(world)
        daemon.tick()
        assert _mails(world) == []
        for _ in range(3):
            daemon.tick()
        assert [mail["toRecipients"][0]["emailAddress"]["address"] for mail in _mails(world)] == [IT]
        assert "scope.group_id" in _mails(world)[0]["body"]["content"]
        world.tenant.directory.groups[GROUP] = group
        daemon.tick()
        daemon.tick()
        assert _subjects(world) == ["resfria-bot: 2 körningar i rad har misslyckats", "resfria-bot: det är över"]


def test_a_restart_does_not_repeat_the_mail(world: World) -> None:
    _fail(world)
    with shift(world, _alerts(after=1)) as daemon:
        daemon.tick()
    with shift(world, _alerts(after=1)) as daemon:
        daemon.tick()
    assert len(_mails(world)) == 1


def test_a_mail_that_cannot_be_sent_is_tried_again_in_the_next_cycle(world: World, lines: Lines) -> None:
    _fail(world)
    with shift(world, _alerts(after=1)) as daemon:
        world.tenant.permissions.discard("Mail.Send")
        daemon.tick()
        assert "mail_not_sent" in _events(lines)
        world.tenant.permissions.add("Mail.Send")
        daemon.tick()
        assert len(_mails(world)) == 1


def test_a_cycle_in_which_every_mailbox_is_refused_counts_as_failed(world: World, lines: Lines) -> None:
    with shift(world, _alerts(after=1)) as daemon:
        for address in (ALICE, BOB, CAROL):
            world.server.faults.deny(address)
        daemon.tick()
        assert "cycle_failed" in _events(lines)
        assert "every mailbox was refused" not in _subjects(world)[0]
        assert len(_mails(world)) == 1


def test_one_refused_mailbox_among_others_is_no_failed_cycle(world: World, lines: Lines) -> None:
    with shift(world) as daemon:
        world.server.faults.deny(BOB)
        daemon.tick()
        assert _events(lines)[-1] == "cycle_done"


def test_a_doubted_group_is_told_to_it_at_once_and_when_it_is_full_again(world: World) -> None:
    group = world.tenant.directory.groups[GROUP]
    for number in range(4):
        user = User(
            id=f"00000000-0000-4000-8000-00000000020{number}",
            address=f"person{number}@kommun.example",
            given_name="Prov",
            surname=f"Person{number}",
        )
        group.members.append(world.tenant.add_user(user).id)
    members = list(group.members)
    with shift(world, _alerts(after=3)) as daemon:
        daemon.tick()
        group.members[:] = members[:2]
        daemon.tick()
        daemon.tick()
        assert _subjects(world) == ["resfria-bot: något behöver ert beslut"]
        assert "--accept-group" in _mails(world)[0]["body"]["content"]
        group.members[:] = members
        daemon.tick()
        assert _subjects(world)[1:] == ["resfria-bot: det är över"]


def test_a_fault_of_the_program_itself_ends_no_daemon(world: World, lines: Lines, monkeypatch: Any) -> None:
    with shift(world) as daemon:
        monkeypatch.setattr("resfria_bot.app.run_cycle", lambda *_: 1 / 0)
        daemon.tick()
        monkeypatch.undo()
        daemon.tick()
        failed, done = [line for line in lines.all() if line["event"].startswith("cycle_")]
        assert failed["error"].startswith("ZeroDivisionError (")
        assert done["event"] == "cycle_done"


def test_while_a_cycle_by_hand_runs_the_daemon_waits_and_says_so_once(world: World, lines: Lines) -> None:
    world.tenant.permissions -= {"Mail.Send", "Place.Read.All"}  # more than is needed is told of too
    with shift(world) as daemon, world.opened() as other:
        with other.desk.database.turn():
            daemon.tick()
            daemon.tick()
        daemon.tick()
        assert _events(lines) == ["cycle_waits", "cycle_done"]


def test_in_the_first_days_nobody_is_asked_and_each_day_says_what_would_have_been(world: World, lines: Lines) -> None:
    planned = world.plan()
    preview = "\n[daemon]\npreview_days = 2\n"
    with shift(world, preview + _alerts()) as daemon:
        daemon.tick()
        world.pass_time(MONDAY + timedelta(hours=2))  # eleven o'clock
        daemon.tick()
        daemon.tick()
        shown = [line for line in lines.all() if line["event"] == "preview"]
        assert [(line["questions"], line["places"]) for line in shown] == [(1, {"Skövde": 1})]
        assert shown[0]["departments"] == {"": 1}
        assert _subjects(world) == ["resfria-bot: 1 fråga skulle ha ställts i dag"]
        assert ALICE not in str(_mails(world)[0]["body"])
        assert planned.meeting.subject not in str(_mails(world))
        world.pass_time(MONDAY + timedelta(days=1, hours=2))
        daemon.tick()
        assert len(_mails(world)) == 2
        assert world.questions() == []
        world.pass_time(MONDAY + timedelta(days=2, hours=1))
        daemon.tick()
        assert len(world.questions()) == 1
        assert "preview_ends" in _events(lines)


def test_a_restart_does_not_begin_the_first_days_again(world: World) -> None:
    world.plan()
    preview = "\n[daemon]\npreview_days = 2\n"
    with shift(world, preview) as daemon:
        daemon.tick()
    world.pass_time(MONDAY + timedelta(days=2, hours=1))
    with shift(world, preview) as daemon:
        daemon.tick()
    assert len(world.questions()) == 1


def test_in_the_first_days_nothing_is_written_to_a_calendar(world: World) -> None:
    world.plan()
    with shift(world, "\n[daemon]\npreview_days = 2\n" + _alerts()) as daemon:
        world.pass_time(MONDAY + timedelta(hours=2))
        daemon.tick()
    assert {r.path.rpartition("/")[2] for r in world.writes()} == {"sendMail"}
    assert {r.mailbox for r in world.writes()} == {BOT}


def test_rights_that_nothing_needs_are_told_once_a_start_and_the_cycle_goes_on(world: World, lines: Lines) -> None:
    world.tenant.permissions.add("Directory.ReadWrite.All")
    with shift(world) as daemon:
        daemon.tick()
        daemon.tick()
    assert _events(lines) == ["more_rights", "cycle_done", "cycle_done"]

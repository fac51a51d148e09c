"""Trouble: one mailbox's is its own, nothing is lost, and the rest goes on."""

from datetime import timedelta

import pytest

from resfria_bot.core.types import State
from resfria_bot.errors import Denied, NotFound, ResfriaError
from resfria_bot.graph.pace import Pace
from tests.flow.world import ALICE, BOB, BOT, CAROL, GROUP, World


def test_a_denied_mailbox_is_reported_and_the_others_go_on(world: World) -> None:
    world.plan()
    world.server.faults.deny(BOB)
    report = world.run()
    assert report.nudges["sent"] == 1
    assert [entry["mailbox"] for entry in report.failures] == [BOB]
    assert report.mailboxes["out_of_scope"] == 1


def test_a_mailbox_that_is_gone_is_reported_and_the_others_go_on(world: World) -> None:
    world.plan()
    world.server.faults.missing(CAROL)
    report = world.run()
    assert report.nudges["sent"] == 1
    assert [entry["mailbox"] for entry in report.failures] == [CAROL]


def test_a_failing_mailbox_is_left_alone_for_a_growing_time(world: World) -> None:
    world.server.faults.deny(BOB)
    world.run()
    world.run(at=world.later(minutes=1))
    parked = world.mailbox(BOB).parked_until
    assert parked is not None
    assert parked > world.now
    before = len(world.server.requests)
    report = world.run(at=world.later(minutes=1))
    assert [r for r in world.server.requests[before:] if r.mailbox == BOB] == []
    assert [entry["mailbox"] for entry in report.failures] == [BOB]


def test_an_expired_cursor_is_read_again_in_full_and_keeps_every_case(world: World) -> None:
    world.plan()
    world.run()
    world.server.faults.expire_delta(ALICE)
    report = world.run(at=world.later(hours=1))
    assert report.failures == []
    assert world.ledger()[0].state is State.ASKED
    assert len(world.questions()) == 1


def test_a_window_that_has_rolled_is_read_again_and_keeps_every_case(world: World) -> None:
    world.plan()
    world.run()
    world.run(at=world.later(days=8))
    assert world.ledger()[0].state is State.ASKED
    assert len(world.questions()) == 1


def test_a_mailbox_that_seems_emptied_closes_nothing_until_a_second_read_agrees(world: World) -> None:
    planned = [world.plan(subject=f"Nätverk {number}") for number in range(4)]
    world.run()
    for item in planned:
        world.cancel(item)
    world.run(at=world.later(minutes=10))
    assert State.WITHDRAWN not in {entry.state for entry in world.ledger()}
    world.run(at=world.later(minutes=10))
    assert {entry.state for entry in world.ledger()} == {State.WITHDRAWN}


def test_throttling_is_waited_out(world: World) -> None:
    world.plan()
    world.server.faults.throttle(times=3, retry_after="0.05")
    assert world.run().nudges["sent"] == 1


def test_a_dry_run_writes_nothing_and_says_what_it_would_do(world: World) -> None:
    world.plan()
    report = world.run(dry_run=True)
    assert world.writes() == []
    assert report.nudges["sent"] == 0
    assert len(report.would) == 1
    assert world.ledger() == []


def test_a_dry_run_does_not_stand_in_the_way_of_the_real_one(world: World) -> None:
    world.plan()
    world.run(dry_run=True)
    assert world.run().nudges["sent"] == 1


def test_observe_reads_and_records_and_asks_nobody(world: World) -> None:
    world.mode = "observe"
    world.plan()
    report = world.run()
    assert world.writes() == []
    assert len(report.would) == 1
    assert world.ledger()[0].state is State.FLAGGED


def test_observe_can_be_turned_into_asking(world: World) -> None:
    world.mode = "observe"
    world.plan()
    world.run()
    world.mode = "convert"
    assert world.run(at=world.later(hours=1)).nudges["sent"] == 1


def test_suggest_asks_and_leaves_the_change_to_the_organiser(world: World) -> None:
    world.mode = "suggest"
    planned = world.plan()
    world.run()
    world.reply("accepted")
    report = world.run(at=world.later(minutes=16))
    assert world.item(planned).meeting.online is None
    assert len(report.would) == 1
    assert world.ledger()[0].state is State.YES


def test_an_unknown_group_stops_the_cycle_with_a_sentence_that_names_the_key(world: World) -> None:
    del world.tenant.directory.groups[GROUP]
    with pytest.raises(NotFound, match=r"scope\.group_id"):
        world.run()


def test_a_group_without_members_stops_and_changes_nothing(world: World) -> None:
    world.plan()
    world.run()
    world.tenant.directory.groups[GROUP].members.clear()
    with pytest.raises(ResfriaError, match="no members"):
        world.run(at=world.later(hours=1))
    assert world.ledger()[0].state is State.ASKED


def test_a_wrong_secret_is_one_sentence(world: World) -> None:
    world.secret = "another"
    with pytest.raises(Denied, match="secret"):
        world.run()


def test_a_person_who_leaves_the_group_is_not_asked(world: World) -> None:
    world.plan()
    world.mode = "observe"
    world.run()
    world.mode = "convert"
    alice = world.tenant.directory.user(ALICE)
    assert alice is not None
    world.tenant.directory.groups[GROUP].members.remove(alice.id)
    report = world.run(at=world.later(hours=1))
    assert report.nudges["sent"] == 0
    assert report.waiting["left"] == 1


def test_nobody_is_asked_on_a_sunday(world: World) -> None:
    world.plan()
    report = world.run(at=world.now - timedelta(days=1))
    assert report.nudges["sent"] == 0
    assert report.waiting["not_at_work"] == 1


def test_a_meeting_of_the_day_after_tomorrow_is_not_asked_about(world: World) -> None:
    world.plan()
    report = world.run(at=world.later(days=21))
    assert report.nudges["sent"] == 0
    assert world.ledger()[0].state is State.WITHDRAWN


def test_a_proxy_in_the_environment_is_not_asked_to_reach_this_machine(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    world.plan()
    assert world.run().nudges["sent"] == 1


def test_what_cannot_be_sent_in_time_is_asked_in_the_next_cycle(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("resfria_bot.app.ASKING_MINUTES", 1)
    monkeypatch.setattr("resfria_bot.app.PER_MINUTE", 1)
    world.plan(ALICE)
    world.plan(BOB, location={"displayName": "Kulturhuset, Borås"})
    with world.opened(pace=Pace(BOT)) as opened:
        first = opened.cycle(world.now)
        second = opened.cycle(world.now)
    assert [(r.nudges["sent"], r.waiting["pace"]) for r in (first, second)] == [(1, 1), (1, 0)]

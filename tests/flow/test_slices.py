"""A cycle whose reading is shared comes to the same as one that reads alone."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

import pytest

from resfria_bot.core.types import Person, State
from resfria_bot.errors import GraphError
from resfria_bot.flow.desk import Desk
from resfria_bot.flow.report import Report
from resfria_bot.flow.slices import ERROR, Reader, Slice, share, slice_count
from resfria_bot.store import slices
from tests.flow.test_notifications import told
from tests.flow.world import ALICE, BOB, MONDAY, World

__all__ = ["told"]


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Slices of one mailbox or so, in this small tenant."""
    monkeypatch.setattr("resfria_bot.flow.slices.LEAST_MAILBOXES", 1)


def _cycle(world: World, *, trouble: str = "", **span: float) -> Report:
    """One cycle so much later, its slices read by a program of its own."""
    world.pass_time(world.later(**span))

    def scan(desk: Desk, members: Mapping[str, Person], now: datetime, report: Report) -> None:
        with world.opened() as other:
            reader = Reader(other.desk)

            def hand_out(parts: Sequence[Slice]) -> None:
                for part in parts:
                    found = {ERROR: trouble} if trouble else reader.read(part).as_json()
                    with other.desk.database.transaction() as tx:
                        slices.note(tx, part.run, part.number, found, now)

            share(desk, members, now, report, hand_out)

    with world.opened() as opened:
        return replace(opened, scan=scan).cycle(world.now)


def test_a_shared_cycle_asks_hears_the_answer_and_converts(world: World) -> None:
    world.plan()
    report = _cycle(world)
    assert (report.mailboxes["read"], report.events["flagged"], report.nudges["sent"]) == (4, 3, 1)
    world.reply("accepted")
    assert _cycle(world, minutes=16).conversions["online"] == 1
    assert world.ledger()[0].state is State.CONVERTED


def test_trouble_with_one_mailbox_is_reported_as_if_one_process_had_read_all(world: World) -> None:
    world.server.faults.deny(BOB)
    report = _cycle(world)
    assert [failure["mailbox"] for failure in report.failures] == [BOB]
    assert report.mailboxes["out_of_scope"] == 1


def test_trouble_with_a_whole_slice_fails_the_cycle_with_its_reason(world: World) -> None:
    with pytest.raises(GraphError, match="nobody answers"):
        _cycle(world, trouble="nobody answers")
    assert _cycle(world, minutes=15).mailboxes["read"] == 4


def test_in_a_shared_cycle_too_only_calendars_that_told_of_a_change_are_read(told: World) -> None:
    _cycle(told)
    assert set(told.server.notify()) <= {202}
    _cycle(told, minutes=15)
    told.plan(organiser=ALICE, attendees=[])
    assert set(told.server.notify()) == {202}
    before = len(told.server.requests)
    _cycle(told, minutes=15)
    read = {r.mailbox for r in told.server.requests[before:] if r.path.endswith("calendarView/delta")}
    assert read == {ALICE}


@pytest.mark.parametrize(("mailboxes", "count"), [(0, 0), (1, 1), (20, 1), (90, 5), (5_000, 16), (50_000, 157)])
def test_a_slice_is_a_few_hundred_mailboxes_and_never_less_than_a_batch(
    mailboxes: int, count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    assert slice_count(mailboxes) == count


def test_every_mailbox_is_in_one_slice() -> None:
    parts = [Slice(run=1, number=number, of=16, now=MONDAY, is_full=True) for number in range(16)]
    held = [sum(part.holds(f"person{n}@kommun.example") for part in parts) for n in range(500)]
    assert set(held) == {1}

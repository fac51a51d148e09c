"""The night when the clocks change: a weekly meeting at nine stays at nine, and nobody is asked twice."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from resfria_bot.core.types import State
from tests.flow.world import BOB, World, small_tenant

#: Summer time begins on Sunday 28 March 2027 and ends on Sunday 31 October, at one o'clock UTC.
CHANGES = {"spring": datetime(2027, 3, 28, 1, 0, tzinfo=UTC), "autumn": datetime(2027, 10, 31, 1, 0, tzinfo=UTC)}
STOCKHOLM = "Europe/Stockholm"


@pytest.mark.parametrize("season", CHANGES)
def test_a_weekly_meeting_keeps_its_hour_and_is_asked_about_once(season: str, tmp_path: Path) -> None:
    change = CHANGES[season]
    with small_tenant(tmp_path) as world:
        world.pass_time(change - timedelta(days=25))
        _plan_weekly(world, (change - timedelta(days=11)).date())
        world.run(at=change - timedelta(days=24) + timedelta(hours=8))
        world.reply("accepted")
        world.run(at=world.later(hours=1))
        for minutes in (-60, -30, 0, 30, 60, 90):
            world.run(at=change + timedelta(minutes=minutes))
        world.run(at=change + timedelta(days=20))
        assert len(world.questions()) == 1
        entries = world.ledger()
    assert {f"{entry.start.astimezone(ZoneInfo(STOCKHOLM)):%H:%M}" for entry in entries} == {"09:00"}
    assert [entry.state for entry in entries] == [State.HELD] * 4


def _plan_weekly(world: World, first: date) -> None:
    """Four Wednesdays at nine by the clock on the wall, two on each side of the change."""
    world.plan(
        start={"dateTime": f"{first}T09:00:00", "timeZone": STOCKHOLM},
        end={"dateTime": f"{first}T10:00:00", "timeZone": STOCKHOLM},
        recurrence={
            "pattern": {"type": "weekly", "interval": 1, "daysOfWeek": ["wednesday"]},
            "range": {"type": "numbered", "startDate": str(first), "numberOfOccurrences": 4},
        },
        attendees=[{"emailAddress": {"address": BOB}, "type": "required"}],
    )

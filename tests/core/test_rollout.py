"""Which phase holds on a day."""

from datetime import date

import pytest

from resfria_bot.core.rollout import BotMode, Phase, Rollout

WATCH = Phase(start=date(2027, 1, 1), mode="observe")
PILOT = Phase(start=date(2027, 2, 1), end=date(2027, 3, 31), group_ids=("pilot",), mode="suggest")
ALL = Phase(start=date(2027, 5, 1), mode="convert")
ROLLOUT = Rollout("convert", (ALL, WATCH, PILOT))


@pytest.mark.parametrize(
    ("day", "mode", "groups"),
    [
        (date(2026, 12, 31), "observe", ()),
        (date(2027, 1, 31), "observe", ()),
        (date(2027, 2, 1), "suggest", ("pilot",)),
        (date(2027, 3, 31), "suggest", ("pilot",)),
        (date(2027, 4, 1), "observe", ()),
        (date(2027, 5, 1), "convert", ()),
        (date(2030, 1, 1), "convert", ()),
    ],
    ids=["before", "watching", "first day", "last day", "between", "all", "much later"],
)
def test_the_phase_that_began_last_holds_until_it_ends(day: date, mode: str, groups: tuple[str, ...]) -> None:
    phase = ROLLOUT.phase_on(day)
    assert (phase.mode, phase.group_ids) == (mode, groups)


@pytest.mark.parametrize("mode", ["observe", "suggest", "convert"])
def test_without_phases_the_mode_of_the_bot_holds_for_everybody(mode: BotMode) -> None:
    phase = Rollout(mode).phase_on(date(2027, 1, 1))
    assert (phase.mode, phase.group_ids) == (mode, ())


def test_of_two_that_begin_on_one_day_the_later_in_the_list_holds() -> None:
    twin = Phase(start=ALL.start, mode="suggest")
    assert Rollout("observe", (ALL, twin)).phase_on(ALL.start) is twin


def test_permissions_are_those_of_the_phase_that_goes_furthest() -> None:
    assert Rollout("observe", (PILOT, WATCH)).furthest == "suggest"
    assert Rollout("convert").furthest == "convert"

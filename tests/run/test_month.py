"""A month with a fault every day ends with no more memory, files and connections than it began with."""

import statistics
from collections.abc import Callable, Iterable
from datetime import timedelta

from tests.flow.world import ALICE, BOB, BOT, CAROL, MONDAY, SECRET, World, moment
from tests.run.month import Month, Order, Size, month

DAYS = 30
#: Days after which every fault has been met, and what is remembered for good is remembered.
WARM = 8
HOURS = (2, 5)
MOST = 1.05


def _faults(world: World) -> tuple[Callable[[], None], ...]:
    faults = world.server.faults
    return (
        lambda: faults.throttle(times=3, retry_after="0.01"),
        lambda: faults.throttle(times=3, retry_after="0.01", inner=True),
        lambda: faults.reset(times=1),
        lambda: faults.truncate(times=1),
        lambda: faults.expire_delta(ALICE),
        lambda: faults.deny(BOB),
        lambda: faults.missing(CAROL),
        faults.expire_tokens,
    )


def test_a_month_of_daily_faults_leaves_no_more_memory_files_or_connections(world: World) -> None:
    world.configuration += '\n[alerts]\naddress = "it@kommun.example"\nafter_failures = 1\n'
    with world.opened():
        pass  # leaves the configuration behind
    sizes = []
    with month(world.folder / "resfria.toml", (SECRET, world.secret), MONDAY) as daemon:
        for day in range(DAYS):
            sizes += _live_through(world, daemon, day)
    warm, end = sizes[WARM * len(HOURS) :][: 4 * len(HOURS)], sizes[-4 * len(HOURS) :]
    print(_told(sizes[0]), _told(warm[0]), _told(end[-1]), sep="\n")
    assert len({r.mailbox for r in world.writes()} & {BOT, ALICE}) == 2, "the month was to be lived, not slept through"
    assert _middle(s.memory_kb for s in end) <= MOST * _middle(s.memory_kb for s in warm)
    assert _middle(s.files for s in end) <= MOST * _middle(s.files for s in warm)
    assert _middle(s.sockets for s in end) <= MOST * _middle(s.sockets for s in warm)
    assert _middle(s.threads for s in end) <= MOST * _middle(s.threads for s in warm)


def _live_through(world: World, daemon: Month, day: int) -> list[Size]:
    """One day: a new meeting, a fault, an answer, and now and then the configuration is read again."""
    faults = _faults(world)
    world.pass_time(MONDAY + timedelta(days=day))
    start = world.later(days=21)
    world.plan(start=moment(start), end=moment(start + timedelta(hours=2)), subject=f"Samverkan {day}")
    world.server.faults.clear()
    faults[day % len(faults)]()
    sizes = []
    for hours in HOURS:
        world.pass_time(MONDAY + timedelta(days=day, hours=hours))
        sizes.append(daemon.cycle(Order(world.now, reloads=hours == HOURS[0] and day % 7 == 3)))
        if world.questions() and not world.questions()[-1].meeting.is_cancelled:
            world.reply("accepted")
    return sizes


def _middle(values: Iterable[int]) -> float:
    return statistics.median(values)


def _told(size: Size) -> str:
    return f"{size.memory_kb} kB, {size.files} files, {size.sockets} connections, {size.threads} threads"

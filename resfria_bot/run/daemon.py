"""The cycle on a schedule, in one process, until it is told to stop."""

import signal
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from types import FrameType

from apscheduler.schedulers.background import BackgroundScheduler

#: Seconds by which each start is moved at random, so that many installations do not call Graph on the same second.
JITTER_SECONDS = 30


def serve(cycle: Callable[[], None], every_minutes: int, first_at: datetime, stop: threading.Event) -> None:
    """Run `cycle` at `first_at` and then every `every_minutes`, never two at a time, until `stop` is set.

    A cycle in hand is finished first; `cycle` must see to its own errors. A start that was missed (sleep, overload)
    is made up for once.
    """
    scheduler = BackgroundScheduler(timezone="UTC")
    scheduler.add_job(
        cycle,
        "interval",
        minutes=every_minutes,
        jitter=JITTER_SECONDS,
        next_run_time=first_at,
        max_instances=1,
        coalesce=True,
        misfire_grace_time=int(timedelta(minutes=every_minutes).total_seconds()),
    )
    scheduler.start()
    stop.wait()
    scheduler.shutdown(wait=True)


def on_signal(stop: threading.Event) -> None:
    """Let SIGTERM and SIGINT set `stop`."""

    def set_stop(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, set_stop)

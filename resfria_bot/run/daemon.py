"""The cycle on a schedule, in one process, until it is told to stop."""

import signal
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from types import FrameType

import structlog
from apscheduler.schedulers.background import BackgroundScheduler

from resfria_bot.logbook import Entry
from resfria_bot.run.shift import Shift
from resfria_bot.run.systemd import Systemd

#: Seconds by which each start is moved at random, so that many installations do not call Graph on the same second.
JITTER_SECONDS = 30
#: How often signals, systemd and a daemon that went before are looked after.
BEAT_SECONDS = 0.5
#: How often a daemon that stands by tries to take over.
STANDBY_SECONDS = 5.0
#: Within which the work in hand must be done after a stop; service managers kill after ten.
GRACE_SECONDS = 8.0
#: A cycle that has asked nothing of Graph for so long hangs: the longest wait that Graph may ask of us is a third.
HANG_SECONDS = 900.0


class Daemon:
    """Two things at once: a scheduler that runs the cycles, and a beat that listens to signals and tells systemd."""

    def __init__(self, shift: Shift, systemd: Systemd, stop: threading.Event, again: threading.Event) -> None:
        self._shift = shift
        self._systemd = systemd
        self._stop = stop
        self._again = again
        self._scheduler = BackgroundScheduler(timezone="UTC")
        self._log = structlog.get_logger("daemon")
        self._progress = (0, time.monotonic())
        self._told_at = self._tried_at = float("-inf")
        self._has_complained = False

    def run(self) -> bool:
        """Until `stop` is set. False when a request could not be brought to its end in time: then end the process."""
        if self._shift.open():
            self._start()
        self._systemd.ready()
        while not self._stop.wait(BEAT_SECONDS):
            self._beat()
        self._systemd.stopping()
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        is_clean = self._shift.close(GRACE_SECONDS)
        self._log.info(Entry.DAEMON_STOPPED if is_clean else Entry.DAEMON_CUT_SHORT)
        return is_clean

    def _beat(self) -> None:
        if self._again.is_set() and not self._shift.is_busy:
            self._again.clear()
            self._reload()
        if not self._shift.is_open and time.monotonic() - self._tried_at > STANDBY_SECONDS:
            if self._shift.retry():
                self._start()
            self._tried_at = time.monotonic()
        if self._is_alive() and self._is_time_to_tell():
            self._systemd.alive()

    def _start(self) -> None:
        """Begin the schedule with a cycle at once; never two at a time, and one that was missed is made up for once."""
        minutes = self._shift.settings.bot.interval_minutes
        self._scheduler.add_job(
            self._shift.tick,
            "interval",
            id="cycle",
            minutes=minutes,
            jitter=JITTER_SECONDS,
            next_run_time=datetime.now(UTC),
            max_instances=1,
            coalesce=True,
            misfire_grace_time=int(timedelta(minutes=minutes).total_seconds()),
            replace_existing=True,
        )
        if not self._scheduler.running:
            self._scheduler.start()
        self._log.info(Entry.DAEMON_READY, every_minutes=minutes)

    def _reload(self) -> None:
        before = self._shift.settings.bot.interval_minutes
        self._systemd.reloading()
        self._shift.reload()
        minutes = self._shift.settings.bot.interval_minutes
        if minutes != before and self._scheduler.running:
            self._scheduler.reschedule_job("cycle", trigger="interval", minutes=minutes, jitter=JITTER_SECONDS)
        self._systemd.ready()

    def _is_alive(self) -> bool:
        """Does the work go on? A cycle shows it by its requests; between cycles there is nothing to show."""
        now, requests = time.monotonic(), self._shift.requests
        if not self._shift.is_busy or requests != self._progress[0]:
            self._progress = (requests, now)
            self._has_complained = False
            return True
        if now - self._progress[1] < HANG_SECONDS:
            return True
        if not self._has_complained:
            self._has_complained = True
            self._log.error(Entry.CYCLE_HANGS, where=_whereabouts())
        return False

    def _is_time_to_tell(self) -> bool:
        every, now = self._systemd.watchdog_seconds, time.monotonic()
        if every is None or now - self._told_at < every / 3:
            return False
        self._told_at = now
        return True


def on_signal(stop: threading.Event, again: threading.Event | None = None) -> None:
    """Let SIGTERM and SIGINT set `stop`, and SIGHUP, where there is one, `again`."""

    def setter(event: threading.Event) -> object:
        def set_event(_number: int, _frame: FrameType | None) -> None:
            event.set()

        return set_event

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, setter(stop))  # type: ignore[arg-type]
    if again is not None and hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, setter(again))  # type: ignore[arg-type]


def _whereabouts() -> list[str]:
    """Where each of our threads stands, innermost line of ours first; no values, so nothing of anybody's."""
    found = []
    for frame in sys._current_frames().values():
        at: FrameType | None = frame
        while at is not None and "resfria_bot" not in at.f_code.co_filename:
            at = at.f_back
        if at is not None and at.f_code.co_filename != __file__:
            found.append(f"{at.f_code.co_filename.rpartition('resfria_bot')[2]}:{at.f_lineno}")
    return found

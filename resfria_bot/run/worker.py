"""One of several processes, on as many machines as one likes, that share the cycles of one installation.

Whoever takes the cycle from the queue runs it under the turn of the database as the daemon would; the calendars are
read by all, in slices. The work of a worker that dies waits in the queue for the others, and is safe to repeat.
"""

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from datetime import datetime, timedelta
from typing import Any

import structlog

from resfria_bot import app, log
from resfria_bot.core.types import Person
from resfria_bot.errors import ResfriaError, Stopped, StoreError
from resfria_bot.flow.desk import Desk
from resfria_bot.flow.report import Report
from resfria_bot.flow.slices import ERROR, Reader, Slice, share
from resfria_bot.graph.writes import NONE
from resfria_bot.logbook import Entry
from resfria_bot.run import queue
from resfria_bot.run.daemon import BEAT_SECONDS, GRACE_SECONDS, STANDBY_SECONDS
from resfria_bot.run.queue import Again, Queue
from resfria_bot.run.shift import Shift, run_id
from resfria_bot.run.systemd import Systemd
from resfria_bot.settings import Settings
from resfria_bot.store import runs, slices

#: How often the process whose cycle it is looks whether all slices are read.
_PATIENCE_SECONDS = 0.2


class Worker:
    """A thread that takes jobs, and a beat that listens to signals and tells systemd."""

    def __init__(
        self, settings: Settings, now: Callable[[], datetime], systemd: Systemd, stop: threading.Event
    ) -> None:
        self._hand = Hand(settings, now)
        self._settings = settings
        self._now = now
        self._systemd = systemd
        self._stop = stop
        self._log = structlog.get_logger("worker")

    def run(self) -> bool:
        """Until the stop. False when a request could not be brought to its end in time: then end the process."""
        self._hand.open()
        thread = threading.Thread(target=self._work, name="worker", daemon=True)
        thread.start()
        self._systemd.ready()
        while not self._stop.wait(BEAT_SECONDS):
            if self._systemd.watchdog_seconds is not None and thread.is_alive():
                self._systemd.alive()
        self._systemd.stopping()
        self._hand.halt.set()
        thread.join(GRACE_SECONDS)
        is_clean = not thread.is_alive()
        self._log.info(Entry.WORKER_STOPPED if is_clean else Entry.WORKER_CUT_SHORT)
        return is_clean

    def _work(self) -> None:
        """Take jobs. When that breaks off, others may have taken up ours: begin again with nothing in hand."""
        while True:
            try:
                self._hand.work()
            except ResfriaError as error:
                self._log.warning(Entry.QUEUE_LOST, reason=str(error))
            except Exception as error:  # a fault of ours must not end the worker
                self._log.error(Entry.QUEUE_LOST, reason="a fault in the program", exc_info=error)
            finally:
                self._hand.close()
            self._stop.wait(STANDBY_SECONDS)
            self._hand = Hand(self._settings, self._now)
            if self._stop.is_set():
                return


class Hand:
    """What a worker does between two losses of the queue. `halt` ends whatever is in hand, at a safe point."""

    def __init__(self, settings: Settings, now: Callable[[], datetime]) -> None:
        self.halt = threading.Event()
        self._settings = settings
        self._now = now
        self._shift = Shift(lambda: settings, now, self.halt, self._scan)
        self._queue = Queue(settings.database.url, self._cycle, self._read, self._due)
        self._open = ExitStack()
        self._is_connected = False
        self._log = structlog.get_logger("worker")

    def open(self) -> None:
        """Connect what the settings name, if that is not done yet."""
        if self._is_connected:
            return
        opened = self._open.enter_context(app.opened(self._settings, stop=self.halt))
        opened.client.writes = NONE
        self._opened, self._database, self._reader = opened, opened.desk.database, Reader(opened.desk)
        queue.prepare(self._settings.database.url, self._database.name)
        self._shift.open()
        self._is_connected = True

    def work(self) -> None:
        """Take jobs until the halt, once no daemon works on the database."""
        self.open()
        while not self._shift.is_open:
            if self.halt.wait(STANDBY_SECONDS):
                return
            self._shift.retry()
        self._log.info(Entry.WORKER_READY, every_minutes=self._settings.bot.interval_minutes)
        self._queue.work(self.halt)

    def close(self) -> None:
        """Let go of everything. No job may be in hand."""
        self._shift.close(0)
        self._open.close()

    def _due(self) -> int | None:
        """The number of the newest cycle, if it began so long ago that another one is due."""
        with self._database.transaction() as tx:
            last = runs.last(tx, 1)
        if not last:
            return 0
        begun, interval = last[0]["begun_at"], timedelta(minutes=self._settings.bot.interval_minutes)
        # Either way, as the clocks of two machines are never quite the same.
        return None if abs(self._now() - begun) < interval else int(last[0]["id"])

    def _cycle(self, after: int) -> None:
        with self._database.transaction() as tx:
            done = runs.last_finished(tx)
        if done is not None and done["id"] > after:
            return  # it was put in twice
        if not self._shift.tick():
            raise Again

    def _scan(self, desk: Desk, members: Mapping[str, Person], now: datetime, report: Report) -> None:
        share(desk, members, now, report, self._hand_out)

    def _hand_out(self, parts: Sequence[Slice]) -> None:
        self._queue.hand_out(parts)
        while not self._are_read(parts):
            if self.halt.wait(_PATIENCE_SECONDS):
                raise Stopped

    def _are_read(self, parts: Sequence[Slice]) -> bool:
        is_waiting = self._queue.has_slices()
        with self._database.transaction() as tx:
            is_done = not parts or slices.count(tx, parts[0].run) >= len(parts)
        if not is_done and not is_waiting:
            raise StoreError("the queue has lost a part of this cycle: the next one reads it")
        return is_done

    def _read(self, part: Slice) -> None:
        with log.context(run_id=run_id(part.now)):
            try:
                with self._database.slice(part.number) as is_running:
                    if is_running:
                        self._read_in_time(part)
            except (Stopped, StoreError) as error:
                raise Again from error

    def _read_in_time(self, part: Slice) -> None:
        begun = time.monotonic()
        with self._database.transaction() as tx:
            if runs.newest(tx) != part.run:
                return  # its cycle was given up
        found = self._found(part)
        with self._database.transaction() as tx:
            slices.note(tx, part.run, part.number, found, part.now)
        self._opened.keep_routes(part.now)
        if ERROR not in found:
            seconds = round(time.monotonic() - begun, 3)
            self._log.info(
                Entry.SLICE_READ, number=part.number, of=part.of, seconds=seconds, read=found["mailboxes"]["read"]
            )

    def _found(self, part: Slice) -> Mapping[str, Any]:
        """What the slice held, or in its place why it could not be read: then the whole cycle fails."""
        client = self._opened.client
        requests, throttled = client.request_count, client.throttled_count
        try:
            report = self._reader.read(part)
        except ResfriaError as error:
            self._log.error(Entry.SLICE_FAILED, number=part.number, reason=str(error))
            return {ERROR: str(error)}
        except Stopped:
            raise
        except Exception as error:
            self._log.error(Entry.SLICE_FAILED, number=part.number, reason="a fault in the program", exc_info=error)
            return {ERROR: "a fault in the program; the log of a worker says where"}
        report.requests, report.throttled = client.request_count - requests, client.throttled_count - throttled
        return report.as_json()

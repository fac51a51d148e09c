"""The program as it is open now: one cycle at a time, opened anew when the configuration or the first days end."""

import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import asdict, replace
from datetime import datetime

import structlog

from resfria_bot import app, log
from resfria_bot.core import bulletin
from resfria_bot.errors import ConfigError, ResfriaError, Stopped, Taken
from resfria_bot.flow.cycle import Scan
from resfria_bot.flow.report import Report
from resfria_bot.graph.mail import Mail
from resfria_bot.graph.pace import pace_of
from resfria_bot.logbook import Entry
from resfria_bot.run import preview, surplus
from resfria_bot.run.alerts import Alerts
from resfria_bot.settings import Settings
from resfria_bot.settings.services import Rollout
from resfria_bot.store import runs
from resfria_bot.store.database import Database

Load = Callable[[], Settings]


class Shift:
    """What the daemon does, without its schedule. `load` reads the configuration; `now` tells the time.

    With `share` it is one of several workers: they stand by for a daemon, not for each other, and `share` has the
    calendars read.
    """

    def __init__(
        self, load: Load, now: Callable[[], datetime], stop: threading.Event, share: Scan | None = None
    ) -> None:
        self.settings = load()
        self._share = share
        self._load = load
        self._now = now
        self._stop = stop
        self._open = ExitStack()
        self._app: app.App | None = None
        self._alerts: Alerts | None = None
        self._lock = threading.Lock()  #: held by whoever works on the program: a cycle, a reload
        self._is_first_days = False
        self._has_begun = False
        self._said = ""
        self._log = structlog.get_logger("daemon")

    @property
    def is_open(self) -> bool:
        """Is this the daemon that works on the database?"""
        return self._app is not None

    @property
    def database(self) -> Database | None:
        """The database, while this is the daemon that works on it."""
        return self._app.desk.database if self._app else None

    @property
    def is_busy(self) -> bool:
        """Is a cycle, or a reload, in hand?"""
        return self._lock.locked()

    @property
    def requests(self) -> int:
        """Requests sent so far: what grows while a cycle makes progress."""
        opened = self._app
        return opened.client.request_count + opened.client.subrequest_count if opened else 0

    def open(self) -> bool:
        """Connect what the settings name. False, said once, while another daemon works on the database."""
        try:
            self._enter()
        except Taken as error:
            self._say_once(Entry.STANDING_BY, str(error))
            return False
        if self._said == Entry.STANDING_BY:
            self._log.info(Entry.TAKEN_OVER)
        self._said = ""
        return True

    def retry(self) -> bool:
        """The same after a first time; trouble is said once."""
        try:
            return self.open()
        except ResfriaError as error:
            self._say_once(Entry.CYCLE_FAILED, str(error))
            return False

    def close(self, within_seconds: float) -> bool:
        """Let go of everything once the work in hand is done; False when that takes too long."""
        if not self._lock.acquire(timeout=within_seconds):
            return False
        self._leave()
        self._lock.release()
        return True

    def reload(self) -> bool:
        """Read the configuration again; one with faults changes nothing. Not to be called within a cycle."""
        try:
            settings = self._load()
        except ConfigError as error:
            for problem in error.problems:
                self._log.error(Entry.RELOAD_REFUSED, reason=problem)
            return False
        with self._lock:
            before, self.settings = self.settings, settings
            try:
                self._reopen()
            except ResfriaError as error:
                self._log.error(Entry.RELOAD_REFUSED, reason=str(error))
                self.settings = before
                self.retry()
                return False
        self._log.info(Entry.RELOADED)
        return True

    def tick(self) -> bool:
        """One cycle, whatever becomes of it. False when it was stopped, or another one was running: then it is due."""
        now = self._now()
        with self._lock, log.context(run_id=run_id(now)):
            if self._app is None:
                return False
            try:
                self._cycle(self._app, now)
            except Stopped:
                self._log.info(Entry.CYCLE_STOPPED)
                return False
            except Taken as error:
                self._say_once(Entry.CYCLE_WAITS, str(error))
                return False
            except ResfriaError as error:
                self._fail(str(error), now)
            except Exception as error:  # a fault of ours must not end the daemon
                self._log.error(Entry.CYCLE_FAILED, reason="a fault in the program", exc_info=error)
                self._note_failure("a fault in the program; the log says where", now)
        return True

    def _cycle(self, opened: app.App, now: datetime) -> None:
        end = self._first_days_end(opened, now)
        if (end is not None) != self._is_first_days:
            self._log.info(Entry.PREVIEW_ENDS)
            opened = self._reopen()
        if not self._has_begun:
            self._has_begun = True
            surplus.tell(opened)
        report = timed_cycle(opened, now)
        self._said = ""
        if reason := refused(report, self.settings.bot.mailbox):
            self._fail(reason, now)
        else:
            self._log.info(Entry.CYCLE_DONE, **report.as_json())
            if self._alerts:
                self._alerts.note_cycle(report.alarms, now)
        if self._is_first_days:
            self._preview(opened, report, now)

    def _fail(self, reason: str, now: datetime) -> None:
        self._log.error(Entry.CYCLE_FAILED, reason=reason)
        self._note_failure(reason, now)

    def _note_failure(self, reason: str, now: datetime) -> None:
        try:
            if self._alerts:
                self._alerts.note_failure(reason, now)
        except Stopped:
            return

    def _preview(self, opened: app.App, report: Report, now: datetime) -> None:
        database, language = opened.desk.database, self.settings.organisation.language
        zone = self.settings.organisation.time_zone
        if not preview.is_due(database, now, zone):
            return
        found = preview.figures(database, report.withheld)
        self._log.info(Entry.PREVIEW, **asdict(found))
        if self.settings.alerts.address and report.withheld:
            try:
                self._send(opened, *bulletin.preview(found.questions, found.places, found.departments, language))
            except ResfriaError as error:
                self._log.warning(Entry.MAIL_NOT_SENT, reason=str(error))
                return
        preview.done(database, now, zone)

    def _send(self, opened: app.App, subject: str, text: str) -> None:
        Mail(opened.client).send(self.settings.bot.mailbox, self.settings.alerts.address, subject, text)

    def _first_days_end(self, opened: app.App, now: datetime) -> datetime | None:
        days = self.settings.daemon.preview_days
        return preview.until(opened.desk.database, days, now) if days else None

    def _reopen(self) -> app.App:
        self._leave()
        self._enter()
        assert self._app is not None  # noqa: S101 - `_enter` raises otherwise
        return self._app

    def _enter(self) -> None:
        with ExitStack() as stack:
            opened = self._opened(stack, self.settings)
            end = self._first_days_end(opened, self._now())
            if end is not None:
                stack.close()
                opened = self._opened(stack, _observing(self.settings))
                if not self._is_first_days:
                    self._log.info(Entry.PREVIEW_BEGINS, until=end.isoformat(timespec="minutes"))
            self._is_first_days = end is not None
            self._app, self._alerts = opened, self._alerts_of(opened)
            self._open = stack.pop_all()

    def _opened(self, stack: ExitStack, settings: Settings) -> app.App:
        pace = pace_of(settings.bot.mailbox, settings.graph.base_url)
        opened = stack.enter_context(app.opened(settings, stop=self._stop, pace=pace))
        stack.enter_context(opened.desk.database.watch(is_shared=self._share is not None))
        return replace(opened, scan=self._share) if self._share else opened

    def _alerts_of(self, opened: app.App) -> Alerts:
        alerts = self.settings.alerts
        return Alerts(
            opened.desk.database,
            alerts.after_failures,
            self.settings.organisation.language,
            (lambda subject, text: self._send(opened, subject, text)) if alerts.address else None,
        )

    def _leave(self) -> None:
        self._app = self._alerts = None
        self._open.close()

    def _say_once(self, entry: Entry, reason: str) -> None:
        if self._said != entry:
            self._log.warning(entry, reason=reason)
            self._said = entry


def run_id(now: datetime) -> str:
    """What all lines of the cycle as of `now` have in common."""
    return now.strftime("%Y%m%dT%H%M%S")


def timed_cycle(opened: app.App, now: datetime) -> Report:
    """One cycle; how long it took goes into its report and its record."""
    begun = time.monotonic()
    report = opened.cycle(now)
    report.seconds = time.monotonic() - begun
    with opened.desk.database.transaction() as tx:
        runs.complete(tx, report.as_json(), report.seconds)
    return report


def refused(report: Report, bot_mailbox: str) -> str:
    """Why a cycle that came to its end failed all the same: nobody's mailbox could be read. Empty when it did not."""
    counts = report.mailboxes
    is_bot_read = all(entry["mailbox"] != bot_mailbox for entry in report.failures)
    if counts["failed"] + counts["out_of_scope"] == 0 or counts["read"] > is_bot_read:
        return ""
    return f"every mailbox was refused, the first one thus: {report.failures[0]['error']}"


def _observing(settings: Settings) -> Settings:
    return replace(settings, bot=replace(settings.bot, mode="observe"), rollout=Rollout())

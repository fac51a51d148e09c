"""Mail to IT when something is wrong, once, and once when it is over. What was said is kept in the database."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

import structlog

from resfria_bot.core import bulletin
from resfria_bot.errors import ResfriaError, StoreError
from resfria_bot.logbook import Entry
from resfria_bot.store import marks
from resfria_bot.store.database import Database

#: The alert of cycles that fail; the others are named by the report that raises them.
CYCLES = "cycles"
_MARK = "alerts"

Send = Callable[[str, str], None]


@dataclass(slots=True)
class _State:
    """What is known: failures in a row, and the alerts that IT has been told of, each with its reason."""

    failures: int = 0
    told: dict[str, str] = field(default_factory=dict)


class Alerts:
    """`send` takes subject and text, or raises `ResfriaError`; None: nobody is mailed, and the log must do."""

    def __init__(self, database: Database, after_failures: int, language: str, send: Send | None) -> None:
        self._database = database
        self._after = after_failures
        self._language = language
        self._send = send
        self._state = _State()
        self._log = structlog.get_logger("alerts")

    def note_failure(self, reason: str, now: datetime) -> None:
        """A cycle failed: from the one that makes the row long enough on, IT is to know."""
        self._read()
        self._state.failures += 1
        if self._state.failures >= self._after:
            self._raise(CYCLES, reason)
        self._write(now)

    def note_cycle(self, alarms: Mapping[str, str], now: datetime) -> None:
        """A cycle went well but for these alarms, by name; what was told before and is not among them is over."""
        self._read()
        self._state.failures = 0
        for name, reason in alarms.items():
            self._raise(name, reason)
        for name in sorted(self._state.told.keys() - alarms.keys()):
            self._end(name)
        self._write(now)

    def _raise(self, name: str, reason: str) -> None:
        if name in self._state.told:
            return
        is_row = name == CYCLES
        subject = bulletin.failures(self._state.failures, self._language) if is_row else bulletin.alarm(self._language)
        if self._is_sent(subject, bulletin.trouble(reason, self._language)):
            self._state.told[name] = reason
            self._log.error(Entry.ALERT_RAISED, alert=name, reason=reason)

    def _end(self, name: str) -> None:
        if self._is_sent(*bulletin.over(self._state.told[name], self._language)):
            del self._state.told[name]
            self._log.info(Entry.ALERT_OVER, alert=name)

    def _is_sent(self, subject: str, text: str) -> bool:
        """When Graph itself is down nothing can be sent: the next cycle tries again."""
        if self._send is None:
            return True
        try:
            self._send(subject, text)
        except ResfriaError as error:
            self._log.warning(Entry.MAIL_NOT_SENT, reason=str(error))
            return False
        return True

    def _read(self) -> None:
        """The state, from the database where it can be read, so that a restart repeats nothing."""
        try:
            with self._database.transaction() as tx:
                kept = marks.get(tx, _MARK)
        except StoreError:
            return  # the trouble may be the database itself: then what this process remembers must do
        if kept:
            self._state = _State(**json.loads(kept))

    def _write(self, now: datetime) -> None:
        try:
            with self._database.transaction() as tx:
                value = {"failures": self._state.failures, "told": self._state.told}
                marks.put(tx, _MARK, json.dumps(value), now)
        except StoreError:
            return

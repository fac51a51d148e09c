"""One mailbox's delta round: pages come in, stubs are filled from their series, one `Changes` comes out."""

from collections.abc import Iterator
from dataclasses import replace

import msgspec

from resfria_bot.core.types import Changes, Cursor, Event, EventType
from resfria_bot.errors import GraphError
from resfria_bot.graph import wire
from resfria_bot.graph.page import Page


class Round:
    """What one mailbox has told so far. The last word on each item counts: replays are normal."""

    def __init__(self, cursor: Cursor, *, is_full: bool, is_second_start: bool = False) -> None:
        self.cursor = cursor
        self.is_full = is_full
        self.is_second_start = is_second_start  #: begun anew, since the bookmark had expired; not done twice
        self._delta_link = ""
        self._links_seen: set[str] = set()
        self._events: dict[str, Event] = {}
        self._stubs: set[str] = set()
        self._removed: dict[str, None] = {}
        self._problems: dict[str, tuple[str, ...]] = {}
        self._masters: dict[str, Event | None] = {}

    def take(self, body: bytes) -> str | None:
        """Take in one page; returns the link to the next one, or None when the round is complete.

        Raises `GraphError` when the page is no page of a delta round or its links go in a circle.
        """
        mailbox = self.cursor.mailbox
        try:
            page = msgspec.json.decode(body, type=Page)
        except (msgspec.MsgspecError, RecursionError) as error:
            raise GraphError(f"the calendar of {mailbox} cannot be read: Graph's page has an unknown shape") from error
        for raw in page.value:
            self._note(raw)
        if page.next_link:
            if page.next_link in self._links_seen:
                raise GraphError(f"the calendar of {mailbox} cannot be read: Graph's pages go round in a circle")
            self._links_seen.add(page.next_link)
            return page.next_link
        if not page.delta_link:
            raise GraphError(f"the calendar of {mailbox} cannot be read: Graph's last page has no deltaLink")
        self._delta_link = page.delta_link
        return None

    def _note(self, raw: msgspec.Raw) -> None:
        mailbox = self.cursor.mailbox
        try:
            item = wire.decode(raw, mailbox)
            if not item.id:
                raise wire.misfit(None, mailbox, "it has no id")
        except GraphError as error:
            self._problems[str(error)] = (str(error),)
            return
        self._forget(item.id)
        if item.removed is not None:
            self._removed[item.id] = None
            return
        try:
            event = wire.to_event(item, mailbox)
            if not item.is_stub and not event.ical_uid:
                raise wire.misfit(item.id, mailbox, "it has no iCalUId")
        except GraphError as error:
            self._problems[item.id] = (str(error),)
            return
        self._events[item.id] = event
        self._problems[item.id] = wire.assumptions(item, mailbox)
        if item.is_stub:
            self._stubs.add(item.id)

    def _forget(self, event_id: str) -> None:
        self._events.pop(event_id, None)
        self._removed.pop(event_id, None)
        self._problems.pop(event_id, None)
        self._stubs.discard(event_id)

    def missing_masters(self) -> list[str]:
        """Ids of series masters that the round did not bring and that its occurrences need."""
        needed = {e.series_master_id: None for e in self._events.values() if e.series_master_id}
        return [i for i in needed if i not in self._events and i not in self._masters]

    def put_master(self, master_id: str, master: Event | None) -> None:
        """The series master that was missing; None when it does not exist or cannot be read."""
        self._masters[master_id] = master

    def finish(self) -> Changes:
        """Everything the round told. Call when it is complete and no master is missing."""
        events = tuple(self._finished())
        problems = tuple(sentence for sentences in self._problems.values() for sentence in sentences)
        return Changes(
            cursor=replace(self.cursor, delta_link=self._delta_link),
            events=events,
            removed=tuple(self._removed),
            is_full=self.is_full,
            problems=problems,
        )

    def _finished(self) -> Iterator[Event]:
        for event_id, event in self._events.items():
            if not event.series_master_id:
                yield event
                continue
            master = self._events.get(event.series_master_id) or self._masters.get(event.series_master_id)
            if master is None:
                # Without its series an occurrence could be asked about as if it were a meeting of its own.
                problem = "it is gone or unreadable, and its occurrences in the window are left out"
                error = wire.misfit(event.series_master_id, self.cursor.mailbox, problem)
                self._problems[event.series_master_id] = (str(error),)
                continue
            yield occurrence_of(master, event) if event_id in self._stubs else in_series(master, event)


def in_series(master: Event, event: Event) -> Event:
    """The event as a member of its series.

    An occurrence is named after its series and start, whether it was read in full or came as a stub without an own
    `iCalUId`: the same meeting must not have two names. An exception keeps its own.
    """
    uid = f"{master.ical_uid}/{event.start:%Y%m%dT%H%M%SZ}" if event.type is EventType.OCCURRENCE else event.ical_uid
    return replace(event, ical_uid=uid, series_uid=master.ical_uid, is_recurring=True)


def occurrence_of(master: Event, stub: Event) -> Event:
    """A stub with everything but its times taken from the series master."""
    filled = replace(
        master,
        id=stub.id,
        type=EventType.OCCURRENCE,
        series_master_id=stub.series_master_id,
        start=stub.start,
        end=stub.end,
        is_cancelled=master.is_cancelled or stub.is_cancelled,
    )
    return in_series(master, filled)

"""Meetings and their copies. What all copies share is held once; each mailbox has a copy with an id of its own."""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from resfria_bot.sandbox import ids, moments, recurrence


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail address, as it was written, and the name shown with it."""

    address: str
    name: str = ""

    @property
    def key(self) -> str:
        """By which addresses are compared."""
        return self.address.lower()


@dataclass(slots=True)
class Attendee:
    """Somebody invited; `response` is what the organiser has heard."""

    mail: Mail
    type: str = "required"
    response: str = "none"
    responded_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Online:
    """A Teams meeting."""

    join_url: str
    conference_id: str


@dataclass(slots=True)
class Copy:
    """A meeting in one mailbox: what its owner has said and set there."""

    id: str
    mailbox: str
    response: str
    responded_at: datetime | None = None
    show_as: str = "busy"
    categories: list[str] = field(default_factory=list)
    is_reminder_on: bool = True
    reminder_minutes: int = 15
    version: int = 0
    changed_at: datetime | None = None


@dataclass(slots=True, kw_only=True)
class Meeting:
    """A single meeting, a series (`recurrence` set), or an occurrence of one that differs (`original_day` set)."""

    uid: str
    organiser: Mail
    subject: str = ""
    body_html: str = ""
    start: datetime
    end: datetime
    zone: str = moments.HOME_ZONE  #: IANA name
    is_all_day: bool = False
    locations: list[dict[str, Any]] = field(default_factory=list)  #: as Graph writes them
    attendees: list[Attendee] = field(default_factory=list)
    online: Online | None = None
    sensitivity: str = "normal"
    importance: str = "normal"
    is_cancelled: bool = False
    response_requested: bool = True
    allow_new_time_proposals: bool = True
    hide_attendees: bool = False
    transaction_id: str | None = None
    created_at: datetime
    recurrence: dict[str, Any] | None = None
    original_day: date | None = None
    copies: dict[str, Copy] = field(default_factory=dict)
    exceptions: dict[date, "Meeting"] = field(default_factory=dict)
    own_fields: set[str] = field(default_factory=set)  #: in which an exception differs from its series
    days: list[date] = field(default_factory=list)

    def expand(self) -> None:
        """Work out the days of the series anew, and forget exceptions on days that are no longer among them."""
        self.days = recurrence.days_of(self.recurrence) if self.recurrence else []
        self.exceptions = {day: e for day, e in self.exceptions.items() if day in self.days}

    def times_on(self, day: date) -> tuple[datetime, datetime]:
        """Start and end (UTC) of the occurrence on that day, by the wall clock of the series' zone."""
        clock = self.start.astimezone(moments.zone(self.zone)).time()
        start = moments.at(day, clock, self.zone)
        return start, start + (self.end - self.start)

    def family(self) -> Iterator["Meeting"]:
        """The meeting itself and the exceptions of the series."""
        yield self
        yield from self.exceptions.values()

    def attendee(self, address: str) -> Attendee | None:
        """The attendee with that address."""
        return next((a for a in self.attendees if a.mail.key == address.lower()), None)

    def exception_on(self, day: date) -> "Meeting":
        """The occurrence of that day as a meeting that may differ from its series; new until it is put in place."""
        if day in self.exceptions:
            return self.exceptions[day]
        start, end = self.times_on(day)
        return replace(
            self,
            uid=ids.occurrence_uid(self.uid, day),
            start=start,
            end=end,
            recurrence=None,
            original_day=day,
            locations=[dict(where) for where in self.locations],
            attendees=[replace(a) for a in self.attendees],
            copies={key: _moved_to(copy, day) for key, copy in self.copies.items()},
            exceptions={},
            own_fields=set(),
            days=[],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One entry of a mailbox's calendar, as a client sees it."""

    type: str
    id: str
    uid: str
    meeting: Meeting
    copy: Copy
    start: datetime
    end: datetime
    master: Meeting | None = None  #: of an occurrence or exception
    master_id: str | None = None
    day: date | None = None  #: of an occurrence or exception: the day in the series

    @property
    def is_organiser(self) -> bool:
        """Does the owner of the mailbox hold the meeting?"""
        return self.copy.mailbox == self.meeting.organiser.key


def item_of(meeting: Meeting, mailbox: str) -> Item | None:
    """A single meeting or series master as it lies in that mailbox."""
    copy = meeting.copies.get(mailbox)
    if copy is None:
        return None
    kind = "seriesMaster" if meeting.recurrence else "singleInstance"
    return Item(
        type=kind, id=copy.id, uid=meeting.uid, meeting=meeting, copy=copy, start=meeting.start, end=meeting.end
    )


def occurrence_of(master: Meeting, mailbox: str, day: date) -> Item | None:
    """The occurrence or exception on that day as it lies in that mailbox; None when there is none."""
    copy = master.copies.get(mailbox)
    changed = master.exceptions.get(day)
    meeting = changed or master
    own = meeting.copies.get(mailbox)
    if own is None or not _is_day(master, day):
        return None
    start, end = (changed.start, changed.end) if changed else master.times_on(day)
    return Item(
        type="exception" if changed else "occurrence",
        id=own.id if changed else ids.occurrence_id(own.id, day),
        uid=ids.occurrence_uid(master.uid, day),
        meeting=meeting,
        copy=own,
        start=start,
        end=end,
        master=master,
        master_id=copy.id if copy else None,
        day=day,
    )


def items_within(meeting: Meeting, mailbox: str, start: datetime, end: datetime) -> Iterator[Item]:
    """What a calendar view of `mailbox` shows of the meeting: single instances, occurrences, exceptions."""
    if not meeting.recurrence:
        item = item_of(meeting, mailbox)
        if item and _overlaps(item, start, end):
            yield item
        return
    for day in _days_near(meeting, start, end):
        item = occurrence_of(meeting, mailbox, day)
        if item and _overlaps(item, start, end):
            yield item


def _days_near(series: Meeting, start: datetime, end: datetime) -> list[date]:
    """Days whose occurrence may reach into the window; a moved one may come from anywhere."""
    slack = timedelta(days=1) + (series.end - series.start)
    first = max(start, datetime(1900, 1, 1, tzinfo=UTC)) - slack
    last = min(end, datetime(9000, 1, 1, tzinfo=UTC)) + timedelta(days=2)
    low, high = bisect_left(series.days, first.date()), bisect_left(series.days, last.date())
    near = series.days[low:high]
    strayed = [day for day in series.exceptions if not first.date() <= day < last.date()]
    return sorted([*near, *strayed])


def _is_day(series: Meeting, day: date) -> bool:
    index = bisect_left(series.days, day)
    return index < len(series.days) and series.days[index] == day


def _overlaps(item: Item, start: datetime, end: datetime) -> bool:
    return item.start < end and (item.end > start or item.start == item.end == start)


def _moved_to(copy: Copy, day: date) -> Copy:
    return replace(copy, id=ids.occurrence_id(copy.id, day), categories=list(copy.categories))

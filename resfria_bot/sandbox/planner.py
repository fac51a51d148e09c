"""Puts meetings into calendars as people would have: in office hours, where there is room, and mostly answered."""

import random
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from resfria_bot.sandbox import ids, invitations, moments, replies
from resfria_bot.sandbox.directory import User
from resfria_bot.sandbox.drafts import document
from resfria_bot.sandbox.meetings import Attendee, Item, Mail, Meeting, item_of
from resfria_bot.sandbox.recurrence import WEEKDAYS
from resfria_bot.sandbox.replies import Reply
from resfria_bot.sandbox.tenant import Tenant

WEEKS_BACK, WEEKS_AHEAD = 2, 13
_TRIES = 8
_CLOCKS = tuple(time(hour, minute) for hour in (8, 9, 10, 13, 14, 15) for minute in (0, 0, 30))
_ZONES = ("W. Europe Standard Time",) * 8 + (moments.HOME_ZONE, "UTC")
_ANSWERS = ("accepted",) * 12 + ("tentativelyAccepted",) * 2 + ("declined",) + ("",) * 5

Guest = User | Mail


class Planner:
    """Draws days, times and answers from one seeded source.

    From two weeks back to a quarter ahead, in meetings made some weeks ago; with `first` the quarter that begins on
    that day, in meetings made just now.
    """

    def __init__(self, tenant: Tenant, rng: random.Random, now: datetime, first: date | None = None) -> None:
        self.tenant = tenant
        self.rng = rng
        self.now = now
        self.is_later = first is not None
        begins = first or now.date() - timedelta(weeks=WEEKS_BACK)
        weeks = WEEKS_AHEAD if self.is_later else WEEKS_BACK + WEEKS_AHEAD
        days = (begins + timedelta(days=n) for n in range(7 * weeks))
        self.days = [day for day in days if day.weekday() < 5]
        self._taken: set[tuple[str, date, int]] = set()

    @property
    def last_day(self) -> date:
        """The end of the quarter."""
        return self.days[-1]

    def slot(self, people: Iterable[Guest], minutes: int) -> tuple[date, time]:
        """A day and time; as far as some tries find one, when everybody is free."""
        keys = [person.key for person in people]
        for _ in range(_TRIES):
            day, clock = self.rng.choice(self.days), self.rng.choice(_CLOCKS)
            wanted = {(key, day, hour) for key in keys for hour in _hours(clock, minutes)}
            if not wanted & self._taken:
                break
        self._taken |= wanted
        return day, clock

    def book(
        self, organiser: User, subject: str, guests: Sequence[Guest], minutes: int, **more: Any
    ) -> tuple[Item, date]:
        """A meeting of one of ours, at a time that is drawn unless `more` names one; Graph's own fields in `more`."""
        day, clock = more.pop("at", None) or self.slot([organiser, *guests], minutes)
        zone = self.rng.choice(_ZONES)
        start = moments.at(day, clock, moments.HOME_ZONE)
        body: dict[str, Any] = {
            "subject": subject,
            "start": moments.zoned(start, zone),
            "end": moments.zoned(start + timedelta(minutes=minutes), zone),
            "attendees": [_invited(guest) for guest in guests],
            **more,
        }
        if isinstance(body.get("body"), str):
            body["body"] = {"contentType": "html", "content": f"<div>{body['body']}</div>" if body["body"] else ""}
        self.tenant.now = self._made_at(start)
        item = invitations.create(self.tenant, self.tenant.mailbox(organiser.address), body)
        self._answer(item.meeting)
        return item, day

    def receive(
        self, host: Mail, subject: str, guests: Sequence[Guest], minutes: int, places: list[dict[str, Any]], **more: Any
    ) -> Meeting:
        """A meeting of somebody outside, which lands in our people's calendars; fields of `Meeting` in `more`."""
        day, clock = more.pop("at", None) or self.slot(guests, minutes)
        start = moments.at(day, clock, moments.HOME_ZONE)
        self.tenant.now = self._made_at(start)
        text = more.pop("body", "")
        meeting = Meeting(
            uid=ids.ical_uid(str(self.tenant.seed), host.key, subject, start.isoformat(), guests[0].key),
            organiser=host,
            subject=subject,
            body_html=document(f"<div>{text}</div>" if text else ""),
            start=start,
            end=start + timedelta(minutes=minutes),
            locations=places,
            created_at=self.tenant.now,
            **more,
        )
        meeting.expand()
        invited = [Attendee(Mail(guest.address, guest.name)) for guest in guests]
        invitations.add_attendees(self.tenant, meeting, invited)
        invitations.send(self.tenant, meeting)
        self._answer(meeting)
        return meeting

    def weekly(self, day: date, weeks: int) -> dict[str, Any]:
        """A rhythm of so many weeks from that day on."""
        days = [WEEKDAYS[day.weekday()]]
        pattern = {"type": "weekly", "interval": weeks, "daysOfWeek": days, "firstDayOfWeek": "monday"}
        return {"pattern": pattern, "range": self._range(day)}

    def monthly(self, day: date) -> dict[str, Any]:
        """The same weekday of every month from that day on."""
        index = ("first", "second", "third", "fourth", "last")[(day.day - 1) // 7]
        pattern = {"type": "relativeMonthly", "interval": 1, "daysOfWeek": [WEEKDAYS[day.weekday()]], "index": index}
        return {"pattern": pattern, "range": self._range(day)}

    def some(self, people: Sequence[User], least: int, most: int, *, but: User | None = None) -> list[User]:
        """A few of these people."""
        others = [person for person in people if person is not but]
        return self.rng.sample(others, min(len(others), self.rng.randint(least, most)))

    def _range(self, day: date) -> Mapping[str, str]:
        zone = "W. Europe Standard Time"
        span = {"startDate": day.isoformat(), "endDate": self.last_day.isoformat()}
        return {"type": "endDate", **span, "recurrenceTimeZone": zone}

    def _made_at(self, start: datetime) -> datetime:
        """When the meeting was made: some weeks ago, and before it began; of a later quarter in the last two hours."""
        if self.is_later:
            return self.now - timedelta(minutes=self.rng.randrange(120))
        return min(self.now, start) - timedelta(days=self.rng.randint(4, 40), minutes=self.rng.randrange(600))

    def _answer(self, meeting: Meeting) -> None:
        for attendee in meeting.attendees:
            answer = self.rng.choice(_ANSWERS)
            if not answer or attendee.type == "resource":
                continue
            at = min(self.now, meeting.created_at + timedelta(hours=self.rng.randint(1, 70)))
            item = item_of(meeting, attendee.mail.key)
            if item is None:
                attendee.response, attendee.responded_at = answer, at
                continue
            replies.respond(self.tenant, self.tenant.mailbox(attendee.mail.address), item, Reply(answer, at))


def _invited(guest: Guest) -> dict[str, Any]:
    return {"type": "required", "emailAddress": {"address": guest.address, "name": guest.name}}


def _hours(clock: time, minutes: int) -> range:
    return range(clock.hour, clock.hour + 1 + max(0, minutes - 1) // 60)

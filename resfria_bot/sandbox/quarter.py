"""A quarter's calendars: meetings at home, elsewhere, with outside hosts, from a distance, and what is no meeting."""

import random
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from resfria_bot.sandbox import agenda, changes, moments, names, replies
from resfria_bot.sandbox.agenda import DEPARTMENTS, Department, Venue
from resfria_bot.sandbox.directory import User
from resfria_bot.sandbox.drafts import location
from resfria_bot.sandbox.meetings import Item, Mail, occurrence_of
from resfria_bot.sandbox.planner import Guest, Planner
from resfria_bot.sandbox.tenant import Tenant

_HOUR = 60


def fill(tenant: Tenant, rng: random.Random, now: datetime, *, first: date | None = None, share: float = 1.0) -> None:
    """Fill every calendar of the municipality, from two weeks back to a quarter ahead, or the quarter from `first` on.

    `share` is that of the people who are there: so many meetings of the whole municipality there are.
    """
    quarter = _Quarter(Planner(tenant, rng, now, first), share)
    for department in DEPARTMENTS:
        quarter.at_home(department)
        quarter.elsewhere(department)
    quarter.outside()
    quarter.from_a_distance()
    quarter.settled()
    quarter.formal()
    quarter.on_the_spot()
    quarter.sensitive()
    quarter.no_meetings()


def fill_with_trips(tenant: Tenant, rng: random.Random, now: datetime, *, first: date) -> None:
    """Add to the quarter that begins on the day `first` what our own people hold in other towns, and nothing else."""
    quarter = _Quarter(Planner(tenant, rng, now, first), share=1.0)
    for department in DEPARTMENTS:
        quarter.elsewhere(department)


class _Quarter:
    def __init__(self, planner: Planner, share: float) -> None:
        self.plan = planner
        self.share = share
        self.rng = planner.rng
        self.tenant = planner.tenant
        self.staff = [
            user
            for user in self.tenant.directory.users.values()
            if user.has_mailbox and user.is_enabled and user.address != self.tenant.bot_address
        ]

    def many(self, number: int) -> range:
        """As many times as befits the people who are there."""
        return range(round(number * self.share))

    def of(self, department: Department) -> list[User]:
        """The people of a department."""
        return [user for user in self.staff if user.department == department.name]

    def at_home(self, department: Department) -> None:
        """Weekly and monthly groups and single meetings in our own houses."""
        people = self.of(department)
        chief = people[0]
        self.series(chief, "Ledningsgrupp", self.plan.some(people, 5, 8, but=chief), self.room(chief), weeks=1)
        everybody = [person for person in people if person is not chief][:25]
        self.series(chief, "Arbetsplatsträff (APT)", everybody, self.room(chief))
        for _ in range(max(round(3 * self.share), len(people) // 6)):
            first = self.rng.choice(people)
            self.series(first, "Avstämning", self.plan.some(people, 1, 3, but=first), self.room(first), weeks=2)
        for _ in range(len(people) * 5 // 2):
            organiser = self.rng.choice(people)
            guests = self.plan.some(people, 1, 6, but=organiser)
            subject, minutes = self.rng.choice(agenda.INTERNAL), self.rng.choice((30, _HOUR, _HOUR, 90))
            self.plan.book(organiser, subject, guests, minutes, **self.room(organiser), body=self.text())

    def elsewhere(self, department: Department) -> None:
        """What our own people hold in other towns: most of it could be held from a distance."""
        people = self.of(department)
        for subject in department.hosted[: 2 if len(people) < 20 else 4]:
            organiser = self.rng.choice(people)
            venue = self.rng.choice(agenda.VENUES)
            guests: list[Guest] = [*self.company(organiser), *self.strangers(venue, 1, 3)]
            weeks = self.rng.choice((0, 2, 4))
            item = self.series(organiser, subject, guests, self.place(venue), weeks=weeks, minutes=2 * _HOUR)
            self.bend(organiser, item)
        for _ in range(len(people) // 3):
            organiser, venue = self.rng.choice(people), self.rng.choice(agenda.VENUES)
            guests = [*self.company(organiser), *self.strangers(venue, 1, 3)]
            subject, minutes = self.rng.choice(department.hosted), self.rng.choice((90, 120, 120, 180, 240))
            item, _ = self.plan.book(
                organiser, subject, _unique(guests), minutes, **self.place(venue), body=self.text()
            )
            if self.rng.random() < 0.05:
                replies.cancel(self.tenant, self.tenant.mailbox(organiser.address), item)

    def outside(self) -> None:
        """Conferences, networks and groups that somebody outside holds."""
        for _ in self.many(55):
            subject, place, is_audience = self.rng.choice(agenda.OUTSIDE)
            host = self.stranger(self.rng.choice(agenda.VENUES))
            guests: list[Guest] = [*self.plan.some(self.staff, 1, 4)]
            minutes = 7 * _HOUR if is_audience else self.rng.choice((120, 180))
            at = (self.plan.slot(guests, minutes)[0], time(9)) if is_audience else None
            self.plan.receive(host, subject, guests, minutes, [location(place)], at=at, body=self.text())
        for subject in ("Nätverksträff systemförvaltare", "Regional samordning kris", "Chefsnätverk Göta älv"):
            venue = self.rng.choice(agenda.VENUES)
            guests = [*self.plan.some(self.staff, 3, 6), *self.strangers(venue, 2, 4)]
            day, clock = self.first_slot(guests, 120)
            rhythm = self.plan.monthly(day)
            there = [location(venue.text)]
            self.plan.receive(self.stranger(venue), subject, guests, 120, there, at=(day, clock), recurrence=rhythm)

    def from_a_distance(self) -> None:
        """Meetings that are online or by telephone already."""
        for number in self.many(200):
            organiser = self.rng.choice(self.staff)
            venue = self.rng.choice(agenda.VENUES)
            guests: list[Guest] = [
                *self.plan.some(self.staff, 1, 4, but=organiser),
                *self.strangers(venue, 0, 2),
            ]
            more: dict[str, Any] = {"isOnlineMeeting": True, "location": {"displayName": "Microsoft Teams-möte"}}
            if number % 5 == 4:
                more = {"location": {"displayName": "Telefon"}, "body": "Jag ringer upp."}
            subject = self.rng.choice(agenda.ONLINE) if number % 5 < 4 else "Telefonmöte"
            self.plan.book(organiser, subject, guests, self.rng.choice((30, _HOUR)), **more)

    def settled(self) -> None:
        """In other towns, and settled: there is a way in from a distance already, or there shall be none."""
        for number in self.many(45):
            organiser, venue = self.rng.choice(self.staff), self.rng.choice(agenda.VENUES)
            guests = [*self.company(organiser), *self.strangers(venue, 1, 2)]
            hosted = next(d.hosted for d in DEPARTMENTS if d.name == organiser.department)
            more: dict[str, Any] = {"body": self.rng.choice(agenda.NO_WAY_IN)}
            if number % 3 == 0:
                more = {"body": self.text(), "isOnlineMeeting": True}
            elif number % 3 == 1:
                more = {"body": self.rng.choice(agenda.WAYS_IN)}
            self.plan.book(organiser, self.rng.choice(hosted), _unique(guests), 120, **self.place(venue), **more)

    def formal(self) -> None:
        """Elected bodies, rooms and subjects that sound like another town, and trips put down as such."""
        for _ in self.many(40):
            organiser, subject = self.rng.choice(self.staff), self.rng.choice(agenda.FORMAL)
            guests = self.plan.some(self.staff, 4, 9, but=organiser)
            self.plan.book(organiser, subject, guests, 3 * _HOUR, location={"displayName": "Sessionssalen"})
        for _ in self.many(60):
            organiser, (subject, place) = self.rng.choice(self.staff), self.rng.choice(agenda.MISLEADING)
            guests = self.plan.some(self.staff, 1, 4, but=organiser)
            self.plan.book(organiser, subject, guests, _HOUR, location={"displayName": place})
        for _ in self.many(40):
            self.plan.book(self.rng.choice(self.staff), self.rng.choice(agenda.TRIPS), (), 90)

    def on_the_spot(self) -> None:
        """Visits, inspections, building meetings and meals: presence is the point."""
        for _ in self.many(120):
            subject, place = self.rng.choice(agenda.ON_THE_SPOT)
            organiser = self.rng.choice(self.staff)
            guests = self.plan.some(self.staff, 0, 1, but=organiser)
            self.plan.book(organiser, subject, guests, _HOUR, location={"displayName": place})
        for _ in self.many(20):
            subject, place = self.rng.choice(agenda.MEALS)
            organiser = self.rng.choice(self.staff)
            guests = self.plan.some(self.staff, 2, 5, but=organiser)
            self.plan.book(organiser, subject, guests, 90, location={"displayName": place})

    def sensitive(self) -> None:
        """Talks between two that nobody else should hear of."""
        for _ in self.many(90):
            chief = self.rng.choice(self.staff)
            guests = self.plan.some([u for u in self.staff if u.department == chief.department], 1, 1, but=chief)
            subject = self.rng.choice(("Medarbetarsamtal", "Lönesamtal", "Rehabmöte"))
            sensitivity = self.rng.choice(("normal", "private", "confidential"))
            self.plan.book(chief, subject, guests, _HOUR, sensitivity=sensitivity, **self.room(chief))

    def no_meetings(self) -> None:
        """Private matters, leave and time of one's own."""
        for _ in self.many(120):
            place = {"displayName": self.rng.choice(("Folktandvården Trollhättan", "Vårdcentralen", ""))}
            person, subject = self.rng.choice(self.staff), self.rng.choice(agenda.PRIVATE)
            self.plan.book(person, subject, (), _HOUR, sensitivity="private", location=place)
        for _ in self.many(90):
            self.plan.book(self.rng.choice(self.staff), self.rng.choice(agenda.FOCUS), (), 120)
        for _ in self.many(60):
            person, first = self.rng.choice(self.staff), self.rng.choice(self.plan.days)
            zone = "W. Europe Standard Time"
            midnight = (moments.at(first + timedelta(days=n), time(0), moments.HOME_ZONE) for n in (0, 1))
            start, end = (moments.zoned(moment, zone) for moment in midnight)
            more = {"isAllDay": True, "showAs": "oof", "start": start, "end": end}
            self.plan.book(person, self.rng.choice(agenda.LEAVE), (), 24 * _HOUR, at=(first, time(0)), **more)

    def series(
        self,
        organiser: User,
        subject: str,
        guests: Sequence[Guest],
        place: dict[str, Any],
        *,
        weeks: int = 0,
        minutes: int = _HOUR,
    ) -> Item:
        """A series every so many weeks, monthly when that is nought."""
        day, clock = self.first_slot([organiser, *guests], minutes)
        rhythm = self.plan.weekly(day, weeks) if weeks else self.plan.monthly(day)
        more = {"recurrence": rhythm, "body": self.text(), "at": (day, clock), **place}
        item, _ = self.plan.book(organiser, subject, _unique(guests), minutes, **more)
        return item

    def first_slot(self, people: Sequence[Guest], minutes: int) -> tuple[date, time]:
        """A slot early enough for a series to have several meetings."""
        day, clock = self.plan.slot(people, minutes)
        return self.plan.days[self.plan.days.index(day) % 20], clock

    def bend(self, organiser: User, item: Item) -> None:
        """Let some occurrences of a series differ: moved, at another place, or called off."""
        box = self.tenant.mailbox(organiser.address)
        coming = [day for day in item.meeting.days if day > self.plan.now.date()]
        for day in self.rng.sample(coming, min(2, len(coming))):
            occurrence = occurrence_of(item.meeting, box.address, day)
            if occurrence is None:
                continue
            what = self.rng.choice(("moved", "place", "cancelled"))
            if what == "cancelled":
                replies.cancel(self.tenant, box, occurrence)
            elif what == "place":
                changes.change(self.tenant, box, occurrence, self.place(self.rng.choice(agenda.VENUES)))
            else:
                later = timedelta(hours=self.rng.choice((1, 2)))
                times = (moments.zoned(moment + later, "UTC") for moment in (occurrence.start, occurrence.end))
                changes.change(self.tenant, box, occurrence, dict(zip(("start", "end"), times, strict=True)))

    def room(self, person: User) -> dict[str, Any]:
        """A room of the house where the person sits: picked from the list, or just written."""
        rooms = [room for room in self.tenant.directory.rooms.values() if room.site.name == person.office]
        room = self.rng.choice(rooms)
        if self.rng.random() < 0.5:
            return {"location": {"displayName": room.name, "locationEmailAddress": room.address}}
        text = self.rng.choice((room.name, f"{room.site.name}, {room.name}", room.site.name))
        return {"location": {"displayName": text}}

    def place(self, venue: Venue) -> dict[str, Any]:
        """A place elsewhere: mostly as text, now and then with address and position."""
        where: dict[str, Any] = {"displayName": venue.text}
        if self.rng.random() < 0.2:
            where["address"] = {"city": venue.town, "countryOrRegion": "Sverige"}
            where["coordinates"] = {"latitude": venue.latitude, "longitude": venue.longitude}
        return {"location": where}

    def company(self, organiser: User) -> list[Guest]:
        """Those of ours who go along: colleagues of the department, and somebody from another house."""
        colleagues = [user for user in self.staff if user.department == organiser.department]
        found = self.plan.some(colleagues, 1, 5, but=organiser)
        elsewhere = [user for user in self.staff if user.office != organiser.office and user not in found]
        return [*found, *self.plan.some(elsewhere, 1, 3)]

    def strangers(self, venue: Venue, least: int, most: int) -> list[Mail]:
        """A few people of those who live there."""
        return [self.stranger(venue) for _ in range(self.rng.randint(least, most))]

    def stranger(self, venue: Venue) -> Mail:
        """Somebody of those who live there."""
        name = self.rng.choice(names.GIVEN), self.rng.choice(names.SURNAMES)
        return Mail(f"{names.mail_name(name)}@{venue.host}", " ".join(name))

    def text(self) -> str:
        """What the invitation says."""
        return self.rng.choice(agenda.BODIES)


def _unique(guests: Sequence[Guest]) -> list[Guest]:
    return list({guest.key: guest for guest in guests}.values())

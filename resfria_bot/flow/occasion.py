"""A closer look at those whose turn it is: is the person at work now, and does the meeting still stand?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeAlias

from resfria_bot.core import nudges, workdays
from resfria_bot.core.steps import Why
from resfria_bot.core.types import Case, Event, MailboxSettings, Person
from resfria_bot.errors import NotFound, ResfriaError
from resfria_bot.flow.desk import Desk
from resfria_bot.flow.report import Report
from resfria_bot.store import meetings

#: A slot further off means that the person is not at work now: the question waits, as a mail at night would disturb.
AT_WORK = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Occasion:
    """The meeting as it stands now, and when its question goes into the calendar of the person."""

    event: Event
    slot: datetime
    person: Person
    settings: MailboxSettings


#: The occasion, or what stands in the way.
Sight: TypeAlias = Occasion | Why


@dataclass(slots=True)
class Lookout:
    """Lives for one cycle: nobody's settings are read twice. `obstacles` hold for a person, by address."""

    desk: Desk
    now: datetime
    report: Report
    obstacles: dict[str, Why] = field(default_factory=dict)
    _settings: dict[str, MailboxSettings] = field(default_factory=dict)

    def look(self, turns: Iterable[tuple[Case, Person]]) -> Mapping[str, Sight]:
        """What is found for each case, by key."""
        chosen = list(turns)
        self._read_settings({person.address for _, person in chosen})
        return {case.key: self._sight(case, person) for case, person in chosen}

    def _read_settings(self, addresses: set[str]) -> None:
        for address, result in self.desk.people.settings(sorted(addresses - self._settings.keys())):
            if isinstance(result, MailboxSettings):
                self._settings[address] = result
                continue
            self.report.fail(address, result)
            self.obstacles[address] = Why.UNREACHABLE

    def _sight(self, case: Case, person: Person) -> Sight:
        if person.address in self.obstacles:
            return self.obstacles[person.address]
        settings = self._settings[person.address]
        if not settings.is_person:
            self.report.note(f"{person.address} is a mailbox that nobody has to themselves: it is not asked.")
            self.obstacles[person.address] = Why.SHARED_MAILBOX
            return Why.SHARED_MAILBOX
        slot = workdays.next_working_moment(self.now, settings.working_hours, settings)
        if slot is None or slot - self.now > AT_WORK:
            self.obstacles[person.address] = Why.NOT_AT_WORK
            return Why.NOT_AT_WORK
        if slot > nudges.deadline(case, self.desk.nudges):
            return Why.NOT_AT_WORK
        try:
            event = self._live(case)
        except ResfriaError as error:
            self.report.fail(case.mailbox, error)
            return Why.UNREACHABLE
        if event is None or not self.desk.judge.assess(event, self.now).flag:
            return Why.CHANGED_MEANWHILE
        self._note_language(person, settings)
        return Occasion(event, slot, person, settings)

    def _live(self, case: Case) -> Event | None:
        """The meeting read anew: its words are not stored, and it may have changed since it was flagged."""
        with self.desk.database.transaction() as tx:
            coming = [m for m in meetings.of_case(tx, case.key) if m.start >= case.next_start and not m.cancelled]
        try:
            return self.desk.calendars.event(case.mailbox, coming[0].event_id if coming else case.event_id)
        except NotFound:
            return None

    def _note_language(self, person: Person, settings: MailboxSettings) -> None:
        if not settings.language and not person.language:
            self.report.note("Neither mailbox nor directory tells the language of some: they get the organisation's.")

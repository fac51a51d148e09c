"""The first time: an offer to try beforehand, a question the day after, and help for those who did not get in."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from resfria_bot.core import workdays
from resfria_bot.core.letter import Text
from resfria_bot.core.types import (
    Address,
    Case,
    HelpItem,
    Mailbox,
    MailboxSettings,
    Meeting,
    Person,
    QuestionKind,
    QuestionStatus,
    State,
    WorkingHours,
)
from resfria_bot.errors import ResfriaError
from resfria_bot.flow import errand, trial, words
from resfria_bot.flow.desk import Desk
from resfria_bot.flow.errand import Errand
from resfria_bot.flow.occasion import AT_WORK
from resfria_bot.flow.report import Report
from resfria_bot.store import help_items, mailboxes, newcomers, questions, wishes

#: For so long a trial is offered after the conversion, and asked how it went after the meeting: then it is too late.
FRESH = timedelta(days=7)
SLOT = timedelta(minutes=workdays.SLOT_MINUTES)


def follow(desk: Desk, now: datetime, report: Report) -> None:
    """Do what is due for those who hold a meeting online for the first time, and for those who help them."""
    trial.follow(desk, now, report)
    newcomers_now = Newcomers(desk, now, report)
    if desk.bot.converts and desk.bot.trial_meetings:
        newcomers_now.offer_trials()
    newcomers_now.ask_afterwards()
    newcomers_now.ask_for_help()


@dataclass(slots=True)
class Newcomers:
    """Lives for one cycle: nobody's settings are read twice."""

    desk: Desk
    now: datetime
    report: Report
    _settings: dict[str, MailboxSettings] = field(default_factory=dict)

    def offer_trials(self) -> None:
        """To everybody whose first meeting has just been made one online."""
        with self.desk.database.transaction() as tx:
            found = newcomers.converted_since(tx, self.now - FRESH)
            due = [(case, mailboxes.get(tx, case.mailbox)) for case in found if case.state is State.CONVERTED]
        for case, mailbox in due:
            if mailbox is not None and self._may_get(mailbox, QuestionKind.TRIAL):
                with self._trouble_of(case.mailbox):
                    self._offer_trial(case, mailbox.person)

    def ask_afterwards(self) -> None:
        """Everybody whose first meeting online was on an earlier day: did all get in?"""
        with self.desk.database.transaction() as tx:
            held = newcomers.held_since(tx, self.now - FRESH)
            due = [(case, meeting, mailboxes.get(tx, case.mailbox)) for case, meeting in held]
        for case, meeting, mailbox in due:
            is_later = self.desk.day(meeting.end) < self.desk.day(self.now)
            if is_later and mailbox is not None and self._may_get(mailbox, QuestionKind.AFTERMATH):
                with self._trouble_of(case.mailbox):
                    self._ask_afterwards(case, meeting, mailbox.person)

    def ask_for_help(self) -> None:
        """Tell whoever helps, once, of everybody who did not get in. It needs no answer, and waits for none."""
        with self.desk.database.transaction() as tx:
            for told in questions.of_kind(tx, QuestionKind.HELP, (QuestionStatus.SENT,)):
                if told.end <= self.now:
                    questions.save(tx, replace(told, status=QuestionStatus.IGNORED))
            due = [
                (item, mailboxes.get(tx, item.address))
                for item in help_items.waiting(tx)
                if not any(q.kind is QuestionKind.HELP for q in questions.of_case(tx, item.case_key))
            ]
        for item, mailbox in due:
            if mailbox is not None:
                with self._trouble_of(item.address):
                    self._ask_for_help(item, mailbox.person)

    def _offer_trial(self, case: Case, person: Person) -> None:
        helper = self._helper(person)
        reader = self._reader(person)
        if helper is None or self._slot(reader) is None:
            return
        offer = trial.offer(self.desk, case, reader, helper, self._settings_of_helper(helper), self.now)
        if offer is not None:
            errand.send(self.desk, offer, self.now, self.report)

    def _ask_afterwards(self, case: Case, meeting: Meeting, person: Person) -> None:
        reader = self._reader(person)
        slot = self._slot(reader)
        if slot is None:
            return
        event = self.desk.calendars.event(case.mailbox, meeting.event_id)
        text = words.aftermath(reader, case, event, self._helper(person) or Address(""))
        to = Address(person.address, person.name)
        self._send(QuestionKind.AFTERMATH, case.key, reader, to, text, slot, meeting.start)

    def _ask_for_help(self, item: HelpItem, person: Person) -> None:
        helper = self._helper(person)
        if helper is None:
            return
        settings = self._settings_of_helper(helper)
        reader = words.Reader(self.desk, Person(id="", address=helper.address, name=helper.name), settings)
        slot = self._slot(reader)
        if slot is None:
            return
        with self.desk.database.transaction() as tx:
            asked = [q for q in questions.of_case(tx, item.case_key) if q.kind is QuestionKind.AFTERMATH]
        held = asked[-1].meeting_start if asked and asked[-1].meeting_start else item.opened_at
        text = words.help_request(reader, person, held)
        self._send(QuestionKind.HELP, item.case_key, reader, helper, text, slot, held)

    def _send(
        self,
        kind: QuestionKind,
        case_key: str,
        reader: words.Reader,
        to: Address,
        text: Text,
        slot: datetime,
        meeting_start: datetime,
    ) -> None:
        sent = Errand(
            kind=kind,
            case_key=case_key,
            to=to,
            text=text,
            start=slot,
            end=slot + SLOT,
            zone=reader.zone,
            meeting_start=meeting_start,
        )
        errand.send(self.desk, sent, self.now, self.report)

    def _may_get(self, mailbox: Mailbox, kind: QuestionKind) -> bool:
        with self.desk.database.transaction() as tx:
            was_sent = questions.was_sent_to(tx, mailbox.person.address, kind)
            return not was_sent and errand.may_disturb(tx, mailbox, self.now)

    def _helper(self, person: Person) -> Address | None:
        """Whoever helps this person this week; a fallback is told in the report."""
        helper = self.desk.helper(self.now, besides=person.address)
        if helper is None:
            self.report.note(
                "Nobody else is known who could help (support.rota, or support.name and support.address): "
                "no trial meetings are offered, and letters name nobody."
            )
            return None
        with self.desk.database.transaction() as tx:
            mailbox = mailboxes.get(tx, helper.address)
            has_stopped = mailbox.stopped_at is not None if mailbox else wishes.is_stopped(tx, helper.address)
        if has_stopped:
            self.report.note(f"{helper.address}, who is to help, wants nothing from the bot: name somebody else.")
            return None
        return helper

    def _reader(self, person: Person) -> words.Reader:
        return words.Reader(self.desk, person, self._settings_of(person.address))

    def _slot(self, reader: words.Reader) -> datetime | None:
        """When it goes into the calendar; None while the person is not at work, as the mail comes at once."""
        slot = workdays.next_working_moment(self.now, reader.settings.working_hours, reader.settings)
        return slot if slot is not None and slot - self.now <= AT_WORK else None

    def _settings_of(self, address: str) -> MailboxSettings:
        if address not in self._settings:
            for _, result in self.desk.people.settings([address]):
                if isinstance(result, Exception):
                    raise result
                self._settings[address] = result
        return self._settings[address]

    def _settings_of_helper(self, helper: Address) -> MailboxSettings:
        try:
            return self._settings_of(helper.address)
        except ResfriaError:
            self.report.note(f"The mailbox settings of {helper.address}, who helps, cannot be read: office hours hold.")
            return MailboxSettings(working_hours=WorkingHours(time_zone=self.desk.organisation.time_zone))

    @contextmanager
    def _trouble_of(self, address: str) -> Iterator[None]:
        """One person's trouble is their own; the others go on."""
        try:
            yield
        except ResfriaError as error:
            self.report.fail(address, error)

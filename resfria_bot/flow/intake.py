"""One mailbox's changes on their way into the database: each event judged, its case opened or brought up to date."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import Connection

from resfria_bot.core import cases as case_rules
from resfria_bot.core import trips
from resfria_bot.core.reasons import kept
from resfria_bot.core.types import Assessment, Case, Event, EventType, Meeting, Person, Reason, Saving, State
from resfria_bot.flow.desk import Desk
from resfria_bot.flow.report import Report
from resfria_bot.store import cases, meetings


@dataclass(slots=True, kw_only=True)
class Intake:
    """Lives as long as the transaction of one mailbox. `ledger` holds the cases of the mailbox, by key."""

    tx: Connection
    desk: Desk
    members: Mapping[str, Person]
    now: datetime
    report: Report
    ledger: dict[str, Case]
    touched: set[str] = field(default_factory=set)

    def note(self, event: Event) -> None:
        """Take in one event of a person's mailbox."""
        if event.type is EventType.SERIES_MASTER or event.is_draft:
            return
        if event.end <= self.now:
            self._note_past(event)
            return
        assessment = self.desk.judge.assess(event, self.now)
        self.report.events["seen"] += 1
        self.report.events["external"] += assessment.external
        self.report.events["flagged"] += assessment.flag
        key = case_rules.case_key(self.desk.organisation.name, case_rules.uid_of(event))
        case = self.ledger.get(key)
        if case is None and not self._is_new(key, event, assessment):
            return
        place = assessment.place if assessment.flag or case is None else case.place
        saving, doubts = trips.estimate_saving(
            event, place, self.desk.organisation, self.members, self.desk.travel, locate=self.desk.locate
        )
        if case is None:
            case = case_rules.open_case(key, event, assessment, self.members[event.mailbox], saving)
        followed = self._follow(case, event, assessment, saving, doubts)
        meeting = case_rules.meeting_of(self.desk.organisation.name, followed, event, place, saving)
        stands_out = event.type is EventType.EXCEPTION and not assessment.flag and followed.state is not State.CONVERTED
        meetings.save(self.tx, replace(meeting, cancelled=True) if stands_out else meeting)

    def forget(self, gone: Iterable[Meeting]) -> None:
        """Take out meetings that are no longer in the calendar."""
        for meeting in gone:
            meetings.cancel(self.tx, meeting.id)
            self.touched.add(meeting.case_key)

    def finish(self) -> None:
        """Bring the times of every touched case up to date; one whose meetings are all gone is withdrawn."""
        for key in sorted(self.touched & self.ledger.keys()):
            self._keep(self._with_times(self.ledger[key]))

    def _note_past(self, event: Event) -> None:
        """A meeting that is over says nothing new, unless it was still to come when it was last read."""
        case = self.ledger.get(case_rules.case_key(self.desk.organisation.name, case_rules.uid_of(event)))
        if case is None or case.is_series or case.next_start <= self.now:
            return
        self.ledger[case.key] = case_rules.moved_away(case)
        cases.save(self.tx, self.ledger[case.key], self.now)
        meetings.cancel(self.tx, case_rules.meeting_id(self.desk.organisation.name, event))

    def _is_new(self, key: str, event: Event, assessment: Assessment) -> bool:
        """Is the meeting flagged, is this the mailbox of the one who would be asked, and is nobody asked already?"""
        if assessment.suggestion is None or (not event.is_organiser and not self.desk.nudges.outside_hosts):
            return False
        chosen = case_rules.whom_to_ask(event, assessment.suggestion, self.desk.organisation, self.members)
        return chosen == event.mailbox and cases.get(self.tx, key) is None

    def _follow(
        self, case: Case, event: Event, assessment: Assessment, saving: Saving | None, doubts: tuple[Reason, ...]
    ) -> Case:
        """The case with this meeting in it; its reasons also say why there is no estimate, where there is none."""
        followed = case_rules.follow(case, event, assessment, self.now)
        if assessment.flag:
            followed = replace(followed, reasons=(*kept(assessment.reasons), *doubts))
        if assessment.flag and event.type is not EventType.EXCEPTION:
            followed = self._counted(followed, event)
        if assessment.flag and saving and event.type is not EventType.EXCEPTION:
            followed = replace(followed, travellers=saving.travellers, person_hours=saving.person_hours)
        if followed.state is State.CONVERTED and case.state is not State.CONVERTED:
            self.report.conversions["by_organiser"] += 1
        self.touched.add(case.key)
        self._keep(followed)
        return followed

    def _keep(self, case: Case) -> None:
        if case != self.ledger.get(case.key):
            cases.save(self.tx, case, self.now)
            self.ledger[case.key] = case

    def _counted(self, case: Case, event: Event) -> Case:
        """The case with how many of our own people it gathers, and how many of those the phase of the day is for."""
        ours = case_rules.own_people(event, self.desk.organisation)
        return replace(case, attendee_count=len(ours), pilot_count=len(ours & (self.desk.pilot or frozenset())))

    def _with_times(self, case: Case) -> Case:
        left = [m for m in meetings.of_case(self.tx, case.key) if not m.cancelled]
        if not left and case.state is not State.WITHDRAWN:
            return replace(case, state=State.WITHDRAWN, state_reason="cancelled")
        coming = [m.start for m in left if m.end > self.now]
        if not coming:
            return case
        return replace(case, next_start=min(coming), last_end=max(m.end for m in left))

"""The life of a case in any order of edits, answers, cancellations, crashes and restarts: what always holds."""

import tempfile
from contextlib import ExitStack
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from unittest import mock

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from resfria_bot.core.nudges import TRANSITIONS
from resfria_bot.core.types import Question, QuestionKind, QuestionStatus, State
from resfria_bot.graph.calendars import Calendars
from resfria_bot.sandbox.refusal import Refusal
from resfria_bot.store import cases, mailboxes, questions
from resfria_bot.store.database import open_database
from tests.flow.world import ALICE, BOB, CAROL, MEETING, World, moment, small_tenant

PLACES = ("Stadshuset, Skövde", "Stadshuset, Borås", "Stadshuset", "")
ANSWERS = ("accepted", "tentativelyAccepted", "declined")


class _Crash(BaseException):
    """The process dies here."""


class Life(RuleBasedStateMachine):
    """Two meetings of one organiser, and everything that may happen to them. Time only goes forward."""

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.is_fresh = False  #: has a whole cycle been run since anything happened?

    @initialize()
    def begin(self) -> None:
        folder = Path(self.stack.enter_context(tempfile.TemporaryDirectory()))
        self.world: World = self.stack.enter_context(small_tenant(folder))
        self.meetings = [self.world.plan(), self.world.plan(start=_at(9), end=_at(9, 2), attendees=_guests(CAROL))]
        self.has_stopped = False
        self.has_accepted = False

    def teardown(self) -> None:
        self.stack.close()

    # --- what people do -----------------------------------------------------------------------------------------------

    @rule(which=st.integers(0, 1), place=st.sampled_from(PLACES))
    def move_place(self, which: int, place: str) -> None:
        self._change(which, {"location": {"displayName": place}})

    @rule(which=st.integers(0, 1), days=st.integers(-8, 12))
    def move_time(self, which: int, days: int) -> None:
        start = MEETING + timedelta(days=days)
        if start > self.world.now:
            self._change(which, {"start": moment(start), "end": moment(start + timedelta(hours=2))})

    @rule(which=st.integers(0, 1), who=st.sampled_from([(BOB,), (CAROL,), (BOB, CAROL)]))
    def invite_others(self, which: int, who: tuple[str, ...]) -> None:
        self._change(which, {"attendees": _guests(*who)})

    @rule(which=st.integers(0, 1))
    def go_online(self, which: int) -> None:
        self._change(which, {"isOnlineMeeting": True, "onlineMeetingProvider": "teamsForBusiness"})

    @rule(which=st.integers(0, 1))
    def cancel(self, which: int) -> None:
        try:
            self.world.cancel(self.meetings[which])
        except Refusal:
            return  # it is gone already
        self.is_fresh = False

    @rule(response=st.sampled_from(ANSWERS), is_sent=st.booleans())
    def answer(self, response: str, is_sent: bool) -> None:
        waiting = [item for item in self.world.questions() if not item.meeting.is_cancelled]
        if not waiting:
            return
        self.world.reply(response, is_sent=is_sent)
        self.has_accepted |= response != "declined"
        self.is_fresh = False

    @rule()
    def stop_asking(self) -> None:
        database = open_database(self.world.database_url)
        with database.transaction() as tx:
            mailboxes.stop(tx, ALICE, self.world.now)
            self.has_stopped = mailboxes.get(tx, ALICE) is not None
        database.close()
        self.sent_before_stop = len(self._questions())
        self.is_fresh = False

    # --- what the program does ----------------------------------------------------------------------------------------

    @rule(hours=st.sampled_from([0, 1, 3, 24, 72, 170]))
    def run(self, hours: int) -> None:
        report = self.world.run(at=self.world.later(hours=hours))
        assert report.failures == []
        self.is_fresh = True

    @rule(
        hours=st.sampled_from([1, 24, 72]),
        method=st.sampled_from(["invite", "make_online", "withdraw"]),
        is_done=st.booleans(),
    )
    def crash(self, hours: int, method: str, is_done: bool) -> None:
        whole = getattr(Calendars, method)

        def act(calendars: Calendars, *arguments: Any) -> Any:
            if is_done:
                whole(calendars, *arguments)
            raise _Crash

        with mock.patch.object(Calendars, method, act):
            try:
                self.world.run(at=self.world.later(hours=hours))
            except _Crash:
                self.is_fresh = False

    # --- what always holds --------------------------------------------------------------------------------------------

    @invariant()
    def each_step_of_a_case_is_in_the_table(self) -> None:
        for states in self._histories():
            assert states[0] in (State.FLAGGED, State.CONVERTED)
            for old, new in pairwise(states):
                assert new in TRANSITIONS[old], f"{old} → {new}"

    @invariant()
    def one_question_waits_at_a_time_and_each_was_sent_once(self) -> None:
        kept = self._questions()
        assert sum(q.status in (QuestionStatus.INTENDED, QuestionStatus.SENT) for q in kept) <= 1
        uids = [q.ical_uid for q in kept if q.ical_uid]
        assert len(uids) == len(set(uids))

    @invariant()
    def no_question_is_in_a_calendar_without_a_record(self) -> None:
        if not self.is_fresh:
            return
        known = {q.ical_uid for q in self._questions()}
        assert {item.uid for item in self.world.questions()} <= known

    @invariant()
    def nothing_is_changed_without_a_yes(self) -> None:
        changed = self.world.writes(lambda r: r.method == "PATCH" and r.mailbox == ALICE)
        assert not changed or self.has_accepted

    @invariant()
    def no_question_waits_for_a_meeting_that_needs_none(self) -> None:
        if not self.is_fresh:
            return
        by_key = {case.key: case for case in self.world.cases()}
        for question in self._questions():
            if question.status is QuestionStatus.SENT and question.kind is QuestionKind.MEETING:
                case = by_key[question.case_key]
                assert case.state is State.ASKED, case.state
                assert case.next_start > self.world.now

    @invariant()
    def who_has_stopped_is_not_asked(self) -> None:
        if self.has_stopped:
            # An intent that came to nothing is forgotten, so there may be fewer.
            assert len(self._questions()) <= self.sent_before_stop

    def _change(self, which: int, body: dict[str, Any]) -> None:
        try:
            self.world.patch(self.meetings[which], body)
        except Refusal:
            return  # it is gone
        self.is_fresh = False

    def _questions(self) -> list[Question]:
        return [q for case in self.world.cases() for q in self._of(case.key)]

    def _of(self, key: str) -> list[Question]:
        database = open_database(self.world.database_url)
        try:
            with database.transaction() as tx:
                return questions.of_case(tx, key)
        finally:
            database.close()

    def _histories(self) -> list[list[State]]:
        keys = [case.key for case in self.world.cases()]
        database = open_database(self.world.database_url)
        try:
            with database.transaction() as tx:
                return [[state for state, _, _ in cases.history(tx, key)] for key in keys]
        finally:
            database.close()


def _at(day: int, hours: int = 0) -> dict[str, str]:
    return moment(MEETING + timedelta(days=day, hours=hours))


def _guests(*addresses: str) -> list[dict[str, Any]]:
    return [{"emailAddress": {"address": address}, "type": "required"} for address in addresses]


Life.TestCase.settings = settings(
    max_examples=15,
    stateful_step_count=14,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
)
TestLife = Life.TestCase

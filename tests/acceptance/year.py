"""A year of a small Älvdala kommun: it is introduced by phases, people come, go, stop and move their meetings."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import select

from resfria_bot import app
from resfria_bot.core.types import Answer, Case, Meeting, Question, QuestionKind, QuestionStatus, State, Suggestion
from resfria_bot.sandbox import changes, characters, configuration, municipality, seasons
from resfria_bot.sandbox.directory import User
from resfria_bot.sandbox.moments import zoned
from resfria_bot.sandbox.server import serve
from resfria_bot.sandbox.tenant import Tenant
from resfria_bot.settings import load
from resfria_bot.store import cases, mailboxes, meetings, questions
from resfria_bot.store.database import Database, open_database
from resfria_bot.store.tables import answers

ZONE = ZoneInfo("Europe/Stockholm")
FIRST = date(2027, 1, 11)
WEEKS = 52
#: Share of the municipality that is built: eighteen people.
SHARE = 0.06
MONDAY, TUESDAY, THURSDAY, SATURDAY = 0, 1, 3, 5
#: Local times of the cycles, on one Saturday in four too; the real thing runs every quarter of an hour.
CYCLES = {MONDAY: time(8, 10), TUESDAY: time(10, 40), THURSDAY: time(16, 35), SATURDAY: time(11)}
PILOT_BEGINS, ALL_BEGIN = FIRST + timedelta(weeks=2), FIRST + timedelta(weeks=8)
PILOT = "Bildningsförvaltningen"
DEPARTMENT_CEILING = 2
HELD_OUT_PERCENT = 10
HORIZON_DAYS = 21
#: Weeks in which the quarter that begins seven weeks later is planned.
QUARTERS = (6, 19, 32, 45)
#: Weeks in which somebody says stop, or leaves.
STOPPING, LEAVING = (12, 24, 36), (18, 30)

PHASES = """
[[rollout.phase]]
start = {pilot}
group_ids = ["{group}"]
mode = "convert"

[[rollout.phase]]
start = {everybody}
mode = "convert"
"""


@dataclass(slots=True)
class History:
    """Everything that happened. Times are those of the cycles that saw it."""

    tenant: Tenant
    cycles: list[datetime] = field(default_factory=list)
    failures: list[object] = field(default_factory=list)
    waiting: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    open_at: dict[datetime, list[Question]] = field(default_factory=dict)  #: after each cycle
    ignored_at: dict[str, datetime] = field(default_factory=dict)  #: by transaction id
    away: set[tuple[str, datetime, datetime]] = field(default_factory=set)
    stopped: dict[str, datetime] = field(default_factory=dict)
    left: dict[str, datetime] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)  #: about meetings, in the order in which they were sent
    others: list[Question] = field(default_factory=list)  #: that only follow somebody's yes
    answers: dict[str, list[tuple[Answer, datetime]]] = field(default_factory=dict)  #: with the time they were seen
    cases: dict[str, Case] = field(default_factory=dict)
    states: dict[str, list[tuple[State, str, datetime]]] = field(default_factory=dict)
    meetings: dict[str, list[Meeting]] = field(default_factory=dict)
    pilots: frozenset[str] = frozenset()

    def user(self, address: str) -> User:
        """Somebody in the directory."""
        found = self.tenant.directory.user(address)
        assert found is not None
        return found

    def by_person(self) -> dict[str, list[Question]]:
        """Questions to each person in the order in which they were sent."""
        return _grouped(self.questions, "asked")

    def by_case(self) -> dict[str, list[Question]]:
        """Questions about each case in the order in which they were sent."""
        return _grouped(self.questions, "case_key")


def sent_at(question: Question) -> datetime:
    """When it was sent."""
    assert question.sent_at is not None
    return question.sent_at


def play(folder: Path) -> History:
    """Live through the year, over real HTTP."""
    beginning = datetime.combine(FIRST, time(7), ZONE).astimezone(UTC)
    tenant = municipality.build(seed=7, now=beginning, share=SHARE)
    history = History(tenant)
    url = f"sqlite:///{folder / 'resfria.db'}"
    with serve(tenant) as server, closing(open_database(url)) as database:
        path = folder / "resfria.toml"
        path.write_text(_configuration(tenant, configuration.organisation_toml(server, url)), encoding="utf-8")
        group = next(g for g in tenant.directory.groups.values() if g.name == PILOT)
        history.pilots = frozenset(u.key for u in tenant.directory.members(group) if isinstance(u, User))
        with app.opened(load(path, {configuration.SECRET_NAME: tenant.client_secret})) as program:
            for now in _moments():
                _live(history, database, now)
                report = program.cycle(now)
                history.failures += report.failures
                for why, count in report.waiting.items():
                    history.waiting[why] += count
                _look(history, database, now)
        _remember(history, database)
    return history


def _configuration(tenant: Tenant, text: str) -> str:
    group = next(g for g in tenant.directory.groups.values() if g.name == PILOT)
    old = "holdout_percent = 0"
    assert old in text
    new = f"holdout_percent = {HELD_OUT_PERCENT}\nper_department_per_week = {DEPARTMENT_CEILING}"
    assert "horizon_days = 60" in text
    text = text.replace("horizon_days = 60", f"horizon_days = {HORIZON_DAYS}")
    return text.replace(old, new) + PHASES.format(pilot=PILOT_BEGINS, everybody=ALL_BEGIN, group=group.id)


def _moments() -> Iterator[datetime]:
    for number in range(7 * WEEKS):
        day = FIRST + timedelta(days=number)
        if day.weekday() in CYCLES and (day.weekday() != SATURDAY or number % 28 == SATURDAY):
            yield datetime.combine(day, CYCLES[day.weekday()], ZONE).astimezone(UTC)


def _live(history: History, database: Database, now: datetime) -> None:
    """What people do before a cycle."""
    tenant = history.tenant
    characters.answer_questions(tenant, now)
    week, weekday = divmod((now.astimezone(ZONE).date() - FIRST).days, 7)
    if weekday == TUESDAY and week in QUARTERS:
        seasons.live_on(tenant, now, FIRST + timedelta(weeks=week + 7), share=SHARE)
    elif weekday == TUESDAY and week % 3 == 0:
        seasons.travel_more(tenant, now, FIRST + timedelta(weeks=week + 1))
    if weekday == THURSDAY and week in STOPPING:
        _stop(history, database, now)
    if weekday == THURSDAY and week in LEAVING:
        _leave(history, database, now)
    if weekday in (MONDAY, THURSDAY):
        _change(history, database, now, week)
    for user in tenant.directory.users.values():
        if user.away_from is not None and user.away_until is not None:
            history.away.add((user.key, user.away_from, user.away_until))


def _stop(history: History, database: Database, now: datetime) -> None:
    """Somebody who has an open question says stop."""
    with database.transaction() as tx:
        waiting = [q for q in questions.open_questions(tx) if q.asked not in history.left]
        if not waiting:
            return
        address = waiting[0].asked
        mailboxes.stop(tx, address, now)
    history.stopped[address] = now


def _leave(history: History, database: Database, now: datetime) -> None:
    """Somebody with a meeting that waits leaves the organisation."""
    with database.transaction() as tx:
        waiting = [c for c in cases.in_states(tx, (State.FLAGGED,)) if c.mailbox not in history.stopped]
    if not waiting:
        return
    address = waiting[0].mailbox
    user = history.user(address)
    for group in history.tenant.directory.groups.values():
        if user.id in group.members:
            group.members.remove(user.id)
    history.left[address] = now


def _change(history: History, database: Database, now: datetime, week: int) -> None:
    """Meetings change after a question: a no gets another place, or twice as many people; a series another time."""
    with database.transaction() as tx:
        ours = [c for c in cases.in_states(tx, (State.NO, State.ASKED)) if c.suggestion is Suggestion.ONLINE]
    refused = [c for c in ours if c.state is State.NO and c.next_start > now + timedelta(days=10)]
    asked = [c for c in ours if c.state is State.ASKED and c.is_series and c.next_start > now]
    tenant = history.tenant
    guests = [{"emailAddress": {"address": user.address}} for user in list(tenant.directory.users.values())[:20]]
    change = {"location": {"displayName": "Kommunhuset, Vara"}} if week % 2 else {"attendees": guests}
    with tenant.lock:
        for case in refused[:1]:
            box = tenant.mailbox(case.mailbox)
            changes.change(tenant, box, tenant.item(box, case.event_id), change)
        for case in asked[:1]:
            box = tenant.mailbox(case.mailbox)
            series = tenant.item(box, case.event_id)
            times = {"start": series.start + timedelta(hours=1), "end": series.end + timedelta(hours=1)}
            changes.change(tenant, box, series, {name: zoned(moment, "UTC") for name, moment in times.items()})


def _look(history: History, database: Database, now: datetime) -> None:
    """What the database says after a cycle."""
    history.cycles.append(now)
    with database.transaction() as tx:
        history.open_at[now] = questions.open_questions(tx)
        everything = questions.sent_since(tx, datetime(2000, 1, 1, tzinfo=UTC))
    for question in everything:
        if question.status is QuestionStatus.IGNORED and question.kind is QuestionKind.MEETING:
            history.ignored_at.setdefault(question.transaction_id, now)


def _remember(history: History, database: Database) -> None:
    with database.transaction() as tx:
        for question in sorted(questions.sent_since(tx, datetime(2000, 1, 1, tzinfo=UTC)), key=sent_at):
            chosen = history.questions if question.kind is QuestionKind.MEETING else history.others
            chosen.append(question)
        told = defaultdict(list)
        for tid, answer, seen_at in tx.execute(
            select(answers.c.transaction_id, answers.c.answer, answers.c.seen_at).order_by(answers.c.id)
        ):
            told[tid].append((Answer(answer), seen_at))
        history.answers = dict(told)
        history.cases = {case.key: case for case in cases.in_states(tx, tuple(State))}
        history.states = {key: cases.history(tx, key) for key in history.cases}
        history.meetings = {key: meetings.of_case(tx, key) for key in history.cases}


def _grouped(asked: list[Question], name: str) -> dict[str, list[Question]]:
    found = defaultdict(list)
    for question in asked:
        found[getattr(question, name)].append(question)
    return dict(found)

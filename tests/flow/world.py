"""A small tenant over real HTTP: Alice organises, Bob and Carol travel, the bot asks."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from resfria_bot import app
from resfria_bot.core.types import Case, LedgerEntry, Mailbox, State
from resfria_bot.flow.report import Report
from resfria_bot.graph.pace import Pace
from resfria_bot.sandbox import changes, invitations, replies
from resfria_bot.sandbox.directory import Group, User
from resfria_bot.sandbox.meetings import Item
from resfria_bot.sandbox.replies import Reply
from resfria_bot.sandbox.server import Server, serve
from resfria_bot.sandbox.tenant import Quirks, Tenant
from resfria_bot.settings import load
from resfria_bot.store import cases, ledger, mailboxes
from resfria_bot.store.database import open_database

#: A Monday morning at nine, local time.
MONDAY = datetime(2027, 1, 11, 8, 0, tzinfo=UTC)
MEETING = datetime(2027, 2, 3, 8, 0, tzinfo=UTC)
ALICE, BOB, CAROL = ("alice@kommun.example", "bob@kommun.example", "carol@kommun.example")
BOT = "resfritt@kommun.example"
GROUP = "11111111-1111-4111-8111-111111111111"
SECRET = "RESFRIA_TEST_SECRET"

CONFIGURATION = """
[organisation]
name = "Kungälvs kommun"
domains = ["kommun.example"]

[[organisation.sites]]
name = "Stadshuset"
address = "Ytterbyvägen 2, 442 31 Kungälv"
town = "Kungälv"
latitude = 57.871
longitude = 11.976

[graph]
tenant_id = "{tenant_id}"
client_id = "{client_id}"
client_secret_env = "{secret}"
authority = "{authority}"
base_url = "{base_url}"

[scope]
group_id = "{group}"

[bot]
mailbox = "{bot}"
mode = "{mode}"

[database]
url = "{database}"
"""


@dataclass
class World:
    """The tenant with its server, and the program beside it, which remembers only what is in its database."""

    tenant: Tenant
    server: Server
    folder: Path
    database_url: str
    mode: str = "convert"
    secret: str = "sandbox-secret"
    configuration: str = CONFIGURATION
    now: datetime = MONDAY
    reports: list[Report] = field(default_factory=list)

    def run(self, *, at: datetime | None = None, dry_run: bool = False) -> Report:
        """One cycle of a program that has just been started."""
        self.pass_time(at or self.now)
        with self.opened(dry_run=dry_run) as opened:
            report = opened.cycle(self.now)
        self.reports.append(report)
        return report

    @contextmanager
    def opened(self, *, dry_run: bool = False, pace: Pace | None = None) -> Iterator[app.App]:
        """The program, started anew."""
        path = self.folder / "resfria.toml"
        text = self.configuration.format(
            tenant_id=self.tenant.tenant_id,
            client_id=self.tenant.client_id,
            secret=SECRET,
            authority=self.server.authority,
            base_url=self.server.base_url,
            group=GROUP,
            bot=BOT,
            mode=self.mode,
            database=self.database_url,
        )
        path.write_text(text, encoding="utf-8")
        with app.opened(load(path, {SECRET: self.secret}), dry_run=dry_run, pace=pace) as opened:
            yield opened

    def pass_time(self, until: datetime) -> None:
        """Let time pass for everybody."""
        self.now = until
        self.tenant.advance_to(until)

    def later(self, **span: float) -> datetime:
        """So much later than now."""
        return self.now + timedelta(**span)

    def plan(self, organiser: str = ALICE, **changes: Any) -> Item:
        """A meeting in Skövde in three weeks, made well before now; Graph's own fields may be changed."""
        body: dict[str, Any] = {
            "subject": "Styrgrupp vårdsamverkan",
            "body": {"contentType": "html", "content": "<p>Dagordning kommer.</p>"},
            "start": moment(MEETING),
            "end": moment(MEETING + timedelta(hours=2)),
            "location": {"displayName": "Stadshuset, Skövde"},
            "attendees": [{"emailAddress": {"address": address}, "type": "required"} for address in (BOB, CAROL)],
        }
        with self.tenant.lock:
            return invitations.create(self.tenant, self.tenant.mailbox(organiser), body | changes)

    def occurrence(self, series: Item, start: datetime, mailbox: str = ALICE) -> Item:
        """The meeting of a series that begins then."""
        with self.tenant.lock:
            items = self.tenant.view(self.tenant.mailbox(mailbox), start, start + timedelta(minutes=1))
        return next(item for item in items if item.master_id == series.id)

    def item(self, item: Item, mailbox: str = ALICE) -> Item:
        """The same meeting as it stands now."""
        with self.tenant.lock:
            return self.tenant.item(self.tenant.mailbox(mailbox), item.id)

    def questions(self, address: str = ALICE) -> list[Item]:
        """Invitations from the bot in somebody's calendar."""
        with self.tenant.lock:
            entries = self.tenant.entries(self.tenant.mailbox(address))
        return [item for item in entries if item.meeting.organiser.key == BOT]

    def reply(self, response: str, address: str = ALICE, *, is_sent: bool = True) -> None:
        """Answer the newest question: accepted, tentativelyAccepted or declined."""
        question = self.questions(address)[-1]
        with self.tenant.lock:
            reply = Reply(response, self.now, is_sent=is_sent)
            replies.respond(self.tenant, self.tenant.mailbox(address), question, reply)

    def respond(self, item: Item, response: str, address: str) -> None:
        """Answer the invitation to a meeting itself."""
        with self.tenant.lock:
            mailbox = self.tenant.mailbox(address)
            copy = next(i for i in self.tenant.entries(mailbox) if i.meeting is item.meeting)
            replies.respond(self.tenant, mailbox, copy, Reply(response, self.now))

    def patch(self, item: Item, body: dict[str, Any], mailbox: str = ALICE) -> None:
        """Change a meeting, as its organiser would."""
        with self.tenant.lock:
            changes.change(self.tenant, self.tenant.mailbox(mailbox), self.item(item, mailbox), body)

    def cancel(self, item: Item, mailbox: str = ALICE) -> None:
        """Call a meeting off."""
        with self.tenant.lock:
            replies.cancel(self.tenant, self.tenant.mailbox(mailbox), self.item(item, mailbox))

    def ledger(self) -> list[LedgerEntry]:
        """The conversion log."""
        database = open_database(self.database_url)
        try:
            with database.transaction() as tx:
                return list(ledger.entries(tx, pseudonym=None))
        finally:
            database.close()

    def cases(self) -> list[Case]:
        """Every case there is."""
        database = open_database(self.database_url)
        try:
            with database.transaction() as tx:
                return cases.in_states(tx, tuple(State))
        finally:
            database.close()

    def mailbox(self, address: str = ALICE) -> Mailbox:
        """Where the program stands with a mailbox."""
        database = open_database(self.database_url)
        try:
            with database.transaction() as tx:
                found = mailboxes.get(tx, address)
        finally:
            database.close()
        assert found is not None
        return found

    def writes(self, of: Callable[[Any], bool] = lambda _: True) -> list[Any]:
        """What was written to the tenant so far, token requests apart."""
        return [r for r in self.server.requests if r.method in ("POST", "PATCH", "DELETE") and r.mailbox and of(r)]


@contextmanager
def small_tenant(folder: Path, **changes: Any) -> Iterator[World]:
    """Three people in one group, and the bot."""
    tenant = Tenant(seed=1, now=MONDAY - timedelta(days=30), name="Kungälvs kommun", domains=("kommun.example",))
    tenant.quirks = Quirks(replay=0, empty_page=0, absent_master=0)
    for number, address in enumerate((ALICE, BOB, CAROL, BOT)):
        tenant.add_user(
            User(
                id=f"00000000-0000-4000-8000-00000000000{number}",
                address=address,
                given_name=address.partition("@")[0].capitalize(),
                surname="Prov",
                department="Skola",
                office="Stadshuset",
                city="Kungälv",
            )
        )
    members = [tenant.directory.user(address) for address in (ALICE, BOB, CAROL)]
    tenant.directory.add_group(Group(id=GROUP, name="Resfria möten", members=[m.id for m in members if m]))
    with serve(tenant) as server:
        yield World(tenant, server, folder, f"sqlite:///{folder / 'resfria.db'}", **changes)


def moment(at: datetime) -> dict[str, str]:
    """A Graph time."""
    return {"dateTime": at.strftime("%Y-%m-%dT%H:%M:%S.0000000"), "timeZone": "UTC"}

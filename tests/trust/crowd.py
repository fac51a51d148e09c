"""Many organisers with a meeting each, and the program that lives and dies beside them."""

import multiprocessing
import signal
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from resfria_bot.sandbox import invitations, replies
from resfria_bot.sandbox.directory import Group, User
from resfria_bot.sandbox.meetings import Item
from resfria_bot.sandbox.replies import Reply
from resfria_bot.sandbox.server import Server, serve
from resfria_bot.sandbox.tenant import Quirks, Tenant
from tests.flow.world import BOT, CONFIGURATION, GROUP, MONDAY, SECRET, moment
from tests.trust.mortal import Orders, live

#: Lives after which a workload that still kills is hopeless.
MOST_LIVES = 2_000
_FORK = multiprocessing.get_context("forkserver")
_FORK.set_forkserver_preload(["resfria_bot.app", "tests.trust.mortal", "alembic.command", "holidays", "babel.dates"])


@dataclass
class Crowd:
    """The tenant, its server, and every life of the program."""

    tenant: Tenant
    server: Server
    configuration: Path
    organisers: list[str]
    deaths: Path
    lives: int = 0
    meetings: dict[str, Item] = field(default_factory=dict)

    def cycle(self, now: datetime, *, share: float = 0.0, at_each_point: bool = False) -> None:
        """One cycle, in as many lives as it takes; the last one must end well."""
        self.tenant.advance_to(now)
        while True:
            self.lives += 1
            assert self.lives < MOST_LIVES, "the program never gets through"
            secret = (SECRET, "sandbox-secret")
            orders = Orders(self.configuration, secret, now, self.deaths, at_each_point, share, self.lives)
            process = _FORK.Process(target=live, args=(orders,))
            process.start()
            process.join(120)
            if process.exitcode == -signal.SIGKILL:
                continue
            assert process.exitcode == 0, f"a life ended with {process.exitcode}"
            return

    def questions(self, address: str) -> list[Item]:
        """Every invitation of the bot in somebody's calendar."""
        with self.tenant.lock:
            return [i for i in self.tenant.entries(self.tenant.mailbox(address)) if i.meeting.organiser.key == BOT]

    def answer(self, address: str, response: str, at: datetime) -> None:
        """Reply to the one question."""
        (question,) = self.questions(address)
        with self.tenant.lock:
            replies.respond(self.tenant, self.tenant.mailbox(address), question, Reply(response, at))

    def sent(self) -> Counter[str]:
        """How many invitations went to each organiser, as the bot's own calendar tells."""
        with self.tenant.lock:
            return Counter(
                attendee.mail.key
                for item in self.tenant.entries(self.tenant.mailbox(BOT))
                for attendee in item.meeting.attendees
            )

    def patches(self) -> Counter[str]:
        """How often each organiser's calendar was changed."""
        return Counter(r.mailbox for r in self.server.requests if r.method == "PATCH" and r.mailbox != BOT)


@contextmanager
def crowd(folder: Path, database_url: str, size: int, organisers: int | None = None) -> Iterator[Crowd]:
    """That many people; all of them, or so many, have a meeting in Skövde in three weeks."""
    tenant = Tenant(seed=1, now=MONDAY - timedelta(days=30), name="Kungälvs kommun", domains=("kommun.example",))
    tenant.quirks = Quirks(replay=0, empty_page=0, absent_master=0)
    addresses = [f"person{number:03}@kommun.example" for number in range(size)]
    for number, address in enumerate([*addresses, BOT]):
        tenant.add_user(
            User(
                id=f"00000000-0000-4000-8000-{number:012}",
                address=address,
                given_name="Prov",
                surname=f"Person{number}",
                department="Skola",
                office="Stadshuset",
                city="Kungälv",
            )
        )
    members = [user.id for address in addresses if (user := tenant.directory.user(address))]
    tenant.directory.add_group(Group(id=GROUP, name="Resfria möten", members=members))
    with serve(tenant) as server:
        path = folder / "resfria.toml"
        path.write_text(
            CONFIGURATION.format(
                tenant_id=tenant.tenant_id,
                client_id=tenant.client_id,
                secret=SECRET,
                authority=server.authority,
                base_url=server.base_url,
                group=GROUP,
                bot=BOT,
                mode="convert",
                database=database_url,
            ),
            encoding="utf-8",
        )
        made = Crowd(tenant, server, path, addresses, folder / "deaths.txt")
        for number, address in enumerate(addresses[:organisers]):
            made.meetings[address] = _plan(tenant, address, addresses[number - 1], number)
        yield made


def _plan(tenant: Tenant, organiser: str, guest: str, number: int) -> Item:
    start = datetime(2027, 2, 3, 8, 0, tzinfo=UTC) + timedelta(days=number % 3)
    with tenant.lock:
        return invitations.create(
            tenant,
            tenant.mailbox(organiser),
            {
                "subject": f"Samverkan {number}",
                "start": moment(start),
                "end": moment(start + timedelta(hours=2)),
                "location": {"displayName": "Stadshuset, Skövde"},
                "attendees": [{"emailAddress": {"address": guest}, "type": "required"}],
            },
        )

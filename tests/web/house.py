"""The pages of the small tenant, as a browser meets them: one cycle has been run, and Alice has been asked."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select
from starlette.testclient import TestClient

from resfria_bot.core.tickets import Purpose, Ticket, Tickets
from resfria_bot.core.types import Case, Mailbox, Question
from resfria_bot.graph.visitors import Visitors
from resfria_bot.settings import Settings
from resfria_bot.store import cases, mailboxes, questions, sealing
from resfria_bot.store.database import Database
from resfria_bot.store.tables import metadata
from resfria_bot.web.identity import Cookies, Identity, Role
from resfria_bot.web.pages import everything, pages
from resfria_bot.web.signin import LocalLinks, SignIn
from resfria_bot.web.site import Page
from tests.flow.world import ALICE, CONFIGURATION, World, small_tenant

PUBLIC = "https://resfritt.kommun.example"
MANAGERS = "22222222-2222-4222-8222-222222222222"
CONFIGURED = f"""{CONFIGURATION}
[web]
public_url = "{PUBLIC}"

[[web.roles]]
role = "manager"
group_id = "{MANAGERS}"
departments = ["Skola"]
"""
_LINK = re.compile(r'(?:href|src)="([^"#]+)"')


@dataclass
class House:
    """A browser before the pages. The clock is the world's."""

    world: World
    settings: Settings
    database: Database
    links: LocalLinks
    signin: SignIn

    def __post_init__(self) -> None:
        """Open the pages in a browser that has never been here."""
        app = everything(self.settings, self.database, self.signin, lambda: self.world.now)
        self.browser = TestClient(app, base_url=PUBLIC, follow_redirects=False)

    @property
    def pages(self) -> tuple[Page, ...]:
        """The table of routes."""
        return pages(self.signin)

    @property
    def question(self) -> Question:
        """The newest question to Alice."""
        with self.database.transaction() as tx:
            (case,) = cases.of_mailbox(tx, ALICE)
            return questions.of_case(tx, case.key)[-1]

    @property
    def case(self) -> Case:
        """Alice's case as it stands."""
        with self.database.transaction() as tx:
            (case,) = cases.of_mailbox(tx, ALICE)
        return case

    def mailbox(self, address: str = ALICE) -> Mailbox:
        """Where we stand with somebody."""
        with self.database.transaction() as tx:
            found = mailboxes.get(tx, address)
        assert found is not None
        return found

    def ticket(self, purpose: Purpose = Purpose.ANSWER, question: str = "", good_until: datetime | None = None) -> str:
        """A ticket such as stands in a letter."""
        with self.database.transaction() as tx:
            tickets = Tickets(sealing.secret(tx, "tickets"))
        until = good_until or self.world.later(days=30)
        asked = question or self.question.transaction_id
        return tickets.write(Ticket(purpose=purpose, question=asked, good_until=until))

    def enter(self, *roles: Role, address: str = ALICE, departments: tuple[str, ...] = ()) -> None:
        """Be signed in with these roles; with none, be nobody."""
        self.browser.cookies.clear()
        if not roles:
            return
        with self.database.transaction() as tx:
            cookies = Cookies(sealing.secret(tx, "sessions"), 60)
        until = self.world.later(hours=1).timestamp()
        identity = Identity(address, "Alice Prov", tuple(role.value for role in roles), departments, until)
        self.browser.cookies.set("__Host-resfria", cookies.write_identity(identity))

    def rows(self) -> dict[str, list[tuple[object, ...]]]:
        """Everything in the database."""
        with self.database.transaction() as tx:
            return {
                table.name: [tuple(row) for row in tx.execute(select(table).order_by(*table.primary_key))]
                for table in metadata.sorted_tables
            }


@contextmanager
def standing(folder: Path) -> Iterator[House]:
    """The small tenant after one cycle, with its pages."""
    with small_tenant(folder, configuration=CONFIGURED) as world:
        world.plan()
        world.run()
        world.pass_time(world.later(minutes=5))
        with world.opened() as opened:
            links = LocalLinks(lambda: world.now)
            signin = SignIn(Visitors(opened.settings.credential(), opened.desk.people), links)
            yield House(world, opened.settings, opened.desk.database, links, signin)


def links_of(html: str) -> set[str]:
    """Where a page or a letter leads."""
    return {link.replace("&amp;", "&") for link in _LINK.findall(html)}


def soon(house: House) -> datetime:
    """A little later than now."""
    return house.world.now + timedelta(minutes=1)

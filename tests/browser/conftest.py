"""A real Chromium, and the pages on a port of this machine."""

import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from resfria_bot.core.tickets import Purpose, Ticket, Tickets
from resfria_bot.settings import load
from resfria_bot.store import sealing
from resfria_bot.store.database import Database, open_database
from resfria_bot.web.identity import Cookies, Identity, Role
from resfria_bot.web.pages import everything
from resfria_bot.web.serving import listening
from resfria_bot.web.signin import LocalLinks, SignIn
from tests.browser import town
from tests.flow.world import BOT, CONFIGURATION, GROUP, SECRET

NAMES = ("chromium", "chromium-browser", "google-chrome")
#: Without these Chromium calls its makers, which a closed network turns into noise.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass(frozen=True)
class House:
    """The pages, and the keys to them."""

    address: str
    database: Database
    links: LocalLinks
    tickets: Tickets
    cookies: Cookies

    def enter(self) -> str:
        """Where somebody at the machine itself signs in."""
        return f"{self.address}/local/{self.links.make()}"

    def sign_in(self, context: BrowserContext, address: str, *roles: Role) -> None:
        """Let this browser be somebody's who has signed in."""
        until = (town.NOW + timedelta(minutes=30)).timestamp()
        identity = Identity(address, "Anna", tuple(role.value for role in (Role.EMPLOYEE, *roles)), (), until)
        context.add_cookies([{"name": "resfria", "value": self.cookies.write_identity(identity), "url": self.address}])

    def link(self, purpose: Purpose) -> str:
        """A link as it stands in Anna's question."""
        good_until = town.NOW + timedelta(days=10)
        ticket = self.tickets.write(Ticket(purpose=purpose, question=town.QUESTION, good_until=good_until))
        return f"{self.address}/{purpose.value}/{ticket}"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium: the system's, else Playwright's own. For a module only: its event loop is in the way of others."""
    found = next(
        (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
    )
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield running
        running.close()


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """The pages of a filled database."""
    path = tmp_path / "resfria.toml"
    path.write_text(
        CONFIGURATION.format(
            tenant_id="t", client_id="c", secret=SECRET, authority="https://login.example",
            base_url="https://graph.example/v1.0", group=GROUP, bot=BOT, mode="convert",
            database=f"sqlite:///{tmp_path / 'resfria.db'}",
        ),
        encoding="utf-8",
    )  # fmt: skip
    settings = load(path, {SECRET: "secret"})
    with closing(open_database(settings.database.url)) as database:
        with database.transaction() as tx:
            town.fill(tx)
            tickets = Tickets(sealing.secret(tx, "tickets"))
            cookies = Cookies(sealing.secret(tx, "sessions"), 60)
        links = LocalLinks(lambda: town.NOW)
        pages = everything(settings, database, SignIn(None, links), lambda: town.NOW)
        with listening(pages, "127.0.0.1", 0) as serving:
            yield House(serving.address, database, links, tickets, cookies)

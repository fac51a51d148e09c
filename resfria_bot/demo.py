"""The whole loop on the sandbox tenant: several simulated weeks, with people who answer."""

import math
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from resfria_bot import app, export
from resfria_bot.core.types import LedgerEntry, State
from resfria_bot.flow.report import Report
from resfria_bot.run.shift import timed_cycle
from resfria_bot.sandbox import characters, configuration, municipality
from resfria_bot.sandbox.server import Server, serve
from resfria_bot.settings import Settings, load
from resfria_bot.store import ledger
from resfria_bot.store.database import open_database

ZONE = ZoneInfo("Europe/Stockholm")
#: The Monday on which the story begins.
FIRST_DAY = datetime(2027, 1, 11, tzinfo=ZONE)
WEEKS = 6
#: Local times of the cycles of a working day; the real thing runs every quarter of an hour.
CYCLES = (time(8, 30), time(13, 30))
LEDGER, CONFIGURATION = "ledger.jsonl", "resfria.toml"
FIGURES = ("hours_saved", "km_saved", "sek_saved", "kg_co2e_saved")


@dataclass(slots=True)
class Summary:
    """What came of the weeks."""

    organisation: str
    folder: Path
    weeks: int = WEEKS
    ended_at: datetime = FIRST_DAY
    counts: Counter[str] = field(default_factory=Counter)
    entries: list[LedgerEntry] = field(default_factory=list)

    @property
    def ledger_path(self) -> Path:
        """The conversion log, one JSON object a line."""
        return self.folder / LEDGER

    @property
    def busiest(self) -> str:
        """Address of whoever has converted most meetings: their own page has most to show."""
        done = Counter(entry.organiser for entry in self.entries if entry.converted_at is not None)
        return done.most_common(1)[0][0] if done else ""

    @property
    def settings(self) -> Settings:
        """The configuration that it was played with. The tenant is gone."""
        return load(self.folder / CONFIGURATION, {configuration.SECRET_NAME: "gone"})

    def add(self, report: Report) -> None:
        """Count one cycle."""
        self.counts["cycles"] += 1
        self.counts["failures"] += len(report.failures)
        self.counts["mailboxes"] = max(self.counts["mailboxes"], report.mailboxes["read"])
        self.counts["asked"] += report.nudges["sent"]
        self.counts["answered"] += report.nudges["answered"]
        self.counts["withdrawn"] += report.nudges["withdrawn"]
        for name in ("online", "hybrid", "by_organiser", "refused"):
            self.counts[name] += report.conversions[name]

    def as_json(self) -> dict[str, object]:
        """For other programs. Figures are estimates: of what was held, and apart of what is still to come."""
        return {
            "organisation": self.organisation,
            "weeks": self.weeks,
            **{name: self.counts[name] for name in _COUNTS},
            "converted": self.counts["online"] + self.counts["hybrid"] + self.counts["by_organiser"],
            "meetings": len(self.entries),
            "meetings_held": sum(entry.state is State.HELD for entry in self.entries),
            **{name: self.total(name, State.HELD) for name in FIGURES},
            **{f"{name}_expected": self.total(name, State.CONVERTED) for name in FIGURES},
            "ledger": str(self.ledger_path),
        }

    def total(self, name: str, state: State) -> float:
        """Sum of one figure of the ledger over the meetings in a state."""
        return round(math.fsum(getattr(entry, name) for entry in self.entries if entry.state is state), 1)


_COUNTS = (
    "cycles",
    "mailboxes",
    "asked",
    "answered",
    "withdrawn",
    "online",
    "hybrid",
    "by_organiser",
    "refused",
    "failures",
)


@dataclass(frozen=True, slots=True)
class Step:
    """One cycle of the demo, for the progress display: `number` of `total`."""

    number: int
    total: int
    moment: datetime
    report: Report


def play(tell: Callable[[Step], None], seed: int = 1) -> Summary:
    """Play the weeks, telling of each cycle, and leave the database and the ledger in a temporary folder."""
    folder = Path(tempfile.mkdtemp(prefix="resfria-demo-"))
    tenant = municipality.build(seed=seed, now=FIRST_DAY)
    summary = Summary(tenant.name, folder)
    url = f"sqlite:///{folder / 'resfria.db'}"
    with serve(tenant) as server, _program(server, folder, url) as opened:
        moments = list(_moments())
        for number, moment in enumerate(moments, start=1):
            tenant.advance_to(moment)
            characters.answer_questions(tenant, moment)
            report = timed_cycle(opened, moment)
            summary.add(report)
            summary.ended_at = moment
            tell(Step(number, len(moments), moment, report))
    _write_ledger(summary, url)
    return summary


@contextmanager
def standing(port: int) -> Iterator[tuple[Server, str]]:
    """Only the tenant, on a port of loopback, with a configuration for it."""
    tenant = municipality.build(seed=1, now=datetime.now(UTC))
    with serve(tenant, port) as server, _running_clock(server):
        yield server, configuration.organisation_toml(server, "sqlite:///resfria-sandbox.db")


@contextmanager
def _running_clock(server: Server) -> Iterator[None]:
    """Let the tenant's time pass as ours does, and whoever subscribed hear of changes."""
    stop = threading.Event()

    def tick() -> None:
        while not stop.wait(1):
            server.tenant.advance_to(datetime.now(UTC))
            server.notify()

    clock = threading.Thread(target=tick, daemon=True)
    clock.start()
    try:
        yield
    finally:
        stop.set()
        clock.join()


@contextmanager
def _program(server: Server, folder: Path, url: str) -> Iterator[app.App]:
    path = folder / CONFIGURATION
    path.write_text(configuration.organisation_toml(server, url), encoding="utf-8")
    with app.opened(load(path, {configuration.SECRET_NAME: server.tenant.client_secret})) as opened:
        yield opened


def _moments() -> Iterator[datetime]:
    for day in range(WEEKS * 7):
        date = (FIRST_DAY + timedelta(days=day)).date()
        if date.weekday() < 5:
            for at in CYCLES:
                yield datetime.combine(date, at, ZONE).astimezone(UTC)


def _write_ledger(summary: Summary, url: str) -> None:
    database = open_database(url)
    try:
        with database.transaction() as tx:
            summary.entries = list(ledger.entries(tx, pseudonym=None))
    finally:
        database.close()
    summary.ledger_path.write_text("".join(f"{line}\n" for line in export.json_lines(summary.entries)), "utf-8")

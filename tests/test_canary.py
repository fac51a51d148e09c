"""Canaries: a marked word in every field and every secret, and a search for each wherever it must not have flown."""

import json
import logging
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import structlog
from cryptography.fernet import Fernet

from resfria_bot import log
from resfria_bot.cli import main
from resfria_bot.sandbox import replies
from resfria_bot.sandbox.replies import Reply
from resfria_bot.store.database import open_database
from resfria_bot.web.metrics import Figures, page
from tests.flow.world import ALICE, BOB, BOT, CAROL, CONFIGURATION, GROUP, MONDAY, SECRET, World, small_tenant

KEYS = "RESFRIA_TEST_KEYS"
KEY = Fernet.generate_key().decode()

#: Where each canary may be found, beside the calendars it was planted in. Whatever is not named may be nowhere.
#: `own`: a letter to the organiser themselves. `report`: what `run` prints for the administrator, who must know whom to
#: help. `named`: an export with names, which the configuration must allow.
ALLOWED: Mapping[str, set[str]] = {
    "amnetmarke": {"own"},
    "brodtextmarke": set(),
    "platsmarke": set(),
    "kategorimarke": set(),
    "egenskapsmarke": set(),
    "deltagarmarke": set(),
    "kommentarsmarke": set(),
    "hemligtamne": set(),
    "hemligbrodtext": set(),
    "hemligplats": set(),
    "hemligkategori": set(),
    "hemligdeltagare": set(),
    "fornamnsmarke": {"own", "export"},
    "efternamnsmarke": {"own", "export"},
    "bobsnamnmarke": set(),
    "klienthemlighet": set(),
    KEY: set(),
    r"eyJ[\w-]{10,}\.eyJ[\w-]{10,}": set(),
    "deltatoken": set(),
    re.escape(ALICE): {"report", "own", "named", "export"},
    re.escape(BOB): {"report"},
    re.escape(CAROL): {"report"},
}


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with small_tenant(tmp_path) as made:
        _plant(made)
        yield made


@pytest.fixture(autouse=True)
def in_debug(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Everything is logged that can be; afterwards the process logs as before."""
    root = logging.getLogger()
    handlers, level, real = root.handlers[:], root.level, log.configure
    monkeypatch.setattr(log, "configure", lambda json: real(json, "DEBUG"))
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.captureWarnings(False)
    structlog.reset_defaults()


def test_no_canary_is_found_where_it_must_not_be(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(SECRET, "klienthemlighet")
    monkeypatch.setenv(KEYS, KEY)
    told = _everywhere(world, capsys)
    found = _found(told)
    assert {name: places - ALLOWED[name] for name, places in found.items() if places - ALLOWED[name]} == {}
    # The canaries were alive: the meeting was read, and what may be told was told.
    assert "Skövde".encode() in told["database"]
    assert b"resfria_cases" in told["metrics"]
    assert {"own"} <= found["amnetmarke"]
    assert {"named", "export"} <= found[re.escape(ALICE)]
    assert {"report"} <= found[re.escape(BOB)] & found[re.escape(CAROL)]
    assert {"export"} <= found["efternamnsmarke"]


def _plant(world: World) -> None:
    world.tenant.client_secret = "klienthemlighet"
    for address, given, surname in ((ALICE, "Fornamnsmarke", "Efternamnsmarke"), (BOB, "Bobsnamnmarke", "Prov")):
        user: Any = world.tenant.directory.user(address)
        user.given_name, user.surname = given, surname
    guests = [
        {"emailAddress": {"address": BOB, "name": "Bobsnamnmarke"}, "type": "required"},
        {"emailAddress": {"address": "gast@utanfor.example", "name": "Deltagarmarke"}, "type": "optional"},
    ]
    world.plan(
        subject="Styrgrupp amnetmarke",
        body={"contentType": "html", "content": "<p>Dagordning brodtextmarke</p>"},
        location={"displayName": "Stadshuset, Skövde (platsmarke)"},
        attendees=guests,
        categories=["kategorimarke"],
        singleValueExtendedProperties=[{"id": "String {0} Name marke", "value": "egenskapsmarke"}],
    )
    world.plan(
        subject="Hemligtamne",
        body={"contentType": "html", "content": "<p>Hemligbrodtext</p>"},
        location={"displayName": "Hemligplats, Lidköping"},
        attendees=[{"emailAddress": {"address": BOB, "name": "Hemligdeltagare"}, "type": "required"}],
        categories=["hemligkategori"],
        sensitivity="private",
    )


def _everywhere(world: World, capsys: pytest.CaptureFixture[str]) -> dict[str, bytes]:
    """All that came out of a loop in which things went wrong, by where it came out."""
    _configure(world)
    told: dict[str, bytes] = defaultdict(bytes)

    def tell(where: str, *arguments: str) -> None:
        main(["--config", str(world.folder / "canary.toml"), "--log", "json", *arguments])
        written = capsys.readouterr()
        told[where] += written.out.encode()
        told["log"] += written.err.encode()

    def run(at: datetime) -> None:
        world.pass_time(at)
        tell("report", "run", "--now", at.isoformat(), "--json")

    run(MONDAY)
    world.server.faults.deny(BOB)
    world.server.faults.missing(CAROL)
    world.server.faults.truncate()
    run(MONDAY + timedelta(hours=1))
    _reply(world, "kommentarsmarke")
    run(MONDAY + timedelta(hours=3))
    world.server.faults.expire_delta(ALICE)
    world.server.faults.expire_tokens()
    run(MONDAY + timedelta(hours=4))
    with closing(open_database(world.database_url, [KEY])) as database:
        with database.transaction():
            pass
        told["database"] = _files(world.folder, "resfria.db*")  # with the log of writes, as it stands while it is open
        told["metrics"] = page(Figures(database, lambda: world.now, lambda: None)).text.encode()
    tell("check", "check")
    tell("purge", "purge", "--dry-run")
    tell("ledger", "ledger", "export", "--format", "csv")
    tell("named", "ledger", "export", "--named")
    tell("report of managers", "report", "--from", "2027-01-01", "--to", "2027-12-31")
    tell("export", "person", "export", ALICE)
    tell("backup", "backup", str(world.folder / "copy.backup"))
    told["backup"] += _files(world.folder, "copy.backup*")
    return told | _letters(world)


def _configure(world: World) -> None:
    text = CONFIGURATION + f'\n[privacy]\nkey_env = "{KEYS}"\n[ledger]\nallow_named = true\n'
    (world.folder / "canary.toml").write_text(
        text.format(
            tenant_id=world.tenant.tenant_id,
            client_id=world.tenant.client_id,
            secret=SECRET,
            authority=world.server.authority,
            base_url=world.server.base_url,
            group=GROUP,
            bot=BOT,
            mode="convert",
            database=world.database_url,
        ),
        encoding="utf-8",
    )


def _reply(world: World, comment: str) -> None:
    question = world.questions()[-1]
    with world.tenant.lock:
        reply = Reply("accepted", world.now, comment=comment)
        replies.respond(world.tenant, world.tenant.mailbox(ALICE), question, reply)


def _files(folder: Path, pattern: str) -> bytes:
    return b"".join(path.read_bytes() for path in folder.glob(pattern))


def _letters(world: World) -> dict[str, bytes]:
    """What was written to Graph: to the organiser of the meeting, and to anybody else."""
    written: dict[str, bytes] = {"own": b"", "to others": b""}
    for request in world.writes():
        body = json.dumps(request.body, ensure_ascii=False)
        others = re.findall(r"[\w.]+@[\w.]+", body)
        is_own = request.mailbox == BOT and set(others) <= {ALICE, BOT}
        written["own" if is_own else "to others"] += body.encode()
    return written


def _found(told: Mapping[str, bytes]) -> dict[str, set[str]]:
    return {
        name: {where for where, what in told.items() if re.search(name.encode(), what, re.IGNORECASE)}
        for name in ALLOWED
    }

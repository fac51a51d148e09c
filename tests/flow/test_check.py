"""`check` over HTTP: a sound installation is green, and each broken one is named for exactly what is broken."""

import json
import socket
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from resfria_bot.arguments import parser
from resfria_bot.commands import check as command
from resfria_bot.flow.check import access
from resfria_bot.graph import permissions
from resfria_bot.graph.applications import Applications
from resfria_bot.graph.client import Client
from resfria_bot.graph.writes import NONE
from resfria_bot.sandbox import signin
from resfria_bot.sandbox.directory import User
from tests.flow.world import ALICE, BOB, BOT, CAROL, GROUP, SECRET, World, small_tenant
from tests.graph.service import Purse, Reply, serving

OUTSIDER = "olle@kommun.example"
Found = dict[str, dict[str, Any]]


class Place:
    """A tenant with somebody outside the group, a configuration for it, and the command."""

    def __init__(self, world: World, patch: pytest.MonkeyPatch, capture: pytest.CaptureFixture[str]) -> None:
        self.world = world
        self.patch = patch
        self._capture = capture
        self.override(SECRET, world.secret)
        user = User(id="00000000-0000-4000-8000-000000000009", address=OUTSIDER, given_name="Olle", surname="Prov")
        world.tenant.add_user(user)
        world.server.faults.deny(OUTSIDER)
        with world.opened():
            pass

    @property
    def config(self) -> Path:
        return self.world.folder / "resfria.toml"

    def override(self, variable: str, value: str) -> None:
        """Let a key of the configuration, or the secret, be another."""
        self.patch.setenv(variable, value)

    def check(self) -> tuple[int, Found]:
        """Exit code, and the findings by item."""
        self._capture.readouterr()
        code = command.check(parser().parse_args(["--config", str(self.config), "check", "--json"]))
        findings = json.loads(self._capture.readouterr().out)
        return code, {finding["item"]: finding for finding in findings}


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Place]:
    """A sound installation."""
    with small_tenant(tmp_path) as world:
        yield Place(world, monkeypatch, capsys)


def red(found: Found) -> dict[str, str]:
    """The red items and their texts."""
    return {item: finding["text"] for item, finding in found.items() if not finding["ok"]}


def by_exchange(place: Place, *, members: tuple[str, ...] = (ALICE, BOB, CAROL)) -> None:
    """Let Exchange grant what concerns mailboxes, so that the token says nothing of it."""
    tenant = place.world.tenant
    tenant.permissions = {"GroupMember.Read.All", "User.Read.All"}
    mine, all_of_us = frozenset({BOT}), frozenset({*members, BOT})
    tenant.scoped = {
        "Calendars.ReadWrite": all_of_us,
        "MailboxSettings.Read": frozenset(members),
        "Mail.Read": mine,
    }


# --- broken set-ups ---


def wrong_secret(place: Place) -> None:
    place.override(SECRET, "wrong")


def expired_certificate(place: Place) -> None:
    text = place.config.read_text("utf-8").replace(f'client_secret_env = "{SECRET}"', 'certificate_path = "app.pem"')
    place.config.write_text(text, encoding="utf-8")
    (place.world.folder / "app.pem").write_bytes(certificate(datetime(2026, 1, 31, tzinfo=UTC)))


def missing_permission(place: Place) -> None:
    place.world.tenant.permissions.discard("Calendars.ReadWrite")


def missing_directory_permission(place: Place) -> None:
    place.world.tenant.permissions.discard("GroupMember.Read.All")


def missing_role_of_exchange(place: Place) -> None:
    by_exchange(place)
    del place.world.tenant.scoped["Calendars.ReadWrite"]


def scope_not_limited(place: Place) -> None:
    place.world.server.faults.clear()


def member_of_a_group_in_the_group(place: Place) -> None:
    by_exchange(place, members=(ALICE, BOB))


def bot_missing(place: Place) -> None:
    place.override("RESFRIA_BOT__MAILBOX", "ingen@kommun.example")
    place.world.server.faults.deny(BOT)  # a mailbox like any other now


def bot_denied(place: Place) -> None:
    place.world.server.faults.deny(BOT)


def inbox_denied(place: Place) -> None:
    place.world.tenant.permissions.discard("Mail.Read")


def group_missing(place: Place) -> None:
    place.override("RESFRIA_SCOPE__GROUP_ID", "99999999-9999-4999-8999-999999999999")


def group_empty(place: Place) -> None:
    place.world.tenant.directory.groups[GROUP].members.clear()


def teams_not_allowed(place: Place) -> None:
    for user in place.world.tenant.directory.users.values():
        user.has_teams = False


def clock_skewed(place: Place) -> None:
    late = SimpleNamespace(time=lambda: time.time() - 3600, monotonic=time.monotonic)
    place.patch.setattr(signin, "time", late)


def database_folder_unwritable(place: Place) -> None:
    place.override("RESFRIA_DATABASE__URL", "sqlite:////proc/resfria.db")


def database_read_only(place: Place) -> None:
    # A file format newer than SQLite can write makes a file read-only for everybody, root too.
    file = place.world.folder / "resfria.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
    content = bytearray(file.read_bytes())
    content[18] = 9
    file.write_bytes(content)


def database_newer(place: Place) -> None:
    with closing(sqlite3.connect(place.world.folder / "resfria.db")) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")


def zones_differ(place: Place) -> None:
    for user in place.world.tenant.directory.users.values():
        user.zone = "America/New_York"


def pages_unreachable(place: Place) -> None:
    place.override("RESFRIA_WEB__PUBLIC_URL", f"http://127.0.0.1:{closed_port()}")


def wrong_tenant(place: Place) -> None:
    place.override("RESFRIA_GRAPH__TENANT_ID", "99999999-9999-4999-8999-999999999999")


def wrong_base_url(place: Place) -> None:
    place.patch.setattr("resfria_bot.graph.retry.FIRST_WAIT_SECONDS", 0.01)
    place.override("RESFRIA_GRAPH__BASE_URL", f"http://127.0.0.1:{closed_port()}/v1.0")


@pytest.mark.parametrize(
    ("break_it", "item", "said"),
    [
        (wrong_secret, "credential", "the client secret is wrong"),
        (expired_certificate, "credential", "the certificate expired on 2026-01-31"),
        (missing_permission, "permission Calendars.ReadWrite", "neither in the token nor granted through Exchange"),
        (missing_directory_permission, "permission GroupMember.Read.All", "with admin consent in Entra"),
        (missing_role_of_exchange, "permission Calendars.ReadWrite", "check --permissions shows the commands"),
        (scope_not_limited, "scope limit", "the app can read every mailbox"),
        (member_of_a_group_in_the_group, "scope", "1 of 3 members tried are outside the mailbox scope"),
        (bot_missing, "bot mailbox", "there is no mailbox ingen@kommun.example"),
        (bot_denied, "bot mailbox", "add it to the mailbox scope"),
        (inbox_denied, "permission Mail.Read", "neither in the token nor granted"),
        (group_missing, "group", "in scope.group_id does not exist"),
        (group_empty, "group", "has no members with a mailbox"),
        (teams_not_allowed, "online meetings", "check licence and meeting policy"),
        (clock_skewed, "clock", "set the clock"),
        (database_folder_unwritable, "database", "no file can be written in the folder /proc"),
        (database_read_only, "database", "is read-only"),
        (database_newer, "database", "was made by a newer resfria-bot"),
        (zones_differ, "time zone", "set to America/New_York, not to Europe/Stockholm"),
        (pages_unreachable, "links", "refuses connections"),
        (wrong_tenant, "credential", "check graph.tenant_id"),
        (wrong_base_url, "graph", "refuses connections"),
    ],
)
def test_what_is_broken_is_named_alone_and_the_exit_code_is_1(
    place: Place, break_it: Callable[[Place], None], item: str, said: str
) -> None:
    break_it(place)
    code, found = place.check()
    assert list(red(found)) == [item]
    assert said in found[item]["text"]
    assert code == 1


def test_more_rights_than_needed_are_named_and_it_still_runs(place: Place) -> None:
    place.world.tenant.permissions.add("Directory.ReadWrite.All")
    code, found = place.check()
    assert (code, red(found)) == (0, {})
    assert found["permission Directory.ReadWrite.All"]["note"]
    assert "take it away" in found["permission Directory.ReadWrite.All"]["text"]


def test_a_sound_installation_is_green_and_nothing_was_written(place: Place) -> None:
    place.world.plan()
    with place.world.tenant.lock:
        before = [(box.address, box.version, len(box.post.drafts)) for box in place.world.tenant.mailboxes()]
    code, found = place.check()
    with place.world.tenant.lock:
        after = [(box.address, box.version, len(box.post.drafts)) for box in place.world.tenant.mailboxes()]
    assert (code, red(found), after) == (0, {}, before)
    assert "1 mailboxes tried outside the group are refused" in found["scope limit"]["text"]


def test_permissions_granted_by_exchange_are_proved_by_using_them(place: Place) -> None:
    by_exchange(place)
    code, found = place.check()
    assert (code, red(found)) == (0, {})
    for name in ("Calendars.ReadWrite", "MailboxSettings.Read", "Mail.Read"):
        assert "proved by using it" in found[f"permission {name}"]["text"]


def test_in_suggest_the_bots_mailbox_alone_need_be_written_to(place: Place) -> None:
    by_exchange(place)
    place.override("RESFRIA_BOT__MODE", "suggest")
    place.world.tenant.scoped["Calendars.ReadWrite"] = frozenset({BOT})
    place.world.tenant.scoped["Calendars.Read"] = frozenset({ALICE, BOB, CAROL})
    code, found = place.check()
    assert (code, red(found)) == (0, {})
    assert "proved by using it on the bot's mailbox" in found["permission Calendars.ReadWrite"]["text"]


def test_a_member_without_a_mailbox_in_the_cloud_does_not_mean_that_the_scope_is_wrong(place: Place) -> None:
    place.world.server.faults.missing(CAROL)
    code, found = place.check()
    assert (code, red(found)) == (0, {})
    assert "2 of 3 members tried can be read" in found["scope"]["text"]


def test_sending_from_the_bots_mailbox_is_proved_without_sending(place: Place) -> None:
    by_exchange(place)
    place.override("RESFRIA_ALERTS__ADDRESS", "it@kommun.example")
    _, without = place.check()
    place.world.tenant.scoped["Mail.Send"] = frozenset({BOT})
    _, granted = place.check()
    assert list(red(without)) == ["permission Mail.Send"]
    assert red(granted) == {}


def test_the_check_makes_no_database(place: Place) -> None:
    place.override("RESFRIA_DATABASE__URL", f"sqlite:///{place.world.folder / 'new.db'}")
    code, found = place.check()
    assert code == 0
    assert "none has been completed yet" in found["last cycle"]["text"]
    assert not (place.world.folder / "new.db").exists()


def test_a_daemon_that_has_stopped_is_told_of(place: Place) -> None:
    place.world.run()
    with closing(sqlite3.connect(place.world.folder / "resfria.db")) as connection, connection:
        connection.execute("UPDATE runs SET finished_at = '2026-01-01 00:00:00'")
    code, found = place.check()
    assert code == 0
    assert "start the daemon" in found["last cycle"]["text"]


@pytest.mark.parametrize(
    ("days", "is_red", "said"), [(200, False, "in 200 days"), (20, False, "renew it now"), (-2, True, "which is past")]
)
def test_the_day_on_which_a_certificate_expires_is_told(days: int, is_red: bool, said: str) -> None:
    now = datetime(2027, 1, 11, tzinfo=UTC)
    finding = access._expiry("the certificate expires", now + timedelta(days=days, hours=1), now)
    assert finding.ok is not is_red
    assert said in finding.text


def test_the_day_on_which_the_secret_expires_is_read_where_it_may_be() -> None:
    ends = ["2027-05-01T00:00:00Z", "2027-08-01T00:00:00Z"]
    body = {"passwordCredentials": [{"endDateTime": end} for end in ends]}
    with serving() as service, Client(Purse(), service.base_url, writes=NONE) as client:
        service.tell("GET", "/applications(appId='the-app')", Reply(200, body))
        found = Applications(client).secrets_expire_at("the-app")
    assert found == [datetime(2027, 8, 1, tzinfo=UTC), datetime(2027, 5, 1, tzinfo=UTC)]


def test_the_least_permissions_are_printed_without_contacting_anybody(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    place.override("RESFRIA_BOT__MODE", "suggest")
    place.world.server.requests.clear()
    code = command.check(parser().parse_args(["--config", str(place.config), "check", "--permissions"]))
    printed = capsys.readouterr().out
    assert (code, place.world.server.requests) == (0, [])
    assert "-Role 'Application Calendars.ReadWrite' -CustomResourceScope 'resfria-bot mailbox'" in printed
    assert "-Role 'Application Calendars.Read' -CustomResourceScope 'resfria-bot members'" in printed
    assert f"$groupId = '{GROUP}'" in printed


def test_in_suggest_only_the_bots_mailbox_is_written_to() -> None:
    needs = permissions.needs("suggest")
    assert [need.where for need in needs if need.permission == "Calendars.ReadWrite"] == [permissions.Where.BOT]


def closed_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def certificate(end: datetime) -> bytes:
    """A key and its certificate in PEM, good until then."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "resfria")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(end - timedelta(days=365))
        .not_valid_after(end)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return private + made.public_bytes(serialization.Encoding.PEM)

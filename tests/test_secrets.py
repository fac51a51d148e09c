"""Secrets planted in the configuration: none is said, whatever goes wrong with them."""

import argparse
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from cryptography.fernet import Fernet

from resfria_bot import log
from resfria_bot.cli import main
from resfria_bot.commands import context

CONFIGURATION = """
[organisation]
name = "Kungälvs kommun"
domains = ["kungalv.example"]
[graph]
tenant_id = "t"
client_id = "c"
{way_in}
[scope]
group_id = "g"
[bot]
mailbox = "resfritt@kungalv.example"
[privacy]
key_env = "PLANTED_KEYS"
[database]
url = "{database}"
"""
KEYS = [Fernet.generate_key().decode() for _ in range(2)]
CLIENT, PASSPHRASE, PASSWORD = "Hemlig~klient", "Hemlig lösenfras", "Hemligt/lösen"
SERVER = "postgresql+psycopg://resfria:Hemligt%2Fl%C3%B6sen@127.0.0.1:9/resfria"
SECRETS = (CLIENT, PASSPHRASE, PASSWORD, "Hemligt%2Fl%C3%B6sen", *KEYS)


@pytest.fixture(autouse=True)
def restored(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The secrets stand in the environment; afterwards the process logs as before."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    for name, value in (("PLANTED_CLIENT", CLIENT), ("PLANTED_PHRASE", PASSPHRASE), ("PLANTED_KEYS", ",".join(KEYS))):
        monkeypatch.setenv(name, value)
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.captureWarnings(False)
    structlog.reset_defaults()


def configured(folder: Path, database: str = SERVER, way_in: str = 'client_secret_env = "PLANTED_CLIENT"') -> str:
    path = folder / "resfria.toml"
    path.write_text(CONFIGURATION.format(database=database, way_in=way_in), encoding="utf-8")
    return str(path)


def test_no_line_of_the_log_tells_a_secret_however_it_came_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log.configure(json=True, level="DEBUG")
    context.settings(argparse.Namespace(config=configured(tmp_path)))
    for secret in (*SECRETS[:1], *SECRETS[2:]):
        logging.getLogger("foreign").warning("sent %s along", secret, extra={"detail": {"value": [secret]}})
        structlog.get_logger("ours").error(f"it was {secret}", reason=secret)
    written = capsys.readouterr().err
    assert written.count("[hidden]") >= 4 * len(SECRETS[1:])
    assert [secret for secret in SECRETS if secret in written] == []


@pytest.mark.parametrize("command", ["run", "purge", "ledger export", "backup copy.db", "person export a@b.example"])
def test_a_database_that_cannot_be_reached_is_named_without_its_password(
    tmp_path: Path, command: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["--config", configured(tmp_path), *command.split()]) == 1
    written = capsys.readouterr()
    assert "postgresql" in written.err
    assert [secret for secret in SECRETS if secret in written.err + written.out] == []


def test_a_certificate_that_cannot_be_opened_is_named_without_its_passphrase(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "bot.pfx").write_bytes(b"no certificate at all")
    way_in = 'certificate_path = "bot.pfx"\ncertificate_passphrase_env = "PLANTED_PHRASE"'
    path = configured(tmp_path, f"sqlite:///{tmp_path / 'resfria.db'}", way_in)
    assert main(["--config", path, "run"]) != 0
    written = capsys.readouterr()
    assert "graph.certificate_path" in written.err
    assert PASSPHRASE not in written.err + written.out


def test_keys_that_are_none_are_named_by_their_variable_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLANTED_KEYS", f"{KEYS[0]},Hemlig-nyckel")
    assert main(["--config", configured(tmp_path), "run"]) == 2
    written = capsys.readouterr().err
    assert "PLANTED_KEYS should hold keys" in written
    assert "Hemlig" not in written
    assert KEYS[0] not in written


def test_settings_that_are_shown_by_mistake_show_no_secret(tmp_path: Path) -> None:
    shown = repr(context.settings(argparse.Namespace(config=configured(tmp_path))))
    assert [secret for secret in SECRETS if secret in shown] == []

"""Backups: one moment in one file, taken while others write, and put back only where it harms nothing."""

import stat
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from cryptography.fernet import Fernet

from resfria_bot.core.types import State
from resfria_bot.errors import StoreError, Taken
from resfria_bot.store import backup, cases, mailboxes, runs
from resfria_bot.store.database import Database, open_database
from tests.store.samples import ALICE, NOW, case

KEY = Fernet.generate_key().decode()


def fill(url: str, keys: tuple[str, ...] = ()) -> None:
    with closing(open_database(url, keys)) as database, database.transaction() as tx:
        mailboxes.sync_people(tx, [ALICE], NOW)
        cases.save(tx, case(), NOW)


def keys_of(database: Database) -> list[str]:
    with database.transaction() as tx:
        return [found.key for found in cases.in_states(tx, tuple(State))]


def test_a_backup_holds_all_and_only_its_owner_may_read_it(url: str, tmp_path: Path) -> None:
    fill(url)
    backup.save(url, tmp_path / "backup.db")
    assert stat.S_IMODE((tmp_path / "backup.db").stat().st_mode) == 0o600
    with closing(open_database(f"sqlite:///{tmp_path / 'backup.db'}")) as opened:
        assert keys_of(opened) == ["c1"]


def test_a_backup_is_one_moment_while_others_write(url: str, tmp_path: Path) -> None:
    fill(url)
    with closing(open_database(url)) as working, working.transaction() as tx:
        cases.save(tx, case("c2"), NOW)
        backup.save(url, tmp_path / "backup.db")
    with closing(open_database(f"sqlite:///{tmp_path / 'backup.db'}")) as opened:
        assert keys_of(opened) == ["c1"]


def test_what_is_put_back_goes_on_where_it_was(url: str, tmp_path: Path) -> None:
    fill(url, (KEY,))
    backup.save(url, tmp_path / "backup.db")
    with closing(open_database(url, [KEY])) as database, database.transaction() as tx:
        cases.save(tx, case("c2"), NOW)
    assert backup.restore(url, [KEY], tmp_path / "backup.db", is_forced=True) == 1
    with closing(open_database(url, [KEY])) as database:
        assert keys_of(database) == ["c1"]
        with database.transaction() as tx:
            first, second = runs.begin(tx, NOW), runs.begin(tx, NOW)
            cases.save(tx, case(state=State.ASKED), NOW + timedelta(hours=1))
            assert second == first + 1
            assert [state for state, _, _ in cases.history(tx, "c1")] == [State.FLAGGED, State.ASKED]


def test_a_database_that_holds_anything_is_not_replaced_by_mistake(url: str, tmp_path: Path) -> None:
    fill(url)
    backup.save(url, tmp_path / "backup.db")
    with pytest.raises(StoreError, match="is not empty: add --force"):
        backup.restore(url, (), tmp_path / "backup.db", is_forced=False)


def test_a_backup_moves_to_an_empty_database_of_the_other_kind(tmp_path: Path, postgres_url: str) -> None:
    here = f"sqlite:///{tmp_path / 'resfria.db'}"
    fill(here)
    backup.save(here, tmp_path / "backup.db")
    backup.restore(postgres_url, (), tmp_path / "backup.db", is_forced=False)
    with closing(open_database(postgres_url)) as moved:
        assert keys_of(moved) == ["c1"]
        with moved.transaction() as tx:
            cases.save(tx, case(state=State.ASKED), NOW)
            assert [found.mailbox for found in cases.of_mailbox(tx, ALICE.address)] == [ALICE.address]


def test_nothing_is_put_back_under_a_running_daemon(url: str, tmp_path: Path) -> None:
    fill(url)
    backup.save(url, tmp_path / "backup.db")
    with closing(open_database(url)) as running, running.watch(), pytest.raises(Taken, match="another daemon works"):
        backup.restore(url, (), tmp_path / "backup.db", is_forced=True)


@pytest.mark.parametrize("what", ["nothing", "no backup", "half", "another key", "too new"])
def test_what_cannot_be_put_back_is_said_in_a_sentence_and_harms_nothing(tmp_path: Path, what: str) -> None:
    url, file = f"sqlite:///{tmp_path / 'resfria.db'}", tmp_path / "backup.db"
    fill(url)
    other = f"sqlite:///{tmp_path / 'other.db'}"
    fill(other, (KEY,))
    sentences = {
        "nothing": "is not there",
        "no backup": "is no backup of resfria-bot",
        "half": "is no backup of resfria-bot, or a damaged one",
        "another key": "sealed with another key",
        "too new": "made by a newer resfria-bot",
    }
    backup.save(other, file)
    if what == "nothing":
        file.unlink()
    elif what == "no backup":
        file.write_bytes(b"not a database at all, " * 100)
    elif what == "half":
        file.write_bytes(file.read_bytes()[:20_000])
    elif what == "too new":
        _make_newer(file)
    with pytest.raises(StoreError, match=sentences[what]):
        backup.restore(url, (), file, is_forced=True)
    with closing(open_database(url)) as database:
        assert keys_of(database) == ["c1"]


def test_a_folder_that_cannot_be_written_is_said_in_a_sentence(tmp_path: Path) -> None:
    fill(f"sqlite:///{tmp_path / 'resfria.db'}")
    with pytest.raises(StoreError, match="cannot be written"):
        backup.save(f"sqlite:///{tmp_path / 'resfria.db'}", tmp_path / "nowhere" / "backup.db")


def test_there_is_no_backup_of_a_database_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be opened"):
        backup.save(f"sqlite:///{tmp_path / 'resfria.db'}", tmp_path / "backup.db")
    assert list(tmp_path.iterdir()) == []


def _make_newer(file: Path) -> None:
    engine = sa.create_engine(f"sqlite:///{file}")
    with engine.begin() as tx:
        tx.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    engine.dispose()

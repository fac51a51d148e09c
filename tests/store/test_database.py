"""The database as a whole: schema, transactions, copies, and what is said when it cannot be used."""

import sqlite3
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from resfria_bot.errors import StoreError
from resfria_bot.store import cases, mailboxes
from resfria_bot.store.database import Database, open_database
from resfria_bot.store.tables import metadata
from tests.store.samples import ALICE, NOW, case


def test_the_migrations_make_exactly_the_tables_that_the_program_uses(database: Database) -> None:
    with database.transaction() as tx:
        assert compare_metadata(MigrationContext.configure(tx), metadata) == []


def test_a_transaction_that_raises_leaves_nothing(database: Database) -> None:
    with pytest.raises(sa.exc.StatementError), database.transaction() as tx:
        _save_good_and_bad(tx)
    with database.transaction() as tx:
        assert cases.get(tx, "c1") is None


def test_what_was_committed_is_there_when_it_is_opened_again(url: str) -> None:
    first = open_database(url)
    with first.transaction() as tx:
        cases.save(tx, case(), NOW)
    first.close()
    second = open_database(url)
    with second.transaction() as tx:
        assert cases.get(tx, "c1") == case()
    second.close()


def test_a_copy_holds_the_same_and_writes_to_it_stay_in_it(database: Database) -> None:
    with database.transaction() as tx:
        mailboxes.sync_people(tx, [ALICE], NOW)
        cases.save(tx, case(), NOW)
    copy = database.copy()
    with copy.transaction() as tx:
        assert cases.get(tx, "c1") == case()
        cases.save(tx, case("c2"), NOW)
    copy.close()
    with database.transaction() as tx:
        assert cases.get(tx, "c2") is None


def test_a_database_of_a_newer_program_is_refused(url: str) -> None:
    database = open_database(url)
    with database.transaction() as tx:
        tx.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    database.close()
    with pytest.raises(StoreError, match="made by a newer resfria-bot"):
        open_database(url)


def test_a_naive_datetime_is_refused(database: Database) -> None:
    with pytest.raises(sa.exc.StatementError, match="without time zone"), database.transaction() as tx:
        cases.save(tx, case(next_start=NOW.replace(tzinfo=None)), NOW)


def test_a_locked_database_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("resfria_bot.store.database.BUSY_SECONDS", 0.1)
    database = open_database(f"sqlite:///{tmp_path / 'resfria.db'}")
    other = sqlite3.connect(tmp_path / "resfria.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="is locked by another program"), database.transaction():
        pass
    other.close()
    database.close()


def test_a_locked_table_of_a_server_says_so(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("resfria_bot.store.database.BUSY_SECONDS", 0.1)
    database = open_database(postgres_url)
    other = sa.create_engine(postgres_url)
    with other.connect() as holder:
        holder.exec_driver_sql("LOCK TABLE cases")
        with pytest.raises(StoreError, match="is locked by another program"), database.transaction() as tx:
            cases.save(tx, case(), NOW)
    other.dispose()
    database.close()


def test_a_server_that_closed_our_connection_is_asked_anew(postgres_url: str) -> None:
    database = open_database(postgres_url)
    with database.transaction() as tx:
        ours = tx.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
    other = sa.create_engine(postgres_url)
    with other.connect() as administrator:
        administrator.exec_driver_sql(f"SELECT pg_terminate_backend({ours})")
    other.dispose()
    with database.transaction() as tx:
        assert tx.exec_driver_sql("SELECT pg_backend_pid()").scalar_one() != ours
        cases.save(tx, case(), NOW)
        assert cases.get(tx, case().key) is not None
    database.close()


def test_a_full_disk_says_so_and_loses_nothing(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'resfria.db'}")
    with database.transaction() as tx:
        cases.save(tx, case(), NOW)
    with database.transaction() as tx:
        tx.exec_driver_sql("PRAGMA max_page_count = 1")
    with pytest.raises(StoreError, match="no room left on its disk"), database.transaction() as tx:
        cases.save(tx, case("c2", event_id="x" * 1_000_000), NOW)
    with database.transaction() as tx:
        assert cases.get(tx, "c1") == case()
    database.close()


def test_a_file_that_is_no_database_says_so(tmp_path: Path) -> None:
    (tmp_path / "resfria.db").write_bytes(b"not a database at all, " * 100)
    with pytest.raises(StoreError, match="is no database"):
        open_database(f"sqlite:///{tmp_path / 'resfria.db'}")


def test_a_folder_that_does_not_exist_says_so(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be opened"):
        open_database(f"sqlite:///{tmp_path / 'nowhere' / 'resfria.db'}")


def test_a_read_only_database_says_so(tmp_path: Path) -> None:
    path = tmp_path / "resfria.db"
    open_database(f"sqlite:///{path}").close()
    database = open_database(f"sqlite:///file:{path}?mode=ro&uri=true")
    with pytest.raises(StoreError, match="is read-only"), database.transaction() as tx:
        cases.save(tx, case(), NOW)
    database.close()


def test_a_file_that_is_deleted_under_the_program_says_so_instead_of_losing_what_is_written(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'resfria.db'}")
    (tmp_path / "resfria.db").unlink()
    with pytest.raises(StoreError, match="is gone or was replaced"), database.transaction() as tx:
        cases.save(tx, case(), NOW)
    database.close()


def test_a_file_that_is_replaced_under_the_program_is_not_written_to(tmp_path: Path) -> None:
    for name in ("resfria.db", "backup.db"):
        open_database(f"sqlite:///{tmp_path / name}").close()
    database = open_database(f"sqlite:///{tmp_path / 'resfria.db'}")
    (tmp_path / "backup.db").replace(tmp_path / "resfria.db")
    with pytest.raises(StoreError, match="is gone or was replaced"), database.transaction():
        pass
    database.close()


def test_a_new_file_is_its_owners_alone(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'resfria.db'}")
    with database.transaction() as tx:
        cases.save(tx, case(), NOW)
    assert {path.stat().st_mode & 0o077 for path in tmp_path.glob("resfria.db*")} == {0}
    database.close()


def test_a_relative_path_is_found_again_from_another_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    database = open_database("sqlite:///resfria.db")
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    with database.transaction() as tx:
        assert cases.get(tx, "c1") is None
    database.close()


def test_a_url_of_no_known_kind_says_so() -> None:
    with pytest.raises(StoreError, match=r"database\.url names no database"):
        open_database("paper://cabinet")


def test_the_name_of_a_database_hides_its_password(postgres_url: str) -> None:
    with_password = sa.make_url(postgres_url).set(password="hemligt")
    database = open_database(with_password.render_as_string(hide_password=False))
    assert "hemligt" not in database.name
    database.close()


def _save_good_and_bad(tx: sa.Connection) -> None:
    cases.save(tx, case(), NOW)
    cases.save(tx, case("c2", next_start=NOW.replace(tzinfo=None)), NOW)


def test_one_cycle_at_a_time_may_run_on_a_database(url: str) -> None:
    first, second = open_database(url), open_database(url)
    with first.turn():
        with pytest.raises(StoreError, match="another cycle is running"), second.turn():
            pass
        with second.transaction() as tx:
            cases.save(tx, case(), NOW)
    with second.turn():
        pass
    first.close()
    second.close()

"""Addresses at rest: sealed, found by an index, and sealed anew when the keys change."""

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from cryptography.fernet import Fernet

from resfria_bot.core.types import Cursor, HelpItem, Window
from resfria_bot.errors import StoreError
from resfria_bot.store import cases, help_items, mailboxes, marks, questions, runs, sealing
from resfria_bot.store.database import Database, open_database
from resfria_bot.store.pseudonyms import pseudonyms
from tests.store.samples import ALICE, BOB, NOW, case, question

LINK = f"/users/{ALICE.address}/calendarView/delta?$deltatoken=abc"
FAILURES = {"failures": [{"mailbox": ALICE.address, "error": f"the mailbox {ALICE.address} is gone"}]}
OLD, NEW = (Fernet.generate_key().decode() for _ in range(2))


def fill(database: Database) -> None:
    """Somebody in every table that could name them."""
    with database.transaction() as tx:
        mailboxes.sync_people(tx, [ALICE, BOB], NOW)
        mailboxes.save_cursor(
            tx, Cursor(mailbox=ALICE.address, delta_link=LINK, window=Window(start=NOW, end=NOW)), NOW
        )
        mailboxes.park(tx, BOB.address, NOW, f"{BOB.address} cannot be read")
        cases.save(tx, case(), NOW)
        questions.save(tx, question())
        help_items.open_item(tx, HelpItem(case_key="c1", address=BOB.address, opened_at=NOW))
        marks.put(tx, "inbox", LINK, NOW)
        runs.finish(tx, runs.begin(tx, NOW), FAILURES, NOW)


def assert_filled(database: Database) -> None:
    with database.transaction() as tx:
        alice, bob = mailboxes.all_mailboxes(tx)
        assert (alice.person, bob.person) == (ALICE, BOB)
        assert alice.cursor is not None
        assert alice.cursor.delta_link == LINK
        assert bob.last_error == f"{BOB.address} cannot be read"
        assert cases.of_mailbox(tx, ALICE.address.upper()) == [case()]
        assert questions.of_case(tx, "c1") == [question()]
        assert [item.address for item in help_items.waiting(tx)] == [BOB.address]
        assert marks.get(tx, "inbox") == LINK
        assert runs.last(tx, 1)[0]["report"] == FAILURES


def dump(database: Database) -> str:
    """Every value of every row, as an administrator of the server would see it."""
    with database.transaction() as tx:
        tables = sa.MetaData()
        tables.reflect(tx)
        return "\n".join(str(tuple(row)) for table in tables.sorted_tables for row in tx.execute(sa.select(table)))


def test_no_row_tells_an_address_a_name_or_an_id(database: Database) -> None:
    fill(database)
    told = dump(database)
    assert [word for word in (ALICE.address, BOB.address, "Alice", "@kommun", "deltatoken") if word in told] == []
    assert_filled(database)


def test_what_was_sealed_can_be_read_by_a_program_that_starts_later(url: str) -> None:
    with closing(open_database(url, [OLD])) as first:
        fill(first)
    with closing(open_database(url, [OLD])) as second:
        assert_filled(second)


def test_a_new_first_key_seals_everything_anew_so_that_the_old_one_can_go(url: str) -> None:
    with closing(open_database(url, [OLD])) as database:
        fill(database)
        with database.transaction() as tx:
            alice = pseudonyms(tx)(ALICE.address)
    open_database(url, [NEW, OLD]).close()
    with closing(open_database(url, [NEW])) as database:
        assert_filled(database)
        with database.transaction() as tx:
            assert pseudonyms(tx)(ALICE.address) == alice


def test_a_key_in_the_database_goes_when_the_configuration_gives_one(url: str) -> None:
    with closing(open_database(url)) as database:
        fill(database)
        with database.transaction() as tx:
            assert sealing.keeps_own_key(tx)
    with closing(open_database(url, [NEW])) as database:
        assert_filled(database)
        with database.transaction() as tx:
            assert not sealing.keeps_own_key(tx)


@pytest.mark.parametrize("keys", [[], [NEW]])
def test_a_lost_key_is_said_in_a_sentence_and_harms_nothing(url: str, keys: list[str]) -> None:
    with closing(open_database(url, [OLD])) as database:
        fill(database)
    with pytest.raises(StoreError, match=r"sealed with another key than those given.*privacy\.key_env"):
        open_database(url, keys)
    with closing(open_database(url, [OLD])) as database:
        assert_filled(database)


def test_a_change_of_keys_that_breaks_off_is_done_by_the_next_start(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(open_database(url, [OLD])) as database:
        fill(database)
    with monkeypatch.context() as patched:
        patched.setattr(sealing.Vault, "seal", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            open_database(url, [NEW, OLD])
    with closing(open_database(url, [NEW, OLD])) as database:
        assert_filled(database)


def test_nothing_of_an_old_seal_is_left_in_the_file(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'resfria.db'}"
    with closing(open_database(url)) as database:
        fill(database)
        with database.transaction() as tx:
            own = tx.exec_driver_sql("SELECT value FROM keys WHERE name = 'sealing'").scalar_one()
    open_database(url, [NEW]).close()
    assert own.encode() not in b"".join(path.read_bytes() for path in tmp_path.iterdir())


def test_a_copy_is_sealed_like_the_original(url: str) -> None:
    with closing(open_database(url, [OLD])) as database:
        fill(database)
        with closing(database.copy()) as copy:
            assert_filled(copy)
            assert ALICE.address not in dump(copy)


def test_an_address_that_changes_leaves_nothing_of_the_old_one(database: Database) -> None:
    fill(database)
    new = "alice.ny@kommun.example"
    with database.transaction() as tx:
        mailboxes.follow_moves(tx, [replace(ALICE, address=new), BOB], "{}{}".format)
        assert [case.mailbox for case in cases.of_mailbox(tx, new)] == [new]
        assert cases.of_mailbox(tx, ALICE.address) == []
        assert tx.exec_driver_sql("SELECT count(*) FROM addresses").scalar_one() == 2

"""Who is kept, and who goes."""

from datetime import timedelta

from resfria_bot.store import cases, mailboxes, retention
from resfria_bot.store.database import Database
from tests.store.samples import ALICE, NOW, case

DAY = timedelta(days=1)


def test_who_left_is_forgotten_when_no_case_names_them_but_not_that_they_said_stop(database: Database) -> None:
    with database.transaction() as tx:
        mailboxes.sync_people(tx, [ALICE], NOW)
        mailboxes.stop(tx, ALICE.address, NOW)
        cases.save(tx, case(last_end=NOW), NOW)
        mailboxes.sync_people(tx, [], NOW)
        assert retention.purge(tx, NOW - DAY, "", NOW)["mailboxes"] == 0
        deleted = retention.purge(tx, NOW + DAY, "", NOW)
        assert (deleted["cases"], deleted["mailboxes"], deleted["addresses"]) == (1, 1, 1)
        assert mailboxes.all_mailboxes(tx) == []
        mailboxes.sync_people(tx, [ALICE], NOW)
        assert [mailbox.stopped_at for mailbox in mailboxes.all_mailboxes(tx)] == [NOW]


def test_a_purge_of_nothing_leaves_no_line_in_the_protocol(database: Database) -> None:
    with database.transaction() as tx:
        cases.save(tx, case(), NOW)
        assert not any(retention.purge(tx, NOW, "KS 1", NOW).values())
        assert retention.protocol(tx) == []

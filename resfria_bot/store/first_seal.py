"""A database from before there were seals: everything that names a person is sealed, once, and nothing is lost."""

import json

from sqlalchemy import Connection, select, update

from resfria_bot.store import addresses
from resfria_bot.store.sealing import INDEX, OWN, vault_of
from resfria_bot.store.summary import tallies
from resfria_bot.store.tables import cases, help_items, keys, mailboxes, marks, questions, runs, subscriptions

_STAND_FOR_ADDRESSES = (
    cases.c.mailbox,
    questions.c.asked,
    help_items.c.address,
    subscriptions.c.address,
    tallies.c.organiser,
)
_OF_MAILBOXES = ("person_id", "name", "delta_link", "last_error")


def seal_everything(tx: Connection) -> None:
    """Put an index in place of every address, and a seal in place of whatever else tells who somebody is."""
    vault = vault_of(tx)
    for row in tx.execute(select(mailboxes)).mappings().all():
        sealed = {name: vault.seal(row[name]) for name in _OF_MAILBOXES}
        values = {"address": addresses.enter(tx, row["address"]), **sealed}
        tx.execute(update(mailboxes).where(mailboxes.c.address == row["address"]).values(values))
    for column in _STAND_FOR_ADDRESSES:
        for address in tx.execute(select(column).distinct()).scalars().all():
            index = addresses.enter(tx, address)
            tx.execute(update(column.table).where(column == address).values({column.name: index}))
    for name, value in tx.execute(select(marks.c.name, marks.c.value)).all():
        tx.execute(update(marks).where(marks.c.name == name).values(value=vault.seal(value)))
    for name, value in tx.execute(select(keys.c.name, keys.c.value).where(keys.c.name.not_in((OWN, INDEX)))).all():
        tx.execute(update(keys).where(keys.c.name == name).values(value=vault.seal(value)))
    for number, report in tx.execute(select(runs.c.id, runs.c.report).where(runs.c.finished_at.is_not(None))).all():
        tx.execute(update(runs).where(runs.c.id == number).values(report=vault.seal(json.dumps(report))))

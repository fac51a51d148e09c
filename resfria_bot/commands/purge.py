"""Deleting what has been kept for as long as was decided."""

import argparse
from datetime import UTC, datetime

from resfria_bot import app, show
from resfria_bot.commands import context
from resfria_bot.commands.context import DONE
from resfria_bot.flow import purge as purges
from resfria_bot.store import retention


def purge(options: argparse.Namespace) -> int:
    settings = context.settings(options, "database")
    with app.database(settings, is_copy=options.dry_run) as database:
        deleted = purges.purge(database, app.retention(settings), datetime.now(UTC))
        with database.transaction() as tx:
            protocol = retention.protocol(tx)
    if options.json:
        context.print_json({"deleted": deleted, "protocol": [entry.as_json() for entry in protocol]})
    else:
        print(show.purge(deleted, protocol, is_rehearsal=options.dry_run))
    return DONE

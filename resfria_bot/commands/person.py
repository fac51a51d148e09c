"""The rights of one person under the data protection regulation: what is stored about them, and its erasure."""

import argparse
from datetime import UTC, datetime

from resfria_bot import app, show
from resfria_bot.commands import context
from resfria_bot.commands.context import DONE
from resfria_bot.store import privacy


def export(options: argparse.Namespace) -> int:
    settings = context.settings(options, "database")
    with app.database(settings) as database, database.transaction() as tx:
        context.print_json(privacy.export_person(tx, options.address))
    return DONE


def erase(options: argparse.Namespace) -> int:
    settings = context.settings(options, "database")
    with app.database(settings) as database:
        with database.transaction() as tx:
            done = privacy.erase_person(tx, options.address, datetime.now(UTC))
        database.scrub()
    if options.json:
        context.print_json(done)
    else:
        print(show.erasure(done))
    return DONE


def person(options: argparse.Namespace) -> int:
    return export(options) if options.deed == "export" else erase(options)

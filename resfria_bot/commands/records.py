"""The ledger, and the figures made of it."""

import argparse
import sys
from dataclasses import asdict
from pathlib import Path

from resfria_bot import app, export, show
from resfria_bot.commands import context
from resfria_bot.commands.context import DONE
from resfria_bot.errors import ConfigError
from resfria_bot.store import ledger, reports
from resfria_bot.store.pseudonyms import pseudonyms


def ledger_export(options: argparse.Namespace) -> int:
    settings = context.settings(options, "database")
    if options.format == "xlsx" and not options.output and sys.stdout.isatty():
        raise ConfigError(["--format xlsx needs --output FILE or a redirection: a terminal cannot show a spreadsheet"])
    is_named = options.named and settings.ledger.allow_named
    if options.named and not is_named:
        print("resfria-bot: organisers stay pseudonymous, as ledger.allow_named is not true", file=sys.stderr)
    with app.database(settings) as database, database.transaction() as tx:
        entries = ledger.entries(tx, pseudonym=None if is_named else pseudonyms(tx))
        if options.format == "xlsx":
            content = export.spreadsheet(entries)
            if options.output:
                export.write(content, Path(options.output))
            else:
                sys.stdout.buffer.write(content)
            return DONE
        lines = export.csv_lines(entries) if options.format == "csv" else export.json_lines(entries)
        if options.output:
            export.write_lines(lines, Path(options.output))
            return DONE
        for line in lines:
            print(line)
    return DONE


def report(options: argparse.Namespace) -> int:
    if options.last < options.first:
        raise ConfigError([f"--to {options.last} should not be before --from {options.first}"])
    settings = context.settings(options, "organisation", "database")
    with app.database(settings) as database, database.transaction() as tx:
        totals = reports.totals(tx, options.first, options.last, options.by, settings.organisation.time_zone)
    if options.format == "json":
        context.print_json([asdict(total) for total in totals])
    elif options.format == "csv":
        print("\n".join(export.total_lines(totals)))
    else:
        print(show.totals(totals, options.by, settings.organisation.language))
    return DONE

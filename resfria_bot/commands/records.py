"""The ledger, and the figures made of it."""

import argparse
import json
import sys
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from resfria_bot import app, columns, export, handout, show
from resfria_bot.commands import context
from resfria_bot.commands.context import DONE
from resfria_bot.core.suppression import Cut
from resfria_bot.errors import ConfigError
from resfria_bot.settings import Settings
from resfria_bot.store import figures, ledger, overview, reports
from resfria_bot.store.overview import Overview
from resfria_bot.store.pseudonyms import pseudonyms
from resfria_bot.web import paper


def ledger_export(options: argparse.Namespace) -> int:
    settings = context.settings(options, "database")
    _refuse_on_terminal(options)
    is_named = options.named and settings.ledger.allow_named
    if options.named and not is_named:
        print("resfria-bot: organisers stay pseudonymous, as ledger.allow_named is not true", file=sys.stderr)
    with app.database(settings) as database, database.transaction() as tx:
        entries = ledger.entries(tx, pseudonym=None if is_named else pseudonyms(tx))
        if options.format == "xlsx":
            return _hand_out(export.spreadsheet(entries), options.output)
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
    if options.format in ("xlsx", "html"):
        return _document(options, settings)
    with app.database(settings) as database, database.transaction() as tx:
        totals = reports.totals(tx, options.first, options.last, options.by, settings.organisation.time_zone)
    if options.format == "json":
        text = json.dumps([asdict(total) for total in totals], ensure_ascii=False, indent=2)
    elif options.format == "csv":
        text = "\n".join(export.total_lines(totals))
    else:
        text = show.totals(totals, options.by, settings.organisation.language)
    if options.output:
        export.write_lines([text], Path(options.output))
    else:
        print(text)
    return DONE


def _document(options: argparse.Namespace, settings: Settings) -> int:
    """A report to hand on: small groups are left out of it as they are from the pages, and its months are whole."""
    _refuse_on_terminal(options)
    now = datetime.now(UTC)
    with app.database(settings) as database, database.transaction() as tx:
        figures.refresh(tx, settings.organisation.time_zone, now)
        found = overview.read(tx, Cut(), f"{options.first:%Y-%m}", f"{options.last:%Y-%m}")
    if found.months and not _is_whole(found, options):
        shown = columns.period(found.months)
        print(f"resfria-bot: the report is of {shown}: of whole months, each with enough people", file=sys.stderr)
    divisions = (options.by,) if options.by else tuple(columns.DIVISIONS)
    found = replace(found, tables={name: lines for name, lines in found.tables.items() if name in divisions})
    if options.format == "html":
        return _hand_out(paper.report(found, settings, now).encode(), options.output)
    return _hand_out(handout.spreadsheet(found, settings.organisation.language, divisions), options.output)


def _is_whole(found: Overview, options: argparse.Namespace) -> bool:
    """Is the period of the report the one that was asked for, to the day?"""
    after = options.last + timedelta(days=1)
    months = (f"{options.first:%Y-%m}", f"{options.last:%Y-%m}")
    return options.first.day == after.day == 1 and (found.months[0], found.months[-1]) == months


def _refuse_on_terminal(options: argparse.Namespace) -> None:
    if options.format == "xlsx" and not options.output and sys.stdout.isatty():
        raise ConfigError(["--format xlsx needs --output FILE or a redirection: a terminal cannot show a spreadsheet"])


def _hand_out(content: bytes, output: str | None) -> int:
    if output:
        export.write(content, Path(output))
    else:
        sys.stdout.buffer.write(content)
    return DONE

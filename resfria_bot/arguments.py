"""The commands and their options, as they are typed."""

import argparse
from collections.abc import Callable
from datetime import UTC, date, datetime

from resfria_bot.setup.answers import QUESTIONS
from resfria_bot.store import reports

#: Years that a rehearsal may act in.
YEARS = (2000, 2199)


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} should be ISO 8601, as 2027-01-11T08:00:00Z") from error
    if not YEARS[0] <= moment.year <= YEARS[1]:
        raise argparse.ArgumentTypeError(f"{text!r} should be a moment in the years {YEARS[0]} to {YEARS[1]}")
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _port(text: str) -> int:
    if not text.isdigit() or int(text) > 65_535:
        raise argparse.ArgumentTypeError(f"{text!r} should be a port from 0 (any that is free) to 65535")
    return int(text)


def _count(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} should be a whole number from 1")
    return int(text)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} should be a date, as 2027-01-31") from error


def parser() -> argparse.ArgumentParser:
    """The commands and their options."""
    root = argparse.ArgumentParser(
        prog="resfria-bot",
        description="Asks one question before anybody gets into a car: does this meeting need you there?",
    )
    root.add_argument("--config", metavar="FILE", help="configuration (TOML); else RESFRIA_CONFIG names it")
    anywhere = argparse.ArgumentParser(add_help=False)
    anywhere.add_argument("--config", default=argparse.SUPPRESS, help=argparse.SUPPRESS)
    root.add_argument("--log", choices=("console", "json"), default="console", help="how to log, on stderr")
    commands = root.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, text: str) -> argparse.ArgumentParser:
        added: argparse.ArgumentParser = commands.add_parser(name, help=text, description=text, parents=[anywhere])
        added.set_defaults(command=name)
        return added

    _add_tenant_commands(add)
    _add_offline_commands(add)
    _add_privacy_commands(add, anywhere)
    export_parser = add("ledger", "the conversion log").add_subparsers(required=True, metavar="WHAT")
    exported = export_parser.add_parser("export", help="every recorded meeting, one record each", parents=[anywhere])
    exported.add_argument("--format", choices=("jsonl", "csv", "xlsx"), default="jsonl")
    exported.add_argument("--output", metavar="FILE", help="write there instead of printing")
    exported.add_argument(
        "--named", action="store_true", help="show organisers' addresses, if the configuration allows"
    )
    summed = add("report", "managers' figures: what was saved, and what is expected")
    summed.add_argument("--from", dest="first", type=_day, required=True, metavar="DATE")
    summed.add_argument("--to", dest="last", type=_day, required=True, metavar="DATE", help="included")
    summed.add_argument("--by", choices=reports.GROUPINGS)
    summed.add_argument("--format", choices=("table", "json", "csv", "xlsx", "html"), default="table")
    summed.add_argument("--output", metavar="FILE", help="write there instead of printing")
    played = add("demo", "the whole loop on the built-in sandbox tenant")
    played.add_argument("--json", action="store_true", help="print the summary as JSON and exit")
    played.add_argument("--no-browser", action="store_true", help="do not offer pages after the summary")
    add("sandbox", "only the sandbox tenant, until stopped").add_argument("--port", type=_port, default=0)
    return root


_Add = Callable[[str, str], argparse.ArgumentParser]


def _add_tenant_commands(add: _Add) -> None:
    run = add("run", "one full cycle: read, assess, ask, read answers, convert, record")
    run.add_argument("--accept-group", action="store_true", help="the scope group is right, though most have left it")
    run.add_argument("--dry-run", action="store_true", help="write nothing, and say what would be done")
    run.add_argument("--now", type=_moment, metavar="ISO8601", help="act as if it were that moment")
    run.add_argument("--json", action="store_true", help="print the report as JSON")
    add("daemon", "the cycle on a schedule, in one process, until SIGTERM")
    add("worker", "shares the cycles with other workers through a queue in PostgreSQL, until SIGTERM")
    first = add("init", "a commented configuration, and scripts that register the application with the least rights")
    first.add_argument("file", nargs="?", default="resfria.toml", metavar="FILE", help="its name (resfria.toml)")
    first.add_argument("--yes", action="store_true", help="ask nothing: what is not given is filled in later")
    for question in QUESTIONS:
        name = f"--{question.option.replace('_', '-')}"
        first.add_argument(name, dest=question.option, metavar="TEXT", help=question.text)
    ready = add("check", "is this installation ready?")
    ready.add_argument("--json", action="store_true")
    ready.add_argument(
        "--permissions", action="store_true", help="print the least permissions for these settings; contacts nobody"
    )
    hosts = add("hosts", "hosts outside that people travel to most, and a letter to one of them")
    hosts.add_argument("--top", type=_count, default=20, metavar="N", help="so many of them (20)")
    hosts.add_argument("--letter", metavar="DOMAIN", help="print the letter to this host instead")
    hosts.add_argument("--json", action="store_true")
    packed = add("teams-app", "the app for Teams, for an administrator to upload")
    packed.add_argument("file", metavar="FILE.zip", help="where to write it")
    pages = add("web", "the pages: answers, the managers' log, my own page, guides; until SIGTERM")
    pages.add_argument("--local", action="store_true", help="print a link that signs in once, at this machine alone")
    why = add("why", "what happened to a meeting, and why; reads only the database")
    why.add_argument("name", metavar="EVENT-OR-CASE", help="a case, a meeting_id of the ledger, an event id or iCalUId")
    why.add_argument("--json", action="store_true")


def _add_offline_commands(add: _Add) -> None:
    assess = add("assess", "Graph events in, one assessment a line out")
    assess.add_argument("file", nargs="?", default="-", metavar="FILE.jsonl", help="one event a line; - for stdin")
    assess.add_argument("--explain", action="store_true", help="print reasons as a person would read them")
    scan = add("scan", "an exported calendar: which meetings could be online, and what that would save")
    scan.add_argument("files", nargs="+", metavar="FILE.ics")
    scan.add_argument("--home", metavar="TOWN", help="where you start from; else the first site of the configuration")
    scan.add_argument("--json", action="store_true")
    reckon = add("estimate", "the what-if calculator: trips to km, hours, SEK and kg CO2e")
    reckon.add_argument("--scenario", metavar="FILE.json", help="lines as the contract describes them; - for stdin")
    reckon.add_argument("--trip", action="append", metavar='"3/week 125 km car"', help="may be repeated")
    reckon.add_argument("--from", dest="origin", metavar="PLACE")
    reckon.add_argument("--to", dest="destination", action="append", metavar="PLACE", help="may be repeated")
    reckon.add_argument("--weeks", type=float, help="weeks a year")
    reckon.add_argument("--people", type=int, help="people on each trip")
    reckon.add_argument("--json", action="store_true")


def _add_privacy_commands(add: _Add, anywhere: argparse.ArgumentParser) -> None:
    deeds = add("person", "the data protection rights of one person").add_subparsers(required=True, metavar="WHAT")
    for deed, text in (("export", "everything that is stored about a person, as JSON"), ("erase", "erase a person")):
        person = deeds.add_parser(deed, help=text, parents=[anywhere])
        person.add_argument("address", metavar="ADDRESS")
        person.add_argument("--json", action="store_true")
        person.set_defaults(deed=deed)
    purge = add("purge", "delete what was kept for privacy.retention_months, and print the protocol")
    purge.add_argument("--dry-run", action="store_true", help="delete nothing, and say what would go")
    purge.add_argument("--json", action="store_true")
    documents = add("privacy", "record of processing, impact assessment, information and union negotiation, filled in")
    documents.add_argument("folder", metavar="FOLDER", help="where to write them")
    documents.add_argument("--language", choices=("sv", "en"), help="else organisation.language")
    add("backup", "all of the database in one file, while others work").add_argument("file", metavar="FILE")
    restore = add("restore", "put a backup in place of the database")
    restore.add_argument("file", metavar="FILE")
    restore.add_argument("--force", action="store_true", help="replace what is in the database")
    add("key", "a new key for privacy.key_env")

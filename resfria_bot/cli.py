"""The command `resfria-bot`: the only place that prints or picks exit codes.

0: done. 1: could not do it, and stderr says why in one sentence. 2: wrong usage or configuration, naming the key.
"""

import argparse
import json
import os
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

import structlog

from resfria_bot import app, demo, export, log, offline, show
from resfria_bot.arguments import parser
from resfria_bot.core import scenario
from resfria_bot.core.assess import Judge
from resfria_bot.core.estimate import estimate
from resfria_bot.core.types import Organisation, Place
from resfria_bot.errors import ConfigError, ResfriaError
from resfria_bot.flow.check import check
from resfria_bot.flow.report import Report
from resfria_bot.run import daemon
from resfria_bot.sandbox.configuration import SECRET_NAME
from resfria_bot.settings import EVERYTHING, Settings, load
from resfria_bot.store import ledger, reports
from resfria_bot.store.pseudonyms import pseudonyms

DONE, FAILED, WRONG = 0, 1, 2
#: For commands that need no configuration.
NOBODY = Organisation(name="", domains=())


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    options = parser().parse_args(arguments)
    log.configure(json=options.log == "json")
    try:
        code = _COMMANDS[options.command](options)
        sys.stdout.flush()
        return code
    except ConfigError as error:
        for problem in error.problems:
            print(f"resfria-bot: {problem}", file=sys.stderr)
        return WRONG
    except ResfriaError as error:
        print(f"resfria-bot: {error}", file=sys.stderr)
        return FAILED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except OSError as error:
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115 - what could not be written is not tried again at exit
        print(
            f"resfria-bot: it stopped at the system: {error.strerror or error}; mend that and run again",
            file=sys.stderr,
        )
        return FAILED
    except KeyboardInterrupt:
        print("resfria-bot: stopped", file=sys.stderr)
        return FAILED


# --- one cycle, many cycles, and whether they can be run --------------------------------------------------------------


def _run(options: argparse.Namespace) -> int:
    with app.opened(_settings(options), dry_run=options.dry_run) as opened:
        report = _timed_cycle(opened, options.now or datetime.now(UTC))
    if options.json:
        _print_json(report.as_json())
    else:
        print(show.report(report, is_rehearsal=options.dry_run))
    return DONE


def _timed_cycle(opened: app.App, now: datetime) -> Report:
    begun = time.monotonic()
    report = opened.cycle(now)
    report.seconds = time.monotonic() - begun
    return report


def _daemon(options: argparse.Namespace) -> int:
    settings = _settings(options)
    stop = threading.Event()
    daemon.on_signal(stop)
    with app.opened(settings, stop=stop) as opened:

        def cycle() -> None:
            with log.context(run_id=datetime.now(UTC).strftime("%Y%m%dT%H%M%S")):
                try:
                    report = _timed_cycle(opened, datetime.now(UTC))
                except ResfriaError as error:
                    structlog.get_logger("daemon").error("cycle_failed", reason=str(error))
                    return
                structlog.get_logger("daemon").info("cycle_done", **report.as_json())

        daemon.serve(cycle, settings.bot.interval_minutes, datetime.now(UTC), stop)
    return DONE


def _check(options: argparse.Namespace) -> int:
    settings = _settings(options)
    findings = []
    with app.opened(settings, dry_run=True) as opened:
        for finding in check(opened.desk, opened.tokens, settings.bot.mode, datetime.now(UTC)):
            findings.append(finding)
            if not options.json:
                print(show.finding(finding))
    if options.json:
        _print_json([{"item": f.item, "ok": f.ok, "text": f.text} for f in findings])
    return DONE if all(finding.ok for finding in findings) else FAILED


# --- judging and reckoning without a tenant ---------------------------------------------------------------------------


def _assess(options: argparse.Namespace) -> int:
    judge = Judge(_settings(options, "organisation").organisation_facts())
    with _binary(options.file) as lines:
        for record in offline.assess_lines(lines, judge):
            print(show.explained(record) if options.explain else json.dumps(record, ensure_ascii=False))
    return DONE


def _scan(options: argparse.Namespace) -> int:
    facts = _settings(options, "organisation").organisation_facts() if _config_path(options) else None
    found = offline.scan([Path(name) for name in options.files], facts, _home(options.home, facts))
    for problem in found.problems:
        print(f"resfria-bot: {problem}", file=sys.stderr)
    if options.json:
        _print_json(found.as_json())
    else:
        print(show.scan(found))
    return FAILED if found.has_unreadable else DONE


def _home(name: str | None, facts: Organisation | None) -> Place | None:
    """Where the owner of a calendar sits: the town named, else our first site."""
    if not name:
        site = facts.sites[0] if facts and facts.sites else None
        return Place(site.town or site.name, site.latitude, site.longitude) if site else None
    home = app.locator(facts or NOBODY)(name)
    if home is None:
        raise ConfigError([f'--home "{name}" is no town that is known: try the nearest larger one'])
    return home


def _estimate(options: argparse.Namespace) -> int:
    settings = _settings(options, "organisation") if _config_path(options) else None
    facts = settings.organisation_facts() if settings else NOBODY
    policy = app.travel_policy(settings) if settings else None
    result = estimate(_scenario(options), app.locator(facts), policy)
    if options.json:
        _print_json(result)
    else:
        print(show.estimate(result))
    return DONE


def _scenario(options: argparse.Namespace) -> object:
    if not options.scenario:
        return scenario.from_options(
            options.trip or (), options.origin, options.destination or (), weeks=options.weeks, people=options.people
        )
    with _binary(options.scenario) as file:
        try:
            return json.load(file)
        except ValueError as error:
            raise ConfigError([f"{options.scenario} should be a JSON object with lines, but is no JSON"]) from error


# --- the ledger, and the sandbox --------------------------------------------------------------------------------------


def _ledger_export(options: argparse.Namespace) -> int:
    settings = _settings(options, "database")
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


def _report(options: argparse.Namespace) -> int:
    if options.last < options.first:
        raise ConfigError([f"--to {options.last} should not be before --from {options.first}"])
    settings = _settings(options, "organisation", "database")
    with app.database(settings) as database, database.transaction() as tx:
        totals = reports.totals(tx, options.first, options.last, options.by, settings.organisation.time_zone)
    if options.format == "json":
        _print_json([asdict(total) for total in totals])
    elif options.format == "csv":
        print("\n".join(export.total_lines(totals)))
    else:
        print(show.totals(totals, options.by, settings.organisation.language))
    return DONE


def _demo(options: argparse.Namespace) -> int:
    with show.Weeks(sys.stderr) as weeks:
        summary = demo.play(weeks.step)
    if options.json:
        _print_json(summary.as_json())
    else:
        print(show.demo(summary))
    return DONE


def _sandbox(options: argparse.Namespace) -> int:
    stop = threading.Event()
    daemon.on_signal(stop)
    with demo.standing(options.port) as (server, text):
        print(show.sandbox(server.base_url, SECRET_NAME, server.tenant.client_secret, text), flush=True)
        stop.wait()
    return DONE


# --- arguments --------------------------------------------------------------------------------------------------------


def _config_path(options: argparse.Namespace) -> Path | None:
    name = options.config or os.environ.get("RESFRIA_CONFIG")
    return Path(name) if name else None


def _settings(options: argparse.Namespace, *needs: str) -> Settings:
    settings = load(_config_path(options), os.environ, needs or EVERYTHING)
    for secret in (settings.graph.client_secret, settings.graph.certificate_passphrase):
        log.hide(secret)
    return settings


def _binary(name: str) -> BinaryIO:
    if name == "-":
        return sys.stdin.buffer
    try:
        return Path(name).open("rb")
    except OSError as error:
        raise ResfriaError(f"{name} cannot be read ({error.strerror}): check its name and rights") from error


def _print_json(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2))


_COMMANDS: Mapping[str, Callable[[argparse.Namespace], int]] = {
    "run": _run,
    "daemon": _daemon,
    "check": _check,
    "assess": _assess,
    "scan": _scan,
    "estimate": _estimate,
    "ledger": _ledger_export,
    "report": _report,
    "demo": _demo,
    "sandbox": _sandbox,
}

"""One cycle, many cycles, and whether they can be run."""

import argparse
import threading
import time
from datetime import UTC, datetime

import structlog

from resfria_bot import app, log, show
from resfria_bot.commands import context
from resfria_bot.commands.context import DONE, FAILED
from resfria_bot.errors import ResfriaError
from resfria_bot.flow.check import check as look
from resfria_bot.flow.report import Report
from resfria_bot.run import daemon as schedule


def run(options: argparse.Namespace) -> int:
    with app.opened(context.settings(options), dry_run=options.dry_run) as opened:
        report = _timed_cycle(opened, options.now or datetime.now(UTC))
    if options.json:
        context.print_json(report.as_json())
    else:
        print(show.report(report, is_rehearsal=options.dry_run))
    return DONE


def _timed_cycle(opened: app.App, now: datetime) -> Report:
    begun = time.monotonic()
    report = opened.cycle(now)
    report.seconds = time.monotonic() - begun
    return report


def daemon(options: argparse.Namespace) -> int:
    settings = context.settings(options)
    stop = threading.Event()
    schedule.on_signal(stop)
    with app.opened(settings, stop=stop) as opened:

        def cycle() -> None:
            with log.context(run_id=datetime.now(UTC).strftime("%Y%m%dT%H%M%S")):
                try:
                    report = _timed_cycle(opened, datetime.now(UTC))
                except ResfriaError as error:
                    structlog.get_logger("daemon").error("cycle_failed", reason=str(error))
                    return
                structlog.get_logger("daemon").info("cycle_done", **report.as_json())

        schedule.serve(cycle, settings.bot.interval_minutes, datetime.now(UTC), stop)
    return DONE


def check(options: argparse.Namespace) -> int:
    settings = context.settings(options)
    findings = []
    with app.opened(settings, dry_run=True) as opened:
        for finding in look(opened.desk, opened.tokens, opened.desk.rollout.furthest, datetime.now(UTC)):
            findings.append(finding)
            if not options.json:
                print(show.finding(finding))
    if options.json:
        context.print_json([{"item": f.item, "ok": f.ok, "text": f.text} for f in findings])
    return DONE if all(finding.ok for finding in findings) else FAILED

"""One cycle, and many cycles."""

import argparse
import os
import sys
import threading
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime

from resfria_bot import app, show
from resfria_bot.commands import context
from resfria_bot.commands.context import DONE
from resfria_bot.errors import ConfigError
from resfria_bot.flow import directory
from resfria_bot.graph.pace import pace_of
from resfria_bot.run import surplus
from resfria_bot.run.daemon import Daemon, on_signal
from resfria_bot.run.listener import listening
from resfria_bot.run.shift import Shift, timed_cycle
from resfria_bot.run.systemd import Systemd


def run(options: argparse.Namespace) -> int:
    settings = context.settings(options)
    pace = None if options.now or options.dry_run else pace_of(settings.bot.mailbox, settings.graph.base_url)
    with app.opened(settings, dry_run=options.dry_run, pace=pace) as opened:
        now = options.now or datetime.now(UTC)
        if options.accept_group:
            directory.accept(opened.desk, now)
        surplus.tell(opened)
        report = timed_cycle(opened, now)
    if options.json:
        context.print_json(report.as_json())
    else:
        print(show.report(report, is_rehearsal=options.dry_run))
    return DONE


def daemon(options: argparse.Namespace) -> int:
    stop, again = threading.Event(), threading.Event()
    on_signal(stop, again)
    shift = Shift(lambda: context.settings(options), lambda: datetime.now(UTC), stop)
    with _listening(shift):
        is_clean = Daemon(shift, Systemd(os.environ), stop, again).run()
    if not is_clean:
        sys.stderr.flush()
        os._exit(DONE)  # a thread that waits for Graph would hold the process back; the next start settles its request
    return DONE


def _listening(shift: Shift) -> AbstractContextManager[object]:
    """The daemon's own answers to whoever watches it, if the settings name a port."""
    settings = shift.settings
    if not settings.daemon.listen_port:
        return nullcontext()
    try:
        from resfria_bot.web import watching
    except ModuleNotFoundError as error:
        raise ConfigError(["daemon.listen_port needs more packages: pip install 'resfria-bot[web]'"]) from error
    routes = watching.routes(lambda: shift.settings, lambda: shift.database, lambda: datetime.now(UTC))
    return listening(settings.web.host, settings.daemon.listen_port, routes)

"""The program without a tenant of one's own: the demo and the sandbox."""

import argparse
import sys
import threading
import webbrowser
from datetime import UTC, datetime

from resfria_bot import app, show
from resfria_bot import demo as story
from resfria_bot.commands import context
from resfria_bot.commands.context import DONE
from resfria_bot.commands.web import standing
from resfria_bot.errors import ConfigError
from resfria_bot.run.daemon import on_signal
from resfria_bot.sandbox.configuration import SECRET_NAME


def demo(options: argparse.Namespace) -> int:
    with show.Weeks(sys.stderr) as weeks:
        summary = story.play(weeks.step)
    if options.json:
        context.print_json(summary.as_json())
        return DONE
    print(show.demo(summary), flush=True)
    if not options.no_browser:
        _offer_pages(summary)
    return DONE


def _offer_pages(summary: story.Summary) -> None:
    """The managers' log in the browser until Ctrl-C, by the clock of the story."""
    begun, settings = datetime.now(UTC), summary.settings
    stop = threading.Event()
    on_signal(stop)
    try:
        with (
            app.opened(settings) as opened,
            standing(settings, opened, None, lambda: summary.ended_at + (datetime.now(UTC) - begun), 0) as (_, link),
        ):
            print(f"The managers' log: {link(summary.busiest)}\n(it signs in once; Ctrl-C ends it)", flush=True)
            if sys.stdin.isatty():
                webbrowser.open(link(summary.busiest))
            stop.wait()
    except ConfigError as error:
        print(f"resfria-bot: {error}", file=sys.stderr)


def sandbox(options: argparse.Namespace) -> int:
    stop = threading.Event()
    on_signal(stop)
    with story.standing(options.port) as (server, text):
        print(show.sandbox(server.base_url, SECRET_NAME, server.tenant.client_secret, text), flush=True)
        stop.wait()
    return DONE

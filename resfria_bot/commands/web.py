"""The pages: answers, the log, everybody's own page, and what is told to whoever watches."""

import argparse
import sys
from datetime import UTC, datetime

from resfria_bot import app
from resfria_bot.commands import context
from resfria_bot.commands.context import DONE
from resfria_bot.errors import ConfigError
from resfria_bot.graph.visitors import Visitors
from resfria_bot.settings import Settings
from resfria_bot.settings.keys import is_loopback
from resfria_bot.web.pages import everything
from resfria_bot.web.serving import listening
from resfria_bot.web.signin import LocalLinks, SignIn


def web(options: argparse.Namespace) -> int:
    """Serve the pages until stopped."""
    settings = context.settings(options)
    _refuse_open_door(settings)
    with app.opened(settings, dry_run=False) as opened:
        visitors = Visitors(settings.credential(), opened.desk.people)
        links = LocalLinks(_now)
        pages = everything(settings, opened.desk.database, SignIn(visitors, links), _now)
        with listening(pages, settings.web.host, settings.web.port) as serving:
            print(f"The pages are at {serving.address}", file=sys.stderr)
            if is_loopback(settings.web.host) and options.local:
                print(f"Open this once, within five minutes: {serving.address}/local/{links.make()}", flush=True)
            serving.wait()
    return DONE


def _refuse_open_door(settings: Settings) -> None:
    if not is_loopback(settings.web.host) and not settings.web.public_url.startswith("https://"):
        raise ConfigError(
            [
                f"web.host {settings.web.host} is open to others, so web.public_url should begin with https://: "
                "set it to the address of the proxy before the pages"
            ]
        )


def _now() -> datetime:
    return datetime.now(UTC)

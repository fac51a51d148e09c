"""The pages: answers, the log, everybody's own page, and what is told to whoever watches."""

import argparse
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from resfria_bot import app
from resfria_bot.commands import context
from resfria_bot.commands.context import DONE
from resfria_bot.errors import ConfigError
from resfria_bot.graph.visitors import Visitors
from resfria_bot.run.daemon import on_signal
from resfria_bot.settings import Settings
from resfria_bot.settings.keys import is_loopback


def web(options: argparse.Namespace) -> int:
    """Serve the pages until stopped."""
    settings = context.settings(options)
    _refuse_open_door(settings)
    if options.local and not is_loopback(settings.web.host):
        raise ConfigError(["--local is for this machine alone: web.host should be 127.0.0.1"])
    stop = threading.Event()
    on_signal(stop)
    with app.opened(settings) as opened:
        visitors = Visitors(settings.credential(), opened.desk.people)
        with standing(settings, opened, visitors, lambda: datetime.now(UTC), settings.web.port) as (address, link):
            print(f"The pages are at {address}", file=sys.stderr)
            if options.local:
                print(f"Open this within five minutes; it signs in once: {link('')}", flush=True)
            stop.wait()
    return DONE


@contextmanager
def standing(
    settings: Settings, opened: app.App, visitors: Visitors | None, clock: Callable[[], datetime], port: int
) -> Iterator[tuple[str, Callable[[str], str]]]:
    """The pages while the block runs: their address, and what makes a link that signs somebody in, once.

    Raises `ConfigError` when the packages for pages are not installed, or the port is taken.
    """
    try:
        from resfria_bot.web.pages import everything
        from resfria_bot.web.serving import listening
        from resfria_bot.web.signin import LocalLinks, SignIn
    except ModuleNotFoundError as error:
        raise ConfigError(["the pages need more packages: pip install 'resfria-bot[web]'"]) from error
    links = LocalLinks(clock)
    pages = everything(settings, opened.desk.database, SignIn(visitors, links), clock)
    with listening(pages, settings.web.host, port) as serving:
        yield serving.address, lambda who: f"{serving.address}/local/{links.make(who)}"


def _refuse_open_door(settings: Settings) -> None:
    if not is_loopback(settings.web.host) and not settings.web.public_url.startswith("https://"):
        raise ConfigError(
            [
                f"web.host {settings.web.host} is open to others, so web.public_url should begin with https://: "
                "set it to the address of the proxy before the pages"
            ]
        )

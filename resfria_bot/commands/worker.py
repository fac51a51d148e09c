"""One of several processes that share the cycles of a large tenant."""

import argparse
import os
import sys
import threading
from datetime import UTC, datetime

from resfria_bot.commands import context
from resfria_bot.commands.context import DONE
from resfria_bot.errors import ConfigError
from resfria_bot.run.daemon import on_signal
from resfria_bot.run.systemd import Systemd


def worker(options: argparse.Namespace) -> int:
    settings = context.settings(options)
    if not settings.database.url.startswith("postgresql"):
        raise ConfigError(["database.url should name a PostgreSQL database, which workers can share; else use daemon"])
    try:
        from resfria_bot.run.worker import Worker
    except ModuleNotFoundError as error:
        raise ConfigError(["worker needs more packages: pip install 'resfria-bot[postgres]'"]) from error
    stop = threading.Event()
    on_signal(stop)
    is_clean = Worker(settings, lambda: datetime.now(UTC), Systemd(os.environ), stop).run()
    if not is_clean:
        sys.stderr.flush()
        os._exit(DONE)  # a thread that waits for Graph would hold the process back; another worker settles its request
    return DONE

"""A worker as a process of its own, hasty and at a fixed moment: `python -m tests.run.hand CONFIGURATION MOMENT`."""

import os
import sys
import threading
from datetime import datetime
from pathlib import Path

from resfria_bot import log
from resfria_bot.run import queue
from resfria_bot.run.daemon import on_signal
from resfria_bot.run.systemd import Systemd
from resfria_bot.run.worker import Worker
from resfria_bot.settings import load

if __name__ == "__main__":
    path, moment = Path(sys.argv[1]), datetime.fromisoformat(sys.argv[2])
    queue.HEARTBEAT_SECONDS, queue.STALLED_SECONDS, queue.CONNECT_SECONDS = 0.5, 4.0, 2
    log.configure(json=True)
    stop = threading.Event()
    on_signal(stop)
    is_clean = Worker(load(path, os.environ), lambda: moment, Systemd({}), stop).run()
    os._exit(0 if is_clean else 3)

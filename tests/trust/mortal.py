"""A process that dies: it runs cycles as the command does, and kills itself at the points that it is told to."""

import os
import random
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import FrameType
from typing import Any

import requests
from sqlalchemy.engine.default import DefaultDialect

from resfria_bot import app
from resfria_bot.settings import load

#: Files that only carry a commit or a request out; the point is named after whoever wanted it.
_CARRIERS = ("store/database.py", "graph/client.py", "graph/batch.py", "tests/trust/mortal.py")


@dataclass(frozen=True, slots=True)
class Orders:
    """What one life of the process does, and when it ends before its time.

    `deaths` is a file with a line for each point at which some life has ended. With `at_each_point` every point kills
    once; `share` of all commits and writes kill at random.
    """

    configuration: Path
    secret: tuple[str, str]
    now: datetime
    deaths: Path
    at_each_point: bool
    share: float = 0.0
    seed: int = 0


def live(orders: Orders) -> None:
    """One cycle without failures; dies by SIGKILL at the first point where nobody has died yet, or at random."""
    _Reaper(orders).lie_in_wait()
    settings = load(orders.configuration, dict([orders.secret]))
    with app.opened(settings) as opened:
        report = opened.cycle(orders.now)
    assert not report.failures, report.failures


class _Reaper:
    def __init__(self, orders: Orders) -> None:
        self._orders = orders
        self._random = random.Random(orders.seed)
        self._known = set(orders.deaths.read_text("utf-8").splitlines()) if orders.deaths.exists() else set()

    def lie_in_wait(self) -> None:
        """Stand before and after every commit, and before and after every write to the tenant."""
        self._stand_at(DefaultDialect, "do_commit", lambda *_: True)
        self._stand_at(requests.Session, "send", lambda _session, request: request.method in ("PATCH", "POST"))

    def _stand_at(self, owner: Any, name: str, is_deadly: Callable[..., bool]) -> None:
        whole = getattr(owner, name)

        def guarded(*arguments: Any, **options: Any) -> Any:
            if not is_deadly(*arguments):
                return whole(*arguments, **options)
            point = _point()
            self._reap(f"before {name} {point}")
            result = whole(*arguments, **options)
            self._reap(f"after {name} {point}")
            return result

        setattr(owner, name, guarded)

    def _reap(self, point: str) -> None:
        is_new = self._orders.at_each_point and point not in self._known
        if not is_new and self._random.random() >= self._orders.share:
            return
        with self._orders.deaths.open("a", encoding="utf-8") as deaths:
            deaths.write(f"{point}\n")
        os.kill(os.getpid(), signal.SIGKILL)


def _point() -> str:
    """The line of ours that wanted the commit or the request."""
    frame: FrameType | None = sys._getframe()
    while frame is not None:
        file = frame.f_code.co_filename.replace("\\", "/")
        if "/resfria_bot/" in file and not file.endswith(_CARRIERS):
            return f"{file.rpartition('/resfria_bot/')[2]}:{frame.f_lineno}"
        frame = frame.f_back
    return "outside"

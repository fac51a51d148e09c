"""A month of daemon time in a process of its own: the tenant stays outside, so that only the program is measured."""

import gc
import multiprocessing
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.connection import Connection
from pathlib import Path

from resfria_bot import log
from resfria_bot.run.shift import Shift
from resfria_bot.settings import load

_FORK = multiprocessing.get_context("forkserver")


@dataclass(frozen=True, slots=True)
class Size:
    """What the process holds after a cycle: memory in kB, open files, connections among them, and threads."""

    memory_kb: int
    files: int
    sockets: int
    threads: int


@dataclass(frozen=True, slots=True)
class Order:
    """What to do next: a cycle at a moment, before it perhaps a reload of the configuration."""

    now: datetime
    reloads: bool = False


class Month:
    """The daemon at the other end of a pipe."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe

    def cycle(self, order: Order) -> Size:
        """Let it do a cycle; what it holds afterwards."""
        self._pipe.send(order)
        size: Size = self._pipe.recv()
        return size


@contextmanager
def month(configuration: Path, secret: tuple[str, str], now: datetime) -> Iterator[Month]:
    """A daemon that lives until the block ends."""
    ours, theirs = _FORK.Pipe()
    process = _FORK.Process(target=_live, args=(theirs, configuration, secret, now))
    process.start()
    theirs.close()
    try:
        yield Month(ours)
    finally:
        ours.close()
        process.join(20)
        assert process.exitcode == 0, f"the daemon ended with {process.exitcode}"


def _live(pipe: Connection, configuration: Path, secret: tuple[str, str], now: datetime) -> None:
    log.configure(json=True, level="CRITICAL")
    clock = [now]
    shift = Shift(lambda: load(configuration, dict([secret])), lambda: clock[0], threading.Event())
    shift.open()
    while True:
        try:
            order: Order = pipe.recv()
        except EOFError:
            break
        clock[0] = order.now
        if order.reloads:
            shift.reload()
        shift.tick()
        gc.collect()
        pipe.send(_size())
    shift.close(10)


def _size() -> Size:
    status = Path("/proc/self/status").read_text("utf-8")
    memory = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    files = []
    for name in os.listdir("/proc/self/fd"):
        try:
            files.append(os.readlink(f"/proc/self/fd/{name}"))
        except OSError:
            continue  # the listing itself
    sockets = sum(file.startswith("socket:") for file in files)
    return Size(int(memory.split()[1]), len(files), sockets, threading.active_count())

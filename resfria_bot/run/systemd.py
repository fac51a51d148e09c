"""What systemd is told through its socket: ready, reloading, stopping, alive. Without systemd nothing is said."""

import os
import socket
import time
from collections.abc import Mapping


class Systemd:
    """Speaks sd_notify(3). `watchdog_seconds`: how often there must be a sign of life; None: nobody waits for one."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        name = environ.get("NOTIFY_SOCKET", "")
        self._address = f"\0{name[1:]}" if name.startswith("@") else name  # an abstract socket begins with a zero
        self.watchdog_seconds = _watchdog_seconds(environ)

    def ready(self) -> None:
        """The work has begun, or goes on after a reload."""
        self._say("READY=1")

    def reloading(self) -> None:
        """The configuration is being read again."""
        self._say(f"RELOADING=1\nMONOTONIC_USEC={time.monotonic_ns() // 1000}")

    def stopping(self) -> None:
        """The work in hand is being finished."""
        self._say("STOPPING=1")

    def alive(self) -> None:
        """There is progress."""
        self._say("WATCHDOG=1")

    def _say(self, text: str) -> None:
        if not self._address:
            return
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
            try:
                channel.sendto(text.encode(), self._address)
            except OSError:
                return  # a supervisor that does not listen is no reason to stop working


def _watchdog_seconds(environ: Mapping[str, str]) -> float | None:
    microseconds = environ.get("WATCHDOG_USEC", "")
    is_meant = environ.get("WATCHDOG_PID", "") in ("", str(os.getpid()))
    return int(microseconds) / 1_000_000 if microseconds.isdecimal() and is_meant else None

"""The gate that all requests pass: one back-off deadline shared by every thread, and one for each busy mailbox."""

import threading
import time

from resfria_bot.errors import Stopped


class Gate:
    """Deadlines before which no request may leave. A stop opens no gate: whoever waits gets `Stopped` at once."""

    def __init__(self, stop: threading.Event | None = None) -> None:
        self.stop = stop or threading.Event()
        self._lock = threading.Lock()
        self._opens_at = 0.0
        self._mailboxes: dict[str, float] = {}

    def hold(self, seconds: float, mailbox: str = "") -> None:
        """Let nothing through for `seconds`; for one mailbox only when it is named. Never shortens a longer hold."""
        until = time.monotonic() + seconds
        with self._lock:
            if mailbox:
                self._mailboxes[mailbox] = max(until, self._mailboxes.get(mailbox, 0.0))
            else:
                self._opens_at = max(until, self._opens_at)

    def delay(self, mailbox: str = "") -> float:
        """Seconds until a request to this mailbox may leave; 0 when it may leave now."""
        now = time.monotonic()
        with self._lock:
            opens_at = max(self._opens_at, self._mailboxes.get(mailbox, 0.0))
            if mailbox in self._mailboxes and self._mailboxes[mailbox] <= now:
                del self._mailboxes[mailbox]
        return max(0.0, opens_at - now)

    def wait(self, mailbox: str = "") -> None:
        """Return when the gate is open; raises `Stopped` as soon as the program is asked to stop."""
        while (seconds := self.delay(mailbox)) > 0:
            self.pause(seconds)
        if self.stop.is_set():
            raise Stopped

    def pause(self, seconds: float) -> None:
        """Sleep, but wake with `Stopped` as soon as the program is asked to stop."""
        if self.stop.wait(seconds):
            raise Stopped

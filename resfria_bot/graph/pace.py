"""How fast messages leave one mailbox: Exchange lets a sender go at 30 a minute and holds back or refuses the rest."""

import threading
import time
from collections import deque
from collections.abc import Callable
from urllib.parse import urlsplit

from resfria_bot.graph.address import is_loopback

#: Exchange Online, sending limits: messages a minute from one mailbox.
PER_MINUTE = 30
MINUTE_SECONDS = 60.0


def pace_of(mailbox: str, base_url: str) -> "Pace | None":
    """The pace of the bot's mailbox; None for a tenant on this machine, which is no Exchange and lets anybody hurry."""
    return None if is_loopback(urlsplit(base_url).hostname or "") else Pace(mailbox)


class Pace:
    """Lets at most `per_minute` messages leave in any sixty seconds. Shared by threads; `clock` counts in seconds."""

    def __init__(
        self, mailbox: str, *, per_minute: int = PER_MINUTE, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._mailbox = mailbox.lower()
        self._clock = clock
        self._left = deque[float](maxlen=per_minute)  #: when each of the last ones left
        self._per_minute = per_minute
        self._lock = threading.Lock()

    def sends(self, mailbox: str, method: str) -> bool:
        """Does such a request make the mailbox send something? Every write to it may."""
        return method != "GET" and mailbox.lower() == self._mailbox

    def remember(self, count: int) -> None:
        """So many left within the last minute, before this process: they count as if they had left now."""
        with self._lock:
            self._left.extend([self._clock()] * count)

    def take(self) -> float:
        """Seconds until one more may leave; 0.0 when it may now, and then it is counted."""
        with self._lock:
            now = self._clock()
            while self._left and self._left[0] <= now - MINUTE_SECONDS:
                self._left.popleft()
            if len(self._left) >= self._per_minute:
                return self._left[0] + MINUTE_SECONDS - now
            self._left.append(now)
            return 0.0

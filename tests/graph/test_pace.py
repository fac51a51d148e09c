"""How fast messages leave the bot's mailbox."""

import threading

from resfria_bot.graph import writes
from resfria_bot.graph.client import Client
from resfria_bot.graph.pace import Pace, pace_of
from resfria_bot.graph.request import Request, user_path

from .service import Purse, Reply, Service

BOT = "bot@k.example"


class Clock:
    """Seconds that pass only when told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_thirty_leave_at_once_and_the_next_waits_until_a_minute_after_the_first() -> None:
    clock = Clock()
    pace = Pace(BOT, clock=clock)
    for _ in range(30):
        assert pace.take() == 0.0
    clock.now += 20
    assert pace.take() == 40.0
    clock.now += 40
    assert pace.take() == 0.0


def test_never_do_more_than_thirty_leave_within_any_minute() -> None:
    clock = Clock()
    pace = Pace(BOT, clock=clock)
    left: list[float] = []
    while len(left) < 200:
        if pace.take() == 0.0:
            left.append(clock.now)
        clock.now += 0.7
    assert all(later - earlier >= 60 for earlier, later in zip(left, left[30:], strict=False))


def test_what_left_before_a_restart_counts() -> None:
    pace = Pace(BOT, clock=Clock())
    pace.remember(30)
    assert pace.take() == 60.0


def test_only_writes_to_the_bots_mailbox_are_counted() -> None:
    pace = Pace(BOT)
    assert pace.sends("Bot@K.example", "POST")
    assert not pace.sends(BOT, "GET")
    assert not pace.sends("anna@k.example", "PATCH")


def test_a_client_waits_before_it_sends_too_much(service: Service) -> None:
    service.tell("POST", f"/users/{BOT}/events", Reply(201, {}))
    clock = Clock()
    waited: list[float] = []

    class Stop(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            waited.append(timeout or 0.0)
            clock.now += timeout or 0.0
            return False

    request = Request(method="POST", path=user_path(BOT, "events"), deed="ask", mailbox=BOT, body={})
    pace = Pace(BOT, per_minute=2, clock=clock)
    with Client(Purse(), service.base_url, writes=writes.ALL, stop=Stop(), pace=pace) as client:
        for _ in range(4):
            client.send(request)
    assert waited == [60.0]
    assert len(service.alone("POST")) == 4


def test_a_tenant_on_this_machine_is_not_kept_waiting() -> None:
    assert pace_of(BOT, "http://127.0.0.1:8401/v1.0") is None
    assert pace_of(BOT, "https://graph.microsoft.com/v1.0") is not None

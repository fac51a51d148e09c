"""The gate that all requests pass."""

import threading
import time

import pytest

from resfria_bot.errors import Stopped
from resfria_bot.graph.gate import Gate


def test_an_open_gate_lets_through_at_once() -> None:
    assert Gate().delay() == 0.0


def test_a_held_gate_holds_every_mailbox() -> None:
    gate = Gate()
    gate.hold(30)
    assert gate.delay("anna@k.example") > 29


def test_a_held_mailbox_holds_no_other() -> None:
    gate = Gate()
    gate.hold(30, "anna@k.example")
    assert gate.delay("anna@k.example") > 29
    assert gate.delay("bo@k.example") == 0.0
    assert gate.delay() == 0.0


def test_a_shorter_hold_does_not_shorten_a_longer_one() -> None:
    gate = Gate()
    gate.hold(30)
    gate.hold(1)
    assert gate.delay() > 29


def test_a_held_gate_opens_again() -> None:
    gate = Gate()
    gate.hold(0.05, "anna@k.example")
    started = time.monotonic()
    gate.wait("anna@k.example")
    assert time.monotonic() - started >= 0.05
    assert gate.delay("anna@k.example") == 0.0


def test_a_stop_ends_a_wait_at_once() -> None:
    stop = threading.Event()
    gate = Gate(stop)
    gate.hold(60)
    threading.Timer(0.05, stop.set).start()
    started = time.monotonic()
    with pytest.raises(Stopped):
        gate.wait()
    assert time.monotonic() - started < 5


def test_nothing_leaves_after_a_stop_even_through_an_open_gate() -> None:
    gate = Gate()
    gate.stop.set()
    with pytest.raises(Stopped):
        gate.wait()

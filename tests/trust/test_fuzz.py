"""Nonsense from outside: payloads of Graph and calendar files, mangled at random, are told apart and never crash."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from resfria_bot.core.assess import Judge
from resfria_bot.core.types import Changes, Cursor, Failure, Organisation, Window
from resfria_bot.graph import writes
from resfria_bot.graph.calendars import Calendars
from resfria_bot.graph.client import Client
from resfria_bot.ics import default_window, read_calendar
from resfria_bot.offline import assess_lines
from tests.graph.service import Purse, Reply, Service, serving

FIXTURES = Path(__file__).parent.parent / "fixtures"
EVENTS = [json.loads(path.read_text("utf-8")) for path in sorted((FIXTURES / "graph").glob("*.json"))]
CALENDARS = [path.read_bytes() for path in sorted((FIXTURES / "ics").glob("*.ics"))]
JUDGE = Judge(Organisation(name="Kungälvs kommun", domains=("kungalv.example",)))
WINDOW = Window(start=datetime(2026, 1, 1, tzinfo=UTC), end=datetime(2028, 1, 1, tzinfo=UTC))
ANNA = "anna@kungalv.example"

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)  # JSON has no others
    | st.text(max_size=40)
    | st.sampled_from(["0001-01-01T00:00:00Z", "2027-02-30T25:61:00.0000000", "9999-12-31T23:59:59.9999999", "\ud800"])
)
NONSENSE = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4)
)
#: A page is always an object: what is none counts as broken off, and is asked for again with growing waits.
PAGES = st.fixed_dictionaries(
    {}, optional={"value": NONSENSE, "@odata.deltaLink": NONSENSE, "@odata.nextLink": NONSENSE, "error": NONSENSE}
)
MANY = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
FEW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def mangled_events(draw: st.DrawFn) -> Any:
    """A real payload in which a few values, at any depth, are something else."""
    event = json.loads(json.dumps(draw(st.sampled_from(EVENTS))))
    for _ in range(draw(st.integers(1, 4))):
        where = draw(st.sampled_from(_places(event)))
        where(draw(NONSENSE))
    return event


def _places(value: Any) -> list[Callable[[Any], None]]:
    """A setter for every value inside."""
    found: list[Callable[[Any], None]] = []
    pairs = list(value.items()) if isinstance(value, dict) else list(enumerate(value))
    for key, inner in pairs:
        found.append(lambda new, key=key: value.__setitem__(key, new))  # type: ignore[misc]
        if isinstance(inner, dict | list):
            found.extend(_places(inner))
    return found or [lambda _: None]


@MANY
@given(st.lists(mangled_events() | NONSENSE, min_size=1, max_size=4))
def test_every_line_of_nonsense_gets_a_record_of_its_own(values: list[Any]) -> None:
    lines = [json.dumps(value).encode() for value in values]
    records = list(assess_lines(lines, JUDGE))
    assert len(records) == len(lines)
    for record in records:
        assert json.loads(json.dumps(record)) == record
        assert ("error" in record) != ("flag" in record)


@MANY
@given(st.binary(max_size=200))
def test_bytes_that_are_no_json_are_an_error_in_their_place(line: bytes) -> None:
    assert len(list(assess_lines([line], JUDGE))) == 1


@pytest.fixture(scope="module")
def wires() -> Any:
    """A service that answers with what a test puts into it, and a client for it."""
    with (
        serving() as service,
        Client(Purse(), service.base_url, writes=writes.NONE, workers=1, timeout_seconds=5) as client,
    ):
        yield service, client


@FEW
@given(items=st.lists(mangled_events() | NONSENSE, max_size=3), page=st.none() | PAGES)
def test_a_page_of_nonsense_is_changes_or_a_failure(wires: tuple[Service, Client], items: list[Any], page: Any) -> None:
    service, client = wires
    link = f"{service.base_url}/users/{ANNA}/calendarView/delta?$deltatoken=x"
    body = page if page is not None else {"value": items, "@odata.deltaLink": link}
    service.replace("GET", f"/users/{ANNA}/calendarView/delta", Reply(200, _sendable(body)))
    results = list(Calendars(client).changes([Cursor(mailbox=ANNA, delta_link="", window=WINDOW)]))
    assert len(results) == 1
    assert isinstance(results[0], Changes | Failure)
    if isinstance(results[0], Failure):
        assert "\n" not in str(results[0].error)


def _sendable(value: Any) -> Any:
    """JSON as a server could send it: half surrogates cannot leave as UTF-8."""
    return json.loads(json.dumps(value).encode("utf-8", "replace"))


@st.composite
def mangled_calendars(draw: st.DrawFn) -> bytes:
    """A calendar file with lines left out, doubled, swapped, or bytes put in."""
    lines = draw(st.sampled_from(CALENDARS)).splitlines(keepends=True)
    for _ in range(draw(st.integers(1, 5))):
        at = draw(st.integers(0, max(len(lines) - 1, 0)))
        match draw(st.sampled_from(["drop", "double", "swap", "bytes", "cut"])):
            case "drop" if lines:
                del lines[at]
            case "double" if lines:
                lines.insert(at, lines[at])
            case "swap" if lines:
                lines[at], lines[0] = lines[0], lines[at]
            case "bytes":
                lines.insert(at, draw(st.binary(max_size=30)) + b"\r\n")
            case "cut" if lines:
                lines[at] = lines[at][: len(lines[at]) // 2] + b"\r\n"
            case _:
                pass
    return b"".join(lines)


@MANY
@given(mangled_calendars())
def test_a_mangled_calendar_gives_meetings_and_sentences(data: bytes) -> None:
    window = default_window(data)
    events, problems = read_calendar(data, None, window, "Europe/Stockholm")
    assert all(event.start <= event.end for event in events)
    assert all("\n" not in problem for problem in problems)
    for event in events:
        JUDGE.assess(event)

"""Logs, as they come out on stderr."""

import json
import logging
import warnings
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from resfria_bot import log
from resfria_bot.errors import TryLater

JWT = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl"


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    """The process's logging as it was before the test."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.captureWarnings(False)
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()


@pytest.fixture
def lines(capsys: pytest.CaptureFixture[str]) -> "Lines":
    log.configure(json=True, level="INFO", key=b"a key of the test's own")
    return Lines(capsys)


class Lines:
    """What was logged since the last look."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def all(self) -> list[dict[str, Any]]:
        written = self._capsys.readouterr()
        assert written.out == ""
        return [json.loads(line) for line in written.err.splitlines()]

    def only(self) -> dict[str, Any]:
        (line,) = self.all()
        return line


def test_a_line_is_json_with_its_keys(lines: Lines) -> None:
    structlog.get_logger("resfria_bot.flow").info("cycle.done", mailboxes=3, place="Skövde")

    line = lines.only()
    assert (line["event"], line["mailboxes"], line["place"]) == ("cycle.done", 3, "Skövde")
    assert (line["level"], line["logger"]) == ("info", "resfria_bot.flow")
    assert line["timestamp"].endswith("Z")


def test_lines_for_the_console_are_readable(capsys: pytest.CaptureFixture[str]) -> None:
    log.configure(json=False, level="INFO")

    structlog.get_logger("x").warning("mailbox.parked", minutes=5)

    err = capsys.readouterr().err
    assert "mailbox.parked" in err
    assert "minutes=5" in err


def test_a_line_of_the_standard_library_looks_the_same(lines: Lines) -> None:
    logging.getLogger("resfria_bot.graph").warning("waited %s s", 3, extra={"attempt": 2})

    line = lines.only()
    assert (line["event"], line["level"], line["attempt"]) == ("waited 3 s", "warning", 2)


def test_the_run_is_named_on_every_line_inside_it(lines: Lines) -> None:
    with log.context(run_id="r1"):
        structlog.get_logger("x").info("a")
        logging.getLogger("y").info("b")
    structlog.get_logger("x").info("c")

    assert [line.get("run_id") for line in lines.all()] == ["r1", "r1", None]


def test_what_lies_below_the_level_is_not_written(lines: Lines) -> None:
    structlog.get_logger("x").debug("a")

    assert lines.all() == []


@pytest.mark.parametrize("library", ["msal", "apscheduler.scheduler", "alembic.runtime"])
def test_other_libraries_speak_only_of_trouble(lines: Lines, library: str) -> None:
    logging.getLogger(library).info("chatter")
    logging.getLogger(library).warning("trouble")

    assert lines.only()["event"] == "trouble"


def test_each_new_try_of_a_connection_is_not_told_but_its_errors_are(lines: Lines) -> None:
    logging.getLogger("urllib3.connectionpool").warning("Retrying")
    logging.getLogger("urllib3.connectionpool").error("trouble")

    assert lines.only()["event"] == "trouble"


@pytest.mark.parametrize(
    "text",
    [
        f"Authorization: Bearer {JWT}",
        "authorization: bearer opaque-token-0123456789",
        f"token {JWT} refused",
        "body access_token=secretvalue123&x=1",
        '{"client_secret": "secretvalue123"}',
        "cannot open postgresql+psycopg://bot:secretvalue123@db/resfria",
    ],
)
def test_a_token_is_never_written(lines: Lines, text: str) -> None:
    structlog.get_logger("x").info(text, header=text, nested={"deep": [text]})

    written = json.dumps(lines.only())
    for secret in (JWT, "opaque-token", "secretvalue123"):
        assert secret not in written
    assert written.count("[hidden]") >= 3


def test_what_was_hidden_is_never_written(lines: Lines) -> None:
    log.hide("p@ss w/ö")

    structlog.get_logger("x").info("sent p@ss w/ö", body="secret=p%40ss+w%2F%C3%B6", url="?p=p%40ss%20w%2F%C3%B6")

    line = lines.only()
    assert (line["event"], line["body"], line["url"]) == ("sent [hidden]", "secret=[hidden]", "?p=[hidden]")


def test_hiding_nothing_hides_nothing(lines: Lines) -> None:
    log.hide("")

    structlog.get_logger("x").info("plain")

    assert lines.only()["event"] == "plain"


def test_an_address_is_written_as_a_pseudonym(lines: Lines) -> None:
    structlog.get_logger("x").info("asked Anna.Öberg@kungalv.example.", mailbox="anna.öberg@kungalv.example")

    line = lines.only()
    assert line["mailbox"] == log.pseudonym("ANNA.ÖBERG@kungalv.example")
    assert line["event"] == f"asked {line['mailbox']}."


def test_a_pseudonym_depends_on_the_key() -> None:
    log.configure(json=True, key=b"one")
    one = log.pseudonym("a@b.example")
    log.configure(json=True, key=b"two")

    assert log.pseudonym("a@b.example") != one


def test_an_address_inside_a_key_is_hidden_too(lines: Lines) -> None:
    structlog.get_logger("x").info("a", counts={"anna@kungalv.example": 3})

    assert lines.only()["counts"] == {log.pseudonym("anna@kungalv.example"): 3}


def test_our_own_error_is_written_as_its_sentence(lines: Lines) -> None:
    try:
        raise TryLater("Graph is busy: the next cycle tries again")
    except TryLater:
        structlog.get_logger("x").exception("cycle.failed")

    line = lines.only()
    assert line["error"] == "Graph is busy: the next cycle tries again"
    assert "Traceback" not in json.dumps(line)


def test_a_foreign_error_is_written_without_its_message_and_trace(lines: Lines) -> None:
    try:
        raise KeyError("Lönesamtal med Anna")
    except KeyError:
        logging.getLogger("apscheduler.executors").exception("Job failed")

    line = lines.only()
    assert line["error"].startswith("KeyError (tests/test_log.py:")
    assert "Lönesamtal" not in json.dumps(line, ensure_ascii=False)
    assert "Traceback" not in json.dumps(line)


def test_an_error_given_as_a_value_keeps_its_message_to_itself(lines: Lines) -> None:
    structlog.get_logger("x").warning("a", why=ValueError("Lönesamtal"), ours=TryLater("soon"))

    line = lines.only()
    assert (line["why"], line["ours"]) == ("ValueError", "soon")


def test_a_console_line_holds_no_trace_either(capsys: pytest.CaptureFixture[str]) -> None:
    log.configure(json=False)
    try:
        raise KeyError("Lönesamtal")
    except KeyError:
        structlog.get_logger("x").exception("failed")

    err = capsys.readouterr().err
    assert "KeyError (tests/test_log.py:" in err
    assert "Traceback" not in err
    assert "Lönesamtal" not in err


def test_a_warning_becomes_a_line(lines: Lines) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn("old way", DeprecationWarning, stacklevel=1)

    assert "old way" in lines.only()["event"]


def test_a_line_that_cannot_be_formatted_is_not_shown_raw(capsys: pytest.CaptureFixture[str]) -> None:
    log.configure(json=True)

    structlog.get_logger("other").warning("Lönesamtal", thing=Unsayable())

    assert capsys.readouterr().err == "a line of other could not be written: RuntimeError\n"


class Unsayable:
    """Cannot be made a text of."""

    def __str__(self) -> str:
        raise RuntimeError("no words")

    def __repr__(self) -> str:
        return "Unsayable()"

"""Logs to stderr: one line an event, with the run it belongs to, without tokens, secrets, addresses or tracebacks."""

import hashlib
import hmac
import logging
import re
import secrets
import sys
from collections.abc import Iterator, Mapping, MutableMapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import quote, quote_plus

import structlog

from resfria_bot.errors import ResfriaError

_LOUD = ("alembic", "apscheduler", "msal", "procrastinate", "psycopg.pool", "requests", "sqlalchemy", "uvicorn.access")
_BEARER = re.compile(r"\b(bearer|basic)\s+[\w.~+/=-]{8,}", re.IGNORECASE)
_JWT = re.compile(r"\beyJ[\w-]{5,}\.[\w-]+(\.[\w-]*)?")
_FIELD = re.compile(
    r"(?P<name>\b(?:access_token|refresh_token|id_token|client_secret|client_assertion|password|sig)"
    r"[\"']?\s*[=:]\s*[\"']?)[^\s&\"',;}]+",
    re.IGNORECASE,
)
_CREDENTIALS = re.compile(r"(?<=://)[^/\s@:]+:[^/\s@]+(?=@)")
_ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(?:\.[\w-]+)+")
_HIDDEN = "[hidden]"


class _Discretion:
    """What must not be said, and the key that addresses are hidden with."""

    def __init__(self) -> None:
        self.secrets: tuple[str, ...] = ()
        self.key = secrets.token_bytes(32)


_discretion = _Discretion()


class _Stderr(logging.Handler):
    """Writes to whatever stderr is at the moment, so that a replaced or closed one does no harm."""

    def emit(self, record: logging.LogRecord) -> None:
        """One line; a record that cannot be formatted is named but not shown, since the default would show it raw."""
        try:
            line = self.format(record)
        except Exception as error:
            line = f"a line of {record.name} could not be written: {type(error).__name__}"
        with suppress(OSError, ValueError):
            print(line, file=sys.stderr)


def configure(json: bool, level: str | int = "INFO", *, key: bytes | None = None) -> None:
    """Send all logs to stderr, as JSON or for the console.

    `key` keys the pseudonyms of addresses; without one they hold for this process only.
    """
    if key:
        _discretion.key = key
    before: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.stdlib.ExtraAdder(),
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *before,
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    handler = _Stderr()
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=before, processors=_last_steps(json)))
    root = logging.getLogger()
    root.handlers[:] = [each for each in root.handlers if not isinstance(each, _Stderr)] + [handler]
    root.setLevel(level)
    logging.captureWarnings(True)
    for name in _LOUD:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.getLogger("urllib3").setLevel(logging.ERROR)  # it warns of each new try, and we say it if none succeeds


def hide(value: str) -> None:
    """Never let this value into a log, as it is or as part of a URL."""
    if value:
        forms = {value, quote(value, safe=""), quote_plus(value), *_discretion.secrets}
        _discretion.secrets = tuple(sorted(forms, key=len, reverse=True))


def pseudonym(address: str) -> str:
    """A stable stand-in for a mail address, from a keyed hash: whoever lacks the key cannot test a guess."""
    digest = hmac.digest(_discretion.key, address.strip().lower().encode(), hashlib.sha256)
    return f"person-{digest.hex()[:12]}"


@contextmanager
def context(**names: str) -> Iterator[None]:
    """Add these names, such as `run_id`, to every line logged inside, in this thread."""
    with structlog.contextvars.bound_contextvars(**names):
        yield


def _last_steps(json: bool) -> list[structlog.typing.Processor]:
    render: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False, default=str)
        if json
        else structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
    )
    return [structlog.stdlib.ProcessorFormatter.remove_processors_meta, _name_error, _redact, render]


def _name_error(_: object, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """In place of a traceback: our own sentence, or for a foreign error only its type and where it arose."""
    event.pop("stack_info", None)
    given = event.pop("exc_info", None)
    if given is True:
        given = sys.exc_info()
    error = given[1] if isinstance(given, tuple) else given
    if isinstance(error, BaseException):
        event["error"] = str(error) if isinstance(error, ResfriaError) else _origin(error)
    return event


def _origin(error: BaseException) -> str:
    """ "ValueError (flow/scan.py:88)": a foreign message could hold anything, even the subject of a meeting."""
    last: TracebackType | None = error.__traceback__
    while last and last.tb_next:
        last = last.tb_next
    if not last:
        return type(error).__name__
    path = Path(last.tb_frame.f_code.co_filename)
    return f"{type(error).__name__} ({path.parent.name}/{path.name}:{last.tb_lineno})"


def _redact(_: object, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {name: _clean(value) for name, value in event.items()}


def _clean(value: object) -> object:
    if isinstance(value, bool | int | float | None):
        return value
    if isinstance(value, Mapping):
        return {str(_clean(str(name))): _clean(each) for name, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_clean(each) for each in value]
    if isinstance(value, BaseException):
        return _clean(str(value) if isinstance(value, ResfriaError) else _origin(value))
    return _clean_text(value if isinstance(value, str) else str(value))


def _clean_text(text: str) -> str:
    for secret in _discretion.secrets:
        text = text.replace(secret, _HIDDEN)
    text = _JWT.sub(_HIDDEN, text)
    text = _BEARER.sub(lambda found: f"{found[1]} {_HIDDEN}", text)
    text = _FIELD.sub(lambda found: found["name"] + _HIDDEN, text)
    text = _CREDENTIALS.sub(_HIDDEN, text)
    return _ADDRESS.sub(lambda found: pseudonym(found[0]), text)

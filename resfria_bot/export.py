"""The ledger as records for other programs: JSON lines, CSV or a spreadsheet."""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import fields
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from resfria_bot.core.types import LedgerEntry, Total
from resfria_bot.errors import ConfigError, ResfriaError

FIELDS = tuple(field.name for field in fields(LedgerEntry))


def record(entry: LedgerEntry) -> dict[str, object]:
    """One entry with the names of the contract; times in UTC as ISO 8601."""
    return {name: _plain(getattr(entry, name)) for name in FIELDS}


def json_lines(entries: Iterable[LedgerEntry]) -> Iterator[str]:
    """One JSON object a line."""
    for entry in entries:
        yield json.dumps(record(entry), ensure_ascii=False)


def csv_lines(entries: Iterable[LedgerEntry]) -> Iterator[str]:
    """A header, then one line for each entry. A text that a spreadsheet would take for a formula is defused."""
    yield _csv_line(FIELDS)
    for entry in entries:
        yield _csv_line([harmless(value) for value in record(entry).values()])


def total_lines(totals: Iterable[Total]) -> Iterator[str]:
    """The lines of a report as CSV."""
    names = tuple(field.name for field in fields(Total))
    yield _csv_line(names)
    for total in totals:
        yield _csv_line([harmless(getattr(total, name)) for name in names])


def spreadsheet(entries: Iterable[LedgerEntry]) -> bytes:
    """An XLSX file with real numbers and times. Raises `ConfigError` where the extra `web` is not installed."""
    content = io.BytesIO()
    with spreadsheet_library().Workbook(content, {"constant_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("ledger")
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        sheet.write_row(0, 0, FIELDS)
        for row, entry in enumerate(entries, start=1):
            for column, name in enumerate(FIELDS):
                value = getattr(entry, name)
                if isinstance(value, datetime):
                    sheet.write_datetime(row, column, value.replace(tzinfo=None), moment)
                elif value is not None:
                    sheet.write(row, column, _plain(value))
    return content.getvalue()


def spreadsheet_library() -> Any:
    """The module that writes spreadsheets. Raises `ConfigError` where the extra `web` is not installed."""
    try:
        import xlsxwriter
    except ModuleNotFoundError as error:
        raise ConfigError(["--format xlsx needs the extra web: pip install 'resfria-bot[web]'"]) from error
    return xlsxwriter


def harmless(value: object) -> object:
    """The value as a spreadsheet may read it: a text that it would take for a formula is defused."""
    return f"'{value}" if isinstance(value, str) and value[:1] in "=+-@\t\r" and value else value


def write(content: bytes, path: Path) -> None:
    """Write a file, or say in one sentence why not."""
    try:
        path.write_bytes(content)
    except OSError as error:
        raise ResfriaError(f"{path} cannot be written ({error.strerror}): choose another with --output") from error


def write_lines(lines: Iterable[str], path: Path) -> None:
    """Write lines to a file, or say in one sentence why not."""
    try:
        with path.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(f"{line}\n" for line in lines)
    except OSError as error:
        raise ResfriaError(f"{path} cannot be written: choose another file with --output") from error


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    return value.value if isinstance(value, StrEnum) else value


def _csv_line(values: Iterable[object]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="").writerow(values)
    return buffer.getvalue()

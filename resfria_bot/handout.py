"""Files of what may be shown, to hand on: CSV as Swedish Excel opens it, a spreadsheet, and JSON."""

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from babel.numbers import format_decimal

from resfria_bot.columns import COLUMNS, DIVISIONS, Row, factor_rows, group_name, period, table_rows
from resfria_bot.core.language import translate
from resfria_bot.core.suppression import DEPARTMENT, SMALL
from resfria_bot.core.types import Tally, Total
from resfria_bot.export import harmless, spreadsheet_library
from resfria_bot.store.overview import Overview

#: What every file and page says of its figures.
NOTE = (
    "All figures are estimates: nobody has counted who stayed at home. Groups of fewer than {small} people, and "
    "departments of fewer than {department}, are not shown by themselves."
)
_EVERYTHING = tuple(DIVISIONS)
#: Of a tally: what the report has too. The steps from asked to converted stay on their page.
_NAMES = tuple(field.name for field in fields(Total) if field.name in {other.name for other in fields(Tally)})
_WIDE = 24


def note(language: str) -> str:
    """The sentence that goes with all figures."""
    return translate(NOTE, language).format(small=SMALL, department=DEPARTMENT)


def csv_file(overview: Overview, language: str, divisions: tuple[str, ...] = _EVERYTHING) -> bytes:
    """UTF-8 with a mark of it, semicolons between, and in Swedish a decimal comma; months as ISO 8601."""
    content = io.StringIO()
    writer = csv.writer(content, delimiter=";", lineterminator="\r\n")
    writer.writerow([translate(text, language) for text in ("Divided by", "Group", *(c.head for c in COLUMNS))])
    for row in table_rows(overview, language, divisions):
        figures = [_written(column.of(row.tally), language) for column in COLUMNS]
        writer.writerow([_division(row, language), harmless(row.group), *figures])
    return content.getvalue().encode("utf-8-sig")


def json_file(overview: Overview, language: str, divisions: tuple[str, ...] = _EVERYTHING) -> bytes:
    """The figures under the names that the report gives them; a line without group is what is too small to show."""
    found: dict[str, Any] = {"period": period(overview.months), "note": note(language), **_figures(overview.total)}
    for name in divisions:
        if name == "month":
            found[name] = [{"group": period(span), **_figures(tally)} for span, tally in overview.trend]
        elif name in overview.tables:
            found[name] = [{"group": line.value, **_figures(line.tally)} for line in overview.tables[name]]
    return json.dumps(found, ensure_ascii=False, indent=2).encode()


def spreadsheet(overview: Overview, language: str, divisions: tuple[str, ...] = _EVERYTHING) -> bytes:
    """An XLSX file: one sheet of figures for each division, one of definitions, and one of factors."""
    content = io.BytesIO()
    with spreadsheet_library().Workbook(content, {"in_memory": True, "strings_to_formulas": False}) as book:
        bold = book.add_format({"bold": True})
        number = {0: book.add_format({"num_format": "#,##0"}), 1: book.add_format({"num_format": "#,##0.0"})}
        rows = list(table_rows(overview, language, divisions))
        for division in ("", *(name for name in divisions if any(row.division == name for row in rows))):
            sheet = book.add_worksheet(translate(DIVISIONS.get(division, "All"), language))
            sheet.freeze_panes(1, 1)
            sheet.set_column(0, len(COLUMNS), _WIDE)
            sheet.write_row(0, 0, [translate(t, language) for t in ("Group", *(c.head for c in COLUMNS))], bold)
            for line, row in enumerate((row for row in rows if row.division == division), start=1):
                sheet.write_string(line, 0, row.group)
                for place, column in enumerate(COLUMNS, start=1):
                    sheet.write_number(line, place, column.of(row.tally), number[column.decimals])
        _write_definitions(book, bold, overview, language)
        _write_factors(book, bold, language)
    return content.getvalue()


def _write_definitions(book: Any, bold: Any, overview: Overview, language: str) -> None:
    heads = ("Column", "Meaning", "Unit", "Source")
    lines = [(column.head, column.meaning, column.unit, column.source) for column in COLUMNS]
    texts = [[translate(text, language) for text in line] for line in (heads, *lines)]
    chosen = [group_name(value, language) for value in overview.cut.values if value is not None]
    about = [[translate("Period", language), period(overview.months)], [translate("Chosen", language), *chosen]]
    _write_texts(book.add_worksheet(translate("Definitions", language)), bold, [*texts, [], *about, [note(language)]])


def _write_factors(book: Any, bold: Any, language: str) -> None:
    """The factors that the program comes with; an organisation may have its own on top, which the ledger names."""
    heads = [translate(text, language) for text in ("Factor", "Value", "Unit", "Year", "Source")]
    _write_texts(book.add_worksheet(translate("Factors", language)), bold, [heads, *factor_rows()])


def _write_texts(sheet: Any, bold: Any, lines: Sequence[Sequence[object]]) -> None:
    sheet.set_column(0, 4, _WIDE)
    for number, line in enumerate(lines):
        for place, value in enumerate(line):
            write = sheet.write_string if isinstance(value, str) else sheet.write_number
            write(number, place, value, *([bold] if number == 0 else []))


def _division(row: Row, language: str) -> str:
    return translate(DIVISIONS.get(row.division, "All"), language)


def _figures(tally: Tally) -> dict[str, float]:
    return {name: getattr(tally, name) for name in _NAMES}


def _written(value: float, language: str) -> str:
    """Without signs between thousands, which a spreadsheet would take for text."""
    return format_decimal(value, "0.#", "sv_SE" if language == "sv" else "en_GB")

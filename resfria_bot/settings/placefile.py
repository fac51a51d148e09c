"""The file of an organisation's own places: CSV with the columns name, latitude, longitude, aliases ("|" between)."""

import csv
from pathlib import Path

from resfria_bot.core.types import Place

_COLUMNS = ("name", "latitude", "longitude", "aliases")


def read(path: Path, key: str) -> tuple[tuple[Place, ...], list[str]]:
    """The places of the file and, for each line that is wrong, a sentence that names `key`, the file and the line."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file, strict=True)
            missing = [column for column in _COLUMNS[:3] if column not in (rows.fieldnames or ())]
            if missing:
                columns = ",".join(_COLUMNS)
                return (), [f"{key}: {path} should begin with the line {columns}, but lacks {', '.join(missing)}"]
            return _places(rows, f"{key}: {path}")
    except OSError as error:
        return (), [f"{key}: {path} cannot be read ({error.strerror}); check the path and who may read it"]
    except (UnicodeDecodeError, csv.Error):
        return (), [f"{key}: {path} should be a CSV file in UTF-8 with comma between the columns"]


def _places(rows: "csv.DictReader[str]", where: str) -> tuple[tuple[Place, ...], list[str]]:
    places, problems = [], []
    for row in rows:
        place = _place(row)
        if place:
            places.append(place)
        else:
            problems.append(
                f"{where} line {rows.line_num}: should be name, latitude (-90 to 90), longitude (-180 to 180)"
            )
    return tuple(places), problems


def _place(row: dict[str, str]) -> Place | None:
    try:
        latitude, longitude = float(row["latitude"]), float(row["longitude"])
    except (TypeError, ValueError):
        return None
    name = row["name"].strip()
    if not name or not -90 <= latitude <= 90 or not -180 <= longitude <= 180:
        return None
    aliases = tuple(alias.strip() for alias in (row.get("aliases") or "").split("|") if alias.strip())
    return Place(name, latitude, longitude, aliases)

"""A configuration to begin with: what is known is set, and every other key stands beside it as a comment."""

import json
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

from resfria_bot.settings import KEYS
from resfria_bot.settings.reader import Entry

_HEAD = (
    "# Configuration of resfria-bot. What is set here is what it needs to begin; each other key stands as a comment,",
    "# with its default. An unknown key is refused, with the nearest known one.",
    "# Secrets are never written here: a key that ends in _env names an environment variable, NAME, which holds the",
    "# secret, or NAME_FILE, which names a file that does. Paths start in the folder of this file.",
)
#: A value in a comment, where the key has no default.
_NO_DEFAULT = "…"


def written(values: Mapping[str, Any]) -> str:
    """The file (TOML), with these values by key: `{"bot.mode": "observe", …}`."""
    lines = list(_HEAD)
    for name, entries in groupby(KEYS, key=lambda entry: entry.name.partition(".")[0]):
        lines += ["", *_section(name, list(entries), values)]
    return "\n".join(lines) + "\n"


def _section(name: str, entries: list[Entry], values: Mapping[str, Any]) -> Iterator[str]:
    """Keys of its own first: in TOML whatever stands below a sub-table belongs to that."""
    yield f"[{name}]"
    for entry in entries:
        if "[]" not in entry.name and not entry.key.rows:
            yield f"# {_sentence(entry)}"
            yield _line(entry, values)
    for entry in entries:
        if entry.key.rows:
            yield ""
            yield f"# {entry.key.sentence}"
            yield f"# [[{entry.name.replace('[]', '')}]]"
        elif "[]" in entry.name:
            yield f"# {_sentence(entry)}"
            yield _line(entry, values)


def _sentence(entry: Entry) -> str:
    return f"{entry.key.sentence}{' Required.' if entry.key.required else ''}"


def _line(entry: Entry, values: Mapping[str, Any]) -> str:
    key = entry.name.rpartition(".")[2]
    if entry.name in values:
        return f"{key} = {toml_value(values[entry.name])}"
    return f"# {key} = {toml_value(entry.default)}"


def toml_value(value: object) -> str:
    """A value as TOML: JSON's texts, numbers and lists of them are TOML's too."""
    if value is None:
        return _NO_DEFAULT
    if isinstance(value, Mapping):
        return "{}"
    return json.dumps(list(value) if isinstance(value, tuple) else value, ensure_ascii=False).replace("\x7f", "\\u007f")

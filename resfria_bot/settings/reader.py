"""Reads one configuration into the sections' types, and keeps every fault it meets as one sentence with its key."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, dataclass, fields
from pathlib import Path
from typing import Any, TypeVar, get_type_hints

from rapidfuzz import fuzz, process

from resfria_bot.settings.keys import Key, Misfit

PREFIX = "RESFRIA_"
_SHOWN = 60  #: characters of a wrong value that are repeated to its author
_NEAR = 55.0  #: of 100: below this likeness a suggestion would only confuse
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Entry:
    """One key as the documentation tells it: `organisation.sites[].name`, its default, and what fits."""

    name: str
    default: Any
    key: Key

    @property
    def variable(self) -> str:
        """The environment variable that overrides it; empty for what stands in an array or is a table."""
        if "[]" in self.name or self.key.shape.parse is None:
            return ""
        return PREFIX + self.name.replace(".", "__").upper()


def entries(prefix: str, section: type) -> Iterator[Entry]:
    """Every key of a section, and of the tables in its arrays."""
    for field, key in _keys(section):
        name = f"{prefix}.{field.name}"
        yield Entry(name, _default(field), key)
        if key.rows:
            yield from entries(f"{name}[]", key.rows)


def toml(path: Path) -> dict[str, Any]:
    """The tables of a TOML file, in UTF-8 with or without a byte order mark. Raises `ValueError` with one sentence."""
    try:
        return tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except FileNotFoundError:
        raise ValueError(f"{path}: there is no such file; name the configuration with --config FILE") from None
    except OSError as error:
        raise ValueError(f"{path}: cannot be read ({error.strerror}); check the path and who may read it") from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise ValueError(f"{path}: line {line} is not UTF-8; save the file as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{path}: {_place_of(str(error))}; correct it there") from error


class Reader:
    """Turns raw tables into sections. `problems` grows as faults are met; nothing is raised."""

    def __init__(self, environ: Mapping[str, str], known: tuple[Entry, ...], folder: Path) -> None:
        self.problems: list[str] = []
        self._environ = environ
        self._known = {entry.name for entry in known}
        self._variables = {entry.variable for entry in known if entry.variable}
        self._folder = folder

    def section(self, name: str, section: type[T], raw: object, *, is_needed: bool) -> T:
        """One section; what is wrong in it keeps its default, so that the rest can be checked too."""
        if not isinstance(raw, dict):
            self.problems.append(f"{name} should be a section: write [{name}] on a line of its own")
            raw = {}
        return section(**self._values(name, section, raw, is_needed=is_needed))

    def unknown(self, name: str, candidates: set[str] | None = None) -> None:
        """Note a key that does not exist, with the nearest that does."""
        plain = re.sub(r"\[\d+\]", "[]", name)
        best = process.extractOne(plain, sorted(candidates or self._known), scorer=fuzz.ratio, score_cutoff=_NEAR)
        hint = f": did you mean {best[0]}?" if best else "; see the example configuration for those there are"
        self.problems.append(f"{name} is no known key{hint}")

    def unknown_variables(self) -> None:
        """Note overrides in the environment that name no key."""
        for variable in sorted(self._environ):
            if variable.startswith(PREFIX) and "__" in variable and self._plain(variable) not in self._variables:
                self.unknown(variable, self._variables)

    def secret(self, key: str, variable: str) -> str:
        """The secret in the variable, or in the file that VARIABLE_FILE names; empty with a problem noted."""
        if value := self._environ.get(variable, "").strip():
            return value
        if path := self._environ.get(f"{variable}_FILE", "").strip():
            return self.secret_file(f"{variable}_FILE", path)
        self.problems.append(
            f"{variable} is not set: {key} says that it holds the secret; set {variable}, or {variable}_FILE to a file"
        )
        return ""

    def secret_file(self, key: str, path: str) -> str:
        """The content of a file that holds one secret; empty with a problem noted."""
        try:
            value = self.path(path).read_text(encoding="utf-8-sig").strip()
        except (OSError, UnicodeDecodeError):
            value = ""
        if not value:
            self.problems.append(f"{key} should be a readable file with the secret in it; check {path}")
        return value

    def path(self, text: str) -> Path:
        """A path of the configuration; a relative one starts where the configuration file lies."""
        return self._folder / Path(text).expanduser()

    def _values(self, prefix: str, section: type, raw: dict[str, Any], *, is_needed: bool) -> dict[str, Any]:
        values: dict[str, Any] = {}
        mine = dict(_keys(section))
        for unknown in sorted(raw.keys() - {field.name for field in mine}):
            self.unknown(f"{prefix}.{unknown}")
        for field, key in mine.items():
            name = f"{prefix}.{field.name}"
            found = self._override(Entry(name, None, key), raw.get(field.name, MISSING))
            if found is MISSING:
                if key.required and is_needed:
                    self.problems.append(f"{name} is missing: it should be {key.shape.what} ({_lower(key.sentence)})")
            elif key.rows:
                values[field.name] = self._rows(name, key.rows, found, is_needed=is_needed)
            else:
                values[field.name] = self._value(name, key, found, _default(field))
        return values

    def _rows(self, name: str, row: type, found: object, *, is_needed: bool) -> tuple[Any, ...]:
        if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
            self.problems.append(f"{name} should be an array of tables: write [[{name}]] before each")
            return ()
        return tuple(
            row(**self._values(f"{name}[{number}]", row, each, is_needed=is_needed))
            for number, each in enumerate(found, start=1)
        )

    def _value(self, name: str, key: Key, found: object, default: object) -> Any:
        if found == default and type(found) is type(default) and not key.required:
            return default
        try:
            return key.shape.read(found)
        except Misfit:
            shown = "" if key.shape.is_secretive else f", not {_show(found)}"
            self.problems.append(f"{name} should be {key.shape.what}{shown}")
            return default

    def _override(self, entry: Entry, found: object) -> object:
        variable, parse = entry.variable, entry.key.shape.parse
        if not variable or parse is None:
            return found
        if text := self._environ.get(variable, "").strip():
            return parse(text)
        if entry.key.shape.is_secretive and (path := self._environ.get(f"{variable}_FILE", "").strip()):
            return self.secret_file(f"{variable}_FILE", path)
        return found

    def _plain(self, variable: str) -> str:
        return variable if variable in self._variables else variable.removesuffix("_FILE")


def _keys(section: type) -> Iterator[tuple["Field[Any]", Key]]:
    hints = get_type_hints(section, include_extras=True)
    for field in fields(section):
        key = next((each for each in getattr(hints[field.name], "__metadata__", ()) if isinstance(each, Key)), None)
        if key:
            yield field, key


def _default(field: "Field[Any]") -> Any:
    return field.default_factory() if field.default_factory is not MISSING else field.default


def _show(value: object) -> str:
    text = f'"{value}"' if isinstance(value, str) else str(value).lower() if isinstance(value, bool) else str(value)
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"


def _lower(sentence: str) -> str:
    return (sentence[0].lower() + sentence[1:]).rstrip(".")


def _place_of(message: str) -> str:
    """tomllib's message, its place first: "line 3, column 5: expected '=' after a key"."""
    found = re.fullmatch(r"(?P<what>.*) \(at (?P<where>line \d+, column \d+|end of document)\)", message, re.DOTALL)
    return f"{found['where']}: {_lower(found['what'])}" if found else message

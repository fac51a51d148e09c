"""The bytes of a calendar file as blocks of lines, whatever program wrote them: encodings, folding, broken ends."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_FOLD = re.compile(rb"\r?\n[ \t]")
_DOUBLED = re.compile("[ÂÃâ][\u0080-\u00bf\u0152-\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]")
_DEPTH = 4  #: VCALENDAR, VTIMEZONE, STANDARD, and one to spare; what lies deeper is passed over
_PROPERTY = re.compile(r"(?P<name>[A-Za-z0-9-]+)(?P<rest>[;:].*)", re.DOTALL)


@dataclass(slots=True)
class Block:
    """A component without those inside it; `number` is the line of the file on which it begins, from 1."""

    name: str
    number: int
    lines: list[str] = field(default_factory=list)
    inner: list["Block"] = field(default_factory=list)
    is_closed: bool = False

    def values(self, name: str) -> list[str]:
        """What follows the colon of each plain line with this name."""
        start = f"{name}:"
        return [line[len(start) :].strip() for line in self.lines if line.upper().startswith(start)]

    def value(self, name: str) -> str:
        """The first of `values`, or nothing."""
        return next(iter(self.values(name)), "")

    def text(self) -> str:
        """The block as a file would hold it, without folding."""
        inside = [line for block in self.inner for line in block.text().splitlines()]
        return "\r\n".join([f"BEGIN:{self.name}", *self.lines, *inside, f"END:{self.name}"])


def blocks(data: bytes) -> list[Block]:
    """The outermost components of the file, in order. Lines outside any component are passed over."""
    outer: list[Block] = []
    stack: list[Block] = []
    for number, line in _unfolded(data):
        word, _, name = line.strip().partition(":")
        if word.upper() == "BEGIN":
            block = Block(name.strip().upper(), number)
            if len(stack) < _DEPTH:
                (stack[-1].inner if stack else outer).append(block)
            stack.append(block)
        elif word.upper() == "END":
            _close(stack, name.strip().upper())
        elif stack and _PROPERTY.fullmatch(line):
            stack[-1].lines.append(line)
    return outer


def _close(stack: list[Block], name: str) -> None:
    """End the innermost block of that name; those left open inside it end with it, broken. A stray end is ignored."""
    if not any(block.name == name for block in stack):
        return
    while stack:
        block = stack.pop()
        if block.name == name:
            block.is_closed = True
            return


def _unfolded(data: bytes) -> Iterator[tuple[int, str]]:
    """Logical lines with the number of their first line. Unfolded as bytes: a fold may split a letter in two."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        data = data.decode("utf-16", "replace").encode()
    data = data.removeprefix(b"\xef\xbb\xbf").replace(b"\x00", b"")
    number = 1
    for line in re.split(rb"\r?\n(?![ \t])|\r(?![\n \t])", data):
        yield number, _decoded(_FOLD.sub(b"", line))
        number += line.count(b"\n") + 1


def _decoded(line: bytes) -> str:
    """UTF-8, else Windows' code page; UTF-8 that was once read as that code page is set right."""
    try:
        text = line.decode()
    except UnicodeDecodeError:
        return line.decode("cp1252", "replace")
    if not _DOUBLED.search(text):
        return text
    try:
        return text.encode("cp1252").decode()
    except UnicodeError:
        return text

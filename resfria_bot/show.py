"""What the commands print for people: each function makes the text, and `cli` prints it."""

from collections.abc import Iterable, Mapping, Sequence

from resfria_bot.flow.check import Finding
from resfria_bot.flow.report import Report


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Columns set apart by two spaces; numbers to the right."""
    cells = [[str(cell) for cell in row] for row in rows]
    widths = [max(len(line[column]) for line in [list(header), *cells]) for column in range(len(header))]
    numeric = [bool(cells) and all(_is_number(row[column]) for row in cells) for column in range(len(header))]

    def line(row: Sequence[str]) -> str:
        padded = (c.rjust(w) if n else c.ljust(w) for c, w, n in zip(row, widths, numeric, strict=True))
        return "  ".join(padded).rstrip()

    return "\n".join([line(header), "  ".join("-" * width for width in widths), *map(line, cells)])


def report(report: Report, *, is_rehearsal: bool) -> str:
    """What a cycle did, in a few lines."""
    counts = report.as_json()
    lines = ["Rehearsal: nothing was written."] if is_rehearsal else []
    for name in ("mailboxes", "events", "nudges", "conversions", "waiting"):
        lines.append(f"{name}: {_counts(counts[name])}")
    lines.append(f"{report.requests} requests in {report.seconds:.1f} seconds")
    lines += [f"would: {text.removeprefix('would ')}" for text in report.would]
    lines += [f"failed: {entry['mailbox']}: {entry['error']}" for entry in report.failures]
    return "\n".join(lines)


def finding(finding: Finding) -> str:
    """One item of the check."""
    return f"{'ok ' if finding.ok else 'BAD'}  {finding.item}: {finding.text}"


def explained(record: Mapping[str, object]) -> str:
    """One assessment as a person would read it."""
    if "error" in record:
        return f"line {record['line']}: {record['error']}"
    reasons = record["reasons"]
    assert isinstance(reasons, list)  # noqa: S101 - made by `offline`
    verdict = f"ask: {record['suggestion']}" if record["flag"] else "do not ask"
    return "\n".join([f"{record['id'] or 'event'}: {verdict}", *(f"  {r['text']} ({r['code']})" for r in reasons)])


def _counts(counts: object) -> str:
    assert isinstance(counts, Mapping)  # noqa: S101 - made by `Report`
    return ", ".join(f"{value} {name.replace('_', ' ')}" for name, value in counts.items()) or "none"


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).replace(",", "").replace(" ", "").lstrip("-").isdigit()

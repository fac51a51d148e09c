"""What the commands print for people: each function makes the text, and `cli` prints it."""

from collections.abc import Iterable, Mapping, Sequence
from types import TracebackType
from typing import Any, Self, TextIO
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

from resfria_bot.core.types import LedgerEntry, State, Suggestion, Total
from resfria_bot.core.units import length_in_words, mass_in_words, money_in_words
from resfria_bot.demo import FIGURES, Step, Summary
from resfria_bot.flow.check import Finding
from resfria_bot.flow.report import Report
from resfria_bot.offline import Scan
from resfria_bot.store.retention import Entry

#: Meetings shown from the demo's log.
SHOWN = 12
#: Longest subject in a table.
WIDEST = 40
HOME_NOTE = "Add --home TOWN to see what each would save."
_SUMS = ("km_saved", "person_hours", "sek_travel", "sek_time", "kg_net")


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
    lines += [f"note: {sentence}" for sentence in report.notes]
    lines += [f"failed: {entry['mailbox']}: {entry['error']}" for entry in report.failures]
    return "\n".join(lines)


def finding(finding: Finding) -> str:
    """One item of the check."""
    mark = "note" if finding.is_note else "ok  " if finding.ok else "BAD "
    return f"{mark} {finding.item}: {finding.text}"


def explained(record: Mapping[str, object]) -> str:
    """One assessment as a person would read it."""
    if "error" in record:
        return f"line {record['line']}: {record['error']}"
    reasons = record["reasons"]
    assert isinstance(reasons, list)  # noqa: S101 - made by `offline`
    verdict = f"ask: {record['suggestion']}" if record["flag"] else "do not ask"
    return "\n".join([f"{record['id'] or 'event'}: {verdict}", *(f"  {r['text']} ({r['code']})" for r in reasons)])


def scan(found: Scan) -> str:
    """The candidates of exported calendars as a table."""
    rows = [
        (
            f"{c.first.start.astimezone(ZoneInfo(c.first.time_zone)):%Y-%m-%d %H:%M}",
            c.times,
            c.first.subject[:WIDEST],
            c.assessment.place.name if c.assessment.place else "",
            "ask for a webcast" if c.assessment.suggestion is Suggestion.ASK_WEBCAST else "hold it online",
            f"{c.saving.km_saved:.0f}" if c.saving else "?",
            f"{c.saving.person_hours:.1f}" if c.saving else "?",
        )
        for c in found.candidates
    ]
    head = f"{found.meetings} meetings, {len(rows)} that could be held without travel"
    if not rows:
        return head
    note = f"Estimates for one person, from {found.home}, each time." if found.home else HOME_NOTE
    return "\n".join(
        [head, "", table(("when", "times", "meeting", "place", "suggestion", "km", "hours"), rows), "", note]
    )


def estimate(result: Mapping[str, Any]) -> str:
    """The sums of a what-if scenario."""
    rows = [
        (line.get("from", ""), line.get("to", ""), line["mode"], *(f"{line[name]:,.0f}" for name in _SUMS))
        for line in (*result["lines"], {"from": "total", "mode": "", **result["total"]})
    ]
    header = ("from", "to", "by", "km", "hours", "SEK travel", "SEK time", "kg CO2e")
    return f"{table(header, rows)}\n\nFactors: {result['factor_set']}. Add --json for every assumption."


def totals(found: Iterable[Total], by: str | None, language: str) -> str:
    """Managers' figures; what was held first, what is expected apart."""
    rows = [
        (
            t.group if t.group is not None else "",
            t.held,
            f"{t.hours_saved:.1f}",
            length_in_words(t.km_saved, language),
            money_in_words(t.sek_saved, language),
            mass_in_words(t.kg_co2e_saved, language),
            t.converted,
            f"{t.hours_expected:.1f}",
        )
        for t in found
    ]
    header = (by or "all", "held", "hours", "distance", "money", "CO2e", "coming", "hours expected")
    return f"{table(header, rows)}\n\nAll figures are estimates: nobody has counted who stayed at home."


def erasure(done: Mapping[str, int]) -> str:
    """What was erased of a person, and what else is to be known."""
    lines = [f"erased: {_counts(_some(done))}"]
    if done.get("refusals_kept"):
        lines.append("kept: a keyed index that tells nobody's name, so that who said stop is not asked again")
    if done.get("questions_called_off"):
        lines.append("the next cycle takes the questions that still wait out of the calendars")
    lines.append("who still is in the scope group is read again: name them in privacy.excluded_people")
    return "\n".join(lines)


def purge(deleted: Mapping[str, int], protocol: Sequence[Entry], *, is_rehearsal: bool) -> str:
    """What a purge deleted, and the protocol of all of them."""
    lines = ["Rehearsal: nothing was deleted."] if is_rehearsal else []
    lines.append(f"deleted: {_counts(_some(deleted))}")
    rows = [
        (f"{e.at:%Y-%m-%d %H:%M}", f"{e.before:%Y-%m-%d}", e.decision or "none named", _counts(_some(e.deleted)))
        for e in protocol
    ]
    return "\n".join([*lines, "", table(("when (UTC)", "older than", "decision", "rows"), rows)])


class Weeks:
    """The progress display of the demo: which day it is and what has come of it, on a terminal or line by line."""

    def __init__(self, stream: TextIO) -> None:
        self._console = Console(file=stream)
        self._progress = Progress(
            TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), console=self._console
        )
        self._task = self._progress.add_task("reading the calendars of a municipality", total=None)
        self._counts = {"asked": 0, "answered": 0, "online": 0}

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def step(self, step: Step) -> None:
        """Show one cycle."""
        report = step.report
        self._counts["asked"] += report.nudges["sent"]
        self._counts["answered"] += report.nudges["answered"]
        self._counts["online"] += report.conversions["online"] + report.conversions["hybrid"]
        counts = ", ".join(f"{value} {name}" for name, value in self._counts.items())
        text = f"{step.moment:%a %d %b}: {counts}"
        self._progress.update(self._task, description=text, completed=step.number, total=step.total)
        if not self._console.is_terminal and step.number % 10 == 0:
            self._console.print(text)


def demo(summary: Summary) -> str:
    """What came of the demo's weeks, with a piece of the log."""
    c = summary.counts
    converted = c["online"] + c["hybrid"] + c["by_organiser"]
    entries = [e for e in summary.entries if e.state in (State.CONVERTED, State.HELD)]
    kinds = f"{c['online']} online, {c['hybrid']} hybrid, {c['by_organiser']} by the organisers"
    lines = [
        f"{summary.organisation}, {summary.weeks} weeks, {c['mailboxes']} calendars read in {c['cycles']} cycles",
        "",
        f"  asked      {c['asked']:>5}   questions, each in the organiser's own calendar",
        f"  answered   {c['answered']:>5}",
        f"  converted  {converted:>5}   {kinds}",
        f"  refused    {c['refused']:>5}   by the calendar, and told to the person",
        "",
        f"  saved      {_saved(summary, State.HELD)}, estimated, in meetings held",
        f"  expected   {_saved(summary, State.CONVERTED)}, in meetings still to come",
        "",
        table(("day", "place", "department", "kind", "state", "people", "km", "hours"), map(_row, entries[:SHOWN])),
        "" if len(entries) <= SHOWN else f"… and {len(entries) - SHOWN} more",
        f"The whole log: {summary.ledger_path}",
    ]
    return "\n".join(lines)


def _saved(summary: Summary, state: State) -> str:
    hours, km, _, kg = (summary.total(name, state) for name in FIGURES)
    return f"{hours:,.0f} hours of travel, {km:,.0f} km, {kg:,.0f} kg CO2e"


def sandbox(base_url: str, secret_name: str, secret: str, configuration: str) -> str:
    """How to reach the tenant that is now standing: a configuration to copy, with the address in it."""
    head = f"# The sandbox tenant answers at {base_url} until it is stopped. A configuration for it:"
    return f"{head}\n# export {secret_name}={secret}\n{configuration}"


def _row(entry: LedgerEntry) -> tuple[object, ...]:
    return (
        f"{entry.start:%Y-%m-%d}",
        entry.place or "",
        entry.department,
        entry.kind or "",
        entry.state,
        entry.travellers,
        f"{entry.km_saved:.0f}",
        f"{entry.hours_saved:.1f}",
    )


def _counts(counts: object) -> str:
    assert isinstance(counts, Mapping)  # noqa: S101 - made by `Report`
    return ", ".join(f"{value} {name.replace('_', ' ')}" for name, value in counts.items()) or "none"


def _some(counts: Mapping[str, int]) -> Mapping[str, int]:
    return {name: count for name, count in counts.items() if count}


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).replace(",", "").replace(" ", "").lstrip("-").isdigit()

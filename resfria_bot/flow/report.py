"""What one cycle did: counted while it goes, printed by `run --json`, kept in the database."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from resfria_bot.core.types import Case


@dataclass(slots=True)
class Report:
    """Counts of one cycle, and one entry for each mailbox that could not be served."""

    mailboxes: Counter[str] = field(default_factory=Counter)
    events: Counter[str] = field(default_factory=Counter)
    nudges: Counter[str] = field(default_factory=Counter)
    conversions: Counter[str] = field(default_factory=Counter)
    waiting: Counter[str] = field(default_factory=Counter)
    would: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    failures: list[dict[str, str]] = field(default_factory=list)
    alarms: dict[str, str] = field(default_factory=dict)  #: what IT must look at, by a name that stays the same
    withheld: list[Case] = field(default_factory=list)  #: cases that would have been asked about, were it allowed
    throttled: int = 0
    requests: int = 0
    seconds: float = 0.0

    def fail(self, mailbox: str, error: Exception) -> None:
        """Remember one mailbox's trouble; the others go on."""
        self.failures.append({"mailbox": mailbox, "error": str(error)})

    def note(self, sentence: str) -> None:
        """Say once what was met with a fallback: whom or what it concerns, and what was done instead."""
        if sentence not in self.notes:
            self.notes.append(sentence)

    def alarm(self, name: str, sentence: str) -> None:
        """Something that IT must look at; it is told of it once, as long as each cycle raises it again."""
        self.alarms[name] = sentence
        self.note(sentence)

    def add(self, part: Mapping[str, Any]) -> None:
        """Count what another process did for the same cycle too: the object that its `as_json` made."""
        for name in ("mailboxes", "events", "nudges", "conversions"):
            getattr(self, name).update(part[name])
        for sentence in part["notes"]:
            self.note(sentence)
        self.failures.extend(part["failures"])
        self.requests += part["requests"]
        self.throttled += part["throttled"]

    def as_json(self) -> dict[str, object]:
        """The object of the contract, with each named count present; `waiting`, `would` and `notes` are added."""
        return {
            "mailboxes": _counts(self.mailboxes, "read", "unchanged", "failed", "out_of_scope"),
            "events": _counts(self.events, "seen", "external", "flagged"),
            "nudges": _counts(self.nudges, "sent", "withdrawn", "answered"),
            "conversions": _counts(self.conversions, "online", "hybrid", "by_organiser", "refused"),
            "waiting": dict(sorted(self.waiting.items())),
            "would": self.would,
            "notes": self.notes,
            "alarms": sorted(self.alarms),
            "requests": self.requests,
            "throttled": self.throttled,
            "seconds": round(self.seconds, 3),
            "failures": self.failures,
        }


def _counts(counter: Counter[str], *names: str) -> dict[str, int]:
    return {name: counter[name] for name in names}

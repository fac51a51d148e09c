"""What is exported and summed."""

from dataclasses import dataclass, fields
from datetime import datetime

from resfria_bot.core.types.cases import Answer, ConvertedBy, Kind, State


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerEntry:
    """One record of `ledger export`: see the contract for the meaning of each field."""

    meeting_id: str
    series_id: str | None
    organiser: str
    department: str
    start: datetime
    end: datetime
    place: str | None
    state: State
    asked_at: datetime | None
    answered_at: datetime | None
    answer: Answer | None
    converted_at: datetime | None
    converted_by: ConvertedBy | None
    kind: Kind | None
    system: str | None
    travellers: int
    km_saved: float
    hours_saved: float
    sek_saved: float
    kg_co2e_saved: float
    factor_set: str | None = None  #: that the meeting was estimated with; None: no honest estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """One line of a report. What was held and what is still expected stand apart; both are estimates."""

    group: str | None  #: None: everything together; empty: not known
    recorded: int  #: meetings flagged, whatever became of them
    held: int
    converted: int  #: not counted as held (yet)
    hours_saved: float = 0.0
    km_saved: float = 0.0
    sek_saved: float = 0.0
    kg_co2e_saved: float = 0.0
    hours_expected: float = 0.0
    km_expected: float = 0.0
    sek_expected: float = 0.0
    kg_co2e_expected: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What a group of recorded meetings comes to. Hours, km, SEK and kg CO2e as in the ledger; all are estimates."""

    recorded: int = 0  #: flagged, whatever became of them
    asked: int = 0  #: whose organiser was asked before
    answered: int = 0  #: of those asked: answered, or converted without an answer
    moved: int = 0  #: of those asked: converted, counted as held or not
    own: int = 0  #: converted by organisers who were not asked
    held: int = 0  #: converted, over, and still in the calendar when they were counted
    converted: int = 0  #: converted, and not counted as held (yet)
    hours_saved: float = 0.0  #: … saved: in meetings held
    km_saved: float = 0.0
    sek_saved: float = 0.0
    kg_co2e_saved: float = 0.0
    hours_expected: float = 0.0  #: … expected: in meetings converted and not counted as held
    km_expected: float = 0.0
    sek_expected: float = 0.0
    kg_co2e_expected: float = 0.0
    own_hours: float = 0.0  #: of both, in meetings of organisers who were not asked

    def __add__(self, other: "Tally") -> "Tally":
        """Both together."""
        return self._with(other, 1)

    def __sub__(self, other: "Tally") -> "Tally":
        """What is left of it when the other is taken out."""
        return self._with(other, -1)

    def _with(self, other: "Tally", sign: int) -> "Tally":
        values = {name: getattr(self, name) + sign * getattr(other, name) for name in _MEASURES}
        return Tally(**{name: round(value, 3) for name, value in values.items()})


_MEASURES = tuple(field.name for field in fields(Tally))

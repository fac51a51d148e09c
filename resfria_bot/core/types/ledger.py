"""What is exported and summed."""

from dataclasses import dataclass
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

"""What is thought of a meeting, and why."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something was decided: a stable code and the evidence, as a person would read it."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Place:
    """A physical place; coordinates are None where it is not known. `aliases` matter only for configured places."""

    name: str
    latitude: float | None = None
    longitude: float | None = None
    aliases: tuple[str, ...] = ()


class Suitability(StrEnum):
    """Could this meeting be held from a distance?"""

    YES = "yes"
    NO = "no"
    ASK_WEBCAST = "ask_webcast"


class Suggestion(StrEnum):
    """What a person would be asked."""

    ONLINE = "online"
    ASK_WEBCAST = "ask_webcast"


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """The judgement of one meeting, whoever holds it. Reasons are in order of weight."""

    external: bool
    place: Place | None
    already_online: bool
    suitable: Suitability
    suggestion: Suggestion | None
    reasons: tuple[Reason, ...]

    @property
    def flag(self) -> bool:
        """Would a person be asked?"""
        return self.suggestion is not None

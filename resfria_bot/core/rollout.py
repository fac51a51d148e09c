"""Which phase of the introduction holds on a day: how far the bot may go, and which groups are asked."""

from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

#: `observe`: read only. `suggest`: ask, and watch. `convert`: ask, and do it on a yes.
BotMode: TypeAlias = Literal["observe", "suggest", "convert"]
#: From the least to the most that is done.
MODES: tuple[BotMode, ...] = ("observe", "suggest", "convert")


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """From `start` on, to `end` (included) if it has one, people of these groups are asked; others are only observed.

    No groups: everybody in scope.
    """

    start: date = date.min
    end: date | None = None
    group_ids: tuple[str, ...] = ()
    mode: BotMode = "observe"


#: Before the first phase, and after one that ended without a next.
WATCHING = Phase()


@dataclass(frozen=True, slots=True)
class Rollout:
    """The phases, and the mode that holds for everybody where there are none."""

    mode: BotMode
    phases: tuple[Phase, ...] = ()

    def phase_on(self, day: date) -> Phase:
        """The phase that began last, unless it is over. Of two that begin on one day the later in the list holds."""
        if not self.phases:
            return Phase(mode=self.mode)
        begun = [phase for phase in self.phases if phase.start <= day]
        if not begun:
            return WATCHING
        _, last = max(enumerate(begun), key=lambda numbered: (numbered[1].start, numbered[0]))
        return WATCHING if last.end is not None and last.end < day else last

    @property
    def furthest(self) -> BotMode:
        """The mode that asks for most permissions, on whichever day."""
        return max((phase.mode for phase in self.phases), key=MODES.index, default=self.mode)

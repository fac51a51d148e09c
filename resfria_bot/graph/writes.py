"""What this client may write. The only place that knows of dry run, observe and suggest."""

from dataclasses import dataclass

from resfria_bot.errors import Withheld
from resfria_bot.graph.request import Request


@dataclass(frozen=True, slots=True)
class Writes:
    """Mailboxes that may be written to; None means every mailbox that the tenant lets us into."""

    mailboxes: frozenset[str] | None
    keeps_house: bool = True  #: letters to IT and subscriptions, which are in nobody's calendar

    def check(self, request: Request) -> None:
        """Raise `Withheld`, saying what would have been done, when this request is a write that may not be made."""
        if request.is_read or (request.is_housekeeping and self.keeps_house):
            return
        if not request.is_housekeeping and (self.mailboxes is None or request.mailbox.lower() in self.mailboxes):
            return
        raise Withheld(f"would {request.deed}")


#: Mode `convert`: everything.
ALL = Writes(None)
#: Mode `observe`: nothing in any calendar.
OBSERVE = Writes(frozenset())
#: Dry run: nothing at all.
NONE = Writes(frozenset(), keeps_house=False)


def bot_only(mailbox: str) -> Writes:
    """Mode `suggest`: questions are asked from the bot's own mailbox, nobody else's calendar is touched."""
    return Writes(frozenset({mailbox.lower()}))

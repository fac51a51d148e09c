"""What this client may write. The only place that knows of dry run, observe and suggest."""

from dataclasses import dataclass

from resfria_bot.errors import Withheld
from resfria_bot.graph.request import Request


@dataclass(frozen=True, slots=True)
class Writes:
    """Mailboxes that may be written to; None means every mailbox that the tenant lets us into."""

    mailboxes: frozenset[str] | None

    def check(self, request: Request) -> None:
        """Raise `Withheld`, saying what would have been done, when this request is a write that may not be made."""
        if request.is_read or self.mailboxes is None or request.mailbox.lower() in self.mailboxes:
            return
        raise Withheld(f"would {request.deed}")


#: Mode `convert`: everything.
ALL = Writes(None)
#: Dry run, and mode `observe`: nothing.
NONE = Writes(frozenset())


def bot_only(mailbox: str) -> Writes:
    """Mode `suggest`: questions are asked from the bot's own mailbox, nobody else's calendar is touched."""
    return Writes(frozenset({mailbox.lower()}))

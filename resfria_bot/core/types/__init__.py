"""The nouns that cross the doors between rooms: frozen, aware of time zone (UTC inside), named as Graph names them.

tenant → mailbox changes → event → assessment → case → question → answer → conversion → ledger entry → report.
"""

from resfria_bot.core.types.cases import (
    Answer,
    Case,
    Conversion,
    ConvertedBy,
    HelpItem,
    Invitation,
    Kind,
    Meeting,
    Outcome,
    Question,
    QuestionKind,
    QuestionStatus,
    State,
)
from resfria_bot.core.types.events import Address, Attendee, AttendeeType, Event, EventType, Location, Response
from resfria_bot.core.types.judgement import Assessment, Place, Reason, Suggestion, Suitability
from resfria_bot.core.types.ledger import LedgerEntry, Tally, Total
from resfria_bot.core.types.mailboxes import Changes, Cursor, Failure, Mailbox, Subscription, Window
from resfria_bot.core.types.organisation import MailboxSettings, Organisation, Person, Room, Site, WorkingHours
from resfria_bot.core.types.travel import Distance, Mode, Saving, Trip

__all__ = [
    "Address",
    "Answer",
    "Assessment",
    "Attendee",
    "AttendeeType",
    "Case",
    "Changes",
    "Conversion",
    "ConvertedBy",
    "Cursor",
    "Distance",
    "Event",
    "EventType",
    "Failure",
    "HelpItem",
    "Invitation",
    "Kind",
    "LedgerEntry",
    "Location",
    "Mailbox",
    "MailboxSettings",
    "Meeting",
    "Mode",
    "Organisation",
    "Outcome",
    "Person",
    "Place",
    "Question",
    "QuestionKind",
    "QuestionStatus",
    "Reason",
    "Response",
    "Room",
    "Saving",
    "Site",
    "State",
    "Subscription",
    "Suggestion",
    "Suitability",
    "Tally",
    "Total",
    "Trip",
    "Window",
    "WorkingHours",
]

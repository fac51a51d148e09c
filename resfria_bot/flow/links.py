"""The addresses in a letter: the same three answers on the web, and the way out. Without a public address, none."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from resfria_bot.core.phrases import AnswerLinks
from resfria_bot.core.tickets import Purpose, Ticket, Tickets
from resfria_bot.core.types import Answer

#: Somebody may look for the way out long after the meeting.
STOP_LIFETIME = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class LetterLinks:
    """Writes links to the pages at `public_url`, signed with the key that the pages read them with."""

    public_url: str
    tickets: Tickets

    def of(self, question_id: str, last_end: datetime, now: datetime) -> AnswerLinks:
        """Links for one question, whose answers are taken until its last meeting has ended."""
        answer = self._ticket(Purpose.ANSWER, question_id, last_end)
        stop = self._ticket(Purpose.STOP, question_id, now + STOP_LIFETIME)
        online, hybrid, on_site = (f"{self.public_url}/a/{answer}?answer={each.value}" for each in Answer)
        return AnswerLinks(online, hybrid, on_site, f"{self.public_url}/s/{stop}")

    def _ticket(self, purpose: Purpose, question_id: str, until: datetime) -> str:
        return self.tickets.write(Ticket(purpose=purpose, question=question_id, good_until=until))

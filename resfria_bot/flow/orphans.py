"""Questions whose person was erased: nobody knows of them any more, so they are taken out of the calendars."""

import json
from datetime import datetime

from resfria_bot.errors import NotFound, ResfriaError, Withheld
from resfria_bot.flow.desk import Desk
from resfria_bot.flow.report import Report
from resfria_bot.store import marks, privacy


def take_back(desk: Desk, now: datetime, report: Report) -> None:
    """Call off, without a word, what was still open when somebody was erased; what fails is tried again."""
    with desk.database.transaction() as tx:
        waiting: list[str] = json.loads(marks.get(tx, privacy.ORPHANS) or "[]")
    left = []
    for event_id in waiting:
        try:
            desk.calendars.withdraw(desk.bot.mailbox, event_id, "")
        except NotFound:
            continue
        except Withheld as error:
            report.would.append(str(error))
            left.append(event_id)
        except ResfriaError as error:
            report.fail(desk.bot.mailbox, error)
            left.append(event_id)
    if left != waiting:
        with desk.database.transaction() as tx:
            marks.put(tx, privacy.ORPHANS, json.dumps(left), now)

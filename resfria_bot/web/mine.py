"""My own page: what was asked and answered, what is stored, what was saved, and the ways out."""

import json

from starlette.responses import Response

from resfria_bot.core.types import State, Suggestion
from resfria_bot.store import cases, mailboxes, meetings, privacy, questions
from resfria_bot.web.answer import WEEKS, change, labels
from resfria_bot.web.visit import Halt, Visit

_GONE_ONLINE = (State.CONVERTED, State.HELD)


def show(visit: Visit) -> Response:
    """Everything about the person who has signed in, newest first."""
    address = visit.person.address
    with visit.site.database.transaction() as tx:
        mailbox = mailboxes.get(tx, address)
        mine = cases.of_mailbox(tx, address)
        asked = [(question, case) for case in mine for question in questions.of_case(tx, case.key)]
        held = [m for case in mine if case.state in _GONE_ONLINE for m in meetings.of_case(tx, case.key)]
    return visit.render(
        "mine.html",
        mailbox=mailbox,
        asked=sorted(asked, key=lambda pair: pair[0].start, reverse=True),
        hours=sum(m.saving.person_hours for m in held if m.saving and m.end <= visit.now and not m.cancelled),
        weeks=WEEKS,
        labels=labels(visit, Suggestion.ONLINE),
    )


def choose(visit: Visit) -> Response:
    """Stop, pause or go on."""
    with visit.site.database.transaction() as tx:
        if mailboxes.get(tx, visit.person.address) is None:
            raise Halt(404, "Nothing is stored about you.")
        change(tx, visit.person.address, visit)
    return visit.onward("/mine")


def download(visit: Visit) -> Response:
    """Everything that is stored about the person, as JSON."""
    with visit.site.database.transaction() as tx:
        found = privacy.export_person(tx, visit.person.address)
    text = json.dumps(found, ensure_ascii=False, indent=2, default=str)
    headers = {"Content-Disposition": 'attachment; filename="resfria.json"'}
    return Response(text, headers=headers, media_type="application/json")


def erase(visit: Visit) -> Response:
    """Forget the person, once they have said so twice."""
    if visit.form.get("sure") != "yes":
        raise Halt(400, "Tick the box to say that you are sure.")
    with visit.site.database.transaction() as tx:
        privacy.erase_person(tx, visit.person.address, visit.now)
    return visit.render("erased.html")

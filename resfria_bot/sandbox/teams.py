"""Teams meetings: a join address on an id that nobody has, and the block that Outlook puts at the end of the body."""

import base64
import html
from urllib.parse import quote

from resfria_bot.sandbox import ids
from resfria_bot.sandbox.directory import User
from resfria_bot.sandbox.meetings import Meeting, Online

PROVIDER = "teamsForBusiness"
#: How long a rule Outlook draws around its block.
_RULE = "_" * 80


def new_meeting(meeting: Meeting, organiser: User, tenant_id: str) -> Online:
    """A Teams meeting for this event."""
    thread = base64.urlsafe_b64encode(ids.digest("thread", meeting.uid)).decode().rstrip("=")
    context = quote(f'{{"Tid":"{tenant_id}","Oid":"{organiser.id}"}}', safe="")
    number = str(int(ids.digest("conference", meeting.uid).hex()[:9], 16))[:9]
    url = f"https://teams.microsoft.com/l/meetup-join/19%3ameeting_{thread}%40thread.v2/0?context={context}"
    return Online(join_url=url, conference_id=number)


def with_block(body_html: str, online: Online) -> str:
    """The body with the block appended, unless it carries the link already."""
    if carries(body_html, online):
        return body_html
    link = html.escape(online.join_url)
    block = (
        f'<div style="margin-bottom:24px"><div>{_RULE}</div>'
        '<div class="me-email-text" lang="sv-SE"><div><span style="font-size:24px">Microsoft Teams</span> '
        '<a href="https://aka.ms/JoinTeamsMeeting?omkt=sv-SE">Behöver du hjälp?</a></div>'
        f'<div><a class="me-email-headline" href="{link}">Anslut till mötet nu</a></div>'
        f"<div>Mötes-ID: {online.conference_id}</div></div><div>{_RULE}</div></div>"
    )
    head, end, tail = body_html.rpartition("</body>")
    return f"{head}{block}{end}{tail}" if end else f"{body_html}{block}"


def carries(body_html: str, online: Online) -> bool:
    """Does the body still carry the link of this meeting?"""
    return online.join_url in body_html or html.escape(online.join_url) in body_html

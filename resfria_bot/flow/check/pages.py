"""Can people, and Graph, reach the pages that letters link to?"""

import requests

from resfria_bot.flow.check.finding import Finding, bad, good
from resfria_bot.graph import reach
from resfria_bot.graph.session import Session

HEALTH = "/healthz"
TIMEOUT_SECONDS = 10.0


def links(public_url: str) -> Finding | None:
    """Ask the pages whether they are alive, from here; None where there are no pages."""
    if not public_url:
        return None
    address = public_url.rstrip("/") + HEALTH
    advice = "start resfria-bot web, or correct web.public_url and the proxy before the pages"
    try:
        with Session() as session:
            answer = session.get(address, timeout=TIMEOUT_SECONDS, allow_redirects=False)
    except (requests.RequestException, OSError) as error:
        why = reach.obstacle(error, address) if isinstance(error, requests.RequestException) else ""
        return bad("links", f"{address} cannot be reached{f' ({why})' if why else ''}: {advice}")
    if answer.status_code != 200:
        return bad("links", f"{address} answers {answer.status_code}, not 200: {advice}")
    return good("links", f"{address} answers")

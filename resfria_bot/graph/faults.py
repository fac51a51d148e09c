"""What went wrong, said in one sentence. Branches on Graph's `error.code` and never on its message."""

import msgspec

from resfria_bot.errors import Denied, GraphError, NotFound, ResfriaError, StartOver, TryLater
from resfria_bot.graph.request import Request
from resfria_bot.graph.retry import PASSING

_START_OVER = frozenset({"syncstatenotfound", "syncstateinvalid", "resyncrequired"})
_NO_MAILBOX = frozenset({"mailboxnotenabledforrestapi", "mailboxnotsupportedforrestapi"})
_OUT_OF_SCOPE = "erroraccessdenied"


class Unreachable(TryLater):
    """The service itself cannot be reached: no mailbox can be read now, so there is no use in trying the next."""


class NoMailbox(Denied):
    """There is no mailbox that Graph could reach, whatever it may."""


class _Inner(msgspec.Struct):
    code: str = ""
    inner: msgspec.Raw = msgspec.field(default=msgspec.Raw(b"null"), name="innerError")


class _Outer(msgspec.Struct):
    error: _Inner | None = None


def codes(body: bytes) -> list[str]:
    """Graph's error codes from the outermost to the innermost; empty when the body is no Graph error."""
    found: list[str] = []
    try:
        error = msgspec.json.decode(body, type=_Outer).error
        while error is not None:
            found.append(error.code)
            error = msgspec.json.decode(error.inner, type=_Inner | None)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
        pass
    return [code for code in found if code]


def fault(request: Request, status: int | None, body: bytes, retry_after: float | None = None) -> ResfriaError:
    """The error for an answer that is final. `status` None: no whole answer came, however often it was tried."""
    if status is None:
        return TryLater(f"could not {request.deed}: Graph's answers broke off; it is tried again in the next cycle")
    found = codes(body)
    code = found[0] if found else ""
    lowered = {c.lower() for c in found}
    if status == 410 or lowered & _START_OVER:
        return StartOver(f"could not {request.deed}: the bookmark has expired and everything is read again")
    if lowered & _NO_MAILBOX:
        return NoMailbox(
            f"could not {request.deed}: the mailbox cannot be reached through Graph (no licence, a guest, deleted, "
            "or kept on premises); give it an Exchange Online licence or take the person out of the group"
        )
    if status in PASSING:
        return TryLater(f"could not {request.deed}: Graph is busy or failing (status {status})", retry_after)
    if status in (401, 403):
        return _denied(request, status, code, lowered)
    if status == 404:
        return NotFound(f"could not {request.deed}: it does not exist ({code or 'status 404'})")
    return GraphError(f"could not {request.deed}: Graph answered {status} {code}".rstrip(), status, code)


def _denied(request: Request, status: int, code: str, lowered: set[str]) -> Denied:
    if status == 401:
        return Denied(f"could not {request.deed}: Graph does not accept our token ({code or 'status 401'})")
    permission = request.permission or "the permission it needs"
    if _OUT_OF_SCOPE in lowered and request.mailbox:
        return Denied(
            f"could not {request.deed}: the mailbox is outside what this application may reach; add it to the mailbox "
            f"scope (RBAC for Applications or an application access policy), or grant {permission}"
        )
    return Denied(f"could not {request.deed}: the application lacks {permission}, to be granted in Entra ({code})")

"""What the tenant will not do, as Graph says it."""

from collections.abc import Mapping


class Refusal(Exception):
    """An error answer of Graph: HTTP status, Graph's code and message, and headers such as `Retry-After`."""

    def __init__(self, status: int, code: str, message: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.headers = dict(headers or {})


def no_such_item() -> Refusal:
    """The event is not in this mailbox (any more)."""
    return Refusal(404, "ErrorItemNotFound", "The specified object was not found in the store.")


def access_denied() -> Refusal:
    """The application may not do this."""
    return Refusal(403, "ErrorAccessDenied", "Access is denied. Check credentials and try again.")

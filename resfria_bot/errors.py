"""Errors, named by what the caller does about them. Each message is one sentence that a person can act on."""


class ResfriaError(Exception):
    """Something this program can say in one sentence: what is wrong, where, what to do."""


class ConfigError(ResfriaError):
    """The configuration cannot be used; `problems` holds one sentence for each fault, naming its key."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


class TryLater(ResfriaError):
    """Not now: wait `after_seconds` (None: as long as seems right) and try the same again."""

    def __init__(self, message: str, after_seconds: float | None = None) -> None:
        super().__init__(message)
        self.after_seconds = after_seconds


class StartOver(ResfriaError):
    """The cursor is no longer valid: read the mailbox again in full and keep every case."""


class Denied(ResfriaError):
    """The tenant does not let us in here: park the mailbox and tell IT."""


class NotFound(ResfriaError):
    """The thing asked for is not there (any more)."""


class GraphError(ResfriaError):
    """Graph answered with something else that is wrong; `status` is the HTTP status, `code` Graph's own."""

    def __init__(self, message: str, status: int = 0, code: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.code = code


class Withheld(ResfriaError):
    """The write was not made, since this client may not write here (dry run, observe, suggest)."""


class StoreError(ResfriaError):
    """The database cannot be used: locked, read-only, full, gone or newer than this program."""


class Taken(StoreError):
    """Another process has the right to do this on the database: wait for it, it is nobody's failure."""


class Stopped(Exception):
    """The program was asked to stop in the middle. No trouble of anybody's, so nothing that handles trouble sees it."""

    def __init__(self) -> None:
        super().__init__("the work was stopped before it was done; the next run goes on from here")

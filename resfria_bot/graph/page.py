"""One page of a collection, and answers read as the type they should have."""

from typing import TypeVar

import msgspec

from resfria_bot.errors import GraphError
from resfria_bot.graph.request import Request, Response

_Shape = TypeVar("_Shape")


class Page(msgspec.Struct):
    """Items are left as they came, so that one that does not fit leaves the others alone."""

    value: list[msgspec.Raw] = msgspec.field(default_factory=list)
    next_link: str | None = msgspec.field(default=None, name="@odata.nextLink")
    delta_link: str | None = msgspec.field(default=None, name="@odata.deltaLink")


def decoded(response: Response, shape: type[_Shape], request: Request) -> _Shape:
    """The answer as this type; raises `GraphError` when it has another shape."""
    try:
        return msgspec.json.decode(response.body, type=shape)
    except (msgspec.MsgspecError, RecursionError) as error:
        raise GraphError(f"could not {request.deed}: Graph's answer has an unknown shape", response.status) from error

"""Answers from the directory: users, groups, rooms."""

import re
from collections.abc import Callable, Mapping

from resfria_bot.sandbox import profiles
from resfria_bot.sandbox.call import Answer, Call, collection, defaults, single
from resfria_bot.sandbox.directory import Group, Room, User
from resfria_bot.sandbox.query import Payload
from resfria_bot.sandbox.refusal import Refusal

DIRECTORY_PAGE = 100

_GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def users(call: Call) -> Answer:
    """GET the users."""
    return collection(call, list(call.tenant.directory.users.values()), _user_row(call), "users", DIRECTORY_PAGE)


def user(call: Call) -> Answer:
    """GET one user."""
    found = call.tenant.directory.user(call.words[0])
    if found is None:
        raise _unknown(call.words[0])
    payload = profiles.user(found)
    if "mailboxsettings" in (name.lower() for name in call.options.select):
        payload["mailboxSettings"] = profiles.settings(found, call.tenant.now)
    return single(call, defaults(payload, call), "users/$entity")


def group(call: Call) -> Answer:
    """GET one group."""
    return single(call, profiles.group(_group(call)), "groups/$entity")


def members(call: Call) -> Answer:
    """GET everybody and every group in a group and in the groups in it."""
    found = call.tenant.directory.members(_group(call))
    row = _user_row(call)

    def show(member: User | Group) -> Payload:
        if isinstance(member, Group):
            return {"@odata.type": "#microsoft.graph.group", **profiles.group(member)}
        return {"@odata.type": "#microsoft.graph.user", **row(member)}

    return collection(call, list(found), show, "directoryObjects", DIRECTORY_PAGE)


def user_members(call: Call) -> Answer:
    """GET the users among the members: an advanced query, answered only when asked for as one."""
    is_advanced = call.headers.get("consistencylevel", "").lower() == "eventual"
    if not is_advanced or call.options.get("$count").lower() != "true":
        text = "OData cast requires the header ConsistencyLevel: eventual and the query option $count=true."
        raise Refusal(400, "Request_UnsupportedQuery", text)
    found = [member for member in call.tenant.directory.members(_group(call)) if isinstance(member, User)]
    return collection(call, found, _user_row(call), "users", DIRECTORY_PAGE)


def rooms(call: Call) -> Answer:
    """GET the rooms. There is no link to a next page here: that is asked for with `$top` and `$skip`."""
    found: list[Room] = list(call.tenant.directory.rooms.values())
    answer = collection(call, found, profiles.room, "places/microsoft.graph.room", DIRECTORY_PAGE)
    answer.body.pop("@odata.nextLink", None)
    return answer


def notify(call: Call) -> Answer:
    """POST a line for the activity feed of somebody who uses Teams."""
    found = call.tenant.directory.user(call.words[0])
    if found is None:
        raise _unknown(call.words[0])
    topic = call.body.get("topic")
    if not isinstance(topic, Mapping) or not topic.get("value") or not call.body.get("activityType"):
        raise Refusal(400, "BadRequest", "A notification needs a topic with a value, and an activityType.")
    if topic.get("source") == "text" and not str(topic.get("webUrl") or "").startswith(
        "https://teams.microsoft.com/l/"
    ):
        raise Refusal(400, "BadRequest", "A topic of text needs a webUrl that is a link into Teams.")
    if not found.has_teams:
        raise Refusal(403, "Forbidden", "The application is not installed for the user.")
    call.tenant.notifications.append((found.key, dict(call.body)))
    return Answer(204)


def _user_row(call: Call) -> Callable[[User], Payload]:
    return lambda person: defaults(profiles.user(person), call)


def _group(call: Call) -> Group:
    if not _GUID.fullmatch(call.words[0]):
        raise Refusal(400, "Request_BadRequest", f"Invalid object identifier '{call.words[0][:60]}'.")
    found = call.tenant.directory.groups.get(call.words[0].lower())
    if found is None:
        raise _unknown(call.words[0])
    return found


def _unknown(name: str) -> Refusal:
    text = f"Resource '{name}' does not exist or one of its queried reference-property objects are not present."
    return Refusal(404, "Request_ResourceNotFound", text)

"""Join links in text: which meeting system, and whether it lets anybody in today.

The parsed host decides, never a part of the text; then the path. Redirectors are unwrapped first. Only hosts from the
configuration, and a few very particular paths, count for systems that organisations run on their own.
"""

import functools
import re
import tomllib
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, unquote

from resfria_bot.core.addresses import addresses, split

#: Longest text that is searched, in characters: its beginning and its end.
LONGEST_TEXT = 60_000
#: How many redirectors may be wrapped round each other.
LEVELS = 3

#: An address of a video bridge or a person's video number.
_VIDEO_ADDRESS = re.compile(
    r"(?<![\w.@+-])[\w.+-]{1,64}@(?:[\w-]{1,63}\.){0,4}"
    r"(?:video|videomote|videokonferens|vc|vmr|meet|mote|conf|conference|join|bridge|brygga|sip|h323|telepresence|webex|pexip|m\.webex|"
    r"plcm|vidyo|starleaf|lifesizecloud|zoomcrc|rooms)\.(?:[\w-]{1,63}\.){0,3}[a-z]{2,12}(?![\w@])",
    re.IGNORECASE,
)
_TARGETS = ("url", "q", "u", "a", "target", "k", "redirect", "link")
_ROOM_WORDS = frozenset(
    [
        "meet",
        "video",
        "visio",
        "vc",
        "webinar",
        "webbinar",
        "bbb",
        "jitsi",
        "conf",
        "mote",
        "distans",
        "talk",
        "webconf",
        "videomote",
    ]
)
_NOT_ROOMS = re.compile(
    r"/(?:p\w{6,}/|common/|admin|login|logga|help|hjalp|support|guide|manual|recording|inspelning|dialin|signin|api/|"
    r"download|static|faq|$)",
    re.IGNORECASE,
)
#: Skype for Business on an organisation's own server: meet.<domain>/<user>/<id of 8 letters and digits>.
_SKYPE_SERVER = re.compile(r"/(?:[\w.-]+/meet/)?[\w.-]+/[A-Z0-9]{8}(?:[/?]|$)")


@dataclass(frozen=True, slots=True)
class Link:
    """A way into a meeting, or what once was one: `live` is False where the service is closed."""

    system: str
    url: str
    live: bool = True


class _System(NamedTuple):
    name: str
    join: re.Pattern[str]
    retired: bool


class _Hosts(NamedTuple):
    systems: dict[str, tuple[tuple[str, _System], ...]]  #: by host: (beginning of the path, system)
    refused: frozenset[str]
    redirectors: tuple[tuple[str, str], ...]
    hostless: tuple[_System, ...]
    titles: dict[str, str]


def find_link(text: str, hosts: tuple[str, ...] = ()) -> Link | None:
    """The best link in a text: a live one before a retired one, and the longest form of the same link.

    `hosts` are those of meeting systems that the organisation runs itself.
    """
    if "@" not in text and ("://" not in text if "</" in text else "/" not in text and ":" not in text):
        return None
    if len(text) > LONGEST_TEXT:
        text = f"{text[: LONGEST_TEXT // 2]}\n{text[-LONGEST_TEXT // 2 :]}"
    best: Link | None = None
    anywhere = _has_telling_path(text)
    if "</" in text and not anywhere and not _has_host_of_interest(text, hosts):
        return _video_address(text) if "@" in text else None
    for address in addresses(text, lambda host: anywhere or _is_of_interest(host, hosts)):
        link = read_address(address, hosts)
        if (link and (best is None or (link.live and not best.live))) or (
            link and best and link.url.startswith(best.url) and link.live == best.live
        ):
            best = link
        if best and best.live and text.count(best.url) <= 1:
            break
    if (best is None or not best.live) and "@" in text:
        return _video_address(text) or best
    return best


def read_address(address: str, hosts: tuple[str, ...] = ()) -> Link | None:
    """What one address is, after unwrapping; None where it is no way into a meeting."""
    for _ in range(LEVELS + 1):
        scheme, _, rest = address.partition(":")
        scheme = scheme.lower()
        if scheme in ("sip", "sips", "h323"):
            return Link("video_address", address) if "@" in rest or rest.strip("/")[:1].isdigit() else None
        if scheme == "msteams":
            address = "https://teams.microsoft.com/" + rest.lstrip("/")
        elif scheme == "zoommtg":
            return Link("zoom", address)
        parts = split(address)
        if parts is None:
            return None
        host, path = parts
        inner = _wrapped(host, path)
        if inner is None:
            return _known(host, path, address, hosts) or _own(host, path, address, hosts)
        address = inner
    return None


def title(system: str) -> str:
    """Name of a system as people know it."""
    return _hosts().titles.get(system, system.replace("_", " "))


def systems() -> dict[str, str]:
    """Every system by its code, with the name people know."""
    return dict(_hosts().titles)


def is_room_address(text: str) -> bool:
    """Is this nothing but an address whose host speaks of meetings? Only to be asked of the field for the place."""
    parts = split(text.strip())
    if parts is None or " " in text.strip() or not text.strip().lower().startswith(("http://", "https://")):
        return False
    labels = re.split(r"[.-]", parts[0])
    return any(label in _ROOM_WORDS for label in labels[:-1])


_HOST = re.compile(r"[\w.-]{1,255}")
#: Parts of paths that only meeting systems have, on whatever host.
_HOSTLESS = ("invited.sf", "index.html?id", "/meeting/", "/call/", "/b/", "/rooms/", "/bigbluebutton", "webapp")


def _video_address(text: str) -> Link | None:
    video = _VIDEO_ADDRESS.search(text)
    return Link("video_address", video.group()) if video and not _is_mail(text, video) else None


def _has_host_of_interest(text: str, hosts: tuple[str, ...]) -> bool:
    """A cheap look at the hosts in HTML: most are of no interest, and then nothing else is looked at."""
    at = text.find("://")
    while at >= 0:
        host = _HOST.match(text, at + 3)
        if host and _is_of_interest(host.group().lower(), hosts):
            return True
        at = text.find("://", at + 3)
    return any(scheme in text for scheme in ("sip:", "sips:", "h323:", "msteams:", "zoommtg:"))


def _has_telling_path(text: str) -> bool:
    for part in _HOSTLESS:  # noqa: SIM110 - faster than any()
        if part in text:
            return True
    return False


@functools.lru_cache(maxsize=4_096)
def _is_of_interest(host: str, hosts: tuple[str, ...]) -> bool:
    """May an address on this host be a way into a meeting, or lead to one? Most hosts are of no interest."""
    table = _hosts()
    name = host
    while "." in name:
        if name in table.systems or name in hosts:
            return True
        name = name.partition(".")[2]
    first = host.partition(".")[0]
    if first in _ROOM_WORDS or first in ("join", "lync", "skype", "lyncweb"):
        return True
    return any(host == redirector or host.endswith("." + redirector) for redirector, _ in table.redirectors)


def _wrapped(host: str, path: str) -> str | None:
    """Where a redirector leads; None for any other address."""
    if not any(
        (host == name or host.endswith("." + name)) and path.startswith(at) for name, at in _hosts().redirectors
    ):
        return None
    if "/v3/__" in path:
        return path.partition("/v3/__")[2].partition("__;")[0]
    query = path.partition("?")[2].partition("#")[0]
    values = dict(parse_qsl(query, max_num_fields=40)) if query.count("&") < 40 else {}
    target = next((values[key] for key in _TARGETS if key in values), "")
    if "proofpoint" in host:
        target = target.translate(str.maketrans("-_", "%/"))
    for _ in range(2):
        if re.match(r"https?%3a", target, re.IGNORECASE):
            target = unquote(target)
    return target or None


def _known(host: str, path: str, address: str, hosts: tuple[str, ...]) -> Link | None:
    table = _hosts()
    if host in table.refused:
        return None
    name = host
    while "." in name:
        for at, system in table.systems.get(name, ()):
            if path.lower().startswith(at) and system.join.match(path[len(at) :] or "/"):
                return Link(system.name, address, live=not system.retired)
        name = name.partition(".")[2]
    if any(host == own or host.endswith("." + own) for own in hosts):
        return None
    for system in table.hostless:
        if system.join.match(path):
            return Link(system.name, address)
    return None


def _own(host: str, path: str, address: str, hosts: tuple[str, ...]) -> Link | None:
    """Systems on hosts of the organisation, and hosts that call themselves meeting rooms."""
    if any(host == own or host.endswith("." + own) for own in hosts):
        return None if _NOT_ROOMS.match(path) else Link("own_host", address)
    first = host.partition(".")[0]
    if first in ("meet", "join", "lync", "skype", "lyncweb") and _SKYPE_SERVER.match(path):
        return Link("skype", address, live=False)
    if first in _ROOM_WORDS and host not in _hosts().systems and len(path) > 3 and not _NOT_ROOMS.match(path):
        known = any(host.endswith("." + name) or host == name for name in _hosts().systems)
        return None if known or "google" in host else Link("own_host", address)
    return None


def _is_mail(text: str, match: re.Match[str]) -> bool:
    before = text[max(match.start() - 12, 0) : match.start()].lower()
    return before.rstrip().endswith(("mailto:", "e-post:", "mejl:", "mail:", "e-post", "epost:"))


@functools.cache
def _hosts() -> _Hosts:
    text = (files("resfria_bot.core") / "data" / "hosts.toml").read_text(encoding="utf-8")
    data: dict[str, Any] = tomllib.loads(text)
    systems: dict[str, list[tuple[str, _System]]] = {}
    refused: set[str] = set()
    hostless = []
    for entry in data["system"]:
        system = _System(entry["name"], re.compile(entry["join"], re.IGNORECASE), entry.get("retired", False))
        for host in entry["hosts"]:
            name, slash, at = host.partition("/")
            systems.setdefault(name, []).append((slash + at, system))
        refused.update(entry.get("refuse", ()))
        if not entry["hosts"]:
            hostless.append(system)
    redirectors = tuple((name, slash + at) for name, slash, at in (r.partition("/") for r in data["redirectors"]))
    titles = {entry["name"]: entry["title"] for entry in data["system"]}
    titles |= {"own_host": "the organisation's own meeting system", "video_address": "a video address"}
    return _Hosts({k: tuple(v) for k, v in systems.items()}, frozenset(refused), redirectors, tuple(hostless), titles)

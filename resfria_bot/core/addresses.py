"""Web addresses in text: where they are, and what their host and path are."""

import html
import re
from collections.abc import Callable, Iterator

#: Most addresses that are looked at in one text, half from its beginning and half from its end.
MOST_ADDRESSES = 60
#: Longest address that is read, in characters.
LONGEST_ADDRESS = 4_000

_REST = re.compile(r"[^\s\"'<>|\\^`{}]{1,4000}")
_SCHEME = re.compile(r"(?:https?|msteams|zoommtg|sips?|h323)$", re.IGNORECASE)
_BARE_HOST = re.compile(r"(?:^|[^\w@.%/=&:?-])((?:[a-z0-9-]{1,63}\.){1,6}[a-z]{2,12})$", re.IGNORECASE)
_AUTHORITY = re.compile(r"([\w-]{1,63}(?:\.[\w-]{1,63}){1,8}\.?)(?::\d{1,5})?(?=[/?#]|$)")
_HOST_END = re.compile(r"[/?#:]")
#: Schemes of applications and video bridges, which have no slashes after them.
_SCHEMES_ALONE = ("sip:", "sips:", "h323:", "msteams:", "zoommtg:")
_TRAILING = ".,;:!?)]}»”\"'*"
_MAIL = re.compile(r"[\w.+-]{1,64}@[\w.-]{1,100}")


def addresses(text: str, is_wanted: Callable[[str], bool]) -> Iterator[str]:
    """Addresses in a text whose host is wanted, each once, without the punctuation after them."""
    found = _spans(text, is_wanted)
    if text.count("/") > MOST_ADDRESSES * 4:
        several = list(found)
        if len(several) > MOST_ADDRESSES:
            several = several[: MOST_ADDRESSES // 2] + several[-MOST_ADDRESSES // 2 :]
        found = iter(several)
    seen: set[str] = set()
    for _, _, address in found:
        if address not in seen:
            seen.add(address)
            yield html.unescape(address).rstrip(_TRAILING) if "&" in address else address.rstrip(_TRAILING)


def without(text: str) -> str:
    """The text without its addresses, so that names of systems in them are not read as words."""
    if "/" not in text and "@" not in text and ":" not in text:
        return text
    for start, end, _ in reversed(list(_spans(text, lambda _: True))):
        text = f"{text[:start]} {text[end:]}"
    return _MAIL.sub(" ", text) if "@" in text else text


def split(address: str) -> tuple[str, str] | None:
    """Host in lower case, and path with query and fragment; None for what is no web address."""
    scheme, mark, rest = address[:LONGEST_ADDRESS].partition("://")
    if not mark:
        rest = scheme
    elif scheme.lower() not in ("http", "https"):
        return None
    found = _AUTHORITY.match(rest)
    if found is None:
        return None
    path = rest[found.end() :]
    return found[1].lower().rstrip("."), path if path.startswith("/") else f"/{path}"


def _spans(text: str, is_wanted: Callable[[str], bool]) -> Iterator[tuple[int, int, str]]:
    """Where addresses begin and end: after a scheme and, but in HTML, a bare host with a path."""
    is_html = "</" in text
    mark = "://" if is_html else "/"
    at = text.find(mark)
    while at >= 0:
        end = at + 1
        if is_html or (at and text[at - 1] == ":" and text.startswith("/", at + 1)):
            rest = _REST.match(text, at + 3 if is_html else at + 2)
            if rest:
                end = rest.end()
                host = _HOST_END.split(rest.group(), maxsplit=1)[0]
                colon = at if is_html else at - 1
                scheme = _SCHEME.search(text, max(colon - 7, 0), colon) if is_wanted(host.lower()) else None
                if scheme:
                    yield scheme.start(), end, text[scheme.start() : end]
        elif at and text[at - 1].isalpha():
            host_found = _BARE_HOST.search(text, max(at - 120, 0), at)
            rest = _REST.match(text, host_found.start(1)) if host_found else None
            if host_found and rest:
                end = rest.end()
                if is_wanted(host_found[1].lower()):
                    yield rest.start(), end, rest.group()
        at = text.find(mark, end)
    if ":" in text:
        yield from _schemes_alone(text)


def _schemes_alone(text: str) -> Iterator[tuple[int, int, str]]:
    for name in _SCHEMES_ALONE:
        at = text.find(name)
        rest = _REST.match(text, at) if at >= 0 else None
        if rest and not text.startswith("//", at + len(name)):
            yield at, rest.end(), rest.group()

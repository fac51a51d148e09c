"""Text as people send it, made plain: HTML to lines, Unicode to one form, long texts cut.

Everything here takes linear time, and nothing grows with a text beyond its limit.
"""

import re
import unicodedata
from html import unescape

from selectolax.lexbor import LexborHTMLParser

#: Longest subject or location that is read, in characters.
SHORT_LIMIT = 600
#: Longest body text that is read for words, in characters; the rest is read for links only.
BODY_LIMIT = 4_000
#: Longest HTML that is read, in characters from the beginning of its body.
HTML_LIMIT = 40_000
#: Longest HTML that is parsed, in characters: unclosed tags make the parser's work grow with the square.
PARSER_LIMIT = 12_000

_WORD = re.compile(r"[^\W_]+(?:[-'’:.&][^\W_]+)*|[^\w\s]")
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff]"
)
_BLANK = re.compile(r"[ \t\xa0\u2000-\u200a\u202f\u3000]+")
#: What follows is a signature, with towns and numbers of its own.
_GREETING = re.compile(
    r"^(?:med )?(?:vänliga? häls|bästa häls|mvh\b|(?:best|kind) regards)", re.IGNORECASE | re.MULTILINE
)
#: Bodies with nothing but tags and text, as mail programs make them, need no parser, which takes ten times longer.
_TAG = re.compile(r"<[^<>]*>")
_BLOCK_END = re.compile(r"<(?:/(?:p|div|li|tr|h[1-6]|table|ul|ol)|br\s{0,3}/?)>", re.IGNORECASE)
#: Line of the block that Outlook adds below a text for a meeting online, and of a mail that is quoted.
_RULE = re.compile(r"_{20,}|\.{40,}|-{30,}|^-{4,} ?(?:Original|Ursprungligt)", re.MULTILINE)


def clean(text: str, limit: int = SHORT_LIMIT) -> str:
    """The text in composed Unicode form, cut, without control and direction characters, and blanks made single."""
    if len(text) > limit:
        text = text[:limit]
    text = text.replace("\r\n", "\n").replace("\xa0", " ")
    if not text.replace("\n", "").isprintable():
        text = text.replace("\r", "\n").replace("\u2028", "\n").replace("\t", " ")
        text = _UNPRINTABLE.sub("", _BLANK.sub(" ", text))
    if not text.isascii() and not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    if "  " in text:
        text = _BLANK.sub(" ", text)
    return text.strip()


def fold(text: str) -> str:
    """For comparing: lower case. The text is in composed form already."""
    return text.lower()


def words_of(text: str) -> list[str]:
    """Words and single marks of punctuation, in order. Hyphenated words and abbreviations stay whole."""
    return _WORD.findall(text)


def body_text(body: str, is_html: bool) -> str:
    """What a person wrote in a body, cut: no markup, warning in brackets, signature, meeting block or quoted mail."""
    if is_html and "<" in body:
        body = html_text(body)
    if "____" in body or "...." in body or "----" in body:
        rule = _RULE.search(body, 0, 20_000)
        body = body[: rule.start()] if rule else body
    body = clean(body, BODY_LIMIT)
    if "häls" in body or "regards" in body or "vh" in body:
        greeting = _GREETING.search(body)
        body = body[: greeting.start()] if greeting else body
    return body[body.find("\n") + 1 :] if body.startswith("[") and "\n" in body else body


def html_text(html: str) -> str:
    """Text of an HTML document, one line for each block. Never fails, however broken the markup is."""
    at = html.find("<body")
    html = html[max(at, 0) : HTML_LIMIT + max(at, 0)]
    if html[html.find(">") + 1 :].lstrip().startswith("</body>"):
        return ""
    if html.rfind("<") <= html.rfind(">") and not _needs_parser(html.lower()):
        return unescape(_TAG.sub("", _BLOCK_END.sub("\n", html)))
    tree = LexborHTMLParser(_BLOCK_END.sub(r"\n\g<0>", html[:PARSER_LIMIT]))
    tree.strip_tags(["style", "script", "head"])
    root = tree.body
    return root.text(separator="") if root else ""


def _needs_parser(low: str) -> bool:
    """Is there anything in this markup whose content is no text?"""
    return (
        "<!" in low
        or ("<s" in low and ("<style" in low or "<script" in low))
        or ("<t" in low and ("<title" in low or "<textarea" in low))
        or "<xmp" in low
        or "<plaintext" in low
    )

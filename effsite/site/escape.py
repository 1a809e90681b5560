"""The only escaping: text from the collection made inert in HTML, in Markdown, in front matter and in links.

Text in a submission is written by strangers. Escaping HTML is not enough inside Markdown, where
attribute lists and links can run scripts, so each place has its own function here.
"""

from __future__ import annotations

import html
import json
import re
import unicodedata
from urllib.parse import quote, urlsplit

from effsite.escape import printable

_CALLS = re.compile(r"[@#]|\bgh-(?=\d)", re.IGNORECASE)
"""What makes GitHub look for a person or an issue in what follows."""

_IN_ADDRESS = "%/:?#[]@!$&()*+,;=-._~"
MARKDOWN_PUNCTUATION = frozenset("&<>\"'\\`*_{}[]()#+-.!|~^$:=@%/")


def one_line(text: str) -> str:
    """The text with every run of white space, line breaks among it, made one space."""
    return " ".join(text.split())


def isolated(text: str) -> str:
    """The text kept apart from what stands beside it where it has letters that run from right to left.

    Without that the figure beside such a name changes its place. Other texts stay as they are.
    """
    turns = not text.isascii() and any(unicodedata.bidirectional(c) in ("R", "AL") for c in text)
    return f"\u2068{text}\u2069" if turns else text


def text(value: str) -> str:
    """The text for an HTML element or a quoted attribute, on one line.

    One line matters in a raw HTML block of a Markdown page: an empty line would end the block.
    """
    return html.escape(one_line(value), quote=True)


def md(value: str) -> str:
    """The text for a paragraph, heading or list of a Markdown page: every punctuation mark is an entity."""
    return "".join(f"&#{ord(c)};" if c in MARKDOWN_PUNCTUATION else c for c in one_line(value))


def github(value: str) -> str:
    """The text for Markdown on GitHub, as `md`; there it must call nobody and refer to nothing either.

    GitHub looks for `@name`, `#12` and `GH-12` in the text after Markdown was read, entities and all: an
    invisible joiner (U+2060) stands between their mark and what follows.
    """
    apart = _CALLS.sub(lambda found: f"{found[0]}\N{WORD JOINER}", printable(one_line(value)))
    return md(apart)


def front_matter(value: str) -> str:
    """The text as a YAML scalar for a page's front matter: HTML-escaped, then quoted as JSON.

    Material writes a page's title into `<title>` without escaping, so it is escaped here.
    """
    return json.dumps(text(value), ensure_ascii=False)


def safe_url(url: str) -> str | None:
    """The address when it is an absolute http(s) one without white space or control characters.

    Letters beyond ASCII are encoded in its path; in its host, where they can look like others, there is none.
    """
    if any(c <= " " or c in "\x7f\\\"'<>`" or not c.isprintable() for c in url):
        return None
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not host or not host.isascii() or parts.username:
        return None
    return url if url.isascii() else quote(url, safe=_IN_ADDRESS)


def link(url: str, label: str) -> str:
    """An HTML link for a raw HTML block, or the escaped label alone when the address is not a safe one."""
    address = safe_url(url)
    if address is None:
        return text(label)
    return f'<a href="{html.escape(address, quote=True)}" rel="nofollow noopener ugc">{text(label)}</a>'

"""The only escaping: strangers' text made inert, by one function for each place where it is written.

Text in a submission is written by strangers, and so are names of files and branches. Escaping HTML is not
enough inside Markdown, where attribute lists and links can run scripts, nor in a log, where a line can be a
command: each place has its own function here, and nothing else builds such text.

| place | function |
| --- | --- |
| an element or a quoted attribute of HTML or SVG, within a block of HTML in Markdown too | `text` |
| an element of HTML that keeps its lines, such as `pre` | `preformatted` |
| an element of XML, such as the feed | `xml` |
| a paragraph, heading, list or table of a page's Markdown | `md` |
| the front matter of a page, and so its `<title>` and the navigation | `front_matter` |
| a comment or a summary on GitHub | `github` |
| an address that is followed, in HTML | `safe_url`, `link` |
| labels, hovers and titles of charts, and data files: text as it is | `one_line`, `isolated` |
| an entry of the search index | `searchable` |
| a name or a sentence within a line | `printable` |
| a line of a terminal or of a log | `log_line`, `log_lines` |
| JSON that is printed; that of files is `effsite.files.json_text` | `printed_json` |
| a workflow command of GitHub | `workflow_message`, `workflow_property` |

A cell of a CSV file needs none but quotation marks: the check refuses what a spreadsheet program would run
(`effsite.store.values.check_text`). Names of files and parts of addresses are slugs (`effsite.names`). Git is
given arguments, never a line of a shell.
"""

from __future__ import annotations

import html
import json
import re
import unicodedata
from functools import lru_cache
from typing import Any
from urllib.parse import quote, urlsplit

_CALLS = re.compile(r"[@#]|\bgh-(?=\d)", re.IGNORECASE)
"""What makes GitHub look for a person or an issue in what follows."""

_NOT_IN_ADDRESS = re.compile(r"[ \\\"'<>`]")
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


@lru_cache(maxsize=4096)  # the same of a result in each of its charts and tables
def safe_url(url: str) -> str | None:
    """The address when it is an absolute http(s) one without white space or control characters.

    Letters beyond ASCII are encoded in its path; in its host, where they can look like others, there is none.
    """
    if not url.isprintable() or _NOT_IN_ADDRESS.search(url):
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


def preformatted(value: str) -> str:
    """The text for an HTML element in which lines and spaces stay as they are, outside of Markdown."""
    return html.escape(value, quote=True)


def xml(value: str) -> str:
    """The text for XML, in which some characters may not stand at all, not even escaped."""
    return text("".join(c for c in one_line(value) if c.isprintable()))


def searchable(value: str) -> str:
    """The text for the search, which shows entries as HTML; apostrophes stay, for such words to be found."""
    return html.escape(one_line(value), quote=False)


_COMMAND = re.compile(r"^(\s*):(?=:)")
"""What a line begins with that GitHub's runner takes as a command, after white space as well."""

_OLD_COMMAND = re.compile(r"#(?=#\w*\[)")
"""What begins a command of GitHub's, or of other hosts', anywhere in a line: `##[error]`, `##vso[`."""

_NOT_PLAIN = re.compile(r"[^\n\x20-\x7e]+")


def printable(text: str) -> str:
    """The text on one line, with escapes for bytes that are no text and what a terminal would act upon.

    Among these are letters that cannot be seen and those that turn the direction of others.
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def log_line(*cells: str) -> str:
    """One line for a terminal or a log, of cells with tabs between: it moves nothing and commands nothing.

    The first colon, or hash, of what the log of a workflow would take as a command is written as its escape.
    """
    line = "\t".join(map(printable, cells))
    return _OLD_COMMAND.sub(r"\\x23", _COMMAND.sub(r"\1\\x3a", line))


def log_lines(text: str) -> str:
    """The same for a text of several lines, each of which stays one."""
    return "\n".join(log_line(line) for line in text.split("\n"))


def printed_json(value: Any) -> str:
    r"""The value as JSON that a terminal or a log may show: what is not printable stands as \u escapes.

    It reads back as the same value. Raises ValueError for NaN and infinity, which are not JSON.
    """
    text = json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False)
    shown = _NOT_PLAIN.sub(lambda run: "".join(map(_in_json, run[0])), text)
    return _OLD_COMMAND.sub(r"\\u0023", shown)


def _in_json(character: str) -> str:
    return character if character.isprintable() else json.dumps(character)[1:-1]


def workflow_message(text: str) -> str:
    """The text as the message of a workflow command: nothing in it ends the line or the command."""
    return _OLD_COMMAND.sub(r"\\x23", text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A"))


def workflow_property(text: str) -> str:
    """The text as a property of a workflow command, where colons and commas mean something, too."""
    return workflow_message(text).replace(":", "%3A").replace(",", "%2C")

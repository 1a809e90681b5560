"""What a table needs to be read on a phone, where each row is a card: its headings, to stand beside cells."""

from __future__ import annotations

import html
import re

from markupsafe import Markup

from effsite.records import MEASURES, SPENT

FEWEST_COLUMNS = 4
"""Columns from which on a table has no room on a phone, so that its rows are cards there."""

_HEAD = re.compile(r'<th scope="col"([^>]*)>(.*?)</th>', re.DOTALL)
_KEY = re.compile(r'class="[^"]*\bkey\b')
_TAG = re.compile(r"<[^>]+>")


def cards(table: str) -> Markup:
    """The attributes of a table, given its rows as HTML, that let the style sheet make cards of them.

    Each heading is a custom property, `--h1` the first, which the style sheet sets beside the cells of that
    column. Where a heading has the class `key`, a card shows the cells of those columns and the others
    when it is opened; else it shows all. Empty for a table with few columns.
    """
    head, _, _ = table.partition("</thead>")
    heads = _HEAD.findall(head)
    if len(heads) < FEWEST_COLUMNS:
        return Markup("")
    kind = "folded" if any(_KEY.search(attributes) for attributes, _ in heads) else "open"
    named = ";".join(f"--h{n}:{_string(_TAG.sub('', title))}" for n, (_, title) in enumerate(heads, 1))
    return Markup(' data-cards="{}" style="{}"').format(kind, named)


def short(measure: str) -> Markup:
    """The attribute of a heading by which a closed card writes its cells short: 532 PFLOP, 45 min.

    Empty for what is no measure, or one whose values are short as they are.
    """
    found = MEASURES.get(measure) or SPENT.get(measure)
    if found is None or found.quantity not in ("compute", "duration"):
        return Markup("")
    return Markup(' data-short="{}"').format(found.unit)


def _string(title: str) -> str:
    """The text of a heading as a string of CSS, in which no character can end the string."""
    plain = " ".join(html.unescape(title).split())
    return '"' + "".join(c if c.isalnum() or c == " " else f"\\{ord(c):x} " for c in plain) + '"'

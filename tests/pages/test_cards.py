"""What lets the style sheet make cards of a table: its headings, as strings that nothing can break out of."""

from __future__ import annotations

import html
import re

from effsite.site.pages.cards import cards, short


def table(*heads: str) -> str:
    return f"<thead><tr>{''.join(heads)}</tr></thead><tbody><tr><td>1</td></tr></tbody>"


def head(text: str, attributes: str = "") -> str:
    return f'<th scope="col"{attributes}>{text}</th>'


def test_a_table_of_few_columns_stays_a_table():
    assert cards(table(head("A"), head("B"), head("C"))) == ""


def test_headings_become_strings_of_the_style_sheet():
    # ( is 28 in hexadecimal, ) 29
    made = html.unescape(cards(table(head("System"), head("Time (s)"), head("C"), head("D"))))
    assert made == ' data-cards="open" style="--h1:"System";--h2:"Time \\28 s\\29 ";--h3:"C";--h4:"D""'


def test_a_key_column_makes_cards_that_open():
    made = cards(table(head("A"), head("B", ' class="num key"'), head("C"), head("D")))
    assert ' data-cards="folded"' in made


def test_no_heading_ends_its_string_or_the_attribute():
    wild = html.escape('"; } body { display: none } </style><script>alert(1)</script> \\')
    made = cards(table(head(wild), head("B"), head("C"), head("D")))
    assert re.search(r"[<>{}]", made) is None
    assert made.count('"') == 4
    assert html.unescape(made).count('"') == 4 + 2 * 4


def test_compute_and_time_are_written_short_and_money_is_not():
    found = [short("training_flop"), short("seconds"), short("cost_usd"), short("source")]
    assert found == [' data-short="FLOP"', ' data-short="s"', "", ""]

from __future__ import annotations

import json
import re

import pytest

from effsite import escape


def test_text_is_escaped_and_put_on_one_line():
    assert escape.text("a\n\n<b> \"x\" 'y' &") == "a &lt;b&gt; &quot;x&quot; &#x27;y&#x27; &amp;"


def test_text_in_markdown_keeps_no_punctuation_mark():
    assert re.search(r"[\[\](){}`*_!<>:=]", escape.md("[x](javascript:1){onclick=`1`} ![y]*_<b>")) is None


def test_each_punctuation_mark_in_markdown_becomes_an_entity_and_nothing_else_does():
    # & is character 38, * 42, [ 91
    assert escape.md("a&b  *[é 7") == "a&#38;b &#42;&#91;é 7"


@pytest.mark.parametrize("mark", list("&<>\"'\\`*_{}[]()#+-.!|~^$:=@%/"))
def test_no_mark_that_markdown_or_an_extension_of_it_reads_is_left(mark):
    assert escape.md(mark) == f"&#{ord(mark)};"


def test_a_title_in_front_matter_is_json_of_escaped_text():
    assert json.loads(escape.front_matter('</title>\n"x"')) == "&lt;/title&gt; &quot;x&quot;"


def test_letters_of_any_script_stay_readable_in_front_matter():
    assert escape.front_matter("Réseau 模型") == '"Réseau 模型"'


@pytest.mark.parametrize(
    "url", ["https://arxiv.org/abs/1905.11946", "http://a.example/x?y=1&z=2#f", "https://a.example:8080/"]
)
def test_an_http_address_is_safe(url):
    assert escape.safe_url(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "//host/x",
        "/x",
        "https://",
        "https://a b",
        "https://a.example/x y",
        "https://a.example/x\x00y",
        "https://a\tb",
        "https:\\\\a.example",
        'https://a.example/"onclick=1',
        "https://a.example/<b>",
        "https://user:pass@a.example",
        "https://[a",
        "https://а.example",
        "",
    ],
)
def test_any_other_address_is_not(url):
    assert escape.safe_url(url) is None


def test_letters_in_the_path_of_an_address_are_encoded():
    # ü is C3 BC in UTF-8
    assert escape.safe_url("http://b.org/ü?q=1#ü") == "http://b.org/%C3%BC?q=1#%C3%BC"


def test_a_name_from_right_to_left_is_kept_apart_from_its_neighbours():
    # letters of Arabic are of class AL, those of Hebrew of class R
    for name in ("شبکه", "רשת", "Net רשת 2"):
        assert escape.isolated(name) == f"\u2068{name}\u2069"
    assert [escape.isolated(name) for name in ("AlexNet", "Réseau 模型")] == ["AlexNet", "Réseau 模型"]


def test_a_link_to_an_unsafe_address_is_its_label_alone():
    assert escape.link("javascript:alert(1)", "<paper>") == "&lt;paper&gt;"


def test_a_link_escapes_its_address_and_label():
    assert escape.link("https://a.example/?x=1&y=2", "A & B") == (
        '<a href="https://a.example/?x=1&amp;y=2" rel="nofollow noopener ugc">A &amp; B</a>'
    )


def test_a_comment_on_github_calls_nobody_and_refers_to_nothing():
    # @ is character 64, # 35, - 45; U+2060 keeps a mark apart from what follows
    assert escape.github("by @lab, see #12 or Gh-7") == (
        "by &#64;\u2060lab, see &#35;\u206012 or Gh&#45;\u20607"
    )
    assert escape.github("high-7 gh-x\n<b>") == "high&#45;7 gh&#45;x &#60;b&#62;"


def test_lines_of_preformatted_text_stay():
    assert escape.preformatted("a  <b>\n\n\"c\" & 'd'") == "a  &lt;b&gt;\n\n&quot;c&quot; &amp; &#x27;d&#x27;"


def test_a_character_that_xml_cannot_hold_is_left_out():
    assert escape.xml('a\x00b\uffff <c>\n"d"') == "ab &lt;c&gt; &quot;d&quot;"


def test_quotation_marks_stay_in_what_is_searched():
    assert escape.searchable('l\'été "a"\n<b> &') == 'l\'été "a" &lt;b&gt; &amp;'

"""A target's chart as a PNG: its size, its colours, its letters, and what is cut at its edges."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from effsite.site.charts import CardWords, card_png, target_scene
from effsite.site.charts.card import _cut, _dashes, plain
from tests.builders import make_results
from tests.charts.conftest import summary_of

ROWS = (("AlexNet", "2012-06-01", 8e17), ("Better", "2014-09-01", 2e17), ("Best", "2019-05-28", 1e17))
WORDS = CardWords(title="AlexNet level", finding="8x less", site="lab.example")


def opened(words: CardWords = WORDS) -> Image.Image:
    return Image.open(io.BytesIO(card_png(target_scene(summary_of(*make_results(*ROWS))), words)))


def test_it_is_1200_by_630_in_eight_colours_with_ink_and_accent() -> None:
    picture = opened()
    assert (picture.size, picture.mode) == ((1200, 630), "P")
    colours = {colour for _, colour in picture.convert("RGB").getcolors() or []}
    assert len(colours) <= 8
    assert {(0x23, 0x27, 0x2E), (255, 255, 255), (0x1F, 0x6F, 0xDB)} <= colours


def test_the_frontier_is_in_the_accent_and_so_is_the_finding_and_nothing_else_above_the_chart() -> None:
    picture = opened().convert("RGB")
    blue = (0x1F, 0x6F, 0xDB)
    rows = [y for y in range(0, 200) if blue in {picture.getpixel((x, y)) for x in range(0, 600)}]
    assert rows
    assert 90 < min(rows) < max(rows) < 135


def test_the_same_chart_gives_the_same_bytes() -> None:
    scene = target_scene(summary_of(*make_results(*ROWS)))
    assert card_png(scene, WORDS) == card_png(scene, WORDS)


def test_a_title_that_is_too_long_ends_before_the_edge() -> None:
    long = CardWords(title="ResNet-50 to 75.9 % " * 12, finding="", site="")
    picture = opened(long).convert("L")
    assert picture.crop((1170, 0, 1200, 90)).getextrema() == (255, 255)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("5×10", "5x10"),
        ("Moore’s law – “so”", 'Moore\'s law - "so"'),
        ("Żółw é", "Zow e"),
        ("模型 A\n b", "A b"),
    ],
)
def test_letters_that_the_font_lacks_are_spelt_with_those_it_has(text: str, shown: str) -> None:
    assert plain(text) == shown


def test_a_line_is_cut_at_the_edges_of_the_chart() -> None:
    assert _cut((0, -10), (20, 10), 0, 100) == ((10, 0), (20, 10))
    assert _cut((0, 90), (20, 110), 0, 100) == ((0, 90), (10, 100))
    assert _cut((0, 110), (20, 90), 0, 100) == ((10, 100), (20, 90))
    assert _cut((0, 120), (20, 110), 0, 100) is None
    assert _cut((0, 50), (20, 50), 0, 100) == ((0, 50), (20, 50))
    assert _cut((0, 150), (20, 150), 0, 100) is None


def test_a_dashed_line_is_pieces_of_the_dash_s_length_to_its_end() -> None:
    pieces = list(_dashes(((0, 0), (25, 0)), (7, 5)))
    assert [(a[0], b[0]) for a, b in pieces] == [(0, 7), (12, 19), (24, 25)]
    assert list(_dashes(((0, 0), (25, 0)), ())) == [((0, 0), (25, 0))]
    assert list(_dashes(None, (7, 5))) == []

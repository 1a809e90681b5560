"""What is kept of a page on paper: whole, short, and dark on white from either palette."""

from __future__ import annotations

import re

import pytest

pytestmark = pytest.mark.browser

MOST_SHEETS = 6
DARK = {"color_scheme": "dark"}
INKED = "h1, .eff-headline, #the-records + .eff-block td, .eff-ticks, .eff-notes text"
INK = """(inked) => [...document.querySelectorAll(inked)]
  .filter((each) => each.checkVisibility())
  .map((each) => getComputedStyle(each)[each.closest("svg") ? "fill" : "color"])"""


def brightness(colour: str) -> float:
    red, green, blue = (int(part) for part in re.findall(r"\d+", colour)[:3])
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(
    "path", ["imagenet/alexnet-level/", "mlperf-resnet/75-9-percent/", "fineweb-gpt2/track-1/"]
)
def test_a_target_prints_on_few_sheets_in_dark_ink(effsite_site, open_page, path):
    page = open_page(effsite_site[0], path, live=False, **DARK)
    sheets = len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4")))
    assert 1 <= sheets <= MOST_SHEETS
    page.emulate_media(media="print", color_scheme="dark")
    inks = page.evaluate(INK, INKED)
    assert len(inks) > 10
    # the trend's label, #6b717b, is the lightest, 4.9 to 1: 0.2126 x 107 + 0.7152 x 113 + 0.0722 x 123
    assert max(map(brightness, inks)) < 113
    assert page.locator(".eff-svg--wide").first.is_visible()
    assert "effsite.github.io" in page.locator(".eff-elsewhere").inner_text()

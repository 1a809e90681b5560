from __future__ import annotations

import re
from pathlib import Path

import pytest

from effsite.site import charts
from effsite.site.charts.palette import PALETTE, SHAPES

CSS = (Path(charts.__file__).parents[1] / "assets" / "effsite.css").read_text()
WHITE, SLATE = "#ffffff", "#1e2129"


def luminance(colour: str) -> float:
    """WCAG 2: 0.2126 R + 0.7152 G + 0.0722 B of the linear channels."""
    channels = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("role", PALETTE)
@pytest.mark.parametrize("paper", [WHITE, SLATE])
def test_every_colour_can_be_seen_on_white_and_on_slate(role, paper):
    assert contrast(PALETTE[role].colour, paper) >= 3


@pytest.mark.parametrize("role", ["frontier", "result", "other", "trend", "reference", "target", "ink"])
def test_the_stylesheets_own_colours_can_be_seen_in_both_schemes(role):
    light, dark = re.findall(rf"--eff-{role}: (#[0-9a-f]{{6}})", CSS)
    assert contrast(light, WHITE) >= 3
    assert contrast(dark, SLATE) >= 3


def test_the_accent_is_the_frontiers_alone():
    assert [role for role in PALETTE if PALETTE[role].colour == PALETTE["frontier"].colour] == ["frontier"]


def test_lines_differ_in_more_than_their_colour():
    strokes = [PALETTE[role] for role in ("frontier", "trend", "reference", "target")]
    assert len({(stroke.width, stroke.dash) for stroke in strokes}) == 4


def test_each_way_of_getting_compute_has_a_shape_of_its_own():
    assert len(set(SHAPES.values())) == len(SHAPES) == 4

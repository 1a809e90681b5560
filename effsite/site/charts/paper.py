"""A chart as a picture that stands alone: on white, with its title, its legend and where it comes from.

The browser makes the same of a live chart (assets/picture.js), so that a picture saved with JavaScript and
one without look alike.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from effsite.escape import text
from effsite.site.charts.labels import text_width
from effsite.site.charts.outlines import number
from effsite.site.charts.svg import FONTS, extent
from effsite.site.charts.swatch import WIDTH, swatch

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from effsite.site.charts.chart import Chart, LegendEntry

MARGIN = 24
TITLE_SIZE, TITLE_LINE = 19, 25
SMALL_SIZE, LEGEND_LINE, SOURCE_LINE = 12, 20, 17
BOLD = 1.08
"""How much wider than plain letters those of a title are."""

SHOWN, SHOWN_NARROW = "chart", "narrow"
"""The views of the file, as the end of its address, that show the chart without what stands around it."""

_APART = (
    f"<style>.{SHOWN_NARROW}{{display:none}}#{SHOWN_NARROW}:target~.{SHOWN_NARROW}{{display:inline}}</style>"
)
"""What keeps the picture for a phone out of sight of whoever did not ask for that view."""

_INK, _SOFT = "#23272e", "#5b616b"
_OPENING = '<svg xmlns="http://www.w3.org/2000/svg" '
_NAMED = re.compile(r"><title>[^<]*</title></(?:circle|path)>")
"""The end of a mark that names its result, which the markup of a name cannot look like: it is escaped."""


def paper_svg(chart: Chart, source: Sequence[str], *, narrow: bool = False) -> str:
    """The wide picture of a chart as a file; `source` are the lines below it, plain text.

    Marks have no names there: pages show it as an image, in which nobody can point at one.
    With `narrow` the file has the picture for a phone as well, which only its own view shows.
    """
    width, height = extent(chart.svg_wide)
    heading = _lines(chart.title, TITLE_SIZE * BOLD, width)
    places = list(_places(chart.legend, width))
    origin = [line for one in source for line in _lines(one, SMALL_SIZE, width)]
    top = MARGIN + len(heading) * TITLE_LINE + 6
    below = top + height + 14
    rows = places[-1][2] + 1 if places else 0
    last = below + rows * LEGEND_LINE + 16
    end = last + (len(origin) - 1) * SOURCE_LINE + MARGIN
    inner = _NAMED.sub("/>", chart.svg_wide.removeprefix(_OPENING))
    parts = [
        f'{_OPENING}width="{width + 2 * MARGIN:g}" height="{end:g}" '
        f'viewBox="0 0 {width + 2 * MARGIN:g} {end:g}" font-family="{FONTS}" font-size="{SMALL_SIZE}">',
        f'<view id="{SHOWN}" viewBox="{MARGIN} {top:g} {width:g} {height:g}" preserveAspectRatio="none"/>',
        '<rect width="100%" height="100%" fill="#fff"/>',
        f'<g fill="{_INK}" font-size="{TITLE_SIZE}" font-weight="600">',
        *(
            f'<text x="{MARGIN}" y="{MARGIN + 16 + n * TITLE_LINE}">{text(line)}</text>'
            for n, line in enumerate(heading)
        ),
        "</g>",
        f'<svg x="{MARGIN}" y="{top:g}" width="{width:g}" height="{height:g}" {inner}',
        f'<g fill="{_SOFT}">',
        *(_entry(entry, MARGIN + x, below + row * LEGEND_LINE) for entry, x, row in places),
        *(
            f'<text x="{MARGIN}" y="{last + n * SOURCE_LINE:g}">{text(line)}</text>'
            for n, line in enumerate(origin)
        ),
        "</g>",
        *(_narrow(chart, end) if narrow else ()),
        "</svg>",
    ]
    return "".join(parts)


def _narrow(chart: Chart, top: float) -> Iterator[str]:
    """The narrow picture below all else, and the view of it."""
    width, height = extent(chart.svg_narrow)
    place = f'x="{MARGIN}" y="{top:g}" width="{width:g}" height="{height:g}"'
    around = f'viewBox="{MARGIN} {top:g} {width:g} {height:g}" preserveAspectRatio="none"'
    yield f'{_APART}<view id="{SHOWN_NARROW}" {around}/><g class="{SHOWN_NARROW}">'
    yield f"<svg {place} {chart.svg_narrow.removeprefix(_OPENING)}</g>"


def _lines(whole: str, size: float, room: float) -> list[str]:
    """The text in lines that the room takes; a longer word stands alone."""
    lines = [""]
    for word in whole.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and text_width(longer, size) > room:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _places(legend: Sequence[LegendEntry], room: float) -> Iterator[tuple[LegendEntry, float, int]]:
    """Each entry with where it begins and in which row: from left to right, row by row."""
    x, row = 0.0, 0
    for entry in legend:
        width = WIDTH + 8 + text_width(entry.text, SMALL_SIZE)
        if x and x + width > room:
            x, row = 0.0, row + 1
        yield entry, x, row
        x += width + 18


def _entry(entry: LegendEntry, x: float, y: float) -> str:
    mark = swatch(entry)
    dash = mark["dash"]
    dashed = f' stroke-dasharray="{" ".join(map(str, dash))}"' if isinstance(dash, tuple) and dash else ""
    faint = ' opacity="0.3"' if entry.drawn == "area" else ""
    if entry.pale:
        faint = f' fill-opacity="{mark["opacity"]}"'
    return (
        f'<path transform="translate({number(x)} {y:g})" d="{mark["d"]}" fill="{mark["fill"] or "none"}" '
        f'stroke="{mark["stroke"] or "none"}" stroke-width="{mark["width"]}"{dashed}{faint}/>'
        f'<text x="{number(x + WIDTH + 8)}" y="{y + 11:g}">{text(entry.text)}</text>'
    )

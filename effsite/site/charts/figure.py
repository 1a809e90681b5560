"""A chart as the block of HTML that a page holds: pictures, legend, switches, caption."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

from effsite.escape import text
from effsite.site.charts.paper import SHOWN, SHOWN_NARROW
from effsite.site.charts.svg import extent
from effsite.site.charts.swatch import swatch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from effsite.site.charts.chart import Chart, Picture, Toggle

TOGGLES: dict[Toggle, str] = {
    "log": "Log scale",
    "results": "All results",
    "withdrawn": "Withdrawn",
    "reference": "Moore’s law",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """The ways from a page to a chart's files, each empty where there is no such file.

    `picture` is its SVG, `png` its card; `rows` the CSV of the results behind it, of whose columns the chart
    shows `measure`, or two where that is empty; `frame` is its page for frames; `text`, `bibtex` and `cff`
    are how to cite it.
    """

    picture: str = ""
    png: str = ""
    rows: str = ""
    measure: str = ""
    frame: str = ""
    text: str = ""
    bibtex: str = ""
    cff: str = ""

    def __iter__(self) -> Iterator[tuple[str, str, str]]:
        """Name, words and address of each file that there is, as offered without JavaScript."""
        offered = (
            ("picture", "Picture (SVG)", self.picture),
            ("png", "Picture (PNG)", self.png),
            ("rows", "Rows (CSV)", self.rows),
            ("frame", "For frames", self.frame),
            ("text", "Citation", self.text),
            ("bibtex", "BibTeX", self.bibtex),
            ("cff", "CITATION.cff", self.cff),
        )
        return (one for one in offered if one[2])


def figure_html(chart: Chart, files: Files | None = None) -> str:
    """The chart's figure as one raw HTML block, safe to put on its own line of a Markdown page.

    It holds both pictures, so it reads without JavaScript; the loader finds the live chart at the
    address in `data-chart`, relative to its own. Links to `files` stand below; with JavaScript a menu takes
    their place. All text is escaped, and no line is empty.
    """
    return _block(_template("figure.html.j2").render(chart=chart, toggles=TOGGLES, files=files))


def apart_html(chart: Chart, files: Files) -> str:
    """The same figure with the pictures of its file, which are loaded where they come into sight.

    For a chart that a page does not open with: its pictures do not stand in the page as well.
    """
    wide = _still(chart, chart.svg_wide, f"{files.picture}#{SHOWN}", "wide")
    narrow = _still(chart, chart.svg_narrow, f"{files.picture}#{SHOWN_NARROW}", "narrow")
    return figure_html(replace(chart, svg_wide=wide, svg_narrow=narrow), files)


def _still(chart: Chart, picture: str, address: str, size: str) -> str:
    return (
        f'<img class="eff-svg eff-svg--{size}" loading="lazy" src="{text(address)}" '
        f'style="{_shape(picture)}" alt="{text(chart.alt)}">'
    )


def _shape(picture: str) -> str:
    """The shape of the view that is shown: the file itself is higher."""
    width, height = extent(picture)
    return f"aspect-ratio: {width:g} / {height:g}"


def embed_html(chart: Chart, files: Files) -> str:
    """The figure of a page for frames: like that of `figure_html`, with the chart of its picture's file."""
    source, shape = text(f"{files.picture}#{SHOWN}"), _shape(chart.svg_wide)
    still = f'<img class="eff-svg" src="{source}" style="{shape}" alt="{text(chart.alt)}">'
    return figure_html(replace(chart, svg_wide=still, svg_narrow=""), files)


def picture_html(picture: Picture) -> str:
    """The figure of a chart that is a picture only, as one raw HTML block like that of `figure_html`."""
    return _block(_template("picture.html.j2").render(chart=picture))


def _block(html: str) -> str:
    """The HTML without indents and empty lines, which would end a raw block in Markdown."""
    rows = (line.strip() for line in html.splitlines())
    return "\n".join(row for row in rows if row)


@cache
def _template(name: str) -> Any:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("effsite.site.charts"), autoescape=True, undefined=StrictUndefined
    )
    environment.globals["swatch"] = swatch
    environment.filters["one_line"] = lambda value: " ".join(str(value).split())
    return environment.get_template(name)

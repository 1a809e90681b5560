"""A chart as the block of HTML that a page holds: pictures, legend, switches, caption."""

from __future__ import annotations

import html
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

from effsite.site.charts.palette import BAR_WIDTH, PALETTE
from effsite.site.charts.svg import outline
from effsite.site.escape import text

if TYPE_CHECKING:
    from effsite.site.charts.chart import Chart, LegendEntry, Picture, Toggle

TOGGLES: dict[Toggle, str] = {
    "log": "Log scale",
    "results": "All results",
    "withdrawn": "Withdrawn",
    "reference": "Moore’s law",
}


def figure_html(chart: Chart) -> str:
    """The chart's figure as one raw HTML block, safe to put on its own line of a Markdown page.

    It holds both pictures, so it reads without JavaScript; the loader finds the live chart at the
    address in `data-chart`, relative to its own. All text is escaped, and no line is empty.
    """
    return _block(_template("figure.html.j2").render(chart=chart, toggles=TOGGLES))


def embed_html(chart: Chart, picture: str) -> str:
    """The figure of a page for frames: like that of `figure_html`, with the still picture at an address."""
    still = f'<img class="eff-svg" src="{html.escape(picture, quote=True)}" alt="{text(chart.alt)}">'
    return figure_html(replace(chart, svg_wide=still, svg_narrow=""))


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


def swatch(entry: LegendEntry) -> dict[str, object]:
    """What the legend's little picture of an entry needs: its path and how it is stroked and filled."""
    stroke = PALETTE[entry.role]
    if entry.drawn == "line":
        return {
            "d": "M1 7H27",
            "stroke": stroke.colour,
            "width": stroke.width,
            "dash": stroke.dash,
            "fill": "",
        }
    if entry.drawn == "arrow":
        arrow = "M14 13V1M10.5 5L14 1L17.5 5"
        return {"d": arrow, "stroke": stroke.colour, "width": stroke.width, "dash": (), "fill": ""}
    if entry.drawn == "bar":
        return {"d": "M14 0V14", "stroke": stroke.colour, "width": BAR_WIDTH, "dash": (), "fill": ""}
    if entry.drawn == "area":
        return {"d": "M1 2H27V12H1z", "stroke": "", "width": 0, "dash": (), "fill": stroke.colour}
    shape = outline(entry.shape, 14, 7, 4.5)
    if entry.role == "withdrawn":
        shape += "M8 1l12 12m0 -12l-12 12"
    fill = "" if entry.hollow else stroke.colour
    return {"d": shape, "stroke": stroke.colour, "width": 1.25, "dash": (), "fill": fill}

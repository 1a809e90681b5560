"""The little picture that stands before an entry of a legend."""

from __future__ import annotations

from typing import TYPE_CHECKING

from effsite.site.charts.outlines import outline
from effsite.site.charts.palette import BAR_WIDTH, PALE_OPACITY, PALETTE

if TYPE_CHECKING:
    from effsite.site.charts.chart import LegendEntry

WIDTH = 28
"""Of the box in which a swatch is drawn, 14 pixels high."""


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
        shape += "M8 1l12 12m0-12l-12 12"
    fill = "" if entry.hollow else stroke.colour
    opacity = PALE_OPACITY if entry.pale else 1
    return {"d": shape, "stroke": stroke.colour, "width": 1.25, "dash": (), "fill": fill, "opacity": opacity}

"""The one palette: a colour, a stroke and a dash for each role, and a marker for each method.

The accent blue is the frontier and nothing else. Every colour is a mid-tone with a contrast of at
least 3 to 1 on white and on Material's slate, because glyphs in a live chart are drawn with it
until the loader has read the page's own; blue and orange stay apart for all common kinds of
colour blindness, and dash, width and shape differ as well.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from effsite.records import FlopMethod

Role = Literal["frontier", "result", "withdrawn", "other", "trend", "reference", "target", "ink"]
Shape = Literal["circle", "square", "triangle", "diamond"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stroke:
    """How a role is drawn: `colour` as #rrggbb, `width` and `dash` in pixels."""

    colour: str
    width: float = 1.5
    dash: tuple[int, ...] = ()


PALETTE: dict[Role, Stroke] = {
    "frontier": Stroke(colour="#1f6fdb", width=2.25),
    "result": Stroke(colour="#868c96", width=1.25),
    "withdrawn": Stroke(colour="#868c96", width=1.25),
    "other": Stroke(colour="#868c96", width=1.25),
    "trend": Stroke(colour="#7a818c", width=1.5),
    "reference": Stroke(colour="#c2690f", width=1.75, dash=(7, 5)),
    "target": Stroke(colour="#7a818c", width=1.25, dash=(3, 3)),
    "ink": Stroke(colour="#7a818c"),
}

BAND_OPACITY = 0.16
BAR_WIDTH = 1.5
PALE_OPACITY = 0.22
MARK_SIZE = 9.0
MANY = 40
SIZES: dict[Role, float] = {"frontier": 11.0, "other": 6.5}

SHAPES: dict[FlopMethod, Shape] = {
    "counted": "circle",
    "hardware": "square",
    "parameters": "triangle",
    "reported": "diamond",
}


def size_of(role: Role, count: int) -> float:
    """The diameter of a role's marks in pixels, in a chart of `count` marks: smaller over `MANY`."""
    size = SIZES.get(role, MARK_SIZE)
    return size if count <= MANY else round(size * 0.65, 1)


def bar_opacity(count: int) -> float:
    """How opaque the bars of a chart of `count` marks are: fainter over `MANY`, where they stand close."""
    return 0.5 if count <= MANY else 0.22


def shape_of(method: FlopMethod | None) -> Shape:
    """The marker for a compute figure that was got that way; a circle where no method is stated."""
    return SHAPES[method] if method else "circle"

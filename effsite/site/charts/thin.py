"""Fewer marks where there are too many to draw or to tell apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from effsite.site.charts.axes import position

if TYPE_CHECKING:
    from effsite.site.charts.scene import Axis, Mark

MOST_MARKS = 1500
_GRIDS = ((240, 120), (160, 80), (120, 60), (80, 40), (60, 30), (40, 24))


def thinned(marks: tuple[Mark, ...], x: Axis, y: Axis, most: int = MOST_MARKS) -> tuple[Mark, ...]:
    """At most `most` of the marks, in their order: the first in each cell of a grid over the axes.

    The grid is the finest that leaves few enough, so that what goes is what lay on top of
    something else. All of them when there are not more than `most`.
    """
    if len(marks) <= most:
        return marks
    for columns, rows in _GRIDS:
        cells: dict[tuple[int, int], Mark] = {}
        for mark in marks:
            cell = (int(position(x, mark.x) * columns), int(position(y, mark.y) * rows))
            cells.setdefault(cell, mark)
        if len(cells) <= most:
            break
    return tuple(cells.values())

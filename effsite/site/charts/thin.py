"""Fewer marks where there are too many to draw or to tell apart."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from effsite.site.charts.axes import positions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from effsite.site.charts.scene import Axis, Mark, Scene

MOST_MARKS = 1000
"""Marks of a live chart of a target's own measure."""

MOST_BESIDE = 300
"""Marks of a live chart beside the one that the target's page opens with: by another measure, or by two."""

MOST_IN_PICTURE = {"wide": 600, "narrow": 300}
"""Marks of a live chart, and those of the two still pictures, which stand in the page itself."""

_GRIDS = ((240, 120), (160, 80), (120, 60), (80, 40), (60, 30), (40, 24), (30, 16), (20, 12), (12, 8))


def thinned(marks: tuple[Mark, ...], x: Axis, y: Axis, most: int = MOST_MARKS) -> tuple[Mark, ...]:
    """At most `most` of the marks, in their order: those of `kept_spots`."""
    if len(marks) <= most:
        return marks
    return tuple(marks[n] for n in kept_spots([(m.x, m.y) for m in marks], x, y, most))


def kept_spots(spots: Sequence[tuple[float, float]], x: Axis, y: Axis, most: int = MOST_MARKS) -> list[int]:
    """Which of the spots stay, by their number, in order: the first in each cell of a grid over the axes.

    The first and the last by time stay, and in each column of the grid the lowest and the highest. The
    grid is the finest that leaves few enough, so that what goes is what lay on top of something
    else; the coarsest may leave more. All of them when there are not more than `most`.
    """
    if len(spots) <= most:
        return list(range(len(spots)))
    kept: set[int] = set()
    across, up = positions(x, (x for x, _ in spots)), positions(y, (y for _, y in spots))
    for columns, rows in _GRIDS:
        kept = _kept(
            spots, [(right * columns, above * rows) for right, above in zip(across, up, strict=True)]
        )
        if len(kept) <= most:
            break
    return sorted(kept)


def _kept(spots: Sequence[tuple[float, float]], places: list[tuple[float, float]]) -> set[int]:
    """The spots that stay, by their number; `places` has where each lies, in cells of the grid."""
    cells: dict[tuple[int, int], int] = {}
    lowest: dict[int, int] = {}
    highest: dict[int, int] = {}
    for n, (across, up) in enumerate(places):
        column = int(across)
        cells.setdefault((column, int(up)), n)
        if up < places[lowest.setdefault(column, n)][1]:
            lowest[column] = n
        if up > places[highest.setdefault(column, n)][1]:
            highest[column] = n
    order = range(len(spots))
    ends = {min(order, key=lambda n: spots[n][0]), max(order, key=lambda n: spots[n][0])}
    return {*cells.values(), *lowest.values(), *highest.values(), *ends}


def pictured(scene: Scene, size: str) -> Scene:
    """The scene with as many of its other results as the still picture of that size has room for."""
    others = scene.marks.get("result", ())
    room = max(MOST_IN_PICTURE[size] - (scene.count - len(others)), 1)
    if len(others) <= room or not scene.y.log:
        return scene
    return replace(scene, marks={**scene.marks, "result": thinned(others, scene.x, scene.y, room)})

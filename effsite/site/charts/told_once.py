"""What the charts of a target say of a result alike, in one file that they share.

A result stands in up to ten charts of its target's page: by compute, by time, by two measures at once.
Its name, its address, its date, its level, its hardware and its source are the same in each, so that a
chart's own file has only the row's key for them, and in a hover's lines a number below nought, -1 for the
first of `TOLD`.
The page's script puts both together (assets/effsite.js).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from effsite.site.charts.packed import packed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from effsite.site.charts.scene import Mark, Scene

TOLD = ("published", "metric", "hardware", "source")
"""What a hover says of a result, in the order of `Mark.told`; empty where there is nothing to say."""

SAME = ("name", "url", *TOLD)


def is_apart(marks: Iterable[Mark]) -> bool:
    """Whether what is told of those marks can stand in the shared file: all are rows of the target."""
    return all(mark.row and mark.told for mark in marks)


def lines(mark: Mark) -> tuple[str | int, ...]:
    """The lines of the hover, those that every chart has as a number below nought."""
    places = {value: -n for n, value in enumerate(mark.told, start=1) if value}
    return tuple(places.get(value, value) for _, value in mark.detail)


def told(scene: Scene) -> str:
    """The rows of that scene's marks with what is the same in each chart, as JSON."""
    rows = [
        (mark.row, mark.name, mark.url, *mark.told)
        for marks in scene.marks.values()
        if is_apart(marks)
        for mark in marks
    ]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))


def told_together(texts: Iterable[str]) -> str:
    """The file that the charts of one target share, of what `told` gives for each of them: by columns.

    Raises ValueError where two of them tell something else of a row.
    """
    found: dict[str, list[str]] = {}
    for text in texts:
        for row, *same in json.loads(text):
            if found.setdefault(row, same) != same:
                raise ValueError(f"two charts tell something else of the row {row}")
    columns = dict(zip(SAME, map(list, zip(*found.values(), strict=True)), strict=True))
    whole = packed({"row": list(found), **columns})
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":")) + "\n"

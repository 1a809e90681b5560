"""The columns and scalars that fill a live chart's design: plain lists, strings and finite numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from effsite.site.charts.axes import beyond
from effsite.site.charts.palette import PALE_OPACITY, PALETTE, Role, bar_opacity, size_of
from effsite.site.charts.told_once import is_apart, lines

if TYPE_CHECKING:
    from effsite.site.charts.labels import Frame, Layout
    from effsite.site.charts.scene import Mark, Scene

Values = dict[str, object]
"""Column lists under `<source>.<column>` and scalars under their own name."""

PATH_ROLES: tuple[Role, ...] = ("target", "reference", "trend", "other", "frontier")
MARK_ROLES: tuple[Role, ...] = ("result", "withdrawn", "other", "frontier")
BAR_ROLES: tuple[Role, ...] = ("result", "withdrawn", "frontier")
BAR_COLUMNS = ("x", "low", "high")
MARK_COLUMNS = ("x", "y", "marker", "alpha", "name", "labels", "values", "row", "url")
NOTE_COLUMNS = ("x", "y", "text", "figure", "name", "dx", "dy", "align", "style", "role", "color")
WHOLE = 1e15
"""Below it a number without a fraction is written as one."""

SIZES = tuple(f"{kind}_{role}" for kind in ("size", "chosen") for role in MARK_ROLES)
SCALARS = ("x_low", "x_high", "y_low", "y_high", "linear_high", "bar_opacity", *SIZES)


def values(scene: Scene, wide: Layout, narrow: Layout, *, apart: bool = False) -> Values:
    """All that a design asks for, by name, with labels as placed for a wide and for a narrow picture.

    What the charts of a target tell of its results alike is left out where it stands `apart`.
    """
    filled: Values = {"title": scene.y.title or scene.x.title}
    filled |= _ends(scene) | _log_ticks(scene, wide.frame, narrow.frame) | _bands(scene)
    for role in PATH_ROLES:
        filled |= _paths(role, scene)
    filled["bar_opacity"] = bar_opacity(scene.count)
    for role in BAR_ROLES:
        filled |= _bars(role, scene.marks.get(role, ()))
    for role in MARK_ROLES:
        marks = scene.marks.get(role, ())
        filled |= _marks(role, marks, scene.count, apart=apart and bool(marks) and is_apart(marks))
    return filled | _notes("wide", wide) | _notes("narrow", narrow)


def _ends(scene: Scene) -> Values:
    x, y, linear = scene.x, scene.y, scene.y_linear or scene.y
    ends: Values = {"x_low": x.low, "x_high": x.high, "y_low": y.low, "y_high": y.high}
    return ends | {"linear_high": linear.high}


def _bands(scene: Scene) -> Values:
    return {
        "band.xs": [[*band.xs, *reversed(band.xs)] for band in scene.bands],
        "band.ys": [[*band.highs, *reversed(band.lows)] for band in scene.bands],
    }


def _paths(role: Role, scene: Scene) -> Values:
    paths = [path for path in scene.paths if path.role == role]
    return {
        f"path-{role}.xs": [_short(path.xs) for path in paths],
        f"path-{role}.ys": [_short(path.ys) for path in paths],
    }


def _short(values: tuple[float, ...]) -> list[float]:
    """Numbers to be drawn, to seven digits; whole ones, which dates are, as they are."""
    return [int(v) if v == int(v) and abs(v) < WHOLE else float(f"{v:.7g}") for v in values]


def _log_ticks(scene: Scene, wide: Frame, narrow: Frame) -> Values:
    """Where the log axes of a design bear ticks, and what they say; empty without a log axis.

    `ticks` are those of y, or of x where y is not one; `x_ticks` are those of x, for a design with both,
    and few enough for a phone: a live chart has one set of them for every width.
    """
    up, across = (scene.y, wide.plot_height), (scene.x, wide.plot_width)
    named = {"ticks": up if scene.y.log else across, "x_ticks": (scene.x, narrow.tick_room(scene))}
    filled: Values = {}
    for name, (axis, pixels) in named.items():
        ticks = beyond(axis, pixels) if axis.log else ()
        filled |= {name: [t.value for t in ticks], f"{name}_labels": [[t.value, t.label] for t in ticks]}
    return filled


def _bars(role: Role, marks: tuple[Mark, ...]) -> Values:
    bars = [(m.x, *m.bar) for m in marks if m.bar]
    return {f"bar-{role}.{name}": [bar[n] for bar in bars] for n, name in enumerate(BAR_COLUMNS)}


def _marks(role: Role, marks: tuple[Mark, ...], count: int, *, apart: bool) -> Values:
    columns: dict[str, list[object]] = {
        "x": [m.x for m in marks],
        "y": [m.y for m in marks],
        "marker": [m.shape for m in marks],
        "alpha": [_opacity(m, role) for m in marks],
        "name": [m.name for m in marks],
        "labels": ["\n".join(label for label, _ in m.detail) for m in marks],
        "values": ["\n".join(value for _, value in m.detail) for m in marks],
        "row": [m.row for m in marks],
        "url": [m.url for m in marks],
    }
    if apart:
        columns |= {"name": [], "url": [], "values": [lines(m) for m in marks]}
        if all(m.dated for m in marks):
            columns["x"] = []
    size = size_of(role, count)
    sizes: Values = {f"size_{role}": size, f"chosen_{role}": size + 5}
    return sizes | {f"mark-{role}.{name}": column for name, column in columns.items()}


def _opacity(mark: Mark, role: Role) -> float:
    """How opaque the inside of a mark is: an estimate is hollow, what sets no record is pale."""
    if mark.hollow:
        return 0.0
    return PALE_OPACITY if mark.pale else 0.8 if role == "result" else 1.0


def _notes(size: str, layout: Layout) -> Values:
    placed = layout.placed
    columns: tuple[list[object], ...] = (
        [p.note.x for p in placed],
        [p.note.y for p in placed],
        [p.text for p in placed],
        [p.figure for p in placed],
        [p.note.text for p in placed],
        [p.dx for p in placed],
        [p.dy for p in placed],
        [p.align for p in placed],
        ["bold" if p.note.bold else "normal" for p in placed],
        [p.note.role for p in placed],
        [PALETTE[p.note.role].colour for p in placed],
    )
    return {f"note-{size}.{name}": column for name, column in zip(NOTE_COLUMNS, columns, strict=True)}

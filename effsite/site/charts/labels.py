"""Where the labels of a chart go, so that none covers a mark, a line or another label.

Greedy and deterministic: notes are placed in their order, each at the first free spot around its
point that costs least; one with no free spot is left out, because its point can be hovered and is
in the table. Widths are estimated from the letters, since no font is at hand.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from effsite.site.charts.axes import position, positions
from effsite.site.charts.boxes import Box, Boxes
from effsite.site.charts.scene import joined

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from effsite.site.charts.palette import Role
    from effsite.site.charts.scene import Align, Label, Scene, Side

TEXT_SIZE = 13.0
LONGEST = 34
MOST_WIDE = 9
MOST_NARROW = 7
_NARROW_LETTERS = frozenset("iljtfrI.,:;'|!()[] ·")
_WIDE_LETTERS = frozenset("mwMWGOQ@%")
_WIDEST_LETTERS = frozenset("…—")
_COLUMN_GAP = 10.0
_BOLD = 1.07
_FEWEST_LETTERS = 3
_LINE = 16.0
_EDGE = 3.0
_SPARE = 1.03
"""How much more than its estimate a text may take: one that must be cut anyway is cut for that."""

_LONG_TICKS = 0.6
_FAINT: tuple[Role, ...] = ("trend", "reference", "other")
"""Lines that a label may cover where there is no better place."""

_OFFSETS: dict[Side, tuple[tuple[float, float, Align], ...]] = {
    "below": (
        *((-8, 13, "right"), (8, 13, "left"), (0, 18, "center"), (-11, 2, "right"), (11, 1, "left")),
        *((9, -13, "left"), (-9, -13, "right"), (-12, 28, "right"), (12, 28, "left")),
    ),
    "above": (
        *((-8, -13, "right"), (8, -13, "left"), (0, -18, "center"), (-11, 0, "right"), (11, 1, "left")),
        *((9, 13, "left"), (-9, 13, "right"), (-12, -28, "right"), (12, -28, "left")),
    ),
    "right": (
        *((10, 0, "left"), (10, -12, "left"), (10, 12, "left"), (-4, -13, "right"), (-4, 14, "right")),
        *((10, -22, "left"), (10, 22, "left"), (-4, -26, "right"), (-4, 27, "right")),
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A picture's size and the margins around its plot, in pixels."""

    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float
    narrow: bool = False

    @property
    def plot_width(self) -> float:
        """Pixels from the left to the right end of the x axis."""
        return self.width - self.left - self.right

    @property
    def plot_height(self) -> float:
        """Pixels from the lower to the upper end of the y axis."""
        return self.height - self.top - self.bottom

    def tick_room(self, scene: Scene) -> float:
        """Pixels of the x axis as its ticks count them: fewer where both axes are logarithmic."""
        return self.plot_width * (_LONG_TICKS if scene.x.log and scene.y.log else 1)

    def x(self, scene: Scene, value: float) -> float:
        """Pixels from the picture's left edge."""
        return self.left + position(scene.x, value) * self.plot_width

    def y(self, scene: Scene, value: float) -> float:
        """Pixels from the picture's top edge."""
        return self.height - self.bottom - position(scene.y, value) * self.plot_height

    def spots(self, scene: Scene, xs: Iterable[float], ys: Iterable[float]) -> list[tuple[float, float]]:
        """Pixels from the left and from the top edge of several places at once."""
        left, width, floor, height = self.left, self.plot_width, self.height - self.bottom, self.plot_height
        across, up = positions(scene.x, xs), positions(scene.y, ys)
        return [(left + x * width, floor - y * height) for x, y in zip(across, up, strict=True)]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedLabel:
    """A note with its place: pixels right of and below its point, and which end is held there."""

    note: Label
    text: str
    dx: float
    dy: float
    align: Align
    box: Box

    @property
    def figure(self) -> str:
        """The part of the text that is never cut; empty where the text leaves the note's figure out."""
        return self.note.figure if self.text.startswith(self.note.figure) else ""


@dataclass(frozen=True, slots=True)
class Layout:
    """A frame and the notes that found room in it."""

    frame: Frame
    placed: tuple[PlacedLabel, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Around:
    """What labels lie over: `hard` may not be covered, `soft` only where there is no better place."""

    hard: Boxes
    soft: Boxes

    @classmethod
    def of(cls, scene: Scene, frame: Frame) -> _Around:
        faint = itertools.chain.from_iterable(_path_boxes(scene, frame, role) for role in _FAINT)
        return cls(
            hard=Boxes([*_mark_boxes(scene, frame), *_path_boxes(scene, frame, "frontier")]),
            soft=Boxes([*faint, *_bar_boxes(scene, frame)]),
        )


@lru_cache(maxsize=4096)  # a label is tried in several places, in two pictures
def text_width(text: str, size: float = TEXT_SIZE) -> float:
    """Pixels that a text takes in a common sans serif, estimated."""
    return size * sum(_letter(c) for c in text)


def _letter(c: str) -> float:
    if c in _NARROW_LETTERS:
        return 0.32
    if c in _WIDE_LETTERS:
        return 0.84
    if c in _WIDEST_LETTERS:
        return 1.0
    return 0.68 if c.isupper() or not c.isascii() else 0.57


def shortened(text: str, longest: int = LONGEST) -> str:
    """The text, cut with an ellipsis when it is longer than a label may be.

    Between two words where that leaves half of the label or more: a part of a word is read as another.
    """
    if len(text) <= longest:
        return text
    words = text[:longest].rpartition(" ")[0].rstrip(" ,;:")
    kept = words if len(words) >= longest / 2 else text[: longest - 1].rstrip()
    return f"{kept}…"


def fitted(note: Label, name: str, room: float = float("inf")) -> str:
    """The note's figure with as much of the name as there is room for, in pixels; the figure is never cut.

    A fixed note has its row to itself, and all of the name where that is wide enough.
    """
    weight = _BOLD if note.bold else 1.0
    if note.figure and not note.fixed:
        name = shortened(name, max(LONGEST - len(note.figure), _FEWEST_LETTERS))
    whole = joined(note.figure, name)
    longest = len(name)
    cut_to = room if text_width(whole) * weight <= room else room / _SPARE
    while text_width(whole) * weight > cut_to and longest > _FEWEST_LETTERS:
        longest -= 1
        whole = joined(note.figure, shortened(name, longest))
    return whole if text_width(whole) * weight <= room or not note.figure else note.figure


def _width(note: Label, text: str) -> float:
    return text_width(text) * (_BOLD if note.bold else 1.0)


def lay_out(scene: Scene, frame: Frame) -> Layout:
    """The frame with the notes that find room in it, those of the end column first."""
    placed = _column(scene, frame)
    around = _Around.of(scene, frame)
    most = MOST_NARROW if frame.narrow else MOST_WIDE
    for note in scene.notes:
        if any(p.note is note for p in placed):
            continue
        if len(placed) >= most and not note.fixed:
            break
        if note.fixed:
            best: PlacedLabel | None = _fixed(note, scene, frame)
        else:
            best = _best(note, scene, frame, around, [p.box for p in placed])
        if best:
            placed.append(best)
    return Layout(frame, tuple(placed))


def _column(scene: Scene, frame: Frame) -> list[PlacedLabel]:
    """The notes that stand at the ends of lines, from the top down, each at least a line below the last.

    None where the figure of one would be cut there: then each goes where it finds room around its point.
    """
    notes = [] if frame.narrow else [n for n in scene.notes if n.side == "end"]
    if any(_width(n, n.figure) * _SPARE > _room_at_end(n, scene, frame) for n in notes):
        return []
    notes.sort(key=lambda n: (frame.y(scene, n.y), n.text))
    heights: list[float] = []
    for note in notes:
        heights.append(max(frame.y(scene, note.y), heights[-1] + _LINE if heights else 0.0))
    floor = frame.height - frame.bottom - _LINE / 2
    for n in range(len(heights) - 1, -1, -1):
        heights[n] = min(heights[n], floor)
        floor = heights[n] - _LINE
    return [_at_end(note, height, scene, frame) for note, height in zip(notes, heights, strict=True)]


def _room_at_end(note: Label, scene: Scene, frame: Frame) -> float:
    return frame.width - frame.right - frame.x(scene, note.x) - _COLUMN_GAP


def _at_end(note: Label, height: float, scene: Scene, frame: Frame) -> PlacedLabel:
    left = frame.x(scene, note.x) + _COLUMN_GAP
    text = fitted(note, shortened(note.text), _room_at_end(note, scene, frame))
    box = Box(left, height - _LINE / 2, left + _width(note, text), height + _LINE / 2)
    dy = round(height - frame.y(scene, note.y), 1)
    return PlacedLabel(note=note, text=text, dx=_COLUMN_GAP, dy=dy, align="left", box=box)


def _fixed(note: Label, scene: Scene, frame: Frame) -> PlacedLabel:
    """The note at its point, or just above it, moved left as far as it needs to stay in the frame.

    A long one takes the margins too, up to the picture's edges.
    """
    x, y = frame.x(scene, note.x), frame.y(scene, note.y)
    text = fitted(note, note.text, frame.width - 2 * _EDGE)
    width = _width(note, text)
    dx, dy = (-5.0, -15.0) if note.side == "above" else (0.0, 0.0)
    left = max(frame.left, min(x + dx, frame.width - frame.right - width))
    left = max(_EDGE, min(left, frame.width - _EDGE - width * _SPARE))
    box = Box(left, y + dy - TEXT_SIZE * 0.55, left + width, y + dy + TEXT_SIZE * 0.55)
    return PlacedLabel(note=note, text=text, dx=round(left - x, 1), dy=dy, align="left", box=box)


def _best(
    note: Label, scene: Scene, frame: Frame, around: _Around, placed: Sequence[Box]
) -> PlacedLabel | None:
    """The note at its cheapest free spot, with its longest text that has one; None where none has."""
    inside = Box(frame.left, frame.top, frame.width - frame.right, frame.height - frame.bottom)
    for text in _texts(note, frame):
        spots = [
            (rank, spot)
            for rank, spot in enumerate(_candidates(note, text, scene, frame))
            if _within(spot.box, inside) and not any(spot.box.overlaps(other) for other in placed)
        ]
        boxes = [spot.box for _, spot in spots]
        choices = [
            (faint * 3 + rank, rank, spot)
            for (rank, spot), taken, faint in zip(
                spots, around.hard.under(boxes), around.soft.under(boxes), strict=True
            )
            if not taken
        ]
        if choices:
            return min(choices, key=lambda c: c[:2])[2]
    return None


def _within(box: Box, around: Box) -> bool:
    return (
        box.left >= around.left
        and box.right <= around.right
        and box.top >= around.top
        and box.bottom <= around.bottom
    )


def _texts(note: Label, frame: Frame) -> tuple[str, ...]:
    """What the note may say, the longest first: on a phone the shorter text, elsewhere that in its place."""
    if frame.narrow and note.narrow:
        return (shortened(note.narrow),)
    whole = fitted(note, shortened(note.text))
    return (whole, joined(note.figure, shortened(note.narrow))) if note.narrow else (whole,)


def _candidates(note: Label, text: str, scene: Scene, frame: Frame) -> Iterator[PlacedLabel]:
    x, y, width = frame.x(scene, note.x), frame.y(scene, note.y), _width(note, text)
    for dx, dy, align in _OFFSETS["right" if note.side == "end" else note.side]:
        left = x + dx - {"left": 0.0, "center": width / 2, "right": width}[align]
        box = Box(left, y + dy - TEXT_SIZE * 0.55, left + width, y + dy + TEXT_SIZE * 0.55)
        yield PlacedLabel(note=note, text=text, dx=dx, dy=dy, align=align, box=box)


def _mark_boxes(scene: Scene, frame: Frame) -> list[Box]:
    """A box around each mark, one for those in the same place."""
    marks = [mark for group in scene.marks.values() for mark in group]
    spots = frame.spots(scene, (m.x for m in marks), (m.y for m in marks))
    return [Box(x - 5, y - 5, x + 5, y + 5) for x, y in dict.fromkeys(spots)]


def _bar_boxes(scene: Scene, frame: Frame) -> list[Box]:
    bars = [(m.x, *m.bar) for marks in scene.marks.values() for m in marks if m.bar]
    spots = ((frame.x(scene, x), frame.y(scene, low), frame.y(scene, high)) for x, low, high in bars)
    return [Box(x - 1.5, top, x + 1.5, bottom) for x, bottom, top in spots]


def _path_boxes(scene: Scene, frame: Frame, role: str) -> list[Box]:
    boxes: list[Box] = []
    for path in scene.paths:
        if path.role != role:
            continue
        for (x0, y0), (x1, y1) in itertools.pairwise(frame.spots(scene, path.xs, path.ys)):
            boxes.extend(_pieces(x0, y0, x1, y1))
    return boxes


def _pieces(x0: float, y0: float, x1: float, y1: float) -> Iterator[Box]:
    """A segment as boxes: one when it is upright or level, else a box for each 12 pixels."""
    count = 1 if abs(x1 - x0) < 1 or abs(y1 - y0) < 1 else int(max(abs(x1 - x0), abs(y1 - y0)) // 12) + 1
    if count == 1:
        yield Box(min(x0, x1) - 1.5, min(y0, y1) - 1.5, max(x0, x1) + 1.5, max(y0, y1) + 1.5)
        return
    for n in range(count):
        xa, xb = x0 + (x1 - x0) * n / count, x0 + (x1 - x0) * (n + 1) / count
        ya, yb = y0 + (y1 - y0) * n / count, y0 + (y1 - y0) * (n + 1) / count
        yield Box(min(xa, xb) - 1.5, min(ya, yb) - 1.5, max(xa, xb) + 1.5, max(ya, yb) + 1.5)

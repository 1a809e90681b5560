"""A chart as a PNG with its title above it: for slides, and for the preview of a link in others' pages.

Drawn here, since a browser would be needed to draw the SVG. The picture has one channel, whose values are a
ramp from ink over white to the accent: a third of the bytes and of the time of a picture in full colour, and
what lies between two colours of the ramp, as the rim of a letter does, is a colour of the ramp too. Of the
ramp's 256 steps 8 are kept, which is a third of the bytes and can hardly be seen.
"""

from __future__ import annotations

import io
import math
import unicodedata
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw, ImageFont

from effsite.site.charts.axes import ticks
from effsite.site.charts.labels import TEXT_SIZE, Frame, lay_out
from effsite.site.charts.palette import PALETTE, size_of
from effsite.site.charts.thin import pictured

if TYPE_CHECKING:
    from collections.abc import Iterator

    from effsite.site.charts.axes import Tick
    from effsite.site.charts.palette import Role
    from effsite.site.charts.scene import Polyline, Scene

WIDTH, HEIGHT = 1200, 630
SCALE = 12 / 7
"""Pixels of the picture for one of the frame, in which labels are placed at the size of a page."""

FINER = 2
"""How many times as fine lines and marks are drawn before they are scaled down, for smooth edges."""

WHITE, INK, ACCENT = 127, 0, 255
SOFT, FAINT, GREY = 45, 97, 66
LEVELS = 8
_INK_RGB = (0x23, 0x27, 0x2E)
_TONES: dict[Role, int] = {"frontier": ACCENT, "reference": SOFT, "trend": GREY, "target": GREY}
_LINES: tuple[Role, ...] = ("target", "reference", "trend", "other", "frontier")
_MARKS: tuple[Role, ...] = ("result", "withdrawn", "other", "frontier")
_FRAME = Frame(width=WIDTH / SCALE, height=HEIGHT / SCALE, left=50, right=34, top=118, bottom=32)
_PLAIN = str.maketrans(
    {"×": "x", "–": "-", "—": "-", "’": "'", "‘": "'", "“": '"', "”": '"', "…": "...", "−": "-"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CardWords:
    """The texts above and below the chart of a card: plain, and cut to one line each."""

    title: str
    finding: str
    site: str


def card_png(whole: Scene, words: CardWords) -> bytes:
    """The PNG of a chart over time, 1200 x 630."""
    scene = pictured(whole, "narrow")
    picture = _lines_and_marks(scene)
    pen = ImageDraw.Draw(picture)
    _write(pen, 40, 30, words.title, 46, INK)
    _write(pen, 40, 96, words.finding, 32, ACCENT)
    _write(pen, 40, 158, scene.y.title or scene.x.title, 20, SOFT)
    _write(pen, WIDTH - 40, 30, words.site, 20, GREY, anchor="rt")
    for x, tick in _across(scene):
        _write(pen, x, _bottom() + 8, tick.text, 20, SOFT, anchor="mt")
    for y, tick in _up(scene):
        _tick(pen, y, tick)
    for placed in lay_out(scene, _FRAME).placed:
        at = _FRAME.x(scene, placed.note.x) + placed.dx, _FRAME.y(scene, placed.note.y) + placed.dy
        tone = _TONES.get(placed.note.role, INK)
        side = {"left": "lm", "center": "mm", "right": "rm"}[placed.align]
        _write(pen, at[0] * SCALE, at[1] * SCALE, placed.text, TEXT_SIZE * SCALE, tone, anchor=side)
    return _png(picture)


def _png(picture: Image.Image) -> bytes:
    picture = picture.point(_steps())
    picture.putpalette(_colours())
    out = io.BytesIO()
    picture.save(out, "PNG", compress_level=4, bits=4)
    return out.getvalue()


@cache
def _steps() -> list[int]:
    """Which of the kept steps each of the ramp's is."""
    half = LEVELS // 2
    to_white = [round(value / WHITE * half) for value in range(WHITE)]
    return [
        *to_white,
        *(half + round((value - WHITE) / (ACCENT - WHITE) * (half - 1)) for value in range(WHITE, 256)),
    ]


@cache
def _colours() -> bytes:
    """The colours of the kept steps: ink to white, then white to the accent."""
    accent = tuple(int(PALETTE["frontier"].colour[n : n + 2], 16) for n in (1, 3, 5))
    white, half = (255, 255, 255), LEVELS // 2
    colours = [_between(_INK_RGB, white, step / half) for step in range(half)]
    colours += [_between(white, accent, step / (half - 1)) for step in range(half)]
    return bytes(part for colour in colours for part in colour)


def _between(low: tuple[int, ...], high: tuple[int, ...], share: float) -> tuple[int, ...]:
    return tuple(round(a + (b - a) * share) for a, b in zip(low, high, strict=True))


@cache
def _font(size: float) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """Pillow's own font, so that the picture is the same on every machine; it has the letters of ASCII."""
    font = ImageFont.load_default(size)
    if not isinstance(font, ImageFont.FreeTypeFont):
        return font  # Pillow without FreeType: letters of one size, and a picture all the same
    # The simple layout, whether the library for the other is there or not: half of the time, the same bytes.
    basic = ImageFont.Layout.BASIC
    return ImageFont.truetype(io.BytesIO(font.font_bytes), size, layout_engine=basic)


def plain(text: str) -> str:
    """The text in the letters that the font has; what is like none of them is left out."""
    spelt = unicodedata.normalize("NFKD", text.translate(_PLAIN))
    return " ".join(spelt.encode("ascii", "ignore").decode().split())


def _write(
    pen: ImageDraw.ImageDraw, x: float, y: float, text: str, size: float, tone: int, *, anchor: str = "lt"
) -> None:
    font, shown = _font(size), plain(text)
    while len(shown) * size > WIDTH and pen.textlength(shown, font=font) > WIDTH - 80:
        shown = f"{shown[:-4].rstrip()}..."
    pen.text((x, y), shown, font=font, fill=tone, anchor=anchor)


def _tick(pen: ImageDraw.ImageDraw, y: float, tick: Tick) -> None:
    """A tick of the y axis, its power above the line."""
    right = _FRAME.left * SCALE - 10
    if tick.power:
        _write(pen, right, y - 9, tick.power, 15, SOFT, anchor="rm")
        right -= pen.textlength(tick.power, font=_font(15)) + 1
    _write(pen, right, y, tick.text, 20, SOFT, anchor="rm")


def _bottom() -> float:
    return (_FRAME.height - _FRAME.bottom) * SCALE


def _across(scene: Scene) -> list[tuple[float, Tick]]:
    return [(_FRAME.x(scene, t.value) * SCALE, t) for t in ticks(scene.x, _FRAME.plot_width)]


def _up(scene: Scene) -> list[tuple[float, Tick]]:
    return [(_FRAME.y(scene, t.value) * SCALE, t) for t in ticks(scene.y, _FRAME.plot_height)]


def _lines_and_marks(scene: Scene) -> Image.Image:
    """The grid, the paths and the marks, smooth."""
    whole = Image.new("L", (WIDTH * FINER, HEIGHT * FINER), WHITE)
    pen, size = ImageDraw.Draw(whole), SCALE * FINER
    left, right = _FRAME.left * size, (_FRAME.width - _FRAME.right) * size
    for y, _ in _up(scene):
        pen.line([(left, y * FINER), (right, y * FINER)], fill=FAINT, width=FINER)
    pen.line([(left, _bottom() * FINER), (right, _bottom() * FINER)], fill=GREY, width=FINER)
    for role in _LINES:
        for path in (path for path in scene.paths if path.role == role):
            _path(pen, scene, path)
    for role in _MARKS:
        radius = size_of(role, scene.count) / 2 * size
        for mark in scene.marks.get(role, ()):
            x, y = _FRAME.x(scene, mark.x) * size, _FRAME.y(scene, mark.y) * size
            around = (x - radius, y - radius, x + radius, y + radius)
            tone = _TONES.get(role, GREY)
            pen.ellipse(around, fill=WHITE if mark.hollow else tone, outline=tone, width=round(size))
    return whole.reduce(FINER)


def _path(pen: ImageDraw.ImageDraw, scene: Scene, path: Polyline) -> None:
    """A path within the frame; what leaves it above or below is cut there."""
    stroke, size = PALETTE[path.role], SCALE * FINER
    dots = [
        (_FRAME.x(scene, x) * size, _FRAME.y(scene, y) * size) for x, y in zip(path.xs, path.ys, strict=True)
    ]
    top, bottom = _FRAME.top * size, _bottom() * FINER
    tone, width = _TONES.get(path.role, GREY), round(stroke.width * size)
    for start, end in pairwise(dots):
        for a, b in _dashes(_cut(start, end, top, bottom), tuple(part * size for part in stroke.dash)):
            pen.line([a, b], fill=tone, width=width)


Dot = tuple[float, float]


def _cut(start: Dot, end: Dot, top: float, bottom: float) -> tuple[Dot, Dot] | None:
    """The part of a line between two heights; None where it has none."""
    (x0, y0), (x1, y1) = start, end
    low, high = 0.0, 1.0
    if y0 == y1:
        return (start, end) if top <= y0 <= bottom else None
    for edge in (top, bottom):
        at = (edge - y0) / (y1 - y0)
        entering = (edge == top) == (y1 > y0)
        low, high = (max(low, at), high) if entering else (low, min(high, at))
    if low >= high:
        return None
    return (x0 + low * (x1 - x0), y0 + low * (y1 - y0)), (x0 + high * (x1 - x0), y0 + high * (y1 - y0))


def _dashes(line: tuple[Dot, Dot] | None, dash: tuple[float, ...]) -> Iterator[tuple[Dot, Dot]]:
    """The line in pieces as long as the dash says; whole where there is none."""
    if line is None:
        return
    if not dash:
        yield line
        return
    (x0, y0), (x1, y1) = line
    length, at = math.hypot(x1 - x0, y1 - y0), 0.0
    while at < length:
        to = min(at + dash[0], length)
        yield tuple((x0 + (x1 - x0) * d / length, y0 + (y1 - y0) * d / length) for d in (at, to))  # type: ignore[misc]  # two: `at` and `to`
        at += sum(dash)

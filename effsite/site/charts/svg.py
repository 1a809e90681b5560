"""The static picture of a chart: an SVG for the page itself, written straight from the scene.

It is what a reader sees first, without JavaScript and on paper. Colours are given twice: as
attributes, so that the picture stands alone, and by class, so that effsite.css can follow the
light and dark palettes. Every text goes through the escaping of `effsite.escape`.
"""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from effsite.escape import text
from effsite.site.charts.axes import Tick, ticks
from effsite.site.charts.labels import TEXT_SIZE, Frame, Layout, PlacedLabel, text_width
from effsite.site.charts.outlines import line_path, number, outline, places
from effsite.site.charts.palette import BAND_OPACITY, BAR_WIDTH, PALE_OPACITY, PALETTE, bar_opacity, size_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from effsite.site.charts.palette import Role, Shape
    from effsite.site.charts.scene import Mark, Scene

FONTS = "-apple-system,BlinkMacSystemFont,Helvetica,Arial,sans-serif"
MOST_TITLES = 120
MANY_ALIKE = 12
"""Marks of one look from which on it is written once."""

ROW_HEIGHT = 34
TITLE_LINE = 15
LONGEST_WORD = 30
"""The most letters of one word of a title that is too long for the picture; effsite.js has the same."""
TICK_SIZE, TICK_GAP = 12.0, 6.0
_ANCHORS = {"left": "", "center": ' text-anchor="middle"', "right": ' text-anchor="end"'}
_INK = "#3a3f47"
_PALE = f' fill-opacity="{PALE_OPACITY}"'
_INSIDE = {
    (False, False): "",
    (False, True): _PALE,
    (True, False): ' fill="none"',
    (True, True): ' fill="none"',
}
"""How the inside of a mark is drawn, by whether it is an estimate and whether it can set no record."""

_PATH_ORDER: tuple[Role, ...] = ("target", "reference", "trend", "other", "frontier")
_MARK_ORDER: tuple[Role, ...] = ("result", "withdrawn", "other", "frontier")


def wide_frame(scene: Scene) -> Frame:
    """The picture for a column of text or more."""
    return _frame(scene, Frame(width=960, height=470, left=58, right=40, top=34, bottom=32), left=22)


def narrow_frame(scene: Scene) -> Frame:
    """The picture for a phone."""
    usual = Frame(width=340, height=400, left=46, right=12, top=34, bottom=32, narrow=True)
    return _frame(scene, usual, left=12)


def _frame(scene: Scene, usual: Frame, *, left: float) -> Frame:
    """The usual frame with the height of its rows, where it has any, and with room for all of the title."""
    height = 76 + scene.rows * ROW_HEIGHT if scene.rows else usual.height
    frame = replace(usual, height=height, left=left if scene.rows else usual.left)
    more = TITLE_LINE * (len(_title(scene, frame)) - 1)
    return replace(frame, height=frame.height + more, top=frame.top + more)


def draw(scene: Scene, layout: Layout, *, slug: str, alt: str) -> str:
    """The scene as one `<svg>` element, without line breaks. `slug` makes its ids unique in a page.

    The narrow one stands beside the wide one, whose title and description are those of both. Its letters are
    those of what stands around it.
    """
    frame = layout.frame
    named = f"{_ident(slug)}-w"
    ident = f"{named[:-1]}n" if frame.narrow else named
    size = "narrow" if frame.narrow else "wide"
    words = f'<title id="{named}-t">{text(scene.y.title or scene.x.title)}</title>'
    words += f'<desc id="{named}-d">{text(alt)}</desc>'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="eff-svg eff-svg--{size}" role="img" '
        f'viewBox="0 0 {frame.width:g} {frame.height:g}" aria-labelledby="{named}-t {named}-d" '
        f'font-size="{TEXT_SIZE:g}">',
        "" if frame.narrow else words,
        f'<clipPath id="{ident}-c"><rect x="{frame.left:g}" y="{frame.top:g}" '
        f'width="{frame.plot_width:g}" height="{frame.plot_height:g}"/></clipPath>',
        *_axes(scene, frame),
        f'<g clip-path="url(#{ident}-c)">',
        *_bands(scene, frame),
        *_paths(scene, frame),
        *_bars(scene, frame),
        "</g>",
        *_marks(scene, frame, ident),
        *_notes(scene, layout),
        "</svg>",
    ]
    return "".join(parts)


def _ident(slug: str) -> str:
    """What the ids of a picture begin with, in seven letters: it stands there a dozen times."""
    return "e" + urlsafe_b64encode(hashlib.sha256(slug.encode()).digest()).decode()[:6]


def extent(picture: str) -> tuple[float, float]:
    """Width and height of a picture that `draw` gave, in pixels."""
    _, _, width, height = picture.partition('viewBox="')[2].partition('"')[0].split()
    return float(width), float(height)


def _axes(scene: Scene, frame: Frame) -> Iterator[str]:
    bottom, right = frame.height - frame.bottom, frame.width - frame.right
    across = [(frame.x(scene, t.value), t) for t in ticks(scene.x, frame.tick_room(scene))]
    up = [(frame.y(scene, t.value), t) for t in ticks(scene.y, frame.plot_height)]
    lines = [f"M{frame.left:g} {number(y)}H{right:g}" for y, _ in up]
    if scene.rows:
        lines += [f"M{number(x)} {frame.top:g}V{bottom:g}" for x, _ in across]
    yield f'<path class="eff-grid" d="{"".join(lines)}" fill="none" stroke="#d9dce1"/>'
    marks = "" if scene.rows else "".join(f"M{number(x)} {bottom:g}v5" for x, _ in across)
    yield f'<path class="eff-axis" d="M{frame.left:g} {bottom:g}H{right:g}{marks}" stroke="#868c96"/>'
    yield '<g class="eff-ticks" fill="#5b616b" font-size="12">'
    yield f'<g transform="translate(0 {bottom + 19:g})" text-anchor="middle">'
    yield from (_text("x", x, tick) for x, tick in _labelled(across, frame))
    yield f'</g><g transform="translate({frame.left - 8:g} 4)" text-anchor="end">'
    yield from (_text("y", y, tick) for y, tick in up)
    left = _title_left(scene, frame)
    yield '</g></g><g class="eff-axis-title" fill="#5b616b">'
    for n, line in enumerate(_title(scene, frame)):
        yield f'<text x="{left:g}" y="{17 + n * TITLE_LINE}">{text(line)}</text>'
    yield "</g>"


def _labelled(across: list[tuple[float, Tick]], frame: Frame) -> Iterator[tuple[float, Tick]]:
    """The ticks whose labels stand within the picture and clear of the one before, and where their middle is.

    A label at an edge is moved inwards; where it then has no room, its tick stays without one.
    """
    end = -TICK_GAP
    for x, tick in across:
        half = text_width(tick.label, TICK_SIZE) / 2
        middle = max(half, min(x, frame.width - half))
        if middle - half >= end + TICK_GAP:
            end = middle + half
            yield middle, tick


def _title_left(scene: Scene, frame: Frame) -> float:
    return frame.left if scene.rows else 2


def _title(scene: Scene, frame: Frame) -> list[str]:
    return _lines(scene.y.title or scene.x.title, frame.width - _title_left(scene, frame))


def _lines(title: str, room: float) -> list[str]:
    """The title on one line or, where that is too long for the picture, on two."""
    if text_width(title) <= room:
        return [title]
    words = [_cut(word) for word in title.split()]
    if len(words) < 2:
        return words
    half = len(" ".join(words)) / 2
    cut = min(range(1, len(words)), key=lambda n: abs(len(" ".join(words[:n])) - half))
    return [" ".join(words[:cut]), " ".join(words[cut:])]


def _cut(word: str) -> str:
    """The word, or as much of it as may stand where a title is long; a comma behind it stays."""
    name = word.rstrip(",")
    return word if len(name) <= LONGEST_WORD else f"{name[: LONGEST_WORD - 1]}…{word[len(name) :]}"


def _text(along: Literal["x", "y"], place: float, tick: Tick) -> str:
    power = f'<tspan dy="-5" font-size="9">{tick.power}</tspan>' if tick.power else ""
    return f'<text {along}="{number(place)}">{tick.text}{power}</text>'


def _bands(scene: Scene, frame: Frame) -> Iterator[str]:
    for band in scene.bands:
        around = frame.spots(scene, (*band.xs, *reversed(band.xs)), (*band.highs, *reversed(band.lows)))
        colour = PALETTE["trend"].colour
        yield (
            f'<path class="eff-band" d="{line_path(around)}Z" fill="{colour}" fill-opacity="{BAND_OPACITY}"/>'
        )


def _paths(scene: Scene, frame: Frame) -> Iterator[str]:
    """The lines of each role as one path: all of them look alike."""
    for role in _PATH_ORDER:
        stroke = PALETTE[role]
        dash = f' stroke-dasharray="{" ".join(map(str, stroke.dash))}"' if stroke.dash else ""
        ways = [line_path(frame.spots(scene, path.xs, path.ys)) for path in scene.paths if path.role == role]
        if ways:
            yield (
                f'<path class="eff-s-{role}" d="{"".join(ways)}" '
                f'fill="none" stroke="{stroke.colour}" stroke-width="{stroke.width}"{dash}/>'
            )


def _bars(scene: Scene, frame: Frame) -> Iterator[str]:
    """One path for each role, from the low to the high end of each mark that has them."""
    for role in _MARK_ORDER:
        bars = [(m.x, *m.bar) for m in scene.marks.get(role, ()) if m.bar]
        if bars:
            lines = (
                f"M{number(frame.x(scene, x))} {number(frame.y(scene, low))}V{number(frame.y(scene, high))}"
                for x, low, high in bars
            )
            yield (
                f'<path class="eff-bar eff-s-{role}" d="{"".join(lines)}" fill="none" '
                f'stroke="{PALETTE[role].colour}" stroke-width="{BAR_WIDTH}" '
                f'stroke-opacity="{bar_opacity(scene.count)}"/>'
            )


def _marks(scene: Scene, frame: Frame, ident: str) -> Iterator[str]:
    named = scene.count <= MOST_TITLES and not frame.narrow  # on a phone nothing hovers
    for role in _MARK_ORDER:
        marks = scene.marks.get(role, ())
        if not marks:
            continue
        stroke = PALETTE[role]
        radius = size_of(role, scene.count) / 2
        opacity = ' fill-opacity="0.75"' if role == "result" else ""
        yield (
            f'<g class="eff-marks eff-f-{role}" fill="{stroke.colour}" stroke="{stroke.colour}" '
            f'stroke-width="1.25"{opacity}>'
        )
        placed = list(zip(marks, frame.spots(scene, (m.x for m in marks), (m.y for m in marks)), strict=True))
        if named:
            yield from (_mark(m, spot, radius, role) for m, spot in placed)
        else:
            yield from _together(placed, radius, role, ident)
        yield "</g>"


Placed = tuple["Mark", tuple[float, float]]
"""A mark and its place in pixels."""


def _mark(mark: Mark, spot: tuple[float, float], radius: float, role: Role) -> str:
    inside = _INSIDE[mark.hollow, mark.pale]
    name = f"<title>{text(mark.name)}</title>"
    if mark.shape == "circle" and role != "withdrawn":
        x, y = map(number, spot)
        return f'<circle cx="{x}" cy="{y}" r="{number(radius)}"{inside}>{name}</circle>'
    return f'<path d="{_shape(mark, spot, radius, role)}"{inside}>{name}</path>'


def _together(placed: Sequence[Placed], radius: float, role: Role, ident: str) -> Iterator[str]:
    """Marks without names, those that look alike as one; of marks in the same place there is one.

    Few are one path, which paints no place twice. Of many the look is written once, and then a way through
    all their places: a third of the bytes.
    """
    looks: dict[tuple[Shape, str], list[Placed]] = {}
    for mark, spot in placed:
        looks.setdefault((mark.shape, _INSIDE[mark.hollow, mark.pale]), []).append((mark, spot))
    for n, ((_, inside), alike) in enumerate(looks.items()):
        if len(alike) < MANY_ALIKE:
            shapes = dict.fromkeys(_shape(mark, spot, radius, role) for mark, spot in alike)
            yield f'<path d="{"".join(shapes)}"{inside}/>'
            continue
        name = f"{ident}-{role[0]}{n}"
        yield (
            f'<marker id="{name}" markerUnits="userSpaceOnUse" overflow="visible">'
            f'<path d="{_shape(alike[0][0], (0, 0), radius, role)}"{inside}/></marker>'
            f'<path d="{places(spot for _, spot in alike)}" fill="none" stroke="none" '
            f'marker-start="url(#{name})" marker-mid="url(#{name})" marker-end="url(#{name})"/>'
        )


def _shape(mark: Mark, spot: tuple[float, float], radius: float, role: Role) -> str:
    x, y = spot
    cross = f"M{number(x - 6)} {number(y - 6)}l12 12m0-12l-12 12" if role == "withdrawn" else ""
    return f"{outline(mark.shape, x, y, radius)}{cross}"


def _notes(scene: Scene, layout: Layout) -> Iterator[str]:
    look = 'paint-order="stroke" stroke="#fff" stroke-width="3" stroke-linejoin="round"'
    yield f'<g class="eff-notes" fill="{_INK}" {look}>'
    yield from (_note(p, scene, layout.frame) for p in layout.placed)
    yield "</g>"


def _note(placed: PlacedLabel, scene: Scene, frame: Frame) -> str:
    note = placed.note
    x = frame.x(scene, note.x) + placed.dx
    y = frame.y(scene, note.y) + placed.dy + TEXT_SIZE * 0.36
    role = f' class="eff-n-{note.role}" fill="{PALETTE[note.role].colour}"' if note.role != "ink" else ""
    weight = ' font-weight="600"' if note.bold else ""
    look = f"{role}{weight}{_ANCHORS[placed.align]}"
    return f'<text x="{number(x)}" y="{number(y)}"{look}>{text(placed.text)}</text>'

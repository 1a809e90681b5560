"""What a chart shows, before it is drawn: axes, bands, paths, marks and notes.

The builders make a `Scene`; the static picture and the columns of the live chart are both taken
from it, so that the two show the same thing. Dates are milliseconds since 1970, as in Bokeh.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Literal

from effsite.escape import isolated

if TYPE_CHECKING:
    from effsite.site.charts.palette import Role, Shape

Design = Literal["compute", "quantity", "rates", "curve", "curve-percent", "pair"]
Ticks = Literal["dates", "power", "plain", "percent", "none"]
Align = Literal["left", "center", "right"]
Side = Literal["below", "above", "right", "end"]

MS_PER_DAY = 86_400_000
_EPOCH = date(1970, 1, 1).toordinal()


def milliseconds(day: date) -> int:
    """The day as Bokeh counts it: milliseconds from 1 January 1970 to its midnight, UTC."""
    return (day.toordinal() - _EPOCH) * MS_PER_DAY


def day_of(ms: float) -> date:
    """The day in which that many milliseconds since 1970 fall."""
    return date.fromordinal(_EPOCH + int(ms // MS_PER_DAY))


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """One axis: its ends in data units (milliseconds for dates), its scale and how ticks read."""

    low: float
    high: float
    ticks: Ticks
    log: bool = False
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One point. `detail` is what the hover says: (label, value) pairs, all plain text.

    A `hollow` mark is an estimate, a `pale` one can set no record. `row` is the key of the table row that it
    stands for, `url` the address that a click opens; both may be empty. `bar` are the low and the high end
    of y, drawn as a bar; None draws none. `told` is what each chart of the target says of the row, as
    `told_once.TOLD` orders it, and is empty for what is none; `dated` says whether x is the row's date.
    """

    x: float
    y: float
    name: str
    detail: tuple[tuple[str, str], ...] = ()
    shape: Shape = "circle"
    hollow: bool = False
    pale: bool = False
    row: str = ""
    url: str = ""
    bar: tuple[float, float] | None = None
    told: tuple[str, ...] = ()
    dated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Polyline:
    """A line through points, drawn in its role's stroke."""

    role: Role
    xs: tuple[float, ...]
    ys: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """The space between two lines over the same xs."""

    xs: tuple[float, ...]
    lows: tuple[float, ...]
    highs: tuple[float, ...]


def joined(figure: str, name: str) -> str:
    """A figure and what it is of, the figure first: 44x · AlexNet level."""
    return f"{figure} · {isolated(name)}" if figure and name else figure or name


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A label wanted at a point. `side` is where it sits best; others than `fixed` ones may be left out.

    Notes whose side is `end` stand in a column at the right, moved apart where lines end close
    together; a narrow picture has no room for the column and treats them as `right`.
    Notes are placed in the order given, so the most important come first. `narrow` gives a
    shorter text for a phone, and for where the other has no room. `figure` stands before the text and is
    never cut: where there is no room the text is shortened, since another number could be read from a part
    of a figure.
    """

    text: str
    x: float
    y: float
    role: Role = "ink"
    side: Side = "below"
    fixed: bool = False
    bold: bool = False
    narrow: str = ""
    figure: str = ""

    @property
    def whole(self) -> str:
        """The figure and the text, as they are written where there is room for both."""
        return joined(self.figure, self.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Everything that one chart draws. `y_linear` is the other y axis, from zero, where there is a switch."""

    design: Design
    x: Axis
    y: Axis
    y_linear: Axis | None = None
    bands: tuple[Band, ...] = ()
    paths: tuple[Polyline, ...] = ()
    marks: dict[Role, tuple[Mark, ...]] = field(default_factory=dict)
    notes: tuple[Label, ...] = ()
    rows: int = 0
    """Rows of a chart whose height follows from its content; 0 where the height is the usual one."""

    @property
    def has_bars(self) -> bool:
        """Whether a mark has its low and its high end drawn."""
        return any(mark.bar for marks in self.marks.values() for mark in marks)

    @property
    def count(self) -> int:
        """How many marks are drawn."""
        return sum(map(len, self.marks.values()))

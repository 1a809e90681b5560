"""Lines and markers as the paths of a picture, in as few characters as show the same."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from effsite.site.charts.palette import Shape

TENTH = 10
"""Steps in a pixel: what is finer cannot be seen."""

LONGEST_RUN = 64
"""Places that a straight way may leave out at once: each is looked at again for the next."""

Spot = tuple[int, int]
"""A place in a picture in tenths of a pixel, across and down."""


def number(value: float) -> str:
    """A length in pixels to a tenth, as short as it goes."""
    return f"{value:.1f}".removesuffix(".0")


def line_path(dots: Sequence[tuple[float, float]]) -> str:
    """The path through places in pixels, without those that lie on the straight way between others."""
    spots = [(round(x * TENTH), round(y * TENTH)) for x, y in dots]
    first, *rest = corners(spots)
    way = _Way(first)
    for spot in rest:
        way.to(spot)
    return way.path


def places(dots: Iterable[tuple[float, float]]) -> str:
    """The path from place to place in pixels, to the tenth, each once: it carries marks, and is not drawn."""
    first, *rest = dict.fromkeys((round(x * TENTH), round(y * TENTH)) for x, y in dots)
    way = _Way(first)
    for spot in rest:
        way.jump(spot)
    return way.path


class _Way:
    """A path that is written step by step, in as few characters as can be read.

    A letter holds for all steps until the next one. A number's end is seen at a minus, or at a point where
    it has one of its own, so that nothing need part those two: `l1.5.2-3 4` is two steps.
    """

    def __init__(self, start: Spot) -> None:
        """A path that is at its first place."""
        self._at = start
        self._letter, self._last = "", ""
        self._parts = [f"M{_tenths(start[0])} {_tenths(start[1])}"]

    @property
    def path(self) -> str:
        """What the attribute of a path says."""
        return "".join(self._parts)

    def to(self, spot: Spot) -> None:
        """Go there, by the letter for a level or an upright step where it is one."""
        (x, y), (a, b) = self._at, spot
        if b == y:
            self._step("h", a - x)
        elif a == x:
            self._step("v", b - y)
        else:
            self._step("l", a - x, b - y)
        self._at = spot

    def jump(self, spot: Spot) -> None:
        """Go there, by the letter of any step."""
        (x, y), (a, b) = self._at, spot
        self._step("l", a - x, b - y)
        self._at = spot

    def _step(self, letter: str, *tenths: int) -> None:
        if letter != self._letter:
            self._parts.append(letter)
            self._letter, self._last = letter, ""
        for value in tenths:
            said = _bare(value)
            parted = not self._last or said[0] == "-" or (said[0] == "." and "." in self._last)
            self._parts.append(said if parted else f" {said}")
            self._last = said


def _bare(value: int) -> str:
    """The length in pixels of so many tenths, without the nought before its point."""
    text = _tenths(value)
    return text.replace("0.", ".", 1) if abs(value) < TENTH else text


def corners(spots: Sequence[Spot]) -> Iterator[Spot]:
    """The places at which a line turns by more than a twentieth of a pixel, and its two ends."""
    start, passed = spots[0], list[Spot]()
    yield start
    for spot, then in itertools.pairwise(spots[1:]):
        passed.append(spot)
        if not _is_straight(start, passed, then):
            yield spot
            start, passed = spot, []
    if len(spots) > 1:
        yield spots[-1]


def _is_straight(start: Spot, passed: Sequence[Spot], end: Spot) -> bool:
    """Whether the way from start to end leads through all those places, or as good as."""
    (x, y), (across, down) = start, (end[0] - start[0], end[1] - start[1])
    length = math.hypot(across, down)
    if not length or len(passed) > LONGEST_RUN:
        return False
    return all(
        abs(across * (b - y) - down * (a - x)) <= length / 2
        and 0 <= across * (a - x) + down * (b - y) <= length * length
        for a, b in passed
    )


def _tenths(value: int) -> str:
    return number(value / TENTH)


def outline(shape: Shape, x: float, y: float, r: float) -> str:
    """The path of a marker of radius r around (x, y), in pixels."""
    if shape == "square":
        side = number(r * 1.7)
        return f"M{number(x - r * 0.85)} {number(y - r * 0.85)}h{side}v{side}h-{side}z"
    if shape == "triangle":
        return f"M{number(x)} {number(y - r)}l{number(r)} {number(r * 1.75)}h-{number(2 * r)}z"
    if shape == "diamond":
        arm = number(r * 1.15)
        return f"M{number(x)} {number(y - r * 1.15)}l{arm} {arm}l-{arm} {arm}l-{arm}-{arm}z"
    arc, across = f"a{number(r)} {number(r)} 0 1 0", number(2 * r)
    return f"M{number(x - r)} {number(y)}{arc} {across} 0{arc}-{across} 0z"

"""Two measures of one target at once: every result, and the frontier that no other beats in both."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from effsite.analysis.frontier import is_estimate
from effsite.escape import isolated, one_line
from effsite.records import METHODS, SPENT
from effsite.site import formats
from effsite.site.charts.axes import log_range
from effsite.site.charts.chart import Chart, LegendEntry, Words, finish
from effsite.site.charts.hover import cut, result_detail, row_key, source_address, told_of
from effsite.site.charts.labels import shortened
from effsite.site.charts.palette import SHAPES, shape_of
from effsite.site.charts.paths import steps
from effsite.site.charts.scene import Axis, Label, Mark, Polyline, Scene
from effsite.site.charts.target import bars_of
from effsite.site.charts.thin import MOST_BESIDE, kept_spots
from effsite.site.estimates import marked
from effsite.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from effsite.analysis.pareto import Pareto, Point
    from effsite.records import FlopMethod, Result
    from effsite.site.charts.palette import Role
    from effsite.site.charts.scene import Ticks
    from effsite.site.charts.templates import Designs

LONGEST_NAME = 26
EARLIER = 2
"""Earlier frontiers that are drawn, each of the end of a year."""


def pareto_chart(designs: Designs, found: Pareto, *, name: str, shares: str = "") -> Chart:
    """The results of a target by two measures, the less the better of both, on two log axes.

    The frontier is drawn as steps in the accent, with those of up to EARLIER earlier years in grey; a mark
    that may be on it or off it, by what an estimate may be off by, is hollow. `name` is its slug path,
    `shares` as in `Chart`.
    Raises ValueError where there is no result.
    """
    if not found.points:
        raise ValueError(f"no result of {found.target.name} gives {found.pair.x} and {found.pair.y}")
    scene = pareto_scene(found)
    return finish(designs, scene, _words(found, scene), name=name, total=len(found.points), shares=shares)


def pareto_scene(found: Pareto) -> Scene:
    """What `pareto_chart` draws."""
    points = found.points
    ends = [end for p in points if p.ends for end in (p.ends.low, p.ends.high)]
    x_low, x_high = log_range([p.x for p in points])
    y_low, y_high = log_range([*(p.y for p in points), *ends])
    x = Axis(low=x_low, high=x_high, ticks=_ticks(found.pair.x), log=True)
    y = Axis(low=y_low, high=y_high, ticks=_ticks(found.pair.y), log=True, title=title(found))
    earlier, names = earlier_fronts(found), tuple(_front_notes(found))
    return Scene(
        design="pair",
        x=x,
        y=y,
        paths=(
            *(_stairs(front, x, y, "other") for front in earlier.values()),
            _stairs(found.front, x, y, "frontier"),
        ),
        marks=_marks(found, x, y),
        notes=(*names[:2], *_year_notes(earlier), *names[2:]),
    )


def title(found: Pareto) -> str:
    """What the two axes count: Training time to reach BERT to 72.0 %, s, against devices."""
    x, y = formats.named_measure(found.pair.x), formats.named_measure(found.pair.y)
    unit, across = (f", {m.unit}" if m.unit else "" for m in (y, x))
    return f"{y.label} to reach {one_line(found.target.title)}{unit}, against {x.label.lower()}{across}"


def earlier_fronts(found: Pareto) -> dict[int, tuple[Point, ...]]:
    """The fronts of the ends of earlier years: the first year's, and one midway; of those that differ."""
    years = sorted({p.result.published.day.year for p in found.points})
    wanted = [years[(len(years) - 1) * n // EARLIER] for n in range(EARLIER)]
    fronts: dict[int, tuple[Point, ...]] = {}
    for year in wanted:
        front = found.front_on(date(year, 12, 31))
        if front != found.front and front not in fronts.values():
            fronts[year] = front
    return fronts


def _ticks(name: str) -> Ticks:
    return "power" if formats.named_measure(name).quantity == "compute" else "plain"


def _stairs(front: tuple[Point, ...], x: Axis, y: Axis, role: Role) -> Polyline:
    """The edge of what the front reaches: down to each of its points, and level to the next."""
    path = steps([(p.x, p.y) for p in front], x.high, role)
    return Polyline(role=role, xs=(front[0].x, *path.xs), ys=(y.high, *path.ys))


def _marks(found: Pareto, x: Axis, y: Axis) -> dict[Role, tuple[Mark, ...]]:
    others = [point for point in found.points if not point.on_front]
    kept = [others[n] for n in kept_spots([(p.x, p.y) for p in others], x, y, MOST_BESIDE)]
    front = [point for point in found.points if point.on_front]
    return {"result": _of_points(found, kept, y), "frontier": _of_points(found, front, y)}


def _of_points(found: Pareto, points: Sequence[Point], y: Axis) -> tuple[Mark, ...]:
    shaped = len(methods(found)) > 1
    bars = bars_of([point.ends for point in points], y)
    return tuple(_mark(found, point, bar, shaped=shaped) for point, bar in zip(points, bars, strict=True))


def methods(found: Pareto) -> tuple[FlopMethod, ...]:
    """The ways in which the compute figures were got, in the palette's order; none for another measure."""
    if found.pair.y != "training_flop":
        return ()
    present = {p.result.flop_method for p in found.points}
    return tuple(method for method in SHAPES if method in present)


def _mark(found: Pareto, point: Point, bar: tuple[float, float] | None, *, shaped: bool) -> Mark:
    result = point.result
    return Mark(
        x=point.x,
        y=point.y,
        name=one_line(result.system),
        detail=_detail(found, point),
        shape=shape_of(result.flop_method if shaped else None),
        hollow=point.place.startswith("perhaps"),
        row=row_key(result),
        url=source_address(result),
        bar=bar,
        told=told_of(result, found.target),
    )


def _detail(found: Pareto, point: Point) -> tuple[tuple[str, str], ...]:
    pair = found.pair
    label, value = formats.named_measure(pair.x).label, formats.measure_exact(pair.x, point.x)
    value = marked(value, is_estimate(point.result, pair.x))
    return ((label, cut(value)), *result_detail(point.result, found.target, pair.y))


def _front_notes(found: Pareto) -> Iterator[Label]:
    """Names on the frontier: its two ends first, then those between, by how much each takes less of y."""
    front = found.front
    order = sorted(range(len(front)), key=lambda n: (n not in (0, len(front) - 1), _step(front, n)))
    for n in order:
        yield Label(text=_called(found, front[n]), x=front[n].x, y=front[n].y, side="below")


def _called(found: Pareto, point: Point) -> str:
    """What a reader needs to know a point by: its hardware and year where those decide, else its system."""
    result = point.result
    if formats.named_measure(found.pair.x).depends_on_machine and result.device:
        return f"{shortened(one_line(result.device), LONGEST_NAME)}, {result.published.day.year}"
    return shortened(one_line(result.system), LONGEST_NAME)


def _step(front: tuple[Point, ...], n: int) -> float:
    """What a point of the front takes of y as a share of what the point before it does."""
    return front[n].y / front[n - 1].y if n else 0.0


def _year_notes(earlier: dict[int, tuple[Point, ...]]) -> Iterator[Label]:
    for year, front in earlier.items():
        last = front[-1]
        yield Label(text="", figure=f"end of {year}", x=last.x, y=last.y, role="ink", side="above")


def _words(found: Pareto, scene: Scene) -> Words:
    return Words(
        title=title(found),
        alt=_alt(found),
        caption=_caption(found, scene),
        legend=tuple(_legend(found, scene)),
    )


def _alt(found: Pareto) -> str:
    pair = found.pair
    listed = "; ".join(
        f"{isolated(one_line(p.result.system))}, {taken(pair.y, p.result, p.y)} "
        f"at {taken(pair.x, p.result, p.x)}"
        for p in found.front
    )
    return f"Chart: {title(found)}, {counted(len(found.points), 'result')}. The frontier: {listed}."


def spent_words(name: str, value: float) -> str:
    """An amount that is held against another, with what it is of: 8 devices, 1.28 M examples, 12.60 USD."""
    of, amount = formats.named_measure(name), formats.measure(name, value)
    if of.unit:
        return f"{amount} a {of.label.lower()}" if name in SPENT else amount
    noun = of.label.split(maxsplit=1)[0].lower()
    return f"{amount} {noun.removesuffix('s') if value == 1 else noun}"


def taken(name: str, result: Result, value: float) -> str:
    """The same of one result, marked where it is an estimate."""
    return marked(spent_words(name, value), is_estimate(result, name))


def _caption(found: Pareto, scene: Scene) -> str:
    parts = [
        "Each mark is one result; further down and to the left is better. The blue steps are the frontier:"
        " no other result takes as little of both."
    ]
    if earlier := earlier_fronts(found):
        parts.append(f"The grey steps are what it was at the end of {' and of '.join(map(str, earlier))}.")
    if any(p.place.startswith("perhaps") for p in found.points):
        parts.append("A hollow mark may be on the frontier or off it, by what an estimate may be off by.")
    if scene.count < len(found.points):
        parts.append(
            f"{scene.count:,} of {len(found.points):,} results are drawn: the frontier, and of others "
            "that lie close together one."
        )
    return " ".join(parts)


def _legend(found: Pareto, scene: Scene) -> Iterator[LegendEntry]:
    yield LegendEntry(role="frontier", text="frontier: least of one for what it takes of the other")
    if scene.marks["result"]:
        yield LegendEntry(role="result", text="other results", drawn="mark")
    if any(p.place == "perhaps front" for p in found.points):
        yield LegendEntry(role="frontier", text="on it, if its estimate is right", drawn="mark", hollow=True)
    if any(p.place == "perhaps behind" for p in found.points):
        yield LegendEntry(role="result", text="perhaps on it", drawn="mark", hollow=True)
    if len(scene.paths) > 1:
        yield LegendEntry(role="other", text="frontier of an earlier year")
    if scene.has_bars:
        yield LegendEntry(role="result", text="from the low to the high end of a figure", drawn="bar")
    present = methods(found)
    if len(present) > 1:
        for method in present:
            yield LegendEntry(role="ink", text=METHODS[method].phrase, drawn="mark", shape=shape_of(method))

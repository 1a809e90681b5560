"""Learning curves: the metric against training compute or steps, and where each run meets the target.

The x axis is logarithmic, since runs of one target differ by more than ten times; every system is named at
the end of one of its runs, and the runs of the one that got there with the least are drawn in the accent.
"""

from __future__ import annotations

from statistics import fmean
from typing import TYPE_CHECKING

from effsite.analysis.crossing import compute_to_target
from effsite.escape import one_line
from effsite.site import formats
from effsite.site.charts.chart import Chart, LegendEntry, Words, finish
from effsite.site.charts.scene import Axis, Label, Mark, Polyline, Scene
from effsite.words import counted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from effsite.records import CurvePoint, LearningCurve, Metric, Target
    from effsite.site.charts.templates import Designs


LEAST_SHARE = 1e-3
"""The share of the longest run at which the x axis begins at the earliest: before it little is to be seen."""


def curve_chart(
    designs: Designs,
    curves: Sequence[LearningCurve],
    target: Target,
    *,
    name: str,
    systems: Mapping[str, str] | None = None,
) -> Chart:
    """One line per run (seed) of the metric over training, the target's level, and each run's crossing.

    The x axis is training compute where every evaluation carries it, else steps; `systems` says by the name
    of a curve whose it is. Raises ValueError for a target without a level or for no curves.
    """
    if target.metric is None or target.level is None or not curves:
        raise ValueError("a learning curve chart needs curves and a target with a level")
    scene = curve_scene(curves, target, target.metric, target.level, systems or {})
    return finish(designs, scene, _words(curves, target, scene, target.metric, target.level), name=name)


def curve_scene(
    curves: Sequence[LearningCurve], target: Target, metric: Metric, level: float, systems: Mapping[str, str]
) -> Scene:
    """Axes, lines, level and crossings that `curve_chart` draws."""
    by_flop = all(p.training_flop is not None for curve in curves for p in curve.points)
    xs = [x for curve in curves for p in curve.points if (x := _along(p, by_flop)) > 0] or [1.0]
    first = _first(curves, target, by_flop)
    ys = [level, *(p.value for curve in curves for p in curve.points)]
    span = (max(ys) - min(ys)) or 1.0
    label = one_line(metric.label)
    percent = metric.unit == "fraction"
    unit = f", {metric.unit}" if metric.unit and not percent else ""
    over = "training compute, FLOP" if by_flop else "training steps"
    low = float(f"{max(min(xs) * 0.9, max(xs) * LEAST_SHARE):.4g}")
    high = float(f"{max(max(xs), low * 1.5) * 1.3:.4g}")
    return Scene(
        design="curve-percent" if percent else "curve",
        x=Axis(low=low, high=high, ticks="power" if by_flop else "plain", log=True),
        y=Axis(
            low=float(f"{min(ys) - 0.05 * span:.4g}"),
            high=float(f"{max(ys) + 0.08 * span:.4g}"),
            ticks="percent" if percent else "plain",
            title=f"{label[:1].upper()}{label[1:]}{unit}, over {over} (log scale)",
        ),
        paths=(
            Polyline(role="target", xs=(low, high), ys=(level, level)),
            *(_line(curve, by_flop, low, ours=curve.name == first) for curve in curves),
        ),
        marks={"frontier": tuple(m for c in curves for m in _crossing(c, target, metric, by_flop))},
        notes=(
            Label(text="", figure=f"target: {formats.metric(metric, level)}", x=low, y=level, side="above"),
            *_names(curves, systems, first, by_flop),
        ),
    )


def _along(point: CurvePoint, by_flop: bool) -> float:
    return point.training_flop if by_flop and point.training_flop is not None else float(point.step)


def _line(curve: LearningCurve, by_flop: bool, low: float, *, ours: bool) -> Polyline:
    shown = [p for p in curve.points if _along(p, by_flop) >= low] or [curve.points[-1]]
    return Polyline(
        role="frontier" if ours else "other",
        xs=tuple(max(_along(p, by_flop), low) for p in shown),
        ys=tuple(p.value for p in shown),
    )


def _first(curves: Sequence[LearningCurve], target: Target, by_flop: bool) -> str:
    """The curve whose runs met the level with the least on average; empty without one whose runs all did."""
    spent: dict[str, list[float | None]] = {}
    for curve in curves:
        met = compute_to_target(curve, target)
        there = met.training_flop if by_flop else met.step
        spent.setdefault(curve.name, []).append(there if met.reached else None)
    means = {
        name: fmean(known)
        for name, found in spent.items()
        if len(known := [x for x in found if x is not None]) == len(found)
    }
    return min(means, key=means.__getitem__, default="")


def _names(
    curves: Sequence[LearningCurve], systems: Mapping[str, str], first: str, by_flop: bool
) -> tuple[Label, ...]:
    """Each system at the end of its first run, that in the accent before the others."""
    named = {curve.name: curve for curve in reversed(curves)}
    order = sorted(named, key=lambda name: (name != first, name))
    return tuple(
        Label(
            text=one_line(systems.get(name, name)),
            x=_along(named[name].points[-1], by_flop),
            y=named[name].points[-1].value,
            role="frontier" if name == first else "ink",
            side="above",
            bold=name == first,
        )
        for name in order
    )


def _crossing(curve: LearningCurve, target: Target, metric: Metric, by_flop: bool) -> tuple[Mark, ...]:
    reached = compute_to_target(curve, target)
    if not reached.reached or reached.step is None or reached.value is None:
        return ()
    x = reached.training_flop if by_flop else None
    counts = (
        ("Step", formats.number(reached.step)),
        ("Epoch", "" if reached.epoch is None else formats.number(reached.epoch)),
        ("Compute", "" if reached.training_flop is None else f"{formats.exact(reached.training_flop)} FLOP"),
        ("Time", "" if reached.seconds is None else formats.duration(reached.seconds)),
        (metric.label, formats.metric(metric, reached.value)),
    )
    return (
        Mark(
            x=float(reached.step) if x is None else x,
            y=reached.value,
            name=f"{one_line(curve.name)}, seed {curve.seed}",
            detail=tuple((label, text) for label, text in counts if text),
        ),
    )


def _accented(scene: Scene) -> bool:
    return any(path.role == "frontier" for path in scene.paths)


def _words(
    curves: Sequence[LearningCurve], target: Target, scene: Scene, metric: Metric, level: float
) -> Words:
    reached = len(scene.marks["frontier"])
    runs = counted(len(curves), "run")
    accent = "; in blue those that got there with the least" if _accented(scene) else ""
    return Words(
        title=f"Learning curves to {one_line(target.title)}",
        alt=f"Chart: {scene.y.title}, {runs}; {reached} reached {formats.metric(metric, level)}.",
        caption=f"One line per run ({runs}){accent}. A blue mark is a run’s first evaluation at or past "
        f"{formats.metric(metric, level)}; {reached} of {len(curves)} got there.",
        legend=(
            LegendEntry(role="other", text="one run"),
            *(
                [LegendEntry(role="frontier", text="a run of the one that got there with the least")]
                if _accented(scene)
                else []
            ),
            LegendEntry(role="target", text=one_line(target.title)),
            LegendEntry(role="frontier", text="first evaluation at or past the target", drawn="mark"),
        ),
    )

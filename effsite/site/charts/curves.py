"""Learning curves: the metric against training compute or steps, and where each run meets the target."""

from __future__ import annotations

from typing import TYPE_CHECKING

from effsite.analysis.crossing import compute_to_target
from effsite.site import formats
from effsite.site.charts.chart import Chart, LegendEntry, Words, finish
from effsite.site.charts.scene import Axis, Label, Mark, Path, Scene
from effsite.site.escape import one_line
from effsite.words import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from effsite.records import CurvePoint, LearningCurve, Metric, Target
    from effsite.site.charts.templates import Designs


def curve_chart(designs: Designs, curves: Sequence[LearningCurve], target: Target, *, name: str) -> Chart:
    """One line per run (seed) of the metric over training, the target's level, and each run's crossing.

    The x axis is training compute where every evaluation carries it, else steps. Raises
    ValueError for a target without a level or for no curves.
    """
    if target.metric is None or target.level is None or not curves:
        raise ValueError("a learning curve chart needs curves and a target with a level")
    scene = curve_scene(curves, target, target.metric, target.level)
    return finish(designs, scene, _words(curves, target, scene, target.metric, target.level), name=name)


def curve_scene(curves: Sequence[LearningCurve], target: Target, metric: Metric, level: float) -> Scene:
    """Axes, lines, level and crossings that `curve_chart` draws."""
    by_flop = all(p.training_flop is not None for curve in curves for p in curve.points)
    xs = [_along(p, by_flop) for curve in curves for p in curve.points]
    ys = [level, *(p.value for curve in curves for p in curve.points)]
    span = (max(ys) - min(ys)) or 1.0
    label = one_line(metric.label)
    percent = metric.unit == "fraction"
    unit = f", {metric.unit}" if metric.unit and not percent else ""
    over = "training compute, FLOP" if by_flop else "training steps"
    high = float(f"{(max(xs) or 1.0) * 1.04:.4g}")
    return Scene(
        design="curve-percent" if percent else "curve",
        x=Axis(low=0.0, high=high, ticks="plain"),
        y=Axis(
            low=float(f"{min(ys) - 0.05 * span:.4g}"),
            high=float(f"{max(ys) + 0.08 * span:.4g}"),
            ticks="percent" if percent else "plain",
            title=f"{label[:1].upper()}{label[1:]}{unit}, over {over}",
        ),
        paths=(
            Path(role="target", xs=(0.0, high), ys=(level, level)),
            *(_line(curve, by_flop) for curve in curves),
        ),
        marks={"frontier": tuple(m for c in curves for m in _crossing(c, target, metric, by_flop))},
        notes=(Label(text=f"target: {formats.metric(metric, level)}", x=0.0, y=level, side="above"),),
    )


def _along(point: CurvePoint, by_flop: bool) -> float:
    return point.training_flop if by_flop and point.training_flop is not None else float(point.step)


def _line(curve: LearningCurve, by_flop: bool) -> Path:
    return Path(
        role="other",
        xs=tuple(_along(p, by_flop) for p in curve.points),
        ys=tuple(p.value for p in curve.points),
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


def _words(
    curves: Sequence[LearningCurve], target: Target, scene: Scene, metric: Metric, level: float
) -> Words:
    reached = len(scene.marks["frontier"])
    runs = counted(len(curves), "run")
    return Words(
        alt=f"Chart: {scene.y.title}, {runs}; {reached} reached {formats.metric(metric, level)}.",
        caption=f"One line per run ({runs}). A blue mark is a run’s first evaluation at or past "
        f"{formats.metric(metric, level)}; {reached} of {len(curves)} got there.",
        legend=(
            LegendEntry(role="other", text="one run"),
            LegendEntry(role="target", text=one_line(target.title)),
            LegendEntry(role="frontier", text="first evaluation at or past the target", drawn="mark"),
        ),
    )

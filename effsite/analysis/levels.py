"""Levels that a rule fixes: what the named system's runs give, and whether task.toml says the same."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, localcontext
from statistics import median
from typing import TYPE_CHECKING

from effsite.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from effsite.errors import Finding
    from effsite.records import Collection, LearningCurve, LevelOver, Metric, Target, TaskCollection

LEVEL_STEP = Decimal("0.001")
"""What a level is a multiple of: 0.1 % of a fraction, three decimals in any other unit."""

DIGITS = 400
"""Enough decimal digits to hold any float to three decimals without rounding it on the way."""


class LevelNotOfCurve(Rule):
    """A level that a rule fixes is not what the runs of the named system give.

    With `level_of`, a target's level is that system's last value at full length over its seeds, rounded to
    the lenient side. Anybody can recompute it from the committed curve.
    """

    code = "level-not-of-curve"
    hint = (
        "the last value of each seed, the middle or the worst over seeds as level_over says, rounded to the "
        "lenient side at 0.001"
    )


class LevelWithoutCurve(Rule):
    """A level that a rule fixes rests on a system that has no row with a learning curve there.

    Nobody can recompute it then.
    """

    code = "level-without-curve"
    severity = "warning"
    hint = "commit its runs at full length, with their curve"


def level_reached(curves: Sequence[LearningCurve], metric: Metric, over: LevelOver = "median") -> float:
    """The level that those runs, one for each seed, fix: median or worst of their last values, rounded.

    In the metric's unit, at three decimals, rounded to the lenient side: down where higher is
    better, else up, so that the value is always at or past the level. Computed on the shortest
    decimal that reads back as the value, so that 0.991 stays 0.991. Raises ValueError for no curves.
    """
    if not curves:
        raise ValueError("a level needs at least one curve")
    rounding = ROUND_FLOOR if metric.higher_is_better else ROUND_CEILING
    with localcontext() as context:
        context.prec = DIGITS
        last = [Decimal(repr(curve.points[-1].value)) for curve in curves]
        worst = min(last) if metric.higher_is_better else max(last)
        fixing = median(last) if over == "median" else worst
        return float(fixing.quantize(LEVEL_STEP, rounding=rounding))


def check_levels(collection: Collection) -> tuple[tuple[Target, Finding], ...]:
    """What is wrong with the measured levels, each finding with the target that it is about.

    An error where the named system's curves give another level, a warning where it has no row
    with a curve at the target. Of several rows (a result or an attempt, in any submission) one has
    to give the level: a later reproduction ends elsewhere and does not move it. A withdrawn row
    does not count.
    """
    return tuple(
        (target, finding)
        for task in collection.tasks
        for target in task.task.targets
        if target.level_of and target.level is not None
        for finding in _about_level(task, target, target.level)
    )


def _about_level(task: TaskCollection, target: Target, level: float) -> Iterator[Finding]:
    path = f"results/{target.task}/task.toml"
    given = _given(task, target)
    if not given:
        message = f"level {level:g} of {target.name} is that of {target.level_of}, which has no row "
        yield LevelWithoutCurve.found(path, f"{message}with a learning curve there", field="level")
    elif level not in given.values():
        name, found = next(iter(given.items()))
        message = f"level {level:g} of {target.name} is to be that of {target.level_of}, but "
        hint = (
            f"the last value of each seed, the {target.level_over} over seeds, rounded to the lenient "
            "side at 0.001"
        )
        given_by = f"curves/{name}.csv gives {found:g}"
        yield LevelNotOfCurve.found(path, message + given_by, hint, field="level")


def _given(task: TaskCollection, target: Target) -> dict[str, float]:
    """The level that each curve of the named system gives, by the name of the curve."""
    named = [
        *(
            r.curve
            for r in task.results_for(target.name)
            if _is(target, r.system) and r.status != "withdrawn"
        ),
        *(a.curve for a in task.attempts_for(target.name) if _is(target, a.system)),
    ]
    runs = {name: [c for c in task.curves if c.name == name] for name in dict.fromkeys(named)}
    assert target.metric is not None  # noqa: S101 - a target with a level has a metric
    return {
        name: level_reached(curves, target.metric, target.level_over)
        for name, curves in runs.items()
        if curves
    }


def _is(target: Target, system: str) -> bool:
    return system == target.level_of

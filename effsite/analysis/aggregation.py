"""Several runs of one system -> one figure, by a named rule that never takes the best."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from statistics import fmean
from typing import TYPE_CHECKING, Any, Literal, get_args

from effsite.analysis.crossing import ComputeToTarget, compute_to_target, not_reached
from effsite.analysis.student import mean_above
from effsite.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from effsite.records import CurvePoint, LearningCurve, Target

Rule = Literal["mean", "median", "olympic", "t-test", "z"]
RULES: tuple[Rule, ...] = get_args(Rule)
SIGNIFICANCE = 0.01
Z_MARGIN = 0.004
"""Least (level - mean loss) x sqrt(runs), in nats, that modded-nanogpt's third track asks for."""

LEAST_RUNS: dict[Rule, int] = {"mean": 1, "median": 1, "olympic": 3, "t-test": 2, "z": 1}
MANY_RUNS = 40
"""From here on a tenth of the runs is dropped at each end: MLPerf Training asks for 40 of 3D U-Net."""

COUNTS = ("training_flop", "step", "epoch", "examples", "seconds", "value")


@dataclass(frozen=True, slots=True, kw_only=True)
class Aggregate:
    """What several runs spent up to the target, by `rule`.

    `used` are the positions of the runs whose mean the figures are. When the target counts as not
    reached, `reached` is False, `why` says why and every figure is None.
    """

    rule: Rule
    runs: int
    reached: bool
    why: str = ""
    used: tuple[int, ...] = ()
    training_flop: float | None = None
    step: float | None = None
    epoch: float | None = None
    examples: float | None = None
    seconds: float | None = None
    value: float | None = None


def aggregate(runs: Sequence[LearningCurve], target: Target, rule: Rule, failed: int = 0) -> Aggregate:
    """What the runs spent up to the target: one figure for all of them, `failed` ones without a curve too.

    mean: over every run, each at its own first crossing; a run that never gets there leaves the target
    unreached, for the mean of the others would flatter. median: the middle run by the target's measure,
    or the two in the middle; a run that never gets there counts as the slowest. olympic: without the
    fastest and the slowest, the latter being one that never gets there; of 40 runs without the four fastest
    and slowest (MLPerf Training rules, "Benchmark results" and the exception for UNET3D). t-test: at the
    first evaluation that all runs share at which their mean is past the level with p < 0.01, one-sided
    (airbench, modded-nanogpt). z: the first at which (mean margin) x sqrt(runs) is at least 0.004
    (modded-nanogpt, optimisation track). Raises UsageError for too few runs.
    """
    least = LEAST_RUNS[rule]
    total = len(runs) + failed
    if total < least:
        raise UsageError(f"rule {rule} needs {least} runs or more, there are {total}", "use --rule mean")
    if rule in ("t-test", "z"):
        if failed:
            return Aggregate(
                rule=rule, runs=total, reached=False, why=f"{failed} of {total} runs have no curve"
            )
        return _at_common_step(runs, target, rule)
    crossings = [compute_to_target(run, target) for run in runs]
    crossings += [not_reached(target)] * failed
    first = target.measure if rule == "median" else "seconds"
    known = _known(crossings, first)
    order = sorted(range(len(crossings)), key=lambda n: _cost(crossings[n], known))
    return _mean_of(crossings, _CHOSEN[rule](order), rule)


def _all(order: list[int]) -> list[int]:
    return order


def _middle(order: list[int]) -> list[int]:
    half = len(order) // 2
    return order[half : half + 1] if len(order) % 2 else order[half - 1 : half + 1]


def _without_extremes(order: list[int]) -> list[int]:
    cut = 1 if len(order) < MANY_RUNS else len(order) // 10
    return order[cut:-cut]


_CHOSEN: dict[Rule, Callable[[list[int]], list[int]]] = {
    "mean": _all,
    "median": _middle,
    "olympic": _without_extremes,
}


_RANKED_BY = ("seconds", "training_flop", "examples", "epoch", "step")


def ranked_by(first: str) -> tuple[str, ...]:
    """The counts that runs are ranked by, in order: `first`, where it is one of them, before the others."""
    return tuple(sorted(_RANKED_BY, key=lambda count: count != first))


def _known(crossings: Sequence[ComputeToTarget], first: str) -> tuple[str, ...]:
    """What runs are ranked by: each count that every run that got there has, `first` before the others."""
    reached = [crossing for crossing in crossings if crossing.reached]
    return tuple(c for c in ranked_by(first) if all(getattr(crossing, c) is not None for crossing in reached))


def _cost(crossing: ComputeToTarget, known: Sequence[str]) -> tuple[float, ...]:
    """What a run is ranked by, of those counts; one that never gets there comes last."""
    if not crossing.reached:
        return (math.inf,)
    return tuple(float(getattr(crossing, count)) for count in known)


def _mean_of(crossings: Sequence[ComputeToTarget], used: Sequence[int], rule: Rule) -> Aggregate:
    missed = sum(not crossing.reached for crossing in crossings)
    if any(not crossings[number].reached for number in used):
        why = f"{missed} of {len(crossings)} runs never reach the target" if len(crossings) > 1 else ""
        return Aggregate(rule=rule, runs=len(crossings), reached=False, why=why or "never reached")
    means: dict[str, Any] = {
        count: _mean([getattr(crossings[number], count) for number in used]) for count in COUNTS
    }
    reached = Aggregate(rule=rule, runs=len(crossings), reached=True, used=tuple(sorted(used)))
    return replace(reached, **means)


def _mean(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return fmean(known) if len(known) == len(values) and known else None


def _at_common_step(runs: Sequence[LearningCurve], target: Target, rule: Rule) -> Aggregate:
    by_step = [{point.step: point for point in run.points} for run in runs]
    shared = sorted(set.intersection(*(set(points) for points in by_step)))
    for step in shared:
        points = [run[step] for run in by_step]
        if _passes([point.value for point in points], target, rule):
            means: dict[str, Any] = {
                count: _mean([_count(point, count) for point in points]) for count in COUNTS
            }
            used = tuple(range(len(runs)))
            return replace(Aggregate(rule=rule, runs=len(runs), reached=True, used=used), **means)
    why = "the runs share no evaluation" if not shared else f"no shared evaluation passes the {rule} rule"
    return Aggregate(rule=rule, runs=len(runs), reached=False, why=why)


def _count(point: CurvePoint, count: str) -> float | None:
    value: float | None = getattr(point, count)
    return value


def _passes(values: Sequence[float], target: Target, rule: Rule) -> bool:
    margins = [_margin(value, target) for value in values]
    mean = fmean(margins)
    if mean <= 0:  # short of the level by either rule: most evaluations are, and the test is slow
        return False
    if rule == "z":
        return mean * math.sqrt(len(margins)) >= Z_MARGIN
    p = mean_above(margins, 0.0)
    return p is None or p < SIGNIFICANCE


def _margin(value: float, target: Target) -> float:
    """How far a value is past the level, positive on the better side."""
    assert target.level is not None  # noqa: S101 - compute_to_target and the caller refuse such targets
    assert target.metric is not None  # noqa: S101 - a target with a level has a metric
    return value - target.level if target.metric.higher_is_better else target.level - value

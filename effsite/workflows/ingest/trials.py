"""Runs that are trials of one study: a tuning counts by its best trial, as AlgoPerf scores it."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from effsite.analysis.crossing import compute_to_target
from effsite.words import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from effsite.ingest.log import LoggedRun
    from effsite.ingest.report import Report
    from effsite.ingest.run_curves import RunCurve
    from effsite.records import Target

    Pair = tuple[LoggedRun, RunCurve]

STUDY = "study"
"""The label by which a format says to which study a run belongs."""


def best_of_studies(runs: Sequence[Pair], target: Target, report: Report) -> list[Pair]:
    """One run of each study, numbered by it: the trial that is first at the level, by its time or its steps.

    Where no trial gets there, the one with the best value. Runs of no study stay as they are.
    """
    studies: dict[str, list[Pair]] = {}
    for pair in runs:
        studies.setdefault(pair[0].labels.get(STUDY, ""), []).append(pair)
    if "" in studies or len(studies) == len(runs):
        return list(runs)
    said = f"{counted(len(runs), 'trial')} of {counted(len(studies), 'study', 'studies')}"
    report.understood(f"{said}: of each the first at the level counts")
    best = [min(trials, key=lambda pair: _rank(pair[1], target)) for _, trials in sorted(studies.items())]
    return [
        (replace(run, facts=replace(run.facts, seed=n)), replace(one, facts=replace(one.facts, seed=n)))
        for n, (run, one) in enumerate(best)
    ]


def _rank(found: RunCurve, target: Target) -> tuple[float, float]:
    crossing = compute_to_target(found.curve, target)
    up = target.metric is None or target.metric.higher_is_better
    values = [point.value for point in found.curve.points]
    short = -max(values) if up else min(values)
    if not crossing.reached:
        return math.inf, short
    return float(crossing.step or 0) if crossing.seconds is None else crossing.seconds, short

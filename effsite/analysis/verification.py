"""What can be verified of a result from what stands beside it: its inputs, its curve, its log."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import fmean, median
from typing import TYPE_CHECKING, Literal

from effsite.analysis.checks import method_checks
from effsite.analysis.crossing import compute_to_target
from effsite.analysis.rules.compute import METHOD_TOLERANCE
from effsite.analysis.rules.curves import CURVE_TOLERANCE
from effsite.records import IN_CURVES, Result
from effsite.records.fields import FieldError
from effsite.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from effsite.analysis.crossing import ComputeToTarget
    from effsite.records import CommittedLog, LearningCurve, Reproduction, Target, TaskCollection

VALUE_TOLERANCE = 0.001
"""How far a stated value may lie from that of the curve: its rounding."""

Verdict = Literal["agrees", "disagrees", "not verified"]
About = Literal["crossing", "compute", "log", "model"]


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifiedPoint:
    """One thing that was looked at: what came of it, and in words what was held against what.

    Of what is not verified, `said` begins with what it needs.
    """

    about: About
    verdict: Verdict
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldCount:
    """A figure of a row beside that of its runs: at their crossings the nearer of mean and median."""

    field: str
    stored: float
    found: float

    @property
    def agrees(self) -> bool:
        """Whether the two are the same within rounding: 1 % of a count, 0.1 % of the metric's value."""
        tolerance = VALUE_TOLERANCE if self.field == "value" else CURVE_TOLERANCE
        return abs(self.found - self.stored) <= tolerance * abs(self.stored)

    def __str__(self) -> str:
        where = "from the level on" if self.field == "value" else "at the crossing"
        return f"{self.field} {self.found:.4g} {where}, the row says {self.stored:.4g}"


def runs_of(task: TaskCollection, row: Result | Reproduction) -> list[LearningCurve]:
    """The runs in the learning curve that the row names, one for each seed."""
    return [curve for curve in task.curves if row.curve and curve.name == row.curve]


def held_to(
    row: Result | Reproduction, runs: Sequence[LearningCurve], target: Target
) -> tuple[HeldCount, ...]:
    """Each figure of the row that its runs carry, beside theirs; all of them must reach the target."""
    crossings = [compute_to_target(run, target) for run in runs]
    whole_run = isinstance(row, Result) and row.flop_scope == "whole-run"
    counts = {field: c for field, c in IN_CURVES.items() if field != "training_flop" or not whole_run}
    return (*_value(row, runs, target), *_counts(row, crossings, counts))


def _value(row: Result | Reproduction, runs: Sequence[LearningCurve], target: Target) -> Iterator[HeldCount]:
    """The row's value beside the nearest that the runs had from the level on."""
    if row.value is not None:
        values = [p.value for run in runs for p in run.points if target.reached_by(p.value)]
        nearest = min(max(row.value, min(values)), max(values))
        yield HeldCount(field="value", stored=row.value, found=nearest)


def _counts(
    row: Result | Reproduction, crossings: Sequence[ComputeToTarget], counts: dict[str, str]
) -> Iterator[HeldCount]:
    for field, count in counts.items():
        stored: float | None = getattr(row, field)
        there = [getattr(crossing, count) for crossing in crossings]
        known: list[float] = [value for value in there if value is not None]
        if stored is not None and known and len(known) == len(there):
            nearest = min((fmean(known), median(known)), key=lambda middle: abs(middle - stored))
            yield HeldCount(field=field, stored=stored, found=nearest)


def verify_crossing(task: TaskCollection, result: Result) -> VerifiedPoint:
    """Whether every run in the row's curve reaches the target, at what the row says."""
    runs, target = runs_of(task, result), task.task.target(result.target)
    if not runs:
        return _open("crossing", "needs a learning curve in the row's column curve")
    if target.level is None:
        return _open("crossing", f"needs a level, which {target.name} does not have")
    missed = [run.seed for run in runs if not compute_to_target(run, target).reached]
    if missed:
        seeds = ", ".join(map(str, missed))
        return _wrong("crossing", f"{result.curve} never reaches {target.level:g} with seed {seeds}")
    stated = result.runs or len(runs)
    if len(runs) > stated:
        said = f"{result.curve} has {counted(len(runs), 'run')}, the row says {stated}"
        return _wrong("crossing", said)
    held = held_to(result, runs, target)
    if wrong := [one for one in held if not one.agrees]:
        return _wrong("crossing", "; ".join(map(str, wrong)))
    if all(one.field == "value" for one in held):
        return _open("crossing", f"needs a curve with one of {', '.join(IN_CURVES.values())}")
    if len(runs) < stated:
        return _open("crossing", f"needs the curves of all {stated} runs; those of {len(runs)} agree")
    names = ", ".join(one.field for one in held)
    how = f"{counted(len(runs), 'run')} at {target.level:g}"
    return VerifiedPoint(about="crossing", verdict="agrees", said=f"{how}: {names}")


def verify_compute(result: Result) -> VerifiedPoint:
    """Whether the method that the row names gives its compute from the inputs in the row."""
    if result.training_flop is None:
        return _open("compute", "needs a training_flop")
    own = [check for check in method_checks(result) if check.method == result.flop_method]
    if not own:
        wanted = {
            "counted": "forward_flop and examples",
            "hardware": "devices, seconds, peak_flop_per_second and utilisation",
            "parameters": "parameters and examples",
        }.get(result.flop_method or "", "inputs of a method: the source reports the figure alone")
        return _open("compute", f"needs {wanted}")
    (check,) = own
    said = f"the {check.method} method gives {check.flop:.4g} FLOP, the row says {result.training_flop:.4g}"
    if abs(check.ratio - 1) > METHOD_TOLERANCE:
        return _wrong("compute", said)
    return VerifiedPoint(about="compute", verdict="agrees", said=said)


def verify_log(task: TaskCollection, result: Result) -> VerifiedPoint:
    """Whether the log of the row's runs has a run for each seed, and its work gives the curve's compute.

    That each evaluation is the curve's is held by `effsite check` whenever a log is read.
    """
    log = next((log for log in task.logs if log.name == result.curve), None)
    if log is None:
        return _open(
            "log", f"needs logs/{result.curve}.jsonl" if result.curve else "needs a curve and its log"
        )
    runs = runs_of(task, result)
    if {run.seed for run in runs} != {run.seed for run in log.runs}:
        return _wrong("log", "curve and log have other seeds")
    try:
        return _work_of(log, runs, task.task.target(result.target))
    except FieldError as error:
        return _open("log", f"needs what a log says at its beginning: it {error.message}")


def _work_of(log: CommittedLog, runs: Sequence[LearningCurve], target: Target) -> VerifiedPoint:
    """Forward compute x examples x passes, as the log has them, against the curve's compute."""
    checked = 0
    for run in log.runs:
        about = run.provenance
        data = about.settings.get("data")
        if not isinstance(data, dict) or data.get("resolution"):
            return _open("log", "needs one size of images: where it changes, the parts are not in the log")
        curve = next(curve for curve in runs if curve.seed == run.seed)
        at = compute_to_target(curve, target) if target.level is not None else None
        if at is None or at.examples is None or at.training_flop is None:
            continue
        work = about.forward_flop * about.passes * at.examples
        if abs(work / at.training_flop - 1) > CURVE_TOLERANCE:
            said = f"seed {run.seed}: forward x examples x passes is {work:.4g} FLOP, the curve says "
            return _wrong("log", f"{said}{at.training_flop:.4g}")
        checked += 1
    if not checked:
        return _open("log", "needs examples and training_flop in the curve")
    said = f"forward x examples x passes gives the curve's compute in {counted(checked, 'run')}"
    return VerifiedPoint(about="log", verdict="agrees", said=said)


def _open(about: About, needs: str) -> VerifiedPoint:
    return VerifiedPoint(about=about, verdict="not verified", said=needs)


def _wrong(about: About, said: str) -> VerifiedPoint:
    return VerifiedPoint(about=about, verdict="disagrees", said=said)

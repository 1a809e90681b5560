"""The evaluations of a log -> learning curves of the target's metric, in its unit and in order.

Everything that a log can do to a curve is decided here; docs/ingest/index.md says the same to people.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal

from effsite.ingest.benchmark_end import to_its_end
from effsite.ingest.conversion import converter
from effsite.ingest.epoch_base import settled
from effsite.ingest.metric_names import choose
from effsite.ingest.report import LogError
from effsite.ingest.rising_counts import forward, rising
from effsite.ingest.running_totals import running_totals
from effsite.ingest.wall_clock import trusted
from effsite.records import CurvePoint, LearningCurve

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from effsite.ingest.log import Evaluation, Facts, ImageSizeStage, LoggedRun
    from effsite.ingest.log_format import ReadOptions
    from effsite.ingest.report import Report

Position = Literal["step", "epoch", "examples", "seconds", "number"]
POSITIONS: tuple[Position, ...] = ("step", "epoch", "examples", "seconds")


@dataclass(frozen=True, slots=True, kw_only=True)
class RunCurve:
    """One run's learning curve, its metric in the target's unit, and what the log says beside it.

    `position` is the count that orders the curve; unless it is step, the curve's steps only number the
    evaluations. `last_position` is the largest one in the log, for a total that the log reports.
    `whole_epochs` and `stages` are those of the run. `values` are the least and the greatest in the log, of
    evaluations that are not kept in the curve too. `remarks` are what a row must say of its figures.
    """

    curve: LearningCurve
    facts: Facts
    position: Position
    last_position: float
    values: tuple[float, float] = (0.0, 0.0)
    name: str = ""
    group: str = ""
    finished: bool | None = None
    whole_epochs: bool = False
    stages: tuple[ImageSizeStage, ...] = ()
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Placed:
    """An evaluation at its place in the run, with the value in the target's unit."""

    at: float
    value: float
    evaluation: Evaluation
    earlier_seconds: float = 0.0

    @property
    def seconds(self) -> float | None:
        """Seconds since the run began: those of the log, and those before its clock began anew."""
        told = self.evaluation.seconds
        return None if told is None else told + self.earlier_seconds


def run_curves(run: LoggedRun, task: str, options: ReadOptions, report: Report) -> tuple[RunCurve, ...]:
    """The learning curves in a run of a log: one, or several where it was begun anew.

    The values are converted to the metric's unit only where there is no doubt. Counts that go back to
    an earlier place are a resumed run: what it repeats replaces what was there, unless the target had
    been reached already. Counts that go back to the beginning are another attempt. Raises LogError
    when the metric cannot be found, converted or ordered.
    """
    if not run.evaluations:
        raise LogError("holds no evaluation")
    names = list(dict.fromkeys(name for e in run.evaluations for name in e.values))
    name = choose(names, options, report)
    evaluations = [e for e in run.evaluations if name in e.values]
    met = [*run.ranges.get(name, ()), *(e.values[name] for e in evaluations)]
    convert = converter(name, met, run.forms, options, report)
    rose = rising(forward(evaluations, report), name, report)
    totals, remarks = running_totals(rose, run, options, report)
    counted, facts = settled(totals, run.facts, report)
    position = _position(counted, report)
    reached = _reached(options)
    attempts = _attempts(_placed(counted, name, convert, position), reached, report)
    run = replace(run, facts=facts)
    found = [_evidence(attempt, run, task, position, options, report) for attempt in attempts]
    low, high = sorted(map(convert, (min(met), max(met))))
    return tuple(replace(one, values=(low, high), remarks=(*remarks, *one.remarks)) for one in found)


def _reached(options: ReadOptions) -> Callable[[float], bool]:
    wanted, level = options.wanted, options.level
    if wanted is None or level is None:
        return lambda value: False
    return lambda value: wanted.reaches(value, level)


def _position(evaluations: Sequence[Evaluation], report: Report) -> Position:
    """The count by which the evaluations are ordered: the first that every one of them has."""
    for position in POSITIONS:
        if any(getattr(e, position) is None for e in evaluations):
            continue
        if position != "epoch" or not _coarse(evaluations):
            return position
        report.guessed(
            "epochs are evaluated several times each, so the evaluations are numbered in the order of the "
            "file: an epoch under way counts as a whole one"
        )
        return "number"
    report.guessed(
        "no count stands at every evaluation, so they are numbered in the order of the file",
        hint="name a column that counts: --column step=NAME",
    )
    return "number"


def _coarse(evaluations: Sequence[Evaluation]) -> bool:
    """Whether the epoch stays the same from one evaluation to the next in more than a third of the cases."""
    same = sum(before.epoch == after.epoch for before, after in pairwise(evaluations))
    return 3 * same > len(evaluations) - 1


def _placed(
    evaluations: Sequence[Evaluation], name: str, convert: Callable[[float], float], position: Position
) -> list[_Placed]:
    return [
        _Placed(
            at=float(number if position == "number" else getattr(e, position)),
            value=convert(e.values[name]),
            evaluation=e,
        )
        for number, e in enumerate(evaluations, 1)
    ]


def _attempts(
    placed: Sequence[_Placed], reached: Callable[[float], bool], report: Report
) -> list[list[_Placed]]:
    """The attempts in a log: each begins where the counts go back to the beginning."""
    attempts: list[list[_Placed]] = []
    for item in placed:
        attempt = attempts[-1] if attempts else []
        if not attempts or (item.at < attempt[-1].at and item.at <= attempt[0].at):
            attempts.append([item])
        elif item.at > attempt[-1].at:
            attempt.append(_continued(attempt[-1], item, report))
        elif item.at == attempt[-1].at:
            report.ignored("an evaluation repeated at the same place; the first counts", item.evaluation.line)
        else:
            _resume(attempt, item, reached, report)
    return _worth_counting(attempts, reached, report)


def _resume(attempt: list[_Placed], item: _Placed, reached: Callable[[float], bool], report: Report) -> None:
    """The run went on from an earlier checkpoint: what it does again replaces what was lost."""
    line = item.evaluation.line
    if any(reached(earlier.value) for earlier in attempt):
        report.ignored("the run is resumed after it had reached the target; the first crossing counts", line)
        return
    lost = sum(earlier.at >= item.at for earlier in attempt)
    while attempt and attempt[-1].at >= item.at:
        attempt.pop()
    report.guessed(
        f"the run is resumed from an earlier checkpoint: {lost} evaluations before line {line} are replaced",
        line,
        hint="the compute of what was lost is not counted",
    )
    attempt.append(_continued(attempt[-1], item, report) if attempt else item)


def _continued(before: _Placed, item: _Placed, report: Report) -> _Placed:
    """The evaluation with its time since the run began, also where the clock began anew."""
    told, earlier = item.evaluation.seconds, before.evaluation.seconds
    if told is None or earlier is None or before.seconds is None:
        return item
    if told >= earlier:
        return replace(item, earlier_seconds=before.earlier_seconds)
    report.guessed(
        "the clock goes back: its time is added to that of the evaluation before", item.evaluation.line
    )
    return replace(item, earlier_seconds=before.seconds)


def _worth_counting(
    attempts: list[list[_Placed]], reached: Callable[[float], bool], report: Report
) -> list[list[_Placed]]:
    """Of several attempts, those that tell something: an attempt broken off early is no failed run.

    One that never got to the target is set aside when it ended before the place at which another
    attempt got there; when none did, those stand that are as long as the longest.
    """
    if len(attempts) == 1:
        return attempts
    crossed = [next((item.at for item in a if reached(item.value)), None) for a in attempts]
    arrivals = [at for at in crossed if at is not None]
    first = min(arrivals) if arrivals else max(a[-1].at for a in attempts)
    kept = [a for a, at in zip(attempts, crossed, strict=True) if at is not None or a[-1].at >= first]
    report.guessed(
        f"the counts begin anew: the log holds {len(attempts)} attempts, {len(attempts) - len(kept)} set "
        "aside as broken off",
        attempts[1][0].evaluation.line,
        hint="split the file if these are different systems",
    )
    return kept


def _evidence(
    attempt: Sequence[_Placed],
    run: LoggedRun,
    task: str,
    position: Position,
    options: ReadOptions,
    report: Report,
) -> RunCurve:
    points = tuple(_point(number, item, run, position) for number, item in enumerate(attempt, 1))
    remarks: tuple[str, ...] = ()
    if run.kept_clock and run.finished is not None:
        points, remarks = to_its_end(points, _reached(options), report, success=run.finished)
    elif not run.kept_clock:
        points, remarks = trusted(points, [item.at for item in attempt], options.pauses, report)
    curve = LearningCurve(task=task, name="run", seed=run.facts.seed or 0, points=_never_falling(points))
    return RunCurve(
        curve=curve,
        facts=run.facts,
        position=position,
        last_position=max(item.at for item in attempt),
        name=run.name,
        group=run.group,
        finished=run.finished,
        whole_epochs=run.whole_epochs,
        stages=run.stages,
        remarks=remarks,
    )


def _point(number: int, item: _Placed, run: LoggedRun, position: Position) -> CurvePoint:
    e = item.evaluation
    return CurvePoint(
        seed=run.facts.seed or 0,
        step=int(item.at) + run.facts.steps_from_zero if position == "step" else number,
        epoch=None if e.epoch is None else e.epoch + run.facts.epochs_from_zero,
        examples=e.examples if e.examples is not None else _examples(e, run.facts),
        training_flop=e.training_flop,
        seconds=item.seconds,
        value=item.value,
    )


def _examples(e: Evaluation, facts: Facts) -> float | None:
    """Examples from the steps and the batch, or from the epochs and their size, where the log says both."""
    if e.step is not None and facts.examples_per_step:
        return (e.step + facts.steps_from_zero) * facts.examples_per_step
    if e.epoch is not None and facts.examples_per_epoch:
        return (e.epoch + facts.epochs_from_zero) * facts.examples_per_epoch
    return None


def _never_falling(points: tuple[CurvePoint, ...]) -> tuple[CurvePoint, ...]:
    """The points without a count that falls somewhere: it then counts something else."""
    for count in ("epoch", "examples", "training_flop", "seconds"):
        known = [value for point in points if (value := getattr(point, count)) is not None]
        if any(after < before for before, after in pairwise(known)):
            unknown: dict[str, Any] = {count: None}
            points = tuple(replace(point, **unknown) for point in points)
    return points

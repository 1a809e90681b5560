"""What the runs of a system come to at each target: is it reached, with how much, and how good is that."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from effsite import store
from effsite.analysis.crossing import compute_to_target
from effsite.analysis.measured import device_named, over_seeds
from effsite.analysis.summary import summarise
from effsite.errors import UsageError
from effsite.measure.failures import OtherRunError
from effsite.names import TaskFolder
from effsite.records import Result
from effsite.workflows.check import with_arithmetic
from effsite.workflows.logged_counts import gap_of
from effsite.workflows.run.measured_rows import MeasuredRuns, attempt_row, result_row

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from effsite.analysis.crossing import ComputeToTarget
    from effsite.analysis.measured import SeedsToTarget
    from effsite.analysis.summary import TargetSummary
    from effsite.measure.recipe import Recipe
    from effsite.records import Attempt, Collection, Target, TaskCollection

    Row = Result | Attempt

ALONE = "a seed alone makes no row; the same with --seeds takes the finished ones and writes it"
AT_TARGET = ("training_flop", "step", "epoch", "examples", "seconds", "value")
"""What is told of a run at the point where it reached the target."""

COUNTERS = ("peak_memory_bytes", "evaluation_seconds", "warm_up_seconds", "joules")
"""What is told of a run at its end."""

OF_ALL_SEEDS = {
    "recipe": "recipe",
    "data_fingerprint": "data set",
    "device_kind": "kind of device",
    "processes": "number of processes",
    "forward_flop": "FLOP of a forward pass",
    "passes": "passes an example",
}
"""What is the same in every seed of a row, and how it is called."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conclusion:
    """What the runs of one system say of a target.

    `row` is what stands in the collection: a result where each run reached the target, an attempt where the
    runs ended short of it, None where there is none to write; `written` is its file. `why_not` says why
    there is no result. `others` is the target without this system's own result.
    """

    runs: MeasuredRuns
    target: Target
    seeds: SeedsToTarget
    flop_per_second: float | None
    utilisation: float | None
    others: TargetSummary
    row: Row | None
    written: Path | None
    why_not: str

    @property
    def reached(self) -> bool:
        """Whether every run got as far as the target."""
        return len(self.seeds.crossings) == len(self.runs.runs) and self.seeds.reached

    @property
    def crossings(self) -> dict[int, ComputeToTarget]:
        """Where each run with an evaluation reaches the target, by its seed."""
        return {curve.seed: compute_to_target(curve, self.target) for curve in self.runs.curves}

    def factor_against(self, other: Result | None) -> float | None:
        """How many times less compute this took than that result; None where either is not known."""
        if other is None or other.training_flop is None or not self.seeds.training_flop:
            return None
        return other.training_flop / self.seeds.training_flop

    @property
    def seed_rows(self) -> list[dict[str, Any]]:
        """A row for each run, as plain values: how it ended, what it took up to the target, and counters."""
        crossings, rows = self.crossings, []
        for run in self.runs.runs:
            crossing = crossings.get(run.log.seed)
            rows.append(
                {
                    "seed": run.log.seed,
                    "ended": run.log.ended,
                    "skipped": run.skipped,
                    "reached": bool(crossing and crossing.reached),
                    **{name: getattr(crossing, name) if crossing else None for name in AT_TARGET},
                    "last_value": run.log.last_value,
                    **{name: run.log.final.get(name) for name in COUNTERS},
                }
            )
        return rows

    def as_json(self) -> dict[str, Any]:
        """The conclusion as plain values: FLOP, seconds, factors; null where something is not known."""
        runs, baseline, frontier = self.runs, self.others.baseline, self.others.latest_record
        return {
            "task": runs.recipe.task,
            "target": self.target.name,
            "system": runs.title,
            "reached": self.reached,
            **{name: value for name, value in asdict(self.seeds).items() if name != "crossings"},
            "factor_against_baseline": self.factor_against(baseline),
            "baseline": baseline.system if baseline else None,
            "factor_against_frontier": self.factor_against(frontier),
            "frontier": frontier.system if frontier else None,
            "flop_per_second": self.flop_per_second,
            "utilisation": self.utilisation,
            "runs": self.seed_rows,
            "written": str(self.written) if self.written else None,
            "why_not": self.why_not,
            "provenance": asdict(runs.provenance),
        }


def conclude(runs: MeasuredRuns, targets: Sequence[Target], results: Path) -> list[Conclusion]:
    """What the runs say of each of the targets; what there is to write is written, with curves and logs.

    The targets of a system share its curve, so where a row is written the rows that named the curve at
    other targets are made anew too: a row never stands beside runs that are not its own. Raises
    CollectionError, with nothing written, for rows that do not stand up to `effsite check`, and
    OtherRunError for seeds that do not make one row.
    """
    refuse_mixture(runs)
    with store.submission(results, runs.recipe.task) as draft:
        others = [t for t in _with_a_row(runs, draft.task) if t not in targets]
        held = [_held(runs, target, draft.reading.collection) for target in (*targets, *others)]
        if any(one.row for one in held[: len(targets)]):
            for one in held:
                if one.row:
                    draft.put(one.row, runs.curves, runs.log_text)
            draft.commit(lambda reading: with_arithmetic(reading, results.name))
    folder = TaskFolder(results / runs.recipe.task)
    return [replace(one, written=_file_of(one.row, folder)) for one in held[: len(targets)]]


def conclude_unwritten(runs: MeasuredRuns, targets: Sequence[Target], results: Path) -> list[Conclusion]:
    """What a run with a seed that was named alone says of each of the targets; nothing is written."""
    collection = store.read(results).collection
    held = [_held(runs, target, collection) for target in targets]
    return [replace(one, row=None, why_not=one.why_not or ALONE) for one in held]


def refuse_mixture(runs: MeasuredRuns) -> None:
    """Raise OtherRunError where seeds were run in ways whose figures do not belong into one median."""
    first = runs.runs[0].log
    for run in runs.runs[1:]:
        ours, theirs = first.provenance, run.log.provenance
        told = [
            f"{words}: {getattr(ours, name)} and {getattr(theirs, name)}"
            for name, words in OF_ALL_SEEDS.items()
            if getattr(ours, name) != getattr(theirs, name)
        ]
        if told:
            raise OtherRunError(
                f"{runs.recipe.system}: seeds {first.seed} and {run.log.seed} do not make one row: "
                + "; ".join(told),
                "run all seeds in one way, or begin again with --restart",
            )


def refuse_names_of_others(collection: TaskCollection, submission: str, recipes: Sequence[Recipe]) -> None:
    """Raise UsageError, before anything is trained, where curves would get the name of another system's."""
    owners: dict[str, MeasuredRuns] = {}
    for recipe in recipes:
        runs = MeasuredRuns(submission=submission, recipe=recipe, runs=())
        other = owners.setdefault(runs.curve, runs).recipe
        if other.system != recipe.system:
            raise UsageError(
                f"{recipe.system} and {other.system} would both write curves/{runs.curve}.csv",
                "run them with --submission names of their own",
            )
    rows: list[Row] = [*collection.results, *collection.attempts]
    for row in rows:
        mine = owners.get(row.curve)
        if mine and (row.submission, row.system) != (submission, mine.title):
            raise UsageError(
                f"curves/{row.curve}.csv is that of {row.system!r} in {row.submission}.csv,"
                f" and {mine.title!r} would write it",
                "give another --submission, or remove that row",
            )


def _held(runs: MeasuredRuns, target: Target, collection: Collection) -> Conclusion:
    """The runs held against one target, with the row to write."""
    task = collection.task(target.task)
    seeds = over_seeds(runs.curves, target)
    known = {device.name: device for device in collection.devices}
    device = device_named(runs.provenance.device, known)
    reached = seeds.reached and len(runs.curves) == len(runs.runs)
    gap = _gap(runs)
    why_not = gap or _why_not(runs, reached=reached)
    row: Row | None = None
    if gap:
        row = None
    elif not reached:
        row = attempt_row(runs, target, device)
    elif not why_not:
        row = result_row(runs, target, seeds, device)
    flop, seconds = runs.spent
    others = tuple(r for r in task.results if (r.submission, r.system) != (runs.submission, runs.title))
    return Conclusion(
        runs=runs,
        target=target,
        seeds=seeds,
        flop_per_second=flop / seconds if seconds else None,
        utilisation=runs.utilisation(device, flop, seconds)[1],
        others=summarise(replace(task, results=others, statements=()), target),
        row=row,
        written=None,
        why_not=why_not,
    )


def _with_a_row(runs: MeasuredRuns, task: TaskCollection) -> list[Target]:
    """The targets at which the submission has a row that names the curve of these runs."""
    rows: list[Row] = [*task.results, *task.attempts]
    named = {r.target for r in rows if (r.submission, r.curve) == (runs.submission, runs.curve)}
    return [target for target in task.task.targets if target.name in named]


def _file_of(row: Row | None, folder: TaskFolder) -> Path | None:
    if row is None:
        return None
    return folder.results(row.submission) if isinstance(row, Result) else folder.attempts(row.submission)


def _gap(runs: MeasuredRuns) -> str:
    """Why the compute of these runs is not known, or nothing; an older effsite trained all the same."""
    return next((told for run in runs.runs if (told := gap_of(run.log))), "")


def _why_not(runs: MeasuredRuns, *, reached: bool) -> str:
    """Why these runs give no result, or nothing."""
    if any(run.log.ended == "diverged" for run in runs.runs) and not reached:
        return "the loss was no finite number any more; the curve up to there is kept in runs/"
    if not reached:
        return "the target was not reached; the curves are kept in runs/"
    where = runs.provenance
    if not where.data_is_the_tasks:
        return f"the data are {where.data}, not the task's own"
    if runs.published is None:
        return "its date of publication is not known; give it as `published` in a recipe of your own"
    return ""

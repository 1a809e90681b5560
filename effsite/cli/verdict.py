"""What a measured system comes to: is the target reached, with how much, and how good is that."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from effsite.cli.console import print_line, print_table

if TYPE_CHECKING:
    from pathlib import Path

    from effsite.analysis.measured import SeedsToTarget
    from effsite.analysis.summary import TargetSummary
    from effsite.cli.measured_result import Origin
    from effsite.records import Attempt, Result, Target


SAME = 0.005
"""Two computes that differ by less are called the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the runs of one system say of the target.

    `written` is the file that got a row: a result where each run reached the target, an attempt in
    `not-reached/` where the runs ended short of it; None where there is none to write. `why_not` says
    why there is no result. `others` is the target without this system's own result.
    """

    origin: Origin
    target: Target
    seeds: SeedsToTarget
    flop_per_second: float | None
    utilisation: float | None
    others: TargetSummary
    written: Path | None
    why_not: str

    @property
    def reached(self) -> bool:
        """Whether every run got as far as the target."""
        return len(self.seeds.crossings) == len(self.origin.runs) and self.seeds.reached

    def factor_against(self, other: Result | None) -> float | None:
        """How many times less compute this took than that result; None where either is not known."""
        if other is None or other.training_flop is None or not self.seeds.training_flop:
            return None
        return other.training_flop / self.seeds.training_flop


def conclude(origin: Origin, target: Target, results: Path) -> Verdict:
    """Hold the runs against the target, and write what they come to with its curves and logs.

    A result when all reached it, an attempt when each ended and some stayed short of it.
    """
    from effsite import store
    from effsite.analysis.measured import device_named, over_seeds
    from effsite.analysis.summary import summarise
    from effsite.cli.measured_attempt import measured_attempt
    from effsite.cli.measured_result import curves_of, log_of, measured_result, utilisation
    from effsite.cli.submission import Evidence, write_submission

    record = store.read(results).record
    task = record.task(target.task)
    curves = curves_of(origin)
    seeds = over_seeds(curves, target)
    known = {device.name: device for device in record.devices}
    device = device_named(origin.circumstances.device, known)
    reached = _all_reached(origin, seeds, len(curves))
    why_not = _why_not(origin, reached=reached)
    row: Result | Attempt | None = None
    if not reached:
        row = measured_attempt(origin, target, curves, device)
    elif not why_not:
        row = measured_result(origin, target, seeds, device)
    evidence = Evidence(curves=curves, log=log_of(origin))
    flop, seconds = _spent(origin)
    others = tuple(r for r in task.results if (r.submission, r.system) != (origin.submission, origin.title))
    return Verdict(
        origin=origin,
        target=target,
        seeds=seeds,
        flop_per_second=flop / seconds if seconds else None,
        utilisation=utilisation(origin, device, flop, seconds)[1],
        others=summarise(replace(task, results=others, statements=()), target),
        written=write_submission(results / target.task, row, evidence, task) if row else None,
        why_not=why_not,
    )


def _why_not(origin: Origin, *, reached: bool) -> str:
    """Why these runs give no result, or nothing."""
    if any(run.journal.ended == "diverged" for run in origin.runs) and not reached:
        return "the loss was no finite number any more; the curve up to there is kept in runs/"
    if not reached:
        return "the target was not reached; the curves are kept in runs/"
    where = origin.circumstances
    if not where.data_is_the_tasks:
        return f"the data are {where.data}, not the task's own"
    if origin.published is None:
        return "its date of publication is not known; give it as `published` in a recipe of your own"
    return ""


def _all_reached(origin: Origin, seeds: SeedsToTarget, begun: int) -> bool:
    return seeds.reached and begun == len(origin.runs)


def _spent(origin: Origin) -> tuple[float, float]:
    """FLOP and training seconds of all the runs, whole."""
    ends = [run.journal.points[-1] for run in origin.runs if run.journal.points]
    return sum(p.training_flop or 0.0 for p in ends), sum(p.seconds or 0.0 for p in ends)


def as_json(verdict: Verdict) -> dict[str, Any]:
    """The verdict as plain values: FLOP, seconds, factors; null where something is not known."""
    origin, others = verdict.origin, verdict.others
    return {
        "task": origin.recipe.task,
        "target": verdict.target.name,
        "system": origin.title,
        "reached": verdict.reached,
        **{name: value for name, value in asdict(verdict.seeds).items() if name != "crossings"},
        "factor_against_baseline": verdict.factor_against(others.baseline),
        "baseline": others.baseline.system if others.baseline else None,
        "factor_against_frontier": verdict.factor_against(others.latest_record),
        "frontier": others.latest_record.system if others.latest_record else None,
        "flop_per_second": verdict.flop_per_second,
        "utilisation": verdict.utilisation,
        "runs": _runs_json(verdict),
        "written": str(verdict.written) if verdict.written else None,
        "why_not": verdict.why_not,
        "circumstances": origin.circumstances.as_event(),
    }


def _runs_json(verdict: Verdict) -> list[dict[str, Any]]:
    from effsite.analysis.crossing import compute_to_target
    from effsite.cli.measured_result import curves_of

    crossings = {curve.seed: compute_to_target(curve, verdict.target) for curve in curves_of(verdict.origin)}
    shown = []
    for run in verdict.origin.runs:
        journal = run.journal
        crossing = crossings.get(journal.circumstances.seed)
        shown.append(
            {
                "seed": journal.circumstances.seed,
                "ended": journal.ended,
                "skipped": run.skipped,
                "reached": bool(crossing and crossing.reached),
                **{
                    name: getattr(crossing, name) if crossing else None
                    for name in ("training_flop", "step", "epoch", "examples", "seconds", "value")
                },
                "last_value": journal.points[-1].value if journal.points else None,
                "peak_memory_bytes": journal.final.get("peak_memory_bytes"),
                "evaluation_seconds": journal.final.get("evaluation_seconds"),
                "warm_up_seconds": journal.final.get("warm_up_seconds"),
                "joules": journal.final.get("joules"),
            }
        )
    return shown


def print_verdict(verdict: Verdict) -> None:
    """The verdict for a person: a row for each seed, and what they come to."""
    origin = verdict.origin
    headings = ("seed", "ended", "reached", "training_flop", "epoch", "seconds", "value")
    rows = [tuple(_cell(run[name]) for name in headings) for run in _runs_json(verdict)]
    print_table(f"{origin.title} on {origin.circumstances.data}", headings, rows)
    for label, text in _facts(verdict):
        print_line(f"  {label:<20}{text}")


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.4g}" if isinstance(value, float) else "" if value is None else str(value)


def _facts(verdict: Verdict) -> list[tuple[str, str]]:
    seeds, others, target = verdict.seeds, verdict.others, verdict.target
    facts = [("target", f"{target.title}: {'reached' if verdict.reached else 'not reached'}")]
    if seeds.training_flop and seeds.training_flop_low and seeds.training_flop_high:
        spread = f" ({seeds.training_flop_low:.4g} to {seeds.training_flop_high:.4g})"
        several = len(seeds.crossings) > 1
        facts.append(("compute to target", f"{seeds.training_flop:.4g} FLOP" + (spread if several else "")))
    for label, other in (("against baseline", others.baseline), ("against frontier", others.latest_record)):
        factor = verdict.factor_against(other)
        if factor and other:
            facts.append((label, f"{_times(factor)} {other.system} ({other.published})"))
    if not others.baseline and verdict.reached:
        facts.append(("against baseline", "the first result at this target"))
    if verdict.flop_per_second:
        share = f", {verdict.utilisation:.1%} of the peak" if verdict.utilisation else ""
        facts.append(("speed", f"{verdict.flop_per_second:.3g} FLOP/s{share}"))
    facts.append(("written", str(verdict.written) if verdict.written else f"nothing: {verdict.why_not}"))
    return facts


def _times(factor: float) -> str:
    if abs(factor - 1) < SAME:
        return "the same compute as"
    return f"{factor:.3g}x less compute than" if factor > 1 else f"{1 / factor:.3g}x more compute than"

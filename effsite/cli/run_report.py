"""What `effsite run` says at the end: tables for people, one object for scripts."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from effsite.cli.console import print_line, print_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from effsite.workflows.run import RunReport
    from effsite.workflows.run.conclude import Conclusion
    from effsite.workflows.run.full_length import FullLength

SAME = 0.005
"""Two computes that differ by less are called the same."""
AT_TARGET = ("training_flop", "step", "epoch", "examples", "seconds", "value")
COUNTERS = ("peak_memory_bytes", "evaluation_seconds", "warm_up_seconds", "joules")


def as_json(report: RunReport, *, several: bool) -> dict[str, Any]:
    """The report as plain values: FLOP, seconds, factors; null where something is not known."""
    shown = conclusions_json(report.conclusions, report.full_lengths)["runs"]
    left = {"remaining": [{"system": system, "seed": seed} for system, seed in report.remaining]}
    return shown[0] | left if len(shown) == 1 and not several else {"runs": shown, **left}


def conclusions_json(conclusions: Sequence[Conclusion], full_lengths: Sequence[FullLength]) -> dict[str, Any]:
    """What runs came to, as plain values under `runs`."""
    shown = [_conclusion_json(conclusion) for conclusion in conclusions]
    return {"runs": [*shown, *(_full_length_json(found) for found in full_lengths)]}


def _conclusion_json(conclusion: Conclusion) -> dict[str, Any]:
    runs, others = conclusion.runs, conclusion.others
    return {
        "task": runs.recipe.task,
        "target": conclusion.target.name,
        "system": runs.title,
        "reached": conclusion.reached,
        **{name: value for name, value in asdict(conclusion.seeds).items() if name != "crossings"},
        "factor_against_baseline": conclusion.factor_against(others.baseline),
        "baseline": others.baseline.system if others.baseline else None,
        "factor_against_frontier": conclusion.factor_against(others.latest_record),
        "frontier": others.latest_record.system if others.latest_record else None,
        "flop_per_second": conclusion.flop_per_second,
        "utilisation": conclusion.utilisation,
        "runs": _runs_json(conclusion),
        "written": str(conclusion.written) if conclusion.written else None,
        "why_not": conclusion.why_not,
        "provenance": asdict(runs.provenance),
    }


def _runs_json(conclusion: Conclusion) -> list[dict[str, Any]]:
    crossings, shown = conclusion.crossings, []
    for run in conclusion.runs.runs:
        crossing = crossings.get(run.log.seed)
        shown.append(
            {
                "seed": run.log.seed,
                "ended": run.log.ended,
                "skipped": run.skipped,
                "reached": bool(crossing and crossing.reached),
                **{name: getattr(crossing, name) if crossing else None for name in AT_TARGET},
                "last_value": run.log.points[-1].value if run.log.points else None,
                **{name: run.log.final.get(name) for name in COUNTERS},
            }
        )
    return shown


def _full_length_json(found: FullLength) -> dict[str, Any]:
    return {
        "task": found.runs.recipe.task,
        "system": found.runs.title,
        "metric": found.metric.name,
        "runs": _ends(found),
        "median": found.median,
        "level_over": found.over,
        "level": found.level,
        "targets": list(found.targets),
    }


def _ends(found: FullLength) -> list[dict[str, Any]]:
    return [
        {
            "seed": run.log.seed,
            "ended": run.log.ended,
            "skipped": run.skipped,
            "epoch": run.log.points[-1].epoch if run.log.points else None,
            "last_value": run.log.points[-1].value if run.log.points else None,
        }
        for run in found.runs.runs
    ]


def print_conclusion(conclusion: Conclusion) -> None:
    """A conclusion for a person: a row for each seed, and what they come to."""
    headings = ("seed", "ended", "reached", "training_flop", "epoch", "seconds", "value")
    rows = [tuple(_cell(run[name]) for name in headings) for run in _runs_json(conclusion)]
    print_table(f"{conclusion.runs.title} on {conclusion.runs.provenance.data}", headings, rows)
    for label, text in _conclusion_facts(conclusion):
        print_line(f"  {label:<20}{text}")


def print_full_length(found: FullLength) -> None:
    """The same of runs at full length: a row for each seed, the median, and what to write where."""
    headings = ("seed", "ended", "epoch", "last_value")
    rows = [tuple(_cell(row[name], digits=6) for name in headings) for row in _ends(found)]
    print_table(f"{found.runs.title} on {found.runs.provenance.data}", headings, rows)
    for label, text in _full_length_facts(found):
        print_line(f"  {label:<20}{text}")


def _cell(value: object, digits: int = 4) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.{digits}g}" if isinstance(value, float) else "" if value is None else str(value)


def _conclusion_facts(conclusion: Conclusion) -> list[tuple[str, str]]:
    seeds, others, target = conclusion.seeds, conclusion.others, conclusion.target
    facts = [("target", f"{target.title}: {'reached' if conclusion.reached else 'not reached'}")]
    if seeds.training_flop and seeds.training_flop_low and seeds.training_flop_high:
        spread = f" ({seeds.training_flop_low:.4g} to {seeds.training_flop_high:.4g})"
        several = len(seeds.crossings) > 1
        facts.append(("compute to target", f"{seeds.training_flop:.4g} FLOP" + (spread if several else "")))
    for label, other in (("against baseline", others.baseline), ("against frontier", others.latest_record)):
        factor = conclusion.factor_against(other)
        if factor and other:
            facts.append((label, f"{_times(factor)} {other.system} ({other.published})"))
    if not others.baseline and conclusion.reached:
        facts.append(("against baseline", "the first result at this target"))
    if conclusion.flop_per_second:
        share = f", {conclusion.utilisation:.1%} of the peak" if conclusion.utilisation else ""
        facts.append(("speed", f"{conclusion.flop_per_second:.3g} FLOP/s{share}"))
    written = conclusion.written
    facts.append(("written", str(written) if written else f"nothing: {conclusion.why_not}"))
    return facts


def _full_length_facts(found: FullLength) -> list[tuple[str, str]]:
    if found.alone:
        return [("level", "none from a seed alone: the same with --seeds tells it")]
    if found.median is None or found.level is None:
        ended = sum(run.log.ended == "complete" for run in found.runs.runs)
        return [("level", f"none yet: {ended} of {found.wanted} runs went to the recipe's end")]
    path = f"results/{found.runs.recipe.task}/task.toml"
    return [
        (f"{found.metric.label}", f"{found.median:.6g}, median of {found.wanted}"),
        ("level", f"{found.level:g}, from the {found.over} of the seeds"),
        *((f"in {path}", f"[[targets]] {name}: level = {found.level:g}") for name in found.targets),
    ]


def _times(factor: float) -> str:
    if abs(factor - 1) < SAME:
        return "the same compute as"
    return f"{factor:.3g}x less compute than" if factor > 1 else f"{1 / factor:.3g}x more compute than"

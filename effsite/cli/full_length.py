"""Runs to the end of their recipe where no level is given yet: what they had, and the level that follows."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Any

from effsite.cli.console import print_line, print_table

if TYPE_CHECKING:
    from effsite.cli.aims import Aims
    from effsite.cli.measured_result import Origin
    from effsite.records import Metric


@dataclass(frozen=True, slots=True, kw_only=True)
class FullLength:
    """What the runs of one system had at their last evaluation.

    `middle` is the median over the seeds, `level` what it comes to by the rule of
    `effsite.analysis.levels`; both None unless each of `wanted` runs went to its recipe's end.
    `targets` are the names of those that this system fixes, or of all without a level.
    """

    origin: Origin
    metric: Metric
    wanted: int
    middle: float | None
    level: float | None
    targets: tuple[str, ...]

    @property
    def complete(self) -> bool:
        """Whether every run went to the end."""
        return self.level is not None


def at_full_length(origin: Origin, aims: Aims, wanted: int) -> FullLength:
    """What those runs say of the levels that are still to come."""
    from effsite.analysis.levels import level_reached
    from effsite.cli.measured_result import curves_of

    whole = len(origin.runs) == wanted and all(run.journal.ended == "complete" for run in origin.runs)
    curves = curves_of(origin)
    fixed = tuple(t.name for t in aims.awaiting if t.level_of in (origin.title, origin.recipe.system))
    return FullLength(
        origin=origin,
        metric=aims.metric,
        wanted=wanted,
        middle=median(curve.points[-1].value for curve in curves) if whole else None,
        level=level_reached(curves, aims.metric) if whole else None,
        targets=fixed or tuple(t.name for t in aims.awaiting if not t.level_of),
    )


def as_json(found: FullLength) -> dict[str, Any]:
    """The same as plain values; null where something is not known yet."""
    return {
        "task": found.origin.recipe.task,
        "system": found.origin.title,
        "metric": found.metric.name,
        "runs": _rows(found),
        "median": found.middle,
        "level": found.level,
        "targets": list(found.targets),
    }


def _rows(found: FullLength) -> list[dict[str, Any]]:
    return [
        {
            "seed": run.journal.circumstances.seed,
            "ended": run.journal.ended,
            "skipped": run.skipped,
            "epoch": run.journal.points[-1].epoch if run.journal.points else None,
            "last_value": run.journal.points[-1].value if run.journal.points else None,
        }
        for run in found.origin.runs
    ]


def print_full_length(found: FullLength) -> None:
    """The same for a person: a row for each seed, the median, and what to write where."""
    origin = found.origin
    headings = ("seed", "ended", "epoch", "last_value")
    rows = [tuple(_cell(row[name]) for name in headings) for row in _rows(found)]
    print_table(f"{origin.title} on {origin.circumstances.data}", headings, rows)
    for label, text in _facts(found):
        print_line(f"  {label:<20}{text}")


def _cell(value: object) -> str:
    return f"{value:.6g}" if isinstance(value, float) else "" if value is None else str(value)


def _facts(found: FullLength) -> list[tuple[str, str]]:
    if found.middle is None or found.level is None:
        ended = sum(run.journal.ended == "complete" for run in found.origin.runs)
        return [("level", f"none yet: {ended} of {found.wanted} runs went to the recipe's end")]
    facts = [
        (f"{found.metric.label}", f"{found.middle:.6g}, median of {found.wanted}"),
        ("level", f"{found.level:g}"),
    ]
    path = f"results/{found.origin.recipe.task}/task.toml"
    facts += [(f"in {path}", f"[[targets]] {name}: level = {found.level:g}") for name in found.targets]
    return facts

"""How far the ways of getting a compute lie apart on the systems that have a figure by two of them.

What the collection itself shows: `effsite.analysis.uncertainty` states ranges, and these pairs are what
they rest on.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from effsite.analysis.checks import implied_utilisation, method_checks
from effsite.analysis.summary import summarise

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from effsite.analysis.claims import Claim
    from effsite.records import Collection, FlopMethod, Result, TaskCollection

TENTHS = 9
"""Of ten pairs, how many a range holds."""

NORMAL = 1.6449
"""Standard deviations from the middle of a normal distribution that hold nine tenths of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Utilised:
    """A run whose compute was got without its time: the share of the hardware's peak that it implies."""

    result: Result
    utilisation: float


def utilised(collection: Collection) -> tuple[Utilised, ...]:
    """Every run with devices, time, peak and a compute that does not come from them, each once.

    The compute is counted or 6ND, or what those give beside a figure from the hardware. A run that
    stands at several targets is taken at the first of them. Runs read from another's logs, curve by curve,
    are left out: they are one network on few machines in numbers, which would outweigh all others.
    """
    found: dict[tuple[str, str, object], Utilised] = {}
    for task in collection.tasks:
        for result in task.results:
            share = _utilisation(result)
            from_logs = result.curve and result.source_kind == "reported"
            if share is not None and not from_logs:
                key = (result.task, result.system, result.published)
                found.setdefault(key, Utilised(result=result, utilisation=share))
    return tuple(found.values())


def _utilisation(result: Result) -> float | None:
    own = implied_utilisation(result)
    if own is None or result.flop_method in ("counted", "parameters"):
        return own
    if result.flop_method != "hardware":
        return None
    others = [c.ratio for c in method_checks(result) if c.method in ("counted", "parameters")]
    return own * others[0] if others else None


def stated_ratios(collection: Collection, method: FlopMethod) -> tuple[float, ...]:
    """What another publication states for a system, over the figure in the collection got by that method.

    For a figure that was taken from a page, a statement of the same page is left out.
    """
    return tuple(sorted(_stated(collection, method)))


def _stated(collection: Collection, method: FlopMethod) -> Iterator[float]:
    for task in collection.tasks:
        for target in task.task.targets:
            for claim in summarise(task, target).claims:
                if claim.statement.field == "training_flop" and isinstance(claim.read_as, float):
                    row = _row(task, claim, method)
                    if row is not None and row.training_flop is not None:
                        yield claim.read_as / row.training_flop


def _row(task: TaskCollection, claim: Claim, method: FlopMethod) -> Result | None:
    stated = claim.statement
    rows = (r for r in task.results_for(stated.target) if r.system == stated.system)
    row = next((r for r in rows if r.training_flop == claim.on_record), None)
    if row is None or row.flop_method != method:
        return None
    own = method == "reported" and row.source_url == stated.source_url
    return None if own else row


def counted_over_6nd(collection: Collection) -> tuple[float, ...]:
    """The count of a system over its 6ND, for the rows that have the inputs of both."""
    results = (r for task in collection.tasks for r in task.results if r.flop_method == "counted")
    checks = (check for result in results for check in method_checks(result))
    return tuple(sorted(1 / check.ratio for check in checks if check.method == "parameters"))


def shortest_range(values: Iterable[float]) -> tuple[float, float]:
    """The ends of the shortest range, on a log scale, that holds nine tenths or more of positive values."""
    ordered = sorted(values)
    held = -(-TENTHS * len(ordered) // 10)
    ends = zip(ordered, ordered[held - 1 :], strict=False)
    return min(ends, key=lambda pair: pair[1] / pair[0])


def machine_factor(runs: Sequence[Utilised]) -> float:
    """By how much one run's utilisation differs from that of others on the same machine, either way.

    The factor within which nine tenths lie, by the pooled standard deviation of log2(utilisation) around
    the mean of each machine: a number of devices of a kind, on one task.
    """
    machines: dict[tuple[str, str, int | None], list[float]] = defaultdict(list)
    for run in runs:
        row = run.result
        machines[row.task, row.device, row.devices].append(math.log2(run.utilisation))
    squares = math.fsum(
        (value - math.fsum(group) / len(group)) ** 2 for group in machines.values() for value in group
    )
    return math.exp2(NORMAL * math.sqrt(squares / (len(runs) - len(machines))))

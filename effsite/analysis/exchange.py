"""What the parts that systems are put together of gain by themselves: networks and trainings, say."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from effsite.analysis.ranking import RankedResult
    from effsite.records import Attempt, Exchange


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One system of an exchange: its result by a measure, or that it stayed short, or neither yet.

    `result` is None where the system is not known to reach the level, `attempt` where it is not known to
    have stayed short of it.
    """

    system: str
    result: RankedResult | None
    attempt: Attempt | None

    @property
    def value(self) -> float | None:
        """The measure of the result, in its unit; None without one."""
        return self.result.value if self.result else None


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoSteps:
    """The fall from the first system to the last in two steps, one part changed in each.

    `first` is the part that is changed first, `over` the system between the steps. Each factor is how many
    times less is needed after the step than before, below 1 where it is more; their product is the
    fall in all. They are None where the system between has no result.
    """

    first: str
    second: str
    over: Cell
    first_factor: float | None
    second_factor: float | None

    @property
    def first_share(self) -> float | None:
        """The first step's share of the fall, in halvings: above 1 or below 0 where one step is a loss.

        None where a step is not known, or where nothing fell.
        """
        if self.first_factor is None or self.second_factor is None:
            return None
        total = math.log(self.first_factor) + math.log(self.second_factor)
        return math.log(self.first_factor) / total if total else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchanged:
    """An exchange with what its systems needed: the cells row by row, and the two ways through them.

    `factor` is how many times less the last system (all parts new) needs than the first (all parts old);
    None where one of them has no result.
    """

    exchange: Exchange
    cells: tuple[tuple[Cell, ...], ...]
    factor: float | None
    paths: tuple[TwoSteps, TwoSteps]


def exchanged(
    exchange: Exchange, results: Sequence[RankedResult], attempts: Sequence[Attempt]
) -> Exchanged | None:
    """The exchange as the results and attempts of one target fill it; None where they fill nothing.

    Of several results of one system the least counts. `results` are of one measure, whose record is the
    least.
    """
    best: dict[str, RankedResult] = {}
    for result in sorted(results, key=lambda r: -r.value):
        best[result.result.system] = result
    short = {attempt.system: attempt for attempt in attempts}
    if not any(system in best or system in short for system in exchange.systems):
        return None
    cells = tuple(
        tuple(_cell(exchange.system(r, c), best, short) for c in range(len(exchange.columns)))
        for r in range(len(exchange.rows))
    )
    old, new = cells[0][0], cells[-1][-1]
    return Exchanged(
        exchange=exchange,
        cells=cells,
        factor=_factor(old, new),
        paths=(
            _path(exchange.row_is, exchange.column_is, (old, cells[-1][0], new)),
            _path(exchange.column_is, exchange.row_is, (old, cells[0][-1], new)),
        ),
    )


def _cell(system: str, best: dict[str, RankedResult], short: dict[str, Attempt]) -> Cell:
    return Cell(system=system, result=best.get(system), attempt=short.get(system))


def _path(first: str, second: str, way: tuple[Cell, Cell, Cell]) -> TwoSteps:
    old, over, new = way
    return TwoSteps(
        first=first,
        second=second,
        over=over,
        first_factor=_factor(old, over),
        second_factor=_factor(over, new),
    )


def _factor(before: Cell, after: Cell) -> float | None:
    return before.value / after.value if before.value and after.value else None

"""What each part of exchanged systems gained, in words for pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from effsite.records import MEASURES
from effsite.site import formats
from effsite.site.estimates import amount

if TYPE_CHECKING:
    from effsite.analysis.exchange import Cell, Exchanged, TwoSteps
    from effsite.records import Metric


def exchange_sentences(found: Exchanged, measure: str, metric: Metric | None) -> tuple[str, ...]:
    """The fall from the first system to the last, then how each of the two ways parts it."""
    old, new = found.cells[0][0], found.cells[-1][-1]
    if found.factor is None:
        return (f"{_missing(new if old.value else old, metric)}, so that the fall cannot be parted yet.",)
    label = MEASURES[measure].label.lower()
    whole = f"{new.system}: {_gain(found.factor)} {label} than {old.system}."
    return (whole, *(_path(path, metric) for path in found.paths))


def cell_words(cell: Cell, measure: str, metric: Metric | None) -> str:
    """The text of a cell: the measure; the best value of a system that stays short; or that none ran."""
    if cell.result is not None:
        return amount(cell.result.result, measure)
    if cell.attempt is not None and metric is not None:
        return f"not reached: {formats.metric(metric, cell.attempt.best_value)}"
    return "not measured"


def _path(path: TwoSteps, metric: Metric | None) -> str:
    order = f"{path.first[:1].upper()}{path.first[1:]} first, then {path.second}"
    if path.first_factor is None or path.second_factor is None:
        return f"{order}: {_missing(path.over, metric)}, so that this way cannot be told."
    steps = (
        f"{order}: by the {path.first} {_gain(path.first_factor)} ({path.over.system}), "
        f"by the {path.second} {_gain(path.second_factor)}"
    )
    if path.first_share is None or not 0 <= path.first_share <= 1:
        return f"{steps}."
    first = round(path.first_share * 100)
    return f"{steps}; in halvings {first} % and {100 - first} % of the fall."


def _gain(factor: float) -> str:
    return f"{formats.factor(1 / factor)} more" if factor < 1 else f"{formats.factor(factor)} less"


def _missing(cell: Cell, metric: Metric | None) -> str:
    if cell.attempt is not None and metric is not None:
        best = formats.metric(metric, cell.attempt.best_value)
        return f"{cell.system} stays short of the level ({best})"
    return f"{cell.system} is not measured"

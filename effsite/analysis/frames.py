"""The collection as pandas tables, for notebooks and for questions that no page answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from effsite.records import Result, columns

if TYPE_CHECKING:
    from collections.abc import Iterable

    from effsite.analysis.summary import TargetSummary


def results_frame(results: Iterable[Result]) -> pd.DataFrame:
    """One row per result: task, submission, every column of the data dictionary, `published_precision`.

    `published` is a timestamp (a month without a day is its 15th) and `published_precision` says
    `day` or `month`. Numbers are floats in the units of the dictionary, missing ones NaN, the one
    place where effsite lets a NaN out, because that is how pandas says missing. Text that is not
    known is empty; a flop_method that is not given is missing.
    """
    rows = tuple(results)
    frame = pd.DataFrame({name: _series(rows, name) for name in ("task", "submission", *columns(Result))})
    frame["published_precision"] = [row.published.precision for row in rows]
    return frame


def summary_frame(summary: TargetSummary) -> pd.DataFrame:
    """One row per result that gives the summary's measure, in date order, with its standing.

    The columns of `results_frame`, then `measure_value` (in the unit of the measure), its ends
    `figure_low` and `figure_high` with where they come from in `figure_ends` (given, derived, or which of the
    two is given; empty without any), `factor` against the baseline (NaN where there is none), `on_frontier`,
    `competes` and `why_not`.
    """
    rows = summary.results
    frame = results_frame(row.result for row in rows)
    frame["measure_value"] = pd.Series([row.value for row in rows], dtype="float64")
    frame["figure_low"] = pd.Series([row.ends and row.ends.low for row in rows], dtype="float64")
    frame["figure_high"] = pd.Series([row.ends and row.ends.high for row in rows], dtype="float64")
    frame["figure_ends"] = [row.ends.origin if row.ends else "" for row in rows]
    frame["factor"] = pd.Series([row.factor for row in rows], dtype="float64")
    frame["on_frontier"] = pd.Series([row.on_frontier for row in rows], dtype="bool")
    frame["competes"] = pd.Series([row.competes for row in rows], dtype="bool")
    frame["why_not"] = [row.why_not for row in rows]
    return frame


def _series(rows: tuple[Result, ...], name: str) -> pd.Series:
    """The values of one column; numbers and dates have their type in a frame without rows too."""
    if name == "published":
        return pd.Series([row.published.day for row in rows], dtype="datetime64[s]")
    column = columns(Result).get(name)
    dtype = "float64" if column and column.kind in ("number", "integer") else None
    return pd.Series([getattr(row, name) for row in rows], dtype=dtype)

"""The record as pandas tables, for notebooks and for questions that no page answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from effsite.records import Result, columns

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pandas as pd

    from effsite.analysis.summary import TargetSummary


def results_frame(results: Iterable[Result]) -> pd.DataFrame:
    """One row per result: task, submission, then every column of the data dictionary.

    `published` is a timestamp (a month without a day is its 15th) and `published_precision` says
    `day` or `month`. Numbers are floats in the units of the dictionary, missing ones NaN, the one
    place where effsite lets a NaN out, because that is how pandas says missing.
    """
    import pandas as pd

    names = ["task", "submission", *columns(Result)]
    frame = pd.DataFrame([_row(r, names) for r in results], columns=[*names, "published_precision"])
    frame["published"] = pd.to_datetime(frame["published"])
    for name in _numeric():
        frame[name] = frame[name].astype("float64")
    return frame


def summary_frame(summary: TargetSummary) -> pd.DataFrame:
    """One row per result that gives the summary's measure, in date order, with its standing.

    The columns of `results_frame`, then `value` (in the unit of the measure), `factor` against
    the baseline, `on_frontier`, `competes` and `why_not`.
    """
    frame = results_frame(r.result for r in summary.results)
    frame["value"] = [r.value for r in summary.results]
    frame["factor"] = [r.factor for r in summary.results]
    frame["factor"] = frame["factor"].astype("float64")
    frame["on_frontier"] = [r.on_frontier for r in summary.results]
    frame["competes"] = [r.competes for r in summary.results]
    frame["why_not"] = [r.why_not for r in summary.results]
    return frame


def _row(result: Result, names: list[str]) -> dict[str, object]:
    values = {name: getattr(result, name) for name in names}
    return {**values, "published": result.published.day, "published_precision": result.published.precision}


def _numeric() -> Iterator[str]:
    return (name for name, c in columns(Result).items() if c.kind in ("number", "integer"))

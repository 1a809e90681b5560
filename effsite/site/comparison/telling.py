"""The difference of two collections in words: rows, figures and a sentence for each target."""

from __future__ import annotations

from typing import TYPE_CHECKING

from effsite.escape import one_line
from effsite.site.comparison.told import FigureTold, RowTold, TargetTold
from effsite.site.comparison.verdict import RATES, figure, months_of, verdict
from effsite.site.formats import factor_exact
from effsite.site.trend_words import way

if TYPE_CHECKING:
    from collections.abc import Callable

    from effsite.analysis.difference import RowChange, TargetDifference
    from effsite.analysis.summary import TargetSummary


def tell(difference: TargetDifference, pictures: tuple[str, ...] = ()) -> TargetTold:
    """What becomes of one target, in words; `pictures` are the files of its chart before and after."""
    summary = difference.summary
    return TargetTold(
        task=summary.task.name,
        target=summary.target.name,
        title=f"{one_line(summary.target.title)} ({one_line(summary.task.title)})",
        verdict=verdict(difference),
        moved=difference.moved,
        rows=tuple(_row(summary, row) for row in difference.rows),
        figures=tuple(_figures(difference)),
        pictures=pictures,
    )


def _row(summary: TargetSummary, row: RowChange) -> RowTold:
    return RowTold(
        state=row.kind,
        system=one_line(row.result.system),
        published=str(row.result.published),
        before=figure(summary, row.before),
        after=figure(summary, row.after),
        standing=_standing(row),
    )


def _standing(row: RowChange) -> str:
    if row.record:
        return "record" if row.was_record else "new record"
    said = [
        "no longer a record" if row.was_record else "",
        row.why_not,
        f"changed: {', '.join(row.fields)}" if row.fields else "",
    ]
    return "; ".join(filter(None, said))


def _figures(difference: TargetDifference) -> list[FigureTold]:
    """The figures that there are on either side, each with both."""
    kind = way(difference.summary)
    told: list[tuple[str, Callable[[TargetSummary], str]]] = [
        ("standing record", _record),
        ("records", lambda s: str(len(s.frontier.results))),
        ("results", lambda s: str(len(s.results) + len(s.without_measure))),
        ("factor", lambda s: "" if s.factor is None else factor_exact(s.factor)),
        *((f"{kind} time {name}", _months(get)) for name, get in RATES),
        (f"fitted {kind} time", _months(_fitted)),
    ]
    both = ((name, _side(get, difference.before), _side(get, difference.after)) for name, get in told)
    return [FigureTold(name=n, before=b or "none", after=a or "none") for n, b, a in both if b or a]


def _side(get: Callable[[TargetSummary], str], summary: TargetSummary | None) -> str:
    return get(summary) if summary else ""


def _months(get: Callable[[TargetSummary], float | None]) -> Callable[[TargetSummary], str]:
    def told(summary: TargetSummary) -> str:
        months = months_of(get, summary)
        return f"{months} months" if months else ""

    return told


def _fitted(summary: TargetSummary) -> float | None:
    return summary.doubling_time_months


def _record(summary: TargetSummary) -> str:
    latest = summary.latest_record
    return f"{figure(summary, latest.measure(summary.measure))}, {one_line(latest.system)}" if latest else ""

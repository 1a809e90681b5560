"""One sentence for what a branch changes at a target, as a person would say it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from effsite.analysis.difference import system_and_day
from effsite.analysis.frontier import improvement, measured
from effsite.escape import one_line
from effsite.site import formats
from effsite.site.trend_words import way
from effsite.units import RECENT_MONTHS
from effsite.words import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from effsite.analysis.difference import RowChange, TargetDifference
    from effsite.analysis.summary import TargetSummary
    from effsite.records import Result

VERBS = {"added": "Adds", "changed": "Changes", "removed": "Removes"}


def verdict(difference: TargetDifference) -> str:
    """What becomes of the target: its record first, then how the rate moves; without a final stop."""
    if difference.after is None:
        return f"Removes the target {_title(difference)} with {_rows_of(difference.before)}"
    said = [*_redefined(difference), _record_words(difference), rate_words(difference)]
    return "; ".join(filter(None, said))


def figure(summary: TargetSummary, value: float | None) -> str:
    """A value of the target's measure at three digits, with its unit: 3.1e14 FLOP; empty for None."""
    return "" if value is None else formats.measure_exact(summary.measure, float(f"{value:.3g}"))


def held(summary: TargetSummary, value: float, other: float) -> str:
    """The value against another one: 1.16x less than; the same as."""
    ratio = improvement(other, value, "most")
    if ratio == 1:
        return "the same as"
    return f"{_times(max(ratio, 1 / ratio))} {'more' if ratio > 1 else 'less'} than"


def rate_words(difference: TargetDifference) -> str:
    """How the rate moves, by its first figure that does, else the factor; empty where nothing does."""
    before, after = difference.before, difference.after
    if after is None:
        return ""
    for name, get in RATES:
        was, now = (months_of(get, s) if s else "" for s in (before, after))
        if now and was != now:
            label = f"{way(after)} time {name}".strip()
            return f"{label} {was} -> {now} months" if was else f"{label} {now} months, the first"
    was_factor, now_factor = (_factor(s) for s in (before, after))
    if now_factor and was_factor != now_factor:
        return f"factor {was_factor} -> {now_factor}" if was_factor else f"factor {now_factor}, the first"
    return ""


def _recent(summary: TargetSummary) -> float | None:
    return summary.recent.months if summary.recent else None


def _average(summary: TargetSummary) -> float | None:
    return summary.average_halving_time_months


RATES = ((f"of the last {RECENT_MONTHS} months", _recent), ("on average", _average))
"""The rates that are told, the most telling first."""


def months_of(get: Callable[[TargetSummary], float | None], summary: TargetSummary) -> str:
    """A rate in months at one decimal, as pages print it; empty where there is none."""
    value = get(summary)
    return "" if value is None else f"{value:.1f}"


def _factor(summary: TargetSummary | None) -> str:
    return "" if summary is None or summary.factor is None else _times(summary.factor)


def _times(ratio: float) -> str:
    """A ratio at three digits, at more where three would say that nothing differs: 1.16x, 1.0004x."""
    digits = next((n for n in range(3, 8) if float(f"{ratio:.{n}g}") != 1), 8)
    return f"{formats.significant(ratio, digits)}x"


def _title(difference: TargetDifference) -> str:
    summary = difference.summary
    return f"{one_line(summary.target.title)} ({one_line(summary.task.title)})"


def _redefined(difference: TargetDifference) -> list[str]:
    if difference.before is None:
        return [f"A new target, {_title(difference)}"]
    names = ", ".join(difference.redefined)
    return [f"Redefines {_title(difference)} ({names})"] if names else []


def _record_words(difference: TargetDifference) -> str:
    after = difference.after
    assert after is not None  # noqa: S101 - `verdict` returns before
    standing, stood = after.latest_record, difference.before.latest_record if difference.before else None
    fresh = difference.new_records
    if fresh and standing is not None and any(r.result is standing for r in fresh):
        return _new_record(difference, after, standing, stood) + _and_more(len(fresh) - 1, difference)
    if fresh:
        first = fresh[0]
        day = formats.month_year(first.result.published)
        said = f"Enters the records at {_title(difference)} as of {day}: {_by(after, first.result)}"
        return said + _and_more(len(fresh) - 1, difference)
    if difference.moved:
        return _lost(difference, after, standing, stood)
    return _no_record(difference, after, standing)


def _new_record(
    difference: TargetDifference, after: TargetSummary, standing: Result, stood: Result | None
) -> str:
    title, value = _title(difference), measured(standing, after.measure)
    if stood is None:
        return f"Sets the first record at {title}: {_by(after, standing)}"
    was = measured(stood, after.measure)
    if system_and_day(stood) == system_and_day(standing):
        return (
            f"Changes the record at {title}, {_name(stood)}: {figure(after, was)} -> {figure(after, value)}"
        )
    said = f"Sets a new record at {title}: {_by(after, standing)}, {held(after, value, was)} {_name(stood)}"
    return said + _how_sure(after, standing, stood)


def _how_sure(after: TargetSummary, standing: Result, stood: Result) -> str:
    """The p-value of the lead over the record that stood, or why there is none; empty without runs."""
    leads = [s.lead for s in after.significance if s.result is standing]
    lead = leads[0] if leads else None
    if lead is None or system_and_day(lead.over) != system_and_day(stood):
        return ""
    return f", {lead.sure}"


def _and_more(more: int, difference: TargetDifference) -> str:
    said = f", and {counted(more, 'more record')} before it" if more else ""
    lost = difference.displaced
    if not lost:
        return said
    no_longer = "is no longer a record" if len(lost) == 1 else "are no longer records"
    return f"{said}; {_names(lost)} {no_longer}"


def _lost(
    difference: TargetDifference, after: TargetSummary, standing: Result | None, stood: Result | None
) -> str:
    """Records went, and none came."""
    gone = [r.result for r in difference.rows if r.was_record and not r.record] or list(difference.displaced)
    said = f"Takes {_names(gone)} out of the records at {_title(difference)}"
    if standing is None:
        return f"{said}: none is left"
    if stood is not None and system_and_day(stood) == system_and_day(standing):
        return f"{said}; the record stays {_by(after, standing)}"
    return f"{said}; the record is now {_by(after, standing)}"


def _no_record(difference: TargetDifference, after: TargetSummary, standing: Result | None) -> str:
    if not difference.rows:
        return ""
    if len(difference.rows) == 1:
        return _one_row(difference, after, difference.rows[0], standing)
    kinds = [r.kind for r in difference.rows]
    parts = [
        f"{verb} {counted(kinds.count(kind), 'result')}" for kind, verb in VERBS.items() if kind in kinds
    ]
    said = ", ".join([parts[0], *(p[0].lower() + p[1:] for p in parts[1:])])
    stays = f"; the record stays {_by(after, standing)}" if standing else ""
    return f"{said} at {_title(difference)}{stays}"


def _one_row(
    difference: TargetDifference, after: TargetSummary, row: RowChange, standing: Result | None
) -> str:
    said = f"{VERBS[row.kind]} {_name(row.result)} at {_title(difference)}"
    if row.kind == "removed":
        return f"{said}, which was no record"
    if row.kind == "changed":
        what = ", ".join(row.fields)
        moved = (
            f", {figure(after, row.before)} -> {figure(after, row.after)}" if row.before != row.after else ""
        )
        return f"{said} ({what}){moved}; no record moves"
    if row.why_not:
        return f"{said}: {figure(after, row.after) or 'without a figure'}, no record: {row.why_not}"
    if row.after is None or standing is None:
        return said
    than = held(after, row.after, measured(standing, after.measure))
    return f"{said}: {figure(after, row.after)}, {than} the record, {_name(standing)}"


def _rows_of(summary: TargetSummary | None) -> str:
    return counted(len(summary.results) + len(summary.without_measure) if summary else 0, "result")


def _by(summary: TargetSummary, result: Result) -> str:
    return f"{figure(summary, measured(result, summary.measure))} by {_name(result)}"


def _name(result: Result) -> str:
    return one_line(result.system)


def _names(results: Sequence[Result]) -> str:
    """Up to three names, and how many more."""
    names = ", ".join(_name(r) for r in results[:3])
    return f"{names} and {len(results) - 3} more" if len(results) > 3 else names

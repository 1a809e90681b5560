"""What `effsite trend` prints: one target, or the rates of all targets together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from effsite.analysis.interval import LEVEL
from effsite.analysis.summary_json import summary_json
from effsite.cli.console import print_json, print_line, print_table
from effsite.site import formats
from effsite.site.trend_words import (
    ends_words,
    estimate_words,
    figure_words,
    interval_words,
    no_trend_words,
    span_words,
    way,
)

if TYPE_CHECKING:
    from effsite.analysis.across import Across, Estimate
    from effsite.analysis.summary import TargetSummary

DERIVED = ("factor", "doubling_time_months")
"""What sources state of a target and effsite derives itself."""


def show(summary: TargetSummary, *, json: bool) -> None:
    """Print the numbers of one target."""
    numbers = summary_json(summary)
    if json:
        print_json(numbers)
    else:
        _print(summary, numbers)


def show_all(found: Across, *, json: bool) -> None:
    """Print the rates of all targets, and what they come to together."""
    from effsite.site.across_words import headline  # brings numpy, which one target does without

    if json:
        print_json(found.as_json())
        return
    print_line(headline(found))
    rows = [
        (r.name, f"{r.months:.2f}", span_words(r.low, r.high), "yes" if r in found.entering else "no")
        for r in found.rates
    ]
    print_table(
        "Targets", ("target", "halving (months)", f"{formats.percent(LEVEL)} interval", "in the mean"), rows
    )
    means = [(e.name, str(len(e.rates)), *_mean_cells(e)) for e in (found.overall, *found.others)]
    print_table(
        "Together",
        ("of which targets", "n", "halving (months)", f"{formats.percent(LEVEL)} interval", "a new target"),
        means,
    )


def _mean_cells(estimate: Estimate) -> tuple[str, str, str]:
    mean = estimate.mean
    if mean is None:
        return "too few", "", ""
    ends = formats.interval(mean.low, mean.high), formats.interval(mean.next_low, mean.next_high)
    return f"{mean.months:.2f}", *ends


def _print(summary: TargetSummary, numbers: dict[str, Any]) -> None:
    print_line(f"{summary.task.title}: {summary.target.title}")
    for label, text in _facts(summary):
        print_line(f"  {label:<22}{text}")
    _print_frontier(summary)
    stated = [_stated(claim) for claim in numbers["stated"] if claim["field"] in DERIVED]
    if stated:
        print_line()
        headings = ("stated", "of", "in the collection", "verdict", "doubling time")
        print_table("Stated by sources", headings, stated)


def _print_frontier(summary: TargetSummary) -> None:
    """The records, with the ends of their figures where they have any, and what kind of figure each is."""
    rows = [
        (
            row.result.system,
            str(row.result.published),
            f"{row.value:.4g}",
            "" if row.factor is None else formats.factor_exact(row.factor),
            ends_words(row.ends) if row.ends else "",
            figure_words(row.result, summary.measure),
        )
        for row in summary.frontier_results
    ]
    print_table("Frontier", ("system", "published", summary.measure, "factor", "low to high", "figure"), rows)


def _stated(claim: dict[str, Any]) -> tuple[str, ...]:
    """A stated factor or doubling time beside what the collection gives for it."""
    unit = "x" if claim["field"] == "factor" else " months"
    recorded, doubling = claim["on_record"], claim["derived_doubling_months"]
    return (
        claim["as_printed"],
        claim["system"],
        "" if recorded is None else f"{recorded:.4g}{unit}",
        "agrees" if claim["agrees"] else "differs",
        "" if doubling is None else f"{doubling:.2f} months",
    )


def _facts(summary: TargetSummary) -> list[tuple[str, str]]:
    """What is known about the target, as labels and words; what is not known is left out."""
    facts = []
    if summary.factor is not None and summary.span_months is not None:
        facts.append(("factor", f"{formats.factor(summary.factor)} in {summary.span_months:.1f} months"))
    if summary.factor_ends is not None:
        least, most = map(formats.factor, summary.factor_ends)
        facts.append(("  its two figures", f"leave it between {least} and {most}"))
    if summary.moore_factor is not None:
        facts.append(("Moore's law", f"{summary.moore_factor:.3g}x over the same span"))
    if summary.average_halving_time_months is not None:
        average = f"{summary.average_halving_time_months:.2f} months (span / log2 of the factor)"
        facts += [(f"average {way(summary)}", average), ("  interval", interval_words(summary))]
    if summary.recent is not None:
        months, since = summary.recent.months, summary.recent.since
        facts.append(("  last 24 months", f"{months:.2f} months ({summary.recent.n} records since {since})"))
    if estimates := estimate_words(summary):
        facts.append(("records", f"{len(summary.frontier.results)}, {estimates}"))
    return [*facts, *_line_facts(summary)]


def _line_facts(summary: TargetSummary) -> list[tuple[str, str]]:
    """What the fitted line says, or why there is none."""
    trend = summary.trend
    if trend is None:
        refused = no_trend_words(summary)
        return [("trend", refused)] if refused else []
    fit = ("  fit", f"n = {summary.n}, R2 = {trend.r_squared:.3f} ({trend.method})")
    if summary.broken is not None:
        regimes = [
            (f"{way(summary)}, fitted", f"{r.halving_time_months:.2f} months from {r.start} to {r.end}")
            for r in summary.broken.regimes
        ]
        return [*regimes, ("  fit", f"n = {summary.n}, BIC better by {summary.broken.bic_gain:.1f}")]
    if not summary.describes:
        return [("trend", f"no straight line describes them: {trend.doubling_time_months:.2f} months"), fit]
    return [("trend", f"{trend.doubling_time_months:.2f} months"), fit]

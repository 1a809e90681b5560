"""What `effsite trend` prints: one target, or the rates of all targets together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from effsite.analysis.interval import LEVEL
from effsite.analysis.summary_json import summary_json
from effsite.cli.console import print_facts, print_json, print_line, print_table
from effsite.site import formats
from effsite.site.trend_facts import trend_facts
from effsite.site.trend_words import ends_words, figure_words, span_words

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
    print_facts(trend_facts(summary), width=22)
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

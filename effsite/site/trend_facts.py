"""A target's trend in brief: pairs of a label and what there is to say under it, times in months."""

from __future__ import annotations

from typing import TYPE_CHECKING

from effsite.site import formats
from effsite.site.trend_words import estimate_words, interval_words, no_trend_words, way

if TYPE_CHECKING:
    from effsite.analysis.summary import TargetSummary


def trend_facts(summary: TargetSummary) -> list[tuple[str, str]]:
    """How far and how fast the record moved, and how sure that is; what is not known is left out."""
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

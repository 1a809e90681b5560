"""A trend in words, for charts, pages and the terminal alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from effsite.site import formats
from effsite.words import counted

if TYPE_CHECKING:
    from effsite.analysis.summary import TargetSummary
    from effsite.analysis.trend import Trend


def way(summary: TargetSummary) -> str:
    """What the records do over the trend's time: halving, or doubling where the most is best."""
    return "halving" if summary.target.record_is == "least" else "doubling"


def trend_words(summary: TargetSummary) -> str:
    """The trend in a few words: halving every 15.7 months; empty without a trend."""
    if summary.trend is None:
        return ""
    return f"{way(summary)} every {formats.months(summary.trend.doubling_time_months)}"


def interval_words(trend: Trend) -> str:
    """The trend's interval with its level, in months, or why there is none."""
    interval = trend.interval
    if interval is None:
        return f"no interval: {trend.interval_refused}"
    level = formats.percent(interval.level)
    if interval.high is None:
        return f"{level} interval from {formats.months(interval.low)} on, {interval.note}"
    return f"{level} interval {formats.interval(interval.low, interval.high)}"


def no_trend_words(summary: TargetSummary) -> str:
    """Why there is no trend, without a capital or a final stop; empty where there is one."""
    if summary.trend is not None or not summary.trend_refused:
        return ""
    if summary.n == 2:
        return "two points: no trend is fitted"
    return f"no trend is fitted: {summary.trend_refused}"


def trend_sentence(summary: TargetSummary) -> str:
    """The trend with its interval and the points behind it, or why there is none; no final stop."""
    trend = summary.trend
    if trend is None:
        words = no_trend_words(summary)
        return f"{words[:1].upper()}{words[1:]}"
    kind = "record" if summary.target.trend_over == "frontier" else "result"
    fitted = f"fitted to {counted(trend.n, kind)}"
    return f"The trend is {trend_words(summary)} ({interval_words(trend)}), {fitted}"

"""Whether a figure that rests on several runs says how, and leaves none of them out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from effsite.analysis.rules.curves import best_of, severity_of
from effsite.analysis.rules.unit import Fault, RowRule, RunsRule
from effsite.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from effsite.analysis.rules.unit import Around, Rows
    from effsite.records import Result

SEVERAL = 2

_NUMBER = r"(?:[0-9]+|two|three|four|five|six|seven|eight|nine|ten|several|many)"
_BEST = re.compile(
    rf"\b(?:best|fastest|quickest|cheapest|luckiest)(?: run| seed)?(?: out)? of (?:the )?{_NUMBER}\b(?!-)"
    r"|\bbest (?:run|seed)\b",
    re.IGNORECASE,
)
_RULE = re.compile(
    r"\b(?:means?|medians?|averages?d?|olympic|middle|worst|slowest|t-test|z|all (?:runs|seeds))\b",
    re.IGNORECASE,
)


class BestOfSeveral(RowRule):
    """The figure is that of the best run of several.

    One lucky seed is what a system can do once, not what it takes. The figure of several runs is their mean,
    their median, or what a benchmark's own rule makes of all of them. Found where the row's figure is that of
    the first run to get there and not the middle of its curve's runs, and where its words say so.
    An error where the row is log-checked, a warning where it is only claimed.
    """

    code = "best-of-several"
    hint = "give the mean or the median of all runs, and how many there were in runs"

    @classmethod
    def concerns(cls, rows: Rows) -> Iterable[int]:
        """Those with runs, and those that speak of a best one."""
        said = (place for field in ("source", "note") for place in rows.where(_speaks_of_best, field))
        return (*rows.with_runs(), *said)

    @classmethod
    def look(cls, result: Result, around: Around) -> Iterator[Fault]:
        """Each count that is the best run's alone, or the words that say so."""
        severity = severity_of(result)
        for field, middle in best_of(result, around).items():
            message = f"{field} is that of the best of {len(around.runs)} runs in {result.curve}"
            yield Fault(field=field, message=f"{message}; their mean is {middle:.4g}", severity=severity)
        for field in ("source", "note"):
            if match := _speaks_of_best(getattr(result, field)):
                message = f"{field} speaks of the {match[0]!r}"
                yield Fault(field=field, message=message, severity="warning")


class RunsLeftOut(RunsRule):
    """The curve holds more runs than the row counts.

    Runs that were made and not counted are how the best of many becomes a headline.
    """

    code = "runs-left-out"
    severity = "warning"
    hint = "count every run that was made, in runs and in the figure"

    @classmethod
    def look(cls, result: Result, around: Around) -> Iterator[Fault]:
        """The number of runs, where the curve has more."""
        held = len(around.runs)
        if held > (result.runs or 1):
            says = "does not say how many" if result.runs is None else f"counts {result.runs}"
            message = f"{result.curve} holds {counted(held, 'run')}, the row {says}"
            yield Fault(field="runs", message=message)


class RunsNotTold(RowRule):
    """A measured row does not say how many runs are behind its figure.

    Whoever trained knows. One run is an answer, too: then nobody can say how far another would lie off.
    """

    code = "runs-not-told"
    severity = "warning"
    hint = "write the number of runs (seeds) into runs"

    @classmethod
    def concerns(cls, rows: Rows) -> Iterable[int]:
        """Those that were measured in nobody knows how many."""
        return rows.where(lambda kind, runs: kind == "measured" and runs is None, "source_kind", "runs")

    @classmethod
    def look(cls, result: Result, around: Around) -> Iterator[Fault]:
        """The missing number of runs."""
        if result.source_kind == "measured" and result.runs is None and len(around.runs) < SEVERAL:
            yield Fault(field="runs", message="was measured, and does not say in how many runs")


class RuleNotTold(RowRule):
    """Several runs are behind a figure, and nothing says what was made of them.

    The mean, the median and the fastest of the same ten runs are three figures. A curve with all the runs
    settles it, and so does a word in the note: mean, median, or the name of a benchmark's rule.
    """

    code = "rule-not-told"
    severity = "warning"
    hint = "say in the note what the figure is of the runs: their mean, their median, or which rule"

    @classmethod
    def concerns(cls, rows: Rows) -> Iterable[int]:
        """Those of several runs whose source names no rule."""
        silent = set(rows.where(_names_no_rule, "source"))
        return (place for place in rows.where(_is_several, "runs") if place in silent)

    @classmethod
    def look(cls, result: Result, around: Around) -> Iterator[Fault]:
        """Several runs without a rule."""
        runs = result.runs or 1
        if runs < SEVERAL or len(around.runs) >= runs:
            return
        if _names_no_rule(f"{result.note} {result.source}"):
            yield Fault(field="runs", message=f"gives one figure for {runs} runs, and no rule")


class SpreadNotTold(RowRule):
    """A measured compute of several runs comes without their spread.

    Whether a later system is better can be said only against how far the runs of this one lie apart. The
    curves of the runs tell it, or the low and the high end of the compute.
    """

    code = "spread-not-told"
    severity = "warning"
    hint = "commit the curve of the runs, or give training_flop_low and training_flop_high"

    @classmethod
    def concerns(cls, rows: Rows) -> Iterable[int]:
        """Those of several runs that were measured."""
        return rows.where(lambda kind, runs: kind == "measured" and _is_several(runs), "source_kind", "runs")

    @classmethod
    def look(cls, result: Result, around: Around) -> Iterator[Fault]:
        """Several measured runs that are a single number."""
        ends = result.training_flop_low is not None or result.training_flop_high is not None
        several = result.source_kind == "measured" and (result.runs or 1) >= SEVERAL
        if several and result.training_flop is not None and not ends and len(around.runs) < SEVERAL:
            yield Fault(field="runs", message=f"gives no spread of its {result.runs} runs")


def _is_several(runs: int | None) -> bool:
    return runs is not None and runs >= SEVERAL


def _speaks_of_best(text: str) -> re.Match[str] | None:
    """Where a text speaks of the best of several runs; few have the letters that are looked for first."""
    return _BEST.search(text) if "est" in text.lower() else None


def _names_no_rule(text: str) -> bool:
    return _RULE.search(text) is None

"""Whether the learning curve of a row bears it out."""

from __future__ import annotations

from statistics import fmean, median
from typing import TYPE_CHECKING

from effsite.analysis.crossing import compute_to_target
from effsite.analysis.rules.unit import Fault, RunsRule
from effsite.analysis.slips import slip_of
from effsite.records import IN_CURVES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from effsite.analysis.rules.unit import Around
    from effsite.records import Result
    from effsite.rule import Severity

VALUE_TOLERANCE = 0.001
"""How far a value in a row may lie from that of its curve, in the metric's unit: its rounding."""

BEST_TOLERANCE = 0.001
"""How near to the count of the best run a figure is that run's."""

CURVE_TOLERANCE = 0.01
"""How far a count in a row may lie from that of its curve."""


def severity_of(result: Result) -> Severity:
    """How bad it is when a curve does not bear out a row: a row that says it does is wrong."""
    return "error" if result.status == "log-checked" else "warning"


class CurveNeverReaches(RunsRule):
    """Runs in the learning curve never reach the target that the row claims.

    By none of the rules for several runs is the level reached then: a mean wants each of them there, a median
    more than half, so that no lucky seed makes the headline. An error where the row is log-checked, a
    warning where it is only claimed.
    """

    code = "curve-never-reaches"
    hint = "commit a run that reaches the target, or withdraw the row"

    @classmethod
    def look(cls, result: Result, around: Around) -> Iterator[Fault]:
        """The runs that stay short, by their seeds."""
        target = around.target
        if target.level is None or around.together:
            return
        missed = [run.seed for run in around.runs if not compute_to_target(run, target).reached]
        if missed:
            seeds = ", ".join(map(str, missed))
            message = f"{result.curve} never reaches {target.name} ({target.level:g}) with seed {seeds}"
            yield Fault(field="curve", message=message, severity=severity_of(result))


class CurveConfirmsNothing(RunsRule):
    """The learning curve carries none of the measures that the row gives.

    A curve of values alone shows that the level was reached, but not at what price. An error where the row
    is log-checked, a warning where it is only claimed.
    """

    code = "curve-confirms-nothing"
    hint = f"give the curve one of: {', '.join(IN_CURVES.values())}"

    @classmethod
    def look(cls, result: Result, around: Around) -> Iterator[Fault]:
        """The curve, where nothing in it can be held against the row."""
        found = around.together
        if found and not compared(result, around):
            message = f"{result.curve} carries none of the row's measures, so it confirms nothing"
            yield Fault(field="curve", message=message, severity=severity_of(result))


class CurveDisagrees(RunsRule):
    """The row says another compute, time or number of examples than its curve has at the target.

    What counts is the first evaluation at or past the level, without interpolation; of several runs what
    one of the rules makes of them. More than 1 % apart is an error where the row is log-checked, and a
    warning where it is only claimed.
    """

    code = "curve-disagrees"
    hint = "the first evaluation at or past the level counts; of several runs, as a rule says"

    @classmethod
    def look(cls, result: Result, around: Around) -> Iterator[Fault]:
        """Each count that the curve does not bear out."""
        best = best_of(result, around)
        for field, (stored, crossed) in compared(result, around).items():
            if abs(crossed / stored - 1) > CURVE_TOLERANCE and field not in best:
                reached = f"{result.curve} reaches {around.target.name} at {crossed:.4g}"
                slip = slip_of(crossed / stored)
                message = f"{reached}, the row says {stored:.4g}{f': {slip}' if slip else ''}"
                yield Fault(field=field, message=message, severity=severity_of(result))


class ValueNotOnCurve(RunsRule):
    """The row claims a value that no evaluation of its curve at or past the level has.

    The value is that at which the level was first reached, or at the end; of several runs it lies between
    them. An error where the row is log-checked, a warning where it is only claimed.
    """

    code = "value-not-on-curve"
    hint = "give the value of the evaluation at which the level was reached"

    @classmethod
    def look(cls, result: Result, around: Around) -> Iterator[Fault]:
        """The value, where it lies outside of what the runs had from the level on."""
        if result.value is None or not around.together:
            return
        values = [p.value for run in around.runs for p in run.points if around.target.reached_by(p.value)]
        least, most = min(values), max(values)
        if not least - VALUE_TOLERANCE <= result.value <= most + VALUE_TOLERANCE:
            between = f"{least:g}" if least == most else f"{least:g} to {most:g}"
            message = f"{result.curve} has {between} from the level on, the row says {result.value:g}"
            yield Fault(field="value", message=message, severity=severity_of(result))


def compared(result: Result, around: Around) -> dict[str, tuple[float, float]]:
    """By field: what the row stores, and what the runs come to by one of the rules.

    Of the rules, that which comes nearest to what is stored: a submission may have taken any of them. The
    median is that of the middle run, or of each count by itself, as `effsite run` takes it.
    """
    both: dict[str, tuple[float, float]] = {}
    for field, count in IN_CURVES.items():
        if field == "training_flop" and result.flop_scope == "whole-run":
            continue
        stored = getattr(result, field)
        known = [figure for one in around.together if (figure := getattr(one, count)) is not None]
        each = [figure for one in around.crossings if (figure := getattr(one, count)) is not None]
        if each and len(each) == len(around.runs):
            known.append(median(each))
        if stored is not None and known:
            both[field] = (stored, min(known, key=lambda figure: abs(figure - stored)))
    return both


def best_of(result: Result, around: Around) -> dict[str, float]:
    """By field: the mean over the runs, where the row stores what the best of several runs had spent."""
    best: dict[str, float] = {}
    found = around.crossings
    for field, (stored, middle) in compared(result, around).items():
        crossed = [figure for one in found if (figure := getattr(one, IN_CURVES[field])) is not None]
        if len(crossed) < len(around.runs):
            continue
        is_best = abs(min(crossed) / stored - 1) <= BEST_TOLERANCE
        if len(crossed) > 1 and is_best and abs(middle / stored - 1) > CURVE_TOLERANCE:
            best[field] = fmean(crossed)
    return best

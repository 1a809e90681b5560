"""Values as a log writes them -> the unit of the metric, where the log leaves no doubt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from effsite.ingest.metric_names import parsed
from effsite.ingest.metric_range import refuse_other_unit
from effsite.ingest.numbers import scaled
from effsite.ingest.report import LogError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from effsite.ingest.log import Form
    from effsite.ingest.log_format import ReadOptions
    from effsite.ingest.report import Report

SLACK = 1e-9


def converter(
    name: str, values: Sequence[float], forms: Mapping[str, Form], options: ReadOptions, report: Report
) -> Callable[[float], float]:
    """How a value of that column becomes one in the metric's unit.

    Only a metric that is a fraction is ever converted. Percent is taken off when the user, the format
    or the column's name says percent, or when a value above 1 leaves no other reading. An error
    becomes an accuracy when the name says error and the metric is an accuracy, and the other way
    round. A rate of edits may be above 1 as a fraction, so its values tell only where all are above 1.
    Raises LogError for values that are neither fractions nor percent.
    """
    wanted = options.wanted
    if wanted is None or wanted.unit != "fraction":
        if wanted is not None:
            refuse_other_unit(name, values, wanted)
        return lambda value: value
    low, high = min(values), max(values)
    edits = parsed(name).counts_edits or parsed(wanted.name).counts_edits
    if low < -SLACK or (high > 100 + SLACK and not edits):
        raise LogError(
            f"{name} runs from {low:g} to {high:g}, which is neither a fraction nor percent",
            "name another column with --metric",
        )
    percent = _is_percent(name, (low, high) if edits else (high, high), forms, options, report)
    if edits and high > (100 if percent else 1) + SLACK:
        report.guessed(f"{name} goes up to {high:g}: values of more errors than words are taken as 1")
    have, want = parsed(name), parsed(wanted.name)
    inverted = have.error != want.error and have.quantity == want.quantity
    if inverted:
        report.understood(f"{name} is an error: it is turned into {wanted.name}")
    return _steps(percent=percent, inverted=inverted)


def _is_percent(
    name: str, told: tuple[float, float], forms: Mapping[str, Form], options: ReadOptions, report: Report
) -> bool:
    """Whether values are in percent; `told` are the ends of what tells it.

    Raises LogError where values lie on both sides of 1 and neither side rules a form out.
    """
    low, high = told
    if options.form == "fraction" and low > 1 + SLACK:
        raise LogError(f"{name} goes up to {high:g}, so it is no fraction", "leave --form out")
    if options.form:
        return options.form == "percent"
    if name in forms:
        report.understood(f"{name} is written as {_named(forms[name])} in this format")
        return forms[name] == "percent"
    if parsed(name).percent:
        report.understood(f"{name} is in percent, as its name says")
        if high <= 1:
            report.guessed(f"no value of {name} is above 1, although its name says percent")
        return True
    if high > 1 + SLACK >= low:
        raise LogError(
            f"{name} runs from {low:g} to {high:g}: more errors than words, or percent",
            "say which: --form fraction, or --form percent",
        )
    if high > 1 + SLACK:
        report.understood(f"{name} is in percent: values above 1 are no fractions")
        return True
    report.guessed(
        f"{name} is read as a fraction: no value is above 1", hint="if it is in percent: --form percent"
    )
    return False


def _named(form: Form) -> str:
    return "percent" if form == "percent" else "a fraction"


def _steps(*, percent: bool, inverted: bool) -> Callable[[float], float]:
    def convert(value: float) -> float:
        value = min(max(value, 0.0), 100.0 if percent else 1.0)
        if inverted:
            value = round((100 if percent else 1) - value, 12)
        return scaled(value, -2) if percent else value

    return convert

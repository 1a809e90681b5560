"""What is known of one result: the lines of a description, wherever the result is shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from effsite.analysis.frontier import is_estimate
from effsite.analysis.reproductions import ratio_to, reproductions_of
from effsite.analysis.uncertainty import range_of
from effsite.records import MEASURES, SCOPES, columns
from effsite.records import Result as ResultRecord
from effsite.site import formats
from effsite.site.estimates import amount, factor_of, marked
from effsite.site.pages.workings import workings
from effsite.site.trend_words import hardware_words
from effsite.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from effsite.analysis.summary import TargetSummary
    from effsite.analysis.uncertainty import Origin
    from effsite.records import Result
    from effsite.site.pages.table_rows import TableRow

_COUNTS = {
    name: column.unit
    for name, column in columns(ResultRecord).items()
    if name == "epochs" or (name in MEASURES and name != "training_flop")
}
"""What a result counts beside its training compute, in the order of its columns, with the units."""

MOST_EARLIER = 10
"""Changes of a row that are told on the site; git has all of them."""

_ORIGINS: dict[Origin, str] = {
    "given": "as given",
    "derived": "derived from the method",
    "low given": "the low end as given, the high end derived from the method",
    "high given": "the high end as given, the low end derived from the method",
}


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of a description: what it is, and its value as text."""

    label: str
    value: str


def facts(summary: TargetSummary, row: TableRow) -> Iterator[Fact]:
    """Everything that the collection has of a result beside its sources and its note, line by line."""
    result, metric = row.result, summary.target.metric
    date_source = f" ({result.date_source})" if result.date_source else ""
    yield Fact("Published", f"{formats.iso(result.published)}{date_source}")
    if result.value is not None and metric is not None:
        yield Fact(f"{metric.label[:1].upper()}{metric.label[1:]}", formats.metric(metric, result.value))
    yield from _compute(result, summary.task.example)
    yield from _counts(result, summary)
    yield from _sure(result, summary)
    if row.factor is not None and result is not summary.baseline:
        yield Fact("Factor against the first result", factor_of(summary, row, formats.factor_exact))
    yield Fact("Status", _status(result))
    yield from _again(result, summary)
    yield from _earlier(result, summary)
    yield Fact("Figures", {"reported": "reported by the source"}.get(result.source_kind, result.source_kind))


def _compute(result: Result, example: str) -> Iterator[Fact]:
    if result.training_flop is None:
        return
    yield Fact(
        "Training compute",
        marked(formats.compute_exact(result.training_flop), is_estimate(result, "training_flop")),
    )
    if ends := range_of(result, "training_flop"):
        low, high, origin = formats.exact(ends.low), formats.exact(ends.high), _ORIGINS[ends.origin]
        yield Fact("Low to high", f"{low} to {high} FLOP, {origin}")
    yield Fact("Counts", SCOPES[result.flop_scope])
    if result.source_flop_per_mac is not None:
        yield Fact("The source counts", f"{result.source_flop_per_mac} per multiply-add")
    for working in workings([result], example):
        yield Fact("Method", working.method)
        if working.inputs:
            yield Fact("Working", working.inputs)
        if working.checks:
            yield Fact("Checks", "; ".join(working.checks))


def _counts(result: Result, summary: TargetSummary) -> Iterator[Fact]:
    for name, unit_of_column in _COUNTS.items():
        value = getattr(result, name)
        if value is not None:
            label = MEASURES[name].label if name in MEASURES else name.capitalize()
            unit = f"{summary.task.example}s" if name == "examples" else unit_of_column
            near = name in MEASURES and is_estimate(result, name)
            yield Fact(label, marked(f"{formats.exact(value)} {unit}".strip(), near))
    if result.device:
        yield Fact("Hardware", hardware_words(result))
    if result.device_hours is not None:
        yield Fact("Device-hours", formats.exact(result.device_hours))
    if result.runs is not None:
        yield Fact("Runs", formats.number(result.runs))


def _sure(result: Result, summary: TargetSummary) -> Iterator[Fact]:
    """How sure the result is by its runs, where they are on record."""
    metric = summary.target.metric
    for one in summary.significance:
        if one.result is result and metric is not None:
            end = formats.metric(metric, one.margin.end)
            yield Fact("At the end of its runs", f"{end}, {one.margin.words(metric)}")
            if one.lead:
                yield Fact("Against the record before", one.lead.words)


def _status(result: Result) -> str:
    since = f" since {formats.iso(result.status_date)}" if result.status_date else ""
    reason = f": {result.status_reason}" if result.status_reason else ""
    return f"{result.status}{since}{reason}"


def _again(result: Result, summary: TargetSummary) -> Iterator[Fact]:
    """Each time that the result was run again, and what that gave."""
    for again in reproductions_of(result, summary.reproductions):
        when = f"{formats.iso(again.reproduced)} by {again.by}, on {again.machine}"
        if not again.reached:
            yield Fact("Run again", f"{when}: {again.runs_reached} of {again.runs} runs reached the target")
            continue
        ratio = ratio_to(result, again)
        flop = f", {formats.compute_exact(again.training_flop)}" if again.training_flop else ""
        times = f", {formats.factor_exact(ratio)} that of the result" if ratio else ""
        yield Fact("Run again", f"{when}: {counted(again.runs, 'run')}{flop}{times}")


def _earlier(result: Result, summary: TargetSummary) -> Iterator[Fact]:
    """What the row said before, the latest change first, and until when."""
    mine = (result.submission, result.target, result.system)
    found = [e for e in summary.earlier if (e.submission, e.target, e.system) == mine]
    for one in reversed(found[-MOST_EARLIER:]):
        told = "; ".join(f"{_column(name)} {_cell(text)}" for name, text in one.values)
        yield Fact("Earlier", f"until {one.until.isoformat()}: {told}")
    if len(found) > MOST_EARLIER:
        yield Fact("Earlier", f"{counted(len(found) - MOST_EARLIER, 'older change')} in the repository")


def _column(name: str) -> str:
    return (MEASURES[name].label if name in MEASURES else name.replace("_", " ")).lower()


def _cell(text: str) -> str:
    return text or "not given"


def sentence(summary: TargetSummary, row: TableRow) -> str:
    """What the result reached, with how much, when, and how it stands among the records, in a sentence."""
    result, target = row.result, summary.target
    value = result.measure(summary.measure)
    when = formats.month_year(result.published)
    if value is None:
        return f"Listed for {target.title} since {when}, without a figure for {_label(summary)}."
    taken = amount(result, summary.measure)
    if target.record_is == "most":
        opening = f"Trained with {taken}, published in {when}"
    else:
        estimated = " (estimated)" if is_estimate(result, summary.measure) else ""
        opening = f"Reached {target.title} with {taken} of {_label(summary)}{estimated}, published in {when}"
    return f"{opening}{_standing(summary, row)}."


def _label(summary: TargetSummary) -> str:
    return MEASURES[summary.measure].label.lower()


def _standing(summary: TargetSummary, row: TableRow) -> str:
    if row.why_not:
        return f"; it sets no record ({row.why_not})"
    if row.result is summary.baseline:
        return ", the first listed" if summary.factor else ", the only result that competes"
    if row.factor is None:
        return ""
    way = "more" if summary.target.record_is == "most" else "less"
    if row.factor < 1:
        return f", {factor_of(summary, row, formats.factor_exact)} of the efficiency of the first result"
    against = f"{factor_of(summary, row, formats.times)} {way} than the first"
    if row.result is summary.latest_record:
        return f": {against}, and the record that stands"
    return f": {against}, {'a record when published' if row.on_frontier else 'not a record'}"

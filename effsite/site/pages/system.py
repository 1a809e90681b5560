"""The page of one reported system: what it reached, with what, and how the figures are known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from effsite.records import MEASURES, SCOPES, columns
from effsite.records import Result as ResultRecord
from effsite.site import formats
from effsite.site.pages.claims import claim_rows
from effsite.site.pages.environment import render
from effsite.site.pages.page import Page
from effsite.site.pages.sources import sources
from effsite.site.pages.table_rows import TableRow, rows
from effsite.site.pages.target import titled
from effsite.site.pages.workings import workings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from effsite.analysis.summary import TargetSummary
    from effsite.records import Result
    from effsite.site.pages.survey import Survey
    from effsite.site.pages.systems import System

_COUNTS = {
    name: column.unit
    for name, column in columns(ResultRecord).items()
    if name == "epochs" or (name in MEASURES and name != "training_flop")
}
"""What a result counts beside its training compute, in the order of its columns, with the units."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of a description: what it is, and its value as text."""

    label: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultSection:
    """One result of the system on its page."""

    result: Result
    heading: str
    sentence: str
    facts: tuple[Fact, ...]
    target_link: str


SummaryAndRow = tuple["TargetSummary", TableRow]


def placed_rows(survey: Survey) -> dict[Result, SummaryAndRow]:
    """Every result of the collection with its summary and its row, worked out once for all pages."""
    return {row.result: (s, row) for s in (*survey.efficiency, *survey.runs) for row in rows(s)}


def system_page(system: System, survey: Survey, placed: Mapping[Result, SummaryAndRow]) -> Page:
    """The page of a system with one section for each of its results."""
    links = survey.links(system.address)
    entries = [
        ResultSection(
            result=result,
            heading=titled(summary),
            sentence=_sentence(summary, row),
            facts=tuple(_facts(summary, row)),
            target_link=links.target(result.task, result.target),
        )
        for result in sorted(system.results, key=lambda r: r.task == survey.settings.runs)
        for summary, row in [placed[result]]
    ]
    names = {result.system for result in system.results}
    summaries = {id(placed[r][0]): placed[r][0] for r in system.results}
    claims = [c for s in summaries.values() for c in s.claims if c.statement.system in names]
    return Page(
        address=system.address,
        title=system.name,
        description=f"{system.name}, {formats.month_year(system.results[0].published)}: {_reached(entries)}",
        body=render(
            "system.md.jinja",
            system=system,
            lede=_lede(system, entries),
            entries=entries,
            claims=claim_rows(claims, _titles(summaries.values())),
            cited=sources((), (), claims),
            links=links,
        ),
        hide=("navigation", "toc"),
    )


def _titles(summaries: Iterable[TargetSummary]) -> dict[tuple[str, str], str]:
    return {(s.task.name, s.target.name): s.target.title for s in summaries}


def _lede(system: System, entries: list[ResultSection]) -> str:
    if len(entries) == 1:
        return entries[0].sentence
    return f"Published in {formats.month_year(system.results[0].published)}; {len(entries)} results."


def _reached(entries: list[ResultSection]) -> str:
    count = "one result" if len(entries) == 1 else f"{len(entries)} results"
    return f"{count} in the collection, with compute, method and sources."


def _sentence(summary: TargetSummary, row: TableRow) -> str:
    result, target = row.result, summary.target
    value = result.measure(summary.measure)
    when = formats.month_year(result.published)
    if value is None:
        return f"Listed for {target.title} since {when}, without a figure for {_label(summary)}."
    amount = formats.measure(summary.measure, value)
    if target.record_is == "most":
        opening = f"Trained with {amount}, published in {when}"
    else:
        opening = f"Reached {target.title} with {amount} of {_label(summary)}, published in {when}"
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
        return f", {formats.factor_exact(row.factor)} of the efficiency of the first result"
    against = f"{formats.factor(row.factor)} {way} than the first"
    if row.result is summary.latest_record:
        return f": {against}, and the record that stands"
    return f": {against}, {'a record when published' if row.on_frontier else 'not a record'}"


def _facts(summary: TargetSummary, row: TableRow) -> Iterator[Fact]:
    result, metric = row.result, summary.target.metric
    date_source = f" ({result.date_source})" if result.date_source else ""
    yield Fact("Published", f"{formats.iso(result.published)}{date_source}")
    if result.value is not None and metric is not None:
        yield Fact(f"{metric.label[:1].upper()}{metric.label[1:]}", formats.metric(metric, result.value))
    yield from _compute(result, summary.task.example)
    yield from _counts(result, summary)
    if row.factor is not None and result is not summary.baseline:
        yield Fact("Factor against the first result", formats.factor_exact(row.factor))
    yield Fact("Status", result.status)
    yield Fact("Figures", {"reported": "reported by the source"}.get(result.source_kind, result.source_kind))


def _compute(result: Result, example: str) -> Iterator[Fact]:
    if result.training_flop is None:
        return
    yield Fact("Training compute", formats.compute_exact(result.training_flop))
    if result.training_flop_low is not None and result.training_flop_high is not None:
        low, high = formats.exact(result.training_flop_low), formats.exact(result.training_flop_high)
        yield Fact("Range", f"{low} to {high} FLOP")
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
            yield Fact(label, f"{formats.exact(value)} {unit}".strip())
    if result.device:
        yield Fact("Hardware", f"{result.devices} × {result.device}" if result.devices else result.device)
    if result.device_hours is not None:
        yield Fact("Device-hours", formats.exact(result.device_hours))
    if result.runs is not None:
        yield Fact("Runs", formats.number(result.runs))

"""The table of a target's results: its columns, the rows that stand in the page, where the rest is read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from effsite.analysis.frontier import is_estimate
from effsite.files import json_text
from effsite.names import slug as plain_slug
from effsite.records import MEASURES, METHODS, SCOPES, columns
from effsite.records import Result as ResultRecord
from effsite.site.pages.downloads import ENDS
from effsite.site.pages.facets import facets_json
from effsite.site.pages.facts import Fact, facts, sentence
from effsite.site.pages.systems import anchor_of, slug_at
from effsite.site.pages.table_rows import TableRow, common, measured_by
from effsite.site.trend_words import figure_words, tells_kinds

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping, Sequence

    from effsite.analysis.summary import TargetSummary
    from effsite.records import Metric

MOST_ROWS = 200
"""Rows up to which a table stands in the page whole; of a longer one the records and the first rows do."""

MOST_ROWS_OF_A_CUT_TABLE = 100
FEWEST_OTHERS = 20

Kind = Literal[
    "system", "date", "metric", "number", "ends", "figure", "factor", "status", "standing", "source"
]
NUMERIC: frozenset[Kind] = frozenset({"metric", "number", "factor", "source"})

LABELS = {
    "published": "Published",
    "figure_low": "Training compute, low end",
    "figure_high": "Training compute, high end",
    "figure_ends": "Low and high are",
    "flop_method": "Method",
    "flop_scope": "Counts",
    "source_flop_per_mac": "The source counts, per multiply-add",
    "forward_flop": "Forward compute of one example",
    "peak_flop_per_second": "Peak rate of a device",
    "device": "Hardware",
    "source_kind": "Figures",
    "model": "Counted model",
    "status_date": "Status since",
    "status_reason": "Why it has its status",
    "status_url": "About its status",
    "date_source": "Source of the date",
    "checks": "Checks",
    "why_not": "Sets no record",
}
"""What a column of the data file is called in a row's description, where its name alone would not do."""

UNDESCRIBED = ("target", "system", "training_flop_low", "training_flop_high", "source_url", "paper_url")


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownColumn:
    """One column of the table: its heading, what its cells are, and the data file's column behind them.

    A `brief` one is what a card on a phone shows of a row before it is opened.
    """

    heading: str
    kind: Kind
    key: str
    brief: bool = False

    @property
    def numeric(self) -> bool:
        """Whether the cells are set as numbers, to the right."""
        return self.kind in NUMERIC


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultTable:
    """All results of a target, and which of them stand in the page.

    `anchors` has the id of each row, by `id()`, whose system has no page of its own: it is described there.
    `slugs` has by name the slug of each system, and whether it has a page of its own.
    """

    summary: TargetSummary
    columns: tuple[ShownColumn, ...]
    rows: tuple[TableRow, ...]
    shown: tuple[TableRow, ...]
    anchors: Mapping[int, str]
    slugs: Mapping[str, tuple[str, bool]]

    @property
    def is_cut(self) -> bool:
        """Whether some rows stand in the data file alone."""
        return len(self.shown) < len(self.rows)

    @property
    def facets(self) -> str:
        """What the rows can be narrowed to, as JSON for the script of the page; may be empty."""
        return facets_json(self.rows)

    def facts(self, row: TableRow) -> tuple[Fact, ...]:
        """The description of a row."""
        return tuple(facts(self.summary, row))

    def figure(self, row: TableRow) -> str:
        """What kind of figure the row's value is, in words; may be empty."""
        return figure(row, self.summary.measure)

    def sentence(self, row: TableRow) -> str:
        """The description in a sentence."""
        return sentence(self.summary, row)

    def _estimates(self) -> dict[str, list[str]]:
        """The columns whose figures are estimates, by a row's `source_kind` and `flop_method`."""
        measure, baseline = self.summary.measure, self.summary.baseline
        from_first = baseline is not None and is_estimate(baseline, measure)
        found: dict[str, list[str]] = {}
        for row in self.rows:
            names = [c.key for c in self.columns if c.kind == "number" and row.estimates(c.key)]
            if from_first or row.estimates(measure):
                names.append("factor")
            if names:
                found[f"{row.result.source_kind} {row.result.flop_method or ''}"] = names
        return found

    def reading(self, systems: str) -> str:
        """How the script of the page reads the data file and makes rows of it, as JSON.

        `systems` is the way to the folder of the systems' own pages.
        """
        metric = self.summary.target.metric
        names = [*columns(ResultRecord), *ENDS, "submission", "checks", "why_not"]
        how: dict[str, Any] = {
            "columns": [[c.kind, c.key] for c in self.columns],
            "unit": metric.unit if metric else "",
            "labels": {n: label(n, metric) for n in names if n not in UNDESCRIBED},
            "units": {n: c.unit for n, c in columns(ResultRecord).items() if c.unit}
            | dict.fromkeys(ENDS[:2], "FLOP"),
            "words": {
                "flop_method": {m.name: m.label for m in METHODS.values()},
                "flop_scope": dict(SCOPES),
            },
            "figures": figures(self.rows, self.summary.measure),
            "estimates": self._estimates(),
            "systems": systems,
            "pages": sorted({slug for slug, own in self.slugs.values() if own}),
            "slugs": {name: slug for name, (slug, _) in self.slugs.items() if slug != plain_slug(name)},
        }
        return json_text(how)


def result_table(
    summary: TargetSummary,
    rows: tuple[TableRow, ...],
    places: Mapping[str, str],
    named: Container[ResultRecord] = (),
) -> ResultTable:
    """The table of those rows; `places` has by name where each system is shown.

    The results that are `named` elsewhere on the page, with links to their rows, stand in the page.
    """
    shown = in_page(rows, named)
    slugs = {row.result.system: slug_at(places[row.result.system]) for row in rows}
    anchors: dict[str, int] = {}
    for row in shown:
        slug, own_page = slugs[row.result.system]
        if not own_page:
            anchors.setdefault(anchor_of(slug), id(row))
    return ResultTable(
        summary=summary,
        columns=tuple(_columns(summary, rows)),
        rows=rows,
        shown=shown,
        anchors={of: anchor for anchor, of in anchors.items()},
        slugs=slugs,
    )


def in_page(rows: tuple[TableRow, ...], named: Container[ResultRecord] = ()) -> tuple[TableRow, ...]:
    """The rows that stand in the page, in their order: records, what is named, the first of the others."""
    if len(rows) <= MOST_ROWS:
        return rows
    wanted = [row.on_frontier or row.result in named for row in rows]
    room = max(MOST_ROWS_OF_A_CUT_TABLE - sum(row.on_frontier for row in rows), FEWEST_OTHERS)
    others = {id(row) for row in [row for row in rows if not row.on_frontier][:room]}
    return tuple(row for row, must in zip(rows, wanted, strict=True) if must or id(row) in others)


def _columns(summary: TargetSummary, rows: Sequence[TableRow]) -> Iterable[ShownColumn]:
    metric = summary.target.metric
    yield ShownColumn(heading="System", kind="system", key="system")
    yield ShownColumn(heading="Published", kind="date", key="published", brief=True)
    if metric is not None and common((row.result.value for row in rows), len(rows)):
        yield ShownColumn(heading=_capital(metric.label), kind="metric", key="value")
    for name in measured_by(rows, summary.measure):
        yield ShownColumn(
            heading=MEASURES[name].heading, kind="number", key=name, brief=name == summary.measure
        )
        if name == summary.measure:
            yield from _ends(rows)
    if tells_kinds(summary):
        yield ShownColumn(heading="Figure", kind="figure", key="source_kind")
    yield ShownColumn(heading="Factor", kind="factor", key="factor", brief=True)
    if len({row.result.status for row in rows}) > 1:
        yield ShownColumn(heading="Status", kind="status", key="status")
    if not all(row.on_frontier for row in rows) or any(row.why_not for row in rows):
        yield ShownColumn(heading="Record", kind="standing", key="why_not")
    yield ShownColumn(heading="Source", kind="source", key="source")


def _ends(rows: Sequence[TableRow]) -> Iterable[ShownColumn]:
    """The columns of what each figure may be off by, with where it comes from if some of it is given."""
    if any(row.ends for row in rows):
        yield ShownColumn(heading="Low", kind="number", key="figure_low")
        yield ShownColumn(heading="High", kind="number", key="figure_high")
    if any(row.figure_ends not in ("", "derived") for row in rows):
        yield ShownColumn(heading="Low and high are", kind="ends", key="figure_ends")


def label(name: str, metric: Metric | None) -> str:
    """What a column of the data file is called in a row's description."""
    if name == "value" and metric is not None:
        return _capital(metric.label)
    if name in MEASURES:
        return MEASURES[name].label
    return LABELS.get(name, _capital(name.replace("_", " ")))


def figures(rows: Iterable[TableRow], measure: str) -> dict[str, str]:
    """What kind of figure a row's value is, in words, by its `source_kind` and `flop_method`."""
    return {f"{row.result.source_kind} {row.result.flop_method or ''}": figure(row, measure) for row in rows}


def figure(row: TableRow, measure: str) -> str:
    """What kind of figure the row's value is; empty where its compute is asked for and it has none."""
    if measure == "training_flop" and row.result.training_flop is None:
        return ""
    return figure_words(row.result, measure)


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"

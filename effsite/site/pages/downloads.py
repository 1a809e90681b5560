"""The rows of a target as CSV and as JSON: the same rows as the page, with their exact values."""

from __future__ import annotations

import csv
import io
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from effsite.analysis.summary_json import summary_json
from effsite.files import json_by_line
from effsite.records import MEASURES, PublicationDate, columns
from effsite.records import Result as ResultRecord
from effsite.site.pages.workings import telling_checks
from effsite.store.csv_text import as_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from effsite.analysis.summary import TargetSummary
    from effsite.records import Attempt, CurvePoint, Metric, Reproduction
    from effsite.site.pages.table_rows import TableRow

STORED = tuple(columns(ResultRecord))
VERSION = "2.0"
"""Of what is in data/: a new first number where something goes or changes its meaning, else the second."""

CHECKS = "checks"
MEANINGS = {
    "figure_low": "Low end of the training compute in FLOP: as given, or as it follows from the method.",
    "figure_high": "High end of the training compute in FLOP: as given, or as it follows from the method.",
    "figure_ends": "Where the two ends come from: given, derived, low given or high given.",
    "factor": "How many times better than the baseline, by the target's own measure.",
    "on_frontier": "Whether the result was a record on the day it was published.",
    "competes": "Whether the result can be a record.",
    "why_not": "Why it cannot, in words; empty where it can.",
    "estimated": "Whether the figure of the target's own measure is an estimate, marked ≈ on the pages.",
    CHECKS: "What other methods give for the compute, and what share of the hardware's peak it implies.",
}
"""Columns that follow from the collection, and what each means."""

DERIVED = tuple(name for name in MEANINGS if name != CHECKS)
"""Columns that follow from the collection, after the stored ones and the submission's name."""

ENDS = ("figure_low", "figure_high", "figure_ends")
FOR_EACH_ROW = ("system", "published")
"""Columns of a target's JSON that say how many rows there are: their values are always a list."""

NOTHING = (None, "")
TEXTS = frozenset({str, type(None)})

WHOLE = 1e16
"""Below it a number without a fraction is written as one: 3 and not 3.0."""


def address(task: str, target: str, ending: str) -> str:
    """Where the download lies below the site's root."""
    return f"data/{task}/{target}.{ending}"


def attempts_address(task: str, target: str) -> str:
    """Where the attempts that did not reach a target lie below the site's root."""
    return f"data/{task}/not-reached/{target}.csv"


def reproductions_address(task: str, target: str) -> str:
    """Where the results of a target that were run again lie below the site's root."""
    return f"data/{task}/reproductions/{target}.csv"


def curve_address(task: str, name: str) -> str:
    """Where a learning curve lies below the site's root."""
    return f"data/{task}/curves/{name}.csv"


def log_address(task: str, name: str) -> str:
    """Where the log of the runs behind a learning curve lies below the site's root."""
    return f"data/{task}/logs/{name}.jsonl"


def as_csv(shown: Sequence[TableRow]) -> str:
    """The rows with every stored column that one of them uses, then the derived ones.

    Ends of figures are left out where no row has any. Where a check of a compute says more than that it
    follows from its inputs, there is a column of them.
    """
    values = _by_name(shown)
    used = [name for name in STORED if any(value not in NOTHING for value in values[name])]
    ended = any(row.ends for row in shown)
    header = [*used, "submission", *(name for name in DERIVED if ended or name not in ENDS)]
    if any(checks := [telling_checks(row.result) for row in shown]):
        values[CHECKS] = list(map("; ".join, checks))
        header.append(CHECKS)
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(zip(*(_texts(values[name]) for name in header), strict=True))
    return buffer.getvalue()


def _by_name(shown: Sequence[TableRow]) -> dict[str, list[object]]:
    """The values of all rows by column: those of STORED, the submission, and those of DERIVED."""
    results = [row.result for row in shown]
    stored = {name: list(map(attrgetter(name), results)) for name in (*STORED, "submission")}
    return stored | {name: list(map(attrgetter(name), shown)) for name in DERIVED}


def stored_csv(shown: Sequence[Attempt] | Sequence[Reproduction] | Sequence[CurvePoint]) -> str:
    """Stored rows of one type as they are in the collection, with every column that one of them uses."""
    every = {name: [as_text(getattr(row, name)) for row in shown] for name in columns(type(shown[0]))}
    used = {name: texts for name, texts in every.items() if any(texts)}
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(used)
    writer.writerows(zip(*used.values(), strict=True))
    return buffer.getvalue()


def as_json_text(summary: TargetSummary, shown: Sequence[TableRow], attempts: Sequence[Attempt]) -> str:
    """The target's figures, its rows by columns, what was run again, and the attempts that stayed short."""
    target, task = summary.target, summary.task
    figures = summary_json(summary)
    del figures["results"]  # the rows have it all
    whole = {
        "schema_version": VERSION,
        **figures,
        "task_title": task.title,
        "title": target.title,
        "about": target.about,
        "unit": MEASURES[summary.measure].unit,
        "metric": metric_json(target.metric),
        "rules": list(task.rules),
        "caveats": list(target.caveats),
        "references": [{"citation": one.citation, "url": one.url} for one in task.references],
        "level": target.level,
        "level_of": target.level_of,
        "level_over": target.level_over,
        "rows": _by_column(shown, summary.measure),
        "not_reached": [_stored(attempt) for attempt in attempts],
        "reproductions": [_stored(again) for again in summary.reproductions],
    }
    return json_by_line(whole) + "\n"


def metric_json(metric: Metric | None) -> dict[str, Any] | None:
    """A metric as plain values; None where the target holds none fixed."""
    if metric is None:
        return None
    return {
        "name": metric.name,
        "label": metric.label,
        "higher_is_better": metric.higher_is_better,
        "unit": metric.unit,
    }


def _by_column(shown: Sequence[TableRow], measure: str) -> dict[str, Any]:
    """Each column that some row uses: the values of all rows, or the one value that every row has.

    A measure that follows from stored ones has a column of its own. What a row lacks is None.
    """
    columns = {name: _plain_values(values) for name, values in _by_name(shown).items()}
    if measure not in columns:
        columns[measure] = [row.result.measure(measure) for row in shown]
    found: dict[str, Any] = {}
    for name, values in columns.items():
        if all(value == values[0] for value in values) and name not in FOR_EACH_ROW:
            if values[0] is not None:
                found[name] = values[0]
        else:
            found[name] = values
    return found


def _stored(row: Attempt | Reproduction) -> dict[str, Any]:
    values = {name: _plain(getattr(row, name)) for name in (*columns(type(row)), "submission")}
    return {name: value for name, value in values.items() if value is not None}


def _texts(values: Sequence[object]) -> Sequence[object]:
    """The values of one column as CSV has them: a text is one already, and nothing is no text."""
    if set(map(type, values)) <= TEXTS:
        return values
    return [str(value).lower() if isinstance(value, bool) else as_text(value) for value in values]


def _plain_values(values: Sequence[object]) -> Sequence[object]:
    """The values of one column as JSON has them."""
    if set(map(type, values)) <= TEXTS:
        return [value or None for value in values]
    return list(map(_plain, values))


def _plain(value: object) -> object:
    """A value as JSON has it: nothing for an empty text, a whole number without a fraction."""
    if isinstance(value, PublicationDate):
        return str(value)
    if isinstance(value, float) and value.is_integer() and abs(value) < WHOLE:
        return int(value)
    return None if value == "" else value

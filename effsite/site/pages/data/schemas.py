"""The JSON Schemas of what the site publishes as JSON: the index, and the file of one target."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from effsite.files import json_text
from effsite.records import MEASURES
from effsite.site.pages.data.rows import FIELDS
from effsite.site.pages.downloads import FOR_EACH_ROW, STORED, VERSION

if TYPE_CHECKING:
    from collections.abc import Iterable

    from effsite.site.pages.data.rows import DataField

DRAFT = "https://json-schema.org/draft/2020-12/schema"
_TEXT: dict[str, Any] = {"type": "string"}
_NUMBER: dict[str, Any] = {"type": "number"}
_COUNT: dict[str, Any] = {"type": "integer", "minimum": 0}
_FLAG: dict[str, Any] = {"type": "boolean"}
_DATE: dict[str, Any] = {"type": "string", "pattern": r"^\d{4}-\d{2}(-\d{2})?$"}
_PATH: dict[str, Any] = {"type": "string", "pattern": r"^[A-Za-z0-9._/-]+$"}


def index_schema() -> str:
    """The schema of `data/index.json`, as JSON."""
    target = _object(
        {
            "name": _TEXT,
            "title": _TEXT,
            "about": _TEXT,
            "level": _or_null(_said(_NUMBER, "Value of the metric to reach; a fraction for accuracies.")),
            "metric": _or_null(_METRIC),
            "measure": _said({"enum": list(MEASURES)}, "What is counted on the way to the level."),
            "unit": _said(_TEXT, "Unit of the measure's values."),
            "record_is": {"enum": ["least", "most"]},
            "page": _said(_PATH, "The target's page, below the site's address."),
            "results": _COUNT,
            "not_reached": _COUNT,
            "headline": _HEADLINE,
            "files": _paths("The target's files, below the site's address."),
        }
    )
    task = _object(
        {
            **dict.fromkeys(("name", "title", "about", "domain", "dataset", "example"), _TEXT),
            "references": _list(_object({"citation": _TEXT, "url": _TEXT})),
            "targets": _list(target),
        }
    )
    site = _object(
        {
            "name": _TEXT,
            "address": _said(_TEXT, "Where this edition stays, ending in a slash; may be empty."),
            "edition": _said(_TEXT, "Name of the edition; empty for a build that is none."),
            "commit": _said(_TEXT, "Commit that it is made of; empty where something was not committed."),
            "license": _said(_TEXT, "Licence of the data as SPDX names it; may be empty."),
            "date": _said(_TEXT, "Date that the build carries."),
            "effsite": _said(_TEXT, "Version of the program."),
        }
    )
    whole = {
        "schema_version": {"const": VERSION},
        "site": site,
        "files": _paths("Files of the whole site, below its address."),
        "tasks": _list(task),
    }
    return _text("Every task and target of the site with its headline figures", whole)


def target_schema() -> str:
    """The schema of `data/<task>/<target>.json`, as JSON: the figures of a target, and its rows."""
    columns = {f.name: _column(f) for f in FIELDS} | {
        name: _said(_list(_or_null(_NUMBER)), f"{measure.label}, in {measure.unit}.")
        for name, measure in MEASURES.items()
        if name not in STORED
    }
    whole: dict[str, Any] = {
        "schema_version": {"const": VERSION},
        **dict.fromkeys(("task", "task_title", "target", "title", "about"), _TEXT),
        "measure": {"enum": list(MEASURES)},
        "unit": _TEXT,
        "metric": _or_null(_METRIC),
        "level": _or_null(_NUMBER),
        "record_is": {"enum": ["least", "most"]},
        "rules": _list(_TEXT),
        "caveats": _list(_TEXT),
        "references": _list(_object({"citation": _TEXT, "url": _TEXT})),
        "rows": _said(
            _object(columns, required=("target", *FOR_EACH_ROW)),
            "By columns: the values of all rows in date order, or the one value that every row has.",
        ),
    }
    return _text("One target: what it is, its figures, and its rows", whole, more=True)


def _text(title: str, properties: dict[str, Any], *, more: bool = False) -> str:
    schema = {"$schema": DRAFT, "title": title, **_object(properties)}
    if more:
        del schema["additionalProperties"]
    return json_text(schema, indent=1) + "\n"


def _object(properties: dict[str, Any], required: Iterable[str] | None = None) -> dict[str, Any]:
    needed = list(properties if required is None else required)
    return {
        "type": "object",
        "properties": properties,
        "required": needed,
        "additionalProperties": False,
    }


def _paths(about: str) -> dict[str, Any]:
    return {"type": "object", "description": about, "additionalProperties": _PATH}


def _list(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


def _or_null(schema: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [schema, {"type": "null"}]}


def _said(schema: dict[str, Any], about: str) -> dict[str, Any]:
    return {"description": about, **schema}


def _column(field: DataField) -> dict[str, Any]:
    """One value for each row, null where a row has none; or, in all but two columns, one value for all."""
    one = _field(field)
    about = one.pop("description")
    each = _list(one if field.name in FOR_EACH_ROW else _or_null(one))
    return _said(each if field.name in FOR_EACH_ROW else {"anyOf": [each, one]}, about)


def _field(field: DataField) -> dict[str, Any]:
    kinds = {"text": _TEXT, "number": _NUMBER, "integer": {"type": "integer"}, "date": _DATE, "flag": _FLAG}
    unit = f" In {field.unit}." if field.unit else ""
    return _said(kinds[field.kind], f"{field.about}{unit}")


_METRIC = _object({"name": _TEXT, "label": _TEXT, "higher_is_better": _FLAG, "unit": _TEXT})
_RECORD = _or_null(_object({"system": _TEXT, "published": _DATE, "value": _NUMBER}))
_HEADLINE = _object(
    {
        "factor": _or_null(_said(_NUMBER, "How many times less the latest record takes than the first.")),
        "factor_low": _or_null(
            _said(_NUMBER, "The least that it may be, for what its two figures may be off by.")
        ),
        "factor_high": _or_null(_said(_NUMBER, "The most that it may be, likewise.")),
        "span_months": _or_null(_said(_NUMBER, "From the first record to the latest.")),
        "halving_time_months": _or_null(
            _said(_NUMBER, "On average, span / log2 of the factor; of doubling where the most is the record.")
        ),
        "interval_low": _or_null(_said(_NUMBER, "Low end of the halving time's interval, in months.")),
        "interval_high": _or_null(_said(_NUMBER, "High end; null where the records set none.")),
        "interval_level": _or_null(
            _said(_NUMBER, "How often such an interval is meant to hold: 0.9 is 90 %.")
        ),
        "interval_within_one_study": _said(
            _FLAG,
            "Whether one study measured all the records, so that its own choices are not in the interval.",
        ),
        "fitted_months": _or_null(_said(_NUMBER, "Months to halve along the fitted straight line.")),
        "fitted_describes": _said(_FLAG, "Whether that line describes the records, so that it is a trend."),
        "estimated_share": _or_null(_said(_NUMBER, "Share of the records whose figure is an estimate.")),
        "records": _COUNT,
        "first_record": _RECORD,
        "latest_record": _RECORD,
    }
)

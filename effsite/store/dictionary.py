"""The data dictionary and the JSON Schemas, printed from the stored types themselves."""

from __future__ import annotations

from typing import Any

from effsite.files import json_text
from effsite.names import SLUG
from effsite.records import (
    Attempt,
    Column,
    CurvePoint,
    Device,
    Exchange,
    Metric,
    Rate,
    Reference,
    Reproduction,
    Result,
    Statement,
    Target,
    Task,
    columns,
)
from effsite.records.fields import LONGEST

TYPES: dict[str, tuple[type[Any], str]] = {
    "result": (Result, "a row of `results/<task>/<submission>.csv`"),
    "attempt": (Attempt, "a row of `results/<task>/not-reached/<submission>.csv`"),
    "reproduction": (Reproduction, "a row of `results/<task>/reproductions/<name>.csv`"),
    "task": (Task, "the top of `results/<task>/task.toml`; `rules` is a list of sentences beside it"),
    "metric": (Metric, "`[metric]` in task.toml, or `[targets.metric]` for one target"),
    "target": (Target, "a `[[targets]]` table in task.toml; `caveats` is a list of sentences beside it"),
    "reference": (Reference, "a `[[references]]` table in task.toml"),
    "exchange": (Exchange, "an `[[exchanges]]` table in task.toml: systems made of the parts of others"),
    "curve": (CurvePoint, "a row of `results/<task>/curves/<name>.csv`"),
    "statement": (Statement, "a row of `results/<task>/stated.csv`"),
    "rate": (Rate, 'a row of a CSV file where task.toml says `holds = "rates"`'),
    "device": (Device, 'a row of a CSV file where task.toml says `holds = "devices"`'),
}

_INTRODUCTION = """\
# The collection

Everything on the site comes from this folder. One folder is one task:

```
results/<task>/task.toml                     what is measured: metric, targets, rules, references
results/<task>/<submission>.csv              results; one file for each submission, so that no two conflict
results/<task>/not-reached/<submission>.csv  systems that were trained for a target and stayed short of it
results/<task>/reproductions/<name>.csv      results that were run again; one file for whoever did
results/<task>/stated.csv                    what sources state, held against the collection
results/<task>/curves/<name>.csv             learning curves, the evidence behind all of these rows
results/<task>/logs/<name>.jsonl             logs of the runs behind the curve of that name, where kept
```

A log is what `effsite run` wrote while it trained, all seeds one after the other: one JSON object a
line, whose `event` is `begin`, `evaluation`, `resume` or `end`; other events are passed over. Its
evaluations must be those of the curve.

Files are UTF-8 with a header line. Columns may stand in any order; a column that no row needs may
be left out. An empty cell means *not known*, never zero. Operation counts follow 2 FLOP per
multiply-add. Numbers are plain ASCII (`5.32e17`), dates are `YYYY-MM-DD`, or `YYYY-MM` where the
source gives no day. Text is one line and does not begin with `=`, `+`, `-` or `@`.
`effsite check` says what is wrong, with file, line and column.

This page and the two JSON Schemas beside it are printed by `effsite fields`; do not edit them.
"""


def markdown() -> str:
    """The whole data dictionary as a Markdown page: one table for each stored type."""
    return "\n".join([_INTRODUCTION, *(_section(name) for name in TYPES)])


def rows(name: str) -> list[tuple[str, str, str, str]]:
    """Name, kind, need and meaning of every column of the type of that name."""
    return [
        (column_name, _kind(column), "required" if column.required else "", _meaning(column))
        for column_name, column in columns(TYPES[name][0]).items()
    ]


def json_schema(name: str) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of `task` or of any other stored type, as one object."""
    schema = _object_schema(TYPES[name][0])
    if name == "task":
        schema["properties"] |= {
            "rules": _sentences(),
            "metric": _object_schema(Metric),
            "targets": {"type": "array", "items": _target_schema()},
            "references": {"type": "array", "items": _object_schema(Reference)},
            "exchanges": {"type": "array", "items": _exchange_schema()},
        }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"effsite {name}",
        "description": TYPES[name][1].replace("`", ""),
        **schema,
    }


def schema_text(name: str) -> str:
    """The JSON Schema of that name as the text of a file."""
    return json_text(json_schema(name), indent=2) + "\n"


def files() -> dict[str, str]:
    """The generated files of `results/` by name."""
    return {
        "README.md": markdown(),
        "task.schema.json": schema_text("task"),
        "result.schema.json": schema_text("result"),
    }


def _section(name: str) -> str:
    lines = [f"## {name}", "", f"{TYPES[name][1][0].upper()}{TYPES[name][1][1:]}.", ""]
    lines += ["| name | kind | | meaning |", "| --- | --- | --- | --- |"]
    lines += [f"| `{n}` | {kind} | {need} | {meaning} |" for n, kind, need, meaning in rows(name)]
    return "\n".join([*lines, ""])


def _kind(column: Column) -> str:
    if column.choices:
        return " / ".join(f"`{choice}`" for choice in column.choices)
    return column.kind if not column.unit else f"{column.kind}, {column.unit}"


def _meaning(column: Column) -> str:
    bounds = [
        f"{word} {bound:g}"
        for word, bound in (("above", column.above), ("from", column.at_least), ("to", column.at_most))
        if bound is not None
    ]
    return f"{column.about} ({', '.join(bounds)})" if bounds else column.about


def _object_schema(row_type: type[Any]) -> dict[str, Any]:
    wanted = columns(row_type)
    return {
        "type": "object",
        "properties": {name: _value_schema(column) for name, column in wanted.items()},
        "required": [name for name, column in wanted.items() if column.required],
        "additionalProperties": False,
    }


def _target_schema() -> dict[str, Any]:
    schema = _object_schema(Target)
    schema["properties"] |= {"caveats": _sentences(), "metric": _object_schema(Metric)}
    return schema


def _exchange_schema() -> dict[str, Any]:
    schema = _object_schema(Exchange)
    named = {key: _sentences() for key in ("rows", "columns", "systems")}
    return schema | {"properties": {**schema["properties"], **named}}


def _sentences() -> dict[str, Any]:
    return {"type": "array", "items": {"type": "string", "maxLength": LONGEST["long text"]}}


def _value_schema(column: Column) -> dict[str, Any]:
    schema: dict[str, Any] = {"description": column.about}
    match column.kind:
        case "number" | "integer":
            bounds = {
                "exclusiveMinimum": column.above,
                "minimum": column.at_least,
                "maximum": column.at_most,
            }
            schema |= {"type": column.kind} | {k: v for k, v in bounds.items() if v is not None}
        case "flag":
            schema["type"] = "boolean"
        case "date":
            schema |= {"type": "string", "pattern": r"^\d{4}-\d{2}(-\d{2})?$"}
        case "slug":
            schema |= {"type": "string", "pattern": f"^{SLUG.pattern}$", "maxLength": LONGEST["slug"]}
        case "choice":
            schema |= {"type": "string", "enum": list(column.choices)}
        case "url":
            schema |= {"type": "string", "pattern": "^https?://", "maxLength": LONGEST["url"]}
        case "text" | "long text":
            schema |= {"type": "string", "maxLength": LONGEST[column.kind]}
    return schema

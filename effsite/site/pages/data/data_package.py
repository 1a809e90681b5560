"""The tables of all targets as a Frictionless Data Package: https://datapackage.org/."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from effsite.files import json_text
from effsite.names import slug
from effsite.records import Result, columns
from effsite.site.pages.addresses import DATA_PACKAGE, ROWS_SCHEMA
from effsite.site.pages.data.rows import FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from effsite.site.pages.data.croissant import DataSet
    from effsite.site.pages.data.rows import DataField

PROFILES = "https://datapackage.org/profiles/2.0"
_TYPES = {"text": "string", "number": "number", "integer": "integer", "date": "string", "flag": "boolean"}
_DAY_OR_MONTH = r"\d{4}-\d{2}(-\d{2})?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """The CSV of one target: its name in the package, what it is called, where it lies, and what it holds."""

    name: str
    title: str
    path: str
    content: bytes


def data_package(said: DataSet, resources: Iterable[Resource]) -> str:
    """The package with those resources, as JSON; paths in it are below its own folder."""
    whole = {
        "$schema": f"{PROFILES}/datapackage.json",
        "name": slug(said.name) or "results",
        "title": said.name,
        "description": said.about,
        **_given(said),
        "contributors": [{"title": said.author, "roles": ["creator"]}],
        "resources": [_resource(one) for one in resources],
    }
    return json_text(whole, indent=1) + "\n"


def rows_schema() -> str:
    """The Table Schema of the CSV of any target, as JSON: each has some of these columns and no other."""
    fields = [_field(field) for field in FIELDS]
    whole = {"$schema": f"{PROFILES}/tableschema.json", "fieldsMatch": "superset", "fields": fields}
    return json_text(whole, indent=1) + "\n"


def _given(said: DataSet) -> dict[str, Any]:
    given: dict[str, Any] = {
        "homepage": said.address,
        "version": said.version,
        "created": f"{said.day.isoformat()}T00:00:00Z" if said.day else "",
        "licenses": [{"name": said.license.rpartition("/")[2], "path": said.license}] if said.license else [],
    }
    return {name: value for name, value in given.items() if value}


def _resource(one: Resource) -> dict[str, Any]:
    return {
        "name": one.name,
        "type": "table",
        "title": one.title,
        "path": _beside(one.path),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(one.content),
        "hash": f"sha256:{hashlib.sha256(one.content).hexdigest()}",
        "schema": _beside(ROWS_SCHEMA),
    }


def _beside(path: str) -> str:
    """The way from the package to a file that lies in its folder or below."""
    return str(PurePosixPath(path).relative_to(PurePosixPath(DATA_PACKAGE).parent))


def _field(field: DataField) -> dict[str, Any]:
    unit = f" In {field.unit}." if field.unit else ""
    constraints = _constraints(field)
    return {
        "name": field.name,
        "type": _TYPES[field.kind],
        "description": f"{field.about}{unit}",
        **({"constraints": constraints} if constraints else {}),
    }


def _constraints(field: DataField) -> dict[str, Any]:
    stored = columns(Result).get(field.name)
    found: dict[str, Any] = {"pattern": _DAY_OR_MONTH} if field.kind == "date" else {}
    if stored and stored.required:
        found["required"] = True
    if stored and stored.choices:
        found["enum"] = list(stored.choices)
    return found

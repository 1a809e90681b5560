"""The rows as Croissant, the metadata of data sets in machine learning: https://docs.mlcommons.org/croissant/."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from effsite.files import json_text
from effsite.site.pages.addresses import ALL_ROWS
from effsite.site.pages.data.rows import FIELDS

if TYPE_CHECKING:
    from datetime import date

    from effsite.site.pages.data.rows import DataField

CONFORMS_TO = "http://mlcommons.org/croissant/1.0"
PARQUET = "application/x-parquet"
_TYPES = {
    "text": "sc:Text",
    "number": "sc:Float",
    "integer": "sc:Integer",
    "date": "sc:Date",
    "flag": "sc:Boolean",
}
_CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
"""The names that the format defines, as its own documents write them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DataSet:
    """What is said of the rows as a whole. `address` is the site's, ending in a slash, or empty.

    `version` names the edition, `day` is when it was made; both may be missing.
    """

    name: str
    about: str
    author: str
    cite_as: str
    license: str = ""
    address: str = ""
    version: str = ""
    day: date | None = None


def croissant(said: DataSet, rows: bytes) -> str:
    """The metadata of the Parquet file with those bytes, as JSON-LD.

    Where the address of the site is known it names the file there, else the file beside it.
    """
    folder, _, beside = ALL_ROWS.rpartition("/")
    file = {
        "@type": "cr:FileObject",
        "@id": beside,
        "name": beside,
        "description": "All results at all targets, one row each.",
        "contentUrl": f"{said.address}{folder}/{beside}" if said.address else beside,
        "contentSize": f"{len(rows)} B",
        "encodingFormat": PARQUET,
        "sha256": hashlib.sha256(rows).hexdigest(),
    }
    whole = {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "name": said.name,
        "description": said.about,
        "conformsTo": CONFORMS_TO,
        **_given(said),
        "creator": {"@type": "sc:Organization", "name": said.author},
        "citeAs": said.cite_as,
        "distribution": [file],
        "recordSet": [
            {
                "@type": "cr:RecordSet",
                "@id": "results",
                "name": "results",
                "description": "One system that reached one target: what it took, and where that is read.",
                "field": [_field(field, beside) for field in FIELDS],
            }
        ],
    }
    return json_text(whole, indent=1) + "\n"


def _given(said: DataSet) -> dict[str, str]:
    given = {
        "license": said.license,
        "url": said.address,
        "version": said.version,
        "datePublished": said.day.isoformat() if said.day else "",
    }
    return {name: value for name, value in given.items() if value}


def _field(field: DataField, file: str) -> dict[str, Any]:
    unit = f" In {field.unit}." if field.unit else ""
    return {
        "@type": "cr:Field",
        "@id": f"results/{field.name}",
        "name": field.name,
        "description": f"{field.about}{unit}",
        "dataType": _TYPES[field.kind],
        "source": {"fileObject": {"@id": file}, "extract": {"column": field.name}},
    }

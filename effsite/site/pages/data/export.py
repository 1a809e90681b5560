"""The rows of a collection in one format, as `effsite export` gives them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from effsite.site.pages.addresses import ALL_ROWS, CROISSANT
from effsite.site.pages.data.croissant import croissant
from effsite.site.pages.data.files import data_set
from effsite.site.pages.data.rows import RowColumns
from effsite.site.pages.edition import Edition

if TYPE_CHECKING:
    from collections.abc import Sequence

    from effsite.analysis.summary import TargetSummary
    from effsite.site.settings import SiteSettings

Format = Literal["csv", "json", "parquet", "croissant"]


def exported(
    summaries: Sequence[TargetSummary], form: Format, settings: SiteSettings, task: str = ""
) -> dict[str, bytes]:
    """The files of that format by their names: two for Croissant, the metadata and the rows, else one.

    `task` is named in the metadata where the rows are of one alone.
    """
    table = RowColumns.together(map(RowColumns.of, summaries))
    if form == "csv":
        return {"results.csv": table.csv().encode()}
    if form == "json":
        return {"results.json": table.json().encode()}
    rows = table.plain().parquet({"task": task} if task else {})
    name = ALL_ROWS.rpartition("/")[2]
    if form == "parquet":
        return {name: rows}
    said = data_set(replace(settings, url=""), Edition())
    said = replace(said, name=f"{said.name}: {task}" if task else said.name)
    return {CROISSANT.rpartition("/")[2]: croissant(said, rows).encode(), name: rows}

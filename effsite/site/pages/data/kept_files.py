"""Files of targets kept between builds: those for which nothing changed in the task are not made again."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING

from effsite.site.charts import assets
from effsite.site.pages import downloads
from effsite.site.pages.data.embed import level_frame
from effsite.site.pages.data.rows import PlainRows, RowColumns
from effsite.site.pages.table_rows import rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from effsite.analysis.summary import TargetSummary
    from effsite.records import CurvePoint, TaskCollection
    from effsite.site.pages.kept_parts import KeptParts
    from effsite.site.pages.levels import Movable
    from effsite.site.pages.survey import Survey


def kept_rows(view: Survey, parts: KeptParts, summary: TargetSummary) -> Iterator[tuple[str, str]]:
    """Address and text of the files of a target's rows, as CSV and as JSON."""
    for ending, text in (("csv", _csv), ("json", _json)):
        address = downloads.address(summary.task.name, summary.target.name, ending)
        yield address, parts.file(summary.task.name, address, partial(text, view, summary)).decode()


def _csv(view: Survey, summary: TargetSummary) -> bytes:
    return downloads.as_csv(rows(summary)).encode()


def _json(view: Survey, summary: TargetSummary) -> bytes:
    return downloads.as_json_text(summary, rows(summary), view.attempts(summary)).encode()


def kept_plain_rows(parts: KeptParts, summary: TargetSummary) -> PlainRows:
    """A target's rows in the bytes that Parquet files are made of."""
    what = f"rows of {summary.target.name} in bytes"
    return PlainRows.stored(parts.file(summary.task.name, what, partial(_plain_rows, summary)))


def _plain_rows(summary: TargetSummary) -> bytes:
    return RowColumns.of(summary).plain().as_bytes()


def kept_parquet(
    parts: KeptParts, summary: TargetSummary, table: PlainRows | None = None
) -> tuple[str, bytes]:
    """Address and content of the file of a target's rows as Parquet; `table` has them where it is at hand."""
    task, target = summary.task.name, summary.target.name
    address = downloads.address(task, target, "parquet")

    def make() -> bytes:
        return (table or kept_plain_rows(parts, summary)).parquet({"task": task, "target": target})

    return address, parts.file(task, address, make)


def kept_curves(parts: KeptParts, task: TaskCollection) -> dict[str, str]:
    """The learning curves of a task: the text of each by its address."""
    texts: dict[str, str] = json.loads(parts.file(task.task.name, "curves", partial(_curves, task)))
    return texts


def _curves(task: TaskCollection) -> bytes:
    points: dict[str, list[CurvePoint]] = {}
    for curve in task.curves:
        points.setdefault(curve.name, []).extend(curve.points)
    texts = {
        downloads.curve_address(task.task.name, name): downloads.stored_csv(of) for name, of in points.items()
    }
    return json.dumps(texts, ensure_ascii=False).encode()


def kept_frame(parts: KeptParts, one: Movable) -> str:
    """The page for frames of a target at any level."""
    return parts.text(one.target, "frame at any level", partial(level_frame, one=one, shared=assets()))

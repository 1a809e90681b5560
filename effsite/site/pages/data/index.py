"""`data/index.json`: every task and target with its headline figures, and where its files are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from effsite.records import MEASURES
from effsite.site.pages import addresses, downloads
from effsite.site.pages.links import target_address
from effsite.site.pages.redirects import folder_of
from effsite.site.pages.survey import FEWEST_FOR_A_CHART
from effsite.version import __version__

if TYPE_CHECKING:
    from effsite.analysis.ranking import RankedResult
    from effsite.analysis.summary import TargetSummary
    from effsite.records import TaskCollection
    from effsite.site.pages.levels import Movables
    from effsite.site.pages.survey import Survey


def index(view: Survey, movable: Movables) -> dict[str, Any]:
    """All targets that the site shows, as plain values; `data/schema/index.json` describes them.

    `movable` are those that have a page at any level.
    """
    edition = view.edition
    shown = (*view.efficiency, *view.runs, *view.open)
    files = {
        "rows": addresses.ALL_ROWS,
        "archive": addresses.ARCHIVE,
        "croissant": addresses.CROISSANT,
        "data_package": addresses.DATA_PACKAGE,
        "citation": addresses.CITATION,
        "index_schema": addresses.INDEX_SCHEMA,
        "target_schema": addresses.TARGET_SCHEMA,
        "rows_schema": addresses.ROWS_SCHEMA,
    }
    if any(s.frontier_results for s in shown):
        files["feed"] = addresses.FEED
    of_task: dict[str, list[TargetSummary]] = {}
    for summary in shown:
        of_task.setdefault(summary.task.name, []).append(summary)
    return {
        "schema_version": downloads.VERSION,
        "site": {
            "name": view.settings.name,
            "address": edition.base(view.settings.url),
            "edition": edition.name,
            "commit": edition.commit,
            "license": view.settings.license,
            "date": edition.day.isoformat() if edition.day else "",
            "effsite": __version__,
        },
        "files": files,
        "tasks": [
            _task(view, task, of_task[task.task.name], movable)
            for task in view.collection.tasks
            if task.task.name in of_task
        ],
    }


def _task(
    view: Survey, collection: TaskCollection, shown: list[TargetSummary], movable: Movables
) -> dict[str, Any]:
    task = collection.task
    return {
        "name": task.name,
        "title": task.title,
        "about": task.about,
        "domain": task.domain,
        "dataset": task.dataset,
        "example": task.example,
        "references": [{"citation": r.citation, "url": r.url} for r in task.references],
        "targets": [_target(view, summary, movable) for summary in shown],
    }


def _target(view: Survey, summary: TargetSummary, movable: Movables) -> dict[str, Any]:
    target = summary.target
    names = summary.task.name, target.name
    return {
        "name": target.name,
        "title": target.title,
        "about": target.about,
        "level": target.level,
        "metric": downloads.metric_json(target.metric),
        "measure": summary.measure,
        "unit": MEASURES[summary.measure].unit,
        "record_is": target.record_is,
        "page": folder_of(target_address(*names, runs=view.settings.runs)),
        "results": len(summary.results) + len(summary.without_measure),
        "not_reached": len(view.attempts(summary)),
        "headline": headline(summary),
        "files": files_of(view, summary, movable),
    }


def headline(summary: TargetSummary) -> dict[str, Any]:
    """The figures that a target's page opens with; null for what its results do not support."""
    ends, interval = summary.factor_ends, summary.interval
    records = summary.frontier_results
    return {
        "factor": summary.factor,
        "factor_low": ends[0] if ends else None,
        "factor_high": ends[1] if ends else None,
        "span_months": summary.span_months,
        "halving_time_months": summary.average_halving_time_months,
        "interval_low": interval.low if interval else None,
        "interval_high": interval.high if interval else None,
        "interval_level": interval.level if interval else None,
        "interval_within_one_study": interval is not None and interval.within_one_study,
        "fitted_months": summary.doubling_time_months,
        "fitted_describes": summary.describes,
        "estimated_share": summary.estimated_share,
        "records": len(records),
        "first_record": _record(records[0]) if records else None,
        "latest_record": _record(records[-1]) if records else None,
    }


def _record(row: RankedResult) -> dict[str, Any]:
    result = row.result
    return {"system": result.system, "published": str(result.published), "value": row.value}


def files_of(view: Survey, summary: TargetSummary, movable: Movables) -> dict[str, str]:
    """Where the files of a target are, below the site's root."""
    names = summary.task.name, summary.target.name
    chart = "/".join(names)
    found: dict[str, str] = {}
    if summary.results or summary.without_measure:
        found |= {ending: downloads.address(*names, ending) for ending in ("csv", "json", "parquet")}
        found |= {f"cite_{ending}": addresses.citation(chart, ending) for ending in ("txt", "bib", "cff")}
    if view.attempts(summary):
        found["not_reached"] = downloads.attempts_address(*names)
    if len(summary.results) >= FEWEST_FOR_A_CHART:
        found["png"] = addresses.picture(chart, "png")
        if summary.task.name != view.settings.runs:
            found |= {"svg": addresses.picture(chart, "svg"), "embed": addresses.embed(chart)}
    if summary.factor is not None:
        found["badge"] = addresses.badge(*names)
    if names in movable:
        found["embed_any_level"] = addresses.embed(movable[names].name)
    return found

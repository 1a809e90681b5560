"""An Atom feed of records, the newest first; ids and dates come from the collection, not from a clock."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

from effsite import escape
from effsite.analysis.frontier import is_estimate
from effsite.records import MEASURES
from effsite.site import formats
from effsite.site.charts.hover import row_id
from effsite.site.estimates import amount, marked
from effsite.site.pages.addresses import FEED
from effsite.site.pages.links import target_address
from effsite.site.pages.redirects import folder_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from effsite.analysis.ranking import RankedResult
    from effsite.analysis.summary import TargetSummary
    from effsite.site.pages.survey import Survey

MOST_ENTRIES = 100
TYPE = "application/atom+xml"
PROJECT = "https://github.com/effsite/effsite"
"""What the ids of entries are made beneath: an id is the same wherever the site is moved to."""


def feed(view: Survey) -> str:
    """The feed of the latest records at all targets; empty where there is no record.

    An entry's id follows from its task, target, submission, system and date, its date is that of publication.
    """
    records = sorted(_records((*view.efficiency, *view.runs)), key=_newest_first)[:MOST_ENTRIES]
    if not records:
        return ""
    settings, base = view.settings, view.edition.base(view.settings.url)
    newest = records[0][1].result.published.day.isoformat()
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<feed xmlns="http://www.w3.org/2005/Atom">',
        f"<id>{_id(settings.url or settings.title_or_name)}</id>",
        f"<title>{escape.xml(settings.title_or_name)}: records</title>",
        "<subtitle>Systems that reach a fixed level with less than any before them, as published.</subtitle>",
        f"<updated>{newest}T00:00:00Z</updated>",
        f"<author><name>{escape.xml(settings.author_or_name)}</name></author>",
        f'<link rel="self" type="{TYPE}" href="{escape.xml(base)}{FEED}"/>',
        f'<link rel="alternate" type="text/html" href="{escape.xml(base) or "./"}"/>',
    ]
    for summary, row, before in records:
        lines += _entry(view, base, summary, row, before)
    return "\n".join([*lines, "</feed>", ""])


Record = tuple["TargetSummary", "RankedResult", "RankedResult | None"]


def _records(summaries: Iterable[TargetSummary]) -> Iterator[Record]:
    """Each record with the one before it, None for the first of a target."""
    for summary in summaries:
        before: RankedResult | None = None
        for row in summary.frontier_results:
            yield summary, row, before
            before = row


def _newest_first(record: Record) -> tuple[int, str, str, str]:
    summary, row, _ = record
    return -row.result.published.day.toordinal(), summary.task.name, summary.target.name, row.result.system


def _entry(
    view: Survey, base: str, summary: TargetSummary, row: RankedResult, before: RankedResult | None
) -> Iterator[str]:
    result, names = row.result, (summary.task.name, summary.target.name)
    page = folder_of(target_address(*names, runs=view.settings.runs))
    said = f"{amount(result, summary.measure)} of {MEASURES[summary.measure].label.lower()}"
    way = "more" if summary.target.record_is == "most" else "less"
    after = f"{said}, the first on record."
    if before is not None:
        gain = max(before.value, row.value) / min(before.value, row.value)
        near = any(is_estimate(one.result, summary.measure) for one in (before, row))
        held = f"{before.result.system} ({formats.month_year(before.result.published)})"
        after = f"{said}: {marked(formats.factor_exact(gain), near)} {way} than {held}, the record before."
    source = escape.safe_url(result.source_url) or escape.safe_url(result.paper_url)
    yield "<entry>"
    yield f"<id>{_id('/'.join((*names, result.submission, result.system, str(result.published))))}</id>"
    title = f"{result.system}: a record at {summary.target.title}, {summary.task.title}"
    yield f"<title>{escape.xml(title)}</title>"
    yield f"<updated>{result.published.day.isoformat()}T00:00:00Z</updated>"
    yield f'<link rel="alternate" type="text/html" href="{escape.xml(base)}{page}#{row_id(result)}"/>'
    if source:
        yield f'<link rel="via" href="{escape.xml(source)}"/>'
    yield f'<category term="{escape.xml(names[0])}"/>'
    yield f"<summary>{escape.xml(after)}</summary>"
    yield "</entry>"


def _id(name: str) -> str:
    return f"urn:uuid:{uuid5(NAMESPACE_URL, f'{PROJECT}#{name}')}"

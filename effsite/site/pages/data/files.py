"""All files for programs and for whoever follows, cites or shows a target, beside the pages."""

from __future__ import annotations

import re
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from effsite.files import json_text
from effsite.site.charts import assets, paper_svg
from effsite.site.pages import addresses, downloads
from effsite.site.pages.citation import Citation, edition_cff
from effsite.site.pages.data.archive import archive
from effsite.site.pages.data.badge import badge
from effsite.site.pages.data.croissant import DataSet, croissant
from effsite.site.pages.data.data_package import Resource, data_package, rows_schema
from effsite.site.pages.data.embed import embed_page
from effsite.site.pages.data.feed import feed
from effsite.site.pages.data.index import index
from effsite.site.pages.data.kept_files import kept_frame, kept_parquet, kept_plain_rows
from effsite.site.pages.data.rows import PlainRows
from effsite.site.pages.data.schemas import index_schema, target_schema
from effsite.site.pages.survey import FEWEST_FOR_A_CHART
from effsite.site.pages.target import target_citation

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from effsite.analysis.summary import TargetSummary
    from effsite.records import PublicationDate
    from effsite.site.pages.edition import Edition
    from effsite.site.pages.kept_parts import KeptParts
    from effsite.site.pages.levels import Movables
    from effsite.site.pages.page_charts import PageCharts, ShownChart
    from effsite.site.pages.survey import Survey
    from effsite.site.settings import SiteSettings

ABOUT = (
    "Published training results at fixed capability targets: what each system took to reach its target, when "
    "it was published, and the source of every figure."
)
NOT_ARCHIVED = (addresses.FEED, addresses.CROISSANT)
"""Metadata that the archive is without: the feed, and what describes rows as Parquet, which it has as CSV."""

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def files(
    view: Survey, figures: PageCharts, rows: Mapping[str, str], movable: Movables, parts: KeptParts
) -> Iterator[tuple[str, bytes]]:
    """Path below the site's root and content of each file; `rows` has what stands in data/ already.

    Charts are those that were drawn for pages, so this comes after the pages.
    """
    shown = (*view.efficiency, *view.runs)
    tables = [kept_plain_rows(parts, summary) for summary in shown]
    for summary, table in zip(shown, tables, strict=True):
        yield kept_parquet(parts, summary, table)
    for summary in (*shown, *view.open):
        yield from _of_target(view, summary)
    every = PlainRows.together(tables).parquet({})
    yield addresses.ALL_ROWS, every
    small = dict(_metadata(view, every, rows, movable))
    yield from small.items()
    data = {path: text.encode() for path, text in rows.items() if not path.endswith(".json")}
    metadata = {path: content for path, content in small.items() if path not in NOT_ARCHIVED}
    yield addresses.ARCHIVE, archive({**data, **metadata})
    yield from _of_charts(view, figures, parts)
    for one in movable.values():
        yield addresses.embed(one.name), kept_frame(parts, one).encode()


def _metadata(
    view: Survey, every: bytes, rows: Mapping[str, str], movable: Movables
) -> Iterator[tuple[str, bytes]]:
    said = data_set(view.settings, view.edition)
    texts = {
        addresses.INDEX: json_text(index(view, movable), indent=1) + "\n",
        addresses.INDEX_SCHEMA: index_schema(),
        addresses.TARGET_SCHEMA: target_schema(),
        addresses.ROWS_SCHEMA: rows_schema(),
        addresses.CROISSANT: croissant(said, every),
        addresses.DATA_PACKAGE: data_package(said, _resources(view, rows)),
        addresses.CITATION: edition_cff(view.settings, view.edition),
        addresses.FEED: feed(view),
    }
    return ((path, text.encode()) for path, text in texts.items() if text)


def _resources(view: Survey, rows: Mapping[str, str]) -> Iterator[Resource]:
    for summary in (*view.efficiency, *view.runs):
        task, target = summary.task, summary.target
        path = downloads.address(task.name, target.name, "csv")
        yield Resource(
            name=f"{task.name}.{target.name}",
            title=f"{target.title} ({task.title})",
            path=path,
            content=rows[path].encode(),
        )


def data_set(settings: SiteSettings, edition: Edition) -> DataSet:
    """What the site's metadata says of its rows as a whole."""
    named = f", edition {edition.name}" if edition.name else ""
    address = edition.base(settings.url)
    return DataSet(
        name=settings.title_or_name,
        about=ABOUT,
        author=settings.author_or_name,
        cite_as=f"{settings.author_or_name}. {settings.title_or_name}{named}. {address}".strip(),
        license=f"https://spdx.org/licenses/{settings.license}" if settings.license else "",
        address=address,
        version=edition.name,
        day=edition.day,
    )


def _of_target(view: Survey, summary: TargetSummary) -> Iterator[tuple[str, bytes]]:
    name = f"{summary.task.name}/{summary.target.name}"
    if summary.factor is not None:
        yield addresses.badge(summary.task.name, summary.target.name), _xml(badge(summary))
    if (cited := target_citation(summary, view)) is not None:
        yield from _to_cite(name, cited)


def _to_cite(name: str, cited: Citation) -> Iterator[tuple[str, bytes]]:
    yield addresses.citation(name, "txt"), f"{cited.text}\n".encode()
    yield addresses.citation(name, "bib"), "\n".join([*cited.bibtex, ""]).encode()
    yield addresses.citation(name, "cff"), cited.cff.encode()


def _of_charts(view: Survey, figures: PageCharts, parts: KeptParts) -> Iterator[tuple[str, bytes]]:
    latest = max((r.published for task in view.collection.tasks for r in task.results), default=None)
    for _, together in groupby(figures.drawn, key=attrgetter("cited")):
        charts = list(together)
        for shown, (picture, frame) in zip(
            charts, _frames(view, figures, parts, charts, latest), strict=True
        ):
            name = shown.chart.name
            yield addresses.picture(name, "svg"), picture.encode()
            yield addresses.embed(name), frame.encode()
            if shown.cited == name and shown.latest is None:
                yield from _to_cite(name, chart_citation(view, shown, latest))
    for summary in with_cards(view):
        names = summary.task.name, summary.target.name
        yield addresses.picture("/".join(names), "png"), figures.card(summary, host(view))


def _frames(
    view: Survey,
    figures: PageCharts,
    parts: KeptParts,
    charts: Sequence[ShownChart],
    latest: PublicationDate | None,
) -> list[list[str]]:
    """The picture and the page for frames of charts that stand together, kept where all of them are."""

    def make() -> list[list[str]]:
        return [_frame(view, shown, latest) for shown in charts]

    names = [figures.kept_name(shown) for shown in charts]
    if not all(names):
        return make()
    told = [
        [shown.page, shown.state, shown.rows, shown.measure, shown.has_card, shown.apart] for shown in charts
    ]
    dates = [str(shown.latest or latest) for shown in charts]
    return parts.pieces(("frames", names, told, dates), make)


def _frame(view: Survey, shown: ShownChart, latest: PublicationDate | None) -> list[str]:
    source = _source(view.settings, shown.latest or latest)
    picture = paper_svg(shown.chart, source, narrow=shown.apart)
    return [_xml_text(f"{picture}\n"), embed_page(view, shown, assets())]


def _source(settings: SiteSettings, latest: PublicationDate | None) -> tuple[str, ...]:
    """Where a picture is from, and of when.

    Nothing of the edition: most pictures are then those of the one before, to the byte, and are stored once.
    """
    where = f" at {settings.url}" if settings.url else ""
    line = f"{settings.title_or_name}: every result with its source{where}"
    return (line, f"Results published up to {latest}") if latest else (line,)


def chart_citation(view: Survey, shown: ShownChart, latest: PublicationDate | None) -> Citation:
    """How to cite a chart of several targets: its title, at the address of the page that shows it."""
    return Citation(
        key=shown.chart.name,
        title=shown.chart.title,
        address=shown.page,
        latest=latest,
        site=view.settings,
        edition=view.edition,
    )


def _xml(text: str) -> bytes:
    return _xml_text(text).encode()


def _xml_text(text: str) -> str:
    """The text of an XML file, without the characters that may not stand in one at all."""
    return _NOT_XML.sub("", text)


def with_cards(view: Survey) -> tuple[TargetSummary, ...]:
    """The targets that have a chart, and so a picture for slides and previews."""
    return tuple(s for s in (*view.efficiency, *view.runs) if len(s.results) >= FEWEST_FOR_A_CHART)


def host(view: Survey) -> str:
    """The site's address as it is said in a picture, or its name where it has none."""
    parts = urlsplit(view.settings.url)
    return f"{parts.netloc}{parts.path}".rstrip("/") or view.settings.name

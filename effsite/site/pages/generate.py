"""Every page, chart and download of the site, written into a folder of Markdown."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from effsite.records import Result, columns
from effsite.site.kept import Kept, fingerprint
from effsite.site.pages import downloads
from effsite.site.pages.across import ACROSS, DATA, across_json, across_page, across_view
from effsite.site.pages.addresses import FEED, picture
from effsite.site.pages.changes import changes_page
from effsite.site.pages.column_reference import COLUMNS, columns_page
from effsite.site.pages.comparisons import (
    COMBINED,
    INFERENCE,
    POLICY,
    RATES,
    combined_page,
    inference_page,
    rates_page,
)
from effsite.site.pages.data.files import files as data_files
from effsite.site.pages.data.kept_files import kept_curves, kept_rows
from effsite.site.pages.devices import DEVICES, devices_page
from effsite.site.pages.domain import domain_pages, task_pages
from effsite.site.pages.effective_compute import EFFECTIVE, effective_compute_page
from effsite.site.pages.environment import own_templates
from effsite.site.pages.generated import Generated
from effsite.site.pages.home import home_page
from effsite.site.pages.kept_parts import KeptParts
from effsite.site.pages.kept_targets import kept_target_page
from effsite.site.pages.levels import INDEX, level_files, level_pages, movables
from effsite.site.pages.links import target_address
from effsite.site.pages.made_ahead import make_ahead
from effsite.site.pages.overview import runs_page, targets_page
from effsite.site.pages.page_charts import PageCharts
from effsite.site.pages.placing import own_page, write_new
from effsite.site.pages.policy import policy_page
from effsite.site.pages.provided import PROVIDED, provided_pages
from effsite.site.pages.redirects import LIST, folder_of, moved_list
from effsite.site.pages.result_table import result_table
from effsite.site.pages.search_text import MOST_ENTRIES, rates_text, search_text, system_text
from effsite.site.pages.survey import NO_EDITION, survey
from effsite.site.pages.system import Sections, system_page
from effsite.site.pages.table_rows import rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from effsite.analysis.summary import TargetSummary
    from effsite.records import Collection
    from effsite.site.pages.edition import Edition
    from effsite.site.pages.edition_before import EarlierEdition
    from effsite.site.pages.page import Page
    from effsite.site.pages.survey import Survey
    from effsite.site.pages.systems import Moved
    from effsite.site.settings import SiteSettings

OPTIONAL = (INDEX, RATES, ACROSS, COMBINED, INFERENCE, EFFECTIVE, POLICY, DEVICES)
"""Pages that are written where the collection has something for them."""


def generate(
    collection: Collection,
    out: Path,
    *,
    cache: Path,
    settings: SiteSettings,
    edition: Edition = NO_EDITION,
    before: EarlierEdition | None = None,
    templates: Path | None = None,
) -> Generated:
    """Write every generated page, chart and download into `out`, a folder of Markdown; give what was written.

    A page that stands there already, the project's own, stays: a note says so. `cache` holds the charts'
    designs between builds; `settings` are the site's own words, `edition` is what is built, `before` the
    edition that it is held against, `templates` a folder with templates of its own. Pages for which the
    collection has nothing to say are not written. Raises EffsiteError when the collection has a statement
    that cannot be read, or lacks what the settings name, and BuildError when another file than a page has
    the address of one that is to be written.
    """
    with own_templates(templates):
        view, figures = survey(collection, settings, edition), PageCharts(cache)
        kept = Kept(cache / "targets")
        made = _generate(view, figures, KeptParts(kept, view, figures.fingerprints, templates), out, before)
        kept.drop_the_oldest()
        return made


def _generate(
    view: Survey, figures: PageCharts, parts: KeptParts, out: Path, before: EarlierEdition | None
) -> Generated:
    movable = movables(view)
    make_ahead(view, figures, parts, movable)
    targets = [
        kept_target_page(parts, figures, s, movable.get((s.task.name, s.target.name)))
        for s in (*view.efficiency, *view.open)
    ]
    across = across_view(view)
    by_domain = list(domain_pages(view))
    pages = [
        *targets,
        *by_domain,
        *task_pages(view, figures),
        *_fixed_pages(view, figures, movable=bool(movable)),
        *_system_pages(view, parts),
    ]
    pages += [*level_pages(movable, view, parts), changes_page(view, before)]
    if across is not None:
        pages.append(across_page(view, figures, across))
    if (brief := policy_page(view, across)) is not None:
        pages.append(brief)
    pages += _provided(view, pages, out)
    own = {page.address: there for page in pages if (there := own_page(out, page.address))}
    written = ((page.address, page.text()) for page in pages if page.address not in own)
    together = [(DATA, across_json(across))] if across is not None else []
    moved = view.moved
    lead_on = [(LIST, moved_list(moved))] if moved else []
    rows_and_logs = dict(_downloads(view, parts))
    levels = level_files(movable, parts)
    texts = chain(written, rows_and_logs.items(), together, lead_on, levels)
    files = chain(((path, content.encode()) for path, content in texts), figures.files)
    addresses = tuple(write_new(out, path, content) for path, content in files)
    beside = dict(data_files(view, figures, rows_and_logs, movable, parts))
    figures.drop_the_oldest()
    return Generated(
        files=addresses,
        beside=beside,
        moved=moved,
        entered=moved[-MOST_ENTRIES:],
        preview=_preview(view, beside),
        searched=_searched(view, parts, moved[-MOST_ENTRIES:]),
        domain_pages=tuple(own.get(page.address, page.address) for page in by_domain),
        unlisted=tuple(dict.fromkeys(f"{s.task.name}/" for s in (*view.efficiency, *view.open))),
        pages=len(pages) - len(own),
        charts=len(figures),
        absent=_absent({page.address for page in pages}, out),
        warnings=_unread(before),
        notes=tuple(f"docs/{there} stands in place of a page that effsite makes" for there in own.values()),
    )


def _preview(view: Survey, beside: Mapping[str, bytes]) -> dict[str, str]:
    """What pages say in their heads: where the feed is, and the card of pages that have none."""
    headline = view.headline
    card = picture(f"{headline.task.name}/{headline.target.name}", "png") if headline else ""
    said = {"effsite_feed": FEED, "effsite_card": card}
    return {name: path for name, path in said.items() if path in beside}


def _unread(before: EarlierEdition | None) -> tuple[str, ...]:
    if before is None or not before.unread:
        return ()
    files = ", ".join(before.unread)
    return (
        f"the edition {before.name} has data that cannot be read, so what changed leaves it out: {files}",
    )


def _searched(view: Survey, parts: KeptParts, entered: Iterable[Moved]) -> dict[str, str]:
    """What the search knows of generated pages beside their text, by address; of an open target nothing.

    The systems that are `entered` have entries of their own.
    """
    by_task: dict[str, set[str]] = {}
    for one in entered:
        by_task.setdefault(one.task, set()).add(one.slug)
    found: dict[str, list[str]] = {folder_of(f"{s.task.name}/{s.target.name}.md"): [] for s in view.open}
    targets = (*view.efficiency, *view.runs)
    for s in targets:
        page = target_address(s.task.name, s.target.name, runs=view.settings.runs)
        said = _searched_at(s, parts, by_task.get(s.task.name, set()), len(targets))
        found.setdefault(folder_of(page), []).append(said)
    for system in view.systems:
        if system.own_page:
            found[folder_of(system.address)] = [system_text(system.results)]
    found[folder_of(COLUMNS)] = [", ".join(columns(Result))]
    found[folder_of(RATES)] = [rates_text(view.collection.rates)]
    return {page: ", ".join(filter(None, said)) for page, said in found.items()}


def _searched_at(summary: TargetSummary, parts: KeptParts, entered: set[str], targets: int) -> str:
    """What the search knows of a target, whose systems with those slugs have entries of their own."""

    def write(part: Survey) -> str:
        return search_text(result_table(summary, rows(summary), part.places), entered, targets)

    return parts.text(summary.target, fingerprint("searched", sorted(entered), targets), write)


def _absent(made: set[str], out: Path) -> tuple[str, ...]:
    """The optional pages that were not made, and that the project has none of its own for."""
    return tuple(name for name in OPTIONAL if name not in made and not own_page(out, name))


def _provided(view: Survey, pages: list[Page], out: Path) -> Iterator[Page]:
    """The pages that come with effsite, without those of which the project has its own."""
    own = {address for address in PROVIDED if own_page(out, address)}
    return provided_pages(view, {page.address for page in pages}, own)


def _fixed_pages(view: Survey, figures: PageCharts, *, movable: bool) -> Iterator[Page]:
    yield home_page(view, figures, movable=movable)
    yield targets_page(view, figures)
    yield columns_page(view)
    optional = (
        rates_page(view, figures),
        combined_page(view),
        inference_page(view, figures),
        effective_compute_page(view),
        runs_page(view, figures),
        devices_page(view),
    )
    yield from (page for page in optional if page is not None)


def _system_pages(view: Survey, parts: KeptParts) -> Iterator[Page]:
    sections = Sections(view, parts)
    return (system_page(system, view, sections) for system in view.systems if system.own_page)


def _downloads(view: Survey, parts: KeptParts) -> Iterator[tuple[str, str]]:
    for summary in (*view.efficiency, *view.runs):
        yield from kept_rows(view, parts, summary)
    yield from _evidence(view, parts)


def _evidence(view: Survey, parts: KeptParts) -> Iterator[tuple[str, str]]:
    """Path and text of each file with evidence: attempts that stayed short, reproductions, curves, logs."""
    for summary in (*view.efficiency, *view.open):
        if attempts := view.attempts(summary):
            names = summary.task.name, summary.target.name
            yield downloads.attempts_address(*names), downloads.stored_csv(attempts)
        if summary.reproductions:
            names = summary.task.name, summary.target.name
            yield downloads.reproductions_address(*names), downloads.stored_csv(summary.reproductions)
    for task in view.collection.tasks:
        if task.curves:
            yield from kept_curves(parts, task).items()
        for log in task.logs:
            yield downloads.log_address(task.task.name, log.name), log.text

"""From a project's collection to its site, in one step that succeeds or changes nothing."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

from effsite.errors import BuildError
from effsite.files import naming, plain
from effsite.site.build_date import build_date
from effsite.site.build_lock import build_lock
from effsite.site.build_report import Build
from effsite.site.built_site import check_own_site, write_marker
from effsite.site.charts import assets
from effsite.site.data_before import published_before
from effsite.site.engines.chosen import run_engine
from effsite.site.engines.prepared import PreparedStage
from effsite.site.generator import read_config
from effsite.site.history import with_history
from effsite.site.kept import Kept
from effsite.site.own_templates import templates_of
from effsite.site.pages.edition import edition
from effsite.site.pages.generate import generate
from effsite.site.pages.placing import write_new
from effsite.site.pages.redirects import write_moved_pages, write_redirects
from effsite.site.search_index import extend_search
from effsite.site.settings import site_settings
from effsite.site.stage import Additions, open_stage, write_config
from effsite.site.swap import replace_folder
from effsite.site.unchanged import remember
from effsite.site.unread import drop_unread

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path
    from typing import Any

    from effsite.records import CheckedCollection, Collection
    from effsite.site.build_date import BuildDate
    from effsite.site.generator import GeneratorRun
    from effsite.site.history import TracedCollection
    from effsite.site.order import Order
    from effsite.site.pages.generated import Generated
    from effsite.site.settings import SiteSettings
    from effsite.site.stage import Stage

STEPS = ("Writing pages and charts", "Building the site", "Putting it in place")


def build_site(
    order: Order,
    checked: CheckedCollection,
    *,
    then: str = "",
    strict: bool = False,
    on_step: Callable[[str], None] = lambda step: None,
) -> Build:
    """Build the site of a project from its collection.

    The old site stands until the new one is whole. Raises BuildError when mkdocs fails or, with `strict`,
    when anything was warned about. `then` is the fingerprint of the sources, taken before the collection was
    read, under which the site is remembered; `on_step` is called with each of STEPS as it begins.
    """
    started = time.perf_counter()
    project, place = order.project, order.place
    check_own_site(place, project)
    with build_lock(project), naming(project.work):
        kept_history = Kept(project.cache / "history")
        told = with_history(checked.collection, project, kept_history)
        with open_stage(project) as stage:
            on_step(STEPS[0])
            config = read_config(project.config)
            settings = site_settings(config)
            dated = build_date(project, told.collection)
            generated = _generate(order, told.collection, stage, settings, dated)
            said_of_pages = write_config(project, stage, config, _additions(order, stage, generated))
            on_step(STEPS[1])
            run = _run(order, stage, generated, dated, said_of_pages)
            kept_history.drop_the_oldest()
            warnings = (*checked.warnings, *generated.warnings, *dated.warnings, *run.warnings)
            if strict and warnings:
                raise BuildError(
                    "\n".join(["the build has warnings:", *warnings]), "see above; the old site stands"
                )
            on_step(STEPS[2])
            drop_unread(stage.site, config)
            _complete(stage.site, generated, settings)
            check_own_site(place, project)
            replace_folder(stage.site, place)
            built = _report(order, told, generated, warnings)
            remember(order, then if run.self_contained else "", {**plain(built), "site": str(place)})
    return replace(built, seconds=time.perf_counter() - started)


def _generate(
    order: Order, collection: Collection, stage: Stage, settings: SiteSettings, dated: BuildDate
) -> Generated:
    """Write the pages of the collection, and their charts and data, into the stage."""
    before = published_before(order.project, order.branch)
    return generate(
        collection,
        stage.docs,
        cache=order.project.cache,
        settings=settings,
        edition=edition(order.project, dated.seconds),
        before=before.read() if before else None,
        templates=templates_of(order.project),
    )


def _additions(order: Order, stage: Stage, generated: Generated) -> Additions:
    return Additions(
        generated.domain_pages,
        generated.unlisted,
        *_write_assets(stage),
        order.site_url,
        generated.page_files,
        generated.absent,
        generated.preview,
        order.engine,
    )


def _run(
    order: Order, stage: Stage, generated: Generated, dated: BuildDate, said_of_pages: Mapping[str, Any]
) -> GeneratorRun:
    """Let the engine make the site of the stage, but for pages that are kept from builds before."""
    prepared = PreparedStage(
        stage=stage,
        date=dated.seconds,
        cache=order.project.cache / "pages",
        settings=said_of_pages,
        written=frozenset(generated.files),
    )
    return run_engine(order.engine, prepared)


def _complete(site: Path, generated: Generated, settings: SiteSettings) -> None:
    """Add what MkDocs does not make: files beside the pages, entries of the search, old addresses, a mark."""
    for path, content in generated.beside.items():
        write_new(site, path, content)
    extend_search(site, generated.searched, generated.entered)
    write_redirects(site, (m for m in generated.moved if m.task in settings.redirected))
    write_moved_pages(site, settings.moved_pages)
    write_marker(site)


def _report(order: Order, told: TracedCollection, generated: Generated, warnings: tuple[str, ...]) -> Build:
    collection = told.collection
    return Build(
        site=order.place,
        tasks=len(collection.tasks),
        targets=sum(len(t.task.targets) for t in collection.tasks),
        results=sum(len(t.results) for t in collection.tasks),
        pages=generated.pages,
        charts=generated.charts,
        seconds=0.0,
        warnings=warnings,
        notes=(*generated.notes, *told.notes),
    )


def _write_assets(stage: Stage) -> tuple[str, str]:
    """Write the shared files of the charts; the style sheet and the script that every page loads."""
    shared = assets()
    for name, content in shared.files.items():
        write_new(stage.docs, name, content)
    return shared.stylesheet, shared.script

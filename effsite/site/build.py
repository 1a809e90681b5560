"""The main job: from a project's collection to its site, in one step that succeeds or changes nothing."""

from __future__ import annotations

import time
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

from effsite.errors import BuildError
from effsite.files import naming
from effsite.site.build_date import build_date
from effsite.site.build_lock import build_lock
from effsite.site.built_site import check_own_site, write_marker
from effsite.site.charts import assets
from effsite.site.data_before import published_before
from effsite.site.generator import read_config, run_generator
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
from effsite.site.standing import Build
from effsite.site.swap import replace_folder
from effsite.site.unchanged import remember
from effsite.site.unread import drop_unread

if TYPE_CHECKING:
    from collections.abc import Callable

    from effsite.records import CheckedCollection, Collection
    from effsite.site.order import Order
    from effsite.site.pages.generated import Generated
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
        collection = told.collection
        with open_stage(project) as stage:
            on_step(STEPS[0])
            config = read_config(project.config)
            settings = site_settings(config)
            dated = build_date(project, collection)
            before = published_before(project, order.branch)
            generated = generate(
                collection,
                stage.docs,
                cache=project.cache,
                settings=settings,
                edition=edition(project, dated.seconds),
                before=before.read() if before else None,
                templates=templates_of(project),
            )
            assets, url = _write_assets(stage), order.site_url
            additions = Additions(
                generated.domain_pages,
                generated.unlisted,
                assets,
                url,
                generated.page_files,
                generated.absent,
                generated.preview,
            )
            said_of_pages = write_config(project, stage, config, additions)
            on_step(STEPS[1])
            kept = Kept(project.cache / "pages")
            written = frozenset(generated.page_files)
            run = run_generator(stage.config, dated.seconds, kept, said_of_pages, written)
            kept.drop_the_oldest()
            kept_history.drop_the_oldest()
            warnings = (*checked.warnings, *generated.warnings, *dated.warnings, *run.warnings)
            if strict and warnings:
                raise BuildError(
                    "\n".join(["the build has warnings:", *warnings]), "see above; the old site stands"
                )
            on_step(STEPS[2])
            drop_unread(stage.site, config)
            for path, content in generated.beside.items():
                write_new(stage.site, path, content)
            extend_search(stage.site, generated.searched, generated.entered)
            write_redirects(stage.site, (m for m in generated.moved if m.task in settings.redirected))
            write_moved_pages(stage.site, settings.moved_pages)
            write_marker(stage.site)
            check_own_site(place, project)
            replace_folder(stage.site, place)
            built = _report(order, collection, generated, warnings)
            built = replace(built, notes=(*built.notes, *told.notes))
            remember(order, then if run.self_contained else "", {**asdict(built), "site": str(place)})
    return replace(built, seconds=time.perf_counter() - started)


def _report(order: Order, collection: Collection, generated: Generated, warnings: tuple[str, ...]) -> Build:
    return Build(
        site=order.place,
        tasks=len(collection.tasks),
        targets=sum(len(t.task.targets) for t in collection.tasks),
        results=sum(len(t.results) for t in collection.tasks),
        pages=generated.pages,
        charts=generated.charts,
        seconds=0.0,
        warnings=warnings,
        notes=generated.notes,
    )


def _write_assets(stage: Stage) -> tuple[str, str]:
    """Write the shared files of the charts; the style sheet and the script that every page loads."""
    shared = assets()
    for name, content in shared.files.items():
        write_new(stage.docs, name, content)
    return shared.stylesheet, shared.script

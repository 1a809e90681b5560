"""The main job: from a project's collection to its site."""

from __future__ import annotations

from typing import TYPE_CHECKING

from effsite.site.build_report import Build, site_as_it_stands
from effsite.site.engine import MKDOCS, check_installed
from effsite.site.order import PUBLISHED, Order
from effsite.site.project import Project
from effsite.site.unchanged import sources
from effsite.workflows.events import StepBegan, nobody

if TYPE_CHECKING:
    from pathlib import Path

    from effsite.site.engine import EngineName
    from effsite.workflows.events import Listener
    from effsite.workflows.options import BuildOptions

READING = "Reading the collection"


def build(options: BuildOptions, listener: Listener = nobody) -> Build:
    """Build the site of a project into its site/ folder; the report says what was made.

    The old site stands until the new one is whole, and where nothing changed since it was built. Raises
    CollectionError when the collection has errors, BuildError when the generator fails or, where the options
    are strict, when anything was warned about.
    """
    project = Project.at(options.project)
    return build_into(project, None, listener, strict=options.strict, engine=options.engine)


def build_into(
    project: Project,
    site: Path | None,
    listener: Listener,
    *,
    strict: bool = False,
    site_url: str | None = None,
    branch: str = PUBLISHED,
    engine: EngineName = MKDOCS,
) -> Build:
    """Build the site into another folder than site/, or for another address than the configured one.

    `branch` holds the older editions, of which one is told from this. Raises UsageError where the engine is
    not installed.
    """
    check_installed(engine)
    order = Order(project=project, site=site, site_url=site_url, branch=branch, engine=engine)
    now = sources(order)
    if (standing := site_as_it_stands(order, now, strict=strict)) is not None:
        return standing
    return _built(order, now, listener, strict=strict)


def _built(order: Order, now: str, listener: Listener, *, strict: bool) -> Build:
    """The site, built; all that makes pages is loaded here, where there is something to make."""
    from effsite.site.build import STEPS, build_site
    from effsite.workflows.check import load_checked

    steps = (READING, *STEPS)

    def begin(step: str) -> None:
        listener(StepBegan(step=step, done=steps.index(step), steps=len(steps)))

    begin(READING)
    checked = load_checked(order.project.results)
    return build_site(order, checked, then=now, strict=strict, on_step=begin)

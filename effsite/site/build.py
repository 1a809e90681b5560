"""The main job: from a project's collection to its site, in one step that succeeds or changes nothing."""

from __future__ import annotations

import calendar
import os
import subprocess
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from effsite.errors import BuildError, UsageError
from effsite.files import naming
from effsite.site.build_lock import build_lock
from effsite.site.built_site import check_own_site, write_marker
from effsite.site.charts import assets
from effsite.site.generator import read_config, run_generator
from effsite.site.pages import generate
from effsite.site.pages.placing import write_new
from effsite.site.pages.redirects import write_redirects
from effsite.site.settings import site_settings
from effsite.site.stage import Additions, open_stage, write_config
from effsite.site.swap import replace_folder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from effsite.records import CheckedCollection, Collection
    from effsite.site.project import Project
    from effsite.site.stage import Stage

NOT_UNDER_GIT = ("not a git repository (or any", "does not have any commits")
"""What git says where there is no commit to take a date from, which is no fault."""

STEPS = ("Writing pages and charts", "Building the site", "Putting it in place")


@dataclass(frozen=True, slots=True, kw_only=True)
class Build:
    """What a build made: `site` is the folder, `warnings` what a reader should know.

    `notes` say which pages of the project's own stand in place of pages that effsite would make.
    """

    site: Path
    tasks: int
    targets: int
    results: int
    pages: int
    charts: int
    seconds: float
    warnings: tuple[str, ...]
    notes: tuple[str, ...] = ()


def build_site(
    project: Project,
    checked: CheckedCollection,
    *,
    strict: bool = False,
    site: Path | None = None,
    site_url: str | None = None,
    on_step: Callable[[str], None] = lambda step: None,
) -> Build:
    """Build the site of `project` from its collection into `site` (by default its site/ folder).

    The old site stands until the new one is whole. Raises BuildError when mkdocs
    fails or, with `strict`, when anything was warned about. `site_url` replaces the configured address;
    `on_step` is called with each of STEPS as it begins.
    """
    started = time.perf_counter()
    place = site or project.site
    check_own_site(place, project)
    with build_lock(project), naming(project.work):
        collection, warnings = checked.collection, checked.warnings
        with open_stage(project) as stage:
            on_step(STEPS[0])
            config = read_config(project.config)
            settings = site_settings(config)
            generated = generate(collection, stage.docs, cache=project.cache, settings=settings)
            pages = generated.target_pages
            write_config(project, stage, config, Additions(pages, _write_assets(stage), site_url))
            on_step(STEPS[1])
            warnings += generated.warnings
            dated = build_date(project, collection)
            warnings += (*dated.warnings, *run_generator(stage.config, dated.seconds))
            if strict and warnings:
                raise BuildError(
                    "\n".join(["the build has warnings:", *warnings]), "see above; the old site stands"
                )
            on_step(STEPS[2])
            write_redirects(stage.site, (m for m in generated.moved if m.task in settings.redirected))
            write_marker(stage.site)
            check_own_site(place, project)
            replace_folder(stage.site, place)
    return Build(
        site=place,
        tasks=len(collection.tasks),
        targets=sum(len(t.task.targets) for t in collection.tasks),
        results=sum(len(t.results) for t in collection.tasks),
        pages=generated.pages,
        charts=generated.charts,
        seconds=time.perf_counter() - started,
        warnings=warnings,
        notes=generated.notes,
    )


@dataclass(frozen=True, slots=True)
class BuildDate:
    """The date that a build carries, in seconds since 1970, and what is to be said of it."""

    seconds: int
    warnings: tuple[str, ...] = ()


def build_date(project: Project, collection: Collection) -> BuildDate:
    """The date that a build carries, so that equal input gives equal bytes.

    SOURCE_DATE_EPOCH when set, else the last commit's, else that of the newest result. Where git
    refuses for another reason than that there is no repository or no commit (a folder of another
    owner, say), a warning has its words. Raises UsageError when SOURCE_DATE_EPOCH is no number.
    """
    if given := os.environ.get("SOURCE_DATE_EPOCH"):
        if not given.isascii() or not given.isdigit():
            raise UsageError(
                f"SOURCE_DATE_EPOCH is {given!r}", "set it to whole seconds since 1970, or unset it"
            )
        return BuildDate(int(given))
    newest = max((r.published.day for t in collection.tasks for r in t.results), default=None)
    undated = 0 if newest is None else calendar.timegm(newest.timetuple())
    log = ["git", "-C", str(project.root), "log", "-1", "--format=%ct"]
    english = {**os.environ, "LC_ALL": "C"}
    try:
        done = subprocess.run(log, capture_output=True, text=True, check=False, env=english)  # noqa: S603 - no shell
    except FileNotFoundError:
        return BuildDate(undated)
    if done.returncode == 0 and done.stdout.strip():
        return BuildDate(int(done.stdout))
    if any(words in done.stderr for words in NOT_UNDER_GIT):
        return BuildDate(undated)
    said = " ".join(done.stderr.split()) or f"exit status {done.returncode}"
    return BuildDate(
        undated,
        (
            f"the site carries the date of its newest result, because git refused: {said} "
            f"(to see it again: git -C {project.root} log -1)",
        ),
    )


def _write_assets(stage: Stage) -> tuple[str, str]:
    """Write the shared files of the charts; the style sheet and the script that every page loads."""
    shared = assets()
    for name, content in shared.files.items():
        write_new(stage.docs, name, content)
    return shared.stylesheet, shared.script

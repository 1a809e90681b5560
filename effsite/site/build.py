"""The main job: from a project's record to its site, in one step that succeeds or changes nothing."""

from __future__ import annotations

import calendar
import os
import subprocess
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from filelock import FileLock

from effsite.errors import BuildError
from effsite.site.charts import assets
from effsite.site.generator import read_config, run_generator
from effsite.site.pages import generate
from effsite.site.stage import Additions, open_stage, write_config
from effsite.site.swap import replace_folder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from effsite.records import CheckedRecord, Record
    from effsite.site.project import Project
    from effsite.site.stage import Stage

STEPS = ("Writing pages and charts", "Building the site", "Putting it in place")


@dataclass(frozen=True, slots=True, kw_only=True)
class Build:
    """What a build made: `site` is the folder, `warnings` what a reader should know."""

    site: Path
    tasks: int
    targets: int
    results: int
    pages: int
    charts: int
    seconds: float
    warnings: tuple[str, ...]


def build_site(
    project: Project,
    checked: CheckedRecord,
    *,
    strict: bool = False,
    site: Path | None = None,
    site_url: str | None = None,
    on_step: Callable[[str], None] = lambda step: None,
) -> Build:
    """Build the site of `project` from its record into `site` (by default its site/ folder).

    The old site stands until the new one is whole. Raises BuildError when mkdocs
    fails or, with `strict`, when anything was warned about. `site_url` replaces the configured address;
    `on_step` is called with each of STEPS as it begins.
    """
    started = time.perf_counter()
    place = site or project.site
    project.work.mkdir(exist_ok=True)
    with FileLock(project.work / "lock"):
        record, warnings = checked.record, checked.warnings
        with open_stage(project) as stage:
            on_step(STEPS[0])
            config = read_config(project.config)
            address = str(config.get("site_url") or "")
            generated = generate(record, stage.docs, cache=project.cache, site_url=address)
            pages = generated.target_pages
            write_config(project, stage, config, Additions(pages, _write_assets(stage), site_url))
            on_step(STEPS[1])
            warnings += generated.warnings
            warnings += run_generator(stage.config, build_date(project, record))
            if strict and warnings:
                raise BuildError(
                    "\n".join(["the build has warnings:", *warnings]), "see above; the old site stands"
                )
            on_step(STEPS[2])
            place.parent.mkdir(parents=True, exist_ok=True)
            replace_folder(stage.site, place)
    return Build(
        site=place,
        tasks=len(record.tasks),
        targets=sum(len(t.task.targets) for t in record.tasks),
        results=sum(len(t.results) for t in record.tasks),
        pages=generated.pages,
        charts=generated.charts,
        seconds=time.perf_counter() - started,
        warnings=warnings,
    )


def build_date(project: Project, record: Record) -> int:
    """The date that a build carries, in seconds since 1970, so that equal input gives equal bytes.

    SOURCE_DATE_EPOCH when set, else the last commit's, else that of the newest result.
    """
    if given := os.environ.get("SOURCE_DATE_EPOCH"):
        return int(given)
    log = ["git", "-C", str(project.root), "log", "-1", "--format=%ct"]
    try:
        done = subprocess.run(log, capture_output=True, text=True, check=False)  # noqa: S603 - no shell
    except FileNotFoundError:
        done = None
    if done and done.returncode == 0 and done.stdout.strip():
        return int(done.stdout)
    newest = max((r.published.day for t in record.tasks for r in t.results), default=None)
    return 0 if newest is None else calendar.timegm(newest.timetuple())


def _write_assets(stage: Stage) -> tuple[str, str]:
    """Write the shared files of the charts; the style sheet and the script that every page loads."""
    shared = assets()
    for name, content in shared.files.items():
        path = stage.docs / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return shared.stylesheet, shared.script

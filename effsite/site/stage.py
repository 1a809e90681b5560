"""The stage: a throw-away folder in which one build puts its pages together.

Everything is written here first and moved into place whole; a killed build leaves a stage behind,
which the next build deletes. The stage's mkdocs configuration inherits the project's own and adds
what only a build knows: folders, the pages of the targets, the names of the shared files.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from effsite.site.engine import MKDOCS
from effsite.site.own_files import check_theme, copy_pages
from effsite.site.pages.edition import CANONICAL_VARIABLE, EDITION_VARIABLE
from effsite.site.pages.theme import overrides, theme_extra
from effsite.site.project import STAGES
from effsite.site.swap import aside, remove

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from effsite.site.engine import EngineName
    from effsite.site.project import Project

TARGETS_PAGE = "targets/index.md"
SYSTEMS = "systems/"
EDITIONS = "mike"


@dataclass(frozen=True, slots=True)
class Stage:
    """The folder of one build."""

    root: Path

    @property
    def docs(self) -> Path:
        """All pages: a copy of the hand-written ones, and the generated ones."""
        return self.root / "docs"

    @property
    def site(self) -> Path:
        """The finished site, before it is moved into place."""
        return self.root / "site"

    @property
    def config(self) -> Path:
        """The derived mkdocs configuration."""
        return self.root / "mkdocs.yml"


@contextmanager
def open_stage(project: Project) -> Iterator[Stage]:
    """A fresh stage with a copy of docs/ in it, deleted at the end; stages left behind go first.

    The caller holds the project's lock, so any stage that is there belongs to a build that died.
    """
    for left in project.work.glob(f"{STAGES}*"):
        _save_old_site(left, project.site)
        remove(left)
    stage = Stage(Path(tempfile.mkdtemp(prefix=STAGES, dir=project.work)))
    stage.root.chmod(0o755)
    try:
        copy_pages(project.docs, stage.docs, project.root)
        yield stage
    finally:
        shutil.rmtree(stage.root, ignore_errors=True)


def _save_old_site(stage: Path, site: Path) -> None:
    """Put the old site back where a build was killed between the two renames that some file systems need."""
    old = aside(stage / "site")
    if old.is_dir() and not os.path.lexists(site):
        old.rename(site)


@dataclass(frozen=True, slots=True)
class Additions:
    """What a build adds to the project's configuration.

    `domain_pages` stand below the page of all targets in the navigation; pages in the `unlisted` folders
    do not stand in it, since every page would list them all; `stylesheet` and `script` are those of
    the charts, which carry a hash in their names; `site_url` replaces the project's own address, for a
    local server. `pages` are all generated pages, of which the project's navigation may leave some out;
    `absent` are those for which the collection has nothing, which it may name all the same. `preview` goes to
    the templates under `extra`: the feed, and the picture that goes with a link to a page without one. The
    theme is the one of the `engine`.
    """

    domain_pages: Sequence[str]
    unlisted: Sequence[str]
    stylesheet: str
    script: str
    site_url: str | None = None
    pages: Sequence[str] = ()
    absent: Sequence[str] = ()
    preview: Mapping[str, str] = field(default_factory=dict)
    engine: EngineName = MKDOCS


def write_config(project: Project, stage: Stage, base: Mapping[str, Any], added: Additions) -> dict[str, Any]:
    """Write the stage's mkdocs configuration, as JSON, which is YAML; give what in it decides the pages.

    That is the project's own configuration with what is added, without the folders of this stage.
    """
    config: dict[str, Any] = {
        "INHERIT": str(project.config),
        "docs_dir": str(stage.docs),
        "site_dir": str(stage.site),
        "theme": {"custom_dir": str(_theme(project, base))},
        "extra": {**theme_extra(added.engine), **added.preview, "effsite_script": added.script},
        "extra_css": [*(base.get("extra_css") or []), added.stylesheet],
    }
    if added.site_url is not None:
        config["site_url"] = added.site_url
    if EDITION_VARIABLE in os.environ:
        config["plugins"] = _with_editions(base.get("plugins", ["search"]))
    unlisted = [SYSTEMS, *added.unlisted]
    if base.get("nav"):
        config["nav"] = _with_domains(without(base["nav"], added.absent), added.domain_pages)
        unlisted += _left_out(config["nav"], added.pages, unlisted)
    config["not_in_nav"] = "\n".join([str(base.get("not_in_nav") or ""), *(f"/{name}" for name in unlisted)])
    stage.config.write_text(json.dumps(config, indent=1), encoding="utf-8")
    here = ("INHERIT", "docs_dir", "site_dir", "theme")
    return {
        **base,
        "engine": added.engine,
        "added": {key: value for key, value in config.items() if key not in here},
    }


def _theme(project: Project, base: Mapping[str, Any]) -> Path:
    """The project's own theme folder where it has one, else ours."""
    theme = base.get("theme")
    own = theme.get("custom_dir") if isinstance(theme, dict) else None
    if not own:
        return overrides()
    check_theme(project.root / str(own), project.root)
    return project.root / str(own)


def without(nav: list[Any], absent: Sequence[str]) -> list[Any]:
    """The navigation without those pages, and without sections that had nothing else."""
    left: list[Any] = []
    for entry in nav:
        title, where = next(iter(entry.items())) if isinstance(entry, dict) else (None, entry)
        if isinstance(where, list):
            if kept := without(where, absent):
                left.append({title: kept})
        elif where not in absent:
            left.append(entry)
    return left


def _left_out(nav: list[Any], pages: Sequence[str], unlisted: Sequence[str]) -> list[str]:
    """The pages that the navigation does not name, but for those in folders that stand in none."""
    named = set(_named(nav))
    return [page for page in pages if page not in named and not page.startswith(tuple(unlisted))]


def _named(nav: list[Any]) -> Iterator[str]:
    for entry in nav:
        for where in entry.values() if isinstance(entry, dict) else (entry,):
            if isinstance(where, list):
                yield from _named(where)
            else:
                yield str(where)


def _with_domains(nav: list[Any], pages: Sequence[str]) -> list[Any]:
    """The navigation with the domains' pages below the page of all targets."""
    filled: list[Any] = []
    for entry in nav:
        title, where = next(iter(entry.items())) if isinstance(entry, dict) else (None, entry)
        if where == TARGETS_PAGE and title:
            filled.append({title: [where, *pages]})
        elif isinstance(where, list) and TARGETS_PAGE in where:
            filled.append({title: [*where, *pages]})
        else:
            filled.append(entry)
    return filled


def _with_editions(plugins: list[Any] | dict[str, Any]) -> list[Any] | dict[str, Any]:
    """The plugins with mike's among them, which sets an edition's canonical addresses.

    Where the project does not say which these are, they are at the alias or edition that publishing names.
    """
    named = os.environ.get(CANONICAL_VARIABLE)
    told = {"canonical_version": named} if named else {}
    if isinstance(plugins, dict):
        return {**plugins, EDITIONS: {**told, **(plugins.get(EDITIONS) or {})}}
    given = next((p[EDITIONS] for p in plugins if isinstance(p, dict) and EDITIONS in p), None)
    ours = {EDITIONS: {**told, **(given or {})}}
    is_ours = [p == EDITIONS or (isinstance(p, dict) and EDITIONS in p) for p in plugins]
    filled = [ours if here else plugin for plugin, here in zip(plugins, is_ours, strict=True)]
    return filled if any(is_ours) else [*plugins, ours]

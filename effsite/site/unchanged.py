"""Whether a site is still the one that its sources give: a build with nothing to do says so at once."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from effsite.files import JsonError, json_text, parse_json_object, read_regular, write_atomically
from effsite.site.build_date import stated_date
from effsite.site.built_site import check_own_site
from effsite.site.data_before import published_before
from effsite.site.history_git import history_state
from effsite.site.kept import fingerprint, program
from effsite.site.pages.edition import CANONICAL_VARIABLE, EDITION_VARIABLE, commit_of
from effsite.site.project import STAGES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from effsite.site.order import Order
    from effsite.site.project import Project

_ELSEWHERE = re.compile(r"^INHERIT|![A-Za-z]", re.MULTILINE)
"""What a configuration has that may take something from another place, or run."""

_THEME = re.compile(r"""^ +custom_dir: *["']?([A-Za-z0-9_./-]+)["']? *$""", re.MULTILINE)


class _CannotTellError(Exception):
    """The sources hold something of which it cannot be told whether it changed."""


def sources(order: Order) -> str:
    """The fingerprint of all that a build of that order reads; empty where that cannot be told.

    The program and what is installed, the configuration, docs/, results/ and the theme by their contents,
    the date that the site carries, its commit, whether the history is there, and the edition before it. It
    cannot be told with links, or where the configuration reads elsewhere.
    """
    project = order.project
    try:
        config = read_regular(project.config).decode("utf-8")
        folders = [project.docs, project.results, *_theme(config, project.root)]
        folders += [project.templates] if project.templates.is_dir() else []
        contents = [list(_contents(folder)) for folder in folders]
    except (OSError, UnicodeDecodeError, _CannotTellError):
        return ""
    date = stated_date(project)
    before = published_before(project, order.branch)
    edition = [
        *(os.environ.get(name) for name in (EDITION_VARIABLE, CANONICAL_VARIABLE)),
        commit_of(project),
        before and [before.edition, before.tree],
    ]
    said = [order.engine, order.site_url, edition, date.seconds, list(date.warnings)]
    said.append(history_state(project))
    return fingerprint(program(), config, contents, said)


def unchanged(order: Order, now: str) -> dict[str, Any] | None:
    """The report of the build that made the site that stands, where another one would make the same.

    `now` is what `sources` says. None where there is no such site, or a file of it is not as it was written.
    Raises UsageError as a build would, where what stands in its place is not effsite's.
    """
    check_own_site(order.place, order.project)
    if not now or any(order.project.work.glob(f"{STAGES}*")):  # the stage of a build that died, or still runs
        return None
    with suppress(OSError, UnicodeDecodeError, JsonError):
        stored = parse_json_object(read_regular(_record(order)).decode("utf-8"))
        if stored.get("sources") == now and stored.get("files") == _files(order.place):
            report: dict[str, Any] = stored["report"]
            return report
    return None


def remember(order: Order, then: str, report: dict[str, Any]) -> None:
    """Note of the site that was just put in place what it was built from, where that could be told."""
    with suppress(OSError):
        if then:
            stored = {"sources": then, "files": _files(order.place), "report": report}
            write_atomically(_record(order), json_text(stored))
        else:
            _record(order).unlink(missing_ok=True)


def _record(order: Order) -> Path:
    return order.project.cache / f"site-{fingerprint(str(order.place))[:16]}.json"


def theme_of(project: Project) -> list[Path]:
    """The theme's folder that the project's configuration names, where it names one in a plain way."""
    try:
        return _theme(read_regular(project.config).decode("utf-8"), project.root)
    except (OSError, UnicodeDecodeError, _CannotTellError):
        return []


def _theme(config: str, root: Path) -> list[Path]:
    """The theme's folder that the configuration names, where it names one."""
    if _ELSEWHERE.search(config):
        raise _CannotTellError
    named = _THEME.findall(config)
    if len(named) != config.count("custom_dir"):
        raise _CannotTellError
    return [root / name for name in named]


def _contents(folder: Path) -> Iterator[list[str]]:
    """Every file below a folder, with the fingerprint of what it holds."""
    for path, status in _walk(folder):
        if not stat.S_ISREG(status.st_mode):
            raise _CannotTellError
        yield [str(path.relative_to(folder)), hashlib.sha256(read_regular(path)).hexdigest()]


def _files(site: Path) -> str:
    """The fingerprint of the names, sizes and times of a site's files: content is not looked at."""
    found = [[str(path), status.st_size, status.st_mtime_ns] for path, status in _walk(site)]
    return fingerprint(found)


def _walk(folder: Path) -> Iterator[tuple[Path, os.stat_result]]:
    """Everything below a folder that is no folder; raises OSError where something cannot be looked at."""
    for root, folders, files in os.walk(folder, onerror=_raise):
        folders.sort()
        links = [name for name in folders if os.path.islink(os.path.join(root, name))]  # noqa: PTH114, PTH118 - thousands of texts
        for name in sorted((*files, *links)):
            path = Path(root, name)
            yield path, path.lstat()


def _raise(error: OSError) -> None:
    raise error

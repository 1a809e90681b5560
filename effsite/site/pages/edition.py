"""Which edition is being built, of which commit, on which date: what its data and citation say of it."""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from effsite.files import JsonError, parse_json

if TYPE_CHECKING:
    from effsite.site.project import Project

EDITION_VARIABLE = "MIKE_DOCS_VERSION"
"""Set by mike's convention to the edition that is being built."""

CANONICAL_VARIABLE = "EFFSITE_CANONICAL"
"""Set to the edition or alias at which search engines shall find the pages of the one that is being built."""

DATA_PATHS = ("results", "docs", "mkdocs.yml")
"""What a project's site is made of: with a change in there that is not committed, no commit is named."""

VERSION = re.compile(r"([0-9]{4})\.(0[1-9]|1[0-2])(?:\.([1-9][0-9]{0,3}))?")
"""How an edition is named: year, month, and a number for a further one in that month."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """What is built: `name` is empty unless it is to be published, `commit` where none holds the sources."""

    name: str = ""
    commit: str = ""
    day: date | None = None

    def base(self, site_url: str) -> str:
        """The address at which this edition stays, ending in a slash; empty where the site's is not known."""
        if not site_url:
            return ""
        return f"{site_url.rstrip('/')}/{self.name}/" if self.name else f"{site_url.rstrip('/')}/"


def edition(project: Project, seconds: int) -> Edition:
    """The edition that is being built now; `seconds` since 1970 are the date that the build carries."""
    return Edition(
        name=edition_name(), commit=commit_of(project), day=datetime.fromtimestamp(seconds, UTC).date()
    )


def edition_name() -> str:
    """The name of the edition that is being built for the published branch; empty in any other build."""
    return os.environ.get(EDITION_VARIABLE, "")


def edition_before(versions: str, name: str) -> str:
    """The latest edition in a `versions.json` that comes before `name`, or the latest of all for no name.

    Empty where there is none.
    """
    try:
        listed = parse_json(versions)
    except JsonError:
        return ""
    known = [_order(str(one.get("version", ""))) for one in listed if isinstance(one, dict)]
    now = _order(name)
    before = [one for one in known if one is not None and (now is None or one < now)]
    return max(before)[3] if before else ""


def _order(name: str) -> tuple[int, int, int, str] | None:
    found = VERSION.fullmatch(name)
    return (int(found[1]), int(found[2]), int(found[3] or 0), name) if found else None


def commit_of(project: Project) -> str:
    """The commit that holds the project as it stands; empty without one, or with changes not committed."""
    asked = ["git", "-C", str(project.root), "status", "--porcelain=v2", "--branch", "--", *DATA_PATHS]
    quiet = {**os.environ, "GIT_OPTIONAL_LOCKS": "0"}
    try:
        done = subprocess.run(asked, capture_output=True, text=True, check=False, env=quiet)  # noqa: S603 - no shell
    except FileNotFoundError:
        return ""
    lines = done.stdout.splitlines() if done.returncode == 0 else []
    if any(not line.startswith("# ") for line in lines):
        return ""
    named = [line.removeprefix("# branch.oid ") for line in lines if line.startswith("# branch.oid ")]
    return next((oid for oid in named if oid.isalnum()), "")

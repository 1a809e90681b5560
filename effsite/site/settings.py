"""What a project says of itself in mkdocs.yml under `extra.effsite`: headline, runs page, title, author."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from effsite.errors import UsageError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping

WHERE = "mkdocs.yml: extra.effsite"
KEYS = {
    "headline": "the target that opens the site: task/target",
    "runs": "the task whose targets, the eras of the largest runs, share one page",
    "title": "the title of the front page",
    "author": "who is cited as the author",
    "repository": "the address of the repository that people send results to",
    "license": "the licence of the data, as SPDX names it: CC-BY-4.0",
    "redirects": "the tasks, with spaces between, whose systems all had a page in older editions",
    "moved": "pages that have another address now, old=new with spaces between",
}
"""What may stand under `extra.effsite`, and what it means."""

_PAGE = r"[a-z0-9-]+(?:/[a-z0-9-]+)*"
_MOVED = re.compile(rf"{_PAGE}={_PAGE}(?:#[a-z0-9-]+)?")
_LICENSE = re.compile(r"[A-Za-z0-9.+-]+")
_TARGET = re.compile(r"[a-z0-9-]+/[a-z0-9-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteSettings:
    """A site's own words; each is empty where the project does not give it.

    `name` and `url` are the configuration's own `site_name` and `site_url`.
    `headline` is task/target, `runs` a task, `redirects` some tasks with spaces between, `moved` pairs of
    addresses, old=new, with spaces between. Pages say
    `title_or_name` and cite `author_or_name`.
    """

    name: str = ""
    url: str = ""
    headline: str = ""
    runs: str = ""
    title: str = ""
    author: str = ""
    repository: str = ""
    license: str = ""
    redirects: str = ""
    moved: str = ""

    @property
    def moved_pages(self) -> tuple[tuple[str, str], ...]:
        """The old and the new address of each page that moved, below the site's root."""
        pairs = (pair.partition("=") for pair in self.moved.split())
        return tuple((old, new) for old, _, new in pairs)

    @property
    def redirected(self) -> tuple[str, ...]:
        """The tasks whose systems' old addresses have a page that leads on."""
        return tuple(self.redirects.split())

    @property
    def title_or_name(self) -> str:
        """The title of the front page: the site's name where the project gives none."""
        return self.title or self.name or "Efficiency over time"

    @property
    def author_or_name(self) -> str:
        """Who is cited: the site's name where the project names no author."""
        return self.author or self.name or "The site’s authors"


def site_settings(config: Mapping[str, Any]) -> SiteSettings:
    """The settings in a project's mkdocs configuration.

    Raises UsageError for a key that is not known, a value that is no text, a headline that is not of the form
    task/target, and moved pages that are not of the form old=new.
    """
    extra = config.get("extra") or {}
    own = (extra.get("effsite") if isinstance(extra, dict) else None) or {}
    if not isinstance(own, dict):
        raise UsageError(f"{WHERE} is not a table of settings", f"it takes {', '.join(KEYS)}")
    given = {str(key): _text(str(key), value) for key, value in own.items()}
    if (headline := given.get("headline")) and not _TARGET.fullmatch(headline):
        raise UsageError(
            f"{WHERE}.headline: {headline!r} does not name a target",
            "write the task and the target as in results/: imagenet/alexnet-level",
        )
    if (named := given.get("license")) and not _LICENSE.fullmatch(named):
        raise UsageError(
            f"{WHERE}.license: {named!r} is no identifier of SPDX",
            "write it as https://spdx.org/licenses/ does: CC-BY-4.0",
        )
    for pair in given.get("moved", "").split():
        if not _MOVED.fullmatch(pair):
            raise UsageError(
                f"{WHERE}.moved: {pair!r} is not of the form old=new",
                "write both as below the site's root, without slashes around: imagenet/old=imagenet/new",
            )
    return SiteSettings(
        name=str(config.get("site_name") or ""), url=str(config.get("site_url") or ""), **given
    )


def _text(key: str, value: object) -> str:
    if key not in KEYS:
        hint = did_you_mean(key, KEYS) or f"it takes {', '.join(KEYS)}"
        raise UsageError(f"{WHERE}: there is no setting {key!r}", hint)
    if not isinstance(value, str) or not value.strip():
        raise UsageError(f"{WHERE}.{key} is not a text", f"give {KEYS[key]}, or leave the key out")
    return " ".join(value.split())

"""What an edition, an alias and the branch may be called."""

from __future__ import annotations

import re

from effsite.errors import PublishError
from effsite.names import SLUG

VERSION = re.compile(r"[0-9]{4}\.(?:0[1-9]|1[0-2])(?:\.[1-9][0-9]{0,3})?")
"""An edition is named by year and month, with a number for a second one in the same month."""

BRANCH = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,99}")
"""What a branch may be called, of which git then refuses some more."""

LATEST = "latest"
"""The alias to which the front page, canonical addresses and the banner of older editions lead."""


def check_version(version: str) -> str:
    """The version itself; raises PublishError unless it reads like 2026.11 or 2026.11.1."""
    if not VERSION.fullmatch(version):
        raise PublishError(
            f"{version!r} does not name an edition", "write year and month: 2026.11, then 2026.11.1"
        )
    return version


def check_alias(alias: str) -> str:
    """The alias itself; raises PublishError unless it is a lower-case word such as `latest`."""
    if len(alias) > 64 or not SLUG.fullmatch(alias) or alias.replace("-", "").isdigit():
        raise PublishError(
            f"{alias!r} is not an alias", "use lower-case letters, digits and hyphens, such as latest"
        )
    return alias


def check_branch(branch: str) -> str:
    """The name itself; raises PublishError unless it is a plain one that git takes for a branch."""
    parts = branch.split("/")
    plain = BRANCH.fullmatch(branch) and ".." not in branch and branch != "HEAD"
    if not plain or any(not p or p.startswith(".") or p.endswith((".", ".lock")) for p in parts):
        raise PublishError(
            f"{branch!r} is no name for the branch",
            "use letters, digits, hyphens and single dots and slashes, such as gh-pages",
        )
    return branch

"""What is to be built: which project, into which folder, for which address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from effsite.site.engine import MKDOCS

if TYPE_CHECKING:
    from pathlib import Path

    from effsite.site.engine import EngineName
    from effsite.site.project import Project


PUBLISHED = "gh-pages"
"""The branch that editions are published on, unless another is named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a build is asked for: of which project, into which folder (None for its own), at which address.

    `site_url` replaces the configured address, for a local server. `branch` is where older
    editions are looked for. `engine` makes the site of the pages.
    """

    project: Project
    site: Path | None = None
    site_url: str | None = None
    branch: str = PUBLISHED
    engine: EngineName = MKDOCS

    @property
    def place(self) -> Path:
        """The folder that the site comes to stand in: the project's site/ unless another is named."""
        return self.site or self.project.site

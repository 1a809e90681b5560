"""A project: a folder with mkdocs.yml, docs/ and results/, and the places that effsite uses in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from effsite.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Project:
    """The folder of a project, absolute."""

    root: Path

    @classmethod
    def at(cls, folder: Path) -> Project:
        """The project in `folder`; raises UsageError naming what it lacks."""
        root = folder.resolve()
        missing = [name for name in ("mkdocs.yml", "docs", "results") if not (root / name).exists()]
        if missing:
            raise UsageError(
                f"{folder} is not an effsite project: it has no {' and no '.join(missing)}",
                "run effsite where mkdocs.yml, docs/ and results/ are, or name that folder: --project DIR",
            )
        return cls(root)

    @property
    def config(self) -> Path:
        """The site's configuration, written by hand."""
        return self.root / "mkdocs.yml"

    @property
    def docs(self) -> Path:
        """The pages written by hand."""
        return self.root / "docs"

    @property
    def results(self) -> Path:
        """The collection."""
        return self.root / "results"

    @property
    def site(self) -> Path:
        """Where the built site stands."""
        return self.root / "site"

    @property
    def work(self) -> Path:
        """What builds leave between them: a cache, a lock, half-done stages. Safe to delete."""
        return self.root / ".effsite"

    @property
    def edition(self) -> Path:
        """Where an edition is built to be published, so that site/ stays as it is."""
        return self.work / "edition"

    @property
    def cache(self) -> Path:
        """Chart designs, kept because drawing them anew costs a second."""
        return self.work / "cache"

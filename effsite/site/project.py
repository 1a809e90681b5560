"""A project: a folder with mkdocs.yml, docs/ and results/, and the places that effsite uses in it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from effsite import work_folder
from effsite.errors import UsageError
from effsite.files import leads_out, sort_of

if TYPE_CHECKING:
    from pathlib import Path


PARTS = {"mkdocs.yml": "a file", "docs": "a folder", "results": "a folder"}
"""What a project is made of."""


STAGES = "stage-"
"""How the folders begin, in the folder for work, in which builds put their pages together."""


@dataclass(frozen=True, slots=True)
class Project:
    """The folder of a project, absolute."""

    root: Path

    @classmethod
    def at(cls, folder: Path) -> Project:
        """The project in `folder`; raises UsageError naming what it lacks, or what is not what it seems."""
        root = folder.resolve()
        missing = [name for name in PARTS if not os.path.lexists(root / name)]
        if missing:
            raise UsageError(
                f"{folder} is not an effsite project: it has no {' and no '.join(missing)}",
                "run effsite where mkdocs.yml, docs/ and results/ are, or name that folder: --project DIR",
            )
        for name, wanted in PARTS.items():
            if (sort := sort_of(root / name) or "a file") != wanted:
                raise UsageError(f"{root / name} is {sort}, not {wanted}", f"put {wanted} in its place")
            if (root / name).is_symlink() and leads_out(root / name, root):
                hint = f"put {wanted} in its place"
                raise UsageError(f"{root / name} is a link that leads out of the project", hint)
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
    def templates(self) -> Path:
        """The project's own templates of generated pages, where it has some."""
        return self.root / "templates"

    @property
    def site(self) -> Path:
        """Where the built site stands."""
        return self.root / "site"

    @property
    def work(self) -> Path:
        """What builds leave between them: a cache, a lock, half-done stages. Safe to delete."""
        return self.root / work_folder.NAME

    @property
    def edition(self) -> Path:
        """Where an edition is built to be published, so that site/ stays as it is."""
        return self.work / "edition"

    @property
    def cache(self) -> Path:
        """Chart designs, kept because drawing them anew costs a second."""
        return self.work / "cache"

"""A project's own templates: files in `templates/` that stand in the place of effsite's of the same name."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from effsite.errors import UsageError, did_you_mean
from effsite.site.own_files import check_theme
from effsite.site.pages.environment import TEMPLATES

if TYPE_CHECKING:
    from pathlib import Path

    from effsite.site.project import Project

PAGE = ".md.jinja"
"""How the name of a page's template ends; other files are there for templates to include."""


def templates_of(project: Project) -> Path | None:
    """The folder of the project's own templates; None where it has none.

    Raises UsageError where one has the name of no page, so that it would never be used, and OwnFilesError
    where something in the folder may not be taken.
    """
    folder = project.templates
    if not os.path.lexists(folder):
        return None
    if not folder.is_dir():
        raise UsageError(f"{folder} is no folder", "put templates of pages into it, or rename it")
    check_theme(folder, project.root)
    known = sorted(path.name for path in TEMPLATES.glob(f"*{PAGE}"))
    for name in sorted(path.name for path in folder.glob(f"*{PAGE}")):
        if name not in known:
            hint = did_you_mean(name, known) or f"there are {', '.join(known)}"
            raise UsageError(f"templates/{name} is the template of no page", hint)
    return folder

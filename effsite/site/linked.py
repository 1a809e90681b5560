"""Files that effsite wrote into the folder of pages are put into the site as they are, not copied.

A thousand tables and charts are written once then, and not twice. A file of the project's own is copied, as
MkDocs does: it may have rights that the site's must not have.

This is a plugin of MkDocs that `effsite.site.generator` hands to it, and no configuration can name.
"""

from __future__ import annotations

import shutil
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mkdocs.plugins import BasePlugin, event_priority

from effsite.site.kept_pages import TOP

if TYPE_CHECKING:
    from collections.abc import Container


class Linked(BasePlugin):  # type: ignore[no-untyped-call, type-arg] # MkDocs types neither it nor its settings
    """A plugin of MkDocs that puts the files that effsite has `written` into the site by a second name."""

    def __init__(self, written: Container[str]) -> None:
        """For one build."""
        super().__init__()
        self._written = written

    @event_priority(-TOP)
    def on_files(self, files: Any, *, config: Any) -> None:
        """Have each of them linked where MkDocs would copy it."""
        for file in files:
            if file.src_uri in self._written and not file.is_documentation_page():
                file.copy_file = partial(_link, Path(file.abs_src_path), Path(file.abs_dest_path))


def _link(source: Path, place: Path, dirty: bool = False) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    try:
        place.hardlink_to(source)
    except OSError:  # a file system without second names
        shutil.copyfile(source, place)

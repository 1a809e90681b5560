"""Files of one task put into place together, if the collection stands up to its check with them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from effsite.errors import CollectionError
from effsite.files import read_regular
from effsite.store.journal import change, keep, undo
from effsite.store.reading import reread

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from datetime import date
    from pathlib import Path

    from effsite.store.reading import Reading

    Check = Callable[[Reading], Reading]


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What a commit did on disk: files that it wrote because their content is new, and files that went."""

    files: tuple[Path, ...] = ()
    removed: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A task's folder in a collection, as it was read before a change; `today` is the day of reading."""

    results: Path
    task: str
    reading: Reading
    today: date

    def shown(self, path: Path) -> str:
        """How findings name a file."""
        return f"{self.results.name}/{path.relative_to(self.results).as_posix()}"


def commit_files(
    place: Place, files: Mapping[Path, bytes | None], check: Check
) -> tuple[Written, Reading | None]:
    """Write what is new of these files, None removing one; what that did, and the task as it is then.

    The caller holds the lock. `check` adds to a reading what is wrong beyond its form. When an error stands
    in one of the files, or anywhere in the task where there was none before, everything is put back and
    CollectionError raised with what is wrong. Without a change there is no other reading.
    """
    changed = {p: c for p, c in files.items() if c != (read_regular(p) if p.exists() else None)}
    if not changed:
        return Written(), None
    change(place.results, changed)
    try:
        after = _checked(place, check, files)
    except BaseException:
        undo(place.results)
        raise
    keep(place.results)
    written = Written(
        files=tuple(path for path, content in changed.items() if content is not None),
        removed=tuple(path for path, content in changed.items() if content is None),
    )
    return written, after


def _checked(place: Place, check: Check, touched: Collection[Path]) -> Reading:
    after = reread(place.reading, place.results, place.task, place.today)
    if errors := check(after).errors:
        shown = {place.shown(path) for path in touched}
        before = {(f.path, f.message) for f in check(place.reading).errors}
        if wrong := [f for f in errors if f.path in shown or (f.path, f.message) not in before]:
            raise CollectionError(wrong)
    return after

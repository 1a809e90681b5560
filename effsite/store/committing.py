"""The one way into a task's folder: files put into place together, if the collection stands up to its check.

Submissions (`draft`), reproductions (`reproducing`) and single cells (`amending`) are written through it.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from effsite.errors import CollectionError, UsageError
from effsite.files import read_regular
from effsite.names import TaskFolder
from effsite.store.journal import change, collection_lock, keep, undo
from effsite.store.reading import read, reread, utc_today

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping
    from datetime import date
    from pathlib import Path

    from effsite.records import TaskCollection
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

    @property
    def collection(self) -> TaskCollection:
        """The task with its rows, curves and logs."""
        return self.reading.collection.task(self.task)

    @property
    def folder(self) -> TaskFolder:
        """The paths of its files."""
        return TaskFolder(self.results / self.task)

    def shown(self, path: Path) -> str:
        """How findings name a file."""
        return f"{self.results.name}/{path.relative_to(self.results).as_posix()}"


@contextmanager
def task_to_change(results: Path, task: str, today: date | None = None) -> Iterator[Place]:
    """Within: the task's folder, as it is read now, under the lock on the collection.

    Raises UsageError when there is no such task, or when another program is writing.
    """
    with collection_lock(results):
        today = today or utc_today()
        reading = read(results, today)
        if all(known.task.name != task for known in reading.collection.tasks):
            raise UsageError(f"no task {task!r} in {results}", f"describe it in {results}/{task}/task.toml")
        yield Place(results=results, task=task, reading=reading, today=today)


def commit_files(
    place: Place, files: Mapping[Path, bytes | None], check: Check
) -> tuple[Written, Reading | None]:
    """Write what is new of these files, None removing one; what that did, and the task as it is then.

    Called within `task_to_change`. `check` adds to a reading what is wrong beyond its form. When an error
    stands in one of the files, or anywhere in the task where there was none before, everything is put back
    and CollectionError raised with what is wrong. Without a change there is no other reading.
    """
    changed = {p: c for p, c in files.items() if c != (read_regular(p) if p.exists() else None)}
    if not changed:
        return Written(), None
    change(place.results, changed)
    try:
        after = _checked(place, check, files)
        keep(place.results)
    except BaseException:
        undo(place.results)
        raise
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

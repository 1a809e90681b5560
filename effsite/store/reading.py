"""The folders of results/ -> the whole collection and everything that is wrong with it."""

from __future__ import annotations

import datetime
import gc
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from effsite.errors import CollectionError, Finding, UsageError
from effsite.files import leads_out
from effsite.records import Collection
from effsite.store.journal import changed_since, changes_so_far, collection_lock, put_back_if_broken_off
from effsite.store.relations import check_relations
from effsite.store.task_folder import read_folder

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date
    from pathlib import Path

    from effsite.records import Target
    from effsite.store.relations import PlacedRow
    from effsite.store.task_folder import FolderReading

READINGS = 3
"""Of a collection that changes meanwhile, before one is made that no program may change."""

MOST_TASKS = 2_000
"""Of a collection that is read."""

BESIDE_TASKS = frozenset({"README.md", "task.schema.json", "result.schema.json"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What was read from results/: the collection, what is wrong, and where each row stands.

    `collection` holds what could be read even when there are findings; use `load` where only a
    collection without errors will do. `levels` has the line and column of each target's level in its
    task.toml. `folders` has the parts of which it is made, by the folders' names.
    """

    collection: Collection
    findings: tuple[Finding, ...]
    levels: Mapping[Target, tuple[int, int]]
    folders: Mapping[str, FolderReading]

    def places_of(self, rows: Iterable[object]) -> dict[int, PlacedRow]:
        """Where each of these rows of the collection stands, by its `id`."""
        wanted = set(map(id, rows))
        if not wanted:
            return {}
        placed = (place for part in self.folders.values() for place in part.placed)
        return {id(place.row): place for place in placed if id(place.row) in wanted}

    def places(self) -> dict[object, PlacedRow]:
        """Where each row stands, by the row: made anew at each call, for most readings are without fault."""
        return {place.row: place for part in self.folders.values() for place in part.placed}

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that are errors rather than warnings."""
        return tuple(f for f in self.findings if f.severity == "error")


def load(results: Path, today: date | None = None) -> Collection:
    """The collection in `results`, complete and without an error; raises CollectionError with all of them."""
    reading = read(results, today)
    if reading.errors:
        raise CollectionError(reading.errors)
    return reading.collection


def read(results: Path, today: date | None = None) -> Reading:
    """Everything in `results` and everything that is wrong with it.

    Raises UsageError when the folder is not there; bad content never raises. `today` decides which
    dates lie in the future. A change that was killed half-way is undone first, and what another program
    changed meanwhile is read again: the reading is of one state of the collection.
    """
    if not results.is_dir():
        raise UsageError(f"no folder {results}", "run effsite where results/ is, or name it: --project DIR")
    if leads_out(results, results.absolute().parent):
        # Two projects that share a folder would each hold a lock of their own on it.
        raise UsageError(f"{results} is a link that leads out of the project", "put the folder in its place")
    today = today or utc_today()
    for _ in range(READINGS):
        put_back_if_broken_off(results)
        before = changes_so_far(results)
        reading = _read_all(results, today)
        if not changed_since(results, before):
            return reading
    with collection_lock(results):
        return _read_all(results, today)


def _read_all(results: Path, today: date) -> Reading:
    names = [path.name for path in sorted(results.iterdir()) if _is_task(path.name)]
    if len(names) > MOST_TASKS:
        raise UsageError(
            f"{results} holds {len(names):,} tasks; at most {MOST_TASKS:,} are read",
            "keep them in several projects",
        )
    with no_search_for_cycles():
        return _joined(results.name, {name: read_folder(results / name, today) for name in names})


def reread(reading: Reading, results: Path, name: str, today: date) -> Reading:
    """The reading with the folder of that name read anew; what must hold between rows is checked again."""
    fresh = read_folder(results / name, today)
    return _joined(results.name, dict(sorted({**reading.folders, name: fresh}.items())))


def utc_today() -> date:
    """The date by which dates lie in the future or not."""
    return datetime.datetime.now(datetime.UTC).date()


@contextmanager
def no_search_for_cycles() -> Iterator[None]:
    """Within: objects are not searched for cycles of references, of which rows have none.

    Python would do so again and again while a large collection is read and checked, a third of the time.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _is_task(name: str) -> bool:
    return not name.startswith(".") and name not in BESIDE_TASKS


def _joined(root: str, folders: Mapping[str, FolderReading]) -> Reading:
    """The whole collection of its folders, with what must hold between their rows."""
    parts = folders.values()
    collection = Collection(tasks=tuple(part.task for part in parts if part.task is not None))
    placed = [place for part in parts for place in part.placed]
    findings = [finding for part in parts for finding in part.findings]
    findings += check_relations(collection, placed, root)
    return Reading(
        collection=collection,
        findings=tuple(sorted(findings, key=lambda f: (f.path, f.line, f.column))),
        levels={target: at for part in parts for target, at in part.levels.items()},
        folders=folders,
    )

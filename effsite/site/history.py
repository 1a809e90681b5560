"""What results said before: earlier figures and states of their rows, read from the project's git history.

Git is what knows: a file of our own could be forgotten, or say something else than what stood there. What
counts is what stood on the branch, commit by commit along its first parents: the drafts of a pull request
were never on the site. A shallow clone lacks most of it and would give another site, so there the earlier
figures are left out altogether, and the build says so. One `git log` finds the versions of all files, one
`git cat-file` reads those that are new, and what was made of a file's versions is kept.
"""

from __future__ import annotations

import csv
import datetime
import io
import json
import os
import re
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from effsite.names import SLUG, STATED
from effsite.records import MEASURES, Earlier, Result, columns
from effsite.records.fields import FieldError
from effsite.site.history_git import asked, history_state
from effsite.site.kept import fingerprint, program
from effsite.store.csv_text import as_text
from effsite.store.values import Context, parse_cell

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from effsite.records import Collection, TaskCollection
    from effsite.site.kept import Kept
    from effsite.site.project import Project

    Row = dict[str, str]
    Key = tuple[str, ...]

TRACKED = tuple(
    name
    for name in columns(Result)
    if name in MEASURES or name in ("published", "value", "flop_method", "flop_scope", "status")
)
"""Columns whose earlier values a reader is told: figures, how they were got, and states."""

MOST_VERSIONS = 100
"""Versions of a file that are looked at, the latest."""

UNREADABLE = "earlier figures are left out: git cannot read its history here (`git log -- results`)"
SHALLOW = "earlier figures are left out: the clone is shallow; `git fetch --unshallow` brings its history"
_FILE = re.compile(rf"(?P<task>{SLUG.pattern})/(?P<submission>{SLUG.pattern})\.csv")
_ID = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class TracedCollection:
    """A collection with what its results said before, and what is to be said of how that was read."""

    collection: Collection
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Version:
    """A file as a commit left it: the commit's second since 1970, and the content's name in git."""

    second: int
    blob: str


def with_history(collection: Collection, project: Project, kept: Kept) -> TracedCollection:
    """The collection with the earlier figures of its results; as it is where git has none of it."""
    state = history_state(project).split()
    if not state:
        return TracedCollection(collection=collection)
    if state[0] == "true":
        return TracedCollection(collection=collection, notes=(SHALLOW,))
    log = _log(project)
    if log is None:
        return TracedCollection(collection=collection, notes=(UNREADABLE,))
    files = {
        name: found[-MOST_VERSIONS:] for name, found in _versions(log, project).items() if len(found) > 1
    }
    earlier = _earlier_of_files(project, files, kept)
    tasks = tuple(_with_earlier(task, earlier) for task in collection.tasks)
    return TracedCollection(collection=replace(collection, tasks=tasks))


def _with_earlier(task: TaskCollection, earlier: Mapping[tuple[str, str], list[Earlier]]) -> TaskCollection:
    """The task with what is told of results that are there now."""
    there = {(r.submission, r.target, r.system) for r in task.results}
    found = [
        e for s in sorted({r.submission for r in task.results}) for e in earlier.get((task.task.name, s), [])
    ]
    return replace(task, earlier=tuple(e for e in found if (e.submission, e.target, e.system) in there))


def _log(project: Project) -> bytes | None:
    """What git tells of each commit that changed results/: its second, and the files before and after."""
    how = ("--first-parent", "-m", "--raw", "-z", "--no-abbrev", "--no-renames", "--relative")
    return asked(project, "log", *how, "--format=%x01%ct", "--", project.results.name)


def _versions(log: bytes, project: Project) -> dict[tuple[str, str], list[Version]]:
    """The versions of each CSV file with rows that stood in results/, the oldest first, by task and name."""
    found: dict[tuple[str, str], list[Version]] = {}
    for commit in reversed(log.split(b"\x01")):
        second, _, changes = commit.partition(b"\0")
        fields = changes.lstrip(b"\n").split(b"\0")
        for change, path in zip(fields[::2], fields[1::2], strict=False):
            blob = change.split(b" ")[3:4]
            place = _FILE.fullmatch(os.fsdecode(path).removeprefix(f"{project.results.name}/"))
            if place and blob and place["submission"] != STATED and _ID.fullmatch(blob[0].decode()):
                version = Version(int(second), blob[0].decode())
                found.setdefault((place["task"], place["submission"]), []).append(version)
    return found


def _earlier_of_files(
    project: Project, files: Mapping[tuple[str, str], Sequence[Version]], kept: Kept
) -> dict[tuple[str, str], list[Earlier]]:
    """What the rows of each file said before; of a file whose versions are known it is what is kept."""
    names = {place: _name(place, versions) for place, versions in files.items()}
    found = {place: stored for place, name in names.items() if (stored := kept.get(name)) is not None}
    missing = {place: versions for place, versions in files.items() if place not in found}
    contents = _contents(project, sorted({v.blob for versions in missing.values() for v in versions}))
    for place, versions in missing.items():
        told = [
            [second, *key, values]
            for second, key, values in _changes([(v.second, contents.get(v.blob, b"")) for v in versions])
        ]
        found[place] = json.dumps(told).encode()
        kept.put(names[place], found[place])
    return {place: [_restored(place, *one) for one in json.loads(stored)] for place, stored in found.items()}


def _name(place: tuple[str, str], versions: Sequence[Version]) -> str:
    return fingerprint(program(), list(place), [[v.second, v.blob] for v in versions])


def _restored(
    place: tuple[str, str], second: int, target: str, system: str, values: list[list[str]]
) -> Earlier:
    return Earlier(
        task=place[0],
        submission=place[1],
        target=target,
        system=system,
        until=datetime.datetime.fromtimestamp(second, datetime.UTC).date(),
        values=tuple((name, text) for name, text in values),
    )


def _contents(project: Project, blobs: Sequence[str]) -> dict[str, bytes]:
    """What those contents are, by their names in git."""
    if not blobs:
        return {}
    said = io.BytesIO(asked(project, "cat-file", "--batch", given="\n".join(blobs).encode()) or b"")
    found = {}
    while heading := said.readline().decode().split():
        if heading[1] == "blob":
            found[heading[0]] = said.read(int(heading[2]))
            said.readline()
    return found


def _changes(versions: Sequence[tuple[int, bytes]]) -> Iterator[tuple[int, Key, list[list[str]]]]:
    """Second, target and system, and the cells as they were, of each change of a row between versions."""
    before: dict[Key, Row] = {}
    for second, content in versions:
        rows = _rows(content)
        for key, row in rows.items():
            old = before.get(key, row)
            changed = [[name, old[name]] for name in TRACKED if old[name] != row[name]]
            if changed:
                yield second, key, changed
        before |= rows


def _rows(content: bytes) -> dict[Key, Row]:
    """The tracked cells of each row that can be told from the others, by target and system.

    An earlier version may hold anything: a cell that its column does not take is passed over, and so is a
    table that is none.
    """
    table = csv.DictReader(io.StringIO(content.decode("utf-8", "replace"), newline=""))
    found: list[tuple[Key, Row]] = []
    with suppress(csv.Error):
        found += (
            ((line.get("target") or "", line.get("system") or ""), {n: _cell(line, n) for n in TRACKED})
            for line in table
        )
    count = Counter(key for key, _ in found)
    return {key: row for key, row in found if count[key] == 1 and all(key)}


def _cell(line: Mapping[str, str | None], name: str) -> str:
    """The cell in the one way in which effsite writes its value; an empty status is claimed."""
    try:
        value = parse_cell(line.get(name) or "", name, columns(Result)[name], _ANY_DAY)
    except FieldError:
        return ""
    return as_text(value) or _DEFAULTS.get(name, "")


_ANY_DAY = Context(today=datetime.date.max)
_DEFAULTS = {"status": "claimed", "flop_scope": "to-target"}

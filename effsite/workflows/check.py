"""Everything that is wrong with the collection, in form, arithmetic and sense, and what some rows change."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from effsite import store
from effsite.analysis.attempts import check_attempts
from effsite.analysis.changes import changes_in
from effsite.analysis.levels import check_levels
from effsite.analysis.loaded import LoadedCollection
from effsite.analysis.reproductions import check_reproductions
from effsite.analysis.rules import check_figures, review, rows_of
from effsite.errors import CollectionError
from effsite.records import CheckedCollection
from effsite.store.reading import no_search_for_cycles
from effsite.workflows.finding_formats import rendered
from effsite.workflows.logged_counts import check_counts
from effsite.workflows.named_paths import covers, named

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from effsite.analysis.changes import Change
    from effsite.analysis.rules.unit import Rows
    from effsite.errors import Finding
    from effsite.store import Reading
    from effsite.workflows.options import CheckOptions, FindingsFormat


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckReport:
    """What is wrong with the collection, or with a part of it, and what that part changes.

    `ok` is False where there is an error, or a warning where warnings count.
    """

    ok: bool
    findings: tuple[Finding, ...]
    changes: tuple[Change, ...]

    def as_json(self) -> dict[str, Any]:
        """The report as plain values for scripts."""
        changes = [asdict(change) for change in self.changes]
        return {"ok": self.ok, "findings": [f.as_json() for f in self.findings], "changes": changes}

    def rendered(self, form: FindingsFormat, project: Path) -> str:
        """The findings in a form that GitHub or an editor reads."""
        return rendered(self.findings, form, project)


def check(options: CheckOptions) -> CheckReport:
    """Check the collection of a project; with paths, report on them alone and say what their rows change.

    Raises UsageError for a path that is not below the collection.
    """
    results = options.project / "results"
    reading = read_reviewed(results)
    wanted = named(results, options.paths, example="results/imagenet")
    findings = tuple(f for f in reading.findings if not wanted or covers(wanted, f.path))
    return CheckReport(
        ok=is_ok(findings, strict=options.strict),
        findings=findings,
        changes=_changes(reading, wanted) if wanted and not reading.errors else (),
    )


def is_ok(findings: Iterable[Finding], *, strict: bool) -> bool:
    """Whether none of the findings counts as wrong: an error, or a warning where one is strict."""
    failing = ("error", "warning") if strict else ("error",)
    return not any(finding.severity in failing for finding in findings)


def load(results: Path | str = "results") -> LoadedCollection:
    """The collection in a folder, for a notebook; raises CollectionError with all its errors."""
    return LoadedCollection(tasks=load_checked(Path(results)).collection.tasks)


def read_checked(results: Path, today: date | None = None) -> Reading:
    """What `store.read` gives, with the arithmetic of every row and every measured level checked as well."""
    return with_arithmetic(store.read(results, today), results.name)


def read_reviewed(results: Path) -> Reading:
    """What `read_checked` gives, and what else a reviewer should see: dates, links, placeholders, records."""
    with no_search_for_cycles():
        reading = store.read(results)
        rows = rows_of(reading.collection)
        checked = _with_arithmetic(reading, results.name, rows)
        return _with(checked, _placed(reading, review(rows)))


def with_arithmetic(reading: Reading, root: str) -> Reading:
    """The reading with what is wrong in the arithmetic of its rows.

    `root` is the name of the collection's folder, with which the paths of findings begin.
    """
    return _with_arithmetic(reading, root, rows_of(reading.collection))


def _with_arithmetic(reading: Reading, root: str, rows: Sequence[Rows]) -> Reading:
    collection = reading.collection
    about_rows = (
        *check_figures(rows),
        *check_attempts(collection),
        *check_reproductions(collection),
        *check_counts(collection),
    )
    found = list(_placed(reading, about_rows))
    for target, finding in check_levels(collection):
        line, column = reading.levels[target]
        found.append(replace(finding, path=f"{root}/{target.task}/task.toml", line=line, column=column))
    return _with(reading, found)


def _placed(reading: Reading, about: Sequence[tuple[object, Finding]]) -> Iterator[Finding]:
    """The findings about rows, each at the place of its row."""
    places = reading.places_of(row for row, _ in about)
    for row, finding in about:
        place = places[id(row)]
        column = place.header.index(finding.field) + 1 if finding.field in place.header else 0
        yield replace(finding, path=place.path, line=place.line, column=column)


def _with(reading: Reading, found: Iterable[Finding]) -> Reading:
    ordered = sorted([*reading.findings, *found], key=lambda f: (f.path, f.line, f.column))
    return replace(reading, findings=tuple(ordered))


def load_checked(results: Path, today: date | None = None) -> CheckedCollection:
    """The collection without an error, and its warnings in words; raises CollectionError with every error."""
    reading = read_checked(results, today)
    if reading.errors:
        raise CollectionError(reading.errors)
    return CheckedCollection(
        collection=reading.collection, warnings=tuple(str(finding) for finding in reading.findings)
    )


def _changes(reading: Reading, wanted: Sequence[str]) -> tuple[Change, ...]:
    """What the rows at `wanted` change, target by target: the collection with them against without."""
    rows = {row for row, place in reading.places().items() if covers(wanted, place.path)}
    return tuple(changes_in(reading.collection, rows))

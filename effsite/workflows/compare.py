"""What a branch changes, held against the commit where it left another: `effsite check --against`."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from effsite import store
from effsite.analysis.difference import differences
from effsite.errors import Finding, UsageError
from effsite.escape import printable
from effsite.files import write_atomically
from effsite.names import short_slug
from effsite.site.comparison.markdown import as_markdown
from effsite.site.comparison.pictures import draw_pictures
from effsite.site.comparison.telling import tell
from effsite.site.comparison.told import ComparisonTold, FileTold, FindingTold
from effsite.site.revision import Revision
from effsite.store.file_rules import BeforeNotRead
from effsite.workflows.check import CheckReport, is_ok, read_reviewed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from effsite.analysis.difference import TargetDifference
    from effsite.records import TaskCollection
    from effsite.site.revision import ChangedFile
    from effsite.store import Reading
    from effsite.workflows.options import CheckOptions, FindingsFormat


@dataclass(frozen=True, slots=True, kw_only=True)
class CompareReport(CheckReport):
    """What a branch changes, and what is wrong with it.

    `findings` are all errors of the collection and the warnings about changed files. `told` says in words
    what `changes` says in numbers.
    """

    told: ComparisonTold

    def as_json(self) -> dict[str, Any]:
        """The report as plain values for scripts."""
        return {**CheckReport.as_json(self), "comparison": asdict(self.told)}

    def rendered(self, form: FindingsFormat, project: Path) -> str:
        """The comparison as Markdown for a comment; in a form for annotations it is the findings alone."""
        return as_markdown(self.told) if form == "markdown" else CheckReport.rendered(self, form, project)


def compare(options: CheckOptions) -> CompareReport:
    """Hold the collection of the work tree against that of the commit where its branch left another.

    Writes the pictures and the summary where the options say so. Raises UsageError where the project is not
    under git, where there is no such commit, and for paths beside `against`.
    """
    if options.paths:
        raise UsageError(
            "--against looks at all that the branch changed", "leave out the paths, or --against"
        )
    results = options.project / "results"
    revision = Revision.left(options.project, options.against or "")
    files = revision.changed(results.name)
    reading = read_reviewed(results)
    found = [] if reading.errors else _differences(revision, reading, files)
    findings = (*_told_of(reading.findings, files), *(f for f in found if isinstance(f, Finding)))
    targets = [d for d in found if not isinstance(d, Finding)]
    ok = is_ok(findings, strict=options.strict)
    told = ComparisonTold(
        against=revision.name,
        commit=revision.commit,
        ok=ok,
        compared=not reading.errors,
        targets=tuple(tell(d, _drawn(d, options.pictures)) for d in targets),
        files=tuple(FileTold(state=f.state, path=printable(f.path)) for f in files),
        findings=tuple(map(_finding, findings)),
    )
    if options.summary is not None:
        _append(options.summary, as_markdown(told))
    changes = tuple(change for d in targets for change in d.changes)
    return CompareReport(ok=ok, findings=findings, changes=changes, told=told)


def _differences(
    revision: Revision, reading: Reading, files: Iterable[ChangedFile]
) -> list[TargetDifference | Finding]:
    """The targets that differ; before them, what of the other state could not be read."""
    # A path as git names it: results/<task>/...
    changed = sorted({Path(f.path).parts[1] for f in files if len(Path(f.path).parts) > 2})
    before, unread = _before(revision, changed)
    after = [t for t in reading.collection.tasks if t.task.name in changed]
    return [*unread, *differences(before, after)]


def _before(revision: Revision, tasks: Iterable[str]) -> tuple[list[TaskCollection], list[Finding]]:
    """Those tasks as the commit has them, and a warning for each of its files that cannot be read."""
    with TemporaryDirectory(prefix="effsite-") as folder:
        results = Path(folder).resolve() / "results"
        revision.write((f"{results.name}/{task}" for task in tasks), results.parent)
        if not results.is_dir():
            return [], []
        parts = store.read(results).folders.values()
    wrong = sorted({f.path for part in parts for f in part.findings if f.severity == "error"})
    return [part.task for part in parts if part.task is not None], [_unread(path, revision) for path in wrong]


def _unread(path: str, revision: Revision) -> Finding:
    return BeforeNotRead.found(path, f"cannot be read in full as it was at {revision.commit[:12]}")


def _told_of(findings: Iterable[Finding], files: Iterable[ChangedFile]) -> Iterable[Finding]:
    """Every error, and the warnings about files that the branch changed."""
    changed = {f.path for f in files}
    return (f for f in findings if f.severity == "error" or f.path in changed)


def _finding(finding: Finding) -> FindingTold:
    return FindingTold(
        severity=finding.severity,
        where=finding.where,
        message=finding.message,
        hint=finding.hint,
        code=finding.code,
    )


def _drawn(difference: TargetDifference, folder: Path | None) -> tuple[str, ...]:
    """The pictures that were written for it, before and after; empty where none was asked for."""
    if folder is None or not (difference.rows or difference.moved):
        return ()
    summary = difference.summary
    base = short_slug(summary.task.name, summary.target.name)
    pictures = draw_pictures(difference)
    return tuple(
        _write(folder / f"{base}-{side}.svg", svg)
        for side, svg in (("before", pictures.before), ("after", pictures.after))
    )


def _write(path: Path, svg: str | None) -> str:
    if svg is None:
        return ""
    write_atomically(path, f"{svg}\n")
    return path.name


def _append(path: Path, text: str) -> None:
    """At the end of the file, as GitHub wants its summaries: each step adds to what stands there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(text)

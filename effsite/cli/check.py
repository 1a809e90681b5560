"""`effsite check`: everything that is wrong with the record, and what a submission changes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from effsite.cli.console import print_json, print_line
from effsite.cli.options import HERE, JsonOption, ProjectOption, StrictOption
from effsite.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from effsite.errors import Finding
    from effsite.store import Reading


def check(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            help="Files or folders below results/ to report on; by default all.", show_default=False
        ),
    ] = None,
    project: ProjectOption = HERE,
    strict: StrictOption = False,
    json: JsonOption = False,
) -> None:
    """Check results/: form, arithmetic and sense of every row; with PATHS, say what those rows change.

    Exits with 0 when all is well, 1 when something is wrong, 2 when a path is not there.
    """
    from effsite.site.checked_record import read_checked

    results = project / "results"
    reading = read_checked(results)
    wanted = [_below(results, path) for path in paths or []]
    findings = [f for f in reading.findings if not wanted or any(_covers(w, f.path) for w in wanted)]
    ok = not any(f.severity == "error" or strict for f in findings)
    changes = _changes(reading, wanted) if wanted and not reading.errors else []
    if json:
        print_json({"ok": ok, "findings": [_as_json(f) for f in findings], "changes": changes})
    else:
        _print(findings, changes, ok)
    raise typer.Exit(0 if ok else 1)


def _below(results: Path, path: Path) -> str:
    """The path as findings name it, `results/...`; raises UsageError when it is not below results/."""
    for candidate in (path, results.parent / path):
        if candidate.exists() and candidate.resolve().is_relative_to(results.resolve()):
            return str(Path(results.name, candidate.resolve().relative_to(results.resolve())))
    raise UsageError(f"{path} is not a file or folder below {results}", "name a path like results/imagenet")


def _covers(wanted: str, path: str) -> bool:
    return path == wanted or path.startswith(f"{wanted}/") or wanted == "results"


def _changes(reading: Reading, wanted: Sequence[str]) -> list[dict[str, Any]]:
    """What the rows at `wanted` change, target by target: the record with them against without."""
    from dataclasses import asdict

    from effsite.analysis.verdict import changes_in

    rows = {row for row, place in reading.places.items() if any(_covers(w, place.path) for w in wanted)}
    return [asdict(change) for change in changes_in(reading.record, rows)]


def _as_json(finding: Finding) -> dict[str, Any]:
    from dataclasses import asdict

    return asdict(finding)


def _print(findings: Sequence[Finding], changes: Sequence[dict[str, Any]], ok: bool) -> None:
    for finding in findings:
        print_line(f"{finding.severity}: {finding}")
    for change in changes:
        print_line(change["text"])
    errors = sum(f.severity == "error" for f in findings)
    print_line("no errors" if ok and not findings else f"{errors} errors, {len(findings) - errors} warnings")

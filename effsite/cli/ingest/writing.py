"""Results -> results/<task>/: the rows and their learning curves, or everything as it was."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from effsite import store
from effsite.cli.ingest.thinning import thinned
from effsite.errors import EffsiteError, RecordError
from effsite.store import Written
from effsite.workflows.check import with_arithmetic

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from effsite.cli.ingest.outcome import Ingested, Outcome
    from effsite.cli.ingest.settings import Settings
    from effsite.records import Result
    from effsite.store import Draft, Reading

    Pair = tuple[Ingested, Result]


def write(outcome: Outcome, chosen: Settings) -> Outcome:
    """Write every row that is complete, each with its curves; the outcome with what was written.

    A row of the same system, target and submission gives way to the new one, the others stay byte for
    byte, unless the file lacks a column that a new row needs: it is then written anew. What does not
    stand up to `effsite check` is refused, row by row, and the rest is written.
    """
    pairs = [(result, result.row) for result in outcome.results if result.row is not None]
    if not pairs or chosen.task is None:
        return outcome
    results = chosen.project / "results"
    with store.submission(results, chosen.task.task.name) as draft:
        try:
            done = [_commit(pairs, draft, chosen)]
        except RecordError:
            done = [_commit_or_refuse(pair, draft, chosen) for pair in pairs]
    return replace(
        outcome,
        written=_below(chosen.project, [path for one in done for path in one.files]),
        removed=_below(chosen.project, [path for one in done for path in one.removed]),
    )


def _below(project: Path, files: Sequence[Path]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(path.relative_to(project).as_posix() for path in files))


def _commit(pairs: Sequence[Pair], draft: Draft, chosen: Settings) -> Written:
    """Write these rows together."""
    for result, row in pairs:
        assert chosen.target is not None or not result.curves  # noqa: S101 - curves are read for a target only
        curves = [thinned(curve, chosen.target) for curve in result.curves] if chosen.target else []
        named = [replace(curve, name=row.curve) for curve in curves]
        draft.put(row, named if row.curve else [])
    return draft.commit(_checked)


def _checked(reading: Reading) -> Reading:
    return with_arithmetic(reading, "results")


def _commit_or_refuse(pair: Pair, draft: Draft, chosen: Settings) -> Written:
    """Write one row; when it does not stand, say in its report what is wrong."""
    try:
        return _commit([pair], draft, chosen)
    except RecordError as error:
        wrong = "; ".join(map(str, error.findings))
    except EffsiteError as error:
        wrong = error.message
    pair[0].report.refused(f"{pair[1].system} is not written: {wrong}")
    return Written()

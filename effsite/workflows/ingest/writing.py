"""Results -> results/<task>/: the rows and their learning curves, or everything as it was."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from effsite import store
from effsite.analysis.frontier import frontier
from effsite.errors import CollectionError, UsageError
from effsite.records import Attempt, Result
from effsite.store import Written
from effsite.workflows.check import with_arithmetic
from effsite.workflows.ingest.thinning import best_so_far, thinned

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from effsite.records import LearningCurve
    from effsite.store import Draft, Reading
    from effsite.workflows.ingest.ingested import Ingested
    from effsite.workflows.ingest.request import Request

    Row = Result | Attempt
    Pair = tuple[Ingested, Row]


def write(results: Sequence[Ingested], request: Request) -> tuple[Written, tuple[Ingested, ...]]:
    """Write every row that is complete, each with its curves; the files that changed, and the results.

    A row of the same system, target and submission gives way to the new one, the others stay byte for
    byte, unless the file lacks a column that a new row needs: it is then written anew. What does not
    stand up to `effsite check` is refused, row by row, and the rest is written. The results are those
    given, `written` where the collection, read again, holds the row.
    """
    pairs = [(result, result.row) for result in results if result.row is not None]
    if not pairs or request.task is None:
        return Written(), tuple(results)
    with store.submission(request.project / "results", request.task.task.name) as draft:
        pairs = _with_curves(pairs, draft, request)
        _say_replaced(pairs, draft)
        try:
            done = [_commit(pairs, draft, request)]
        except (CollectionError, UsageError):
            done = [_commit_or_refuse(pair, draft, request) for pair in pairs]
        there: list[Row] = [*draft.task.results, *draft.task.attempts]
        stored = {_identity(row) for row in there}
    written = Written(
        files=tuple(dict.fromkeys(path for one in done for path in one.files)),
        removed=tuple(dict.fromkeys(path for one in done for path in one.removed)),
    )
    return written, tuple(_found(results, stored))


def _with_curves(pairs: Sequence[Pair], draft: Draft, request: Request) -> list[Pair]:
    """The results with the curves that are to be written; the others name none in their rows."""
    if request.curves in ("all", "best"):
        return list(pairs)
    kept: set[tuple[str, str, str]] = set()
    if request.curves == "records" and request.target is not None:
        new = [row for _, row in pairs if isinstance(row, Result)]
        taken = {_identity(row) for row in new}
        others = [row for row in draft.task.results if _identity(row) not in taken]
        kept = {_identity(row) for row in frontier(request.target, [*others, *new]).results}

    def keeps(row: Row) -> bool:
        """An attempt has no evidence but its curve."""
        return isinstance(row, Attempt) or _identity(row) in kept

    return [(one, row if keeps(row) else replace(row, curve="")) for one, row in pairs]


def _say_replaced(pairs: Sequence[Pair], draft: Draft) -> None:
    """Say where a row takes the place of one that stands there with other figures."""
    there: dict[tuple[str, str, str], Result] = {_identity(row): row for row in draft.task.results}
    for result, row in pairs:
        before = there.get(_identity(row))
        if isinstance(row, Result) and before is not None and _figures(before) != _figures(row):
            hint = "is it another system? give --system or --submission another name"
            result.report.guessed(f"{row.system} takes the place of the row of that name", hint=hint)


def _figures(row: Result) -> tuple[float | None, float | None]:
    return row.training_flop, row.value


def _found(results: Sequence[Ingested], stored: set[tuple[str, str, str]]) -> Iterator[Ingested]:
    for result in results:
        row = result.row
        yield replace(result, written=row is not None and _identity(row) in stored)


def _identity(row: Row) -> tuple[str, str, str]:
    return row.submission, row.target, row.system


def _commit(pairs: Sequence[Pair], draft: Draft, request: Request) -> Written:
    """Write these rows together."""
    for result, row in pairs:
        assert request.target is not None or not result.curves  # noqa: S101 - curves are read for a target only
        curves = [_kept(curve, request) for curve in result.curves]
        named = [replace(curve, name=row.curve) for curve in curves]
        draft.put(row, named if row.curve else [])
    return draft.commit(_checked)


def _kept(curve: LearningCurve, request: Request) -> LearningCurve:
    """What is stored of a curve."""
    if request.target is None:
        return curve
    best = best_so_far(curve, request.target) if request.curves == "best" else curve
    return thinned(best, request.target)


def _checked(reading: Reading) -> Reading:
    return with_arithmetic(reading, "results")


def _commit_or_refuse(pair: Pair, draft: Draft, request: Request) -> Written:
    """Write one row; when it does not stand, say in its report what is wrong."""
    try:
        return _commit([pair], draft, request)
    except CollectionError as error:
        wrong = "; ".join(map(str, error.findings))
    except UsageError as error:
        wrong = error.message
    pair[0].report.refused(f"{pair[1].system} is not written: {wrong}")
    return Written()

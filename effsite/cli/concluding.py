"""What the runs of one system come to at every target: a row at each, all of the same runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from effsite.cli.measured_result import Origin
    from effsite.cli.verdict import Verdict
    from effsite.records import Attempt, Result, Target


def conclude_all(origin: Origin, targets: Sequence[Target], results: Path) -> list[Verdict]:
    """The verdict at each of the targets, with what there is to write written.

    The targets of a system share its curve, so where a new one is written the rows that named the
    old one at other targets are made anew too: a row never stands beside runs that are not its own.
    """
    from effsite.cli.verdict import conclude

    others = [target for target in _with_a_row(origin, results) if target not in targets]
    verdicts = [conclude(origin, target, results) for target in targets]
    if any(verdict.written for verdict in verdicts):
        for target in others:
            conclude(origin, target, results)
    return verdicts


def _with_a_row(origin: Origin, results: Path) -> list[Target]:
    """The targets at which the submission has a row that names the curve of these runs."""
    from effsite import store

    record = store.read(results).record.task(origin.recipe.task)
    rows: list[Result | Attempt] = [*record.results, *record.attempts]
    named = {r.target for r in rows if (r.submission, r.curve) == (origin.submission, origin.curve)}
    return [target for target in record.task.targets if target.name in named]

"""Runs that stand in several places: a later round or a copy repeats them, and they count once."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from effsite.words import counted

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from effsite.ingest.log import LoggedRun
    from effsite.ingest.report import Report


class Repeated:
    """The runs that were met so far, each known by the moment of its start and by what it measured."""

    def __init__(self) -> None:
        self._first: dict[Hashable, str] = {}

    def refuses(self, runs: Sequence[LoggedRun], where: str, report: Report) -> bool:
        """Whether runs of this result, in the file `where`, are those of a result before it.

        A result that repeats another whole is left out with a word. One that shares some of its runs with
        another is refused: the two are not independent, and nothing says which of them is whole.
        """
        keys = [key for run in runs if (key := _key(run)) is not None]
        known = [self._first[key] for key in keys if key in self._first]
        for key in keys:
            self._first.setdefault(key, where)
        if not known:
            return False
        if len(known) == len(runs):
            report.ignored(f"the same runs as in {known[0]}, so they count once, there")
        else:
            said = f"{len(known)} of {counted(len(runs), 'run')} stand in {known[0]} too"
            report.refused(said, hint="ingest one of the two without them")
        return True


FEWEST_ALIKE = 3
"""Evaluations from which on two logs that agree in each are one run."""

EARLIEST = 1e9
"""Starts before this are no moments, in seconds or finer since 1970 (2001): a clock that was never set."""


def _key(run: LoggedRun) -> Hashable:
    """What no two runs share: the start to the millisecond, and the evaluations; None without a start."""
    if run.began < EARLIEST:
        return None
    return (run.began, *((*sorted(e.values.items()), e.seconds) for e in run.evaluations))


class SameEvaluations:
    """The runs that were met, without a start that tells them apart, each by its evaluations."""

    def __init__(self) -> None:
        self._first: dict[Hashable, str] = {}

    def repeats(self, run: LoggedRun, path: str, report: Report) -> bool:
        """Whether a run of a known system has the very evaluations of another one, too many for chance."""
        if run.began or not run.group or len(run.evaluations) < FEWEST_ALIKE:
            return False
        mine = tuple((e.step, e.seconds, *sorted(e.values.items())) for e in run.evaluations)
        first = self._first.setdefault(mine, path)
        if first != path:
            report.ignored(f"each evaluation is that of {PurePath(first).name}: one run, and it counts there")
        return first != path

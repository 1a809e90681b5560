"""Evaluations of one run in bounded memory: all of them, or every n-th and each crossing exactly."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from effsite.ingest.numbers import scaled

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from effsite.ingest.log import Evaluation
    from effsite.ingest.log_format import ReadOptions

_Levels = tuple[float, ...]
_Pending = tuple[float, float, _Levels, _Levels]
Range = tuple[float, float]

NOWHERE: Range = (math.inf, -math.inf)
"""The range of no value."""

LIMIT = 2_048
"""Evaluations kept of one run before every second one is dropped."""


class Points:
    """The evaluations of one run, at most `LIMIT` of them and a few more.

    Once there are too many, every second is dropped and from then on only every n-th is taken; the first
    evaluation at or past the level is always kept, whichever form the log writes it in (fraction,
    percent, error), and so is the last one that is added with `last`. `ranges` are the least and the
    greatest value of each metric, of evaluations that are not kept too; `first` is the first one.
    """

    def __init__(self, options: ReadOptions, limit: int = LIMIT) -> None:
        self.limit = limit
        self.stride = 1
        self.seen = 0
        self.ranges: dict[str, Range] = {}
        self.first: Evaluation | None = None
        self._kept: list[tuple[int, bool, Evaluation]] = []
        self._levels = _thresholds(options)
        self._pending: dict[str, _Pending] = {}
        self._crossed = False

    def wants(self, values: Mapping[str, float]) -> bool:
        """Whether an evaluation with those values would be kept: ask before making one, then `take` it."""
        self.seen += 1
        self._crossed = False
        for name, value in values.items():
            pending = self._pending.get(name) or self._watch(name)
            if value >= pending[0] or value <= pending[1]:
                self._cross(name, value)
            low, high = self.ranges.get(name, NOWHERE)
            if not low <= value <= high:
                self.ranges[name] = (min(low, value), max(high, value))
        return self._crossed or self.seen % self.stride == 0

    def watched(self, name: str) -> tuple[float, float]:
        """The open interval in which a value of that metric meets no level that is still to be met."""
        pending = self._pending.get(name) or self._watch(name)
        return pending[0], pending[1]

    def widen(self, name: str, low: float, high: float) -> None:
        """Take note of values of a metric between these two, which were read without asking `wants`."""
        least, most = self.ranges.get(name, NOWHERE)
        self.ranges[name] = (min(least, low), max(most, high))

    def take(self, evaluation: Evaluation) -> None:
        """Keep an evaluation that `wants` just asked for."""
        self.first = self.first or evaluation
        if self._kept and _falls(self._kept[-1][2].step, evaluation.step):
            self._pending.clear()
        self._kept.append((self.seen, self._crossed, evaluation))
        if len(self._kept) > self.limit:
            self.stride *= 2
            self._kept = [k for k in self._kept if k[1] or k[0] % self.stride == 0]

    def add(self, evaluation: Evaluation) -> None:
        """Count an evaluation and keep it if it is wanted."""
        if self.wants(evaluation.values):
            self.take(evaluation)

    def last(self, evaluation: Evaluation | None) -> None:
        """Keep the last evaluation of the run as well, if it is not there yet."""
        if evaluation is not None and (not self._kept or self._kept[-1][2].line != evaluation.line):
            self._kept.append((self.seen, True, evaluation))

    @property
    def kept(self) -> tuple[Evaluation, ...]:
        """What was kept, in the order of the file."""
        return tuple(evaluation for _, _, evaluation in self._kept)

    @property
    def thinned(self) -> int:
        """How many evaluations were seen and not kept."""
        return max(0, self.seen - len(self._kept))

    def _watch(self, name: str) -> _Pending:
        up, down = self._levels
        self._pending[name] = pending = (up[0], down[0], up[1:], down[1:])
        return pending

    def _cross(self, name: str, value: float) -> None:
        """The value met a level: mark it, and watch for the next one."""
        above, below, up, down = self._pending[name]
        while value >= above:
            above, up = up[0], up[1:]
        while value <= below:
            below, down = down[0], down[1:]
        self._pending[name] = (above, below, up, down)
        self._crossed = True


def over_all(several: Iterable[Mapping[str, Range]]) -> dict[str, Range]:
    """The range of each metric over several parts of a run."""
    whole: dict[str, Range] = {}
    for ranges in several:
        for name, (low, high) in ranges.items():
            least, most = whole.get(name, NOWHERE)
            whole[name] = (min(least, low), max(most, high))
    return whole


def _falls(before: int | None, after: int | None) -> bool:
    return before is not None and after is not None and after < before


def _thresholds(options: ReadOptions) -> tuple[_Levels, _Levels]:
    """Levels to meet from below and from above, the nearest first, in every form a log may write."""
    wanted, level = options.wanted, options.level
    never_up, never_down = (math.inf,), (-math.inf,)
    if wanted is None or level is None:
        return never_up, never_down
    levels, opposite = [level], []
    if wanted.unit == "fraction":
        rest = round(1 - level, 12)
        levels, opposite = [level, scaled(level, 2)], [rest, scaled(rest, 2)]
    if wanted.higher_is_better:
        return (*sorted(levels), *never_up), (*sorted(opposite, reverse=True), *never_down)
    return (*sorted(opposite), *never_up), (*sorted(levels, reverse=True), *never_down)

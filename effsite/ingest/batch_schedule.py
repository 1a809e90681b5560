"""A batch that grows during the run, as the speedruns' programs write it down: the tokens after any step."""

from __future__ import annotations

import math
import re
from fractions import Fraction
from itertools import accumulate, pairwise

PRODUCT = r"([0-9]{1,9}(?:\s*\*\s*[0-9]{1,9}){0,3})"
SCHEDULED = re.compile(r"^\s*num_scheduled_iterations\s*(?::\s*int\s*)?=\s*([0-9]{1,6})\b")
EXTENSION = re.compile(rf"^\s*train_bs_extension\s*(?::\s*int\s*)?=\s*{PRODUCT}\s*(?:#.*)?$")
SIZES = re.compile(r"^\s*train_bs_schedule\s*(?::\s*tuple\s*)?=\s*\(([^)#]*)(\)?)")
PLAIN = re.compile(r"[0-9*,\s]*")
STAGES = re.compile(r"^TRAINING_STAGES\s*=\s*\[")
STAGE = re.compile(rf"^\s*TrainingStage\(.*?\bbatch_size=\s*{PRODUCT}\s*[,)]")
DURATION = re.compile(r"\bduration=\s*([0-9]{1,6}(?:\.[0-9]{1,6})?)(?:\s*/\s*([0-9]{1,6}))?\s*,")


class BatchSchedule:
    """What the lines of a program say about a batch that changes; `known` once that is complete.

    Two forms are read: equal parts of the scheduled steps (`train_bs_schedule`), and stages with a share
    of them each (`TRAINING_STAGES`). In both the steps beyond have a batch of their own.
    """

    def __init__(self) -> None:
        self._scheduled: int | None = None
        self._sizes: list[int] = []
        self._shares: list[Fraction] = []
        self._extension: int | None = None
        self._open = ""
        self._staged = False

    def line(self, text: str) -> bool:
        """Take a line of the program; whether it is part of a schedule."""
        if self._open == "sizes":
            self._take_sizes(text.split("#")[0])
            return True
        if found := SIZES.match(text):
            self._sizes, self._shares, self._open, self._staged = [], [], "sizes", False
            self._take_sizes(found[1] + found[2])
        elif STAGES.match(text):
            self._sizes, self._shares, self._open, self._staged = [], [], "stages", True
            self._extension = None
        elif self._open == "stages":
            self._take_stage(text)
        elif found := SCHEDULED.match(text):
            self._scheduled = int(found[1])
        elif found := EXTENSION.match(text):
            self._extension = _product(found[1])
        else:
            return False
        return True

    def _take_sizes(self, text: str) -> None:
        inside, closed, _ = text.partition(")")
        if PLAIN.fullmatch(inside) is None:
            self._sizes, self._open = [], ""
            return
        self._sizes += [_product(size) for size in inside.split(",") if size.strip()]
        if closed:
            self._open = ""
            self._shares = [Fraction(1, len(self._sizes)) for _ in self._sizes]

    def _take_stage(self, text: str) -> None:
        if text.startswith("]"):
            self._open = ""
        elif found := STAGE.match(text):
            if share := DURATION.search(text):
                self._sizes.append(_product(found[1]))
                self._shares.append(Fraction(share[1]) / int(share[2] or 1))
            else:
                self._extension = _product(found[1])

    @property
    def known(self) -> bool:
        """Whether sizes, shares, scheduled steps and the batch beyond them are all there."""
        complete = bool(self._scheduled and self._extension and self._sizes)
        return complete and abs(sum(self._shares, Fraction()) - 1) < Fraction(1, 1000)

    @property
    def sizes(self) -> tuple[int, ...]:
        """The tokens of a step in each part of the schedule, and beyond it."""
        return (*self._sizes, self._extension or 0)

    def tokens(self, step: int) -> int:
        """The tokens seen after that many steps."""
        scheduled = self._scheduled or 0
        ends = [0, *(self._end(share, scheduled) for share in accumulate(self._shares))]
        parts = zip(pairwise(ends), self._sizes, strict=True)
        seen = sum(size * max(0, min(step, end) - begin) for (begin, end), size in parts)
        return seen + (self._extension or 0) * max(0, step - scheduled)

    def _end(self, share: Fraction, scheduled: int) -> int:
        """The step with which a part ends: stages are rounded, equal parts end before their share is up."""
        end = round(share * scheduled) if self._staged else math.ceil(share * scheduled)
        return min(scheduled, end)


def _product(text: str) -> int:
    return math.prod(int(factor) for factor in text.split("*"))

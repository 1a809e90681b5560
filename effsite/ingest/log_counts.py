"""The counts beside a value, and the clock among them: numbers of a log -> an evaluation."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from effsite.ingest.log import Evaluation
from effsite.ingest.time_text import seconds_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from effsite.ingest.log_columns import Roles
    from effsite.ingest.report import Report
    from effsite.ingest.time_text import TimeForm

FIRST_MOMENT = 1e9
"""A time of more seconds than this, 32 years, is a moment since 1970 (this one was in 2001)."""

MOMENT_UNITS = (
    (1e17, 1e-9, "nanoseconds"),
    (1e14, 1e-6, "microseconds"),
    (1e11, 1e-3, "milliseconds"),
    (-math.inf, 1.0, "seconds"),
)
"""Units of moments since 1970, by the least value that is written in each: 1e11 s lies in the year 5138."""


@dataclass(slots=True)
class Clock:
    """Times of a log in seconds: since its run began, or since 1970 (`absolute`).

    Times that can only be moments since 1970 are taken so, and in the unit that their size tells. `start` is
    the first moment, in the unit of the log.
    """

    seconds_in_unit: float
    absolute: bool
    start: float | None = None
    moments: bool = False
    form: TimeForm = "number"

    @classmethod
    def of(cls, columns: Roles, forms: Mapping[str, TimeForm]) -> Clock:
        """The clock of these columns; h:mm:ss and dates are in seconds, whatever the column's name says."""
        time, unit = columns.clock()
        form = forms.get(time) or "number"
        stamps = time != "" and columns.by_role.get("timestamp") == time and form != "duration"
        unit = unit if form == "number" else 1.0
        return cls(seconds_in_unit=unit, absolute=stamps or form == "moment", form=form)

    def read(self, text: str) -> float | None:
        """The time in a cell, in the unit of the clock; None where there is none in its form."""
        return seconds_of(text, self.form)

    def __call__(self, value: float | None) -> float | None:
        """Seconds since the start, or since 1970."""
        if value is None:
            return None
        if self.start is None and not self.absolute and value * self.seconds_in_unit > FIRST_MOMENT:
            self.absolute = self.moments = True
        if not self.absolute:
            return round(value * self.seconds_in_unit, 6)
        if self.start is None:
            self.start = value
        unit = next(unit for least, unit, _ in MOMENT_UNITS if value >= least)
        return round(value * unit, 6)

    def began(self) -> float | None:
        """Seconds since 1970 at the first moment that was seen; None for a clock that begins with its run."""
        return None if self.start is None else self(self.start)

    def say(self, report: Report) -> None:
        """Say what the size of the times told of their unit."""
        if self.start is None:
            return
        unit = next(name for least, _, name in MOMENT_UNITS if self.start >= least)
        if self.moments:
            report.guessed(f"times are moments since 1970, in {unit}, by their size; they run from the first")
        elif unit != "seconds":
            report.understood(f"timestamps are in {unit}, by their size")


def since(began: float | None, evaluations: Sequence[Evaluation]) -> tuple[Evaluation, ...]:
    """The evaluations with seconds since that moment in place of those since 1970."""
    if began is None:
        return tuple(evaluations)
    return tuple(
        e if e.seconds is None else replace(e, seconds=_not_negative(round(e.seconds - began, 6)))
        for e in evaluations
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """The counts beside a value, as numbers that are None where the log has none."""

    step: float | None = None
    epoch: float | None = None
    examples: float | None = None
    time: float | None = None
    training_flop: float | None = None

    def evaluation(self, values: Mapping[str, float], line: int, clock: Clock) -> Evaluation:
        """The evaluation with these counts; a step that is not whole is left out."""
        step = self.step
        return Evaluation(
            values=values,
            line=line,
            step=int(step) if step is not None and step >= 0 and step == int(step) else None,
            epoch=_not_negative(self.epoch),
            examples=_not_negative(self.examples),
            seconds=_not_negative(clock(self.time)),
            training_flop=_not_negative(self.training_flop),
        )


def _not_negative(value: float | None) -> float | None:
    return value if value is not None and value >= 0 else None

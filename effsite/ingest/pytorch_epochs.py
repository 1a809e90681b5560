"""How far training has come, counted from the progress lines of a PyTorch log."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from effsite.ingest.pytorch_lines import TrainingProgress
    from effsite.ingest.report import Report


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingSoFar:
    """Epochs, optimiser steps and seconds since a run began; None what the log does not tell."""

    epochs: int
    steps: int | None
    seconds: float | None


class EpochTally:
    """The epochs of one log, each counted once however often the log goes back to it.

    A log whose first epoch is 1 is taken to number from 1, any other from 0; both are said in the
    report. In a log that begins later (a resumed run) steps and seconds are not known. `summed` says that
    the seconds of the epoch in training are its batches times their mean, and not told by the log.
    `examples` are those of an epoch, None where its lines do not count them.
    """

    def __init__(self, report: Report) -> None:
        self.report = report
        self.number: int | None = None
        self.first = 0
        self.examples: int | None = None
        self._before = TrainingSoFar(epochs=0, steps=0, seconds=0.0)
        self._last: TrainingProgress | None = None
        self._told: float | None = None
        self._ends: dict[int, TrainingSoFar] = {}

    def take(self, trained: TrainingProgress, line: int) -> None:
        """Take note of one line of progress."""
        if trained.epoch != self.number:
            self._begin(trained.epoch, line)
        if trained.examples is not None:
            self.examples = trained.examples
            self.report.guessed(f"the lines of training count examples: {trained.examples:,} an epoch", line)
        self._last = trained

    def took(self, seconds: float) -> None:
        """Take the log's own time of the epoch instead of the sum over its batches."""
        self._told = seconds

    @property
    def summed(self) -> bool:
        """Whether the seconds of the epoch in training are a sum over its batches."""
        return self._told is None

    @property
    def spent(self) -> TrainingSoFar:
        """What has been spent once the epoch in training is over."""
        steps, seconds, taken = self._before.steps, self._before.seconds, self._taken()
        batches = self._last.batches if self._last else 0
        return TrainingSoFar(
            epochs=self._before.epochs + 1,
            steps=None if steps is None or batches is None else steps + batches,
            seconds=None if seconds is None or taken is None else seconds + taken,
        )

    def _taken(self) -> float | None:
        """Seconds of the epoch in training: as told, else its batches times their mean time."""
        if self._told is not None or self._last is None:
            return self._told
        mean, batches = self._last.batch_seconds, self._last.batches
        return None if mean is None or batches is None else mean * batches

    def _begin(self, number: int, line: int) -> None:
        if self.number is None:
            self._before = self._first(number, line)
        else:
            self._ends[self.number] = self.spent
            if number < self.number:
                self.report.understood("training goes back to an earlier epoch, which counts once", line)
            self._before = self._ends.get(number - 1) or self._unknown(number, line)
        self.number, self._last, self._told = number, None, None

    def _first(self, number: int, line: int) -> TrainingSoFar:
        self.first = 1 if number == 1 else 0
        told = self.report.guessed if number == 1 else self.report.understood
        told(
            f"epochs are numbered from {self.first}: `Epoch: [{number}]` is epoch {number - self.first + 1}",
            line,
        )
        if number <= 1:
            return TrainingSoFar(epochs=0, steps=0, seconds=0.0)
        hint = "put the log of the earlier epochs in front of it to count steps and time"
        self.report.guessed(
            f"training resumes at epoch {number}: what came before is not in the log", line, hint
        )
        return TrainingSoFar(epochs=number, steps=None, seconds=None)

    def _unknown(self, number: int, line: int) -> TrainingSoFar:
        epochs = max(0, number - self.first)
        if epochs == 0:
            return TrainingSoFar(epochs=0, steps=0, seconds=0.0)
        self.report.guessed("an epoch is missing: steps and time from here on are not known", line)
        return TrainingSoFar(epochs=epochs, steps=None, seconds=None)

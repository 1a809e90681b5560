"""What the scripts of PyTorch (ImageNet, MNIST), torchvision, timm and their forks print in training."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from effsite.ingest.log import Evaluation, Facts, ImageSizeStage, LoggedRun
from effsite.ingest.log_format import Format
from effsite.ingest.metric_names import keeps
from effsite.ingest.numbers import number
from effsite.ingest.points import Points
from effsite.ingest.pytorch_epochs import EpochTally
from effsite.ingest.pytorch_lines import (
    EMA,
    IMAGE_SIZE,
    EpochTime,
    EvaluationProgress,
    EvaluationScores,
    NamedNetwork,
    ScoresOwner,
    ScriptLine,
    SizeChange,
    TildeRow,
    TrainingProgress,
    read_line,
)
from effsite.ingest.report import LogError
from effsite.ingest.tilde_table import TildeTable
from effsite.units import SECONDS_PER_HOUR

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from effsite.ingest.log import Form
    from effsite.ingest.log_file import Head, LogFile
    from effsite.ingest.log_format import ReadOptions
    from effsite.ingest.report import Report

ACCURACY = re.compile(r"(?:acc|prec|top)@?[0-9]", re.I)
EPOCH, HOURS = "epoch", "hours"
"""Columns of the table that some forks print; the others are metrics."""


def read(source: LogFile, options: ReadOptions, report: Report) -> Iterator[LoggedRun]:
    """The one run of a log, evaluated after whole epochs; counts are so far.

    Raises LogError when nothing was evaluated after training.
    """
    reader = _PytorchReader(options, report)
    for line, text in source.lines():
        if (found := read_line(text)) is not None:
            reader.take(found, line)
    yield reader.run()


@dataclass(slots=True)
class _Scores:
    """What was printed about an evaluation since the last line of training.

    Several forms tell of the same evaluation; the summary after a star is worth more than the fork's
    table, and that more than the means at the last batch. `latest` is the last such summary as it was
    printed, and `before` what they had come to without it, with its line.
    """

    line: int = 0
    tested: bool = False
    means: dict[str, float] = field(default_factory=dict)
    starred: dict[str, float] = field(default_factory=dict)
    table: dict[str, float] = field(default_factory=dict)
    seconds: float | None = None
    latest: Mapping[str, float] = field(default_factory=dict)
    before: tuple[dict[str, float], int] = field(default_factory=lambda: ({}, 0))

    @property
    def values(self) -> dict[str, float]:
        return self.starred or self.table or self.means


class _PytorchReader:
    """One pass over the lines of a log."""

    def __init__(self, options: ReadOptions, report: Report) -> None:
        self.options, self.report = options, report
        self.training = EpochTally(report)
        self.scores = _Scores()
        self.tested, self.untested = Points(options), Points(options)
        self.heading: tuple[str, ...] = ()
        self.table = TildeTable(options)
        self.model = NamedNetwork("")
        self.training_yet = False
        self.stages: list[ImageSizeStage] = []

    def take(self, found: ScriptLine, line: int) -> None:
        """Take note of one line that says something."""
        match found:
            case TrainingProgress():
                self._close()
                self._train(found, line)
            case EpochTime(seconds):
                self.training.took(seconds)
            case EvaluationProgress():
                self.scores.tested = True
                if found.complete:
                    self._score(self.scores.means, found.means, line)
            case EvaluationScores():
                self.scores.tested |= found.held_out
                self._star(found.values, line)
            case ScoresOwner(averaged):
                self.scores.tested = True
                self._own(line, averaged=averaged)
            case TildeRow(cells):
                self._row(cells, line)
            case SizeChange(name, value):
                self._setting(name, value, line)
            case NamedNetwork():
                self._model(found, line)

    def run(self) -> LoggedRun:
        """The run that was read; raises LogError when it has no evaluation after training."""
        self._close()
        points = self.tested
        if self.untested.seen and not points.seen:
            self.report.guessed("what stands after * is taken to be on held-out data: no line says Test")
            points = self.untested
        elif self.untested.seen:
            self.report.ignored("results after * that follow training without a test")
        alone = self.training.number is None and self.table.points.seen > 0
        if alone:
            points = self.table.points
        if not points.seen:
            hint = "looked for ` * Acc@1`, ` * Prec@1`, `Test:` to the last batch, `Test set:`, and ~~ rows"
            raise LogError("has no evaluation of the metric after training", hint)
        facts = Facts(
            system=self.model.name,
            parameters=self.model.parameters,
            examples_per_epoch=self.training.examples,
            epochs_from_zero=self.table.from_zero(self.report) if alone else self.training.first == 0,
        )
        names = {name for evaluation in points.kept for name in evaluation.values}
        forms: dict[str, Form] = {name: "percent" for name in names if ACCURACY.search(name)}
        return LoggedRun(
            evaluations=points.kept,
            facts=facts,
            thinned=points.thinned,
            ranges=points.ranges,
            forms=forms,
            whole_epochs=True,
            stages=tuple(self.stages),
        )

    def _train(self, found: TrainingProgress, line: int) -> None:
        """Take note of progress; where training goes back, the last image size holds from there."""
        self.training_yet = True
        before = self.training.number
        self.training.take(found, line)
        if before is not None and found.epoch < before and self.stages:
            since, size = self.training.spent.epochs - 1, self.stages[-1].image_size
            self._stage(since, size)

    def _stage(self, since: int, size: int) -> None:
        """Let the image size hold after that many epochs; a later one told before is undone."""
        self.stages = [stage for stage in self.stages if stage.epochs < since]
        if not self.stages or self.stages[-1].image_size != size:
            self.stages.append(ImageSizeStage(epochs=since, image_size=size))

    def _star(self, values: Mapping[str, float], line: int) -> None:
        self.scores.before = (dict(self.scores.starred), self.scores.line)
        self.scores.latest = values
        self._score(self.scores.starred, values, line)

    def _own(self, line: int, *, averaged: bool) -> None:
        """Take the last summary for that of the averaged weights, if it is theirs."""
        if averaged:
            self.scores.starred, self.scores.line = self.scores.before
            values = {EMA + name: value for name, value in self.scores.latest.items()}
            self._score(self.scores.starred, values, self.scores.line or line)
        self.scores.latest = {}

    def _score(self, into: dict[str, float], values: Mapping[str, float], line: int) -> None:
        kept = {name: value for name, value in values.items() if keeps(name, self.options)}
        into.update(kept)
        if kept:
            self.scores.line = line

    def _row(self, cells: tuple[str, ...], line: int) -> None:
        numbers = [number(cell) for cell in cells]
        if None in numbers or len(cells) != len(self.heading):
            self.heading = cells if EPOCH in cells else self.heading
            return
        row = {name: value for name, value in zip(self.heading, numbers, strict=True) if value is not None}
        hours = row.pop(HOURS, None)
        epoch = row.pop(EPOCH, None)
        kept = {name: value for name, value in row.items() if keeps(name, self.options)}
        seconds = None if hours is None else round(hours * SECONDS_PER_HOUR, 6)
        self.table.take(kept, epoch, seconds, line)
        self.scores.tested = True
        self.scores.seconds = self.scores.seconds if seconds is None else seconds
        self._score(self.scores.table, row, line)

    def _close(self) -> None:
        """Keep the evaluation that was printed since the last line of training, if there was one."""
        scores, self.scores = self.scores, _Scores()
        if not scores.values:
            return
        if not self.training_yet:
            if scores.table and not scores.starred:
                return
            self.report.ignored("an evaluation before training", scores.line)
            return
        spent = self.training.spent
        if scores.seconds is not None:
            self.report.understood("seconds are the hours in the rows that begin with ~~")
        elif spent.seconds is not None and self.training.summed:
            self.report.guessed("seconds are the batches of each epoch times their mean time")
        evaluation = Evaluation(
            values=scores.values,
            line=scores.line,
            step=spent.steps,
            epoch=float(spent.epochs - 1 + self.training.first),
            seconds=spent.seconds if scores.seconds is None else scores.seconds,
        )
        (self.tested if scores.tested else self.untested).add(evaluation)

    def _setting(self, name: str, value: int, line: int) -> None:
        self._close()
        number = self.training.number
        since = 0 if number is None else max(0, number - self.training.first + 1)
        self.report.understood(f"{name} is {value} after {since} epochs", line)
        if name == IMAGE_SIZE and value > 0:
            self._stage(since, value)

    def _model(self, found: NamedNetwork, line: int) -> None:
        """Take note of the model; the script begins with it, anew where training was broken off."""
        self._close()
        self.training_yet = False
        self.model = found
        self.report.understood(f"the model is {found.name}", line)
        if found.pretrained:
            hint = "the compute of its earlier training is not in this log"
            self.report.guessed("training began from a pre-trained model", line, hint)


def _sniff(head: Head) -> float:
    """Sure where training counts its batches; half sure where only results are printed."""
    kinds = {type(read_line(line)) for line in head.text.splitlines()}
    if kinds & {TrainingProgress, TildeRow}:
        return 0.9
    return 0.5 if kinds & {EvaluationScores, EvaluationProgress} else 0.0


FORMAT = Format(
    name="pytorch-stdout",
    title="Output of PyTorch's training scripts",
    patterns=("*.log", "*.out", "*.txt"),
    sniff=_sniff,
    read=read,
)

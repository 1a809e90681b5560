"""What Keras prints in training: `Epoch 3/10`, and a line of progress that ends with values of the epoch."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from effsite.ingest.log import Evaluation, LoggedRun
from effsite.ingest.log_format import Format
from effsite.ingest.metric_names import keeps
from effsite.ingest.numbers import number
from effsite.ingest.points import Points
from effsite.ingest.report import LogError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from effsite.ingest.log_file import Head, LogFile
    from effsite.ingest.log_format import ReadOptions
    from effsite.ingest.report import Report

_NUMBER = r"[0-9]{1,12}(?:\.[0-9]{1,12})?(?:e[+-]?[0-9]{1,3})?"
_EPOCH = re.compile(r"Epoch ([0-9]{1,7})/[0-9]{1,7}\s*$")
_DONE = re.compile(r"([0-9]{1,9})/\1 (?:\[=*\] - |\S{3,60} )([0-9]{1,7})s [^-]{1,40}- ")
_VALUE = re.compile(rf"\b(val_\w{{1,60}}): ({_NUMBER})")

LOST = -2
"""No epoch follows this one: once an epoch is missing, steps and time are not known any more."""


def read(source: LogFile, options: ReadOptions, report: Report) -> Iterator[LoggedRun]:
    """The run in the output of `fit`: the values with val_ at the end of each epoch, which count from 1.

    Values without val_ are of training. Steps are the batches of the epochs so far; seconds are the whole
    seconds that Keras prints for each epoch, its evaluation included. Both are unknown in a log that begins
    later than with epoch 1. Raises LogError when no epoch ends with a value of the metric.
    """
    reader = _KerasReader(options, report)
    for line, text in source.lines():
        reader.line(line, text)
    yield reader.run()


class _KerasReader:
    """One pass over the lines."""

    def __init__(self, options: ReadOptions, report: Report) -> None:
        self.options, self.report = options, report
        self.points = Points(options)
        self.epoch = 0
        self.counted = 0
        self.steps, self.seconds = 0, 0

    def line(self, line: int, text: str) -> None:
        """Take a line: the last of the states of progress that were printed over one another."""
        if found := _EPOCH.match(text):
            self.epoch = int(found[1])
            return
        if "val_" not in text and "s/step" not in text and "/" not in text:
            return
        last = text.replace("\b", "\r").rstrip("\r").rpartition("\r")[2]
        if self.epoch and (done := _DONE.search(last)):
            self._end(last, int(done[1]), int(done[2]), line)

    def _end(self, text: str, batches: int, seconds: int, line: int) -> None:
        """The end of the epoch, with what was measured on other data than training's."""
        values = {name: v for name, value in _VALUE.findall(text) if (v := number(value)) is not None}
        known = self.epoch == self.counted + 1
        self.counted = self.epoch if known else LOST
        self.steps, self.seconds = self.steps + batches, self.seconds + seconds
        kept = {name: value for name, value in values.items() if keeps(name, self.options)}
        if kept:
            self.points.add(
                Evaluation(
                    values=kept,
                    line=line,
                    epoch=float(self.epoch),
                    step=self.steps if known else None,
                    seconds=float(self.seconds) if known else None,
                )
            )

    def run(self) -> LoggedRun:
        """The run; raises LogError when no epoch ended with a value of the metric."""
        if not self.points.seen:
            hint = "was validation_data given to fit?"
            raise LogError("has no val_ value of the metric at the end of an epoch", hint)
        if self.counted == LOST:
            self.report.guessed("epochs are missing from the log: steps and time are not known")
        else:
            self.report.guessed("seconds are the whole seconds of each epoch, evaluation included")
        return LoggedRun(
            evaluations=self.points.kept,
            name="Keras run",
            thinned=self.points.thinned,
            ranges=self.points.ranges,
            whole_epochs=True,
        )


def _sniff(head: Head) -> float:
    lines = head.text.splitlines()
    return 0.9 if any(map(_EPOCH.match, lines)) and any("s/step" in line for line in lines) else 0.0


FORMAT = Format(
    name="keras",
    title="Output of Keras",
    patterns=("*.log", "*.out", "*.txt"),
    sniff=_sniff,
    read=read,
)

"""trainer_state.json, which the Trainer of Hugging Face transformers writes beside every checkpoint."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from effsite.ingest.json_text import parse, words
from effsite.ingest.log import Evaluation, Facts, LoggedRun
from effsite.ingest.log_file import LogFile
from effsite.ingest.log_format import Format
from effsite.ingest.metric_names import keeps, parsed
from effsite.ingest.numbers import finite
from effsite.ingest.points import Points
from effsite.ingest.report import LogError, NoRunHereError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from effsite.ingest.log_file import Head
    from effsite.ingest.log_format import ReadOptions
    from effsite.ingest.report import Report

FILE = "trainer_state.json"
CHECKPOINT = re.compile(r"checkpoint-([0-9]{1,12})", re.ASCII)
HISTORY, TOTAL, STEPS = "log_history", "total_flos", "global_step"
TOKENS = "num_input_tokens_seen"
COUNTS = frozenset({"step", "epoch", TOTAL, TOKENS})
SPEEDS = ("_runtime", "_samples_per_second", "_steps_per_second", "_model_preparation_time")


def read(source: LogFile, options: ReadOptions, report: Report) -> Iterator[LoggedRun]:
    """The run of the file: the evaluations of its log_history, those of one step as one.

    The Trainer counts `total_flos` as 6 x tokens x parameters without the embeddings
    (transformers, Trainer.floating_point_ops), 2 per multiply-add, for the whole run; up to a step
    it is taken to grow in proportion to the steps. Raises LogError for anything else than such a
    file, and when no evaluation has the metric.
    """
    _refuse_superseded(source)
    state = _state(source)
    reader = _HfTrainerReader(state, options, report)
    for entry in state[HISTORY]:
        if isinstance(entry, dict):
            reader.take(entry)
        else:
            report.refused("an entry of log_history that is no object")
    yield reader.run()


def _state(source: LogFile) -> dict[str, Any]:
    try:
        state = parse(source.document())
    except ValueError as error:
        line = int(getattr(error, "lineno", 0))
        raise LogError(f"is not valid JSON: {words(error)}", "is it cut off?", line=line) from None
    if not isinstance(state, dict) or not isinstance(state.get(HISTORY), list):
        raise LogError("has no log_history", "give the trainer_state.json of a checkpoint")
    return state


class _HfTrainerReader:
    """The log_history, entry by entry."""

    def __init__(self, state: Mapping[str, Any], options: ReadOptions, report: Report) -> None:
        self.options, self.report = options, report
        self.total = _positive(state.get(TOTAL))
        self.steps = _positive(state.get(STEPS))
        self.entries = len(state[HISTORY])
        self.points = Points(options)
        self.names: dict[str, None] = {}
        self.pending: dict[str, float] = {}
        self.at: tuple[float | None, float | None, float | None] = (None, None, None)

    def take(self, entry: dict[str, Any]) -> None:
        """Take one entry; those that follow each other at the same step are one evaluation."""
        at = (finite(entry.get("step")), finite(entry.get("epoch")), finite(entry.get(TOKENS)))
        if at[:2] != self.at[:2]:
            self._close()
            self.at = at
        for name, value in entry.items():
            if name in COUNTS or name.endswith(SPEEDS):
                continue
            self.names[name] = None
            number = finite(value)
            if self._keeps(name) and number is not None:
                self.pending[name] = number
            elif self._keeps(name):
                self.report.ignored(f"{name}: a value that is no finite number")

    def run(self) -> LoggedRun:
        """The run that was read; raises LogError when no evaluation has the metric."""
        self._close()
        if not self.points.seen:
            shown = ", ".join(name for name in list(self.names)[:12]) or "nothing"
            raise LogError(
                "has no evaluation of the metric",
                f"name a key with --metric; those without eval_ are of training; it holds: {shown}",
            )
        self._say()
        return LoggedRun(
            evaluations=self.points.kept,
            name="Trainer run",
            facts=Facts(training_flop=self.total),
            thinned=self.points.thinned,
            ranges=self.points.ranges,
        )

    def _keeps(self, name: str) -> bool:
        """Whether to keep that key's values; one without a word on its data (`loss`) is of training."""
        sought = self.options.wanted is not None and not self.options.metric
        return keeps(name, self.options) and not (sought and not parsed(name).split)

    def _close(self) -> None:
        values, self.pending = self.pending, {}
        step, epoch, tokens = self.at
        if values:
            self.points.add(
                Evaluation(
                    values=values,
                    step=int(step) if step is not None and step >= 0 else None,
                    epoch=epoch if epoch is not None and epoch >= 0 else None,
                    examples=tokens if tokens else None,
                    training_flop=self._flop(step),
                )
            )

    def _flop(self, step: float | None) -> float | None:
        """The share of the run's total_flos that falls on the steps so far."""
        if self.total is None or self.steps is None or step is None or not 0 <= step <= self.steps:
            return None
        return self.total * (step / self.steps)

    def _say(self) -> None:
        self.report.understood(f"log_history has {self.entries} entries")
        if self.steps is not None:
            self.report.understood(f"the run has {self.steps:.0f} steps")
        if self.total is not None:
            self.report.understood(f"total_flos of the whole run is {self.total:.6g}")
            hint = "6 x tokens x parameters without embeddings, as the Trainer counts"
            self.report.guessed("total_flos up to an evaluation is in proportion to the steps", hint=hint)


def _refuse_superseded(source: LogFile) -> None:
    """Raise NoRunHereError for a checkpoint when a later one of the same run lies beside it."""
    here = CHECKPOINT.fullmatch(source.path.parent.name)
    if here is None:
        return
    for beside in source.path.parent.parent.glob("checkpoint-*"):
        other = CHECKPOINT.fullmatch(beside.name)
        if other and int(other[1]) > int(here[1]) and (beside / FILE).is_file():
            raise NoRunHereError("is of an earlier checkpoint", f"the one in {beside.name} holds it all")
    if _steps_at_the_end(source) >= int(here[1]):
        raise NoRunHereError("is of an earlier checkpoint", "the one a folder up holds it all")


def _steps_at_the_end(source: LogFile) -> float:
    """The steps of the run by the file that the Trainer writes once it is over; -1 where there is none."""
    path = source.path.parent.parent / FILE
    try:
        return _positive(_state(LogFile(path, FILE)).get(STEPS)) or -1 if path.is_file() else -1
    except LogError:
        return -1


def _positive(value: object) -> float | None:
    number = finite(value)
    return number if number is not None and number > 0 else None


def _sniff(head: Head) -> float:
    if '"log_history"' in head.text and '"global_step"' in head.text:
        return 1.0
    return 0.8 if head.name == FILE and '"global_step"' in head.text else 0.0


FORMAT = Format(
    name="hf-trainer",
    title="Hugging Face Trainer (trainer_state.json)",
    patterns=(FILE,),
    sniff=_sniff,
    read=read,
)

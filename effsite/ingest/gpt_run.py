"""A run of nanoGPT, build-nanogpt, nanochat or autoresearch, put together from the lines that they print."""

from __future__ import annotations

from typing import TYPE_CHECKING

from effsite.ingest.gpt_lines import Entry, Section, Told, Trained, Validated
from effsite.ingest.log import Evaluation

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from effsite.ingest.gpt_lines import GptLine
    from effsite.ingest.report import Report

BASE = "Base model training"
"""The part of nanochat's report that tells of training from nothing; those after it go on from there."""

SUMMARY = ""
MILLION = 1e6


class GptRun:
    """What those lines come to: evaluations, each given to `add`, and facts of a step.

    An evaluation stands before the step of its number, so that many steps are done. Seconds are the sum
    over the steps where every one was printed, or the total that nanochat prints.
    """

    def __init__(self, report: Report, add: Callable[[Evaluation], None]) -> None:
        self.report, self.add = report, add
        self.facts: dict[str, float] = {}
        self.waiting: dict[str, float] = {}
        self.line = 0
        self.next = 0
        self.summed: float | None = 0.0
        self.total: tuple[int, float] | None = None
        self.section: str | None = None
        self.entries: dict[str, float] = {}
        self.seen = False

    def take(self, found: GptLine, line: int) -> None:
        """Take note of a line."""
        match found:
            case Validated(values, None):
                self.waiting |= values
                self.line = line
            case Validated(values, step) if step is not None:
                self._evaluated(values, step, line)
            case Trained():
                self._step(found)
            case Told(name, value):
                self.facts[name] = value
            case Section(title):
                self._close(line)
                self.section = title
            case Entry(name, value) if self.section in (BASE, SUMMARY):
                self.entries.setdefault(name, value)

    def finish(self, line: int) -> None:
        """Close what is open at the end of the log."""
        self._close(line)
        if self.waiting:
            self.report.ignored(
                "a validation loss without a line of training after it: its step is not known"
            )

    def _step(self, found: Trained) -> None:
        if self.waiting:
            self._evaluated(self.waiting, found.step, self.line)
            self.waiting = {}
        whole = self.summed is not None and found.took is not None and found.step == self.next
        self.summed = (self.summed or 0.0) + (found.took or 0.0) if whole else None
        self.next = found.step + 1
        if found.total is not None:
            self.total = (found.step, found.total)

    def _evaluated(self, values: Mapping[str, float], step: int, line: int) -> None:
        self._keep(Evaluation(values=values, line=line, step=step, seconds=self._seconds(step)), step)

    def _seconds(self, step: int) -> float | None:
        """Seconds of that many steps; nanochat's total leaves out the first ten, which the report says."""
        if self.total is not None and self.total[0] == step - 1:
            self.report.guessed("the total time is nanochat's, without its first ten steps")
            return round(self.total[1], 6)
        if self.total is None and self.summed is not None and self.next == step:
            return round(self.summed, 6)
        return None

    def _keep(self, evaluation: Evaluation, step: int) -> None:
        self.seen = True
        tokens, each = self.facts.get("tokens"), self.facts.get("flop_per_token")
        if tokens and each:
            self.report.understood("compute is the program's own: FLOP per token x tokens")
        self.add(
            Evaluation(
                values=evaluation.values,
                line=evaluation.line,
                step=evaluation.step,
                seconds=evaluation.seconds,
                examples=evaluation.examples or (step * tokens if tokens else None),
                training_flop=evaluation.training_flop or (step * tokens * each if tokens and each else None),
            )
        )

    def _close(self, line: int) -> None:
        """Make the evaluation of a report or summary, where no line told one before."""
        entries, self.entries = self.entries, {}
        if self.section not in (BASE, SUMMARY) or self.seen:
            return
        if self.section == BASE:
            self._base(entries, line)
        elif "val_bpb" in entries and "training_seconds" in entries:
            self._summary(entries, line)

    def _base(self, entries: Mapping[str, float], line: int) -> None:
        value, least = entries.get("final validation bpb"), entries.get("minimum validation bpb")
        if value is None:
            return
        if least is not None and least < value:
            self.report.guessed("the least validation bpb came before the end, at a step that is not told")
        values = {"val_bpb": value}
        if (core := entries.get("core metric estimate")) is not None:
            values["core_metric"] = core
        step = entries.get("calculated number of iterations") or entries.get("number of iterations")
        self._report(values, entries, line, step=step, time="total training time")

    def _report(
        self,
        values: Mapping[str, float],
        entries: Mapping[str, float],
        line: int,
        *,
        step: float | None,
        time: str,
    ) -> None:
        self.report.understood("the run is told by its summary alone: one evaluation, at the end")
        self._keep(
            Evaluation(
                values=values,
                line=line,
                step=None if step is None else int(step),
                examples=entries.get("number of training tokens"),
                seconds=entries.get(time),
                training_flop=entries.get("total training flops"),
            ),
            int(step or 0),
        )

    def _summary(self, entries: Mapping[str, float], line: int) -> None:
        """The summary of autoresearch, whose tokens are in millions."""
        tokens = entries.get("total_tokens_m")
        known = dict(entries) | ({} if tokens is None else {"number of training tokens": tokens * MILLION})
        values = {"val_bpb": entries["val_bpb"]}
        self._report(values, known, line, step=entries.get("num_steps"), time="training_seconds")

"""Logs of the NanoGPT speedruns (modded-nanogpt, llm.c), and of nanoGPT and what came of it."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from effsite.ingest.batch_schedule import BatchSchedule
from effsite.ingest.gpt_lines import BEGINNINGS, Trained, Validated, read_line
from effsite.ingest.gpt_run import GptRun
from effsite.ingest.log import Evaluation, Facts, LoggedRun
from effsite.ingest.log_format import Format
from effsite.ingest.numbers import number
from effsite.ingest.points import Points
from effsite.ingest.report import LogError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from effsite.ingest.log_file import Head, LogFile
    from effsite.ingest.log_format import ReadOptions
    from effsite.ingest.report import Report

NUMBER = r"([0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|nan|inf)"
MODDED = re.compile(
    rf"step:\s*([0-9]{{1,12}})(?:/[0-9]+)?\s+.*?\bval_loss:\s*{NUMBER}(?:.*?\btrain_time:\s*{NUMBER}\s*(ms|s|m)\b)?"
)
PLANNED = re.compile(r"step:\s*[0-9]{1,12}/([0-9]{1,12})\s")
BPB = re.compile(rf"\bval_bpb:\s*{NUMBER}")
LLMC = re.compile(rf"s:([0-9]{{1,12}})\s+tel:\s*{NUMBER}")
GPU = re.compile(r"\|\s+([0-9]+)\s+(?:NVIDIA|Tesla|Quadro|GeForce)\s*([\w .-]{2,40}?)\s{2,}")
WORLD = re.compile(
    r"Running on device_name=(?:NVIDIA |Tesla )?([\w .-]{2,40}?) with world_size=([0-9]{1,4})$"
)
SIZE = re.compile(
    r"^\s*(?:self\.)?(batch_size|sequence_length|train_batch_size|train_seq_len)\s*(?::\s*int\s*)?="
    r"\s*([0-9]{1,9}(?:\s*\*\s*[0-9]{1,9}){0,3})\b(?!\s*[\w*/+.(-])"
)
SCHEDULE = re.compile(r"^\s*(?:train_bs_schedule\b.*=|TrainingStage\(.*\bbatch_size\s*=)")
FEWEST_TOKENS = 65_536
"""A batch_size that stands alone counts tokens from here on, and below it sequences of unknown length."""
SECONDS = {"ms": 1e-3, "s": 1.0, "m": 60.0}
SOURCE_LINES = 20_000
"""Lines in which hardware and batch are looked for; the source that a log embeds stands at its head."""


def read_nanogpt(source: LogFile, options: ReadOptions, report: Report) -> Iterator[LoggedRun]:
    """The run in a log: its validation losses, with the training time where the dialect has one.

    The program's own source, which most logs embed, is never run: hardware and batch are looked for in
    it as text. Raises LogError when the log holds no validation loss.
    """
    reader = _NanogptReader(options, report)
    for first, block in source.blocks():
        for line, text in enumerate(block, first):
            if "val_loss:" in text or " tel:" in text:
                reader.evaluation(line, text)
            elif text.startswith(("step:", "s:")):
                continue
            elif text.startswith(BEGINNINGS) or text[:1].isdigit():
                reader.dialect(line, text)
            elif line <= SOURCE_LINES:
                reader.fact(line, text)
        reader.line = first + len(block)
    yield reader.run()


class _NanogptReader:
    """One pass over a log."""

    def __init__(self, options: ReadOptions, report: Report) -> None:
        self.report = report
        self.points = Points(options)
        self.last: Evaluation | None = None
        self.llmc = False
        self.line = 0
        self.gpt = GptRun(report, self._add)
        self.gpus: dict[str, str] = {}
        self.world: tuple[str, int] | None = None
        self.scheduled = False
        self.schedule = BatchSchedule()
        self.planned = ""
        self.sizes: dict[str, int] = {}

    def evaluation(self, line: int, text: str) -> None:
        """Take a line with a validation loss."""
        modded = MODDED.search(text)
        match = modded or LLMC.match(text)
        if match is None:
            if text.lstrip().startswith(("step:", "s:")):
                self.report.refused("a validation line that is not complete", line, "is the file cut off?")
            return
        loss = number(match[2])
        if loss is None:
            self.report.ignored("a validation loss that is not finite", line)
            return
        time = number(match[3]) if modded and match[3] else None
        bits = BPB.search(text) if modded else None
        byte = number(bits[1]) if bits else None
        self.last = Evaluation(
            values={"val_loss": loss} | ({} if byte is None else {"val_bpb": byte}),
            line=line,
            step=int(match[1]),
            seconds=None if time is None else round(time * SECONDS[match[4]], 6),
        )
        self.points.add(self.last)
        self.llmc = modded is None
        if not self.planned and (planned := PLANNED.search(text)):
            self.planned = planned[1]

    def dialect(self, line: int, text: str) -> None:
        """Take a line that may be one of nanoGPT, build-nanogpt, nanochat or autoresearch."""
        found = read_line(text)
        if found is not None:
            self.gpt.take(found, line)
        elif line <= SOURCE_LINES:
            self.fact(line, text)

    def _add(self, evaluation: Evaluation) -> None:
        self.last = evaluation
        self.points.add(evaluation)

    def fact(self, line: int, text: str) -> None:
        """Take what a line of the preamble says about hardware and batch."""
        if "|" in text and (gpu := GPU.search(text)):
            self.gpus[gpu[1]] = gpu[2].strip()
        elif text.startswith("Running on") and (world := WORLD.match(text)):
            self.world = (world[1], int(world[2]))
        elif self.schedule.line(text):
            self.scheduled = self.scheduled or SCHEDULE.match(text) is not None
        elif "=" in text and (size := SIZE.match(text)):
            self.sizes.setdefault(size[1], math.prod(int(factor) for factor in size[2].split("*")))
        elif "=" in text and SCHEDULE.match(text):
            self.scheduled = True

    def run(self) -> LoggedRun:
        """The run; raises LogError when no validation loss was met."""
        self.gpt.finish(self.line)
        if self.last is None:
            raise LogError("holds no validation loss", "expected lines like step:125/6200 val_loss:4.2 ...")
        self.points.last(self.last)
        if self.llmc:
            self.report.understood("tel, the validation loss of llm.c's logs, is read as val_loss; no times")
        facts = self._facts()
        return LoggedRun(
            evaluations=self._with_tokens(self.points.kept),
            facts=facts,
            labels={"steps": self.planned} if self.planned else {},
            thinned=self.points.thinned,
            ranges=self.points.ranges,
        )

    def _with_tokens(self, evaluations: tuple[Evaluation, ...]) -> tuple[Evaluation, ...]:
        """The evaluations with the tokens seen, where the source tells a schedule of the batch."""
        if not self.schedule.known:
            return evaluations
        sizes = ", ".join(f"{size:,}" for size in self.schedule.sizes)
        self.report.guessed(
            f"a step grows to so many tokens, by the schedule in the source that the log embeds: {sizes}"
        )
        return tuple(
            replace(e, examples=float(self.schedule.tokens(e.step))) if e.step is not None else e
            for e in evaluations
        )

    def _facts(self) -> Facts:
        device, devices = self._hardware()
        tokens = self.gpt.facts.get("tokens") or self._tokens(devices)
        if not device:
            return Facts(examples_per_step=tokens)
        self.report.understood(f"hardware: {devices} x {device}")
        return Facts(
            examples_per_step=tokens, hardware=f"{devices}x {device}", device=device, devices=devices
        )

    def _hardware(self) -> tuple[str, int]:
        """The devices in the output of nvidia-smi when all are alike, or those that the program names."""
        names = set(self.gpus.values())
        if len(names) == 1:
            return names.pop(), len(self.gpus)
        return self.world if self.world and not names else ("", 0)

    def _tokens(self, devices: int) -> int | None:
        """The tokens of a step, None where the source does not give them or changes them during the run."""
        if self.schedule.known:
            return None
        if self.scheduled:
            self.report.ignored("the tokens of a step: the source changes the batch during the run")
            return None
        told = self._told_tokens(devices)
        if told is None:
            return None
        tokens, why = told
        self.report.guessed(
            f"a step is {tokens:,} tokens: {why} in the source that the log embeds",
            hint="give --examples-per-step if that is not so",
        )
        return tokens

    def _told_tokens(self, devices: int) -> tuple[int, str] | None:
        batch, length = self.sizes.get("batch_size"), self.sizes.get("sequence_length")
        whole, each = self.sizes.get("train_batch_size"), self.sizes.get("train_seq_len")
        if batch and length:
            return batch * length, f"batch_size {batch:,} x sequence_length {length:,}"
        if whole:
            return whole, f"train_batch_size {whole:,}"
        if each and devices:
            return each * devices, f"train_seq_len {each:,} on each of {devices} devices,"
        if batch and batch >= FEWEST_TOKENS:
            return batch, f"batch_size {batch:,}, which is in tokens,"
        return None


_REPORT = re.compile(r"^# nanochat training report$|^val_bpb: +[0-9.]+\ntraining_seconds:", re.M)
"""What a report of nanochat begins with, and the summary of autoresearch."""


def _sniff(head: Head) -> float:
    if re.search(r"^\s*step:\s*[0-9]+/[0-9]+ .*?(?:train|val)_loss:", head.text, re.M):
        return 0.95
    if re.search(r"^s:[0-9]+ (?:tel|trl|eval):", head.text, re.M):
        return 0.95
    kinds = [
        read_line(line)
        for line in head.text.splitlines()
        if line.startswith(BEGINNINGS) or line[:1].isdigit()
    ]
    if any(isinstance(found, Validated) and found.step is not None for found in kinds):
        return 0.9
    if any(isinstance(found, Validated | Trained) for found in kinds) or _REPORT.search(head.text):
        return 0.85
    return 0.5 if "val_loss:" in head.text and "train_time:" in head.text else 0.0


FORMAT = Format(
    name="nanogpt",
    title="NanoGPT logs (modded-nanogpt, llm.c, nanoGPT, build-nanogpt, nanochat)",
    patterns=("*.log", "*.txt", "report.md"),
    sniff=_sniff,
    read=read_nanogpt,
)

"""Training logs of MLPerf: lines with :::MLLOG and a JSON object, one file for each run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from effsite.ingest.formats import Format
from effsite.ingest.json_text import parse_first, words
from effsite.ingest.log import Evaluation, Facts, Run
from effsite.ingest.mlperf_power import Power
from effsite.ingest.numbers import finite, whole
from effsite.ingest.privacy import scrubbed
from effsite.ingest.report import LogError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from effsite.ingest.formats import Options
    from effsite.ingest.report import Report
    from effsite.ingest.source import Head, Source

MARK = ":::MLLOG"
LOSSES = frozenset(
    {"gpt3", "llama2_70b_lora", "llama31_405b", "llama31_8b", "flux1", "stable_diffusion_loss"}
)
"""Benchmarks whose eval_accuracy holds a loss: the lower the better."""

LARGEST_EPOCH = 10_000
"""Above this an epoch_num counts examples, as BERT's and the language models' logs write it."""

FACTS = (
    "submission_org",
    "submission_platform",
    "submission_benchmark",
    "global_batch_size",
    "train_samples",
    "seed",
    "number_of_nodes",
    "accelerators_per_node",
)


def read_mlperf(source: Source, options: Options, report: Report) -> Iterator[Run]:
    """The run in a result file: its evaluations with the seconds since run_start.

    A successful run's last evaluation carries the time up to run_stop, which is the benchmark's score.
    Runs of the same folder and benchmark are repetitions of one result. Raises LogError when the file
    holds no run_start or no evaluation.
    """
    reader = _Reader(report)
    for line, text in source.lines():
        for part in text.split(MARK)[1:] if MARK in text else ():
            reader.entry(line, part)
    power = Power.beside(source, report)
    yield reader.run(group=f"{source.path.parent}", power=power)


class _Reader:
    """One pass over a result file."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.start: float | None = None
        self.stop: float | None = None
        self.status = ""
        self.facts: dict[str, object] = {}
        self.evaluations: list[tuple[int, float, float, Mapping[str, Any]]] = []
        self.power = Power()

    def entry(self, line: int, text: str) -> None:
        """Take what stands behind a mark; processes that write at once share a line."""
        try:
            entry = parse_first(text.strip())
        except ValueError as error:
            self.report.refused(
                f"a marked line that is not JSON: {words(error)}", line, "is the file cut off?"
            )
            return
        time = finite(entry.get("time_ms")) if isinstance(entry, dict) else None
        if time is None:
            self.report.refused("a marked line without a time_ms", line)
            return
        metadata = entry.get("metadata")
        self._entry(line, time, entry, metadata if isinstance(metadata, dict) else {})

    def _entry(self, line: int, time: float, entry: dict[str, Any], metadata: dict[str, Any]) -> None:
        key, value = entry.get("key"), entry.get("value")
        if key == "run_start" and self.start is None:
            self.start = time
        elif key == "run_stop":
            self.stop, self.status = time, str(metadata.get("status", ""))[:20].lower()
        elif key == "eval_accuracy":
            self._evaluation(line, time, value, metadata)
        elif key in FACTS:
            self.facts.setdefault(str(key), value)
        else:
            self.power.entry(str(key), time, value)

    def _evaluation(self, line: int, time: float, value: object, metadata: dict[str, Any]) -> None:
        if isinstance(value, dict):
            value = next((v for v in value.values() if finite(v) is not None), None)
        metric = finite(value)
        if metric is None:
            self.report.ignored("an eval_accuracy that is not a finite number", line)
        else:
            self.evaluations.append((line, time, metric, metadata))

    def run(self, group: str, power: Power | None) -> Run:
        """The run; raises LogError when the log lacks its start or its evaluations."""
        if self.start is None:
            raise LogError("has no run_start", "is it the log of a training run?")
        if not self.evaluations:
            raise LogError("has no eval_accuracy")
        finished = self.status == "success" if self.stop is not None else None
        self._say(finished)
        benchmark = self._text("submission_benchmark")
        seconds = None if self.stop is None else (self.stop - self.start) / 1000
        measured = power or self.power
        return Run(
            evaluations=tuple(self._finished(finished is True, benchmark)),
            facts=self._facts(measured.kwh(seconds) if finished else None),
            group=f"{group}\n{benchmark}",
            finished=finished,
        )

    def _say(self, finished: bool | None) -> None:
        if finished is None:
            self.report.guessed("the log has no run_stop: the run was cut off")
        elif not finished:
            self.report.understood(f"run_stop says {self.status or 'nothing'}: the run did not converge")
        else:
            self.report.understood("time runs from run_start to run_stop, as the benchmark scores it")

    def _finished(self, success: bool, benchmark: str) -> Iterator[Evaluation]:
        name = "eval_loss" if benchmark in LOSSES else "eval_accuracy"
        if benchmark in LOSSES:
            self.report.understood(f"eval_accuracy of {benchmark} holds a loss")
        for position, (line, time, value, metadata) in enumerate(self.evaluations):
            last = position == len(self.evaluations) - 1
            ended = self.stop if success and last and self.stop is not None else time
            assert self.start is not None  # noqa: S101 - run() has checked it; mypy cannot see that
            yield Evaluation(
                values={name: value},
                line=line,
                seconds=(ended - self.start) / 1000,
                **self._counts(metadata),
            )

    def _counts(self, metadata: Mapping[str, Any]) -> dict[str, Any]:
        step, samples = whole(str(metadata.get("step_num", ""))), finite(metadata.get("samples_count"))
        epoch = finite(metadata.get("epoch_num"))
        if epoch is not None and epoch > LARGEST_EPOCH:
            self.report.guessed("an epoch_num above 10,000 is taken to count examples")
            epoch, samples = None, samples or epoch
        return {"step": step, "epoch": epoch, "examples": samples}

    def _facts(self, energy_kwh: float | None) -> Facts:
        nodes, each = self._number("number_of_nodes"), self._number("accelerators_per_node")
        named = [self._text("submission_platform"), self._text("submission_benchmark")]
        organisation = self._text("submission_org")
        system = " ".join(word for word in named if word)
        seed = self._number("seed")
        return Facts(
            system=f"{system} ({organisation})" if system and organisation else system or organisation,
            seed=int(seed) if seed is not None and seed >= 0 and seed == int(seed) else None,
            devices=int(nodes * each) if nodes and each else None,
            energy_kwh=energy_kwh,
            examples_per_step=self._number("global_batch_size"),
            examples_per_epoch=self._number("train_samples"),
        )

    def _number(self, key: str) -> float | None:
        return finite(self.facts.get(key))

    def _text(self, key: str) -> str:
        value = self.facts.get(key)
        return " ".join(scrubbed(value[:80]).split()) if isinstance(value, str) else ""


def _sniff(head: Head) -> float:
    return 0.98 if f"{MARK} {{" in head.text or f"{MARK}{{" in head.text else 0.0


FORMAT = Format(
    name="mlperf",
    title="MLPerf Training logs (:::MLLOG)",
    patterns=("result_*.txt", "*.log", "*.out"),
    sniff=_sniff,
    read=read_mlperf,
)

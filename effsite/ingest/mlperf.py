"""Training logs of MLPerf: lines with :::MLLOG, or an older mark, one file for each run."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from effsite.ingest.json_text import words
from effsite.ingest.log import Evaluation, Facts, LoggedRun
from effsite.ingest.log_format import Format
from effsite.ingest.mlperf_clock import BenchmarkClock
from effsite.ingest.mlperf_entries import MARK, entry, marked, values
from effsite.ingest.mlperf_power import Power
from effsite.ingest.mlperf_submission import MlperfSubmission
from effsite.ingest.numbers import finite, whole
from effsite.ingest.privacy import scrubbed
from effsite.ingest.report import LogError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from effsite.ingest.log_file import Head, LogFile
    from effsite.ingest.log_format import ReadOptions
    from effsite.ingest.mlperf_entries import MlperfEntry
    from effsite.ingest.report import Report

LOSSES = frozenset(
    {"gpt3", "llama2_70b_lora", "llama31_405b", "llama31_8b", "flux1", "stable_diffusion_loss"}
)
"""Benchmarks whose eval_accuracy holds a loss: the lower the better."""

DIFFUSION = "stable_diffusion"
"""The benchmark with two metrics under one name: FID, of tens to hundreds, and CLIP, below 1."""

BOXES = frozenset({"mask", "maskrcnn"})
"""Benchmarks whose eval_accuracy may hold two values without names: of boxes and of masks, in this order, as
the code of Google's entries of round 0.6 writes them (mask_rcnn_runner.py: AP, mask_AP; epochs from 0)."""

METRIC = "eval_accuracy"
ERRORS = {"rnnt": "eval_wer", "rnn_speech_recognition": "eval_wer"}
"""Benchmarks whose eval_accuracy holds an error rate, and what it is then called."""

SEQUENCES = frozenset({"gpt3", "llama2_70b_lora", "llama31_405b", "llama31_8b"})
"""Benchmarks whose samples are sequences of tokens."""

PACKED = frozenset({"llama2_70b_lora"})
"""Of those, the ones whose sequences the reference packs to one length (8,192 tokens: --max_seq_len of
mlcommons/training, llama2_70b_lora/README.md); their logs tell no length, and samples stay sequences."""

NO_PASSES = frozenset({"bert", "dlrm", "minigo"})
"""Benchmarks whose epoch_num numbers evaluations, samples or iterations, or begins anywhere."""

NO_EPOCHS = SEQUENCES | NO_PASSES
"""Benchmarks whose train_samples are those of the run, or of no whole pass over the data."""

LARGEST_EPOCH = 10_000
"""Above this an epoch_num counts examples, as BERT's and the language models' logs write it."""

LEAST_EXAMPLES = 100_000
"""From here on it does: the first evaluation of BERT is at 150,000. One entry numbers steps up to 11,718."""

FACTS = (
    "submission_org",
    "submission_platform",
    "submission_benchmark",
    "submission_division",
    "global_batch_size",
    "train_samples",
    "max_sequence_length",
    "seed",
    "number_of_nodes",
    "accelerators_per_node",
    "target_accuracy",
    "eval_target",
)
CONSTANT = frozenset({"global_batch_size", "train_samples"})
"""Facts that are of no use where a log gives several values."""


def read_mlperf(source: LogFile, options: ReadOptions, report: Report) -> Iterator[LoggedRun]:
    """The run in a result file: its evaluations with the seconds since run_start.

    A successful run's last evaluation carries the time up to run_stop, which is the benchmark's score.
    Runs of the same folder and benchmark are repetitions of one result. A log that ends before the first
    evaluation is a run without any, which failed. Raises LogError when the file holds evaluations without
    a run_start, or a success without an evaluation.
    """
    reader = _MlperfReader(source.path.name, options, report)
    for line, text in source.lines():
        for dialect, part in marked(text):
            reader.entry(line, dialect, part)
    power = Power.beside(source, report)
    run = reader.run(group=f"{source.path.parent}", power=power)
    submission = MlperfSubmission.around(source.path.absolute(), report)
    yield submission.of(run, report) if submission else run


class _MlperfReader:
    """One pass over a result file."""

    def __init__(self, name: str, options: ReadOptions, report: Report) -> None:
        self.options = options
        self.report = report
        self.start: float | None = None
        self.stop: float | None = None
        self.status = ""
        self.over = False
        self.facts: dict[str, object] = {}
        self.evaluations: list[tuple[int, MlperfEntry]] = []
        self.epochs_from_zero = False
        self.power = Power(name, report)

    def entry(self, line: int, dialect: str, text: str) -> None:
        """Take what stands behind a mark."""
        try:
            found = entry(dialect, text)
        except ValueError as error:
            self.report.refused(
                f"a marked line that is not JSON: {words(error)}", line, "is the file cut off?"
            )
            if "power" in text:
                self.power.spoil("a reading that is not JSON", line)
            return
        if found is None:
            self.report.refused("a marked line without a time_ms", line)
            if "power" in text:
                self.power.spoil("a reading without a time_ms", line)
        elif not self.over:
            self._entry(line, found)

    def _entry(self, line: int, found: MlperfEntry) -> None:
        if found.benchmark:
            self.facts.setdefault("submission_benchmark", found.benchmark)
        if found.key == "run_start":
            self._starts(line, found.time)
        elif found.key == "run_stop":
            said = found.value if isinstance(found.value, dict) else {}
            status = found.metadata.get("status", said.get("status", ""))
            self.stop, self.status = found.time, str(status)[:20].lower()
        elif found.key == METRIC:
            self.evaluations.append((line, found))
        elif found.key in FACTS:
            self._fact(found.key, found.value)
        else:
            self.power.entry(line, found.key, found.time, found.value)

    def _starts(self, line: int, time: float) -> None:
        if self.start is None:
            self.start = time
        elif self.stop is not None and time > self.stop:
            self.over = True
            self.report.guessed("another run begins here: only the first is read", line, "split the file")

    def _fact(self, key: str, value: object) -> None:
        before = self.facts.setdefault(key, value)
        if key in CONSTANT and before is not None and before != value:
            self.facts[key] = None
            self.report.guessed(f"{key} changes during the run, so it is not used")

    def run(self, group: str, power: Power | None) -> LoggedRun:
        """The run; raises LogError when the log lacks its start or its evaluations."""
        benchmark = self._text("submission_benchmark")
        if self._cut_off(benchmark):
            self.report.guessed("the log ends before the first evaluation: the run failed")
            return self._logged((), group, finished=False)
        if self.start is None:
            raise LogError("has no run_start", "is it the log of a training run?")
        if not self.evaluations:
            raise LogError("has no eval_accuracy")
        finished = None if self.stop is not None and not self.status else self.status == "success"
        self._say(finished)
        evaluations = tuple(self._finished(self.start, benchmark, success=finished is True))
        if not evaluations:
            raise LogError("has no eval_accuracy that is a finite number")
        seconds = None if self.stop is None else (self.stop - self.start) / 1000
        energy = (power or self.power).kwh(seconds) if finished else None
        return self._logged(evaluations, group, finished=finished, energy_kwh=energy)

    def _cut_off(self, benchmark: str) -> bool:
        """Whether a benchmark's log ends before its first evaluation, without a stop or with a failure."""
        ended = self.stop is not None and self.status != "aborted"
        return bool(benchmark) and not self.evaluations and not ended

    def _logged(
        self,
        evaluations: tuple[Evaluation, ...],
        group: str,
        *,
        finished: bool | None,
        energy_kwh: float | None = None,
    ) -> LoggedRun:
        benchmark = self._text("submission_benchmark")
        facts = self._facts(benchmark, energy_kwh)
        return LoggedRun(
            evaluations=evaluations,
            facts=replace(facts, epochs_from_zero=self.epochs_from_zero),
            group=f"{group}\n{benchmark}",
            finished=finished,
            kept_clock=True,
            began=self.start or 0.0,
            forms=dict.fromkeys(ERRORS.values(), "fraction"),
            labels={
                label: said.lower()
                for label in ("benchmark", "division")
                if (said := self._text(f"submission_{label}"))
            },
        )

    def _say(self, finished: bool | None) -> None:
        if self.stop is None:
            self.report.guessed("the log has no run_stop: the run was cut off")
        elif finished is None:
            self.report.guessed("run_stop does not say whether the run converged")
        elif not finished:
            self.report.understood(f"run_stop says {self.status}: the run did not converge")
        else:
            self.report.understood("time runs from run_start to run_stop, as the benchmark scores it")

    def _finished(self, start: float, benchmark: str, *, success: bool) -> Iterator[Evaluation]:
        """The evaluations; those at the place of the last one end with a run that converged."""
        clock = BenchmarkClock(start=start, stop=self.stop, success=success)
        if benchmark == DIFFUSION:
            self.evaluations = [(line, self._of_images(found)) for line, found in self.evaluations]
        if benchmark in BOXES:
            self.evaluations = [(line, self._of_boxes(found)) for line, found in self.evaluations]
        if any(clock.is_off(found.time) for _, found in self.evaluations):
            self._sort()
        counts = self._counts(benchmark)
        name = self._name(benchmark)
        places = [self._count(found.metadata) for _, found in self.evaluations]
        times = clock.seconds([found for _, found in self.evaluations], places, self.report)
        for (line, found), place, seconds in zip(self.evaluations, counts, times, strict=True):
            metrics = values(name, found)
            if isinstance(found.value, list):
                raise LogError(f"eval_accuracy holds {len(found.value)} values without names", line=line)
            if not metrics:
                self.report.ignored("an eval_accuracy that is not a finite number", line)
                continue
            yield Evaluation(values=metrics, line=line, seconds=seconds, **place)

    def _sort(self) -> None:
        """Put evaluations that were made beside the run in the order of their places, where all have one."""
        places = [self._count(found.metadata) for _, found in self.evaluations]
        for count in ("step", "examples", "epoch"):
            if all(place[count] is not None for place in places):
                pairs = sorted(zip(places, self.evaluations, strict=True), key=lambda pair: pair[0][count])
                self.evaluations = [pair[1] for pair in pairs]
                return

    def _of_images(self, found: MlperfEntry) -> MlperfEntry:
        """The evaluation of stable_diffusion with the name of its metric, by its size where it has none."""
        value = finite(found.value)
        if value is None or found.metadata.get("metric"):
            return found
        self.report.guessed("eval_accuracy holds FID and CLIP without names: above 1 it is the FID")
        return replace(found, metadata={**found.metadata, "metric": "FID" if value > 1 else "CLIP"})

    def _of_boxes(self, found: MlperfEntry) -> MlperfEntry:
        """The evaluation of Mask R-CNN with the names of its two values, where it has none."""
        value = found.value
        if not isinstance(value, list) or len(value) != 2:
            return found
        if self._count(found.metadata)["epoch"] == 0:
            self.epochs_from_zero = True
            self.report.understood("epochs count from 0: epoch 0 stands after one pass over the data")
        self.report.guessed("eval_accuracy holds two values without names: of boxes, then of masks")
        return replace(found, value={"BBOX": value[0], "SEGM": value[1]})

    def _name(self, benchmark: str) -> str:
        """What the metric is called: by the log's own name where the user asks for that."""
        several = sorted({n for _, found in self.evaluations for n in values("", found) if n})
        if several:
            self.report.understood(
                f"eval_accuracy holds {' and '.join(several)}; a run ends when each is at its own target"
            )
        if benchmark in LOSSES:
            self.report.understood(f"eval_accuracy of {benchmark} holds a loss")
        elif benchmark in ERRORS:
            self.report.understood(f"eval_accuracy of {benchmark} holds an error rate")
        if self.options.metric == METRIC:
            return METRIC
        return "eval_loss" if benchmark in LOSSES else ERRORS.get(benchmark, METRIC)

    def _counts(self, benchmark: str) -> list[dict[str, Any]]:
        """Step, epoch and examples of each evaluation, in tokens where samples are sequences of them."""
        counts = [self._count(found.metadata) for _, found in self.evaluations]
        if benchmark in SEQUENCES - PACKED:
            counts = self._in_tokens(counts)
        numbered = any(count["epoch"] for count in counts)
        if benchmark in NO_PASSES and numbered:
            self.report.guessed(f"an epoch_num of {benchmark} is no pass over the data: it gives no examples")
            counts = [{**count, "epoch": None} for count in counts]
        if numbered and any(found.benchmark for _, found in self.evaluations):
            self.report.guessed("epochs are the log's own: many of MLPerf 0.5 are numbered from 0")
        return counts

    def _count(self, metadata: Mapping[str, Any]) -> dict[str, Any]:
        step, samples = whole(str(metadata.get("step_num", ""))), finite(metadata.get("samples_count"))
        epoch = finite(metadata.get("epoch_num"))
        if epoch is not None and epoch > LARGEST_EPOCH:
            if not samples and epoch < LEAST_EXAMPLES:
                self.report.guessed("an epoch_num of 10,000 to 100,000 may count steps: it is not taken")
            elif not samples:
                self.report.guessed("an epoch_num above 100,000 is taken to count examples")
                samples = epoch
            epoch = None
        return {"step": step, "epoch": epoch, "examples": samples}

    def _in_tokens(self, counts: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The counts with their samples in tokens, or in steps where the length of a sample is not known."""
        batch, length = self._number("global_batch_size"), self._number("max_sequence_length")
        known = [count["examples"] for count in counts if count["examples"]]
        if not known:
            return counts
        if not length:
            hint = "give --examples-per-step in tokens: batch x length"
            self.report.guessed("samples are sequences, of a length that the log does not give", hint=hint)
            return [
                {**c, "step": c["step"] or _steps(c["examples"], batch), "examples": None} for c in counts
            ]
        if batch and all(count % (batch * length) == 0 for count in known):
            self.report.guessed("samples are taken to be tokens: they are multiples of a batch of tokens")
            return counts
        self.report.guessed(f"examples are tokens: {length:,.0f} to a sequence, by max_sequence_length")
        return [{**c, "examples": c["examples"] and c["examples"] * length} for c in counts]

    def _facts(self, benchmark: str, energy_kwh: float | None) -> Facts:
        nodes, each = self._number("number_of_nodes"), self._number("accelerators_per_node")
        named = [self._text("submission_platform"), benchmark]
        organisation = self._text("submission_org")
        system = " ".join(word for word in named if word)
        seed, batch = self._number("seed"), self._number("global_batch_size")
        length = self._number("max_sequence_length") if benchmark in SEQUENCES - PACKED else 1
        samples = None if benchmark in NO_EPOCHS else self._number("train_samples")
        return Facts(
            system=f"{system} ({organisation})" if system and organisation else system or organisation,
            seed=int(seed) if seed is not None and seed >= 0 and seed == int(seed) else None,
            devices=int(nodes * each) if nodes and each else None,
            energy_kwh=energy_kwh,
            level=self._number("target_accuracy") or self._number("eval_target"),
            examples_per_step=batch * length if batch and length else None,
            examples_per_epoch=samples if samples and samples >= (batch or 1) else None,
        )

    def _number(self, key: str) -> float | None:
        return finite(self.facts.get(key))

    def _text(self, key: str) -> str:
        value = self.facts.get(key)
        return " ".join(scrubbed(value[:80]).split()) if isinstance(value, str) else ""


def _steps(samples: float | None, batch: float | None) -> int | None:
    return int(samples / batch) if samples and batch and samples % batch == 0 else None


def _sniff(head: Head) -> float:
    return 0.98 if MARK.search(head.text) else 0.0


FORMAT = Format(
    name="mlperf",
    title="MLPerf Training logs (:::MLLOG, :::MLL, :::MLPv0.5)",
    patterns=("result_*.txt", "*.log", "*.out"),
    sniff=_sniff,
    read=read_mlperf,
)

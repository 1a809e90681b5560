"""AlgoPerf: the measurements of one trial, its workload's target and its time budget."""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING, Any

from effsite.ingest.json_text import parse, words
from effsite.ingest.log import Facts
from effsite.ingest.log_format import Format
from effsite.ingest.numbers import finite
from effsite.ingest.report import LogError, NoRunHereError
from effsite.ingest.table import read_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from effsite.ingest.log import Evaluation, LoggedRun
    from effsite.ingest.log_file import Head, LogFile
    from effsite.ingest.log_format import ReadOptions
    from effsite.ingest.report import Report

MEASUREMENTS = ("eval_measurements.csv", "measurements.csv")
META, TARGETS = "meta_data_0.json", "workload_targets.json"
NAME = "AlgoPerf trial"
"""What a run is called; its files do not say which algorithm was tried."""

STUDY, TRIAL = re.compile(r"study_([0-9]{1,6})$"), re.compile(r"trial_([0-9]{1,6})$")
TIME = "accumulated_submission_time"
HIGHER_IS_BETTER = {
    "accuracy": True,
    "ssim": True,
    "mean_average_precision": True,
    "bleu": True,
    "loss": False,
    "wer": False,
    "ppl": False,
}
"""Direction of every target metric of AlgoPerf 0.5 and 0.6 (Dahl et al. 2023, arXiv 2306.07179)."""

TEST, VALIDATION = "test/", "validation/"
SELF_TUNING = 1.5
"""Self-tuning submissions may take this many times the runtime that external tuning is allowed."""


def read(source: LogFile, options: ReadOptions, report: Report) -> Iterator[LoggedRun]:
    """The run of a trial, with what its meta_data_0.json says when that lies beside it.

    `accumulated_submission_time` is the clock: evaluation and logging are kept apart by AlgoPerf.
    Raises LogError for the JSON files alone, and as `read_table` does.
    """
    if source.path.name.endswith(".json"):
        raise NoRunHereError(
            "belongs to a trial and holds no measurements", f"give the {MEASUREMENTS[0]} beside it"
        )
    meta = _meta(source, report)
    for run in read_table(source, options, report):
        _say_target(run, meta, report)
        evaluations = _validated(run, report)
        yield dataclasses.replace(
            run, evaluations=evaluations, facts=_facts(meta), name=NAME, labels=_labels(source)
        )


def _labels(source: LogFile) -> dict[str, str]:
    """The study and the trial, where the folders are named as AlgoPerf names them."""
    found = {"study": STUDY, "trial": TRIAL}
    parts = source.path.absolute().parts
    matches = ((name, pattern.match(part)) for name, pattern in found.items() for part in parts)
    return {name: match[1] for name, match in matches if match}


def _validated(run: LoggedRun, report: Report) -> tuple[Evaluation, ...]:
    """The evaluations without test metrics that stand beside validation ones: targets are of the latter.

    A user who names a test metric gets it: then the table was read for that column alone.
    """
    names = {name for evaluation in run.evaluations for name in evaluation.values}
    aside = {n for n in names if n.startswith(TEST) and n.replace(TEST, VALIDATION, 1) in names}
    if aside:
        report.ignored(f"{', '.join(sorted(aside))}: AlgoPerf sets its targets on the validation set")
    kept = ({name: v for name, v in e.values.items() if name not in aside} for e in run.evaluations)
    return tuple(
        dataclasses.replace(evaluation, values=values)
        for evaluation, values in zip(run.evaluations, kept, strict=True)
        if values
    )


def _meta(source: LogFile, report: Report) -> Mapping[str, Any]:
    beside = source.beside(META)
    if beside is None:
        report.ignored(f"the workload, its target and its budget: no {META} lies beside the measurements")
        return {}
    try:
        meta = parse(beside.document())
    except ValueError as error:
        report.refused(f"{META} is not valid JSON: {words(error)}")
        return {}
    except LogError as error:
        report.refused(f"{META} {error.message}")
        return {}
    return meta if isinstance(meta, dict) else {}


def _facts(meta: Mapping[str, Any]) -> Facts:
    """Hardware, seed and size of the training set; the log does not give the number of examples in a step."""
    counted, seed = _positive(meta.get("gpu_count")), finite(meta.get("rng_seed"))
    device, devices = str(meta.get("gpu_model_name", ""))[:100], None if counted is None else int(counted)
    return Facts(
        seed=int(seed) if seed is not None and seed >= 0 else None,
        hardware=f"{devices} x {device}" if device and devices else device,
        devices=devices,
        examples_per_epoch=_positive(meta.get("workload.num_train_examples")),
    )


def _say_target(run: LoggedRun, meta: Mapping[str, Any], report: Report) -> None:
    """Say when the workload's own target was first met, and how that lies in its time budget."""
    metric, level = (
        meta.get("workload.target_metric_name"),
        finite(meta.get("workload.validation_target_value")),
    )
    higher = HIGHER_IS_BETTER.get(metric) if isinstance(metric, str) else None
    if level is None or higher is None:
        return
    name = f"validation/{metric}"
    told = f"{name} {'>=' if higher else '<='} {level:g}, the workload's own target"
    valued = [e for e in run.evaluations if name in e.values]
    met = next((e for e in valued if (e.values[name] - level) * (1 if higher else -1) >= 0), None)
    if met is None:
        report.understood(f"{told}, is not met")
    else:
        where = f"step {met.step}" + (f", {met.seconds:.1f} s" if met.seconds is not None else "")
        report.understood(f"{told}, is first met at {where}", met.line)
        _say_budget(met, _positive(meta.get("workload.max_allowed_runtime_sec")), report)


def _say_budget(met: Evaluation, budget: float | None, report: Report) -> None:
    if budget is None or met.seconds is None:
        return
    longer = budget * SELF_TUNING
    if met.seconds <= budget:
        report.understood(f"that is inside the workload's budget of {budget:.0f} s", met.line)
    elif met.seconds <= longer:
        hint = "the result counts for self-tuning submissions alone"
        said = f"that is beyond the budget of {budget:.0f} s and inside {SELF_TUNING} times it"
        report.guessed(said, met.line, hint)
    else:
        report.guessed(f"that is beyond {SELF_TUNING} times the budget of {budget:.0f} s", met.line)


def _positive(value: object) -> float | None:
    number = finite(value)
    return number if number is not None and number > 0 else None


def _sniff(head: Head) -> float:
    if head.name in (META, TARGETS) or head.name.startswith("meta_data_"):
        return 1.0 if '"workload' in head.text or '"target_metric_name"' in head.text else 0.2
    header = head.text.split("\n", 1)[0]
    if TIME in header and "global_step" in header:
        return 1.0 if "validation/" in header else 0.8
    return 0.0


FORMAT = Format(
    name="algoperf",
    title="AlgoPerf (eval_measurements.csv)",
    patterns=MEASUREMENTS[:1],
    sniff=_sniff,
    read=read,
)

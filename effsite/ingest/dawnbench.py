"""Entries of Stanford's DAWNBench: <name>.tsv with the curve beside <name>.json with the facts."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from effsite.ingest.epoch_base import before_training
from effsite.ingest.json_text import parse, words
from effsite.ingest.log import Evaluation, Facts, ImageSizeStage, LoggedRun
from effsite.ingest.log_format import Format
from effsite.ingest.numbers import finite, number
from effsite.ingest.privacy import public_link, scrubbed
from effsite.ingest.report import LogError
from effsite.records import PublicationDate
from effsite.units import SECONDS_PER_HOUR

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from effsite.ingest.log import Form
    from effsite.ingest.log_file import Head, LogFile
    from effsite.ingest.log_format import ReadOptions
    from effsite.ingest.report import Report

METRICS = re.compile(r"top[15]accuracy|f1(?:score)?|accuracy", re.I)
MAX_ROWS = 1_000_000


def read_dawnbench(source: LogFile, options: ReadOptions, report: Report) -> Iterator[LoggedRun]:
    """The run of an entry, from its TSV and the JSON beside it; either file may be named.

    Accuracies are percent and F1 is a fraction, as the benchmark lays down; hours are training time
    without validation. Raises LogError when there is no TSV or no row with a value.
    """
    stem = PurePath(source.path.name).stem
    table = source.beside(f"{stem}.tsv")
    if table is None:
        raise LogError(f"has no {stem}.tsv beside it", "an entry is a .json and a .tsv of the same name")
    evaluations, forms = _evaluations(table, report)
    entry = source.beside(f"{stem}.json")
    if entry is None:
        report.guessed("there is no JSON beside the TSV, so system, date, hardware and price are not known")
    from_zero = evaluations[0].epoch == 0 and not before_training(evaluations)
    if from_zero:
        report.understood("epochs are numbered from 0: epoch 0 stands after one pass over the data")
    elif evaluations[0].epoch == 0:
        report.understood("epoch 0 was evaluated before training: epochs are the passes done")
    said = _entry(entry, report) if entry else {}
    facts = replace(_facts(said, report), epochs_from_zero=from_zero)
    yield LoggedRun(evaluations=evaluations, facts=facts, forms=forms, kept_clock=True, stages=_stages(said))


def _evaluations(table: LogFile, report: Report) -> tuple[tuple[Evaluation, ...], Mapping[str, Form]]:
    lines = ((line, text.split()) for line, text in table.lines() if text.strip())
    first, header = next(lines, (0, []))
    names = header
    where = {name.casefold(): position for position, name in enumerate(names)}
    metrics = [name for name in names if METRICS.fullmatch(name)]
    if not {"epoch", "hours"} <= where.keys() or not metrics:
        shown = ", ".join(names)[:200]
        raise LogError(f"has no columns epoch, hours and an accuracy or F1, but {shown}", line=first)
    report.understood(f"columns: {', '.join(names)}", first)
    kept: list[Evaluation] = []
    for line, cells in lines:
        values = [number(cell) for cell in cells]
        if len(values) < len(names) or any(value is None for value in values[: len(names)]):
            report.refused("a row without a number in every column", line, "is the file cut off?")
        elif len(kept) < MAX_ROWS:
            kept.append(_evaluation(dict(zip(names, values, strict=False)), where, names, metrics, line))
    if not kept:
        raise LogError("has no row with numbers")
    if _exchanged(kept):
        report.guessed(
            "the headings of hours and epoch are exchanged: hours would be 1, 2, 3, ... exactly",
            first,
            hint="correct the first line if that is not so",
        )
        kept = [replace(e, epoch=_hours(e), seconds=_seconds(e.epoch)) for e in kept]
    forms: dict[str, Form] = {m: "percent" if "accuracy" in m.casefold() else "fraction" for m in metrics}
    return tuple(kept), forms


def _exchanged(kept: list[Evaluation]) -> bool:
    """Whether the hours count whole numbers while the epochs are broken ones that rise as a clock does."""
    hours = [_hours(e) for e in kept]
    counted = len(kept) > 1 and all(after - before == 1 for before, after in pairwise(hours))
    return counted and hours[0] in (0, 1) and not any(float(e.epoch or 0).is_integer() for e in kept[:2])


def _hours(evaluation: Evaluation) -> float:
    return round((evaluation.seconds or 0) / SECONDS_PER_HOUR, 9)


def _seconds(hours: float | None) -> float | None:
    return None if hours is None else round(hours * SECONDS_PER_HOUR, 6)


def _evaluation(
    row: Mapping[str, float | None],
    where: Mapping[str, int],
    names: list[str],
    metrics: list[str],
    line: int,
) -> Evaluation:
    return Evaluation(
        values={metric: value for metric in metrics if (value := row[metric]) is not None},
        line=line,
        epoch=row[names[where["epoch"]]],
        seconds=_seconds(row[names[where["hours"]]]),
    )


def _entry(source: LogFile, report: Report) -> Mapping[str, Any]:
    text = source.document()
    try:
        value = parse(text)
    except ValueError as error:
        line = getattr(error, "lineno", 0)
        report.refused(f"the JSON beside the TSV cannot be read, line {line}: {words(error)}")
        return {}
    if not isinstance(value, dict):
        report.refused("the JSON beside the TSV is not an object")
        return {}
    return value


def _facts(entry: Mapping[str, Any], report: Report) -> Facts:
    ignored = [key for key in entry if key.casefold() in {"authoremail", "misc", "usedblacklist"}]
    if ignored:
        report.ignored(f"keys {', '.join(sorted(ignored))}")
    cost = finite(entry.get("costPerHour")) or number(str(entry.get("costPerHour", "")).lstrip("$ "))
    misc = entry.get("misc")
    batch = finite(misc.get("batchSize")) if isinstance(misc, dict) else None
    code = entry.get("codeURL")
    return Facts(
        system=_system(entry),
        published=_date(_text(entry, "timestamp"), report),
        hardware=_text(entry, "hardware"),
        cost_usd_per_hour=cost if cost and cost > 0 else None,
        examples_per_step=batch,
        source_url=public_link(code.strip()) if isinstance(code, str) else "",
    )


def _stages(entry: Mapping[str, Any]) -> tuple[ImageSizeStage, ...]:
    """The image sizes of a schedule, as some entries list them: [{"image_size": 128, "epochs": 16}, ...]."""
    misc = entry.get("misc")
    listed = misc.get("imageSize") if isinstance(misc, dict) else None
    stages: list[ImageSizeStage] = []
    begins = 0.0
    for part in listed if isinstance(listed, list) else []:
        size = finite(part.get("image_size")) if isinstance(part, dict) else None
        epochs = finite(part.get("epochs")) if isinstance(part, dict) else None
        if not size or not epochs or not 8 <= size <= 4096 or epochs <= 0:
            return ()
        stages.append(ImageSizeStage(epochs=begins, image_size=int(size)))
        begins += epochs
    return tuple(stages)


def _system(entry: Mapping[str, Any]) -> str:
    model, author = _text(entry, "model"), _text(entry, "author")
    return f"{model} ({author})" if model and author else model or author


def _date(text: str, report: Report) -> str:
    try:
        return str(PublicationDate.parse(text[:10])) if text else ""
    except ValueError:
        report.guessed("the timestamp of the entry is no ISO date, so the date is not known")
        return ""


def _text(entry: Mapping[str, Any], key: str) -> str:
    value = entry.get(key)
    return " ".join(scrubbed(value[:300]).split()) if isinstance(value, str) else ""


def _sniff(head: Head) -> float:
    first = head.text.split("\n", 1)[0].casefold().split()
    if {"epoch", "hours"} <= set(first) and any(METRICS.fullmatch(name) for name in first):
        return 0.95
    return 0.95 if '"costPerHour"' in head.text or '"codeURL"' in head.text else 0.0


FORMAT = Format(
    name="dawnbench",
    title="DAWNBench entries (.tsv and .json)",
    patterns=("*.tsv",),
    companions=("*.json",),
    sniff=_sniff,
    read=read_dawnbench,
)

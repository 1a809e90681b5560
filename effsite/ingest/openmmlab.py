"""Text logs of OpenMMLab (mmengine, and mmcv before it): `Epoch(val) [3][196/196]` and its values."""

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
_TRAINED = re.compile(r"\bEpoch(?:\(train\))?\s{0,6}\[([0-9]{1,7})\]\[\s{0,9}[0-9]{1,9}/([0-9]{1,9})\]")
_VALIDATED = re.compile(
    r"\b(Epoch|Iter)\(val\)\s{0,6}\[([0-9]{1,9})\](?:\[\s{0,9}[0-9]{1,9}(?:/[0-9]{1,9})?\])?"
)
_VALUE = re.compile(rf"([A-Za-z][\w/.@-]{{1,60}}): {{1,3}}({_NUMBER})(?=[\s,]|$)")
SPEEDS = frozenset({"time", "data_time", "memory", "eta", "lr"})
MAX_CHARACTERS = 4_000


def read(source: LogFile, options: ReadOptions, report: Report) -> Iterator[LoggedRun]:
    """The run in a log: an evaluation for each line of validation, its epoch the passes done.

    The steps of an epoch are those of the lines of training; the iterations on a line of validation are
    its own and no steps. Where training goes by iterations (`Iter(val)`), they are the steps. Raises
    LogError when no line of validation has the metric.
    """
    points, batches = Points(options), 0
    for line, text in source.lines():
        if len(text) > MAX_CHARACTERS or ("Epoch" not in text and "Iter" not in text):
            continue
        if found := _TRAINED.search(text):
            batches = int(found[2])
        elif found := _VALIDATED.search(text):
            values = _values(text[found.end() :], options)
            if values:
                points.add(_evaluation(found[1], int(found[2]), batches, values, line))
    if not points.seen:
        raise LogError(
            "has no line of validation with the metric", "expected lines like Epoch(val) [3][196/196]"
        )
    report.understood("epochs are the passes done: Epoch(val) [1] stands after the first")
    yield LoggedRun(
        evaluations=points.kept,
        name="OpenMMLab run",
        thinned=points.thinned,
        ranges=points.ranges,
        whole_epochs=True,
    )


def _values(text: str, options: ReadOptions) -> dict[str, float]:
    told = {name: number(value) for name, value in _VALUE.findall(text) if name not in SPEEDS}
    return {name: value for name, value in told.items() if value is not None and keeps(name, options)}


def _evaluation(unit: str, at: int, batches: int, values: dict[str, float], line: int) -> Evaluation:
    if unit == "Iter":
        return Evaluation(values=values, line=line, step=at)
    return Evaluation(values=values, line=line, epoch=float(at), step=at * batches if batches else None)


def _sniff(head: Head) -> float:
    return 0.95 if any(" - INFO - " in x and _VALIDATED.search(x) for x in head.text.splitlines()) else 0.0


FORMAT = Format(
    name="openmmlab",
    title="OpenMMLab text logs (mmengine, mmcv)",
    patterns=("*.log",),
    sniff=_sniff,
    read=read,
)

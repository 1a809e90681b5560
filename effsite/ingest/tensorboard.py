"""TensorBoard event files: scalars of PyTorch, Lightning, TensorFlow and JAX."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from effsite.ingest.event_file import Began, Damage, Scalar, is_event_file, read_scalars
from effsite.ingest.log import Evaluation, LoggedRun
from effsite.ingest.log_columns import ROLES, canonical
from effsite.ingest.log_format import Format
from effsite.ingest.metric_names import keeps, parsed
from effsite.ingest.points import Points
from effsite.ingest.report import LogError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from effsite.ingest.log_file import Head, LogFile
    from effsite.ingest.log_format import ReadOptions
    from effsite.ingest.report import Report

COUNTS = ("epoch", "examples", "seconds", "training_flop")
"""What a tag may count besides the step that every value carries."""

METRIC = "metric"
NAME = "TensorBoard run"
"""What a run is called: the name of an event file holds the name of its host."""

PATTERN = "*tfevents*"
TRAIN = "train"
MAX_TAGS, MAX_TAGS_TOLD = 10_000, 12


def read(source: LogFile, options: ReadOptions, report: Report) -> Iterator[LoggedRun]:
    """The one run of an event file: an evaluation for each step at which a kept tag has a value.

    A last record that is cut off is left out with a word. A file that is damaged elsewhere raises
    LogError with the place: what follows cannot be found, and what came before may be no better.
    """
    reader = _TensorboardReader(
        options, report, resumed=_resumed(source), training=source.path.parent.name == TRAIN
    )
    at = 0
    with source.open() as file:
        for found in read_scalars(file):
            source.on_bytes(file.tell() - at)
            at = file.tell()
            reader.take(found)
    yield reader.run()


class _TensorboardReader:
    """The scalars of one file, gathered by step."""

    def __init__(self, options: ReadOptions, report: Report, *, resumed: bool, training: bool) -> None:
        self.options, self.report = options, report
        self.resumed, self.training = resumed, training
        self.points = Points(options)
        self.roles: dict[str, str] = {}
        self.began: float | None = None
        self.step, self.written = 0, 0.0
        self.values: dict[str, float] = {}
        self.counts: dict[str, float] = {}

    def take(self, found: Began | Scalar | Damage) -> None:
        """Take what the file holds next."""
        match found:
            case Began(seconds):
                self.began = seconds if math.isfinite(seconds) and not self.resumed else None
            case Scalar():
                self._scalar(found)
            case Damage(cut_off=True):
                self.report.ignored(f"the last record, cut off at byte {found.offset}")
            case Damage():
                hint = "copy it again from where the run wrote it"
                told = "is it a TensorBoard event file?" if found.offset == 0 else hint
                raise LogError(f"is damaged at byte {found.offset}: {found.what}", told)

    def run(self) -> LoggedRun:
        """The run that was read; raises LogError when no kept tag had a value."""
        self._close()
        if not self.points.seen:
            told = ", ".join(list(self.roles)[:MAX_TAGS_TOLD]) or "no scalar at all"
            where = " on other data than training's, by its folder" if self.training else ""
            raise LogError(
                f"has no value of the metric{where}", f"name a tag with --metric; it holds: {told}"
            )
        self._say()
        return LoggedRun(evaluations=self.points.kept, name=NAME, thinned=self.points.thinned)

    def _scalar(self, scalar: Scalar) -> None:
        role = self._role(scalar.tag)
        if role and scalar.step != self.step:
            self._close()
            self.step = scalar.step
        if role and not math.isfinite(scalar.value):
            self.report.ignored(f"{scalar.tag}: a value that is not finite")
        elif role == METRIC:
            self.values[scalar.tag] = scalar.value
            self.written = scalar.seconds
        elif role:
            self.counts[role] = scalar.value

    def _role(self, tag: str) -> str:
        """What a tag holds: the metric, a count, or nothing that is asked for (empty)."""
        known = self.roles.get(tag)
        if known is None:
            named = next((role for role, name in self.options.columns.items() if name == tag), "")
            word = canonical(tag.rpartition("/")[2])
            known = named or next((role for role in COUNTS if word in ROLES[role]), "")
            known = known or (METRIC if self._keeps(tag) else "")
            if len(self.roles) < MAX_TAGS:
                self.roles[tag] = known
        return known

    def _keeps(self, tag: str) -> bool:
        """Whether the tag may hold the metric; Keras writes training values to a folder of that name."""
        of_training = self.training and not parsed(tag).split and tag != self.options.metric
        return keeps(tag, self.options) and not (of_training and self.options.wanted is not None)

    def _close(self) -> None:
        """Keep the evaluation of the step so far, if there is one."""
        values, counts = self.values, self.counts
        self.values, self.counts = {}, {}
        if not values or self.step < 0:
            return
        wall = None if self.began is None else self.written - self.began
        seconds = counts.get("seconds", wall)
        evaluation = Evaluation(
            values=values,
            step=self.step,
            epoch=_count(counts.get("epoch")),
            examples=_count(counts.get("examples")),
            seconds=_count(seconds),
            training_flop=_count(counts.get("training_flop")),
        )
        self.points.add(evaluation)

    def _say(self) -> None:
        for tag, role in self.roles.items():
            if role and role != METRIC:
                self.report.understood(f"{role} is read from {tag}")
        if self.resumed:
            hint = "its time since the run began is not in this file"
            self.report.guessed("an older event file stands beside it: taken to be a resumed run", hint=hint)
        elif "seconds" not in self.roles.values():
            self.report.guessed("seconds are wall-clock time since the file was begun, evaluation included")


def _count(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) and value >= 0 else None


def _resumed(source: LogFile) -> bool:
    """Whether a file of the same run is older, by the time that event files carry in their names."""
    others = sorted(path.name for path in source.path.parent.glob(PATTERN) if path.is_file())
    return source.path.name in others[1:]


def _sniff(head: Head) -> float:
    if is_event_file(head.data):
        return 1.0
    return 0.3 if "tfevents" in head.name else 0.0


FORMAT = Format(
    name="tensorboard",
    title="TensorBoard event file",
    patterns=(PATTERN,),
    sniff=_sniff,
    read=read,
)

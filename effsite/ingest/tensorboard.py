"""TensorBoard event files: scalars of PyTorch, Lightning, TensorFlow and JAX."""

from __future__ import annotations

import math
from itertools import islice
from typing import TYPE_CHECKING

from effsite.ingest.event_file import Began, Damage, Scalar, is_event_file, read_scalars
from effsite.ingest.log import Evaluation, Facts, LoggedRun
from effsite.ingest.log_columns import ROLES, canonical, extent_of
from effsite.ingest.log_format import Format
from effsite.ingest.metric_names import keeps, parsed
from effsite.ingest.points import Points
from effsite.ingest.report import LogError, NoRunHereError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from effsite.ingest.log import Extent, Quantity
    from effsite.ingest.log_file import Head, LogFile
    from effsite.ingest.log_format import ReadOptions
    from effsite.ingest.report import Report

COUNTS = ("epoch", "examples", "seconds", "training_flop")
"""What a tag may count besides the step that every value carries."""

METRIC = "metric"
NAME = "TensorBoard run"
"""What a run is called: the name of an event file holds the name of its host."""

PATTERN = "*tfevents*"
TRAIN, VALIDATION = "train", "validation"
"""The folders in which Keras keeps its files; that of validation is begun after the first epoch."""

OF_EPOCHS = "epoch_"
"""What begins a tag of Keras whose step is an epoch, counted from 0."""

STEP = "step"
"""What the count that every value carries is called in `--column epoch=step`."""

MAX_TAGS, MAX_TAGS_TOLD = 10_000, 12


def read(source: LogFile, options: ReadOptions, report: Report) -> Iterator[LoggedRun]:
    """The one run of an event file: an evaluation for each step at which a kept tag has a value.

    A last record that is cut off is left out with a word. A file that is damaged elsewhere raises
    LogError with the place: what follows cannot be found, and what came before may be no better.
    """
    _refuse_training(source, options)
    reader = _TensorboardReader(
        options, report, resumed=_resumed(source), training=source.path.parent.name == TRAIN
    )
    reader.late = source.path.parent.name == VALIDATION
    reader.before = _training_began(source) if reader.late else None
    at = 0
    with source.open() as file:
        for found in read_scalars(file):
            source.on_bytes(file.tell() - at)
            at = file.tell()
            reader.take(found)
    yield reader.run(str(source.path.parent))


class _TensorboardReader:
    """The scalars of one file, gathered by step."""

    def __init__(self, options: ReadOptions, report: Report, *, resumed: bool, training: bool) -> None:
        self.options, self.report = options, report
        self.resumed, self.training = resumed, training
        self.points = Points(options)
        self.roles: dict[str, str] = {}
        self.began: float | None = None
        self.before: float | None = None
        self.late = False
        self.step, self.written, self.at = 0, 0.0, 0.0
        self.of_epochs = options.columns.get("epoch") == STEP
        self.keras = False
        self.values: dict[str, float] = {}
        self.counts: dict[str, float] = {}

    def take(self, found: Began | Scalar | Damage) -> None:
        """Take what the file holds next."""
        match found:
            case Began(seconds):
                self._begin(seconds)
            case Scalar():
                self._scalar(found)
            case Damage(cut_off=True):
                self.report.ignored(f"the last record, cut off at byte {found.offset}")
            case Damage():
                hint = "copy it again from where the run wrote it"
                told = "is it a TensorBoard event file?" if found.offset == 0 else hint
                raise LogError(f"is damaged at byte {found.offset}: {found.what}", told)

    def _begin(self, seconds: float) -> None:
        """Start the clock: where Keras began its training file earlier, the run began then."""
        if not math.isfinite(seconds):
            return
        self.at = seconds
        early = self.before is not None and self.before <= seconds
        if not self.resumed:
            self.began = self.before if early else seconds

    def run(self, folder: str) -> LoggedRun:
        """The run that was read, of that folder; raises LogError when no kept tag had a value."""
        self._close()
        if not self.points.seen:
            told = ", ".join(list(self.roles)[:MAX_TAGS_TOLD]) or "no scalar at all"
            where = " on other data than training's, by its folder" if self.training else ""
            raise LogError(
                f"has no value of the metric{where}", f"name a tag with --metric; it holds: {told}"
            )
        self._refuse_unmet()
        self._say()
        return LoggedRun(
            evaluations=self.points.kept,
            facts=Facts(epochs_from_zero=self.keras),
            name=NAME,
            extents=self._extents(),
            thinned=self.points.thinned,
            ranges=self.points.ranges,
            part_of=folder,
            began=self.at,
            whole_epochs=self.of_epochs,
        )

    def _extents(self) -> dict[Quantity, Extent | None]:
        """What the tags that count say of how far their quantities reach back; of the wall clock nothing."""
        quantities: tuple[Quantity, ...] = ("seconds", "examples", "training_flop")
        tags = {role: tag for tag, role in self.roles.items() if role}
        return {name: extent_of(tags[name].rpartition("/")[2]) for name in quantities if name in tags}

    def _refuse_unmet(self) -> None:
        """Raise LogError for a column that the user named and no tag has."""
        for role, name in self.options.columns.items():
            if name not in self.roles and (role, name) != ("epoch", STEP):
                told = ", ".join(list(self.roles)[:MAX_TAGS_TOLD])
                raise LogError(f"has no tag {name!r} for the {role}", f"it holds: {told}")

    def _scalar(self, scalar: Scalar) -> None:
        role = self._role(scalar.tag)
        if role and scalar.step != self.step:
            self._close()
            self.step = scalar.step
        if role and not math.isfinite(scalar.value):
            self.report.ignored(f"{scalar.tag}: a value that is not finite")
        elif role == METRIC:
            self.keras |= scalar.tag.startswith(OF_EPOCHS)
            self.of_epochs |= self.keras
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
        began_late = self.late and self.keras and self.before is None
        wall = None if self.began is None or began_late else self.written - self.began
        seconds = counts.get("seconds", wall)
        evaluation = Evaluation(
            values=values,
            step=None if self.of_epochs else self.step,
            epoch=float(self.step) if self.of_epochs else _count(counts.get("epoch")),
            examples=_count(counts.get("examples")),
            seconds=_count(seconds),
            training_flop=_count(counts.get("training_flop")),
        )
        self.points.add(evaluation)

    def _say(self) -> None:
        for tag, role in self.roles.items():
            if role and role != METRIC:
                self.report.understood(f"{role} is read from {tag}")
        if self.keras:
            self.report.understood("the step of an epoch_ tag is an epoch of Keras, counted from 0")
        elif self.of_epochs:
            self.report.understood("the step is an epoch, as --column epoch=step says")
        if self.began is not None and self.began == self.before:
            self.report.understood(f"time runs from the beginning of the file in {TRAIN}/ beside it")
        if self.late and self.keras and self.before is None:
            hint = f"put the folder {TRAIN} of the same run beside it"
            self.report.guessed("Keras begins this file after the first epoch: it gives no time", hint=hint)
        elif self.resumed:
            hint = "its time since the run began is not in this file"
            self.report.guessed("an older event file stands beside it: taken to be a resumed run", hint=hint)
        elif "seconds" not in self.roles.values():
            self.report.guessed("seconds are wall-clock time since the file was begun, evaluation included")


def _count(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) and value >= 0 else None


def _refuse_training(source: LogFile, options: ReadOptions) -> None:
    """Raise NoRunHereError for Keras' training file when the one of validation lies beside it."""
    folder = source.path.parent
    asked = options.metric and parsed(options.metric).split
    if folder.name == TRAIN and options.wanted is not None and not asked:
        beside = folder.parent / VALIDATION
        if any(beside.glob(PATTERN)):
            raise NoRunHereError(
                "holds training values", f"those on other data are in {VALIDATION}/ beside it"
            )


def _training_began(source: LogFile) -> float | None:
    """When Keras began the first training file beside a file of its validation folder; None without one."""
    beside = source.path.parent.parent / TRAIN
    began = [_began(path) for path in sorted(beside.glob(PATTERN)) if path.is_file()]
    return min((seconds for seconds in began if seconds is not None), default=None)


def _began(path: Path) -> float | None:
    with path.open("rb") as file:
        found = next(islice(read_scalars(file), 1), None)
    return found.seconds if isinstance(found, Began) and math.isfinite(found.seconds) else None


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

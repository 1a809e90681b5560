"""What a log holds once it is read: runs with their evaluations, the facts beside them, stated results."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from effsite.records import FlopMethod, FlopScope


Form = Literal["fraction", "percent"]
"""How a value between nothing and everything is written: 0.94 or 94."""

Extent = Literal["total", "interval", "step"]
"""Whether a quantity is that of the run so far, of the stretch since the last evaluation, or of one step."""

Quantity = Literal["seconds", "examples", "training_flop"]
"""What a log may give either way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """One evaluation of one run; every count is cumulative since the run began.

    `values` holds the metrics by the names that the log gives them, in the log's own form (percent
    stays percent). `line` is where it stands in the file, 0 where a file has no lines. A count that
    the log does not give is None, never zero. `training_flop` is 2 per multiply-add.
    """

    values: Mapping[str, float]
    line: int = 0
    step: int | None = None
    epoch: float | None = None
    examples: float | None = None
    seconds: float | None = None
    training_flop: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a log says about a run apart from its evaluations; None or empty where it says nothing.

    `hardware` is the log's wording; `device` and `devices` are what was read from it beyond doubt.
    `level` is the one that the run was to reach. `training_flop` is a total that the log itself reports
    for the whole run, at 2 per multiply-add. `published` is an ISO date, `date_source` where it was read.
    `source` says in words where the log comes from, `source_url` is the address of the code or entry.
    `epochs_from_zero` says that the evaluation of epoch 0 stands after one pass over the data,
    `steps_from_zero` that step 0 stands after one step. `epochs_by_steps` says that the parts of an epoch
    were worked out by its steps.
    """

    system: str = ""
    published: str = ""
    date_source: str = ""
    dataset: str = ""
    seed: int | None = None
    hardware: str = ""
    device: str = ""
    devices: int | None = None
    cost_usd_per_hour: float | None = None
    energy_kwh: float | None = None
    examples_per_step: float | None = None
    examples_per_epoch: float | None = None
    steps_per_epoch: float | None = None
    parameters: float | None = None
    training_flop: float | None = None
    level: float | None = None
    source: str = ""
    source_url: str = ""
    epochs_from_zero: bool = False
    steps_from_zero: bool = False
    epochs_by_steps: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageSizeStage:
    """A stretch of training with one image size, in pixels a side, that begins after `epochs` epochs."""

    epochs: float
    image_size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedRun:
    """One training run, its evaluations in the order of the file.

    Runs of one batch with the same `group`, when it is not empty, are repetitions of one result.
    `finished` is False where the log says that the run was aborted. `thinned` counts the evaluations
    that were read but not kept, when there were too many to keep; `ranges` are the least and the greatest
    value of each metric over all of them, empty where all are kept. Runs of one batch with the same
    `part_of`, when it is not empty, are parts of one run, in the order in which they `began` (any unit of
    the format). `forms` says how a metric is written where the format itself lays it down. `whole_epochs`
    is True where the format leaves no doubt that epochs are passes done. `kept_clock` is True where the
    seconds are those of a benchmark that lays down how time is kept. `labels` are what the log sorts runs
    by, such as a division or a round. `extents` says of a quantity whose column was known by its name what
    that name says, None where it says nothing. `stages` are the image sizes of a schedule, empty where the
    log tells none.
    """

    evaluations: tuple[Evaluation, ...]
    facts: Facts = field(default_factory=Facts)
    name: str = ""
    group: str = ""
    line: int = 0
    finished: bool | None = None
    thinned: int = 0
    ranges: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    part_of: str = ""
    began: float = 0.0
    forms: Mapping[str, Form] = field(default_factory=dict)
    whole_epochs: bool = False
    kept_clock: bool = False
    labels: Mapping[str, str] = field(default_factory=dict)
    extents: Mapping[Quantity, Extent | None] = field(default_factory=dict)
    stages: tuple[ImageSizeStage, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """A result that a table states without a learning curve; FLOP at 2 per multiply-add.

    `target` is the level's name in the source ("AlexNet"). `training_flop` is empty where the table
    gives none; `flop_method` then is None.
    """

    system: str
    line: int = 0
    published: str = ""
    date_source: str = ""
    target: str = ""
    value: float | None = None
    training_flop: float | None = None
    flop_method: FlopMethod | None = None
    flop_scope: FlopScope = "to-target"
    source_flop_per_mac: int | None = None
    inference_flop: float | None = None
    parameters: float | None = None
    examples: float | None = None
    epochs: float | None = None
    seconds: float | None = None
    devices: int | None = None
    device: str = ""
    utilisation: float | None = None
    cost_usd: float | None = None
    source: str = ""
    source_url: str = ""
    paper_url: str = ""
    note: str = ""

"""What a format is: a name, how its files are known, and how they are read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from effsite.ingest.log import Extent, Form, LoggedRun, Quantity, Stated
    from effsite.ingest.log_file import Head, LogFile
    from effsite.ingest.report import Report
    from effsite.records import Metric

Pauses = Literal["count", "leave-out"]
"""What becomes of a pause in the clock of a run: it is time of the run, or it is taken off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOptions:
    """What the user said about a log before it is read.

    `metric` is a column named by the user; `wanted` and `level` are the target's. `columns` maps a
    role (step, epoch, examples, seconds, training_flop) to the column that holds it. `form` is how the
    log writes a metric that is a fraction, empty where the user does not say. `extents` says of a quantity
    whether it is a total or of each stretch, `pauses` what becomes of a pause; both are the user's word.
    """

    metric: str = ""
    wanted: Metric | None = None
    level: float | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    form: Form | None = None
    extents: Mapping[Quantity, Extent] = field(default_factory=dict)
    pauses: Pauses | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One layout of log.

    `sniff` gives how sure one can be, from 0 (not this) to 1 (nothing else), from the head of a file
    and its name alone. `patterns` are the names of its files when a folder is given; `companions` those
    of files that `read` finds beside them (the JSON beside a TSV), passed over in a folder. `read` gives
    runs, or the results that a table states; it raises LogError when nothing can be had from the file,
    and notes the rest.
    """

    name: str
    title: str
    patterns: tuple[str, ...]
    sniff: Callable[[Head], float]
    read: Callable[[LogFile, ReadOptions, Report], Iterable[LoggedRun | Stated]]
    companions: tuple[str, ...] = ()

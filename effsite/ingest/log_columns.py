"""What the columns of a table or the keys of an object hold: steps, epochs, examples, time, compute."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from effsite.errors import did_you_mean
from effsite.ingest.metric_names import keeps, without_prefix
from effsite.ingest.report import LogError
from effsite.units import SECONDS_PER_HOUR, SECONDS_PER_MINUTE

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping, Sequence

    from effsite.ingest.log import Extent, Quantity
    from effsite.ingest.log_format import ReadOptions
    from effsite.ingest.report import Report
    from effsite.ingest.time_text import TimeForm

ROLES: dict[str, tuple[str, ...]] = {
    "step": (
        "step",
        "global_step",
        "trainer_global_step",
        "steps",
        "train_step",
        "iteration",
        "iterations",
        "iter",
        "update",
        "num_updates",
    ),
    "epoch": ("epoch", "epochs", "epoch_num"),
    "examples": (
        "examples",
        "examples_seen",
        "samples",
        "samples_seen",
        "samples_count",
        "consumed_samples",
        "images",
        "images_seen",
        "tokens",
        "tokens_seen",
        "total_tokens",
        "consumed_tokens",
        "num_input_tokens_seen",
    ),
    "seconds": (
        "seconds",
        "train_seconds",
        "elapsed_seconds",
        "time_seconds",
        "total_seconds",
        "time_s",
        "elapsed_s",
        "train_time_s",
        "accumulated_submission_time",
        "runtime_seconds",
        "_runtime",
    ),
    "milliseconds": ("milliseconds", "ms", "time_ms", "train_time_ms", "elapsed_ms"),
    "minutes": ("minutes", "time_minutes", "elapsed_minutes"),
    "hours": ("hours", "time_hours", "elapsed_hours", "train_hours"),
    "timestamp": ("timestamp", "_timestamp", "wall_time", "unix_time"),
    "epoch_seconds": (
        "epoch_seconds",
        "seconds_per_epoch",
        "seconds_epoch",
        "sec_per_epoch",
        "sec_epoch",
        "s_per_epoch",
        "s_epoch",
        "epoch_time_s",
        "epoch_time_sec",
        "epoch_time_seconds",
        "epoch_duration_s",
        "epoch_duration_seconds",
    ),
    "training_flop": ("training_flop", "training_flops", "train_flops", "total_flops", "total_flos"),
    "run": ("run", "run_id", "run_name", "seed", "trial"),
}
"""Names by which a column's role is known; written in lower case with underscores."""

MOST_METRICS = 64
"""Columns whose values are kept side by side when no metric is named."""

SECONDS_IN = {
    "seconds": 1.0,
    "milliseconds": 1e-3,
    "minutes": float(SECONDS_PER_MINUTE),
    "hours": float(SECONDS_PER_HOUR),
    "timestamp": 1.0,
    "epoch_seconds": 1.0,
}
TOTAL = frozenset(
    {
        "total",
        "elapsed",
        "accumulated",
        "cumulative",
        "cum",
        "seen",
        "consumed",
        "processed",
        "runtime",
        "wall",
    }
)
OF_A_STEP = frozenset({"step", "batch", "iter", "iteration", "it"})
"""Words of a column's name that say how far a quantity reaches back."""

OF_THE_MODEL = frozenset({"flops", "flop", "gflops", "mflops", "macs", "gmacs"})
"""Operations of the model on one example, in most tables: training compute only by the user's word."""

OF_EPOCHS = frozenset({"epoch_time", "epoch_duration", "time_per_epoch", "epoch_train_time"})
UNIT_UNKNOWN = OF_EPOCHS | {"time", "elapsed", "elapsed_time", "train_time", "training_time", "runtime"}
TOLD_OF = OF_THE_MODEL | UNIT_UNKNOWN
"""Columns about which the report says more than that they are not used."""

MOST_TOLD = 12
MOMENTS = frozenset({"date", "datetime", "date_time", "created_at", "logged_at", "local_time"})
"""More names of a time, where its form shows that it is a date with a time of day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Roles:
    """The column of each role (empty where there is none), and the columns of the metrics to keep."""

    by_role: Mapping[str, str]
    metrics: tuple[str, ...]

    def clock(self) -> tuple[str, float]:
        """The column of the time and the seconds in its unit; an empty name where there is none."""
        for role, seconds in SECONDS_IN.items():
            if role in self.by_role:
                return self.by_role[role], seconds
        return "", 1.0

    def extents(self, *, moments: bool) -> dict[Quantity, Extent | None]:
        """What the columns' names say of how far their quantities reach back; `moments` are since 1970."""
        time, _ = self.clock()
        found: dict[Quantity, Extent | None] = {}
        if time:
            found["seconds"] = "total" if moments or "timestamp" in self.by_role else extent_of(time)
        if "epoch_seconds" in self.by_role:
            found["seconds"] = "interval"
        quantities: tuple[Quantity, ...] = ("examples", "training_flop")
        return found | {name: extent_of(self.by_role[name]) for name in quantities if name in self.by_role}


def extent_of(name: str) -> Extent | None:
    """What a column's name says of how far its quantity reaches back; None where it says nothing."""
    words = set(canonical(name).split("_"))
    if "epoch" in words:
        return "interval"
    return "step" if words & OF_A_STEP else "total" if words & TOTAL else None


def canonical(name: str) -> str:
    """A column's name in lower case, its words joined by underscores; a leading underscore stays."""
    words = re.sub(r"[^0-9A-Za-z]+", "_", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name.strip())).lower()
    return words.rstrip("_")


def roles(
    names: Sequence[str], options: ReadOptions, report: Report, forms: Mapping[str, TimeForm] | None = None
) -> Roles:
    """What each column holds, by the user's word first, by its name second and the form of its times third.

    `forms` tells how the first cell of a column writes a time. A time whose unit neither says is left out,
    and the report asks for it. Raises LogError when the user named a role or a column that is not there.
    """
    by_role = _named_by_user(names, options)
    for role, known in ROLES.items():
        if role not in by_role and (found := _first(names, known)) and found not in by_role.values():
            by_role[role] = found
    clocks = [role for role in SECONDS_IN if role in by_role]
    if not clocks:
        by_role |= _by_form(names, forms or {})
    kept_clock = next((role for role in clocks if role in options.columns), clocks[0] if clocks else "")
    by_role = {role: name for role, name in by_role.items() if role not in clocks or role == kept_clock}
    taken = set(by_role.values())
    for name in names:
        if canonical(name) in UNIT_UNKNOWN and name not in taken:
            role = "epoch_seconds" if canonical(name) in OF_EPOCHS else "seconds"
            report.ignored(f"column {name}: the unit of the time is not known (--column {role}={name})")
            taken.add(name)
        if canonical(name) in OF_THE_MODEL and name not in taken:
            hint = f"--column training_flop={name} if it is what was spent so far"
            report.ignored(f"column {name}: taken to be of the model, not of its training ({hint})")
            taken.add(name)
    kept = [n for n in names if n and n not in taken and keeps(n, options)]
    metrics = tuple(n for n in kept if not _trained(n, names, options, report))
    if options.metric and options.metric in names and options.metric not in metrics:
        metrics = (options.metric,)
    if len(metrics) > MOST_METRICS:
        report.ignored(f"all but the first {MOST_METRICS} of the columns that may be metrics")
        metrics = metrics[:MOST_METRICS]
    return Roles(by_role=by_role, metrics=metrics)


def say_unused(names: Iterable[str], used: Container[str], what: str, report: Report) -> None:
    """Name the columns or keys (`what`) from which nothing is read, but for those told of elsewhere."""
    unused = [n for n in names if n and n not in used and canonical(n) not in TOLD_OF]
    if unused:
        more = f" and {len(unused) - MOST_TOLD} more" if len(unused) > MOST_TOLD else ""
        report.ignored(f"{what} that are not used: {', '.join(unused[:MOST_TOLD])}{more}")


def _trained(name: str, names: Sequence[str], options: ReadOptions, report: Report) -> bool:
    """Whether a column is left out as one of training, by the val_ of those beside it."""
    if options.wanted is None or name not in without_prefix(names):
        return False
    if name == options.metric:
        report.guessed(f"{name} is of training, by the val_ before others: it is read as --metric says")
        return False
    report.ignored(f"{name}: training values, for val_ stands before those on other data")
    return True


def _named_by_user(names: Sequence[str], options: ReadOptions) -> dict[str, str]:
    chosen: dict[str, str] = {}
    for role, name in options.columns.items():
        if role not in ROLES:
            raise LogError(f"no role {role!r} for a column", did_you_mean(role, ROLES))
        if name not in names:
            raise LogError(f"has no column {name!r} for the {role}", did_you_mean(name, names))
        chosen[role] = name
    return chosen


def _by_form(names: Sequence[str], forms: Mapping[str, TimeForm]) -> dict[str, str]:
    """The column of the time that is known by how it is written: h:mm:ss before a date with its time."""
    for form, role in (("duration", "seconds"), ("moment", "timestamp")):
        for name in names:
            if canonical(name) in UNIT_UNKNOWN | MOMENTS and forms.get(name) == form:
                of_epochs = form == "duration" and canonical(name) in OF_EPOCHS
                return {"epoch_seconds" if of_epochs else role: name}
    return {}


def _first(names: Sequence[str], known: Iterable[str]) -> str:
    by_canonical = {canonical(name): name for name in reversed(names) if name}
    return next((by_canonical[k] for k in known if k in by_canonical), "")

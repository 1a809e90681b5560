"""What a task.toml describes: a task, its targets, and the metric that a target fixes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from effsite.records.fields import choice, column, positive, refuse_nan
from effsite.records.measures import MEASURES, FlopScope

if TYPE_CHECKING:
    from effsite.records.dates import PublicationDate

RecordIs = Literal["least", "most"]


TrendOver = Literal["frontier", "all"]
LevelOver = Literal["median", "worst"]


TaskHolds = Literal["results", "rates", "devices"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """What is held fixed: the quantity whose level a target names, and which way is better."""

    name: str = column("text", "Name of the metric in logs and files.")
    label: str = column("text", "Name of the metric on pages.")
    higher_is_better: bool = column("flag", "true where a larger value is a better one.")
    unit: str = column(
        "text",
        "Unit of the value; `fraction` is stored as 0 to 1 and shown in percent.",
        default="",
    )

    def __post_init__(self) -> None:
        refuse_nan(self)

    def reaches(self, value: float, level: float) -> bool:
        """Whether `value` is at or past `level`, in the direction that is better."""
        return value >= level if self.higher_is_better else value <= level


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A capability held fixed: a level of a metric, and what is counted on the way to it.

    `record_is` says which extreme counts as the record: the least compute for an efficiency
    target, the most for a history of the largest runs. Such a history has no metric and no level.
    A target with `level_of` has a metric, and no level until that system was measured.
    """

    task: str
    name: str = column("slug", "Name of the target in commands, files and addresses.")
    title: str = column("text", "Name of the target on pages.")
    about: str = column("long text", "What reaching the target means, in one or two sentences.")
    level: float | None = column(
        "number",
        "The value of the metric to reach; empty for a history of runs, and until `level_of` is measured.",
        default=None,
    )
    level_of: str = column(
        "text",
        "System that fixes the level, where a rule does: its last evaluation at full length, over its "
        "seeds as `level_over` says, at three decimals (0.1 % of a fraction) on the lenient side.",
        default="",
    )
    level_over: LevelOver = choice(
        "Whether `level_of` gives the median over its seeds or the worst of them, which every seed reaches.",
        LevelOver,
        default="median",
    )
    metric: Metric | None = None
    measure: str = column("text", "The measure whose record is followed.", default="training_flop")
    record_is: RecordIs = choice(
        "Whether the record is the least or the most of the measure.", RecordIs, default="least"
    )
    trend_over: TrendOver = choice(
        "Whether the trend is fitted over the frontier or over all results.",
        TrendOver,
        default="frontier",
    )
    flop_scope: FlopScope = choice(
        "Which compute is compared: up to the target, or of whole runs. Rows of the other scope "
        "are shown but set no record.",
        FlopScope,
        default="to-target",
    )
    last_checked: PublicationDate | None = column(
        "date",
        "When the sources of its results were last read and held against the rows: YYYY-MM-DD, or YYYY-MM; "
        "left out where that is not on record.",
        default=None,
    )
    caveats: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        refuse_nan(self)
        if self.measure not in MEASURES:
            raise ValueError(f"unknown measure {self.measure!r}")
        if (self.level is None and not self.level_of) != (self.metric is None):
            raise ValueError("a target has a metric and a level (or level_of), or neither")

    @property
    def awaits_level(self) -> bool:
        """Whether the level is fixed by a rule and was not measured yet."""
        return self.level is None and self.level_of != ""

    def reached_by(self, value: float) -> bool:
        """Whether `value` is at or past the level.

        True for a target without a metric, false while the level is not measured.
        """
        if self.metric is None:
            return True
        return self.level is not None and self.metric.reaches(value, self.level)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A publication that a task rests on."""

    citation: str = column("long text", "Authors, title, venue, year.")
    url: str = column("url", "Where it can be read.", default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """Systems that are put together of two parts, each choice of the one with each choice of the other.

    `rows` name the choices of the first part (networks, say), `columns` those of the second (trainings), each
    from the oldest on. `systems` are named as in results and attempts, row by row.
    """

    title: str = column("text", "Heading of the table on pages.")
    row_is: str = column("text", "What the rows choose, such as network.")
    column_is: str = column("text", "What the columns choose, such as training.")
    rows: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    systems: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if len(self.rows) < 2 or len(self.columns) < 2:
            raise ValueError("an exchange has two rows and two columns, or more")
        if len(self.systems) != len(self.rows) * len(self.columns):
            raise ValueError(
                f"an exchange of {len(self.rows)} rows and {len(self.columns)} columns has"
                f" {len(self.rows) * len(self.columns)} systems, not {len(self.systems)}"
            )

    def system(self, row: int, column: int) -> str:
        """The system made of that row's part and that column's."""
        return self.systems[row * len(self.columns) + column]


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One folder of `results/`: what is measured, on which data, by which rules."""

    name: str
    holds: TaskHolds = choice(
        "What the folder's CSV files hold: results, rates or devices.", TaskHolds, default="results"
    )
    title: str = column("text", "Name of the task on pages.")
    about: str = column("long text", "What the task is, in one or two sentences.")
    domain: str = column("text", "Field: Vision, Language, Games.", default="")
    dataset: str = column("text", "The data that models are trained and scored on.", default="")
    example: str = column(
        "text", "What one example is: image, token, game. Counts of examples use it.", default="example"
    )
    demonstrates: str = column(
        "long text",
        "What the task is there to show, where it shows the tool and is no capability that anybody follows; "
        "empty for all others.",
        default="",
    )
    examples_per_epoch: float | None = positive(
        "Examples in one pass over the training data, where logs that count epochs may be read by it.",
        unit="examples",
    )
    metric: Metric | None = None
    targets: tuple[Target, ...] = ()
    rules: tuple[str, ...] = ()
    references: tuple[Reference, ...] = ()
    exchanges: tuple[Exchange, ...] = ()

    def target(self, name: str) -> Target:
        """The target of that name; raises KeyError."""
        for target in self.targets:
            if target.name == name:
                return target
        raise KeyError(name)

"""What is given for the columns of a new row: `column=value` texts -> values, or all that is wrong."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from effsite.errors import UsageError, did_you_mean
from effsite.records import MEASURES, Result, columns
from effsite.records.fields import FieldError
from effsite.store.values import Context, parse_cell

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from effsite.analysis.filled_in import Derived
    from effsite.records import Target, Task

ELSEWHERE = {
    "target": "give it as --target",
    "curve": "give the file of the learning curve as --curve",
    "status": "a new result is claimed; `effsite verify --write` makes it log-checked",
    "status_date": "a new result is claimed",
    "status_reason": "a new result is claimed",
    "status_url": "a new result is claimed",
}
"""Columns that are not given as texts, and how they come to be."""


@dataclass(slots=True, kw_only=True)
class Cells:
    """The values of a new row by column, as far as they are known."""

    given: Sequence[str]
    task: Task
    target: Target
    today: date
    values: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Read all that was given; raises UsageError with everything that is wrong with it."""
        self.values["target"] = self.target.name
        problems = [problem for text in self.given if (problem := self._take(text))]
        if problems:
            raise UsageError("\n".join(problems), "`effsite fields` explains each column")

    def _take(self, text: str) -> str:
        """Note what one text gives; what is wrong with it, or nothing."""
        name, equals, value = text.partition("=")
        if not equals:
            return f"--set {text}: write column=value"
        if name not in columns(Result):
            return f"--set {name}: there is no such column. {did_you_mean(name, columns(Result))}".strip()
        if name in ELSEWHERE:
            return f"--set {name}: {ELSEWHERE[name]}"
        if name in self.values:
            return f"--set {name}: is given twice"
        try:
            self.put(name, value)
        except FieldError as error:
            return f"--set {name}: {error.message}. {error.hint}".rstrip(". ") + "."
        return ""

    def put(self, name: str, text: str) -> None:
        """Note the value of a column, none for an empty text; raises FieldError for what it does not take."""
        column = columns(Result)[name]
        if text == "" and column.required:
            raise FieldError("is needed in every row", column.about)
        value = parse_cell(text, name, column, Context(today=self.today)) if text else None
        if value is None:
            return
        if name == "value":
            self._must_reach(float(str(value)))
        self.values[name] = value

    def _must_reach(self, value: float) -> None:
        metric = self.target.metric
        if metric is not None and metric.unit == "fraction" and not 0 <= value <= 1:
            raise FieldError(f"is {value:g}, but {metric.label} is a fraction", self._level)
        if not self.target.reached_by(value):
            raise FieldError(f"is {value:g}, which does not reach {self.target.name}", self._level)

    @property
    def _level(self) -> str:
        return f"the level is {self.target.level:g}; 79.1 % is written 0.791"

    def take(self, derived: Sequence[Derived]) -> None:
        """Note what follows from other values."""
        self.values |= {one.column: one.value for one in derived}

    def require(self) -> None:
        """Raise UsageError, with every column that is missing and what it holds, where a row lacks some."""
        wanted = {name: c for name, c in columns(Result).items() if c.required}
        missing = {name: c.about for name, c in wanted.items() if name not in self.values}
        if self.values.get("training_flop") is not None and "flop_method" not in self.values:
            missing["flop_method"] = columns(Result)["flop_method"].about
        elif not any(self.values.get(name) is not None for name in MEASURES):
            missing["training_flop"] = "The compute, its inputs, or another measure such as seconds."
        if missing:
            told = "\n".join(f"  {name}: {about}" for name, about in missing.items())
            hint = "give each as --set column=value, or run it at a terminal, where it asks"
            raise UsageError(f"the result lacks\n{told}", hint)

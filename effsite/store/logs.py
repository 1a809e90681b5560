"""logs/<curve>.jsonl -> the evaluations that runs logged, and whether the curve of that name has them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from effsite.errors import Finding, did_you_mean
from effsite.files import JsonError, parse_json_object
from effsite.records import CurvePoint, LoggedEvaluation, RunLog, columns
from effsite.store.cells import CellError, check_number
from effsite.store.tables import read_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from effsite.records import Column
    from effsite.store.tables import Row

MAX_BYTES = 16 * 1024 * 1024
ENDS = ("reached", "complete", "diverged", "stopped")
ONE_OBJECT = "a log has one JSON object a line, as `effsite run` writes it"
SAME_RUN = "curve and log must come from the same runs: commit both as `effsite run` wrote them"


def read_log(path: Path, shown: str, task: str) -> tuple[RunLog | None, tuple[Finding, ...]]:
    """The log in a file, or None and everything that is wrong with it, with line and column.

    Each line is one JSON object with an `event`. `begin` starts the run of its `seed`, an
    `evaluation` has the columns of a learning curve; `end` says how the run `ended`, `resume` where
    it went on. Other events, and other keys, are passed over: a later effsite may log more.
    Refused are NaN and infinity, keys that stand twice, and numbers in quotation marks.
    """
    text, findings = read_text(path, shown, MAX_BYTES)
    if text is None:
        return None, findings
    reader = _Reader(shown=shown, task=task)
    lines = text.split("\n")
    if lines.pop():
        reader.complain(len(lines) + 1, "does not end with a line break", "the last line was cut short")
    for number, line in enumerate(lines, 1):
        reader.take(number, line)
    if not reader.findings and not reader.begun:
        reader.complain(1, "holds no run", ONE_OBJECT)
    if reader.findings:
        return None, tuple(reader.findings)
    return RunLog(task=task, name=path.stem, evaluations=tuple(reader.evaluations.values()), text=text), ()


def compare(
    log: RunLog, rows: Mapping[tuple[int, int], Row[CurvePoint]], shown: str, curve: str
) -> Iterator[Finding]:
    """Where a log and the curve of its name differ, each way; `rows` are the curve's by seed and step.

    `shown` and `curve` are how findings name the two files. A count that the curve leaves out is
    not compared; all others must be equal to the last digit.
    """
    if not rows:
        hint = "commit the curve, or remove the log"
        yield Finding(path=shown, message="belongs to no learning curve", hint=hint)
        return
    logged = {(e.point.seed, e.point.step): e for e in log.evaluations}
    for (seed, step), evaluation in logged.items():
        at = f"step {step} of seed {seed}"
        row = rows.get((seed, step))
        if row is None:
            yield Finding(path=shown, line=evaluation.line, message=f"{at} is not in {curve}", hint=SAME_RUN)
            continue
        for name in columns(CurvePoint):
            there, here = getattr(row.value, name), getattr(evaluation.point, name)
            if there is not None and there != here:
                message = f"{name} at {at} is {here!r}, {curve}:{row.line} says {there!r}"
                yield Finding(path=shown, line=evaluation.line, field=name, message=message, hint=SAME_RUN)
    for (seed, step), row in rows.items():
        if (seed, step) not in logged:
            message = f"step {step} of seed {seed} is not in {shown}"
            yield Finding(path=curve, line=row.line, message=message, hint=SAME_RUN)


class _RefusedError(Exception):
    """Why a line is refused, in words."""


@dataclass(slots=True, kw_only=True)
class _Reader:
    """Takes a log line by line, and keeps the evaluations and what is wrong."""

    shown: str
    task: str
    findings: list[Finding] = field(default_factory=list)
    evaluations: dict[tuple[int, int], LoggedEvaluation] = field(default_factory=dict)
    begun: set[int] = field(default_factory=set)
    seed: int | None = None

    def complain(self, line: int, message: str, hint: str = "", column: int = 0) -> None:
        self.findings.append(Finding(path=self.shown, line=line, column=column, message=message, hint=hint))

    def take(self, number: int, line: str) -> None:
        """Read one line, noting what is wrong with it."""
        try:
            event = parse_json_object(line)
            self._event(number, event)
        except JsonError as error:
            self.complain(number, error.message, ONE_OBJECT if error.column else "", error.column)
        except _RefusedError as error:
            self.complain(number, str(error))
        except CellError as error:
            self.complain(number, error.message, error.hint)

    def _event(self, number: int, event: dict[str, Any]) -> None:
        kind = event.get("event")
        if not isinstance(kind, str):
            raise _RefusedError("has no event")
        if kind == "begin":
            self._begin(event)
        elif self.seed is None:
            raise _RefusedError("comes before the begin of a run")
        elif kind == "evaluation":
            self._evaluation(number, event, self.seed)
        elif kind == "resume":
            _value("step", event, columns(CurvePoint)["step"])
        elif kind == "end" and event.get("ended") not in ENDS:
            raise CellError("does not say how the run ended", did_you_mean(str(event.get("ended")), ENDS))

    def _begin(self, event: dict[str, Any]) -> None:
        if event.get("task") != self.task:
            raise _RefusedError(f"is of another task than {self.task}")
        seed = _value("seed", event, columns(CurvePoint)["seed"])
        if not isinstance(seed, int):
            raise _RefusedError("gives no seed")
        if seed in self.begun:
            raise _RefusedError(f"begins seed {seed} a second time")
        self.begun.add(seed)
        self.seed = seed

    def _evaluation(self, number: int, event: dict[str, Any], seed: int) -> None:
        read = {name: _value(name, event, column) for name, column in columns(CurvePoint).items()}
        given: dict[str, Any] = {name: value for name, value in read.items() if value is not None}
        point = CurvePoint(**given)
        if point.seed != seed:
            raise _RefusedError(f"is an evaluation of seed {point.seed} in the run of seed {seed}")
        if (seed, point.step) in self.evaluations:
            raise _RefusedError(f"step {point.step} of seed {seed} stands twice")
        self.evaluations[seed, point.step] = LoggedEvaluation(line=number, point=point)


def _value(name: str, event: Mapping[str, Any], column: Column) -> float | int | None:
    """The number of that name, None where it is not given and need not be; raises CellError."""
    value = event.get(name)
    if value is None:
        if column.required:
            raise CellError(f"gives no {name}", column.about)
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise CellError(f"{name} must be a number, not {type(value).__name__}", column.about)
    if column.kind == "integer" and not isinstance(value, int):
        raise CellError(f"{name} must be a whole number", column.about)
    try:
        check_number(value, column)
    except CellError as error:
        raise CellError(f"{name} {error.message}", error.hint) from None
    return value if column.kind == "integer" else float(value)

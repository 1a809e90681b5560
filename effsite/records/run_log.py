"""The log of a training run: what was known before it, its evaluations, how it ended, and how it is read.

A log is text, one JSON object a line, each with an `event`:

    begin        what is known before the first step; the run of its `seed` begins
    evaluation   the columns of a learning curve, and what else was measured
    resume       the run went on from a checkpoint, at `step`
    end          how the run `ended`, and its counters

Other events, and other keys, are kept and passed over: a later effsite may log more, an earlier one less.
"""

from __future__ import annotations

from dataclasses import MISSING, dataclass, field, fields
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin, get_type_hints

from effsite.errors import did_you_mean
from effsite.files import JsonError, parse_json_object
from effsite.records.curve import CurvePoint
from effsite.records.fields import FieldError, check_number, columns
from effsite.units import TRAINING_PASSES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from effsite.records.fields import Column

Ended = Literal["reached", "complete", "diverged", "stopped"]
"""Why a run ended: at the target; at the end of its recipe; no finite loss; told to stop."""

ONE_OBJECT = "a log has one JSON object a line, as `effsite run` writes it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Everything about a run that is known before its first step.

    `recipe` and `data_fingerprint` decide what is learnt; with `device_kind` and `processes` they
    must be the same for a run to go on. Where `data_is_the_tasks` is false, the run makes no row.
    `forward_flop` is that of one example at the size that is evaluated, 2 per multiply-add; training on
    one takes `passes` times as much: three forward passes in training where `training_method` is
    "passes", the forward and the true backward pass where it is "backward". `uncounted` names operators
    that both leave out, `complete` says that none of them multiplies, and `depends_on_values` names
    those through which another input may take another number. `code` is a hash of the sources that
    measured, `commit` the commit that they belong to, empty when they were changed since or are not
    in a repository. An older log may lack what has a default.
    """

    task: str
    system: str
    seed: int
    recipe: str
    data: str
    data_is_the_tasks: bool
    data_fingerprint: str
    device: str
    device_kind: str
    processes: int
    parameters: int
    forward_flop: float
    settings: dict[str, Any] = field(default_factory=dict)
    training_items: int = 0
    threads: int = 0
    deterministic: bool = False
    passes: float = TRAINING_PASSES
    training_method: str = "passes"
    frozen_parameters: int = 0
    complete: bool = True
    uncounted: dict[str, int] = field(default_factory=dict)
    depends_on_values: dict[str, int] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)
    code: str = ""
    commit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedEvaluation:
    """An evaluation as the log of its run has it, and the line on which it stands there.

    `joules` is the energy of training up to it, None where no driver told.
    """

    line: int
    point: CurvePoint
    joules: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunLog:
    """What the log of one run says.

    `begin` and `final` are the objects of its begin and its end, with whatever keys they have;
    `ended` is None while it has no end. `lines` are its lines as they stand in the file, `line` is
    the number of the first.
    """

    task: str
    seed: int
    line: int
    begin: Mapping[str, Any]
    evaluations: tuple[LoggedEvaluation, ...] = ()
    ended: Ended | None = None
    final: Mapping[str, Any] = field(default_factory=dict)
    lines: tuple[str, ...] = ()

    @property
    def points(self) -> tuple[CurvePoint, ...]:
        """The evaluations as points of a learning curve."""
        return tuple(evaluation.point for evaluation in self.evaluations)

    @property
    def last_point(self) -> CurvePoint | None:
        """The last evaluation as a point of a learning curve; None where there is none yet."""
        return self.evaluations[-1].point if self.evaluations else None

    @property
    def last_value(self) -> float | None:
        """The metric at the last evaluation; None where there is none yet."""
        return self.last_point.value if self.last_point else None

    @property
    def provenance(self) -> Provenance:
        """What is known of the run; raises FieldError for a key that is missing or of another type."""
        kinds = get_type_hints(Provenance)
        for f in fields(Provenance):
            if f.name in self.begin:
                _must_be(f.name, self.begin[f.name], get_origin(kinds[f.name]) or kinds[f.name])
            elif f.default is MISSING and f.default_factory is MISSING:
                raise FieldError(f"gives no {f.name}", f"add the key {f.name!r} to its begin line")
        return Provenance(**{key: value for key, value in self.begin.items() if key in kinds})


_KINDS: dict[type, str] = {
    **{str: "a text", int: "a whole number", float: "a number"},
    **{bool: "true or false", dict: "an object"},
}


def _must_be(name: str, value: Any, kind: type) -> None:
    fits = isinstance(value, (int, float) if kind is float else kind)
    # True and False are whole numbers to Python.
    if not fits or (isinstance(value, bool) and kind is not bool):
        raise FieldError(f"{name} is {value!r}", f"it must be {_KINDS[kind]}: correct it on the begin line")


@dataclass(frozen=True, slots=True, kw_only=True)
class CommittedLog:
    """The logs of the runs behind a learning curve, one after the other: `logs/<curve>.jsonl`.

    `text` is the file as it was committed.
    """

    task: str
    name: str
    runs: tuple[RunLog, ...]
    text: str

    @property
    def evaluations(self) -> tuple[LoggedEvaluation, ...]:
        """The evaluations of all the runs, in the order of the file."""
        return tuple(evaluation for run in self.runs for evaluation in run.evaluations)


@dataclass(frozen=True, slots=True, kw_only=True)
class LogProblem:
    """What is wrong with one line of a log; `column` counts from 1 and is 0 where it is not known."""

    line: int
    message: str
    hint: str = ""
    column: int = 0


def read_run_logs(lines: Iterable[str]) -> tuple[tuple[RunLog, ...], tuple[LogProblem, ...]]:
    """The runs that the lines of a log tell of, in their order, and every line that cannot be taken."""
    reader = _RunLogReader()
    for number, line in enumerate(lines, 1):
        reader.take(number, line)
    return reader.runs(), tuple(reader.problems)


class _RunLogReader:
    """Takes a log line by line; an open run is one without the next run's begin."""

    def __init__(self) -> None:
        self.problems: list[LogProblem] = []
        self._runs: dict[int, dict[str, Any]] = {}
        self._open: dict[str, Any] | None = None

    def runs(self) -> tuple[RunLog, ...]:
        """The runs so far."""
        return tuple(
            RunLog(**{**run, "evaluations": tuple(run["evaluations"].values()), "lines": tuple(run["lines"])})
            for run in self._runs.values()
        )

    def take(self, number: int, line: str) -> None:
        """Read one line, noting what is wrong with it."""
        try:
            self._event(number, parse_json_object(line), line)
        except JsonError as error:
            hint = ONE_OBJECT if error.column else ""
            self.problems.append(
                LogProblem(line=number, message=error.message, hint=hint, column=error.column)
            )
        except FieldError as error:
            self.problems.append(LogProblem(line=number, message=error.message, hint=error.hint))

    def _event(self, number: int, event: dict[str, Any], line: str) -> None:
        kind = event.get("event")
        if not isinstance(kind, str):
            raise FieldError("has no event")
        if kind == "begin":
            self._begin(number, event)
        run = self._open
        if run is None:
            raise FieldError("comes before the begin of a run")
        if kind == "evaluation":
            self._evaluation(number, event, run)
        elif kind == "resume":
            _number("step", event, _COLUMNS["step"])
        elif kind == "end":
            if event.get("ended") not in get_args(Ended):
                hint = did_you_mean(str(event.get("ended")), get_args(Ended))
                raise FieldError("does not say how the run ended", hint)
            run |= {"ended": event["ended"], "final": event}
        run["lines"].append(line)

    def _begin(self, number: int, event: dict[str, Any]) -> None:
        task, seed = event.get("task"), _number("seed", event, _COLUMNS["seed"])
        if not isinstance(task, str):
            raise FieldError("gives no task")
        if not isinstance(seed, int):
            raise FieldError("gives no seed")
        if seed in self._runs:
            raise FieldError(f"begins seed {seed} a second time")
        about = {key: value for key, value in event.items() if key not in ("event", "time")}
        run = {"task": task, "seed": seed, "line": number, "begin": about, "evaluations": {}, "lines": []}
        self._runs[seed] = self._open = run

    def _evaluation(self, number: int, event: dict[str, Any], run: dict[str, Any]) -> None:
        read = {name: _number(name, event, column) for name, column in _COLUMNS.items()}
        given: dict[str, Any] = {name: value for name, value in read.items() if value is not None}
        point = CurvePoint(**given)
        if point.seed != run["seed"]:
            raise FieldError(f"is an evaluation of seed {point.seed} in the run of seed {run['seed']}")
        if point.step in run["evaluations"]:
            raise FieldError(f"step {point.step} of seed {point.seed} stands twice")
        joules = event.get("joules")
        run["evaluations"][point.step] = LoggedEvaluation(
            line=number, point=point, joules=joules if isinstance(joules, (int, float)) else None
        )


_COLUMNS = columns(CurvePoint)


def _number(name: str, event: Mapping[str, Any], column: Column) -> float | int | None:
    """The number of that name, None where it is not given and need not be; raises FieldError."""
    value = event.get(name)
    if value is None:
        if column.required:
            raise FieldError(f"gives no {name}", column.about)
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise FieldError(f"{name} must be a number, not {type(value).__name__}", column.about)
    if column.kind == "integer" and not isinstance(value, int):
        raise FieldError(f"{name} must be a whole number", column.about)
    try:
        check_number(value, column)
    except FieldError as error:
        raise FieldError(f"{name} {error.message}", error.hint) from None
    return value if column.kind == "integer" else float(value)

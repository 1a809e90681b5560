"""What a person is asked for a new row, in which order, until each answer is one that its column takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from effsite.analysis.filled_in import INPUTS
from effsite.errors import UsageError, did_you_mean
from effsite.records import Result, columns
from effsite.records.fields import FieldError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from effsite.records import Task
    from effsite.workflows.new.cells import Cells

    Ask: TypeAlias = "Callable[[Question], str]"

FIRST = ("system", "published", "value", "source_kind", "source", "source_url", "paper_url")
OTHER_MEASURES = ("seconds", "devices", "cost_usd", "energy_kwh")
OF_METHOD = {
    "counted": ("source_flop_per_mac", "forward_flop", "epochs", "examples", "passes", "model"),
    "hardware": ("devices", "device", "seconds", "peak_flop_per_second", "utilisation"),
    "parameters": ("parameters", "epochs", "examples"),
    "reported": ("training_flop", "source_flop_per_mac"),
}
"""What is asked for each way of getting a compute; an empty answer leaves a column out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked: a column, what it holds, and whether it may be left out.

    `problem` says what was wrong with the answer before, and is empty the first time.
    """

    name: str
    about: str
    unit: str = ""
    choices: tuple[str, ...] = ()
    required: bool = False
    problem: str = ""


def choose(name: str, about: str, known: Sequence[str], ask: Ask | None) -> str:
    """The one that is chosen of some names; raises UsageError where nobody can be asked."""
    if ask is None:
        shown = ", ".join(known[:12])
        raise UsageError(f"no {name} is named", f"give --{name}: {shown}{', ...' if len(known) > 12 else ''}")
    problem = ""
    while True:
        question = Question(name=name, about=about, choices=tuple(known), required=True, problem=problem)
        answer = ask(question).strip()
        if answer in known:
            return answer
        problem = f"there is no {name} {answer!r}. {did_you_mean(answer, known)}".strip()


def ask_for_columns(cells: Cells, task: Task, ask: Ask, *, curve: bool) -> None:
    """Ask for each column that is not known and belongs to the row, and note the answers."""
    for name in _wanted(cells, task, curve=curve):
        if name not in cells.values:
            _ask(name, cells, ask)


def _wanted(cells: Cells, task: Task, *, curve: bool) -> Iterator[str]:
    """The columns in the order in which they are asked for; later ones depend on the answers so far."""
    yield from (name for name in FIRST if name != "value" or cells.target.metric is not None)
    yield "flop_method"
    method = cells.values.get("flop_method")
    if method is None and not curve:
        yield from OTHER_MEASURES
    for name in OF_METHOD.get(method or "", ()):
        epochs_do = name == "examples" and "epochs" in cells.values and task.examples_per_epoch
        no_epochs = name == "epochs" and (not task.examples_per_epoch or "examples" in cells.values)
        if not epochs_do and not no_epochs:
            yield name
    if method in INPUTS and any(name not in cells.values for name in _inputs(cells, task)):
        yield "training_flop"
    yield from ("runs", "note")


def _inputs(cells: Cells, task: Task) -> list[str]:
    """What the method computes from; examples follow from epochs where the task gives an epoch's size."""
    follows = "epochs" in cells.values and task.examples_per_epoch
    return [n for n in INPUTS[cells.values["flop_method"]] if n != "examples" or not follows]


def _ask(name: str, cells: Cells, ask: Ask) -> None:
    column = columns(Result)[name]
    problem = ""
    while True:
        question = Question(
            name=name,
            about=column.about,
            unit=column.unit,
            choices=column.choices,
            required=column.required,
            problem=problem,
        )
        try:
            cells.put(name, ask(question).strip())
        except FieldError as error:
            problem = f"{name} {error.message}" + (f" ({error.hint})" if error.hint else "")
        else:
            return

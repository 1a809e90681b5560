"""No rule finds anything in a result that it says it is not about, whatever stands in the row."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from effsite.analysis.rules import FIGURE_RULES, ROW_RULES, rows_of
from effsite.analysis.rules.compute import NoRealCount
from effsite.analysis.rules.unit import RowRule
from effsite.records import Result, columns
from effsite.store import load
from tests.builders import make_collection, make_result, make_task_collection
from tests.made_up import Size, made_up_project

if TYPE_CHECKING:
    from collections.abc import Iterator

    from effsite.analysis.rules.unit import Around, Fault, Rows
    from effsite.records import Collection, LearningCurve, TaskCollection

RULES = (*FIGURE_RULES, *ROW_RULES)
COMMITTED = Path("results")
FACTORS = (1 / 86400, 1e-3, 1 / 6, 1 / 3, 0.5, 0.97, 1.001, 1.015, 1.03, 2, 3, 3.1, 6, 60, 1e3, 3600, 86400)
NUMBERS = (0.123, 123.0, 1.2345e18, 1e15, 1e17, 1.0, 2.0, 1e-14, 1e-16, 1e36, 1e37, 0.9, 1.23000000001e5)
TEXTS = (
    *(
        "TODO",
        "Lorem ipsum",
        "what ???",
        "best of 5",
        "the fastest seed of ten",
        "a Best run",
        "median",
        "a z b",
    ),
    *("arXiv 1512.03385", "arXiv:1706.03762v2 and best of the 3", "test", "mean of all", "Net v2", "Nest"),
)
LINKS = (
    *(
        "http://arxiv.org/abs/1512.03385",
        "https://arxiv.org/abs/1706.03762",
        "https://arxiv.org/abs/9999.00000",
    ),
    *(
        "https://example.org/x",
        "https://a.TEST",
        "https://127.0.0.1/a",
        "https://[::1]/",
        "https://latest.de",
    ),
    *("https://localhost", "https://b.example", "https://www.example.com:80/a", "http://attest.org/example"),
)
OTHERS = {"number": NUMBERS, "integer": (1, 2, 3, 10**18), "text": TEXTS, "long text": TEXTS, "url": LINKS}


def mistaken(collection: Collection, seed: int) -> Collection:
    """The collection with slips, gaps, placeholders and others' cells in its results."""
    chance = Random(seed)
    return replace(collection, tasks=tuple(_mistaken(task, chance) for task in collection.tasks))


def _mistaken(task: TaskCollection, chance: Random) -> TaskCollection:
    results = tuple(_changed(row, task.results, chance) for row in task.results)
    return replace(task, results=results, curves=tuple(_spoilt(curve, chance) for curve in task.curves))


def _spoilt(curve: LearningCurve, chance: Random) -> LearningCurve:
    """The run as it is, broken off, or without what it spent."""
    match chance.randrange(6):
        case 0:
            return replace(curve, points=curve.points[:1])
        case 1:
            spent = {"training_flop": None, "examples": None, "epoch": None, "seconds": None}
            return replace(curve, points=tuple(replace(point, **spent) for point in curve.points))
    return curve


def _changed(row: Result, others: tuple[Result, ...], chance: Random) -> Result:
    if row.training_flop and row.examples and chance.random() < 0.1:  # by two methods
        row = replace(row, parameters=row.training_flop / 6 / row.examples * chance.choice(FACTORS))
    for name in chance.sample(list(columns(Result)), chance.randrange(5)):
        changed = {name: _value(row, name, others, chance)}
        try:
            row = replace(row, **changed)
        except ValueError:  # a row that contradicts itself is never one
            continue
    return row


def _value(row: Result, name: str, others: tuple[Result, ...], chance: Random) -> Any:
    column, value = columns(Result)[name], getattr(row, name)
    match chance.randrange(4):
        case 0 if isinstance(value, float):
            return value * chance.choice(FACTORS)
        case 1 if column.kind in OTHERS and name not in ("value", "target"):
            return chance.choice(OTHERS[column.kind])
        case 2 if not column.required:
            return row.__dataclass_fields__[name].default
    return value if name == "target" else getattr(chance.choice(others), name)


def found(rule: type[RowRule], rows: Rows) -> set[int]:
    """The places of the results with real counts in which the rule finds something."""
    unreal = set() if rule is NoRealCount else found(NoRealCount, rows)
    return {n for n, row in enumerate(rows.rows) if n not in unreal and any(rule.look(row, rows.around(row)))}


@pytest.fixture(scope="module")
def mistakes(tmp_path_factory: pytest.TempPathFactory) -> list[Rows]:
    """The committed results and made-up ones with curves, as they are and with mistakes."""
    size = Size(tasks=2, results=400, curves=100)
    made_up = load(made_up_project(tmp_path_factory.mktemp("made up") / "project", size) / "results")
    committed = load(COMMITTED)
    all_of_them = [
        made_up,
        committed,
        *(mistaken(made_up, seed) for seed in range(3)),
        mistaken(committed, 3),
    ]
    return [rows for collection in all_of_them for rows in rows_of(collection)]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_rule_is_about_every_result_in_which_it_finds_something(
    rule: type[RowRule], mistakes: list[Rows]
) -> None:
    faulty = [(rows, found(rule, rows)) for rows in mistakes]
    assert not any(places - set(rule.concerns(rows)) for rows, places in faulty)
    assert sum(len(places) for _, places in faulty) >= 3  # or nothing was tried


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_rule_is_about_few_of_many_results(rule: type[RowRule], mistakes: list[Rows]) -> None:
    """Of made-up ones without mistakes: a look at each of hundreds of thousands costs seconds."""
    of_task_1 = mistakes[1]
    assert len(of_task_1.rows) == 400
    assert len(set(rule.concerns(of_task_1))) <= 120


def test_a_rule_that_does_not_know_better_is_about_all_results() -> None:
    class Silent(RowRule):
        @classmethod
        def look(cls, result: Result, around: Around) -> Iterator[Fault]:
            yield from ()

    (rows,) = rows_of(make_collection(make_task_collection([make_result("A"), make_result("B")])))
    assert list(Silent.concerns(rows)) == [0, 1]

"""A fingerprint differs where anything differs, and is the same for the same values made in another way."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date

import pytest

from effsite.analysis.pareto import PAIRS, pareto
from effsite.analysis.summary import TargetSummary, summarise
from effsite.records import Result
from effsite.site.pages.fingerprints import Fingerprints
from tests.builders import make_attempt, make_result, make_results, make_target, make_task_collection

ROWS = (("A", "2012-06-01", 8e17), ("B", "2016-05-01", 4e17), ("C", "2019-05-28", 1e17))


def summary() -> TargetSummary:
    rows = make_results(*ROWS, seconds=7.0)
    return summarise(
        make_task_collection(rows, attempts=[make_attempt("Short", "2014-01-01")]), make_target()
    )


def test_values_made_anew_are_told_the_same() -> None:
    assert Fingerprints().of_summary(summary()) == Fingerprints().of_summary(summary())


def test_what_was_computed_when_asked_for_is_no_part_of_it() -> None:
    asked, plain = summary(), summary()
    assert asked.choices
    assert Fingerprints().of_summary(asked) == Fingerprints().of_summary(plain)


@pytest.mark.parametrize("name", [f.name for f in fields(TargetSummary)])
def test_every_field_of_a_summary_counts(name: str) -> None:
    whole = summary()
    value = getattr(whole, name)
    if isinstance(value, tuple):
        other: object = value[:-1] if value else (*whole.without_measure, whole.results[0].result)
    elif isinstance(value, str):
        other = f"{value}x"
    elif isinstance(value, int):
        other = value + 1
    elif value is None:
        other = whole.frontier
    else:
        other = None
    assert Fingerprints().of_summary(replace(whole, **{name: other})) != Fingerprints().of_summary(whole)


@pytest.mark.parametrize("name", [f.name for f in fields(Result)])
def test_every_field_of_a_result_counts(name: str) -> None:
    one = make_result("A", "2012-06-01")
    other = make_result("A", "2012-06-01")
    object.__setattr__(other, name, "something else")
    told = Fingerprints()
    assert told.of(one) == told.of(make_result("A", "2012-06-01"))
    assert told.of((one,)) != told.of((other,))


def test_two_measures_at_once_are_told_by_target_pair_and_results() -> None:
    rows, target, told = make_results(*ROWS, seconds=7.0, devices=8), make_target(), Fingerprints()
    found = [
        told.of_pareto(pareto(target, rows, PAIRS[1])),
        told.of_pareto(pareto(target, rows[:2], PAIRS[1])),
        told.of_pareto(pareto(target, rows, PAIRS[4])),
        told.of_pareto(pareto(make_target(title="Another"), rows, PAIRS[1])),
    ]
    assert len(set(found)) == len(found)
    assert told.of_pareto(pareto(target, make_results(*ROWS, seconds=7.0, devices=8), PAIRS[1])) == found[0]


def test_types_and_order_and_last_digits_are_told_apart() -> None:
    values = [1, 1.0, True, "1", None, [], [1], [[1]], {"a": 1}, {"a": 1, "b": 2}, {"b": 2, "a": 1}]
    values += [0.1, 0.1 + 2**-56, date(2020, 1, 1), date(2020, 1, 2), "\ud800"]
    assert len({Fingerprints().of(value) for value in values}) == len(values)


def test_what_it_cannot_tell_is_refused() -> None:
    with pytest.raises(TypeError, match="cannot tell a set"):
        Fingerprints().of([{1, 2}])

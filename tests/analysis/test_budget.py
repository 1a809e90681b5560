"""What a budget reached, year by year, worked out by hand."""

from __future__ import annotations

from datetime import date

import pytest

from effsite.analysis.budget import budget_tables, round_budgets
from effsite.analysis.summary import summarise
from tests.builders import (
    LOSS,
    TOP5,
    make_result,
    make_runs_target,
    make_target,
    make_task,
    make_task_collection,
)

EASY = make_target(name="easy", title="Easy", level=0.791)
HARD = make_target(name="hard", title="Hard", level=0.93)


def tables(*results, targets=(EASY, HARD)):
    collection = make_task_collection(results, task=make_task(*targets))
    return budget_tables(summarise(collection, target) for target in targets)


def table(*results, targets=(EASY, HARD)):
    (found,) = tables(*results, targets=targets)
    return found


def row(target, system, published, flop, **fields):
    return make_result(system, published, target=target, training_flop=flop, **fields)


HISTORY = (
    row("easy", "AlexNet", "2012-06-01", 5e17),
    row("hard", "ResNet", "2015-12-10", 8e18),
    row("easy", "ShuffleNet", "2017-07-04", 2e16),
    row("hard", "Faster", "2017-12-31", 9e17),
)


def cells(found, year):
    (one,) = [y for y in found.years if y.year == year]
    return [cell and (cell.level, cell.result.system) for cell in one.cells]


def test_each_budget_has_the_hardest_level_whose_record_took_no_more():
    found = table(*HISTORY)

    assert found.budgets == (3e16, 1e17, 3e17, 1e18, 3e18, 1e19)
    assert [y.year for y in found.years] == [2012, 2015, 2017]
    assert cells(found, 2012) == [None, None, None, *[(0.791, "AlexNet")] * 3]
    assert cells(found, 2015) == [None, None, None, *[(0.791, "AlexNet")] * 2, (0.93, "ResNet")]
    assert cells(found, 2017) == [*[(0.791, "ShuffleNet")] * 3, *[(0.93, "Faster")] * 3]


def test_a_budget_just_as_large_as_the_record_reaches_it():
    found = table(row("easy", "A", "2012-01-01", 1e17), row("hard", "B", "2013-01-01", 1e18))

    assert found.budgets == (1e17, 3e17, 1e18)
    assert cells(found, 2013) == [(0.791, "A"), (0.791, "A"), (0.93, "B")]


def test_years_in_which_nothing_changed_are_left_out():
    # 4.5e17 and 5e17 both lie between budgets: the record of 2013 changes no cell
    found = table(*HISTORY, row("easy", "A little better", "2013-01-01", 4.5e17))

    assert [y.year for y in found.years] == [2012, 2015, 2017]


def test_a_year_is_read_at_its_last_day():
    later = table(*HISTORY[:3], row("hard", "Faster", "2018-01-01", 9e17))

    assert cells(later, 2017)[3:5] == [(0.791, "ShuffleNet")] * 2
    assert cells(later, 2018)[3:5] == [(0.93, "Faster")] * 2


def test_a_level_of_a_loss_is_harder_the_lower_it_is():
    easy = make_target(name="easy", metric=LOSS, level=3.28)
    hard = make_target(name="hard", metric=LOSS, level=2.92)
    found = table(
        row("easy", "Small", "2024-01-01", 1e18),
        row("hard", "Large", "2024-02-01", 1e19),
        targets=(hard, easy),
    )

    assert [level.value for level in found.levels] == [3.28, 2.92]
    assert cells(found, 2024) == [(3.28, "Small"), (3.28, "Small"), (2.92, "Large")]


def test_two_targets_of_one_level_stand_for_it_together():
    again = make_target(name="again", level=0.791)
    found = table(*HISTORY, row("again", "Other rules", "2012-07-01", 2e17), targets=(EASY, HARD, again))

    assert [[s.target.name for s in level.summaries] for level in found.levels] == [
        ["easy", "again"],
        ["hard"],
    ]
    assert cells(found, 2012)[2] == (0.791, "Other rules")
    assert found.levels[0].record_on(date(2012, 6, 30)).system == "AlexNet"
    assert found.levels[0].record_on(date(2012, 5, 30)) is None


def test_an_estimate_that_may_be_above_the_budget_is_marked():
    # 8e17 at a utilisation of 33 % may be 8e17 x 0.51 / 0.33 = 1.24e18: above 1e18, not above 3e18
    guess = {"flop_method": "hardware", "utilisation": 0.33}
    found = table(row("easy", "A", "2012-01-01", 1e17), row("hard", "B", "2013-01-01", 8e17, **guess))

    assert found.budgets == (1e17, 3e17, 1e18)
    assert found.years[-1].says == ((0.791, True), (0.791, True), (0.93, False))
    assert found.unsure
    assert not table(*HISTORY).unsure


@pytest.mark.parametrize(
    "targets",
    [
        (EASY,),
        (EASY, make_target(name="hard", level=0.791)),
        (EASY, make_target(name="hard", level=0.93, measure="seconds")),
        (EASY, make_target(name="hard", level=2.9, metric=LOSS)),
        (EASY, make_runs_target(name="hard")),
    ],
    ids=["one target", "one level", "another measure", "another metric", "the largest runs"],
)
def test_one_level_alone_makes_no_table(targets):
    assert tables(*HISTORY, targets=targets) == ()


def test_a_level_that_nobody_reached_is_none():
    unreached = make_target(name="unreached", level=0.99, metric=TOP5)

    assert tables(*HISTORY[:1], targets=(EASY, unreached)) == ()


@pytest.mark.parametrize(
    ("least", "most", "budgets"),
    [
        (2e16, 8e18, (3e16, 1e17, 3e17, 1e18, 3e18, 1e19)),
        (1e17, 1e17, (1e17,)),
        (1e17, 1.1e17, (1e17, 3e17)),
        (1e1, 3e4, (1e1, 3e1, 1e2, 3e2, 1e3, 3e3, 1e4, 3e4)),
        (1e1, 1e5, (1e1, 1e2, 1e3, 1e4, 1e5)),
        (2.0, 9e4, (1e1, 1e2, 1e3, 1e4, 1e5)),
    ],
    ids=["few", "one figure", "two of one power", "eight", "nine are too many", "many are powers of ten"],
)
def test_budgets_are_round_and_hold_every_record(least, most, budgets):
    assert round_budgets(least, most) == budgets

"""The chart of every level of a task: one axis, one line of steps for each level."""

from __future__ import annotations

import pytest

from effsite.site.charts import budget_chart
from effsite.site.charts.budget import budget_scene, records_of
from effsite.site.charts.scene import milliseconds
from tests.analysis.test_budget import EASY, HARD, HISTORY, row, table
from tests.builders import make_target
from tests.charts.test_target import columns


@pytest.fixture
def history():
    return table(*HISTORY)


def test_each_level_has_its_steps_and_the_hardest_is_in_the_accent(designs, history):
    chart = budget_chart(designs, history, name="x")

    assert columns(chart, "path-frontier")["ys"] == [[8e18, 8e18, 9e17]]
    # drawn out to the day of the last record of all
    assert columns(chart, "path-other")["ys"] == [[5e17, 5e17, 2e16, 2e16]]
    assert columns(chart, "path-other")["xs"][0][-1] == milliseconds(HISTORY[3].published.day)
    assert columns(chart, "mark-frontier")["name"] == ["ResNet (Hard)", "Faster (Hard)"]
    assert columns(chart, "mark-other")["marker"] == ["square", "square"]


def test_a_line_is_labelled_with_its_level(history):
    assert [(n.figure, n.bold) for n in budget_scene(history).notes] == [("93 %", True), ("79.1 %", False)]


def test_the_words_tell_what_each_level_took(designs, history):
    chart = budget_chart(designs, history, name="x")

    assert chart.alt == (
        "Chart: Training compute to reach each level of top-5 accuracy, FLOP, over time: "
        "79.1 % from 500 PFLOP in 2012 to 20 PFLOP in 2017; 93 % from 8 EFLOP in 2015 to 900 PFLOP in 2017."
    )
    assert [entry.text for entry in chart.legend] == ["the hardest level, 93 %", "easier levels: 79.1 %"]


def test_of_two_targets_at_one_level_only_the_least_of_each_day_is_drawn():
    again = make_target(name="again", level=0.791)
    rows = (row("again", "Worse", "2013-01-01", 6e17), row("again", "Better", "2014-01-01", 3e17))
    found = table(*HISTORY, *rows, targets=(EASY, HARD, again))

    assert [r.system for r in records_of(found.levels[0])] == ["AlexNet", "Better", "ShuffleNet"]

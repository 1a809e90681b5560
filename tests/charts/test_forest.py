from __future__ import annotations

import pytest

from effsite.analysis.across import Across, across_targets
from effsite.site.charts import forest_chart
from tests.analysis.test_across import UNEVEN, task, three_tasks
from tests.builders import make_collection
from tests.charts.test_target import columns


@pytest.fixture
def three() -> Across:
    return across_targets(make_collection(*three_tasks()))


def test_targets_and_their_mean_are_rows_from_the_fastest_to_the_mean(designs, three):
    chart = forest_chart(designs, three)

    targets = columns(chart, "mark-result")
    assert targets["name"] == ["loss-3: 7.31", "alexnet-level: 3.65", "94-percent: 1.83"]
    assert targets["x"] == pytest.approx([7.305, 3.6525, 1.82625])
    assert targets["y"] == sorted(targets["y"])
    mean = columns(chart, "mark-frontier")
    assert mean["name"] == ["The mean of the 3: 2.75"]
    assert mean["y"][0] > targets["y"][-1]


def test_whiskers_are_the_printed_intervals_and_a_new_target_has_one_too(designs, three):
    chart = forest_chart(designs, three)

    # 1.0830 to 17.1207 halvings a year for the fastest; a half and a quarter of that for the others.
    low, high = zip(*columns(chart, "path-other")["xs"], strict=True)
    assert low == pytest.approx([1.0830, 0.54151, 0.27075], rel=3e-4)
    assert high == pytest.approx([17.1207, 8.56035, 4.28018], rel=3e-4)
    mean = three.overall.mean
    assert columns(chart, "path-frontier")["xs"][0] == pytest.approx([mean.low, mean.high], rel=1e-5)
    assert columns(chart, "path-trend")["xs"][0] == pytest.approx([mean.next_low, mean.next_high], rel=1e-5)


def test_no_gain_and_moores_law_stand_upright(designs, three):
    chart = forest_chart(designs, three)

    assert columns(chart, "path-target")["xs"] == [[0.0, 0.0]]
    assert columns(chart, "path-reference")["xs"] == [[0.5, 0.5]]  # one halving in two years


def test_a_further_target_of_a_task_is_hollow_and_named_so(designs):
    twice = task("imagenet", ("short", UNEVEN, 100), ("long", UNEVEN, 150))
    chart = forest_chart(designs, across_targets(make_collection(twice)))

    marks = columns(chart, "mark-result")
    assert dict(zip(marks["name"], marks["alpha"], strict=True)) == {"long: 4.87": 0.8, "short: 7.31": 0.0}
    assert "not in the mean" in [entry.text for entry in chart.legend]
    assert "mean of the tasks" not in [entry.text for entry in chart.legend]


def test_the_text_for_those_who_cannot_see_it_gives_every_rate(designs, three):
    alt = forest_chart(designs, three).alt

    assert "text, loss-3 7.31 (1.08 to 17.12)" in alt
    assert "The mean of one target of each task is 2.75 (" in alt


def test_without_a_rate_there_is_no_forest(designs):
    with pytest.raises(ValueError, match="no target has a rate with an interval"):
        forest_chart(designs, across_targets(make_collection()))

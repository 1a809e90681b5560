from __future__ import annotations

import pytest

from effsite.analysis.across import Across, across_targets
from effsite.site.charts import forest_chart
from effsite.site.charts.forest import forest_scene
from tests.analysis.test_across import UNEVEN, task, three_tasks
from tests.builders import make_collection
from tests.charts.test_target import columns


@pytest.fixture
def three() -> Across:
    return across_targets(make_collection(*three_tasks()))


def test_targets_and_their_mean_are_rows_from_the_fastest_to_the_mean(designs, three):
    chart = forest_chart(designs, three)

    targets = columns(chart, "mark-result")
    assert targets["name"] == ["loss-3", "alexnet-level", "94-percent"]
    assert targets["x"] == pytest.approx([1.64271, 3.28542, 6.57084], rel=1e-5)
    assert targets["y"] == sorted(targets["y"])
    mean = columns(chart, "mark-frontier")
    assert (mean["name"], mean["marker"]) == (["the mean of the 3"], ["diamond"])
    assert mean["y"][0] > targets["y"][-1]


def test_a_row_is_labelled_by_its_figure_first(three):
    texts = [note.whole for note in forest_scene(three).notes]
    assert texts[1:4] == ["1.6 · loss-3", "3.3 · alexnet-level", "6.6 · 94-percent"]
    assert "3.3 · the mean of the 3" in texts


def test_whiskers_are_the_printed_intervals_and_a_new_target_has_one_too(designs, three):
    chart = forest_chart(designs, three)

    # 0.70091 to 11.081 months for the fastest (see test_across); twice and four times that for the others.
    low, high = zip(*columns(chart, "path-other")["xs"], strict=True)
    assert low == pytest.approx([0.70091, 1.40182, 2.80364], rel=3e-4)
    assert high == pytest.approx([11.081, 22.162, 44.324], rel=1e-3)
    mean = three.overall.mean
    assert columns(chart, "path-frontier")["xs"][0] == pytest.approx([mean.low, mean.high], rel=1e-5)
    assert columns(chart, "path-trend")["xs"][0] == pytest.approx([mean.next_low, mean.next_high], rel=1e-5)
    assert "Whiskers are 90 % intervals." in chart.caption


def test_an_interval_without_an_upper_end_runs_to_the_edge(designs):
    open_ended = [2.0**16, 2.0**15, 2.0**8, 2.0**7, 1.0]
    across = across_targets(make_collection(task("text", ("loss-3", open_ended, 100))))
    chart = forest_chart(designs, across)

    ((_, high),) = columns(chart, "path-other")["xs"]
    assert high == forest_scene(across).x.high
    # 0.04 x exp(0.051105 / 0.04) = 0.14353 doublings a day at the fast end: 0.2289 months
    assert "text, loss-3 0.8 (from 0.2 on)" in chart.alt
    assert "one that runs to the right edge has no upper end." in chart.caption


def test_moores_law_stands_upright(designs, three):
    assert columns(forest_chart(designs, three), "path-reference")["xs"] == [[24.0, 24.0]]


def test_a_further_target_of_a_task_is_hollow_and_named_so(designs):
    twice = task("imagenet", ("short", UNEVEN, 100), ("long", UNEVEN, 150))
    chart = forest_chart(designs, across_targets(make_collection(twice)))

    marks = columns(chart, "mark-result")
    assert dict(zip(marks["name"], marks["alpha"], strict=True)) == {"long": 0.8, "short": 0.0}
    assert "not in the mean" in [entry.text for entry in chart.legend]
    assert "mean of the tasks" not in [entry.text for entry in chart.legend]


def test_the_hover_and_the_text_for_those_who_cannot_see_give_every_figure(designs, three):
    chart = forest_chart(designs, three)

    assert "text, loss-3 1.6 (0.7 to 11.1)" in chart.alt
    assert "The mean of one target of each task is 3.3 (1.0 to 10.6)." in chart.alt
    targets = columns(chart, "mark-result")
    said = dict(zip(targets["labels"][0].split("\n"), targets["values"][0].split("\n"), strict=True))
    assert said == {
        "Task": "text",
        "Halving time": "1.6 months",
        "Interval": "0.7 to 11.1 months",
        "Baseline": "2.56 ZFLOP",  # 1e19 x 256
        "Records": "5 in 13 months",
    }


def test_without_a_rate_there_is_no_forest(designs):
    with pytest.raises(ValueError, match="no target has a rate with an interval"):
        forest_chart(designs, across_targets(make_collection()))

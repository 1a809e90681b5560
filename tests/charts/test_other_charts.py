from __future__ import annotations

import pytest

from effsite.analysis.summary import summarise
from effsite.site.charts import (
    curve_chart,
    eras_chart,
    rates_chart,
    sparkline_svg,
)
from tests.builders import (
    make_curve,
    make_rate,
    make_result,
    make_results,
    make_runs_target,
    make_target,
    make_task,
    make_task_collection,
)
from tests.charts.conftest import summary_of
from tests.charts.test_target import columns


def runs(*rows):
    task = make_task(make_runs_target())
    return summarise(
        make_task_collection(make_results(*rows, flop_scope="whole-run"), task=task), task.targets[0]
    )


def test_the_eras_share_an_axis_and_have_a_trend_each(designs):
    old = runs(
        ("Perceptron", "1959-07-01", 1e6), ("NETtalk", "1987-01-01", 1e11), ("LeNet", "1998-07-01", 1e13)
    )
    new = runs(("AlexNet", "2012-06-01", 1e17), ("VGG", "2014-09-04", 1e19), ("AlphaGo", "2017-10-19", 1e23))
    chart = eras_chart(designs, new, old, name="ai-and-compute")
    assert len(columns(chart, "path-trend")["xs"]) == 2
    assert len(columns(chart, "mark-frontier")["name"]) == 6
    assert "1959 to 2017" in chart.alt


def test_rates_are_grouped_and_the_fastest_come_first(designs):
    rates = [
        make_rate(24.0, name="Moore", group="hardware"),
        make_rate(13.0, name="Huang", group="hardware"),
        make_rate(16.0, name="AI and Efficiency", group="algorithms", low=10.0, high=20.0),
        make_rate(None, name="Only a total"),
    ]
    chart = rates_chart(designs, rates)
    found = columns(chart, "mark-result")
    assert found["name"] == ["AI and Efficiency", "Huang", "Moore"]
    assert found["y"] == sorted(found["y"])
    assert columns(chart, "path-other")["xs"] == [[10.0, 20.0]]


def test_a_range_without_a_middle_is_a_whisker_without_a_dot(designs):
    rates = [
        make_rate(None, name="Five to ten", low=3.6, high=5.2),
        make_rate(24.0, name="Moore"),
        make_rate(None, name="A bound", low=20.0),
    ]
    chart = rates_chart(designs, rates)
    assert columns(chart, "mark-result")["name"] == ["Moore"]
    assert columns(chart, "path-other")["xs"] == [[3.6, 5.2]]
    assert "Five to ten 3.6 to 5.2 months; Moore 24.0 months" in chart.alt
    assert "A bound" not in chart.alt


def test_hovering_a_rate_tells_what_it_rests_on(designs):
    rate = make_rate(n="68 models", data="Scores", method="A line", scale="1e22 to 5e26 FLOP")
    drawn = columns(rates_chart(designs, [rate]), "mark-result")
    told = dict(zip(drawn["labels"][0].split("\n"), drawn["values"][0].split("\n"), strict=True))
    assert [told[label] for label in ("n", "Data", "Method", "Scale")] == [
        "68 models",
        "Scores",
        "A line",
        "1e22 to 5e26 FLOP",
    ]


def test_trends_on_record_stand_beside_the_published_rates(designs, imagenet):
    chart = rates_chart(designs, [make_rate()], [imagenet])
    assert columns(chart, "mark-frontier")["name"] == ["AlexNet level"]


def test_a_rate_opens_its_source_only_when_that_is_http(designs):
    rates = [make_rate(source_url="https://a.example/"), make_rate(name="x", source_url="javascript:1")]
    assert columns(rates_chart(designs, rates), "mark-result")["url"] == ["https://a.example/", ""]


def test_a_curve_is_marked_where_it_first_reaches_the_target(designs):
    curves = [make_curve([0.5, 0.8, 0.9]), make_curve([0.5, 0.6, 0.7], seed=1)]
    chart = curve_chart(designs, curves, make_target(), name="x")
    # The second evaluation of the first run, 2e17 FLOP; the second run never gets to 79.1 %.
    assert columns(chart, "mark-frontier")["x"] == [2e17]
    assert len(columns(chart, "path-other")["xs"]) == 2
    assert "1 of 2 got there" in chart.caption


def test_runs_are_named_and_those_that_got_there_with_the_least_stand_out(designs):
    # evaluations at 1, 2 and 3e17 FLOP: "fast" meets 79.1 % at 2e17 and 2e17, "slow" at 3e17
    runs = [("slow", [0.2, 0.5, 0.8], 0), ("fast", [0.5, 0.8, 0.9], 0), ("fast", [0.5, 0.8, 0.85], 1)]
    curves = [make_curve(values, name=name, seed=seed) for name, values, seed in runs]
    systems = {"slow": "A slow net", "fast": "A fast net"}
    chart = curve_chart(designs, curves, make_target(), name="x", systems=systems)
    assert len(columns(chart, "path-frontier")["xs"]) == 2
    assert len(columns(chart, "path-other")["xs"]) == 1
    notes = columns(chart, "note-wide")
    roles = dict(zip(notes["name"], notes["role"], strict=True))
    assert (roles["A fast net"], roles["A slow net"]) == ("frontier", "ink")


def test_a_target_without_a_level_has_no_curve_chart(designs):
    with pytest.raises(ValueError, match="a target with a level"):
        curve_chart(designs, [make_curve([0.5])], make_runs_target(), name="x")


def test_a_sparkline_says_what_fell_and_by_how_much(imagenet):
    assert 'aria-label="AlexNet level: fell 4x, June 2012 to July 2017"' in sparkline_svg(imagenet)


def test_one_record_has_no_sparkline():
    assert sparkline_svg(summary_of(make_result())) == ""

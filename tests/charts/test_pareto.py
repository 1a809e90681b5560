"""The chart of two measures at once: where marks and steps lie, and what is said of them."""

from __future__ import annotations

import json

import pytest

from effsite.analysis.pareto import PAIRS, pareto
from effsite.site.charts import figure_html, pareto_chart
from effsite.site.charts.pareto import earlier_fronts, pareto_scene, spent_words, title
from tests.builders import make_result, make_target
from tests.charts.test_target import columns

BY_NAME = {pair.name: pair for pair in PAIRS}
TIMED = make_target(measure="seconds")


def timed(system, published, devices, seconds, **fields):
    return make_result(
        system, published, training_flop=None, devices=devices, seconds=seconds, device="V100", **fields
    )


RACE = (
    timed("A", "2018-01-01", 8, 4000.0),
    timed("B", "2018-06-01", 64, 1000.0),
    timed("C", "2020-01-01", 8, 2000.0),
    timed("D", "2021-01-01", 8, 1500.0),
    timed("E", "2022-01-01", 16, 600.0),
    timed("F", "2022-02-01", 512, 50.0),
)


@pytest.fixture
def race():
    return pareto(TIMED, RACE, BY_NAME["time-and-devices"])


@pytest.fixture
def paid():
    """Three computes and their prices, of which that of the middle is an estimate of 2.24e17 to 1.55e18."""
    rows = [
        make_result("counted", "2020-01-01", training_flop=1.4e18, cost_usd=5.0, flop_method="counted"),
        make_result(
            "estimate",
            "2020-02-01",
            training_flop=1e18,
            cost_usd=10.0,
            flop_method="hardware",
            utilisation=0.33,
        ),
        make_result("close", "2020-03-01", training_flop=1.2e18, cost_usd=12.0, flop_method="counted"),
    ]
    return pareto(make_target(), rows, BY_NAME["compute-and-cost"])


def test_the_frontier_is_steps_down_to_each_of_its_points_and_level_to_the_next(designs, race):
    chart, scene = pareto_chart(designs, race, name="x"), pareto_scene(race)

    path = columns(chart, "path-frontier")
    right, top = scene.x.high, scene.y.high
    assert path["xs"] == [[8, 8, 16, 16, 512, 512, right]]
    assert path["ys"] == [[top, 1500.0, 1500.0, 600.0, 600.0, 50.0, 50.0]]
    assert columns(chart, "mark-frontier")["name"] == ["D", "E", "F"]
    assert columns(chart, "mark-result")["name"] == ["A", "B", "C"]


def test_the_frontiers_of_the_first_year_and_of_one_midway_are_grey(designs, race):
    # years 2018, 2020, 2021, 2022: the first, and the second of four
    fronts = {year: [p.result.system for p in front] for year, front in earlier_fronts(race).items()}
    chart = pareto_chart(designs, race, name="x")

    assert fronts == {2018: ["A", "B"], 2020: ["C", "B"]}
    assert [ys[1] for ys in columns(chart, "path-other")["ys"]] == [4000.0, 2000.0]
    assert "The grey steps are what it was at the end of 2018 and of 2020." in chart.caption


def test_a_frontier_that_never_moved_is_drawn_once(designs):
    rows = [timed("A", "2018-01-01", 8, 4000.0), timed("B", "2018-06-01", 64, 1000.0)]
    chart = pareto_chart(designs, pareto(TIMED, rows, BY_NAME["time-and-devices"]), name="x")

    assert columns(chart, "path-other")["xs"] == []
    assert "grey steps" not in chart.caption


def test_both_axes_bear_log_ticks(designs, race):
    chart = pareto_chart(designs, race, name="x")

    for value in ("[10.0,", "[100.0,", "[1000.0,"):
        assert value in chart.json
    assert title(race) == "Training time to reach AlexNet level, s, against devices"
    assert ">500<" in chart.svg_wide


def test_the_ticks_across_are_few_enough_for_a_phone(designs):
    # 8 to 4,000 devices and room at both ends are some 3 decades, in 169 of 282 pixels: no 2 and 5 in between
    rows = [timed("A", "2018-01-01", 8, 4000.0), timed("B", "2018-06-01", 4000, 1000.0)]
    chart = pareto_chart(designs, pareto(TIMED, rows, BY_NAME["time-and-devices"]), name="x")

    assert ">20<" not in chart.svg_narrow
    # on the live x axis powers of ten alone, on y more
    values = json.loads(chart.json)
    assert 10.0 in values["x_ticks"]
    assert 20.0 not in values["x_ticks"]
    assert 20.0 in values["ticks"]
    assert ">20<" in chart.svg_wide


def test_of_many_results_behind_the_frontier_some_are_drawn(designs, race):
    many = [timed(f"S{n}", "2019-01-01", 10 + n % 40, 5000.0 + 10 * n) for n in range(700)]
    chart = pareto_chart(designs, pareto(TIMED, (*RACE, *many), BY_NAME["time-and-devices"]), name="x")

    assert columns(chart, "mark-frontier")["name"] == ["D", "E", "F"]
    assert 100 < chart.shown <= 303
    assert chart.total == 706
    assert f"{chart.shown} of 706 results are drawn" in chart.caption
    assert "are drawn" not in pareto_chart(designs, race, name="x").caption


def test_a_mark_that_an_estimate_leaves_open_is_hollow(designs, paid):
    chart = pareto_chart(designs, paid, name="x")

    # the estimate may be above 1.4e18, and 1.2e18 below it
    assert columns(chart, "mark-frontier")["name"] == ["counted", "estimate"]
    assert columns(chart, "mark-frontier")["alpha"] == [1.0, 0.0]
    assert columns(chart, "mark-result")["alpha"] == [0.0]
    assert "A hollow mark may be on the frontier or off it" in chart.caption
    texts = [entry.text for entry in chart.legend]
    assert "on it, if its estimate is right" in texts
    assert "perhaps on it" in texts
    assert texts[-2:] == ["counted operations", "from hardware and time"]


def test_what_an_estimate_may_be_off_by_is_drawn_along_y(designs, paid):
    bars = columns(pareto_chart(designs, paid, name="x"), "bar-frontier")

    # a count is off by 4 % at most, an estimate by far more
    assert list(zip(bars["x"], bars["low"], bars["high"], strict=True)) == [
        (5.0, 1.34e18, 1.44e18),
        (10.0, 2.24e17, 1.55e18),
    ]


def test_a_point_is_called_by_its_hardware_and_year_where_those_decide(race, paid):
    assert pareto_scene(race).notes[0].text == "V100, 2021"
    assert pareto_scene(paid).notes[0].text == "counted"


def test_the_hover_has_both_amounts(designs, race):
    labels = columns(pareto_chart(designs, race, name="x"), "mark-frontier")
    assert labels["labels"][0].split("\n")[:3] == ["Devices", "Published", "Training time"]
    assert labels["values"][0].split("\n")[:3] == ["8", "2021-01-01", "1500 s"]


def test_who_cannot_see_the_chart_is_told_the_frontier(designs, race):
    chart = pareto_chart(designs, race, name="x")
    assert chart.alt == (
        "Chart: Training time to reach AlexNet level, s, against devices, 6 results. The frontier: "
        "D, 25 min at 8 devices; E, 10 min at 16 devices; F, 50 s at 512 devices."
    )


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("devices", 1, "1 device"),
        ("devices", 3584, "3,584 devices"),
        ("examples", 1.28e6, "1.28 M examples"),
        ("forward_pass", 2.8e8, "280 MFLOP a forward pass"),
        ("cost_usd", 12.6, "12.60 USD"),
    ],
)
def test_an_amount_is_said_with_what_it_is_of(name, value, words):
    assert spent_words(name, value) == words


def test_hostile_names_stay_text(designs):
    rows = [timed("<script>1</script>", "2020-01-01", 8, 100.0), timed("$$x$$", "2020-01-02", 16, 50.0)]
    html = figure_html(pareto_chart(designs, pareto(TIMED, rows, BY_NAME["time-and-devices"]), name="x"))
    assert "<script>1" not in html


def test_nothing_to_draw_is_an_error(designs):
    with pytest.raises(ValueError, match="no result of alexnet-level gives devices and seconds"):
        pareto_chart(designs, pareto(TIMED, (), BY_NAME["time-and-devices"]), name="x")

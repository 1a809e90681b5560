from __future__ import annotations

import json
from datetime import date, timedelta

import pytest

from effsite.analysis.summary import summarise
from effsite.site.charts import figure_html, row_id, row_key, target_chart
from effsite.site.charts.design_values import BAR_COLUMNS, MARK_COLUMNS, NOTE_COLUMNS
from effsite.site.charts.hover import result_detail
from effsite.site.charts.scene import milliseconds
from effsite.site.charts.target import target_scene
from tests.builders import (
    make_attempt,
    make_result,
    make_results,
    make_runs_target,
    make_target,
    make_task,
    make_task_collection,
)
from tests.charts.conftest import summary_of, unpacked

COLUMNS = {"bar": BAR_COLUMNS, "mark": MARK_COLUMNS, "path": ("xs", "ys"), "note": NOTE_COLUMNS}


def columns(chart, source):
    """The data of one source of a live chart, by column."""
    values = json.loads(chart.json)
    names = COLUMNS[source.partition("-")[0]]
    return {name: unpacked(values.get(f"{source}.{name}", [])) for name in names}


def test_records_are_marked_as_the_frontier_and_the_rest_as_results(designs, imagenet):
    chart = target_chart(designs, imagenet, name="imagenet/alexnet-level")
    assert columns(chart, "mark-frontier")["name"] == ["AlexNet", "GoogLeNet", "ShuffleNet"]
    assert columns(chart, "mark-result")["name"] == ["VGG"]


def test_the_frontier_is_level_between_records_and_runs_on_to_the_last_result():
    rows = make_results(("A", "2012-01-01", 8e17), ("B", "2013-01-01", 4e17), ("C", "2014-01-01", 5e17))
    (path,) = (p for p in target_scene(summary_of(*rows)).paths if p.role == "frontier")
    first, second, last = (milliseconds(date(year, 1, 1)) for year in (2012, 2013, 2014))
    assert path.xs == (first, second, second, last)
    assert path.ys == (8e17, 8e17, 4e17, 4e17)


def test_a_bar_reaches_from_the_low_to_the_high_end_of_a_figure(designs):
    rows = (
        make_result("A", "2012-01-01", training_flop=8e17),
        make_result("B", "2013-01-01", training_flop=9e17, training_flop_low=3e17, training_flop_high=9.5e17),
        make_result("W", "2014-01-01", training_flop=1e17, status="withdrawn"),
    )
    chart = target_chart(designs, summary_of(*rows), name="x")
    first, second, third = (milliseconds(date(year, 1, 1)) for year in (2012, 2013, 2014))
    # a stated total: 0.33 to 2.1 times what it says
    assert columns(chart, "bar-frontier") == {"x": [first], "low": [2.64e17], "high": [1.68e18]}
    assert columns(chart, "bar-result") == {"x": [second], "low": [3e17], "high": [9.5e17]}
    assert columns(chart, "bar-withdrawn") == {"x": [third], "low": [3.3e16], "high": [2.1e17]}
    assert ("from the low to the high end of a figure", "bar") in [(e.text, e.drawn) for e in chart.legend]


def test_the_axis_holds_the_ends_of_all_figures():
    scene = target_scene(summary_of(make_result(training_flop=1e18), make_result("B", "2013-01-01")))
    assert scene.y.low < 0.33e18 < 2.1e18 < scene.y.high


def test_ends_that_a_mark_would_hide_are_not_drawn(designs):
    # counts: 0.96 to 1.03 times 8e17 and 1e17 are 0.03 of the 1.3 decades that the axis has
    rows = make_results(("A", "2012-01-01", 8e17), ("B", "2013-01-01", 1e17), flop_method="counted")
    chart = target_chart(designs, summary_of(*rows), name="x")
    assert columns(chart, "bar-frontier") == {"x": [], "low": [], "high": []}
    assert "bar" not in [entry.drawn for entry in chart.legend]


def test_another_measure_than_compute_has_no_bars():
    scene = target_scene(summary_of(make_result(seconds=60.0), measure="seconds"))
    assert not scene.has_bars


def test_bars_are_fainter_where_there_are_many(designs):
    few, many = (
        target_chart(designs, summary_of(*rows), name="x")
        for rows in (
            [make_result(f"S{n}", f"2012-01-{1 + n % 28:02}") for n in range(40)],
            [make_result(f"S{n}", f"2012-01-{1 + n % 28:02}") for n in range(41)],
        )
    )
    for chart, opacity in ((few, "0.5"), (many, "0.22")):
        assert f'"bar_opacity":{opacity},' in chart.json
        assert f'stroke-opacity="{opacity}"' in chart.svg_wide


def test_a_live_line_has_its_heights_to_seven_digits_and_its_days_whole(designs):
    # From 1 January 2012 on, day by day: 8e17 x 2^(-1/730.5) is 7.99241262e17 on the next.
    rows = make_results(("A", "2012-01-01", 8e17), ("B", "2012-01-02", 1e17))
    found = columns(target_chart(designs, summary_of(*rows), name="x"), "path-reference")
    (xs,), (ys,) = found["xs"], found["ys"]
    assert (xs[0], xs[-1]) == (1325376000000, 1325462400000)
    assert (ys[0], ys[-1]) == (8e17, 7.992413e17)


def test_moores_law_halves_the_baseline_every_two_years():
    # From 1 January 2012, 1461 days are 48 months of 30.4375 days: two halvings of 8e17.
    rows = make_results(("A", "2012-01-01", 8e17), ("B", "2016-01-01", 1e17))
    (path,) = (p for p in target_scene(summary_of(*rows)).paths if p.role == "reference")
    assert (path.ys[0], path.ys[-1]) == (8e17, pytest.approx(2e17))


def test_where_the_record_is_the_most_moores_law_rises():
    task = make_task(make_runs_target())
    rows = make_results(("A", "2012-01-01", 1e17), ("B", "2016-01-01", 9e17), flop_scope="whole-run")
    summary = summarise(make_task_collection(rows, task=task), task.targets[0])
    (path,) = (p for p in target_scene(summary).paths if p.role == "reference")
    assert path.ys[-1] == pytest.approx(4e17)


def test_the_trend_is_drawn_and_no_band_where_the_records_bound_no_rate(imagenet):
    scene = target_scene(imagenet)
    assert [p.role for p in scene.paths].count("trend") == 1
    assert scene.bands == ()


def test_the_band_lies_between_the_rates_of_the_interval_and_holds_the_line():
    rows = make_results(*((f"S{n}", f"20{12 + n}-01-01", 2.0 ** (60 - n)) for n in range(5)))
    scene = target_scene(summary_of(*rows))
    (line,) = (p for p in scene.paths if p.role == "trend")
    (band,) = scene.bands
    assert all(low <= y <= high for low, y, high in zip(band.lows, line.ys, band.highs, strict=True))
    assert line.xs[-1] == milliseconds(date(2016, 1, 1))  # nothing is drawn beyond the last record


def test_a_curve_that_bends_has_a_line_that_bends_and_no_band():
    rows = make_results(
        *((f"S{n}", f"20{10 + n}-01-01", 2.0 ** (60 - 4 * min(n, 5) - max(n - 5, 0))) for n in range(12))
    )
    scene = target_scene(summary_of(*rows))
    (line,) = (p for p in scene.paths if p.role == "trend")
    # at the bend of 2015 twenty doublings of 2 ** 60 are gained, at the end six more
    at_bend = line.ys[line.xs.index(milliseconds(date(2015, 1, 1)))]
    assert (at_bend, line.ys[-1]) == (pytest.approx(2.0**40, rel=0.05), pytest.approx(2.0**34, rel=0.05))
    assert scene.bands == ()
    assert {n.whole for n in scene.notes} >= {"every 3.0 months", "every 12.0 months"}


@pytest.mark.parametrize("bends", [False, True])
def test_the_fitted_line_is_drawn_from_the_first_record_to_the_last_and_no_further(bends):
    # one halving a year throughout, or four a year up to 2015; a later result sets no record
    gained = [4 * min(n, 5) + max(n - 5, 0) if bends else n for n in range(12)]
    rows = make_results(*((f"S{n}", f"20{10 + n}-01-01", 2.0 ** (60 - g)) for n, g in enumerate(gained)))
    summary = summary_of(*rows, make_result("Later", "2025-01-01", training_flop=2.0**60))

    (line,) = (p for p in target_scene(summary).paths if p.role == "trend")

    assert (summary.broken is not None) == bends
    assert line.xs[0] == milliseconds(date(2010, 1, 1))
    assert line.xs[-1] == milliseconds(date(2021, 1, 1))


def test_two_records_make_no_trend_and_the_caption_says_so(designs):
    rows = make_results(("A", "2012-01-01", 8e17), ("B", "2013-01-01", 4e17))
    chart = target_chart(designs, summary_of(*rows), name="x")
    assert "Two points: no trend is fitted." in chart.caption
    assert columns(chart, "path-trend")["xs"] == []


def test_the_description_gives_the_factor_both_ends_and_the_trend(designs, imagenet):
    alt = target_chart(designs, imagenet, name="x").alt
    assert "fell 4x, from 800 PFLOP (AlexNet, June 2012) to 200 PFLOP (ShuffleNet, July 2017)" in alt
    assert "fitted to 3 records" in alt


def test_the_hover_gives_exact_values_and_leaves_out_what_is_not_known(designs):
    row = make_result(training_flop=5.322e17, runs=3, device="GTX 580", devices=2, value=0.791)
    found = columns(target_chart(designs, summary_of(row), name="x"), "mark-frontier")
    said = dict(zip(found["labels"][0].split("\n"), found["values"][0].split("\n"), strict=True))
    assert said["Published"] == "2012-06-01"
    assert said["Training compute"] == "5.322e17 FLOP"
    assert said[""] == "6.16 tfs-days, 0.00616 pfs-days"
    # a stated total: 5.322e17 x 0.33 and x 2.1
    assert (said["Low to high"], said["Figure"]) == ("1.76e17 to 1.12e18", "as stated")
    assert said["top-5 accuracy"] == "79.1 %"


def test_the_hover_names_the_hardware_where_the_measure_depends_on_it(designs):
    row = make_result(seconds=60.0, device="GTX 580", devices=2)
    target = make_target()
    by_compute = dict(result_detail(row, target, "training_flop"))
    assert "Hardware" not in by_compute
    assert dict(result_detail(row, target, "seconds"))["Hardware"] == "2 x GTX 580"


def test_the_hover_has_no_empty_lines(designs):
    found = columns(target_chart(designs, summary_of(make_result()), name="x"), "mark-frontier")
    assert "Runs" not in found["labels"][0]
    assert all(found["values"][0].split("\n"))


def test_a_withdrawn_result_is_marked_as_withdrawn_and_can_be_switched(designs):
    rows = (*make_results(("A", "2012-01-01", 8e17)), make_result("W", "2013-01-01", status="withdrawn"))
    chart = target_chart(designs, summary_of(*rows), name="x")
    assert columns(chart, "mark-withdrawn")["name"] == ["W"]
    assert "withdrawn" in chart.toggles


def test_there_is_no_switch_without_something_to_switch(designs):
    assert target_chart(designs, summary_of(make_result()), name="x").toggles == ("log",)


def test_a_result_of_another_scope_is_pale(designs):
    rows = (make_result(), make_result("Whole", "2013-01-01", flop_scope="whole-run"))
    chart = target_chart(designs, summary_of(*rows), name="x")
    assert columns(chart, "mark-result")["alpha"] == [0.22]
    assert "pale: sets no record" in [entry.text for entry in chart.legend]


def test_an_estimate_is_hollow_whether_it_is_a_record_or_not(designs):
    guess = {"flop_method": "hardware"}
    rows = (
        make_result(training_flop=8e17),
        make_result("Guess", "2013-01-01", training_flop=1e15, **guess),
        make_result("Worse", "2014-01-01", training_flop=9e17, **guess),
    )
    chart = target_chart(designs, summary_of(*rows), name="x")
    assert columns(chart, "mark-frontier")["alpha"] == [1.0, 0.0]
    assert columns(chart, "mark-result")["alpha"] == [0.0]
    assert "hollow: estimated" in [entry.text for entry in chart.legend]
    assert chart.svg_wide.count(' fill="none"><title>') == 2
    assert "≈800x · Guess" in chart.svg_wide  # 8e17 / 1e15


def test_shapes_tell_methods_apart_only_where_they_differ(designs):
    one = target_chart(designs, summary_of(make_result()), name="x")
    rows = (make_result(), make_result("B", "2013-01-01", training_flop=1e17, flop_method="hardware"))
    both = target_chart(designs, summary_of(*rows), name="x")
    assert columns(one, "mark-frontier")["marker"] == ["circle"]
    assert columns(both, "mark-frontier")["marker"] == ["diamond", "square"]


def test_an_address_that_is_not_http_never_reaches_the_chart(designs):
    row = make_result(source_url="javascript:alert(1)", paper_url="https://arxiv.org/abs/1")
    found = columns(target_chart(designs, summary_of(row), name="x"), "mark-frontier")
    assert found["url"] == ["https://arxiv.org/abs/1"]


def test_point_and_row_share_an_id_that_differs_between_rows(designs, imagenet):
    found = columns(target_chart(designs, imagenet, name="x"), "mark-frontier")
    assert found["row"] == [row_key(r.result) for r in imagenet.frontier_results]
    assert row_id(make_result()) != row_id(make_result(submission="another"))
    assert row_key(make_result()) != row_key(make_result(submission="another"))


def test_a_name_without_latin_letters_still_has_an_id():
    assert row_id(make_result("模型")).startswith("row-")


def test_many_results_are_thinned_but_every_record_stays(designs):
    start = date(2012, 1, 1)
    worse = [
        make_result(f"S{n}", str(start + timedelta(days=n % 2000)), training_flop=1e18 * (1 + n % 97))
        for n in range(3000)
    ]
    records = make_results(("A", "2011-01-01", 8e17), ("B", "2015-01-01", 4e17))
    chart = target_chart(designs, summary_of(*worse, *records), name="x")
    assert chart.shown <= 1000 < chart.total == 3002
    assert columns(chart, "mark-frontier")["name"] == ["A", "B"]
    assert f"{chart.shown:,} of 3,002 results are drawn" in chart.caption


def test_a_chart_beside_the_targets_own_is_thinned_to_fewer_but_every_record_stays(designs):
    start = date(2012, 1, 1)
    worse = [
        make_result(f"S{n}", str(start + timedelta(days=n)), seconds=1e6 * (1 + n % 97)) for n in range(900)
    ]
    records = [
        make_result("A", "2011-01-01", seconds=8e5),
        make_result("B", "2015-01-01", seconds=4e5),
    ]
    chart = target_chart(designs, summary_of(*worse, *records, measure="seconds"), name="x")
    assert chart.shown <= 300 < chart.total == 902
    assert columns(chart, "mark-frontier")["name"] == ["A", "B"]
    assert f"{chart.shown:,} of 902 results are drawn" in chart.caption


def test_another_measure_gets_the_same_chart_in_its_own_unit(designs):
    rows = (make_result(seconds=3600.0), make_result("B", "2013-01-01", seconds=600.0))
    chart = target_chart(designs, summary_of(*rows, measure="seconds"), name="x")
    assert "from 1 h (AlexNet, June 2012) to 10 min (B, January 2013)" in chart.alt


def test_a_summary_without_results_has_no_chart(designs):
    with pytest.raises(ValueError, match="no result of alexnet-level gives cost_usd"):
        target_chart(designs, summary_of(make_result(), measure="cost_usd"), name="x")


def short_of_it(**fields):
    """Three records from 8e17 to 2e17, and a system that stayed short of the level after 1.6e18."""
    rows = make_results(("A", "2012-01-01", 8e17), ("B", "2013-01-01", 4e17), ("C", "2014-01-01", 2e17))
    attempt = make_attempt("Small", "2011-01-01", training_flop=1.6e18, runs=2, **fields)
    collection = make_task_collection(rows, attempts=(attempt,))
    return summarise(collection, collection.task.targets[0])


def test_a_system_that_stayed_short_is_an_arrow_upwards_from_what_it_spent(designs):
    summary = short_of_it(source_url="https://example.org/log")
    chart = target_chart(designs, summary, name="x")

    mark = columns(chart, "mark-other")
    at = milliseconds(date(2011, 1, 1))
    assert (mark["name"], mark["x"], mark["y"], mark["alpha"]) == (["Small"], [at], [1.6e18], [0.22])
    assert mark["url"] == ["https://example.org/log"]
    said = dict(zip(mark["labels"][0].split("\n"), mark["values"][0].split("\n"), strict=True))
    assert said["Training compute, more than"] == "1.6e18 FLOP"
    assert said["Best top-5 accuracy"] == "70 %"
    assert said["Runs"] == "2, none of which reached the level"
    (xs,), (ys,) = columns(chart, "path-other")["xs"], columns(chart, "path-other")["ys"]
    scene = target_scene(summary)
    assert xs[:2] == [at, at]
    assert xs[2] < at < xs[4]
    assert ys[0] == 1.6e18 < ys[2] < ys[1] == ys[3] < scene.y.high
    assert ys[2] == ys[4]
    assert scene.x.low < xs[2]


def test_an_arrow_has_its_line_in_the_legend_its_sentence_and_its_words(designs):
    chart = target_chart(designs, short_of_it(), name="x")

    entries = {entry.text: entry.drawn for entry in chart.legend}
    assert entries["did not reach: more than"] == "arrow"
    assert "An arrow is a system that stayed short of the level: it takes more than that." in chart.caption
    assert "results are drawn" not in chart.caption
    assert chart.alt.endswith(" Did not reach the level: Small, more than 1.6 EFLOP.")
    assert "M14 13V1M10.5 5L14 1L17.5 5" in figure_html(chart)


def test_a_system_of_which_a_run_reached_the_level_is_no_arrow(designs):
    chart = target_chart(designs, short_of_it(runs_reached=1), name="x")

    assert columns(chart, "mark-other")["name"] == []
    assert "did not reach: more than" not in [entry.text for entry in chart.legend]
    assert "Did not reach" not in chart.alt


def test_an_arrow_draws_no_frontier_and_no_moores_law_further():
    rows = make_results(("A", "2012-01-01", 8e17), ("B", "2013-01-01", 4e17))
    late = make_attempt("Late", "2019-01-01", training_flop=9e17)
    collection = make_task_collection(rows, attempts=(late,))
    scene = target_scene(summarise(collection, collection.task.targets[0]))

    assert {max(p.xs) for p in scene.paths if p.role in ("frontier", "reference")} == {
        milliseconds(date(2013, 1, 1))
    }
    assert scene.x.high > milliseconds(date(2019, 1, 1))

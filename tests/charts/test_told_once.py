from __future__ import annotations

import json
from dataclasses import replace

import pytest

from effsite.analysis.pareto import PAIRS, pareto
from effsite.site.charts import pareto_chart, row_key, target_chart
from effsite.site.charts.scene import milliseconds
from effsite.site.charts.told_once import SAME, told_together
from tests.builders import make_result, make_target
from tests.charts.conftest import summary_of, unpacked
from tests.charts.test_target import columns

ROWS = (
    make_result("AlexNet", "2012-06-01", training_flop=8e17, seconds=9.0, device="K1", devices=2, value=0.8),
    make_result("VGG", "2014-09", training_flop=9e17, seconds=5.0, source_url="https://a.example/b/vgg"),
    make_result("Slow", "2014-10-01", training_flop=3e18, seconds=90.0),
    make_result("Gone", "2015-01-01", training_flop=1e17, seconds=4.0, status="withdrawn"),
    make_result("Best", "2016-01-01", training_flop=2e17, seconds=1.0, source_url="https://a.example/b/best"),
)


def read(text):
    """What is told of each row, by its key, as the page's script reads it."""
    whole = json.loads(text)
    told = zip(*(unpacked(whole[name]) for name in SAME), strict=True)
    return {key: dict(zip(SAME, row, strict=True)) for key, row in zip(whole["row"], told, strict=True)}


def put_together(chart, source, told):
    """The columns of a chart with what is told of its rows once."""
    values = json.loads(chart.json)
    rows = [told[key] for key in unpacked(values[f"{source}.row"])]
    lines = [[row[name] for name in SAME[2:]] for row in rows]
    values |= {f"{source}.{name}": [row[name] for row in rows] for name in ("name", "url")}
    values[f"{source}.values"] = unpacked(values[f"{source}.values"], lines)
    return columns(replace(chart, json=json.dumps(values)), source)


@pytest.mark.parametrize("measure", ["training_flop", "seconds"])
@pytest.mark.parametrize("source", ["mark-result", "mark-withdrawn", "mark-frontier"])
def test_charts_over_time_say_apart_what_they_say_whole(designs, measure, source):
    summary = summary_of(*ROWS, measure=measure)
    whole = target_chart(designs, summary, name="x")
    apart = target_chart(designs, summary, name="x", shares="imagenet/alexnet-level")
    own = json.loads(apart.json)
    assert not {f"{source}.{name}" for name in ("x", "name", "url")} & set(own)
    said = put_together(apart, source, read(told_together([apart.told])))
    assert said | {"x": columns(whole, source)["x"]} == columns(whole, source)


def test_what_is_told_once_is_the_name_the_address_and_what_no_measure_changes(designs):
    chart = target_chart(designs, summary_of(*ROWS), name="x", shares="imagenet/alexnet-level")
    told = read(told_together([chart.told]))
    assert told[row_key(ROWS[0])] == {
        "name": "AlexNet",
        "url": "",
        "published": "2012-06-01",
        "metric": "80 %",
        "hardware": "2 x K1",
        "source": "reported: A paper.",
    }
    assert told[row_key(ROWS[1])]["url"] == "https://a.example/b/vgg"
    # A month is its 15th to whoever reads the date; the script of the page does so, too.
    assert told[row_key(ROWS[1])]["published"] == "2014-09"
    assert milliseconds(ROWS[1].published.day) == 1410739200000  # 2014-09-15


def test_charts_by_two_measures_keep_their_place_across(designs):
    rows = [make_result("A", training_flop=1e17, forward_flop=9e9), make_result("B", forward_flop=2e9)]
    found = pareto(make_target(), rows, PAIRS[0])
    apart = pareto_chart(designs, found, name="x", shares="imagenet/alexnet-level")
    whole = pareto_chart(designs, found, name="x")
    told = read(told_together([apart.told]))
    assert put_together(apart, "mark-frontier", told) == columns(whole, "mark-frontier")


def test_two_charts_that_disagree_about_a_row_are_refused():
    rows = ['[["key","A","","2012","","",""]]', '[["key","B","","2012","","",""]]']
    assert read(told_together(rows[:1]))["key"]["name"] == "A"
    with pytest.raises(ValueError, match="row key"):
        told_together(rows)


def test_a_chart_that_shares_nothing_tells_all_of_it(designs, imagenet):
    chart = target_chart(designs, imagenet, name="x")
    assert (chart.told, chart.shared_address) == ("", "")

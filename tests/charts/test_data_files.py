from __future__ import annotations

import gzip
import json

from effsite.analysis.pareto import PAIRS, pareto
from effsite.site.charts import beside_file, gzipped, opening_file, pareto_chart, target_chart
from tests.builders import make_result, make_target
from tests.charts.conftest import summary_of
from tests.live_charts import read

TARGET = "imagenet/alexnet-level"
ROWS = (
    make_result("A", "2012-06-01", training_flop=8e17, forward_flop=9e9, seconds=9.0),
    make_result("B", "2014-09-04", training_flop=4e17, forward_flop=2e9, seconds=5.0),
)


def three(designs):
    return [
        target_chart(designs, summary_of(*ROWS), name=TARGET, shares=TARGET),
        target_chart(
            designs, summary_of(*ROWS, measure="seconds"), name=f"{TARGET}-by-seconds", shares=TARGET
        ),
        pareto_chart(designs, pareto(make_target(), ROWS, PAIRS[0]), name=f"{TARGET}-pair", shares=TARGET),
    ]


def test_the_chart_that_a_target_opens_with_is_beside_what_all_of_them_tell(designs):
    opening, *_ = those = three(designs)
    whole = read(opening_file(those))
    assert opening.address == "charts/imagenet/alexnet-level.json.gz#alexnet-level"
    assert opening.shared_address == "charts/imagenet/alexnet-level.json.gz"
    assert whole["charts"] == {"alexnet-level": json.loads(opening.json)}
    assert sorted(whole["told"]["name"]) == ["A", "B"]


def test_the_others_are_in_one_file_each_under_its_name(designs):
    _, *others = three(designs)
    assert [chart.address for chart in others] == [
        "charts/imagenet/alexnet-level.beside.json.gz#alexnet-level-by-seconds",
        "charts/imagenet/alexnet-level.beside.json.gz#alexnet-level-pair",
    ]
    assert {chart.file for chart in others} == {"charts/imagenet/alexnet-level.beside.json.gz"}
    assert read(beside_file(others)) == {
        "charts": {
            "alexnet-level-by-seconds": json.loads(others[0].json),
            "alexnet-level-pair": json.loads(others[1].json),
        }
    }


def test_a_target_whose_own_measure_has_no_chart_still_tells_of_its_results(designs):
    _, *others = three(designs)
    whole = read(opening_file(others))
    assert (whole["charts"], sorted(whole["told"]["name"])) == ({}, ["A", "B"])


def test_a_file_has_the_same_bytes_each_time():
    packed = gzipped('{"a":1}\n')
    assert gzip.decompress(packed) == b'{"a":1}\n'
    # RFC 1952: two bytes that say gzip, deflate, no flags, no date, nothing extra, Unix
    assert packed[:10] == bytes.fromhex("1f8b0800000000000003")

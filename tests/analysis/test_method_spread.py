"""The pairs of figures of one system, and that what is stated of each method follows from them."""

from __future__ import annotations

import re
from pathlib import Path
from statistics import median

import pytest

from effsite.analysis.method_spread import (
    Utilised,
    counted_over_6nd,
    machine_factor,
    shortest_range,
    stated_ratios,
    utilised,
)
from effsite.analysis.uncertainty import SAME_MACHINE, SPREADS, UTILISATION
from effsite.store import load
from tests.builders import make_collection, make_result, make_statement, make_task_collection

ROOT = Path(__file__).parents[2]
TIMED = {"devices": 2, "seconds": 100.0, "peak_flop_per_second": 1e12}


@pytest.fixture(scope="module")
def collection():
    return load(ROOT / "results")


def one_task(*results, statements=()):
    return make_collection(make_task_collection(results, statements=statements))


class TestWhatIsStated:
    """The committed results give what the code and the page on the method state, to two digits."""

    def test_shares_of_the_peak(self, collection):
        runs = utilised(collection)
        low, high = shortest_range([run.utilisation for run in runs])

        assert len(runs) == UTILISATION.n == 70
        assert (low, high) == pytest.approx((UTILISATION.low, UTILISATION.high), rel=0.01)
        assert median(run.utilisation for run in runs) == pytest.approx(0.24, abs=0.005)

    def test_shares_on_one_machine(self, collection):
        runs = utilised(collection)

        assert machine_factor(runs) == pytest.approx(SAME_MACHINE, rel=0.02)
        assert len({(r.result.task, r.result.device, r.result.devices) for r in runs}) == 24

    @pytest.mark.parametrize("method", ["counted", "reported"])
    def test_figures_that_others_state(self, collection, method):
        ratios, stated = stated_ratios(collection, method), SPREADS[method]

        assert len(ratios) == stated.n
        assert shortest_range(ratios) == pytest.approx((stated.low, stated.high), rel=0.012)

    def test_counts_beside_6nd_of_too_few_studies_give_the_farthest_either_way(self, collection):
        ratios, stated = counted_over_6nd(collection), SPREADS["parameters"]
        of_one_gpt_2 = ratios[2:8]

        assert len(ratios) == stated.n == 12
        assert of_one_gpt_2 == pytest.approx((0.575, 0.585, 0.595, 0.595, 0.613, 0.613), abs=0.001)
        assert ratios[:2] + ratios[8:] == pytest.approx((0.51, 0.55, 0.96, 0.99, 1.15, 1.16), abs=0.005)
        assert (stated.low, stated.high) == pytest.approx((ratios[0], 1 / ratios[0]), rel=0.03)

    def test_the_page_on_the_method_says_the_same(self):
        page = (ROOT / "effsite" / "site" / "templates" / "method.md.jinja").read_text(encoding="utf-8")
        rows = dict(re.findall(r"^\| (\w+)[^|]*\| ([^|]*\|[^|]*\|[^|]*) \|", page, re.MULTILINE))
        for method in ("counted", "parameters", "reported"):
            spread = SPREADS[method]
            assert rows[method].split(" | ") == [f"× {spread.low:g}", f"× {spread.high:g}", str(spread.n)]
        # at the assumed third: 0.074 / 0.33 = 0.224 and 0.51 / 0.33 = 1.545
        assert rows["hardware"].split(" | ") == ["× 0.22", "× 1.5", "70"]
        assert "7.4 % to 51 % of the peak" in page
        assert "factor of 1.9" in page


def test_a_run_counted_without_its_time_shows_its_share_of_the_peak():
    # 2 devices x 100 s x 1e12 = 2e14 at the peak; 5e13 FLOP are a quarter of it
    for method in ("counted", "parameters"):
        (run,) = utilised(one_task(make_result(training_flop=5e13, flop_method=method, **TIMED)))
        assert run.utilisation == pytest.approx(0.25)


def test_a_run_from_the_hardware_shows_it_where_another_method_can_be_carried_out():
    # 6 x 1e4 x 1e9 = 6e13 FLOP of 2e14: 30 %
    row = {"training_flop": 6.6e13, "flop_method": "hardware", "utilisation": 0.33, **TIMED}
    (run,) = utilised(one_task(make_result(parameters=1e4, examples=1e9, **row)))

    assert run.utilisation == pytest.approx(0.3)
    # 1e4 FLOP x 1e9 examples x 3 passes = 3e13: 15 %
    (run,) = utilised(one_task(make_result(forward_flop=1e4, examples=1e9, **row)))
    assert run.utilisation == pytest.approx(0.15)
    assert utilised(one_task(make_result(**row))) == ()


def test_a_stated_total_shows_no_share_of_the_peak():
    assert utilised(one_task(make_result(training_flop=5e13, flop_method="reported", **TIMED))) == ()
    assert utilised(one_task(make_result(training_flop=5e13, flop_method="counted"))) == ()


def test_a_run_that_stands_at_two_targets_counts_once():
    rows = [
        make_result(target=target, training_flop=flop, flop_method="counted", **TIMED)
        for target, flop in (("alexnet-level", 5e13), ("resnet50-level", 6e13))
    ]

    assert [run.utilisation for run in utilised(one_task(*rows))] == [pytest.approx(0.25)]


def test_what_another_source_states_is_held_against_the_figure():
    row = make_result(training_flop=1e18, flop_method="reported", source_url="https://a.example/x")
    elsewhere = make_statement("training_flop", "1.5e18", "1.5e18", system="AlexNet")
    same_page = make_statement(
        "training_flop", "2e18", "2e18", system="AlexNet", source_url="https://a.example/x"
    )
    of_a_date = make_statement("published", "2012", "2012-06-01", system="AlexNet")
    collection = one_task(row, statements=(elsewhere, same_page, of_a_date))

    assert stated_ratios(collection, "reported") == (1.5,)
    assert stated_ratios(collection, "counted") == ()


def test_a_stated_factor_is_no_stated_compute():
    # the factor of the baseline is 1, and so is its compute
    row = make_result(training_flop=1.0, flop_method="counted")
    stated = make_statement("factor", "1.5", "1.5", system="AlexNet")

    assert stated_ratios(one_task(row, statements=(stated,)), "counted") == ()


def test_a_count_is_no_copy_of_what_its_page_states():
    row = make_result(training_flop=1e18, flop_method="counted", source_url="https://a.example/x")
    stated = make_statement(
        "training_flop", "1.1e18", "1.1e18", system="AlexNet", source_url="https://a.example/x"
    )

    assert stated_ratios(one_task(row, statements=(stated,)), "counted") == (pytest.approx(1.1),)


def test_a_statement_of_a_system_that_is_not_there_is_passed_over():
    stated = make_statement("training_flop", "1e18", "1e18", system="Unknown")

    assert stated_ratios(one_task(make_result(), statements=(stated,)), "reported") == ()


def test_the_shortest_range_holds_nine_tenths():
    # of twenty values two may be left out: both small ones, since the rest spans a factor of 17 instead of 20
    values = [0.001, 0.01, *range(1, 19)]

    assert shortest_range(values) == (1, 18)
    assert shortest_range([3.0]) == (3.0, 3.0)
    assert shortest_range([1.0, 2.0, 4.0]) == (1.0, 4.0)  # nine tenths of three are three


def test_the_shortest_range_is_so_by_factor():
    # one of ten may be left out: 1 to 20 is shorter by difference, 10 to 100 by factor
    values = [1.0, *[10.0 + n for n in range(8)], 100.0]

    assert shortest_range(values) == (10.0, 100.0)


def test_the_spread_on_a_machine_is_around_its_own_mean():
    # log2: -1 and 1 around 0 on one machine, 4 and 6 around 5 on the other: squares of 4 with 4 - 2 degrees.
    # sqrt(2) x 1.6449 = 2.32624 doublings: a factor of 5.015
    runs = [
        Utilised(result=make_result(device=device), utilisation=2.0**power)
        for device, power in (("A", -1), ("A", 1), ("B", 4), ("B", 6))
    ]

    assert machine_factor(runs) == pytest.approx(5.015, abs=0.001)

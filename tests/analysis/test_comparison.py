from __future__ import annotations

from datetime import date

import pytest

from effsite.analysis.comparison import (
    combined_doubling_time,
    combined_gain,
    effective_compute,
    factor_over,
    moore_factor,
)
from effsite.analysis.frontier import frontier
from effsite.errors import EffsiteError
from tests.builders import make_results, make_runs_target, make_target


def runs(*rows):
    return frontier(make_runs_target(), make_results(*rows, flop_scope="whole-run"))


def algorithms(*rows):
    return frontier(make_target(), make_results(*rows))


def test_a_doubling_every_year_gives_eight_in_three_years():
    assert factor_over(12.0, 36.0) == 8


def test_moores_law_gives_eight_in_six_years():
    assert moore_factor(72.0) == 8


def test_over_no_time_at_all_the_factor_is_one():
    assert factor_over(12.0, 0.0) == 1


def test_a_factor_that_no_float_holds_is_an_error_that_names_the_rate():
    with pytest.raises(EffsiteError, match="more than a number holds") as caught:
        factor_over(0.01, 84.0)
    assert "0.01 months" in caught.value.hint


def test_two_equal_rates_multiplied_double_in_half_the_time():
    assert combined_doubling_time(24.0, 24.0) == 12


def test_moores_law_and_16_months_together_double_every_9_6_months():
    assert combined_doubling_time(24.0, 16.0) == pytest.approx(9.6)  # 1 / (1/24 + 1/16) = 48 / 5


def test_hardware_multiplies_an_algorithmic_gain_over_the_same_span():
    both = combined_gain(algorithms_factor=16.0, span_months=48.0, hardware_doubling_time_months=24.0)

    assert (both.hardware_factor, both.factor) == (4, 64)  # 2 ** 2; 16 * 4
    assert both.doubling_time_months == 8  # 48 months / log2(64)


def test_the_combined_gain_doubles_as_its_two_rates_combined():
    both = combined_gain(algorithms_factor=16.0, span_months=48.0, hardware_doubling_time_months=24.0)

    assert both.doubling_time_months == pytest.approx(combined_doubling_time(24.0, 12.0))


def test_a_product_that_is_no_gain_has_no_doubling_time():
    with pytest.raises(ValueError, match="is no gain"):
        combined_gain(algorithms_factor=0.1, span_months=24.0, hardware_doubling_time_months=24.0)


def test_effective_compute_multiplies_growth_and_gain():
    both = effective_compute(
        runs(("AlexNet", "2012-01-01", 1e17), ("Largest", "2016-01-01", 8e17)),
        algorithms(("AlexNet", "2012-01-01", 4e17), ("Small", "2016-01-01", 1e17)),
    )

    assert (both.compute_growth, both.algorithmic_gain, both.factor) == (8, 4, 32)
    # 1461 days are 48 months; / log2(32) = 5
    assert both.doubling_time_months == pytest.approx(9.6)


def test_effective_compute_ends_with_the_frontier_that_ends_first():
    both = effective_compute(
        runs(("AlexNet", "2012-01-01", 1e17), ("Largest", "2016-01-01", 8e17)),
        algorithms(
            ("AlexNet", "2012-01-01", 4e17), ("Small", "2015-01-01", 2e17), ("Late", "2019-01-01", 1e17)
        ),
    )

    assert (both.end, both.algorithmic_gain) == (date(2016, 1, 1), 2)
    assert both.algorithms[1].system == "Small"


def test_effective_compute_starts_from_the_record_that_stood_when_the_later_frontier_began():
    both = effective_compute(
        runs(("First", "2000-01-01", 1e10), ("AlexNet", "2010-01-01", 1e17), ("Largest", "2016-01-01", 8e17)),
        algorithms(("AlexNet", "2012-01-01", 4e17), ("Small", "2016-01-01", 1e17)),
    )

    assert (both.start, both.runs[0].system, both.compute_growth) == (date(2012, 1, 1), "AlexNet", 8)


@pytest.mark.parametrize("rows", [(), (("Only", "2012-01-01", 1e17),)])
def test_frontiers_without_a_common_span_have_no_effective_compute(rows):
    gain = algorithms(("AlexNet", "2012-01-01", 4e17), ("Small", "2016-01-01", 1e17))

    assert effective_compute(runs(*rows), gain) is None


def test_a_factor_that_no_float_holds_says_how_many_doublings_and_why():
    with pytest.raises(EffsiteError) as caught:
        factor_over(0.01, 84.0)
    assert caught.value.message == "8400 doublings are more than a number holds"
    assert caught.value.hint == "a doubling time of 0.01 months is probably in the wrong unit"


def test_a_thousand_doublings_are_held_and_no_more():
    assert factor_over(1.0, 1000.0) == 2.0**1000
    with pytest.raises(EffsiteError):
        factor_over(1.0, 1001.0)


def test_what_is_no_gain_says_so():
    with pytest.raises(ValueError, match=r"^a factor of 0.2 over 24 months is no gain$"):
        combined_gain(algorithms_factor=0.1, span_months=24.0, hardware_doubling_time_months=24.0)

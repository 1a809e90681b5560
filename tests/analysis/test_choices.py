from __future__ import annotations

import numpy as np
import pytest

from effsite.analysis.choices import choices
from tests.builders import make_result, make_results

YEAR = 365.25 / 30.4375  # 12 months


def named(found):
    return {c.name: c.halving_time_months for c in found}


def yearly(*doublings, **fields):
    """Records S0, S1, ... of 1 January from 2012 on, that many doublings below 2 ** 60."""
    return make_results(
        *((f"S{n}", f"20{12 + n}-01-01", 2.0 ** (60 - d)) for n, d in enumerate(doublings)), **fields
    )


def test_records_on_a_line_give_one_rate_by_every_choice():
    found = choices(yearly(0, 1, 2, 3, 4), "training_flop", "least")

    assert found[0].name == "records: first to latest"
    assert len(found) == 5 + 5
    assert list(named(found).values()) == pytest.approx([YEAR] * 10, rel=0.003)


def test_each_record_is_left_out_once_and_the_line_fitted_anew():
    # without S4 three steps of one doubling a year are left; without S0 one, one and five
    found = named(choices(yearly(0, 1, 2, 3, 8), "training_flop", "least"))

    assert found["straight line without S4"] == pytest.approx(12, rel=0.003)
    # log2 gains 1, 2, 3, 8 at years 1 to 4: slope (1.5 x (8 - 1) + 0.5 x (3 - 2)) / 5 = 2.2 a year
    assert found["straight line without S0"] == pytest.approx(12 / 2.2, rel=0.003)
    # gains 0, 1, 2, 3, 8 at years 0 to 4: slope (2 x 8 + 1 x (3 - 1)) / 10 = 1.8 a year
    assert found["records: straight line"] == pytest.approx(12 / 1.8, rel=0.003)
    assert found["records: first to latest"] == pytest.approx(12 / 2, rel=0.003)


def test_a_result_takes_the_place_of_a_record_that_is_left_out():
    second = make_result("Second", "2016-02-01", training_flop=2.0**56)
    rows = (*yearly(0, 1, 2, 3, 8), second)

    without = named(choices(rows, "training_flop", "least"))["straight line without S4"]

    # Second, a month later, at four doublings: much like a line of one doubling a year
    assert without == pytest.approx(12, rel=0.02)


def test_a_record_weighs_the_time_for_which_it_stood():
    # gains 0, 1, 2 at years 0, 1, 2 that stood 365, 366 and 1 day, the last result being a record:
    # with weights 1, 1, 0 the line runs through the first two
    found = named(choices(yearly(0, 1, 4), "training_flop", "least"))

    weighted = found["records: straight line, each weighed by the time it stood"]
    assert weighted == pytest.approx(12, rel=0.02)
    assert found["records: straight line"] == pytest.approx(6, rel=0.003)


def test_the_line_of_all_results_has_those_that_set_no_record():
    worse = [make_result(f"W{n}", f"20{12 + n}-01-01", training_flop=2.0**61) for n in range(5)]

    found = named(choices((*yearly(0, 1, 2, 3, 4), *worse), "training_flop", "least"))

    # half of the results gain a doubling a year, half nothing
    assert found["all results: straight line"] == pytest.approx(24, rel=0.003)
    assert found["records: first to latest"] == pytest.approx(12, rel=0.003)


def test_the_line_of_the_best_tenth_is_that_of_quantile_regression():
    rng = np.random.default_rng(3)
    years, excess = rng.integers(0, 12, 30), rng.exponential(1.0, 30)
    rows = [
        make_result(f"S{n}", f"20{10 + y:02}-0{1 + n % 9}-01", training_flop=2.0 ** (60 - y + e))
        for n, (y, e) in enumerate(zip(years.tolist(), excess.tolist(), strict=True))
    ]
    days = np.array([r.published.day.toordinal() for r in rows], dtype=float)
    gains = np.array([-np.log2(r.training_flop) for r in rows])

    months = named(choices(rows, "training_flop", "least"))[
        "all results: line above which the best tenth lies"
    ]

    slope = 1 / (months * 30.4375)
    left = gains - slope * days

    # about a tenth of the points lies above the best line of that slope, and no slope nearby does better
    def loss(rate):
        rest = gains - rate * days
        return min(float(np.maximum(0.9 * (rest - a), 0.1 * (a - rest)).sum()) for a in rest)

    assert loss(slope) <= min(loss(slope * (1 + d)) for d in (-0.2, -0.05, -0.01, 0.01, 0.05, 0.2))
    assert np.ptp(left) > 0


def test_each_method_has_the_average_of_its_own_records():
    rows = (
        *yearly(0, 2, 4),
        *(
            make_result(f"H{n}", f"20{12 + n}-07-01", training_flop=2.0 ** (61 - n), flop_method="hardware")
            for n in range(4)
        ),
    )

    found = named(choices(rows, "training_flop", "least"))

    assert found["records of figures as reported alone: first to latest"] == pytest.approx(6, rel=0.003)
    assert found["records of figures from the hardware alone: first to latest"] == pytest.approx(
        12, rel=0.003
    )


@pytest.mark.parametrize("count", [0, 1, 2])
def test_under_three_records_there_is_nothing_to_choose(count):
    assert choices(yearly(0, 1, 2)[:count], "training_flop", "least") == ()


def test_a_history_of_the_largest_runs_doubles_by_every_choice():
    rows = make_results(*((f"S{n}", f"20{12 + n}-01-01", 2.0 ** (60 + n)) for n in range(5)))

    found = choices(rows, "training_flop", "most")

    assert all(c.halving_time_months == pytest.approx(12, rel=0.003) for c in found)

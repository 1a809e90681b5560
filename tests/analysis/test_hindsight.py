from __future__ import annotations

import pytest

from effsite.analysis.frontier import frontier
from effsite.analysis.hindsight import looks
from tests.builders import make_results, make_runs_target, make_target


def yearly(*doublings):
    return make_results(*((f"S{n}", f"20{12 + n}-01-01", 2.0 ** (60 - d)) for n, d in enumerate(doublings)))


def test_a_steady_fall_was_predicted_every_year():
    found = looks(frontier(make_target(), yearly(0, 1, 2, 3, 4)), "least")

    assert [(look.year, look.n) for look in found] == [(2014, 3), (2015, 4)]
    assert [look.ratio for look in found] == pytest.approx([1, 1], rel=0.01)
    assert found[0].halving_time_months == pytest.approx(12, rel=0.003)


def test_a_fall_that_slowed_was_predicted_to_go_further_than_it_did():
    # four doublings a year up to 2014 would have been 16 by 2016; it was 8 + 1 + 1 = 10
    first, _ = looks(frontier(make_target(), yearly(0, 4, 8, 9, 10)), "least")

    assert first.predicted == pytest.approx(2.0**44, rel=0.03)
    assert first.ratio == pytest.approx(2.0**6, rel=0.03)


@pytest.mark.parametrize("count", [0, 2, 3])
def test_without_three_records_before_the_latest_year_there_is_nothing_to_look_back_on(count):
    assert looks(frontier(make_target(), yearly(0, 1, 2)[:count]), "least") == ()


def test_the_largest_runs_are_looked_back_on_as_well():
    rows = make_results(
        *((f"S{n}", f"20{12 + n}-01-01", 2.0 ** (60 + n)) for n in range(5)), flop_scope="whole-run"
    )

    assert [look.year for look in looks(frontier(make_runs_target(), rows), "most")] == [2014, 2015]

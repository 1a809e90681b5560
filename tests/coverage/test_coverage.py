"""The simulation itself: that its histories are what they say, and a small sample of the coverage."""

from __future__ import annotations

import numpy as np
import pytest

from tests.coverage.__main__ import coverage
from tests.coverage.histories import HISTORIES, History
from tests.coverage.procedures import PROCEDURES
from tests.coverage.several import held, target


@pytest.mark.parametrize("kind", HISTORIES)
def test_a_history_has_systems_in_date_order_and_records_that_gain(kind: str) -> None:
    history = HISTORIES[kind](np.random.default_rng(1), 7)
    records = history.costs[history.records()]

    assert np.all(np.diff(history.months) >= 0)
    assert np.all(np.diff(records) < 0)
    assert 5 <= len(records) <= 7  # noise may make a step of one worse than the record before
    assert history.rate > 0


def test_a_straight_history_without_excess_has_the_rate_that_its_ends_have() -> None:
    history = HISTORIES["selected"](np.random.default_rng(1), 7)

    assert history.rate == pytest.approx(5 / 84)


def test_records_are_those_below_all_before() -> None:
    history = History(
        months=np.arange(5.0), costs=np.array([3.0, 4.0, 2.0, 2.0, 1.0]), sources=np.arange(5), rate=1.0
    )

    assert history.records().tolist() == [0, 2, 4]


@pytest.mark.parametrize("name", PROCEDURES)
def test_every_procedure_brackets_the_rate_of_records_on_a_line(name: str) -> None:
    months = np.arange(10.0)
    history = History(months=months, costs=-months, sources=np.arange(10), rate=1.0)

    low, high = PROCEDURES[name](history, np.random.default_rng(1))

    assert low - 0.05 <= 1 <= high + 0.05


def test_a_sample_shows_that_steps_hold_and_resampled_records_do_not() -> None:
    shares, kinds = coverage(11, 60)

    assert kinds == len(HISTORIES)
    assert shares["steps"] >= 0.75  # of 60 of the worst of eleven kinds; nox -s coverage takes many more
    assert shares["records resampled"] <= 0.5
    assert shares["sources resampled"] <= 0.5


def test_no_interval_is_given_for_four_records() -> None:
    assert coverage(4, 20)[0]["steps"] is None


def test_a_target_of_a_set_has_the_rate_that_it_was_stretched_to() -> None:
    rng = np.random.default_rng(1)
    shown = [target(rng, 0.0) for _ in range(60)]

    # true rates of 1: the logarithms are about 0, but for what selection and bursts add
    assert abs(np.median([s.log_rate for s in shown])) < 0.3
    assert all(0 < s.error < 3 for s in shown)


def test_a_sample_shows_that_logarithms_hold_and_rates_themselves_do_not() -> None:
    found = held(6, 0.6, 60, 1)

    assert found.mean >= 0.75  # of 60 sets; nox -s coverage takes many more
    assert found.further >= 0.75
    assert found.rates_themselves <= 0.85

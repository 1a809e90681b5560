"""So much compute in one year is how much in another, and between which years that can be said."""

from __future__ import annotations

import pytest

from effsite.analysis.equivalent import equivalent, years_of
from effsite.analysis.summary import TargetSummary, summarise
from effsite.errors import UsageError
from tests.builders import make_result, make_target, make_task, make_task_collection

HALVED_YEARLY = tuple((f"Net {n}", f"{2012 + n}-06-01", 1e18 / 2**n) for n in range(6))


def summary(*rows: tuple[str, str, float], **fields: str) -> TargetSummary:
    target = make_target(**fields)
    results = [
        make_result(name, day, training_flop=flop, source_url=f"https://example.org/{n}")
        for n, (name, day, flop) in enumerate(rows or HALVED_YEARLY)
    ]
    return summarise(make_task_collection(results, task=make_task(target)), target)


def test_compute_that_halves_each_year_is_a_sixteenth_after_four() -> None:
    found = equivalent(summary(), 3.2e19, 2012, 2016)
    # Five halvings over 1826 days, 59.99 months: 4 years are 4.0005 of them.
    assert found.flop == pytest.approx(3.2e19 / 16, rel=1e-3)


def test_and_sixteen_times_as_much_four_years_before() -> None:
    assert equivalent(summary(), 1e17, 2017, 2013).flop == pytest.approx(1.6e18, rel=1e-3)


def test_the_ends_follow_from_the_ends_of_the_rate_the_lower_one_first_in_both_directions() -> None:
    of = summary()
    assert of.interval is not None
    assert of.interval.high is not None
    later, sooner = equivalent(of, 1e18, 2012, 2016), equivalent(of, 1e18, 2016, 2012)
    assert later.low == pytest.approx(1e18 * 2 ** (-48 / of.interval.low))
    assert later.high == pytest.approx(1e18 * 2 ** (-48 / of.interval.high))
    assert sooner.low == pytest.approx(1e18 * 2 ** (48 / of.interval.high))
    assert sooner.high == pytest.approx(1e18 * 2 ** (48 / of.interval.low))
    for found in (later, sooner):
        assert found.low is not None
        assert found.high is not None
        assert found.low <= found.flop <= found.high


def test_in_the_same_year_it_is_what_it_is() -> None:
    found = equivalent(summary(), 7e18, 2014, 2014)
    assert (found.low, found.flop, found.high) == (7e18, 7e18, 7e18)
    unbound = equivalent(summary(*HALVED_YEARLY[:3]), 7e18, 2013, 2013)
    assert (unbound.low, unbound.flop, unbound.high) == (7e18, 7e18, 7e18)


def test_without_an_interval_there_are_no_ends() -> None:
    found = equivalent(summary(*HALVED_YEARLY[:3]), 1e18, 2012, 2014)
    assert (found.low, found.high) == (None, None)
    assert found.flop == pytest.approx(2.5e17, rel=1e-3)


def test_an_end_that_the_records_do_not_bound_is_left_out() -> None:
    waits = ("2012-06-01", "2013-06-01", "2013-06-05", "2013-06-09", "2013-06-13", "2019-06-01")
    flops = (1e18, 9e17, 1e17, 2e16, 1e15, 9e14)
    of = summary(*((f"Net {n}", day, flop) for n, (day, flop) in enumerate(zip(waits, flops, strict=True))))
    assert of.interval is not None
    assert of.interval.high is None
    later, sooner = equivalent(of, 1e18, 2012, 2019), equivalent(of, 1e18, 2019, 2012)
    assert later.low is not None
    assert later.high is None
    assert sooner.low is None
    assert sooner.high is not None


@pytest.mark.parametrize(
    ("of", "to", "named"),
    [
        (2011, 2013, "1 year outside the records of alexnet-level: 2011"),
        (2012, 2018, "1 year outside the records of alexnet-level: 2018"),
        (1, 9, "2 years outside the records of alexnet-level: 1 and 9"),
    ],
)
def test_beyond_the_records_nothing_is_said(of: int, to: int, named: str) -> None:
    with pytest.raises(UsageError) as refused:
        equivalent(summary(), 1e18, of, to)
    assert refused.value.message == named
    assert refused.value.hint == "they go from 2012 to 2017"


def test_only_a_rate_of_compute_that_falls_over_years_can_be_used() -> None:
    assert years_of(summary()) == (2012, 2017)
    assert years_of(summary(*HALVED_YEARLY[:2])) is None
    assert years_of(summary(record_is="most")) is None
    assert years_of(summary(measure="seconds")) is None
    within = (("A", "2012-01-01", 4e18), ("B", "2012-05-01", 2e18), ("C", "2012-09-01", 1e18))
    assert years_of(summary(*within)) is None
    with pytest.raises(UsageError) as refused:
        equivalent(summary(*within), 1e18, 2012, 2012)
    assert refused.value.message == "alexnet-level has no rate of compute over the years"
    assert refused.value.hint == "choose another target"


def test_a_rate_of_time_is_none_of_compute() -> None:
    target = make_target(measure="seconds")
    rows = [make_result(f"S{n}", f"{2012 + n}-01-01", seconds=2.0**-n) for n in range(3)]
    timed = summarise(make_task_collection(rows, task=make_task(target)), target)
    assert timed.average_halving_time_months is not None
    assert years_of(timed) is None

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from effsite.analysis.frontier import (
    Frontier,
    competing,
    frontier,
    is_estimate,
    measured,
    outside_notes,
    was_timed_anew,
    why_not,
)
from effsite.analysis.standing import Figure, standing
from tests.builders import make_result, make_results, make_runs_target, make_target


def systems(found: Frontier) -> list[str]:
    return [r.system for r in found.results]


def test_frontier_ignores_a_result_worse_than_an_earlier_one():
    results = make_results(("A", "2012-01-01", 8e17), ("B", "2013-01-01", 9e17), ("C", "2014-01-01", 2e17))

    assert systems(frontier(make_target(), results)) == ["A", "C"]


def test_frontier_does_not_depend_on_the_order_of_the_rows():
    results = make_results(("C", "2014-01-01", 2e17), ("A", "2012-01-01", 8e17), ("B", "2013-01-01", 4e17))

    assert systems(frontier(make_target(), results)) == ["A", "B", "C"]


def test_gain_is_first_over_last_where_the_least_is_the_record():
    results = make_results(("A", "2012-01-01", 8e17), ("B", "2013-01-01", 2e17))

    assert frontier(make_target(), results).gain == 4  # 8 / 2


def test_gain_is_last_over_first_where_the_most_is_the_record():
    results = make_results(
        ("A", "2012-01-01", 2e17),
        ("B", "2013-01-01", 1e17),
        ("C", "2014-01-01", 6e17),
        flop_scope="whole-run",
    )

    found = frontier(make_runs_target(), results)

    assert (systems(found), found.gain) == (["A", "C"], 3)  # 6 / 2


def test_of_two_results_on_one_day_only_the_better_is_a_record():
    results = make_results(("A", "2012-01-01", 8e17), ("B", "2013-01-01", 4e17), ("C", "2013-01-01", 2e17))

    assert systems(frontier(make_target(), results)) == ["A", "C"]


def test_a_tie_with_the_standing_record_is_no_record():
    results = make_results(("A", "2012-01-01", 8e17), ("B", "2013-01-01", 8e17))

    assert systems(frontier(make_target(), results)) == ["A"]


def test_equal_results_of_one_day_leave_the_first_by_name():
    results = make_results(("B", "2012-01-01", 8e17), ("A", "2012-01-01", 8e17))

    assert systems(frontier(make_target(), results)) == ["A"]


def test_a_month_without_a_day_counts_as_its_fifteenth():
    results = make_results(("A", "2016-11-14", 8e17), ("B", "2016-11", 4e17), ("C", "2016-11-16", 5e17))

    assert systems(frontier(make_target(), results)) == ["A", "B"]


def test_a_withdrawn_result_leaves_the_frontier_and_the_one_behind_it_returns():
    withdrawn = make_result("B", "2013-01-01", training_flop=1e17, status="withdrawn")
    results = (*make_results(("A", "2012-01-01", 8e17), ("C", "2014-01-01", 4e17)), withdrawn)

    assert systems(frontier(make_target(), results)) == ["A", "C"]


def test_a_disputed_result_competes_until_it_is_withdrawn():
    assert competing(make_target(), [make_result(status="disputed")])


def test_compute_of_a_whole_run_does_not_compete_with_compute_to_the_target():
    assert not competing(make_target(), [make_result(flop_scope="whole-run")])
    assert not competing(make_runs_target(), [make_result(flop_scope="to-target")])


def test_the_scope_of_the_compute_does_not_matter_for_other_measures():
    assert competing(make_target(), [make_result(flop_scope="whole-run", seconds=60.0)], "seconds")


def test_a_result_short_of_the_level_does_not_compete():
    assert not competing(make_target(level=0.791), [make_result(value=0.79)])


def test_a_result_without_a_stated_value_is_taken_to_reach_its_target():
    assert competing(make_target(level=0.791), [make_result(value=None)])


def test_a_result_without_the_measure_does_not_compete():
    assert not competing(make_target(), [make_result(training_flop=None, seconds=60.0)])


def test_results_of_other_targets_and_tasks_are_left_out():
    others = [make_result(target="resnet50-level"), make_result(task="cifar10")]

    assert not competing(make_target(), others)


def test_an_empty_frontier_has_no_baseline_and_no_gain():
    found = frontier(make_target(), [])

    assert (found.results, found.baseline, found.latest, found.gain) == ((), None, None, None)


def test_a_single_record_is_its_own_baseline_without_a_gain():
    found = frontier(make_target(), [make_result("A")])

    assert found.baseline is found.latest is not None
    assert found.gain is None


def test_the_record_on_a_day_is_the_last_one_published_by_then():
    found = frontier(make_target(), make_results(("A", "2012-01-01", 8e17), ("B", "2013-01-01", 4e17)))

    stood = [found.record_on(date(2011, 12, 31)), found.record_on(date(2013, 1, 1))]

    assert stood == [None, found.results[1]]


def test_asking_for_a_measure_that_a_row_lacks_is_an_error_and_not_a_none():
    with pytest.raises(ValueError, match="AlexNet gives no energy_kwh"):
        measured(make_result("AlexNet"), "energy_kwh")


rows = st.lists(
    st.tuples(
        st.sampled_from("ABCDEFGH"),
        st.dates(date(2012, 1, 1), date(2020, 1, 1)).map(str),
        st.floats(1e15, 1e20),
    ),
    max_size=12,
)


@given(rows)
def test_every_frontier_improves_strictly_with_time(drawn):
    found = frontier(make_target(), make_results(*drawn)).results

    pairs = list(pairwise(found))
    assert all(a.published.day < b.published.day for a, b in pairs)
    assert all(a.training_flop > b.training_flop for a, b in pairs)


@given(rows, st.dates(date(2012, 1, 1), date(2020, 1, 1)).map(str))
def test_a_result_worse_than_all_others_and_later_changes_nothing(drawn, day):
    first = make_result("first", "2011-01-01", training_flop=1e21)
    results = (first, *make_results(*drawn))
    worse = make_result("worse", day, training_flop=2e21)

    assert frontier(make_target(), (*results, worse)) == frontier(make_target(), results)


@given(rows)
def test_no_result_beats_the_record_that_stood_on_its_day(drawn):
    results = make_results(*drawn)
    found = frontier(make_target(), results)

    for result in results:
        record = found.record_on(result.published.day)
        assert record is not None
        assert record.training_flop <= result.training_flop


estimates = st.lists(
    st.tuples(
        st.dates(date(2012, 1, 1), date(2012, 1, 9)).map(str),
        st.sampled_from([1e17, 2e17, 3e17, 5e17, 1e18, 3e18, 1e19]),
        st.sampled_from(["reported", "hardware"]),
        st.sampled_from(["", "V100"]),
        st.sampled_from([None, 0.3, 0.5]),
    ),
    max_size=12,
)


@given(estimates)
def test_leaving_out_what_cannot_count_changes_no_record_and_nothing_beside_them(drawn):
    results = [
        make_result(f"S{n}", day, training_flop=flop, flop_method=method, device=device, utilisation=share)
        for n, (day, flop, method, device, share) in enumerate(drawn)
    ]
    in_order = sorted(results, key=lambda r: (r.published.day, r.training_flop, r.system))
    every = standing([Figure.of(r, "training_flop", r.training_flop) for r in in_order], "least")

    found = frontier(make_target(), results)

    assert found.results == tuple(in_order[place] for place in every.records)
    assert [one.result for one in found.outside] == [in_order[one.place] for one in every.beside]


@pytest.mark.parametrize(
    ("target", "result", "reason"),
    [
        (make_target(), make_result(), ""),
        (make_target(), make_result(training_flop=None, seconds=60.0), "gives no training compute"),
        (make_target(), make_result(flop_scope="whole-run"), "compute of a whole run"),
        (make_runs_target(), make_result(), "compute up to a target only"),
        (make_target(), make_result(value=0.78), "stops short of the level: 0.78 against 0.791"),
        (make_target(), make_result(status="withdrawn"), "withdrawn"),
        (make_target(level=None, level_of="AlexNet"), make_result(), "the level is not measured yet"),
    ],
)
def test_why_a_result_does_not_compete_is_said_in_words(target, result, reason):
    assert why_not(target, result, "training_flop") == reason


ANEW = {"source_kind": "measured", "paper_url": "https://example.org/paper"}


@pytest.mark.parametrize(
    ("measure", "fields", "anew"),
    [
        ("seconds", ANEW, True),
        ("seconds", ANEW | {"source_kind": "reported"}, False),
        ("seconds", ANEW | {"paper_url": ""}, False),
        ("training_flop", ANEW, False),  # the same on any machine
    ],
)
def test_a_time_that_was_measured_here_of_a_published_system_is_of_later_hardware(measure, fields, anew):
    result = make_result(seconds=60.0, **fields)

    assert was_timed_anew(result, measure) is anew
    assert why_not(make_target(), result, measure) == ("timed anew on later hardware" if anew else "")
    assert why_not(make_target(measure="seconds"), result, "seconds") == ""


@pytest.mark.parametrize(
    ("measure", "fields", "guessed"),
    [
        ("training_flop", {"flop_method": "hardware"}, True),
        ("seconds", {"flop_method": "hardware"}, False),
        ("training_flop", {"flop_method": "counted"}, False),
        # of a row that was estimated from what its source reports, what was computed is
        *((measure, {"source_kind": "estimated"}, True) for measure in ("training_flop", "inference_flop")),
        ("forward_pass", {"source_kind": "estimated"}, True),
        ("seconds", {"source_kind": "estimated"}, False),
        ("seconds", {"source_kind": "estimated", "training_flop": None}, True),
        ("seconds", {"source_kind": "reported", "training_flop": None}, False),
    ],
)
def test_an_estimate_is_a_compute_from_the_hardware_or_what_was_computed_of_an_estimated_row(
    measure, fields, guessed
):
    assert is_estimate(make_result(seconds=60.0, **fields), measure) is guessed


def test_of_two_large_runs_on_one_day_the_larger_is_the_record():
    results = make_results(
        ("Large", "2012-01-01", 4e17), ("Larger", "2012-01-01", 6e17), flop_scope="whole-run"
    )

    assert systems(frontier(make_runs_target(), results)) == ["Larger"]


# An estimate from the hardware at the assumed third of the peak lies from 0.074 / 0.33 = 0.2242 to
# 0.51 / 0.33 = 1.5455 times its figure.
def estimate(system, published, flop, **fields):
    return make_result(system, published, training_flop=flop, flop_method="hardware", **fields)


def outside(found: Frontier) -> dict[str, str]:
    return {one.result.system: one.reason for one in found.outside}


def test_an_estimate_is_a_record_only_where_its_high_end_beats_the_record_before():
    first = make_result("A", "2012-01-01", training_flop=8e17)
    # 5.2e17 x 1.5455 = 8.04e17, and 5.1e17 x 1.5455 = 7.88e17
    short = frontier(make_target(), [first, estimate("B", "2013-01-01", 5.2e17)])
    enough = frontier(make_target(), [first, estimate("B", "2013-01-01", 5.1e17)])

    assert (systems(short), systems(enough)) == (["A"], ["A", "B"])
    # 5.2e17 x 0.2242 = 1.17e17
    assert outside(short) == {
        "B": "its figure is an estimate of 1.17e17 to 8.04e17, which does not surely beat the 8e17 of A"
    }
    assert outside(enough) == {}


def test_an_estimate_that_holds_stands_at_its_figure():
    rows = [
        make_result("A", "2012-01-01", training_flop=8e17),
        estimate("B", "2013-01-01", 4e17),
        make_result("C", "2014-01-01", training_flop=5e17),
        make_result("D", "2015-01-01", training_flop=3e17),
    ]

    assert systems(frontier(make_target(), rows)) == ["A", "B", "D"]


def test_an_estimate_worse_than_the_record_is_no_record_and_not_told_as_one():
    rows = [make_result("A", "2012-01-01", training_flop=8e17), estimate("B", "2013-01-01", 9e17)]

    assert outside(frontier(make_target(), rows)) == {}


def test_an_estimate_is_the_baseline_only_where_the_next_record_beats_its_low_end():
    # 8e17 x 0.2242 = 1.79e17
    following = make_result("B", "2013-01-01", training_flop=1.8e17)
    beating = make_result("B", "2013-01-01", training_flop=1.78e17)

    without = frontier(make_target(), [estimate("A", "2012-01-01", 8e17), following])
    found = frontier(make_target(), [estimate("A", "2012-01-01", 8e17), beating])

    assert (systems(without), without.gain) == (["B"], None)
    # 8e17 x 1.5455 = 1.236e18
    assert outside(without) == {
        "A": "its figure is an estimate of 1.79e17 to 1.24e18, which the 1.8e17 of B does not surely beat"
    }
    assert (systems(found), outside(found)) == (["A", "B"], {})


def test_without_an_estimate_that_is_no_baseline_the_records_are_found_anew():
    # B is worse than the estimate A, and the first record without it
    rows = [
        estimate("A", "2012-01-01", 4e17),
        make_result("B", "2013-01-01", training_flop=6e17),
        make_result("C", "2014-01-01", training_flop=3e17),
    ]

    found = frontier(make_target(), rows)

    assert (systems(found), found.gain) == (["B", "C"], 2)
    assert list(outside(found)) == ["A"]


def test_two_estimates_in_a_row_may_both_be_no_baseline():
    rows = [
        estimate("A", "2012-01-01", 8e17),
        estimate("B", "2013-01-01", 4e17),
        make_result("C", "2014-01-01", training_flop=2e17),
        make_result("D", "2015-01-01", training_flop=1e17),
    ]

    # B at its high end of 6.2e17 beats A, which is no baseline for it; C does not beat the low end of B
    assert systems(frontier(make_target(), rows)) == ["C", "D"]


def test_an_estimate_alone_is_the_baseline():
    found = frontier(make_target(), [estimate("A", "2012-01-01", 8e17)])

    assert (systems(found), found.gain, outside(found)) == (["A"], None, {})


def test_times_of_one_machine_are_compared_as_they_stand():
    machine = {"device": "H100", "devices": 8, "utilisation": 0.33}
    rows = [estimate("A", "2012-01-01", 8e17, **machine), estimate("B", "2013-01-01", 7.9e17, **machine)]

    assert systems(frontier(make_target(), rows)) == ["A", "B"]
    # on another machine the second is one of two figures that cannot be told apart
    other = estimate("B", "2013-01-01", 7.9e17, **{**machine, "devices": 1})
    assert systems(frontier(make_target(), [rows[0], other])) == ["A"]


def test_where_the_most_is_the_record_an_estimate_counts_by_its_low_end():
    first = make_result("A", "2012-01-01", training_flop=1e17, flop_scope="whole-run")
    # 4.4e17 x 0.2242 = 0.987e17, and 4.5e17 x 0.2242 = 1.009e17
    short = estimate("B", "2013-01-01", 4.4e17, flop_scope="whole-run")
    enough = estimate("B", "2013-01-01", 4.5e17, flop_scope="whole-run")

    assert systems(frontier(make_runs_target(), [first, short])) == ["A"]
    assert systems(frontier(make_runs_target(), [first, enough])) == ["A", "B"]


def test_where_the_most_is_the_record_the_next_must_beat_the_high_end_of_an_estimated_baseline():
    first = estimate("A", "2012-01-01", 1e17, flop_scope="whole-run")
    # 1e17 x 1.5455
    short, enough = (
        make_result("B", "2013-01-01", training_flop=flop, flop_scope="whole-run")
        for flop in (1.5e17, 1.6e17)
    )

    assert systems(frontier(make_runs_target(), [first, short])) == ["B"]
    assert systems(frontier(make_runs_target(), [first, enough])) == ["A", "B"]


def test_another_measure_of_an_estimated_row_is_no_estimate():
    rows = [estimate("A", "2012-01-01", 8e17, seconds=100.0), estimate("B", "2013-01-01", 7e17, seconds=99.0)]

    assert systems(frontier(make_target(), rows, "seconds")) == ["A", "B"]


def test_estimates_outside_the_records_are_told_one_by_one_or_counted():
    rows = [
        make_result("A", "2012-01-01", training_flop=8e17),
        *(estimate(f"B{n}", f"201{3 + n}-01-01", 7e17) for n in range(4)),
    ]

    assert outside_notes(frontier(make_target(), rows[:2])) == (
        "B0 stands outside the records: its figure is an estimate of 1.57e17 to 1.08e18, "
        "which does not surely beat the 8e17 of A.",
    )
    assert len(outside_notes(frontier(make_target(), rows[:4]))) == 3
    assert outside_notes(frontier(make_target(), rows)) == (
        "4 estimates stand outside the records for what they may be off by; the table says why.",
    )


@pytest.mark.parametrize(
    "fields",
    [
        {"source_kind": "reported", "paper_url": "https://papers.example/one"},  # a time that its paper gives
        {"source_kind": "measured"},  # a system of one's own
    ],
)
def test_a_time_that_was_measured_when_its_system_was_new_is_part_of_the_history(fields):
    result = make_result(seconds=60.0, **fields)

    assert competing(make_target(), [result], "seconds") == (result,)

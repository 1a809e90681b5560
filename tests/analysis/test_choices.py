from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from effsite.analysis import choices as module
from effsite.analysis.attempts import LowerBound
from effsite.analysis.choices import choices
from effsite.analysis.summary import summarise
from tests.builders import make_attempt, make_result, make_results, make_target, make_task_collection

YEAR = 365.25 / 30.4375  # 12 months


def named(found):
    return {c.name: c.halving_time_months for c in found}


def yearly(*doublings, **fields):
    """Records S0, S1, ... of 1 January from 2012 on, that many doublings below 2 ** 60."""
    return make_results(
        *((f"S{n}", f"20{12 + n}-01-01", 2.0 ** (60 - d)) for n, d in enumerate(doublings)), **fields
    )


def estimated(system, published, flop):
    """A compute from the hardware at 33 %, which may be off from 0.22 times to 1.55 times (7.4 and 51 %)."""
    return make_result(
        system, published, training_flop=flop, flop_method="hardware", utilisation=0.33, device="V100"
    )


def test_records_on_a_line_give_one_rate_by_every_choice():
    found = choices(yearly(0, 1, 2, 3, 4), "training_flop", "least")

    assert found[0].name == "records: first to latest"
    assert [c.kind for c in found] == ["records"] * 3 + ["results"] * 2 + ["record"] * 5
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
    # numpy weighs the distances, so the roots of 366, 365 and 1 days; 2012 is a leap year
    slope = np.polyfit([0, 366, 731], [0, 1, 4], 1, w=np.sqrt([366, 365, 1]))[0]
    assert weighted == pytest.approx(1 / (slope * 30.4375), rel=1e-9)
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
        *(estimated(f"H{n}", f"20{12 + n}-07-01", 2.0 ** (61 - n)) for n in range(4)),
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


def test_the_records_before_between_and_after_changes_of_method_have_their_own_averages():
    # three records 6ND at 1 doubling a year, three counted at 2, three 6ND again at 4; the steps between
    # them, of 1 doubling each, belong to no stretch
    rows = [
        make_result(f"S{n}", f"20{10 + n}-01-01", training_flop=2.0 ** (80 - gained), flop_method=method)
        for n, (gained, method) in enumerate(
            [(g, "parameters") for g in (0, 1, 2)]
            + [(g, "counted") for g in (3, 5, 7)]
            + [(g, "parameters") for g in (8, 12, 16)]
        )
    ]

    found = choices(rows, "training_flop", "least")

    between = {c.name: c.halving_time_months for c in found if "change" in c.name}
    assert list(between) == [
        "records before the change of counting of 2013-01-01: first to latest",
        "records between the changes of counting of 2013-01-01 and 2016-01-01: first to latest",
        "records from the change of counting of 2016-01-01 on: first to latest",
    ]
    assert list(between.values()) == pytest.approx([12, 6, 3], rel=0.003)
    assert {c.kind for c in found if "change" in c.name} == {"counting"}


def test_a_stretch_of_two_records_has_no_rate():
    rows = [
        make_result(f"S{n}", f"20{10 + n}-01-01", training_flop=2.0 ** (60 - n), flop_method=method)
        for n, method in enumerate(["counted"] * 2 + ["hardware"] * 3)
    ]

    names = [c.name for c in choices(rows, "training_flop", "least") if "change" in c.name]

    assert names == ["records from the change of counting of 2012-01-01 on: first to latest"]


def test_another_measure_than_compute_knows_no_change_of_counting():
    rows = [
        make_result(f"S{n}", f"20{10 + n}-01-01", seconds=2.0 ** (60 - n), flop_method=method)
        for n, method in enumerate(["counted"] * 3 + ["hardware"] * 3)
    ]

    assert not [c for c in choices(rows, "seconds", "least") if c.kind == "counting"]


def test_each_source_with_several_results_is_left_out_once():
    # the paper's two are S1 and S4, the page's are S2 and a worse one; the records are found anew
    paper, page = "https://papers.example/one", "https://page.example/list/"
    rows = [
        make_result("S0", "2012-01-01", training_flop=2.0**60),
        make_result("S1", "2013-01-01", training_flop=2.0**59, paper_url=paper, source_url=page),
        make_result("S2", "2014-01-01", training_flop=2.0**57, source_url=page),
        make_result("Worse", "2014-06-01", training_flop=2.0**58, source_url=page),
        make_result("S3", "2015-01-01", training_flop=2.0**57.5),
        make_result("S4", "2016-01-01", training_flop=2.0**52, paper_url=paper),
        make_result("S5", "2017-01-01", training_flop=2.0**51, submission="other"),
        make_result("S6", "2018-01-01", training_flop=2.0**50, submission="other"),
    ]

    found = {
        c.name: c.halving_time_months for c in choices(rows, "training_flop", "least") if c.kind == "source"
    }

    # without the six of the submission "tests" two records are left, which give no line
    assert list(found) == [
        "straight line without the 2 results of papers.example/one",
        "straight line without the 2 results of page.example/list/",
        "straight line without the 2 results of the submission other",
    ]
    # without the paper: S0, S2, S5, S6 gain 0, 3, 9, 10 in years 0, 2, 5, 6. Means 3.25 and 5.5:
    # (3.25 x 5.5 + 1.25 x 2.5 + 1.75 x 3.5 + 2.75 x 4.5) / (10.5625 + 1.5625 + 3.0625 + 7.5625)
    # is 39.5 / 22.75
    assert found["straight line without the 2 results of papers.example/one"] == pytest.approx(
        12 * 22.75 / 39.5, rel=0.003
    )
    # without the page S3 becomes a record: S0, S1, S3, S4, S5, S6 gain 0, 1, 2.5, 8, 9, 10 in years
    # 0, 1, 3, 4, 5, 6. Sums 19 and 30.5; year x gain is 1 + 7.5 + 32 + 45 + 60 = 145.5, years squared 87:
    # (145.5 - 19 x 30.5 / 6) / (87 - 19 x 19 / 6) = 48.9167 / 26.8333
    assert found["straight line without the 2 results of page.example/list/"] == pytest.approx(
        12 * 26.8333 / 48.9167, rel=0.003
    )


def test_a_source_without_a_record_or_with_one_result_is_not_left_out():
    page = "https://page.example/list"
    rows = [
        *yearly(0, 1, 2, 3),
        *(make_result(f"W{n}", f"201{n}-06-01", training_flop=2.0**61, source_url=page) for n in (3, 4)),
    ]

    assert not [c for c in choices(rows, "training_flop", "least") if c.kind == "source"]


def test_a_paper_that_is_a_whole_submission_is_left_out_once():
    page = "https://page.example/list"
    rows = (*yearly(0, 1, 2, 3), *yearly(0, 1, 2, 3, 4, 5, source_url=page, submission="page")[4:])

    # without the four of the submission "tests" two records are left, which give no line
    assert [c.name for c in choices(rows, "training_flop", "least") if c.kind == "source"] == [
        "straight line without the 2 results of page.example/list"
    ]


SHORT = "all results: straight line, those that stayed short as more than they spent"


def more_than(day, flop):
    attempt = make_attempt("Small", day, training_flop=flop)
    return LowerBound(attempt=attempt, value=flop)


def test_systems_that_stayed_short_bend_the_line_by_what_they_spent():
    # Gains 0, 1, 2, 3, 8 in years 0 to 4, and one of year 4 that gained less than none: 2^60 was not enough.
    # Without it the slope is 1.8 a year; scipy's search for the greatest likelihood gives 0.8394 with it
    # (in days of the calendar, as here): 12 / 0.8394 = 14.296 months.
    rows = yearly(0, 1, 2, 3, 8)
    plain = named(choices(rows, "training_flop", "least"))
    found = named(choices(rows, "training_flop", "least", more_than=[more_than("2016-01-01", 2.0**60)]))

    assert SHORT not in plain
    assert found["all results: straight line"] == pytest.approx(12 / 1.8, rel=0.003)
    assert found[SHORT] == pytest.approx(14.2956, rel=1e-4)
    assert {k: v for k, v in found.items() if k != SHORT} == plain


def test_a_system_that_stayed_short_after_next_to_nothing_changes_no_rate():
    found = named(
        choices(yearly(0, 1, 2, 3, 8), "training_flop", "least", more_than=[more_than("2015-01-01", 1e6)])
    )

    assert found[SHORT] == pytest.approx(found["all results: straight line"], rel=1e-4)


def test_a_summary_counts_its_attempts_among_the_choices():
    rows = make_results(("A", "2012-01-01", 8e17), ("B", "2013-01-01", 4e17), ("C", "2014-01-01", 2e17))
    late = make_attempt("Small", "2014-06-01", training_flop=9e17)
    collection = make_task_collection(rows, attempts=(late,))

    found = summarise(collection, collection.task.targets[0]).choices

    assert [c.kind for c in found if c.name == SHORT] == ["results"]


def test_an_estimate_stands_outside_until_the_record_that_it_does_not_surely_beat_is_left_out():
    # at 1.55 x 2 ** 57.5 the estimate beats S1 and not S2, though its figure is below S2's
    rows = [*yearly(0, 1, 2, 3, 4), unsure := estimated("Unsure", "2014-06-01", 2.0**57.5)]
    target = make_target()
    summary = summarise(make_task_collection(rows), target)
    assert [one.result for one in summary.frontier.outside] == [unsure]

    found = named(summary.choices)

    # all five records are on a line of one doubling a year
    assert found["records: first to latest"] == pytest.approx(12, rel=0.003)
    assert found["records: straight line"] == pytest.approx(12, rel=0.003)
    # it is no part of the line through all results either
    assert found["all results: straight line"] == pytest.approx(12, rel=0.003)
    # without S1 nothing changes for it: 0, 2, 3, 4 gained in years 0, 2, 3, 4
    assert found["straight line without S1"] == pytest.approx(12, rel=0.003)
    # without S2 it is a record: 0, 1, 2.5, 3, 4 gained at 0, 1, 2.413, 3, 4 years after 2012-01-01
    years, gains = [0, 1.0021, 2.4148, 3.0007, 4.0], [0, 1, 2.5, 3, 4]
    assert found["straight line without S2"] == pytest.approx(12 / np.polyfit(years, gains, 1)[0], rel=0.002)


def test_a_figure_behind_an_estimate_that_set_no_record_sets_one():
    rows = make_results(
        ("A", "2012-01-01", 1e20),
        ("B", "2014-01-01", 9e19),
        ("C", "2016-01-01", 5e19),
        ("D", "2018-01-01", 2e19),
    )
    # it may be as much as 1.55 times 8e19, which is no record after 1e20; 9e19 is one all the same
    outside = estimated("E", "2013-01-01", 8e19)

    found = named(choices(rows, "training_flop", "least", outside=[outside]))

    assert [name for name in found if name.startswith("straight line without ")][:4] == [
        f"straight line without {system}" for system in "ABCD"
    ]


def test_an_estimate_is_no_baseline_where_the_first_record_is_left_out():
    rows = [
        make_result("S0", "2012-01-01", training_flop=2.0**60),
        estimated("Estimate", "2013-01-01", 2.0**58),
        *(make_result(f"S{n}", f"201{2 + n}-01-01", training_flop=2.0 ** (59.5 - n)) for n in (2, 3, 4, 5)),
    ]
    summary = summarise(make_task_collection(rows), make_target())
    assert len(summary.frontier.results) == 6  # even 1.55 times as much it would beat S0

    # as the first it may be as little as 0.22 x 2 ** 58, which S2 of 2 ** 57.5 does not beat: S2 to S5
    # are left
    assert named(summary.choices)["straight line without S0"] == pytest.approx(12, rel=0.003)


def test_the_records_of_one_method_alone_have_the_estimates_that_stand_outside_all():
    rows = [
        *yearly(0, 1, 2, 3, 4),
        *(estimated(f"H{n}", f"201{2 + n}-06-01", 2.0 ** (59.9 - n)) for n in range(3)),
    ]
    summary = summarise(make_task_collection(rows), make_target())
    assert len(summary.frontier.outside) == 3

    # three times of one machine, a doubling a year apart, are compared as they stand
    alone = named(summary.choices)["records of figures from the hardware alone: first to latest"]
    assert alone == pytest.approx(12, rel=0.003)


@pytest.mark.parametrize("methods", [("hardware",) * 3, ("hardware", "counted", "hardware")])
def test_the_first_choice_is_the_average_of_the_headline(methods):
    rows = [
        make_result(f"S{n}", f"201{2 + n}-01-01", training_flop=2.0 ** (60 - 3 * n), flop_method=method)
        for n, method in enumerate(methods)
    ]
    summary = summarise(make_task_collection(rows), make_target())

    assert summary.choices[0].halving_time_months == pytest.approx(summary.average_halving_time_months)
    assert summary.choices[0].halving_time_months == pytest.approx(4, rel=0.003)


def test_estimates_of_two_machines_are_no_times_to_be_compared():
    other = {"flop_method": "hardware", "utilisation": 0.33, "device": "A100"}
    rows = [
        estimated("S0", "2012-01-01", 2.0**60),
        estimated("S1", "2013-01-01", 2.0**59),
        estimated("S2", "2014-01-01", 2.0**58),
        make_result("Other", "2014-06-01", training_flop=2.0**57.9, **other),
        estimated("S3", "2015-01-01", 2.0**57),
    ]
    summary = summarise(make_task_collection(rows), make_target())
    assert [one.result.system for one in summary.frontier.outside] == ["Other"]

    found = named(summary.choices)

    assert found["records: straight line"] == pytest.approx(12, rel=0.003)
    assert found["straight line without S1"] == pytest.approx(12, rel=0.003)


def test_the_last_record_stood_until_the_latest_result():
    worse = [make_result(f"W{year}", f"{year}-01-01", training_flop=2.0**60) for year in (2015, 2016)]

    found = named(choices([*yearly(0, 1, 4), *worse], "training_flop", "least"))

    # 366, 365 and, from 2014 to 2016, 730 days
    slope = np.polyfit([0, 366, 731], [0, 1, 4], 1, w=np.sqrt([366, 365, 730]))[0]
    weighted = found["records: straight line, each weighed by the time it stood"]
    assert weighted == pytest.approx(1 / (slope * 30.4375), rel=1e-9)


def test_a_tie_is_no_record():
    # 0, 1 and 2 gained in years 0, 1 and 3: slope (4 / 3 + 5 / 3) / (16 + 1 + 25) x 9 = 27 / 42 a year
    found = named(choices(yearly(0, 1, 1, 2), "training_flop", "least"))

    assert found["records: straight line"] == pytest.approx(12 * 42 / 27, rel=0.003)


def test_a_level_line_gives_no_rate():
    days = ("2013-01-01", "2014-01-01", "2015-01-01", "2016-01-01", "2016-12-31")  # 365 days apart
    rows = [
        make_result(f"S{n}", day, training_flop=2.0 ** (60 - gained))
        for n, (day, gained) in enumerate(zip(days, (0, 1, 2, 1, 0), strict=True))
    ]

    found = named(choices(rows, "training_flop", "least"))

    assert "all results: straight line" not in found
    assert found["records: straight line"] == pytest.approx(12, rel=0.003)


def by_the_rule_of_all(self, points):
    """The records among those points, all of them asked."""
    figures = [self.figures[place] for place in points.places.tolist()]
    return points.of(np.array(module.standing(figures, self.record_is).records, dtype=np.intp))


many = st.lists(
    st.tuples(
        st.integers(0, 30),
        st.sampled_from([1.0, 1.0 + 2.0**-52, 1.3, 2.0, 2.5, 4.0, 8.0, 16.0]),
        st.sampled_from(["counted", "hardware", "hardware", "parameters"]),
        st.sampled_from(["V100", "A100", ""]),
        st.sampled_from(["a", "b", "c"]),
    ),
    min_size=3,
    max_size=20,
)


@given(many, st.sampled_from(["least", "most"]))
def test_records_are_those_of_the_rule_whatever_is_left_out(drawn, record_is):
    rows = [
        make_result(
            f"S{n}",
            f"20{10 + month // 12}-{month % 12 + 1:02}-01",
            training_flop=flop * 2.0**50,
            flop_method=method,
            utilisation=0.33 if method == "hardware" else None,
            device=device,
            submission=submission,
        )
        for n, (month, flop, method, device, submission) in enumerate(drawn)
    ]
    fast = choices(rows, "training_flop", record_is)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(module._Given, "records", by_the_rule_of_all)
        by_rule = choices(rows, "training_flop", record_is)
    if not module._in_order(rows, "training_flop", record_is).plain:
        assert fast == by_rule


def test_the_rule_is_asked_of_what_may_be_a_record_alone(monkeypatch):
    """300 results behind the first of six records, and an estimate: each asks the rule of eight at most."""
    behind = [make_result(f"B{n}", "2012-06-01", training_flop=2.0**61 + n) for n in range(300)]
    unsure = estimated("Unsure", "2014-06-01", 2.0**57.5)
    asked = []
    rule = module.standing

    def counted(figures, best):
        asked.append(len(figures))
        return rule(figures, best)

    monkeypatch.setattr(module, "standing", counted)

    found = choices([*yearly(0, 1, 2, 3, 4, 5), *behind, unsure], "training_flop", "least")

    assert len([one for one in found if one.kind == "record"]) == 6
    # once each: all, those of each of four methods, without their one source, without each of six records
    assert len(asked) == 12
    assert max(asked) == 7  # the six and the estimate; without the first record the first of those behind it

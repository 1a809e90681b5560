from __future__ import annotations

import json
from datetime import date, timedelta

import pytest

from effsite.analysis.summary import summarise
from effsite.analysis.summary_json import summary_json
from effsite.errors import UsageError
from effsite.records import PublicationDate
from effsite.records.earlier import Earlier
from tests.builders import (
    make_attempt,
    make_result,
    make_results,
    make_runs_target,
    make_statement,
    make_target,
    make_task,
    make_task_collection,
)

FOUR = make_results(
    ("AlexNet", "2012-01-01", 16e17),
    ("GoogLeNet", "2014-01-01", 4e17),
    ("VGG", "2015-01-01", 20e17),
    ("EfficientNet", "2016-01-01", 1e17),
)


def summary_of(results, target=None, measure=None, **fields):
    return summarise(make_task_collection(results, **fields), target or make_target(), measure)


def test_a_factor_runs_from_the_first_record_to_the_last():
    summary = summary_of(FOUR)

    assert (summary.baseline.system, summary.latest_record.system) == ("AlexNet", "EfficientNet")
    assert (summary.factor, summary.span_months) == (16, 48)  # 1461 days / 30.4375
    assert (summary.average_halving_time_months, summary.moore_factor) == (12, 4)


def test_the_trend_is_fitted_over_the_frontier_alone():
    summary = summary_of(FOUR)

    assert (summary.n, summary.trend.n) == (3, 3)
    assert summary.doubling_time_months == pytest.approx(12, abs=0.02)


def test_a_target_may_have_its_trend_fitted_over_all_that_compete():
    assert summary_of(FOUR, make_target(trend_over="all")).n == 4


def test_every_result_has_its_factor_against_the_baseline():
    factors = {r.result.system: r.factor for r in summary_of(FOUR).results}

    assert factors == {"AlexNet": 1, "GoogLeNet": 4, "VGG": 0.8, "EfficientNet": 16}


def test_for_a_history_of_runs_a_larger_one_has_a_factor_above_one():
    rows = make_results(("A", "2012-01-01", 2e17), ("B", "2014-01-01", 6e17), flop_scope="whole-run")

    assert [r.factor for r in summary_of(rows, make_runs_target()).results] == [1, 3]


def test_results_come_in_date_order_with_their_standing():
    rows = summary_of(reversed(FOUR)).results

    assert [(r.result.system, r.on_frontier) for r in rows] == [
        ("AlexNet", True),
        ("GoogLeNet", True),
        ("VGG", False),
        ("EfficientNet", True),
    ]


def test_a_result_that_does_not_compete_stays_in_view_and_says_why():
    (row,) = summary_of([make_result(status="withdrawn")]).results

    assert (row.competes, row.on_frontier, row.why_not, row.factor) == (False, False, "withdrawn", None)


def test_no_factor_crosses_from_a_whole_run_to_compute_up_to_the_target():
    whole = make_result("Whole", "2013-01-01", training_flop=1e16, flop_scope="whole-run")

    rows = summary_of((*FOUR, whole)).results

    assert [(r.factor, r.why_not) for r in rows if r.result is whole] == [(None, "compute of a whole run")]


def test_results_without_the_measure_are_named_apart_and_counted_in_a_note():
    untimed = make_result("Timed", training_flop=None, seconds=60.0)

    summary = summary_of((*FOUR, untimed))

    assert summary.without_measure == (untimed,)
    assert summary.notes == ("1 result without training compute: not compared here.",)


def test_a_month_without_a_day_is_said_in_a_note():
    assert summary_of([make_result(published="2016-11")]).notes == (
        "1 result dated by month only: counted as of the 15th.",
    )


def test_a_system_entered_twice_is_said_in_a_note():
    rows = make_results(("AlexNet", "2012-01-01", 2e17), ("AlexNet", "2013-01-01", 1e17))

    assert summary_of(rows).notes == ("More than one result of: AlexNet.",)


def test_two_records_give_a_factor_but_no_rate_of_any_kind():
    summary = summary_of((FOUR[0], FOUR[3]))

    assert (summary.n, summary.factor, summary.average_halving_time_months) == (2, 16, None)
    assert summary.trend is None
    assert summary.trend_refused == "two points only; a trend is fitted to three or more"


def test_a_single_result_has_neither_factor_nor_span():
    summary = summary_of(FOUR[:1])

    assert summary.baseline is summary.latest_record is not None
    assert (summary.n, summary.factor, summary.span_months, summary.moore_factor) == (1, None, None, None)


def test_a_target_without_results_is_empty_and_says_so():
    summary = summary_of([])

    assert (summary.results, summary.baseline, summary.factor, summary.trend) == ((), None, None, None)
    assert summary.trend_refused.startswith("no point")


def test_a_trend_over_all_results_that_do_not_improve_is_refused_in_words():
    rows = make_results(("A", "2012-01-01", 1e17), ("B", "2013-01-01", 2e17), ("C", "2014-01-01", 4e17))

    summary = summary_of(rows, make_target(trend_over="all"))

    assert summary.trend is None
    assert "no gain" in summary.trend_refused


def test_another_measure_has_a_frontier_of_its_own_and_no_claims():
    rows = [
        make_result("A", "2012-01-01", seconds=100.0),
        make_result("B", "2013-01-01", training_flop=9e18, seconds=50.0),
    ]
    stated = make_statement("factor", "44x", "44")

    summary = summary_of(rows, measure="seconds", statements=(stated,))

    assert (summary.measure, summary.factor, summary.claims) == ("seconds", 2, ())


def test_device_hours_are_a_measure_like_any_other():
    rows = [
        make_result("A", "2012-01-01", devices=8, seconds=3600.0),
        make_result("B", "2013-01-01", devices=2, seconds=1800.0),
    ]

    assert summary_of(rows, measure="device_hours").factor == 8  # 8 x 1 h against 2 x 0.5 h


def test_an_unknown_measure_is_refused_with_the_closest_known():
    with pytest.raises(UsageError, match="unknown measure 'training_flops'") as caught:
        summary_of(FOUR, measure="training_flops")
    assert "training_flop" in caught.value.hint


def test_statements_about_other_targets_are_left_out():
    stated = make_statement("factor", "44x", "44", target="resnet50-level")

    assert summary_of(FOUR, statements=(stated,)).claims == ()


def test_the_json_object_begins_with_the_promised_keys():
    assert list(summary_json(summary_of(FOUR)))[:12] == [
        "task",
        "target",
        "measure",
        "n",
        "factor",
        "span_months",
        "doubling_time_months",
        "two_point_doubling_time_months",
        "interval",
        "r_squared",
        "moore_factor",
        "frontier",
    ]


def test_the_json_frontier_gives_system_date_compute_and_factor():
    assert summary_json(summary_of(FOUR))["frontier"][1] == {
        "system": "GoogLeNet",
        "published": "2014-01-01",
        "training_flop": 4e17,
        "factor": 4,
    }


def test_the_json_frontier_names_another_measure_by_its_own_name():
    rows = [make_result("A", seconds=100.0)]

    assert summary_json(summary_of(rows, measure="seconds"))["frontier"][0]["seconds"] == 100


def test_the_json_gives_a_claim_as_stated_and_as_recorded():
    stated = make_statement("published", "6/1/2012", "2012-06-01", system="AlexNet")

    (claim,) = summary_json(summary_of(FOUR, statements=(stated,)))["stated"]

    assert (claim["read_as"], claim["on_record"]) == ("2012-06-01", "2012-01-01")
    assert (claim["difference"], claim["agrees"]) == (152.0, False)  # 31+29+31+30+31 days


@pytest.mark.parametrize("count", range(5))
def test_any_number_of_results_makes_strict_json(count):
    stated = make_statement("factor", "44x", "44")

    text = json.dumps(summary_json(summary_of(FOUR[:count], statements=(stated,))), allow_nan=False)

    assert json.loads(text)["target"] == "alexnet-level"


def uneven(**fields):
    """Five yearly records that gain 1, 1, 1 and 5 doublings."""
    return make_results(
        *((f"S{n}", f"20{12 + n}-01-01", 2.0 ** (60 - gained)) for n, gained in enumerate((0, 1, 2, 3, 8))),
        **fields,
    )


def test_an_interval_without_an_upper_end_is_null_with_its_reason():
    interval = summary_json(summary_of(uneven()))["interval"]

    assert interval["high"] is None
    assert interval["note"] == "the records set no upper end"


def test_records_of_one_source_are_one_step_and_have_no_interval():
    summary = summary_of(uneven(source_url="https://papers.example/one"))

    assert summary.interval is None
    refused = "no step between records of different works, all being of one; it takes 4"
    assert summary_json(summary)["interval_refused"] == refused


def test_a_level_that_is_not_measured_is_noted_and_nothing_is_fitted():
    target = make_target(level=None, level_of="GoogLeNet")
    summary = summarise(make_task_collection(task=make_task(target)), target)

    assert summary.notes == ("The level is not measured yet: it will be that of GoogLeNet.",)
    assert summary.trend_refused == "no points; a trend is fitted to three or more"


def test_a_row_at_a_level_that_is_not_measured_sets_no_record():
    target = make_target(level=None, level_of="GoogLeNet")
    summary = summarise(make_task_collection([make_result(value=0.8)], task=make_task(target)), target)

    assert summary.baseline is None
    assert [r.why_not for r in summary.results] == ["the level is not measured yet"]


def test_the_json_object_is_whole():
    # 1461 days are 48 months: four doublings of 12 months, which Moore's law would make 2 ** (48 / 24)
    stated = make_statement("factor", "44x", "44", system="Newer", source="A paper, page 1.")
    rows = make_results(("Old", "2012-01-01", 16e17), ("Newer", "2016-01-01", 1e17))

    assert summary_json(summary_of(rows, statements=(stated,))) == {
        "task": "imagenet",
        "target": "alexnet-level",
        "measure": "training_flop",
        "n": 2,
        "factor": 16,
        "span_months": 48,
        "doubling_time_months": None,
        "two_point_doubling_time_months": None,
        "interval": None,
        "r_squared": None,
        "moore_factor": 4,
        "frontier": [
            {"system": "Old", "published": "2012-01-01", "training_flop": 16e17, "factor": 1},
            {"system": "Newer", "published": "2016-01-01", "training_flop": 1e17, "factor": 16},
        ],
        "fit_over": "frontier",
        "record_is": "least",
        "trend_refused": "two points only; a trend is fitted to three or more",
        "interval_refused": "",
        "notes": [],
        "results": [
            {
                "system": name,
                "published": day,
                "training_flop": flop,
                "factor": factor,
                "on_frontier": True,
                "why_not": "",
                "status": "claimed",
                "source_url": "",
                "figure_low": low,
                "figure_high": high,
                "figure_ends": "derived",
            }
            for name, day, flop, factor, low, high in [
                # stated totals: 0.33 to 2.1 times each
                ("Old", "2012-01-01", 16e17, 1, 5.28e17, 3.36e18),
                ("Newer", "2016-01-01", 1e17, 16, 3.3e16, 2.1e17),
            ]
        ],
        "more_than": [],
        "stated": [
            {
                "system": "Newer",
                "field": "factor",
                "as_printed": "44x",
                "read_as": 44,
                "on_record": 16,
                "difference": 1.75,
                "agrees": False,
                "derived_doubling_months": 12,
                "note": "",
                "source": "A paper, page 1.",
            }
        ],
        "average_halving_time_months": None,
        "recent": None,
        "trend_describes": False,
        "regimes": [],
        "choices": [],
        "estimated_share": 0,
        # log2(1 / 0.33) = 1.5995 and log2(2.1) = 1.0704, in quadrature 1.9246 doublings: a factor of 3.797
        "factor_low": pytest.approx(16 / 3.797, rel=1e-3),
        "factor_high": pytest.approx(16 * 3.797, rel=1e-3),
        "significance": [],
        "latest_result": "2016-01-01",
        "last_checked": None,
    }


def test_the_json_interval_has_both_ends_its_level_and_how_it_was_got():
    rows = make_results(*((f"S{n}", f"20{12 + n}-01-01", 2.0 ** (60 - n)) for n in range(5)))

    # Each year gains one doubling: the four steps are alike but for a leap day. Both ends are stated totals,
    # from 0.33 to 2.1 times what they say: log2(3.0303) = 1.5995 and log2(2.1) = 1.0704 doublings, in
    # quadrature 1.9246, over 48 months 0.040096 a month beside r = 0.083333. The ends of the rate are
    # 0.083333 - 0.040096 = 0.043237 and 0.083333 exp(0.48115) = 0.134829: 23.13 and 7.417 months.
    interval = summary_json(summary_of(rows))["interval"]
    assert (interval["low"], interval["high"]) == pytest.approx((7.417, 23.13), rel=2e-3)
    kind = "steps between records, and the doubt of the first and the latest figure"
    assert (interval["level"], interval["kind"]) == (0.9, kind)
    assert interval["of"] == "average_halving_time_months"
    assert 0.85 <= interval["coverage"] <= 0.9
    assert (
        summary_json(summary_of(rows))["trend_refused"]
        == summary_json(summary_of(rows))["interval_refused"]
        == ""
    )


def test_a_measure_without_doubt_has_the_interval_of_its_steps():
    rows = [make_result(f"S{n}", f"20{12 + n}-01-01", examples=2.0 ** (60 - n)) for n in range(5)]

    interval = summary_json(summary_of(rows, measure="examples"))["interval"]
    assert (interval["low"], interval["high"]) == (pytest.approx(12, abs=0.03), pytest.approx(12, abs=0.03))


def test_several_systems_entered_twice_and_several_months_are_said_together():
    rows = make_results(
        ("VGG", "2012-01", 2e17),
        ("VGG", "2013-01", 1e17),
        ("AlexNet", "2012-02-01", 2e17),
        ("AlexNet", "2013-02-01", 1e17),
    )

    assert summary_of(rows).notes == (
        "2 results dated by month only: counted as of the 15th.",
        "More than one result of: AlexNet, VGG.",
    )


def test_a_single_record_has_no_average_rate():
    summary = summary_of(FOUR[:1])

    assert summary.average_halving_time_months is None


def test_a_line_whose_rate_is_far_from_the_average_is_no_trend():
    # log2 falls 0.1 in the first 24 months, 0.1 in the next and 6 in the last 12: 60 months / 6.2 = 9.7 on
    # average, while least squares, tilted by the two early points, gives a slower rate
    rows = make_results(
        ("A", "2012-01-01", 2.0**60),
        ("B", "2014-01-01", 2.0**59.9),
        ("C", "2016-01-01", 2.0**59.8),
        ("D", "2017-01-01", 2.0**53.8),
    )

    summary = summary_of(rows)

    assert summary.average_halving_time_months == pytest.approx(60.02 / 6.2, abs=0.01)
    assert summary.doubling_time_months > 1.2 * summary.average_halving_time_months
    assert not summary.describes
    assert summary_json(summary)["trend_describes"] is False


def test_a_steady_fall_is_described_by_its_line():
    assert summary_of(FOUR).describes


def test_a_curve_that_bends_gives_its_two_regimes_and_no_trend():
    rows = [
        make_result(f"S{n}", f"20{10 + n}-01-01", training_flop=2.0 ** (60 - 4 * min(n, 5) - max(n - 5, 0)))
        for n in range(12)
    ]

    summary = summary_of(rows)
    regimes = summary_json(summary)["regimes"]

    assert not summary.describes
    # a year is 12 months: four halvings a year up to 2015, one from then on
    assert [r["halving_time_months"] for r in regimes] == pytest.approx([3, 12], rel=0.01)
    assert (regimes[0]["from"], regimes[1]["to"]) == ("2010-01-01", "2021-01-01")
    assert regimes[0]["to"] == regimes[1]["from"]


def test_the_share_of_estimates_counts_records_from_the_hardware():
    rows = [
        make_result("A", "2012-01-01", training_flop=4e18, flop_method="hardware"),
        make_result("B", "2013-01-01", training_flop=2e17),
        make_result("C", "2014-01-01", training_flop=1e17, source_kind="estimated"),
        make_result("D", "2015-01-01", training_flop=5e16),
    ]

    assert summary_of(rows).estimated_share == 0.5


@pytest.mark.parametrize("measure", ["examples", "seconds", "parameters"])
def test_moores_law_is_held_against_compute_and_cost_alone(measure):
    rows = [
        make_result("A", "2012-01-01", cost_usd=100.0, **{measure: 100.0}),
        make_result("B", "2016-01-01", cost_usd=50.0, **{measure: 50.0}),
    ]

    assert summary_of(rows, measure=measure).moore_factor is None
    assert summary_of(rows, measure="cost_usd").moore_factor == 4


def test_a_time_measured_anew_of_an_old_system_is_no_part_of_a_history():
    again = {"source_kind": "measured", "paper_url": "https://papers.example/lenet"}
    rows = [
        make_result("LeNet", "1998-11-01", training_flop=2e18, seconds=100.0, **again),
        make_result("AlexNet", "2012-06-01", seconds=50.0, **again),
    ]

    summary = summary_of(rows, measure="seconds")

    assert (summary.factor, summary.baseline) == (None, None)
    assert {r.why_not for r in summary.results} == {"timed anew on later hardware"}
    assert summary_of(rows).factor == 2  # the compute is a count, and the same on every machine


def test_systems_that_stayed_short_are_more_than_what_they_spent():
    attempts = (make_attempt("Small", "2016-02-24", training_flop=3e17, examples=2e6), make_attempt("Other"))
    collection = make_task_collection(make_results(("A", "2012-01-01", 8e17)), attempts=attempts)
    target = collection.task.targets[0]

    by_compute = summary_json(summarise(collection, target))
    assert by_compute["more_than"] == [{"system": "Small", "published": "2016-02-24", "training_flop": 3e17}]
    assert by_compute["frontier"][0]["system"] == "A"
    assert [b.value for b in summarise(collection, target, "examples").more_than] == [2e6]


def test_the_latest_result_is_one_that_sets_no_record_or_lacks_the_measure_too():
    slow = make_result("Slow", "2017-05-01", training_flop=9e18)
    untimed = make_result("Untimed", "2018-07-01", training_flop=None, seconds=60.0)

    assert summary_of((*FOUR, slow)).latest_result.system == "Slow"
    assert summary_of((*FOUR, slow, untimed)).latest_result.system == "Untimed"
    assert summary_of([]).latest_result is None


def test_the_json_says_when_the_latest_result_is_and_when_the_sources_were_last_read():
    target = make_target(last_checked=PublicationDate.parse("2026-11"))

    dates = summary_json(summary_of(FOUR, target))

    assert (dates["latest_result"], dates["last_checked"]) == ("2016-01-01", "2026-11")
    assert summary_json(summary_of([]))["latest_result"] is None


def test_records_days_apart_by_factors_of_a_thousand_have_no_factor_a_year():
    # 20 doublings in two days are 3653 in a year: 2 ** 3653 is no number
    rows = make_results(("A", "2012-01-01", 2e23), ("B", "2012-01-02", 2e20), ("C", "2012-01-03", 2e17))
    summary = summary_of(rows)

    assert summary.average_halving_time_months == pytest.approx(0.003297, abs=1e-6)  # 2 / 30.4375 / 19.93
    assert summary.average_factor_per_year is None
    assert summary_of(FOUR).average_factor_per_year == 2


def test_what_rows_of_the_target_said_before_is_with_it_and_that_of_others_is_not():
    def before(target):
        told = {"task": "imagenet", "submission": "tests", "system": "AlexNet", "until": date(2024, 5, 3)}
        return Earlier(target=target, values=(("training_flop", "5e17"),), **told)

    mine, other = before("alexnet-level"), before("other")

    assert summary_of(FOUR, earlier=(other, mine)).earlier == (mine,)


def test_the_average_factor_a_year_follows_from_the_average_rate():
    # 16 = 2 ** 4 in 24 months (730.5 days, 731 from day to day): 2 ** 2 a year
    rows = make_results(("A", "2012-01-01", 16e17), ("B", "2013-01-01", 4e17), ("C", "2014-01-01", 1e17))

    assert summary_of(rows).average_factor_per_year == pytest.approx(4, rel=3e-3)


def test_the_ends_of_a_factor_are_those_of_its_two_figures():
    # In doublings the first figure may be 1 less or 2 more, the last 1 less or none more.
    # Less: sqrt(1 + 0) = 1 doubling, 16 / 2; more: sqrt(4 + 1) = 2.236, 16 x 4.711
    first = make_result(
        "A", "2012-01-01", training_flop=16e17, training_flop_low=8e17, training_flop_high=64e17
    )
    last = make_result("B", "2014-01-01", training_flop=1e17, training_flop_low=5e16, training_flop_high=1e17)
    middle = make_result("M", "2013-01-01", training_flop=4e17)

    assert summary_of((first, middle, last)).factor_ends == pytest.approx((8, 75.38), rel=1e-3)
    assert summary_of((first,)).factor_ends is None


def test_a_measure_of_which_the_most_is_best_bends_as_one_of_which_the_least_is():
    # a doubling every two months up to the sixth, then a quarter of one
    days = [date(2020, 1, 1) + timedelta(days=61 * n) for n in range(12)]
    rows = make_results(
        *((f"S{n}", str(day), 1e17 * 2.0 ** (min(n, 5) + max(n - 5, 0) / 4)) for n, day in enumerate(days))
    )

    assert summary_of(rows, make_target(record_is="most")).broken.bend == days[5]


def test_the_json_has_the_rate_by_other_choices_by_their_names_and_figures_without_ends():
    found = summary_json(summary_of(FOUR))

    # AlexNet to EfficientNet: 16 times in 48 months
    assert found["choices"][0]["halving_time_months"] == pytest.approx(12, rel=1e-3)
    assert all(set(choice) == {"name", "halving_time_months"} for choice in found["choices"])
    timed = make_result("A", "2012-01-01", seconds=60.0)
    target = make_target(measure="seconds")
    (row,) = summary_json(summary_of([timed], target, task=make_task(target)))["results"]
    assert row["figure_ends"] == ""

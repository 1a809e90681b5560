"""The analysis reproduces what was published, from figures typed here out of the sources."""

from __future__ import annotations

from datetime import date

import pytest

from effsite.analysis.comparison import effective_compute, moore_factor
from effsite.analysis.frontier import frontier
from effsite.analysis.summary import summarise
from effsite.analysis.trend import fit_trend, two_point_doubling_time
from effsite.units import FLOP_PER_PFS_DAY
from tests.builders import (
    make_results,
    make_runs_target,
    make_statement,
    make_target,
    make_task_collection,
)

# Hernandez & Brown 2020 (arXiv 2005.04305), table 3, all 16 points of AlexNet level: totals in units
# of 1e15 multiply-accumulates as printed, with the dates of the arXiv entries (AlexNet: the tracker's).
ALEXNET_LEVEL = (
    ("VGG-11", "2014-09-04", 367.7),
    ("Wide-ResNet-50", "2016-05-23", 308.0),
    ("AlexNet", "2012-06-01", 266.1),
    ("ResNet-50", "2015-12-10", 118.6),
    ("ResNet-34", "2015-12-10", 118.5),
    ("ResNeXt-50", "2016-11", 115.3),
    ("ResNet-18", "2015-12-10", 97.9),
    ("DenseNet-121", "2016-08-25", 82.9),
    ("SqueezeNet v1.1", "2016-02-24", 73.3),
    ("GoogLeNet", "2014-09-17", 61.4),
    ("MobileNet v1", "2017-04-17", 24.0),
    ("MobileNet v2", "2018-01-13", 20.2),
    ("ShuffleNet v2 1.5x", "2018-07-30", 15.4),
    ("ShuffleNet v1 1x", "2017-07-04", 12.9),
    ("ShuffleNet v2 1x", "2018-07-30", 10.8),
    ("EfficientNet-B0", "2019-05-28", 6.0),
)

# OpenAI 2018, AI and Compute, the 15 runs of the modern era in pfs-days, read off the chart's SVG.
LARGEST_RUNS = (
    ("AlexNet", "2012-06-01", 0.00579),
    ("Dropout", "2012-07-03", 0.00213),
    ("Visualizing and Understanding Conv Nets", "2013-11-12", 0.00615),
    ("DQN", "2013-12-19", 2.7e-05),
    ("VGG", "2014-09-04", 0.098),
    ("Seq2Seq", "2014-09-10", 0.0932),
    ("GoogleNet", "2014-09-17", 0.018),
    ("DeepSpeech2", "2015-12-08", 0.24),
    ("ResNets", "2015-12-10", 0.121),
    ("Neural Machine Translation", "2016-09-25", 79.4),
    ("Xception", "2016-10-07", 5.21),
    ("Neural Architecture Search", "2016-11-05", 32.0),
    ("TI7 Dota 1v1", "2017-08-11", 6.97),
    ("AlphaGoZero", "2017-10-19", 1860.0),
    ("AlphaZero", "2017-12-05", 420.0),
)


def alexnet_level(**fields):
    rows = [(system, day, 2e15 * total) for system, day, total in ALEXNET_LEVEL]
    return summarise(make_task_collection(make_results(*rows), **fields), make_target())


def largest_runs():
    rows = [(system, day, FLOP_PER_PFS_DAY * days) for system, day, days in LARGEST_RUNS]
    return summarise(make_task_collection(make_results(*rows, flop_scope="whole-run")), make_runs_target())


def test_six_of_the_sixteen_points_at_alexnet_level_are_records():
    assert [r.system for r in alexnet_level().frontier.results] == [
        "AlexNet",
        "GoogLeNet",
        "MobileNet v1",
        "ShuffleNet v1 1x",
        "ShuffleNet v2 1x",
        "EfficientNet-B0",
    ]


def test_compute_to_alexnet_level_fell_44_fold_in_seven_years():
    summary = alexnet_level()

    assert summary.factor == pytest.approx(44.35, abs=0.01)  # 266.1 / 6.0; published as 44x
    # 2012-06-01 to 2019-05-28 are 2552 days; / 30.4375 = 83.84 months.
    assert summary.span_months == pytest.approx(83.84, abs=0.01)


def test_regression_at_alexnet_level_gives_the_published_16_months():
    trend = alexnet_level().trend

    assert trend.doubling_time_months == pytest.approx(15.86, abs=0.005)
    assert trend.n == 6
    interval = alexnet_level().interval
    assert interval.low < 15.325 < 15.86 < interval.high


def test_two_points_at_alexnet_level_give_15_months_and_not_16():
    # log2(44.35) = 5.4709; 83.84 / 5.4709 = 15.325
    assert alexnet_level().average_halving_time_months == pytest.approx(15.325, abs=0.002)


def test_moores_law_over_the_same_span_gives_the_published_11x():
    assert alexnet_level().moore_factor == pytest.approx(11.26, abs=0.01)  # 2 ** (83.84 / 24)
    assert moore_factor(48.0) == 4


def test_the_largest_runs_doubled_every_3_4_months():
    summary = largest_runs()

    assert summary.trend.doubling_time_months == pytest.approx(3.4365, abs=0.0005)
    assert summary.n == 15
    assert summary.target.trend_over == "all"


def test_the_largest_runs_grew_more_than_300_000_fold():
    summary = largest_runs()

    assert summary.factor == pytest.approx(321_244, abs=1)  # 1860 / 0.00579
    assert (summary.baseline.system, summary.latest_record.system) == ("AlexNet", "AlphaGoZero")
    assert summary.span_months == pytest.approx(64.59, abs=0.01)  # 1966 days


def test_inference_at_alexnet_level_halved_every_15_months():
    # 720 / 40 = 18; 2012-06-01 to 2017-07-03 are 61.04 months; / log2(18) = 4.1699 gives 14.64.
    assert two_point_doubling_time(18.0, 61.04) == pytest.approx(14.64, abs=0.01)


def test_the_six_rounded_rows_of_the_tracker_give_15_7_months():
    dates = [
        date(2012, 6, 1),
        date(2014, 9, 17),
        date(2017, 4, 17),
        date(2017, 7, 3),
        date(2018, 6, 30),
        date(2019, 5, 28),
    ]

    trend = fit_trend(dates, [3.1, 0.71, 0.28, 0.15, 0.12, 0.069], rising=False)

    assert trend.doubling_time_months == pytest.approx(15.68, abs=0.005)


def test_effective_compute_takes_both_factors_to_the_same_day():
    algorithms = alexnet_level().frontier

    both = effective_compute(largest_runs().frontier, algorithms)

    # By AlphaGo Zero's day the collection at AlexNet level was ShuffleNet v1: 266.1 / 12.9 = 20.63.
    assert (both.start, both.end) == (date(2012, 6, 1), date(2017, 10, 19))
    assert both.algorithms[1].system == "ShuffleNet v1 1x"
    assert both.factor == pytest.approx(321_244 * 20.63, rel=1e-3)


def test_the_published_claims_agree_with_the_record_that_they_come_from():
    claims = alexnet_level(
        statements=(
            make_statement("factor", "44x", "44", system="EfficientNet-B0"),
            make_statement("doubling_time_months", "16 months", "16"),
            make_statement("training_flop", "3.1 teraflop/s-days", "5.3568e17", system="AlexNet"),
            make_statement("training_flop", "0.12", "2.0736e16", system="ShuffleNet v2 1x"),
        )
    ).claims

    assert [c.agrees for c in claims] == [True, True, True, True]


def test_the_trackers_ten_fold_at_resnet_50_level_does_not_follow_from_its_own_computes():
    rows = make_results(("ResNet-50", "2015-12-10", 17.0), ("EfficientNet-B1", "2019-05-28", 0.75))
    stated = make_statement("factor", "10x", "10", system="EfficientNet-B1")

    (claim,) = summarise(make_task_collection(rows, statements=(stated,)), make_target()).claims

    assert not claim.agrees
    assert claim.on_record == pytest.approx(22.67, abs=0.01)  # 17 / 0.75


def test_an_eighteen_fold_claim_of_an_earlier_system_gets_that_systems_own_doubling_time():
    rows = make_results(("AlexNet", "2012-06-01", 720e6), ("ShuffleNet 0.5x", "2017-07-04", 40e6))
    later = make_results(("Later", "2019-05-28", 20e6))
    stated = make_statement("factor", "18x", "18", system="ShuffleNet 0.5x")

    (claim,) = summarise(make_task_collection((*rows, *later), statements=(stated,)), make_target()).claims

    # 1859 days / 30.4375 = 61.08 months; / log2(18) = 4.1699 gives 14.65.
    assert (claim.agrees, claim.on_record) == (True, 18)
    assert claim.derived_doubling_months == pytest.approx(14.65, abs=0.005)


def test_the_grey_points_change_no_record():
    records = {
        "AlexNet",
        "GoogLeNet",
        "MobileNet v1",
        "ShuffleNet v1 1x",
        "ShuffleNet v2 1x",
        "EfficientNet-B0",
    }
    rows = [(system, day, 2e15 * total) for system, day, total in ALEXNET_LEVEL if system in records]

    assert frontier(make_target(), make_results(*rows)).gain == alexnet_level().frontier.gain

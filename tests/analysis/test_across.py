from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from effsite.analysis.across import across_targets, have_rates
from effsite.analysis.summary import summarise
from effsite.records import TaskCollection
from tests.builders import (
    make_collection,
    make_result,
    make_runs_target,
    make_target,
    make_task,
    make_task_collection,
)

START = date(2020, 1, 1)


def records(values: list[float], *, days: int, target: str = "level", **fields: object) -> list:
    """Results of as many papers, each `days` after the one before."""
    return [
        make_result(
            f"System {n}",
            str(START + timedelta(days=days * n)),
            training_flop=value,
            training_flop_low=value,  # figures without a doubt of their own
            training_flop_high=value,
            target=target,
            source_url=f"https://example.org/{target}/{n}",
            **fields,
        )
        for n, value in enumerate(values)
    ]


def task(name: str, *targets: tuple[str, list[float], int], domain: str = "Vision", **fields: object):
    made = make_task(
        *(make_target(task=name, name=target, title=target) for target, _, _ in targets),
        name=name,
        title=name,
        domain=domain,
    )
    rows = [
        row
        for target, values, days in targets
        for row in records(values, days=days, target=target, task=name, **fields)
    ]
    return make_task_collection(rows, task=made)


UNEVEN = [256.0, 128.0, 16.0, 8.0, 1.0]
"""Gains of 1, 3, 1 and 3 doublings."""


def three_tasks() -> tuple[TaskCollection, ...]:
    return (
        task("cifar", ("94-percent", UNEVEN, 400)),
        task("imagenet", ("alexnet-level", [1e18 * v for v in UNEVEN], 200)),
        task("text", ("loss-3", [1e19 * v for v in UNEVEN], 100), domain="Language"),
    )


def test_a_target_has_its_halving_time_its_interval_and_the_error_of_its_rate() -> None:
    # 8 doublings in 400 days: 50 days, / 30.4375 = 1.64271 months. The interval of these steps, in doublings
    # a day, reaches from 0.002965 to 0.046874, and their error is 0.288675 of the rate (see test_interval).
    found = across_targets(make_collection(task("text", ("loss-3", UNEVEN, 100))))

    (rate,) = found.rates
    assert (rate.name, rate.months) == ("text/loss-3", pytest.approx(1.64271, abs=1e-5))
    assert rate.low == pytest.approx(1 / 0.046874 / 30.4375, rel=1e-3)
    assert rate.high == pytest.approx(1 / 0.002965 / 30.4375, rel=1e-3)
    assert rate.relative_error == pytest.approx(0.288675, abs=1e-6)
    assert (rate.baseline_flop, rate.records) == (256, 5)
    assert rate.span_months == pytest.approx(400 / 30.4375)
    assert found.overall.mean is None


def test_three_tasks_give_the_mean_of_their_logarithms() -> None:
    # Months of 4, 2 and 1 times 1.64271 with one relative error of 0.288675, e. The mean of the logarithms is
    # that of the middle one: 3.28542. Squares: 2 x ln(2)^2 = 0.960906, so spread^2 = 0.480453 - e^2 =
    # 0.397120, spread 0.630174: a factor of 1.87794. I^2 = 1 - 2 e^2 / 0.960906 = 0.826552.
    # Error: sqrt(0.480453 / 3) = 0.400188; t is 2.91999: exp(1.168544) = 3.21730.
    # A further one: s^2 = 0.480453; 2.91999 x sqrt(0.480453 + 0.160151) = 2.337104: exp = 10.3513.
    found = across_targets(make_collection(*three_tasks()))

    mean = found.overall.mean
    assert mean is not None
    assert [r.name for r in found.entering] == ["cifar/94-percent", "imagenet/alexnet-level", "text/loss-3"]
    assert (mean.n, mean.months) == (3, pytest.approx(3.28542, abs=1e-5))
    assert mean.spread == pytest.approx(1.87794, abs=1e-5)
    assert mean.i_squared == pytest.approx(0.826552, abs=1e-5)
    assert (mean.low, mean.high) == pytest.approx((3.28542 / 3.21730, 3.28542 * 3.21730), rel=1e-5)
    assert (mean.next_low, mean.next_high) == pytest.approx((3.28542 / 10.3513, 3.28542 * 10.3513), rel=1e-4)


def test_a_task_enters_through_the_target_of_the_longest_span() -> None:
    twice = task("imagenet", ("short", UNEVEN, 100), ("long", UNEVEN, 150), ("other", UNEVEN, 120))

    found = across_targets(make_collection(twice))

    assert [r.target.name for r in found.rates] == ["short", "long", "other"]
    assert [r.target.name for r in found.entering] == ["long"]
    names = {e.name: [r.target.name for r in e.rates] for e in found.others}
    assert names["Every target, as if independent"] == ["short", "long", "other"]
    assert found.others[-1].mean is not None


def test_of_equal_spans_the_one_with_more_records_enters() -> None:
    more = [2.0**8, 2.0**7, 2.0**6, 2.0**5, 8.0, 4.0, 2.0, 1.5, 1.0]
    twice = task("imagenet", ("a", UNEVEN, 200), ("b", more, 100))

    assert [r.target.name for r in across_targets(make_collection(twice)).entering] == ["b"]


def test_parts_are_by_domain_and_by_the_scale_of_the_baseline() -> None:
    found = across_targets(make_collection(*three_tasks()))

    parts = {e.name: [r.task.name for r in e.rates] for e in found.others}
    assert parts == {
        "Language": ["text"],
        "Vision": ["cifar", "imagenet"],
        "Baseline below 1 EFLOP": ["cifar"],
        "Baseline of 1 EFLOP or more": ["imagenet", "text"],
        "Without estimated figures": ["cifar", "imagenet", "text"],
        "Every target, as if independent": ["cifar", "imagenet", "text"],
    }


def test_without_estimates_the_records_are_found_anew() -> None:
    # One estimate among the records: without it four are left, three steps, which bound no rate.
    rows = records(UNEVEN, days=100, target="loss-3", task="text")
    rows[2] = make_result(
        "Guess", rows[2].published.day.isoformat(), task="text", target="loss-3", training_flop=16.0,
        source_kind="estimated", source_url="https://example.org/guess",
    )  # fmt: skip
    text = make_task_collection(
        rows, task=make_task(make_target(task="text", name="loss-3"), name="text", domain="Language")
    )

    found = across_targets(make_collection(text))

    assert len(found.rates) == 1
    (without,) = [e for e in found.others if e.name == "Without estimated figures"]
    assert without.rates == ()


def test_a_target_without_any_estimate_is_the_same_among_the_figures_without_estimates() -> None:
    # as reported, a figure may be a third or twice of what it is: more doubt to one side than to the other
    rows = [
        make_result(
            f"System {n}",
            str(START + timedelta(days=100 * n)),
            task="text",
            target="loss-3",
            training_flop=value,
        )
        for n, value in enumerate(UNEVEN)
    ]
    text = make_task_collection(rows, task=make_task(make_target(task="text", name="loss-3"), name="text"))

    found = across_targets(make_collection(text))

    (without,) = [e for e in found.others if e.name == "Without estimated figures"]
    assert without.rates == found.rates


def test_a_baseline_of_exactly_1_eflop_is_of_the_larger_ones() -> None:
    found = across_targets(make_collection(task("text", ("loss-3", [v * 1e18 / 256 for v in UNEVEN], 100))))

    assert [e.name for e in found.others if e.rates and e.name.startswith("Baseline")] == [
        "Baseline of 1 EFLOP or more"
    ]


def test_histories_of_the_largest_runs_and_other_measures_do_not_enter() -> None:
    runs = make_task(make_runs_target(task="runs", name="level"), name="runs")
    serving = make_task(make_target(task="serving", name="level", measure="inference_flop"), name="serving")
    grown = records(UNEVEN[::-1], days=100, task="runs", flop_scope="whole-run")
    served = [
        make_result(f"S{n}", f"202{n}-01-01", task="serving", target="level", inference_flop=v)
        for n, v in enumerate(UNEVEN)
    ]
    found = across_targets(
        make_collection(make_task_collection(grown, task=runs), make_task_collection(served, task=serving))
    )

    assert (found.rates, found.left_out) == ((), ())


def test_a_target_with_a_rate_and_no_interval_is_left_out_with_the_reason() -> None:
    few = task("digits", ("97", [8.0, 4.0, 1.0], 100))
    even = task("even", ("98", [16.0, 8.0, 4.0, 2.0, 1.0], 100))

    found = across_targets(make_collection(few, even))

    assert [(o.task.name, o.target.name, o.why) for o in found.left_out] == [
        ("digits", "97", "2 steps between records of different works; it takes 4"),
        ("even", "98", "every step gained the same in a day, so there is no error to weigh the rate by"),
    ]


def test_a_target_that_one_study_measured_is_left_out_with_the_reason() -> None:
    rows = records(UNEVEN, days=100, task="study", target="97", source_kind="measured")
    measured = [replace(row, paper_url=f"https://papers.example/{n}") for n, row in enumerate(rows)]
    study = make_task_collection(measured, task=make_task(make_target(task="study", name="97"), name="study"))

    found = across_targets(make_collection(study))

    assert found.rates == ()
    assert [(o.task.name, o.why) for o in found.left_out] == [
        ("study", "one study measured all its records, so that its own choices are in every step")
    ]


def test_the_json_names_what_is_left_out_and_why() -> None:
    few = task("digits", ("97", [8.0, 4.0, 1.0], 100))

    assert across_targets(make_collection(few)).as_json()["left_out"] == [
        {
            "task": "digits",
            "target": "97",
            "why": "2 steps between records of different works; it takes 4",
        }
    ]


def test_the_rate_against_the_baseline_needs_four_tasks() -> None:
    # Baselines of 256 times 1, 1e18, 1e19 and 1e21, where the compute halves 1, 2, 4 and 8 times as fast.
    # x = 0, 18, 19, 21 about 14.5, y = 0, 1, 2, 3 in ln 2: squares 210.25 + 12.25 + 20.25 + 42.25 = 285,
    # products 0 + 3.5 + 9 + 19.5 = 32: 32 / 285 = 0.112281, 2 ^ 0.112281 = 1.08094.
    tasks = three_tasks()
    assert across_targets(make_collection(*tasks)).by_baseline is None

    more = task("speech", ("wer", [1e21 * v for v in UNEVEN], 50))
    found = across_targets(make_collection(*tasks, more)).by_baseline

    assert found is not None
    assert (found.n, found.factor) == (4, pytest.approx(1.08094, abs=1e-5))
    assert found.low < found.factor < found.high
    assert found.low * found.high == pytest.approx(found.factor**2)


def test_the_json_holds_every_figure_under_its_name() -> None:
    found = across_targets(make_collection(*three_tasks()))
    mean, data = found.overall.mean, found.as_json()

    assert mean is not None
    assert [t["enters"] for t in data["targets"]] == [True, True, True]
    rate = found.rates[2]
    assert data["targets"][2] == {
        "task": "text",
        "target": "loss-3",
        "enters": True,
        "halving_time_months": rate.months,
        "low": rate.low,
        "high": rate.high,
        "halvings_a_year": 12 / rate.months,
        "relative_error": rate.relative_error,
        "baseline_flop": 2.56e21,
        "span_months": rate.span_months,
        "records": 5,
    }
    assert data["targets"][2]["halvings_a_year"] == pytest.approx(7.305)
    first = data["estimates"][0]
    assert (first["name"], first["targets"][0]) == ("One target of each task", "cifar/94-percent")
    assert (first["halving_time_months"], first["low"], first["high"]) == (mean.months, mean.low, mean.high)
    assert first["halvings_a_year"] == 12 / mean.months
    assert (first["spread_factor"], first["i_squared"]) == (mean.spread, mean.i_squared)
    assert (first["new_target_low"], first["new_target_high"]) == (mean.next_low, mean.next_high)
    assert data["estimates"][1]["halving_time_months"] is None
    assert data["rate_factor_for_ten_times_the_baseline"]["one_target_of_each_task"] is None
    assert data["level"] == 0.9
    assert data["rule"] == "of each task, the target whose records span the longest time"


def test_the_json_has_the_line_against_the_baseline() -> None:
    more = task("speech", ("wer", [1e21 * v for v in UNEVEN], 50))
    found = across_targets(make_collection(*three_tasks(), more))

    line = found.as_json()["rate_factor_for_ten_times_the_baseline"]["every_target"]
    assert line == {"n": 4, "factor": found.by_baseline.factor, "low": found.by_baseline.low} | {
        "high": found.by_baseline.high
    }


def test_there_are_rates_where_a_target_of_compute_has_an_average():
    def summary(values: list[float], **fields: str):
        target = make_target(**fields)
        rows = records(values, days=100, target=target.name)
        return summarise(make_task_collection(rows, task=make_task(target)), target)

    falling, rising = [4.0, 2.0, 1.0], [1.0, 2.0, 4.0]
    assert have_rates([summary(falling[:1]), summary(falling)])
    assert not have_rates([summary(falling[:1]), summary(rising, record_is="most")])
    assert not have_rates([])

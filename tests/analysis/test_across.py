from __future__ import annotations

from datetime import date, timedelta

import pytest

from effsite.analysis.across import across_targets
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


def test_a_rate_is_halvings_a_year_with_the_error_that_its_printed_interval_has() -> None:
    # 8 doublings in 400 days are 0.02 a day, x 365.25 = 7.305 a year. The interval of these steps reaches, in
    # doublings a day, from 0.002965 to 0.046874 (worked out in test_interval): 1.0830 to 17.1207 a year.
    # ln(17.1207 / 7.305) = 0.85175; over the normal 1.64485, times 7.305: 3.7827.
    found = across_targets(make_collection(task("text", ("loss-3", UNEVEN, 100))))

    (rate,) = found.rates
    assert rate.name == "text/loss-3"
    assert rate.rate == pytest.approx(7.305)
    assert (rate.low, rate.high) == pytest.approx((1.0830, 17.1207), rel=2e-4)
    assert rate.error == pytest.approx(3.7827, rel=2e-4)
    assert (rate.baseline_flop, rate.records) == (256, 5)
    assert rate.span_months == pytest.approx(400 / 30.4375)
    assert found.overall.mean is None


def test_a_rate_without_an_upper_end_of_its_time_may_be_no_gain_at_all() -> None:
    # Gains of 1, 7, 1 and 7 doublings: r = 16 / 400 = 0.04 a day, d = -3, 3, -3, 3, error
    # sqrt(4 / 3 x 36) / 400 = 0.0173205; t of 3 degrees at 97 % is 2.9505: 0.051105 > 0.04.
    # In a year: 14.61 - 18.6661 = -4.0561, and 14.61 x exp(0.051105 / 0.04) = 52.425.
    values = [2.0**16, 2.0**15, 2.0**8, 2.0**7, 1.0]
    (rate,) = across_targets(make_collection(task("text", ("loss-3", values, 100)))).rates

    assert (rate.rate, rate.low) == (pytest.approx(14.61), pytest.approx(-4.0561, rel=2e-4))
    assert rate.high == pytest.approx(52.425, rel=2e-4)


def test_three_tasks_give_one_mean_weighed_by_what_is_known_of_each() -> None:
    # Rates 7.305 / 4, / 2 and / 1 with errors 3.7827 / 4, / 2 and / 1: weights 16, 4 and 1, over 21.
    # (16 x 1.82625 + 4 x 3.6525 + 7.305) / 21 = 51.135 / 21 = 2.43500. Squares: in units of 3.7827^2,
    # 16 x 0.60875^2 + 4 x 1.2175^2 + 4.87^2 = 5.9292 + 5.9292 + 23.7169 = 35.5754, / 14.3088 = 2.4862, which
    # is more than 2, so there is a spread.
    found = across_targets(make_collection(*three_tasks()))

    mean = found.overall.mean
    assert mean is not None
    assert [r.name for r in found.entering] == ["cifar/94-percent", "imagenet/alexnet-level", "text/loss-3"]
    assert mean.i_squared == pytest.approx(1 - 2 / 2.4862, abs=2e-4)
    # statsmodels' combine_effects (method_re="iterated") of these three gives a spread of 0.9778 and
    # a mean of 2.7479.
    assert mean.spread == pytest.approx(0.9778, abs=1e-3)
    assert mean.mean == pytest.approx(2.7479, abs=1e-3)


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
        ("digits", "97", "2 steps between records of different sources; it takes 4"),
        ("even", "98", "every step gained the same in a day, so there is no error to weigh the rate by"),
    ]


def test_the_rate_against_the_baseline_needs_four_tasks() -> None:
    tasks = three_tasks()
    assert across_targets(make_collection(*tasks)).by_baseline is None

    more = task("speech", ("wer", [1e21 * v for v in UNEVEN], 50))
    found = across_targets(make_collection(*tasks, more)).by_baseline

    assert found is not None
    assert found.n == 4
    assert found.slope > 0  # the larger the baseline, the faster in these


def test_the_json_holds_every_figure_under_its_name() -> None:
    found = across_targets(make_collection(*three_tasks()))
    data = found.as_json()

    assert [t["enters"] for t in data["targets"]] == [True, True, True]
    first = data["estimates"][0]
    assert (first["name"], first["rate"]) == ("One target of each task", found.overall.mean.mean)
    assert (first["new_target_low"], first["spread"]) == (
        found.overall.mean.next_low,
        found.overall.mean.spread,
    )
    assert data["estimates"][1]["rate"] is None
    assert data["by_baseline"]["one_of_each_task"] is None
    assert data["rule"] == "of each task, the target whose records span the longest time"

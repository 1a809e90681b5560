"""A small record whose figures are worked by hand, for the tests that pin what readers see.

Three records of digits/good, two years of 365 and 366 days apart, each four times less compute than
the one before: 8e12, 2e12 and 5e11 FLOP from 2019-01-01 to 2021-01-01. So the factor is 16, the span
731 days or 24.0 months, and a halving takes 731 / 4 days or 6.0 months. One published rate of hardware
doubles every 12 months.
"""

from __future__ import annotations

from typing import Any

from effsite.records import Collection, Metric
from tests.builders import (
    make_collection,
    make_rate,
    make_result,
    make_target,
    make_task,
    make_task_collection,
)

ACCURACY = Metric(name="accuracy", label="accuracy", higher_is_better=True, unit="fraction")


def worked_collection() -> Collection:
    """Digits with two targets, a serving target, and one hardware rate."""
    fields: dict[str, Any] = {"task": "digits", "target": "good", "source": "Logs.", "submission": "lab"}
    serving: dict[str, Any] = {"task": "digits", "target": "serving", "training_flop": None}
    level: dict[str, Any] = {"task": "digits", "metric": ACCURACY, "level": 0.95}
    digits = make_task_collection(
        [
            make_result(
                "Perceptron",
                "2019-01-01",
                training_flop=8e12,
                flop_method="counted",
                forward_flop=4e6,
                examples=1e6,
                passes=2,
                source_flop_per_mac=1,
                seconds=5400.0,
                device="GPU X",
                devices=2,
                **fields,
            ),
            make_result("Small net", "2020-01-01", training_flop=2e12, seconds=1800.0, **fields),
            make_result("Late net", "2020-06-15", training_flop=4e12, **fields),
            make_result("Smaller net", "2021-01-01", training_flop=5e11, cost_usd=12.6, **fields),
            make_result("Perceptron", "2019-01-01", inference_flop=4e6, **serving),
            make_result("Small net", "2020-01-01", inference_flop=1e6, **serving),
        ],
        task=make_task(
            make_target(name="good", title="Good", about="Nineteen of twenty.", **level),
            make_target(
                name="serving", title="Serving", about="One pass.", measure="inference_flop", **level
            ),
            name="digits",
            title="Digits",
            domain="Vision",
            example="image",
        ),
    )
    rates = make_task_collection(
        task=make_task(name="rates", holds="rates", title="Rates"),
        rates=(
            make_rate(
                12.0,
                name="GPU price",
                quantity="FLOP per dollar",
                group="hardware",
                as_printed="1 year",
                source="A survey.",
            ),
            make_rate(
                None,
                name="Small models",
                quantity="Loss",
                group="algorithms",
                direction="halving",
                low=20.0,
                interval_level="bound",
                n="6 nets",
                data="Ablations",
                method="Products",
                scale="3.6e6 weights",
                as_printed="less than 64x",
                source="A study.",
            ),
        ),
    )
    return make_collection(digits, rates)

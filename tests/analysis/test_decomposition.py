"""The gain in time as a product of samples, rate and devices."""

from __future__ import annotations

import pytest

from effsite.analysis.decomposition import time_parts
from tests.builders import make_result, make_target

TARGET = make_target()


def timed(name: str, published: str, seconds: float, examples: int | None, devices: int | None):
    return make_result(
        name, published, training_flop=None, seconds=seconds, examples=examples, devices=devices
    )


def test_the_three_parts_multiply_to_the_factor_in_time() -> None:
    # 1200 s on 8 devices for 960,000 samples: 100 a second each; 100 s on 16 for 480,000: 300 each
    first = timed("First", "2019-07-01", 1200.0, 960_000, 8)
    last = timed("Last", "2023-06-01", 100.0, 480_000, 16)
    parts = time_parts(TARGET, [first, last])
    assert parts is not None
    assert (parts.first.system, parts.last.system) == ("First", "Last")
    assert (parts.time, parts.samples, parts.devices) == (12, 2, 2)
    assert parts.rate == pytest.approx(3)
    assert parts.samples * parts.rate * parts.devices == pytest.approx(parts.time)


def test_more_samples_on_fewer_devices_are_parts_below_one() -> None:
    first = timed("First", "2019-07-01", 1000.0, 100_000, 8)
    last = timed("Last", "2023-06-01", 100.0, 200_000, 4)
    parts = time_parts(TARGET, [first, last])
    assert parts is not None
    assert (parts.samples, parts.devices) == (0.5, 0.5)
    assert parts.rate == pytest.approx(40)


def test_only_records_of_time_are_compared() -> None:
    rows = [
        timed("First", "2019-07-01", 1000.0, 100_000, 8),
        timed("Slower later", "2024-01-01", 2000.0, 10, 8),
        timed("Record", "2020-01-01", 500.0, 100_000, 8),
    ]
    parts = time_parts(TARGET, rows)
    assert parts is not None
    assert (parts.last.system, parts.time, parts.rate) == ("Record", 2, pytest.approx(2))


def test_a_record_without_samples_or_devices_is_passed_over() -> None:
    rows = [
        timed("No samples", "2018-07-01", 4000.0, None, 8),
        timed("First", "2019-07-01", 1000.0, 100_000, 8),
        timed("Last", "2020-01-01", 500.0, 100_000, 8),
        timed("No devices", "2021-01-01", 100.0, 100_000, None),
    ]
    parts = time_parts(TARGET, rows)
    assert parts is not None
    assert (parts.first.system, parts.last.system) == ("First", "Last")


def test_one_record_is_no_gain() -> None:
    assert time_parts(TARGET, [timed("Only", "2019-07-01", 1000.0, 100_000, 8)]) is None
    assert time_parts(TARGET, []) is None


def test_without_samples_time_is_device_time_and_devices() -> None:
    # 1200 s on 8 devices are 9600, 100 s on 16 are 1600: 6 times less device time, twice the devices
    rows = [timed("First", "2019-07-01", 1200.0, None, 8), timed("Last", "2023-06-01", 100.0, 480_000, 16)]
    parts = time_parts(TARGET, rows)
    assert parts is not None
    assert (parts.time, parts.samples, parts.devices) == (12, None, 2)
    assert parts.rate == pytest.approx(6)


def test_without_samples_on_the_same_machine_there_is_nothing_to_take_apart() -> None:
    rows = [timed("First", "2019-07-01", 1200.0, None, 8), timed("Last", "2023-06-01", 100.0, None, 8)]
    assert time_parts(TARGET, rows) is None


def test_the_machine_of_records_between_the_first_and_the_last_does_not_matter() -> None:
    rows = [
        timed("First", "2019-07-01", 1200.0, None, 8),
        timed("Between", "2021-07-01", 600.0, None, 16),
        timed("Last", "2023-06-01", 100.0, None, 8),
    ]
    assert time_parts(TARGET, rows) is None


@pytest.mark.parametrize(
    ("examples", "samples", "rate"), [((90_000, 90_000, 30_000), 3, 2), ((None, None, None), None, 6)]
)
def test_the_parts_are_of_the_first_and_the_last_of_all_records(examples, samples, rate) -> None:
    # 1200 s on 8 devices are 9600, 100 s on 16 are 1600: 12 = 2 x 6, or 2 x 3 x 2 with a third of samples
    first, between, last = examples
    rows = [
        timed("First", "2019-07-01", 1200.0, first, 8),
        timed("Between", "2021-07-01", 600.0, between, 4),
        timed("Last", "2023-06-01", 100.0, last, 16),
    ]
    parts = time_parts(TARGET, rows)
    assert parts is not None
    assert (parts.last.system, parts.time, parts.samples, parts.devices) == ("Last", 12, samples, 2)
    assert parts.rate == pytest.approx(rate)

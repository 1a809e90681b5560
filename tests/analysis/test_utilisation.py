from __future__ import annotations

import pytest

from effsite.analysis.utilisation import tells_something
from tests.builders import make_device


@pytest.mark.parametrize(("precision", "peak"), [("fp32", 15.7e12), ("bf16", 125e12), ("fp16", 125e12)])
def test_training_in_each_precision_has_its_peak(precision, peak):
    assert make_device("V100").peak_rate(precision) == peak


def test_a_peak_that_is_not_on_record_is_none():
    assert make_device("CPU", fp16_tensor_flop_per_second=None).peak_rate("bf16") is None


@pytest.mark.parametrize(
    ("share", "tells"), [(0.0099, False), (0.01, True), (0.5, True), (1.0, True), (1.001, False)]
)
def test_a_share_of_the_peak_from_one_to_a_hundred_percent_tells_something(share, tells):
    assert tells_something(share) is tells

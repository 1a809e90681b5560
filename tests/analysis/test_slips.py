"""What a ratio between two figures for the same thing points to."""

from __future__ import annotations

import pytest

from effsite.analysis.slips import slip_of


@pytest.mark.parametrize(
    ("factor", "named", "words"),
    [
        (2.0, "2", "one of them counts a multiply-add once"),
        (3.0, "3", "one of them leaves out that the backward pass takes twice as much as the forward pass"),
        (6.0, "6", "one of them leaves out both the 2 of a multiply-add and the 3 of forward and backward"),
        (60.0, "60", "minutes were taken for seconds"),
        (1e3, "1,000", "a prefix is one off: thousands, millions, billions"),
        (3600.0, "3,600", "hours were taken for seconds"),
        (86400.0, "86,400", "days were taken for seconds: 1 tfs-day is 8.64e16 FLOP"),
        (1e6, "1,000,000", "a prefix is two off, as millions for billions of thousands"),
    ],
)
def test_each_slip_is_known_either_way_within_half_a_percent(factor, named, words):
    said = f"exactly {named} times apart, as where {words}"
    assert [slip_of(ratio) for ratio in (factor, 1 / factor, factor * 1.0049, factor / 1.0049)] == [said] * 4
    assert slip_of(factor * 1.0052) == slip_of(factor * 0.9948) == ""


@pytest.mark.parametrize("ratio", [0.0, 1.0, 4.0, 10.0, 1e5])
def test_any_other_ratio_is_no_slip(ratio):
    assert slip_of(ratio) == ""

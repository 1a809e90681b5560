"""Lengths of time as people write and read them."""

from __future__ import annotations

import pytest

from effsite.units import clock, seconds_in


@pytest.mark.parametrize(
    ("text", "seconds"), [("90s", 90), ("9m", 540), ("1h30m", 5400), ("2h", 7200), ("1h1m1s", 3661)]
)
def test_length_of_time(text: str, seconds: int) -> None:
    assert seconds_in(text) == seconds


@pytest.mark.parametrize("text", ["", "9", "0s", "m", "9 m", "1m1h", "-9m", "1.5h", "٩m", "nine"])
def test_what_is_no_length_of_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no length of time"):
        seconds_in(text)


def test_time_left_reads_like_a_clock() -> None:
    assert [clock(s) for s in (-3, 9, 545, 5400)] == ["0:00", "0:09", "9:05", "1:30:00"]

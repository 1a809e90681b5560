"""What is written reads back equal, in few digits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from effsite.store.csv_text import as_text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (5.32224e17, "5.32224e17"),
        (0.791, "0.791"),
        (1.152e8, "1.152e8"),
        (24.0, "24"),
        (1e-5, "1e-5"),
        (None, ""),
    ],
)
def test_numbers_are_written_short(value: float | None, text: str) -> None:
    assert as_text(value) == text


@given(st.floats(min_value=1e-300, max_value=1e300))
def test_every_number_reads_back_equal(value: float) -> None:
    assert float(as_text(value)) == value

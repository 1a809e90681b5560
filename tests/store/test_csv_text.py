"""What is written reads back equal, in few digits."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from effsite.records import CurvePoint
from effsite.store.csv_text import Edit, as_text, edited_text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (5.32224e17, "5.32224e17"),
        (0.791, "0.791"),
        (1.152e8, "1.152e8"),
        (24.0, "24"),
        (1e-5, "1e-5"),
        (100.0, "100"),
        (120.5, "120.5"),
        (-3.25, "-3.25"),
        (0.1, "0.1"),
        (0.05, "0.05"),
        (0.012, "0.012"),
        (0.001, "1e-3"),
        (0.0, "0"),
        (123456789.0, "123456789"),
        (1.2e22, "1.2e22"),
        (1000.0, "1e3"),
        (None, ""),
    ],
)
def test_numbers_are_written_short(value: float | None, text: str) -> None:
    assert as_text(value) == text


@given(st.floats(min_value=1e-300, max_value=1e300))
def test_every_number_reads_back_equal(value: float) -> None:
    assert float(as_text(value)) == value


@given(
    st.one_of(
        st.floats(allow_nan=False, allow_infinity=False),
        st.integers(-(10**17), 10**17).map(float),
        st.decimals(-1000, 1000, places=3).map(float),
    )
)
def test_of_plain_and_exponent_notation_the_shorter_is_written(value: float) -> None:
    digits = Decimal(repr(value)).normalize()
    both = f"{digits:f}", f"{digits:e}".replace("e+", "e")
    assert as_text(value) == min(both, key=len)


def edited(folder: Path, text: str, *, added: tuple[CurvePoint, ...] = (), dropped: int = -1) -> str:
    """The curve file with that text, after points came and the one at step `dropped` went."""
    (folder / "curve.csv").write_bytes(text.encode())
    gone = tuple(CurvePoint(seed=0, step=step, value=0.5) for step in [dropped] if step >= 0)
    edit = Edit(added=added, dropped=gone, order=lambda point: (str(point.step // 10),))
    return edited_text(folder / "curve.csv", "curve.csv", CurvePoint, edit, date(2026, 11, 25))


def test_an_added_line_ends_as_the_header_does_and_the_others_stay_as_they_were(tmp_path: Path) -> None:
    new = CurvePoint(seed=0, step=20, value=0.75)
    assert edited(tmp_path, "seed,step,value\r\n0,10,0.50\n", added=(new,)) == (
        "seed,step,value\r\n0,10,0.50\n0,20,0.75\r\n"
    )


def test_an_added_line_comes_after_those_of_the_same_place(tmp_path: Path) -> None:
    new = CurvePoint(seed=0, step=11, value=0.75)
    assert edited(tmp_path, "seed,step,value\n0,12,0.5\n0,20,0.5\n", added=(new,)) == (
        "seed,step,value\n0,12,0.5\n0,11,0.75\n0,20,0.5\n"
    )


def test_lines_that_end_with_a_carriage_return_alone_stay_as_they_were(tmp_path: Path) -> None:
    assert edited(tmp_path, "seed,step,value\r0,10,0.50\r0,20,0.5\r", dropped=20) == (
        "seed,step,value\r0,10,0.50\r"
    )

"""Slips of a whole factor between two figures for the same thing, and what each of them usually means."""

from __future__ import annotations

SLIP_TOLERANCE = 0.005
"""How near to a slip a ratio is one: figures with three digits are rounded by as much."""

SLIPS = {
    2.0: "one of them counts a multiply-add once",
    3.0: "one of them leaves out that the backward pass takes twice as much as the forward pass",
    6.0: "one of them leaves out both the 2 of a multiply-add and the 3 of forward and backward",
    60.0: "minutes were taken for seconds",
    1e3: "a prefix is one off: thousands, millions, billions",
    3600.0: "hours were taken for seconds",
    86400.0: "days were taken for seconds: 1 tfs-day is 8.64e16 FLOP",
    1e6: "a prefix is two off, as millions for billions of thousands",
}
"""What a ratio between two figures for the same thing points to, by the ratio, either way."""


def slip_of(ratio: float) -> str:
    """What a ratio of two figures for the same thing points to, in words; "" where it is no known slip.

    None is known for a ratio of 0, as of a curve that had spent nothing at the level.
    """
    either_way = max(ratio, 1 / ratio) if ratio else 0.0
    for factor, words in SLIPS.items():
        if abs(either_way / factor - 1) <= SLIP_TOLERANCE:
            return f"exactly {factor:,.0f} times apart, as where {words}"
    return ""

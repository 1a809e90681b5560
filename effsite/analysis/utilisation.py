"""Which shares of a device's peak rate training has."""

from __future__ import annotations

LEAST_UTILISATION = 0.01
"""Below this share of it, a peak says nothing about a device's work."""


def tells_something(utilisation: float) -> bool:
    """Whether a share of the peak is one that training has: 1 % to 100 %."""
    return LEAST_UTILISATION <= utilisation <= 1

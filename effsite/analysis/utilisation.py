"""What share of a device's peak rate was used, and which peak that is."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from effsite.records import Device

LEAST_UTILISATION = 0.01
"""Below this share of it, a peak says nothing about a device's work."""

PEAKS = {
    "fp32": "fp32_flop_per_second",
    "bf16": "fp16_tensor_flop_per_second",
    "fp16": "fp16_tensor_flop_per_second",
}
"""The column of the hardware table with the peak of training in each precision."""


def peak_rate(device: Device, precision: str) -> float | None:
    """The peak rate of training in that precision (fp32, bf16, fp16), in FLOP/s; None where not known."""
    return device.peak_rates.get(PEAKS[precision])


def tells_something(utilisation: float) -> bool:
    """Whether a share of the peak is one that training has: 1 % to 100 %."""
    return LEAST_UTILISATION <= utilisation <= 1

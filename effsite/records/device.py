"""Accelerators and their peak rates."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from effsite.records.fields import column, columns, positive, rate, refuse_nan

if TYPE_CHECKING:
    from effsite.records.dates import PublicationDate

_INSTANCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,60} x [1-9][0-9]{0,3}", re.ASCII)

PRECISIONS = {
    "fp64": "fp64_flop_per_second",
    "fp32": "fp32_flop_per_second",
    "tf32": "tf32_tensor_flop_per_second",
    "fp16": "fp16_tensor_flop_per_second",
    "bf16": "fp16_tensor_flop_per_second",
    "fp8": "fp8_tensor_flop_per_second",
    "fp4": "fp4_tensor_flop_per_second",
}
"""Columns of the device table by the name of a precision, the tensor cores' rate where there are any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """One accelerator and its peak rates: a row of a folder that holds devices.

    Peak rates are dense (no sparsity), in FLOP per second.
    """

    name: str = column("text", "Name of the device, as used in the device column of results.")
    vendor: str = column("text", "Who makes it.")
    released: PublicationDate | None = column("date", "Release date.", default=None)
    fp64_flop_per_second: float | None = rate("Peak rate, 64-bit.")
    fp32_flop_per_second: float | None = rate("Peak rate, 32-bit, no tensor cores.")
    fp16_flop_per_second: float | None = rate("Peak rate, 16-bit, no tensor cores.")
    tf32_tensor_flop_per_second: float | None = rate("Peak rate, TF32 tensor cores.")
    fp16_tensor_flop_per_second: float | None = rate("Peak rate, FP16 or BF16 tensor cores.")
    fp8_tensor_flop_per_second: float | None = rate("Peak rate, FP8 tensor cores.")
    fp4_tensor_flop_per_second: float | None = rate("Peak rate, FP4 tensor cores.")
    int8_op_per_second: float | None = rate("Peak rate, 8-bit integer operations.", "op/s")
    memory_bytes: float | None = positive("Memory.", unit="bytes")
    memory_bandwidth_bytes_per_second: float | None = positive("Memory bandwidth.", unit="bytes/s")
    tdp_watts: float | None = positive("Thermal design power.", unit="W")
    instances: str = column(
        "long text",
        "Machines rented by name that hold this device, and how many: p3.8xlarge x 4, p3.16xlarge x 8.",
        default="",
    )
    source: str = column("long text", "Where the figures were read.")
    source_url: str = column("url", "Address of the source or datasheet.", default="")
    note: str = column("long text", "Where sources disagree.", default="")

    def __post_init__(self) -> None:
        refuse_nan(self)
        self.refuse_contradiction()

    def refuse_contradiction(self) -> None:
        """Raise ValueError where two fields cannot both be true, or one needs another."""
        for text in filter(None, self.instances.split(",")):
            if not _INSTANCE.fullmatch(text.strip()):
                raise ValueError(f"instances must read like 'p3.8xlarge x 4', not {text.strip()!r}")

    @property
    def devices_in_instance(self) -> dict[str, int]:
        """How many of this device each rented machine holds, by the machine's name."""
        parts = (text.strip().rsplit(" x ", 1) for text in filter(None, self.instances.split(",")))
        return {name: int(count) for name, count in parts}

    def peak_rate(self, precision: str) -> float | None:
        """The peak rate in that precision (a name in PRECISIONS), in FLOP/s; None where not known."""
        return self.peak_rates.get(PRECISIONS[precision])

    @property
    def peak_rates(self) -> dict[str, float]:
        """The known peak rates in FLOP/s by column name."""
        return {
            name: value
            for name in columns(type(self))
            if name.endswith("_flop_per_second") and (value := getattr(self, name)) is not None
        }

"""Energy in joules, where the driver counts it: NVML for NVIDIA devices, RAPL for processors."""

from __future__ import annotations

import ctypes
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import torch

if TYPE_CHECKING:
    from effsite.measure.device import Device

RAPL = Path("/sys/class/powercap")


class Meter(Protocol):
    """Something that counts energy."""

    def joules(self) -> float:
        """Joules since the last call, or since the meter was made."""
        ...


def meter(device: Device) -> Meter | None:
    """A meter for the device, or None where no driver tells."""
    try:
        return NvidiaMeter(device.torch_device) if device.kind == "cuda" else RaplMeter(RAPL)
    except OSError:
        return None


class NvidiaMeter:
    """The total energy counter of one NVIDIA device (Volta and later), through NVML.

    Raises OSError where the library or the counter is not there: older devices, MIG partitions.
    """

    def __init__(self, device: torch.device) -> None:
        self._nvml = ctypes.CDLL("libnvidia-ml.so.1")
        self._handle = ctypes.c_void_p()
        uuid = f"GPU-{torch.cuda.get_device_properties(device).uuid}".encode()
        self._must(self._nvml.nvmlInit_v2())
        self._must(self._nvml.nvmlDeviceGetHandleByUUID(uuid, ctypes.byref(self._handle)))
        self._last = self._millijoules()

    def joules(self) -> float:
        """Joules since the last call."""
        now = self._millijoules()
        used, self._last = now - self._last, now
        return used / 1000

    def _millijoules(self) -> int:
        total = ctypes.c_ulonglong()
        self._must(self._nvml.nvmlDeviceGetTotalEnergyConsumption(self._handle, ctypes.byref(total)))
        return total.value

    @staticmethod
    def _must(status: int) -> None:
        if status:
            raise OSError(f"NVML answers with status {status}")


class RaplMeter:
    """The energy counters of the processor packages, through Linux' powercap.

    They count the whole package, with whatever else runs on it. Raises OSError where they are not
    there or may not be read.
    """

    def __init__(self, root: Path) -> None:
        zones = sorted(root.glob("intel-rapl:[0-9]")) if root.is_dir() else []
        if not zones:
            raise OSError("no powercap zones")
        self._zones = {zone: int((zone / "max_energy_range_uj").read_text()) for zone in zones}
        self._last = self._microjoules()

    def joules(self) -> float:
        """Joules since the last call; a counter that began anew in between is seen as such."""
        now = self._microjoules()
        used = sum((now[zone] - self._last[zone]) % most for zone, most in self._zones.items())
        self._last = now
        return used / 1e6

    def _microjoules(self) -> dict[Path, int]:
        return {zone: int((zone / "energy_uj").read_text()) for zone in self._zones}

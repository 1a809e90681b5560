"""Energy in joules, where the driver counts it: NVML for NVIDIA devices, RAPL for processors."""

from __future__ import annotations

import ctypes
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import torch

if TYPE_CHECKING:
    from effsite.measure.run_device import RunDevice

RAPL = Path("/sys/class/powercap")


class Counter(Protocol):
    """Something that counts energy."""

    def joules(self) -> float:
        """Joules since the last call, or since the counter was opened."""
        ...


class EnergyMeter:
    """The energy of a device, where a driver counts it.

    Where a reading fails, energy is not counted any more and `trouble` says why: a total with a stretch
    missing would pass for a true one. Of several processes on one machine's processors only the first
    counts, the others give 0: the counters are those of the whole package.
    """

    def __init__(self, device: RunDevice, local_rank: int = 0) -> None:
        self.trouble = ""
        self._counter: Counter | None = None
        try:
            self._counter = _counter(device, local_rank)
        except OSError:  # no driver counts energy here, or it may not be read
            return
        except ValueError as error:
            self._lose(error)

    def joules(self) -> float | None:
        """Joules since the last call, or since the meter was made; None where they are not counted."""
        if self._counter is None:
            return None
        try:
            return self._counter.joules()
        except (OSError, ValueError) as error:
            self._lose(error)
            return None

    def _lose(self, error: Exception) -> None:
        self._counter = None
        self.trouble = f"the energy counter cannot be read: {error}; no energy is recorded"


def _counter(device: RunDevice, local_rank: int) -> Counter:
    if device.kind == "cuda":
        return NvidiaCounter(device.torch_device)
    return NothingToCount() if local_rank else RaplCounter(RAPL)


class NothingToCount:
    """For a process whose energy another one counts."""

    def joules(self) -> float:
        """Always 0."""
        return 0.0


class NvidiaCounter:
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
        """Joules since the last call; raises OSError where the counter fell, as when a driver is reloaded."""
        now = self._millijoules()
        used, self._last = now - self._last, now
        if used < 0:
            raise OSError("NVML's total fell")
        return used / 1000

    def _millijoules(self) -> int:
        total = ctypes.c_ulonglong()
        self._must(self._nvml.nvmlDeviceGetTotalEnergyConsumption(self._handle, ctypes.byref(total)))
        return total.value

    @staticmethod
    def _must(status: int) -> None:
        if status:
            raise OSError(f"NVML answers with status {status}")


class RaplCounter:
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

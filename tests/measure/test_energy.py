"""Energy counters: what was used between two readings, also when a counter began anew."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import torch

from effsite.measure import energy
from effsite.measure.energy import EnergyMeter, NvidiaCounter, RaplCounter
from effsite.measure.run_device import RunDevice, choose

pytestmark = pytest.mark.train


def powercap(root: Path, *microjoules: int) -> None:
    for number, value in enumerate(microjoules):
        zone = root / f"intel-rapl:{number}"
        zone.mkdir(exist_ok=True)
        (zone / "energy_uj").write_text(f"{value}\n")
        (zone / "max_energy_range_uj").write_text("100000000\n")


def test_energy_is_what_all_packages_used_since_the_last_reading(tmp_path: Path) -> None:
    powercap(tmp_path, 5_000_000, 1_000_000)
    meter = RaplCounter(tmp_path)
    powercap(tmp_path, 7_000_000, 4_000_000)
    assert meter.joules() == 2 + 3
    assert meter.joules() == 0


def test_counter_that_began_anew_is_carried_over(tmp_path: Path) -> None:
    powercap(tmp_path, 98_000_000)
    meter = RaplCounter(tmp_path)
    powercap(tmp_path, 1_000_000)
    # 2 J up to the end of the range of 100 J, then 1 J
    assert meter.joules() == 3


def test_machine_without_counters_has_no_meter(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="no powercap zones"):
        RaplCounter(tmp_path)


def test_a_cpu_has_a_name_and_used_some_memory() -> None:
    device = choose("cpu", "fp32")
    assert device.name
    assert device.peak_memory_bytes() > 1e7


class Nvml:
    """A stand-in for NVIDIA's library with one device, whose counter is in millijoules."""

    def __init__(self, *readings: int, status: int = 0) -> None:
        self.readings, self.status = list(readings), status
        self.asked = b""

    def nvmlInit_v2(self) -> int:  # noqa: N802  # the library's own name
        return 0

    def nvmlDeviceGetHandleByUUID(self, uuid: bytes, handle: Any) -> int:  # noqa: N802
        self.asked = uuid
        return 0

    def nvmlDeviceGetTotalEnergyConsumption(self, handle: Any, total: Any) -> int:  # noqa: N802
        if not self.status:
            total._obj.value = self.readings.pop(0)
        return self.status


def use(monkeypatch: pytest.MonkeyPatch, nvml: Nvml) -> None:
    monkeypatch.setattr(energy.ctypes, "CDLL", lambda name: nvml)
    monkeypatch.setattr(torch.cuda, "get_device_properties", lambda device: SimpleNamespace(uuid="12-ab"))


def test_nvidia_device_is_asked_for_by_its_uuid_and_counts_millijoules(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    nvml = Nvml(10_000, 12_500, 12_500)
    use(monkeypatch, nvml)
    counter = NvidiaCounter(torch.device("cuda:0"))
    assert nvml.asked == b"GPU-12-ab"
    assert [counter.joules(), counter.joules()] == [2.5, 0]


def test_nvidia_device_that_counts_no_energy_has_no_meter(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, Nvml(status=3))
    assert EnergyMeter(RunDevice(torch.device("cuda:0"))).joules() is None


def test_counter_that_fails_is_said_once_and_gives_no_energy_from_then_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    powercap(tmp_path, 5_000_000)
    monkeypatch.setattr(energy, "RAPL", tmp_path)
    meter = EnergyMeter(choose("cpu", "fp32"))
    powercap(tmp_path, 7_000_000)
    assert meter.joules() == 2
    (tmp_path / "intel-rapl:0" / "energy_uj").write_text("broken\n")
    assert meter.joules() is None
    powercap(tmp_path, 9_000_000)
    assert meter.joules() is None
    assert meter.lost().startswith("the energy counter cannot be read any more: invalid literal")
    assert meter.lost() == ""

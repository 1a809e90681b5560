"""Energy counters: what was used between two readings, also when a counter began anew."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import torch

from effsite.measure import energy
from effsite.measure.energy import EnergyMeter, NvidiaCounter, RaplCounter
from effsite.measure.job import NoProgress
from effsite.measure.loop import train
from effsite.measure.run_device import RunDevice, choose

from .jobs import make_job

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

    def nvmlInit_v2(self) -> int:  # noqa: N802 - the library's own name
        return 0

    def nvmlDeviceGetHandleByUUID(self, uuid: bytes, handle: Any) -> int:  # noqa: N802 - the library's own name
        self.asked = uuid
        return 0

    def nvmlDeviceGetTotalEnergyConsumption(self, handle: Any, total: Any) -> int:  # noqa: N802 - the library's own name
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


def test_counter_that_fails_is_said_and_gives_no_energy_from_then_on(
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
    assert meter.trouble.startswith("the energy counter cannot be read: invalid literal")


def test_counter_with_a_broken_first_reading_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    powercap(tmp_path, 5_000_000)
    (tmp_path / "intel-rapl:0" / "max_energy_range_uj").write_text("\n")
    monkeypatch.setattr(energy, "RAPL", tmp_path)
    meter = EnergyMeter(choose("cpu", "fp32"))
    assert meter.joules() is None
    assert "no energy is recorded" in meter.trouble


def test_machine_without_counters_is_no_trouble(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(energy, "RAPL", tmp_path / "none")
    meter = EnergyMeter(choose("cpu", "fp32"))
    assert (meter.joules(), meter.trouble) == (None, "")


def test_total_of_a_gpu_that_fell_is_no_energy(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, Nvml(10_000, 2_000))
    meter = EnergyMeter(RunDevice(torch.device("cuda:0")))
    assert meter.joules() is None
    assert "total fell" in meter.trouble


def test_one_process_of_a_machine_counts_its_processors(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    powercap(tmp_path, 5_000_000)
    monkeypatch.setattr(energy, "RAPL", tmp_path)
    first, second = (EnergyMeter(choose("cpu", "fp32"), rank) for rank in (0, 1))
    powercap(tmp_path, 8_000_000)
    assert (first.joules(), second.joules()) == (3, 0)


class Failing:
    """A counter that gives 5 J at each reading, and fails from a certain one on."""

    def __init__(self, readings: int) -> None:
        self.readings = readings

    def joules(self) -> float:
        self.readings -= 1
        if self.readings < 0:
            raise OSError("the driver is gone")
        return 5.0


class Heard(NoProgress):
    """Keeps what was noted."""

    def __init__(self) -> None:
        self.notes: list[str] = []

    def noted(self, message: str) -> None:
        self.notes.append(message)


def run_with(folder: Path, counter: object, monkeypatch: pytest.MonkeyPatch, **job: Any) -> tuple[Any, Heard]:
    """The log of a run with that counter, each segment of which reads it twice, and what was noted."""
    monkeypatch.setattr(energy, "_counter", lambda device, local_rank: counter)
    heard = Heard()
    return train(make_job(folder, **job), heard).log, heard


def test_run_whose_counter_fails_records_no_energy_from_then_on_and_says_so_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log, heard = run_with(tmp_path, Failing(7), monkeypatch)
    # three segments read the counter before and after; the fourth only before
    assert [e.joules for e in log.evaluations] == [5, 10, 15, None, None, None, None, None]
    assert log.final["joules"] is None
    assert heard.notes == ["the energy counter cannot be read: the driver is gone; no energy is recorded"]
    notes = [line for line in log.lines if '"note"' in line]
    assert len(notes) == 1
    assert "the driver is gone" in notes[0]


def test_energy_that_was_lost_is_not_counted_from_nothing_when_a_run_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped, _ = run_with(tmp_path, Failing(0), monkeypatch, deadline=0.0)
    log, _ = run_with(tmp_path, Failing(100), monkeypatch)
    assert stopped.ended == "stopped"
    assert {e.joules for e in log.evaluations} == {None}


def test_run_that_goes_on_without_a_counter_has_no_energy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_with(tmp_path, Failing(100), monkeypatch, deadline=0.0)
    log, heard = run_with(tmp_path, None, monkeypatch)
    assert [e.joules for e in log.evaluations] == [5, *[None] * 7]
    assert len(heard.notes) == 1
    assert "not there any more" in heard.notes[0]

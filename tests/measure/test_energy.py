"""Energy counters: what was used between two readings, also when a counter began anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from effsite.measure.device import choose
from effsite.measure.energy import RaplMeter

pytestmark = pytest.mark.train


def powercap(root: Path, *microjoules: int) -> None:
    for number, value in enumerate(microjoules):
        zone = root / f"intel-rapl:{number}"
        zone.mkdir(exist_ok=True)
        (zone / "energy_uj").write_text(f"{value}\n")
        (zone / "max_energy_range_uj").write_text("100000000\n")


def test_energy_is_what_all_packages_used_since_the_last_reading(tmp_path: Path) -> None:
    powercap(tmp_path, 5_000_000, 1_000_000)
    meter = RaplMeter(tmp_path)
    powercap(tmp_path, 7_000_000, 4_000_000)
    assert meter.joules() == 2 + 3
    assert meter.joules() == 0


def test_counter_that_began_anew_is_carried_over(tmp_path: Path) -> None:
    powercap(tmp_path, 98_000_000)
    meter = RaplMeter(tmp_path)
    powercap(tmp_path, 1_000_000)
    # 2 J up to the end of the range of 100 J, then 1 J
    assert meter.joules() == 3


def test_machine_without_counters_has_no_meter(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="no powercap zones"):
        RaplMeter(tmp_path)


def test_a_cpu_has_a_name_and_used_some_memory() -> None:
    device = choose("cpu", "fp32")
    assert device.name
    assert device.peak_memory_bytes() > 1e7

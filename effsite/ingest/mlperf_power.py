"""Power readings of an MLPerf run -> the energy it took."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from effsite.ingest.json_text import parse
from effsite.ingest.numbers import finite
from effsite.ingest.report import LogError
from effsite.ingest.source import Source

if TYPE_CHECKING:
    from effsite.ingest.report import Report

JOULES_PER_KWH = 3.6e6


@dataclass(slots=True)
class Power:
    """The power of one run: readings of its nodes, and estimates for its switches."""

    start: float | None = None
    stop: float | None = None
    last: float | None = None
    efficiency: float = 1.0
    watt_milliseconds: float = 0.0
    constant_watts: float = 0.0
    readings: int = 0
    parts: list[Power] = field(default_factory=list)

    @classmethod
    def beside(cls, source: Source, report: Report) -> Power | None:
        """The readings in power/<name of the result file>/, or None where there are none."""
        folder = source.path.parent / "power" / PurePath(source.path.name).stem
        if not folder.is_dir():
            return None
        whole = cls()
        for path in sorted([*folder.glob("node_*.txt"), *folder.glob("sw_*.txt")]):
            part = cls()
            try:
                for _, text in Source(path, path.name, source.on_bytes).lines():
                    part.line(text)
            except LogError as error:
                report.refused(f"power readings in {path.name}: {error.message}")
                continue
            whole.parts.append(part)
        report.understood(f"power is read from {len(whole.parts)} files in power/")
        return whole if whole.parts else None

    def line(self, text: str) -> None:
        """Take a line of a power log; what is not a marked line is passed over."""
        _, mark, rest = text.partition(":::MLLOG")
        if not mark:
            return
        try:
            entry: Any = parse(rest.strip())
        except ValueError:
            return
        time = finite(entry.get("time_ms")) if isinstance(entry, dict) else None
        if time is not None:
            self.entry(str(entry.get("key")), time, entry.get("value"))

    def entry(self, key: str, time: float, value: object) -> None:
        """Take a reading, the marks around the readings, or a conversion efficiency."""
        number = finite(value)
        if key == "power_measurement_start":
            self.start = self.last = time
        elif key == "power_measurement_stop":
            self.stop = time
        elif key == "power_reading" and number is not None and self.stop is None:
            before = self.last if self.last is not None else time
            self.start = self.start if self.start is not None else time
            self.watt_milliseconds += number * max(0.0, time - before)
            self.last, self.readings = time, self.readings + 1
        elif key == "conversion_eff" and number is not None:
            self.efficiency = number
        elif key == "interconnect_power_est" and number is not None:
            self.constant_watts = number

    def kwh(self, seconds: float | None) -> float | None:
        """Energy over a run of that many seconds, in kWh; None without readings or time.

        Each reading counts for the time since the one before; the mean power times the run's own time
        is the energy, as MLPerf's result summariser reckons it (mlcommons/logging).
        """
        if seconds is None:
            return None
        parts = [joules for part in (self, *self.parts) if (joules := part._joules(seconds)) is not None]
        return sum(parts) / JOULES_PER_KWH if parts else None

    def _joules(self, seconds: float) -> float | None:
        if self.constant_watts:
            return self.efficiency * self.constant_watts * seconds
        end = self.stop if self.stop is not None else self.last
        if not self.readings or self.start is None or end is None or end <= self.start:
            return None
        return self.efficiency * self.watt_milliseconds / (end - self.start) * seconds

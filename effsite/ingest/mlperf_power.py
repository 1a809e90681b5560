"""Power readings of an MLPerf run -> the energy it took, or a word on why there is none."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

from effsite.ingest.json_text import parse, words
from effsite.ingest.log_file import LogFile
from effsite.ingest.numbers import finite
from effsite.ingest.report import LogError

if TYPE_CHECKING:
    from effsite.ingest.report import Report

JOULES_PER_KWH = 3.6e6
VALUES = frozenset({"power_reading", "conversion_eff", "interconnect_power_est"})
"""Keys of the entries that carry a number."""


MOST_TOLD = 5
"""Names of files that are told in one line."""


@dataclass(slots=True)
class Power:
    """The power of one run: the readings of its own log, or of one log for each node and switch.

    A sum with a part missing is too small and looks like any other. So one file, line or reading that
    cannot be read leaves the run without energy, and the report says which it was. `shown` is the
    file's name in that report.
    """

    shown: str
    report: Report
    start: float | None = None
    stop: float | None = None
    last: float | None = None
    efficiency: float = 1.0
    watt_milliseconds: float = 0.0
    constant_watts: float = 0.0
    readings: int = 0
    broken: bool = False
    parts: list[Power] = field(default_factory=list)

    @classmethod
    def beside(cls, source: LogFile, report: Report) -> Power | None:
        """The logs in power/<name of the result file>/, or None where there are none."""
        folder = source.path.parent / "power" / PurePath(source.path.name).stem
        paths = sorted([*folder.glob("node_*.txt"), *folder.glob("sw_*.txt")]) if folder.is_dir() else []
        _say_unread(source, {folder, *paths}, report)
        if not paths:
            return None
        whole = cls(folder.name, report)
        for path in paths:
            part = cls(f"power/{folder.name}/{path.name}", report)
            part._read(LogFile(path, path.name, source.on_bytes))
            whole.parts.append(part)
        report.understood(f"power is read from {len(whole.parts)} files in power/")
        return whole

    def entry(self, line: int, key: str, time: float, value: object) -> None:
        """Take a reading, the marks around the readings, or a conversion efficiency."""
        number = finite(value)
        if key in VALUES and (number is None or number < 0):
            self.spoil(f"a {key} that is no number", line)
        elif key == "power_measurement_start":
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

    def spoil(self, what: str, line: int = 0) -> None:
        """Give no energy, because of something in the log that cannot be read."""
        self.broken = True
        where = f"{self.shown}, line {line}" if line else self.shown
        self.report.refused(f"power: {what} ({where}), so the run has no energy", hint="is the file cut off?")

    def kwh(self, seconds: float | None) -> float | None:
        """Energy over a run of that many seconds, in kWh; None without readings or time, or if one is broken.

        Each reading counts for the time since the one before; the mean power times the run's own time
        is the energy, as MLPerf's result summariser reckons it (mlcommons/logging).
        """
        logs = self.parts or [self]
        if seconds is None or any(log.broken for log in logs):
            return None
        joules = [log._joules(seconds) for log in logs]
        for part, found in zip(self.parts, joules, strict=False):
            if found is None:
                part.spoil("no reading between a start and an end")
        known = [found for found in joules if found is not None]
        return sum(known) / JOULES_PER_KWH if known and len(known) == len(logs) else None

    def _read(self, source: LogFile) -> None:
        """Take every line of a log of its own."""
        try:
            for number, text in source.lines():
                self._line(number, text)
        except LogError as error:
            self.spoil(error.message, error.line)

    def _line(self, number: int, text: str) -> None:
        """Take a line; one that is not marked is passed over."""
        _, mark, rest = text.partition(":::ML")
        if not mark:
            return
        try:
            entry: Any = parse(rest.removeprefix("LOG").strip())
        except ValueError as error:
            self.spoil(f"a line that is not JSON: {words(error)}", number)
            return
        time = finite(entry.get("time_ms")) if isinstance(entry, dict) else None
        if time is None:
            self.spoil("a line without a time_ms", number)
        else:
            self.entry(number, str(entry.get("key")), time, entry.get("value"))

    def _joules(self, seconds: float) -> float | None:
        if self.constant_watts:
            return self.efficiency * self.constant_watts * seconds
        end = self.stop if self.stop is not None else self.last
        if not self.readings or self.start is None or end is None or end <= self.start:
            return None
        return self.efficiency * self.watt_milliseconds / (end - self.start) * seconds


def _say_unread(source: LogFile, known: set[Path], report: Report) -> None:
    """Name files of power that are not read: the power of GPUs alone is not that of the machine."""
    stem = PurePath(source.path.name).stem
    number = stem.rpartition("_")[2]
    beside = source.path.parent
    places = [beside / "power" / stem, beside / "gpu_power" / stem, beside / "power", beside / "gpu_power"]
    inside = [path for place in places if place.is_dir() for path in place.iterdir()]
    own = [path for path in inside if path.parent.name == stem or _numbered(path, number)]
    own += [path for path in beside.iterdir() if "power" in path.name.casefold() and _numbered(path, number)]
    unread = sorted({path.name for path in own if path.is_file() and path not in known})
    if unread:
        more = " and others" if len(unread) > MOST_TOLD else ""
        report.guessed(
            f"power: {', '.join(unread[:MOST_TOLD])}{more}: not read, for node_*.txt and sw_*.txt alone hold "
            "the power of whole machines; no energy is taken from them",
            hint="enter the energy of the run by hand where it is published",
        )


def _numbered(path: Path, number: str) -> bool:
    """Whether the name of a file ends with that number, as those that go with a result do."""
    return PurePath(path.name).stem.rpartition("_")[2] == number

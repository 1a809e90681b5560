"""The log of a run: one JSON object a line, appended as it happens, readable after any end."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any, Literal, cast

from effsite.files import write_atomically
from effsite.measure.circumstances import Circumstances
from effsite.measure.errors import MeasureError, disk_errors
from effsite.records import CurvePoint

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

NAME = "log.jsonl"
GO_ON = "free some space and run the same command again: the run goes on from its last checkpoint"

Ended = Literal["reached", "complete", "diverged", "stopped"]
"""Why a run ended: at the target; at the end of its recipe; no finite loss; told to stop."""


@dataclass(frozen=True, slots=True)
class Journal:
    """What a log says: how the run began, its evaluations so far, and how it ended, if it did.

    `joules` has the energy up to each of the points, None where no driver tells. `final` holds the
    counters of the end: peak memory, energy, the times that are no training. `lines` are the whole
    lines of the log as they stand in its file.
    """

    circumstances: Circumstances
    points: tuple[CurvePoint, ...]
    joules: tuple[float | None, ...]
    ended: Ended | None
    final: dict[str, Any]
    lines: tuple[str, ...] = ()

    @property
    def evaluations(self) -> list[tuple[CurvePoint, float | None]]:
        """Each point with the joules up to it."""
        return list(zip(self.points, self.joules, strict=True))


def read_journal(folder: Path) -> Journal | None:
    """The log in a run's folder, None where there is none yet.

    A last line that a kill cut short is passed over. Raises MeasureError for a log that was
    changed by something else.
    """
    lines = _whole_lines(folder / NAME)
    if not lines:
        return None
    events = _parsed(folder / NAME, lines)
    try:
        begin = {k: v for k, v in events[0].items() if k not in ("event", "time")}
        circumstances = Circumstances(**begin)
        evaluations = [event for event in events if event["event"] == "evaluation"]
        points = tuple(_point(event) for event in evaluations)
        joules = tuple(event.get("joules") for event in evaluations)
        ends = [event for event in events if event["event"] == "end"]
    except (KeyError, TypeError, ValueError) as error:
        raise MeasureError(f"{folder / NAME} is no log of this effsite: {error}", _START_OVER) from None
    if not ends:
        return Journal(circumstances, points, joules, None, {}, lines)
    return Journal(circumstances, points, joules, cast("Ended", ends[-1]["ended"]), ends[-1], lines)


_START_OVER = "--restart begins the run again"


def _events(path: Path) -> list[dict[str, Any]]:
    return _parsed(path, _whole_lines(path))


def _whole_lines(path: Path) -> tuple[str, ...]:
    if not path.exists():
        return ()
    return tuple(path.read_bytes().decode("utf-8", "replace").split("\n")[:-1])


def _parsed(path: Path, lines: tuple[str, ...]) -> list[dict[str, Any]]:
    try:
        return [json.loads(line) for line in lines]
    except json.JSONDecodeError as error:
        raise MeasureError(f"{path} cannot be read: {error}", _START_OVER) from None


def _point(event: dict[str, Any]) -> CurvePoint:
    names = {f.name for f in fields(CurvePoint)}
    return CurvePoint(**{key: value for key, value in event.items() if key in names})


class Log:
    """The log of a run while it is written, by one process.

    A resumed run drops what came after its checkpoint, for that is computed again.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / NAME

    def begin(self, circumstances: Circumstances) -> None:
        """Start a new log with these circumstances."""
        self._replace([{"event": "begin", **circumstances.as_event()}])

    def resume(self, step: int, circumstances: Circumstances) -> None:
        """Keep what stands up to `step`, and note where and with what the run goes on."""
        kept = [
            event for event in _events(self._path) if event["event"] != "end" and event.get("step", 0) <= step
        ]
        about = {
            "versions": circumstances.versions,
            "code": circumstances.code,
            "commit": circumstances.commit,
        }
        threads = {"device": circumstances.device, "threads": circumstances.threads}
        self._replace([*kept, {"event": "resume", "step": step, **about, **threads}])

    def evaluation(self, point: CurvePoint, **more: float | None) -> None:
        """Add an evaluation."""
        self._append({"event": "evaluation", **asdict(point), **more})

    def end(self, ended: Ended, counters: Mapping[str, Any]) -> None:
        """Add how the run ended, and everything that it counted."""
        self._append({"event": "end", "ended": ended, **counters})

    def _append(self, event: dict[str, Any]) -> None:
        with disk_errors(self._path, GO_ON), self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(event, allow_nan=False) + "\n")

    def _replace(self, events: list[dict[str, Any]]) -> None:
        text = "".join(json.dumps(event, allow_nan=False) + "\n" for event in events)
        with disk_errors(self._path, GO_ON):
            write_atomically(self._path, text)

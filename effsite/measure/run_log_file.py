"""The log of a run on disk: read after any end, and appended to as the run goes on."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from effsite.files import parse_json_object, read_regular, write_atomically
from effsite.measure.failures import MeasureError, disk_errors
from effsite.records.run_log import read_run_logs

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from effsite.records import CurvePoint, Ended, Provenance, RunLog

NAME = "log.jsonl"
GO_ON = "free some space and run the same command again: the run goes on from its last checkpoint"


def read_run_log(folder: Path) -> RunLog | None:
    """The log in a run's folder, None where there is none yet.

    A last line that a kill cut short is passed over. Raises MeasureError, naming the line, for a log
    that cannot be read; nothing is removed.
    """
    path = folder / NAME
    lines = _whole_lines(path)
    if not lines:
        return None
    runs, problems = read_run_logs(lines)
    if problems:
        first = problems[0]
        raise MeasureError(f"{path}:{first.line}: {first.message}", _mend(first.hint))
    if len(runs) != 1:
        raise MeasureError(f"{path} holds {len(runs)} runs, not one", _mend(""))
    return runs[0]


def _mend(hint: str) -> str:
    told = f"{hint}; " if hint else ""
    return f"{told}mend that line and the run goes on; --restart drops the run and begins it again"


def _whole_lines(path: Path) -> list[str]:
    if not path.exists():
        return []
    return read_regular(path).decode("utf-8", "replace").split("\n")[:-1]


class LogWriter:
    """Writes the log of a run, one process alone.

    A resumed run drops what came after its checkpoint, for that is computed again.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / NAME

    def begin(self, provenance: Provenance) -> None:
        """Start a new log with this provenance."""
        self._replace([_line({"event": "begin", **asdict(provenance)})])

    def resume(self, step: int, provenance: Provenance) -> None:
        """Keep what stands up to `step`, and note where and with what the run goes on.

        Lines that stay are kept as they are, with keys that this effsite does not know.
        """
        about = {
            name: getattr(provenance, name) for name in ("versions", "code", "commit", "device", "threads")
        }
        kept = [line for line in _whole_lines(self._path) if _stands(parse_json_object(line), step)]
        self._replace([*kept, _line({"event": "resume", "step": step, **about})])

    def evaluation(self, point: CurvePoint, **more: float | None) -> None:
        """Add an evaluation."""
        self._append({"event": "evaluation", **asdict(point), **more})

    def note(self, message: str, step: int) -> None:
        """Add something that happened up to that step and that a reader of the log should know."""
        self._append({"event": "note", "step": step, "message": message})

    def end(self, ended: Ended, counters: Mapping[str, Any]) -> None:
        """Add how the run ended, and everything that it counted."""
        self._append({"event": "end", "ended": ended, **counters})

    def _append(self, event: dict[str, Any]) -> None:
        with disk_errors(self._path, GO_ON), self._path.open("a", encoding="utf-8") as file:
            file.write(_line(event) + "\n")

    def _replace(self, lines: list[str]) -> None:
        with disk_errors(self._path, GO_ON):
            write_atomically(self._path, "".join(f"{line}\n" for line in lines))


def _line(event: dict[str, Any]) -> str:
    return json.dumps(event, allow_nan=False)


def _stands(event: dict[str, Any], step: int) -> bool:
    """Whether an event is one of the run up to that step."""
    if event["event"] == "end":
        return False
    at = event.get("step", 0)
    return not isinstance(at, (int, float)) or at <= step

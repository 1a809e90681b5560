"""The progress bar of a terminal; imported only where there is one, for rich takes its time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from effsite.escape import printable

if TYPE_CHECKING:
    from types import TracebackType

LEAST_BYTES = 4 << 20
"""Less is read before a bar could be seen."""


class Bar:
    """One bar on standard error, for as long as it is used as a context manager."""

    def __init__(self) -> None:
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.fields[amount]}"),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            transient=True,
        )
        self._task = self._progress.add_task("", total=None, amount="", visible=False)
        self._done = 0

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def move(self, what: str, done: int, total: int, unit: str) -> None:
        """Show that `done` of `total` are done; where it is less than before, something new has begun."""
        if unit == "bytes" and total < LEAST_BYTES:
            return
        if done < self._done:
            self._progress.reset(self._task)
        self._done = done
        self._progress.update(
            self._task,
            description=escape(printable(what)),
            completed=done,
            total=total,
            amount=_amount(done, total, unit),
            visible=True,
        )


def _amount(done: int, total: int, unit: str) -> str:
    if unit == "bytes":
        return f"{done / 1e6:.0f}/{total / 1e6:.0f} MB"
    return f"{done}/{total} {unit}".strip()

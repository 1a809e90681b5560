"""Submissions are written: rows with their curves and logs, all of them or none."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

from effsite.errors import UsageError
from effsite.files import read_regular
from effsite.records import Attempt, Result
from effsite.store.committing import commit_files, task_to_change
from effsite.store.csv_text import Edit, edited_text, table_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from effsite.records import LearningCurve, TaskCollection
    from effsite.store.committing import Place, Written
    from effsite.store.reading import Reading

    Row = Result | Attempt


@contextmanager
def submission(results: Path, task: str, today: date | None = None) -> Iterator[Draft]:
    """A draft of what is to be written into a task's folder, under the lock on the collection.

    The collection is read once, at the beginning. Raises UsageError when there is no such task, or when
    another program is writing.
    """
    with task_to_change(results, task, today) as place:
        yield Draft(place)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Put:
    """A row to write, the text of the curves of its runs, and that of their logs, which may be empty."""

    row: Row
    curve: str
    log: str


class Draft:
    """Rows that are put together and then committed.

    A row takes the place of what its submission had of the same system at the same target, be it a
    result or an attempt: of the two only the latest stands. Where its curve is another than before, the
    submission's other rows that named that curve go too: their runs are gone from it. Curves and logs
    that no row names any more go with the rows that named them.
    """

    def __init__(self, place: Place) -> None:
        self._place, self._folder = place, place.folder
        self._puts: list[_Put] = []

    @property
    def reading(self) -> Reading:
        """The collection as it was read, or as it is after the last commit."""
        return self._place.reading

    @property
    def task(self) -> TaskCollection:
        """The task as it was read, or as it is after the last commit."""
        return self._place.collection

    def put(self, row: Row, curves: Sequence[LearningCurve] = (), log: str = "") -> None:
        """Take the row into the draft, with its learning curves and the text of the logs behind them.

        Raises UsageError, the draft then being empty, when the row's curve has the name of another
        system's, or of another submission's that it would not leave as it is.
        """
        text = table_text([point for curve in curves for point in curve.points])
        if owner := self._owner_of_curve(row, text):
            self._puts = []
            raise UsageError(
                f"{row.system}: its curve would be {row.curve}, which is that of {owner}",
                "give the system or the submission another name",
            )
        self._puts.append(_Put(row=row, curve=text, log=log))

    def _owner_of_curve(self, row: Row, text: str) -> str | None:
        """Whose the curve is that the row names, if it may not be written for this row."""
        if not row.curve:
            return None
        for other in (r for r in self._rows() if r.curve == row.curve):
            if other.system != row.system:
                return other.system
            if other.submission != row.submission and text != _text(self._folder.curve(row.curve)):
                return f"{other.system} in {other.submission}.csv"
        return None

    def commit(self, check: Callable[[Reading], Reading]) -> Written:
        """Write everything that was put, and say which files that changed.

        `check` adds to a reading what is wrong beyond its form. When an error stands in one of the files,
        or anywhere in the task where there was none before, everything is put back and CollectionError raised
        with what is wrong; the draft is then empty.
        """
        puts, self._puts = self._puts, []
        files = {path: text.encode() or None for path, text in self._texts(puts).items()}
        written, after = commit_files(self._place, files, check)
        if after is not None:
            self._place = replace(self._place, reading=after)
        return written

    def _rows(self) -> list[Row]:
        """Every row of the task, those of the draft among them."""
        return [*self.task.results, *self.task.attempts, *(put.row for put in self._puts)]

    def _texts(self, puts: Sequence[_Put]) -> dict[Path, str]:
        """What each touched file is to hold; empty where it is to be removed."""
        texts: dict[Path, str] = {}
        there: list[Row] = [*self.task.results, *self.task.attempts]
        dropped: set[Row] = set()
        added: list[Row] = []
        for put in puts:
            renewed = bool(put.row.curve) and self._put_evidence(put, texts)
            dropped.update(r for r in there if _gives_way(r, put.row, renewed))
            added = [*(r for r in added if not _gives_way(r, put.row, renewed)), put.row]
        named = {row.curve for row in [*added, *(row for row in there if row not in dropped)]}
        for name in {row.curve for row in dropped} - named - {""}:
            texts |= {self._folder.curve(name): "", self._folder.log(name): ""}
        for name in dict.fromkeys(put.row.submission for put in puts):
            for kind, path in ((Result, self._folder.results(name)), (Attempt, self._folder.attempts(name))):
                mine = [r for r in added if isinstance(r, kind) and r.submission == name]
                if mine or any(isinstance(r, kind) and r.submission == name for r in dropped):
                    edit = Edit(dropped=dropped, added=sorted(mine, key=_order), order=_order)
                    texts[path] = edited_text(path, self._place.shown(path), kind, edit, self._place.today)
        return texts

    def _put_evidence(self, put: _Put, texts: dict[Path, str]) -> bool:
        """Note the texts of the row's curve and log; whether the curve is another than before."""
        path = self._folder.curve(put.row.curve)
        before = texts[path] if path in texts else _text(path)
        texts[path] = put.curve
        texts[self._folder.log(put.row.curve)] = put.log
        return before not in ("", put.curve)


def _text(path: Path) -> str:
    return read_regular(path).decode("utf-8") if path.exists() else ""


def _gives_way(row: Row, to: Row, renewed: bool) -> bool:
    """Whether a row is replaced by the other one, or lost its runs because the curve is `renewed`."""
    same = (row.target, row.system) == (to.target, to.system)
    return row.submission == to.submission and (same or (renewed and row.curve == to.curve))


def _order(row: object) -> tuple[str, ...]:
    """The order of a submission's rows: target, date, system."""
    mine = cast("Row", row)
    return (mine.target, mine.published.day.isoformat(), mine.system)

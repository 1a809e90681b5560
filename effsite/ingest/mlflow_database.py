"""MLflow's SQLite store, opened so that a database from elsewhere can only be read.

SQLite's own advice for files that are not trusted (https://www.sqlite.org/security.html) is kept:
read-only and immutable, no attached files, no functions or views of the schema's making, limits on
sizes, and a count of rows that a file of that size can hold at most.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

from effsite.ingest.mlflow_files import FINISHED
from effsite.ingest.mlflow_run import MODEL_PARAMETERS, MlflowRun
from effsite.ingest.numbers import finite
from effsite.ingest.report import LogError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from effsite.ingest.log import LoggedRun
    from effsite.ingest.log_file import LogFile
    from effsite.ingest.log_format import ReadOptions
    from effsite.ingest.report import Report

MAGIC = b"SQLite format 3\0"
TABLES = ("runs", "metrics", "params", "tags")
MAX_RUNS = 1_000
BYTES_PER_ROW = 8
"""Least room of a row in a file: a database that gives more rows than this allows is damaged."""

LIMITS = {
    sqlite3.SQLITE_LIMIT_LENGTH: 1 << 20,
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 100_000,
    sqlite3.SQLITE_LIMIT_COLUMN: 100,
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 50,
    sqlite3.SQLITE_LIMIT_COMPOUND_SELECT: 2,
    sqlite3.SQLITE_LIMIT_VDBE_OP: 10_000,
    sqlite3.SQLITE_LIMIT_FUNCTION_ARG: 8,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
    sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH: 1,
}


def read_database(source: LogFile, options: ReadOptions, report: Report) -> Iterator[LoggedRun]:
    """Every run of the database that has the metric; raises LogError for one that is not MLflow's."""
    _refuse_unfinished(source)
    try:
        with closing(_opened(source)) as database:
            runs = _Database(database, source, options, report).runs()
    except UnicodeDecodeError:
        raise LogError("cannot be read as a database: its text is not UTF-8", "is it damaged?") from None
    except (sqlite3.Error, OverflowError) as error:
        raise LogError(f"cannot be read as a database: {error}", "is it cut off?") from None
    yield from runs


class _Database:
    """One pass over an open database."""

    def __init__(
        self, database: sqlite3.Connection, source: LogFile, options: ReadOptions, report: Report
    ) -> None:
        self.database, self.options, self.report = database, options, report
        self.rows_left = source.path.stat().st_size // BYTES_PER_ROW

    def runs(self) -> list[LoggedRun]:
        """The runs that have the metric, as the store lists them; raises LogError when none has."""
        self._check_tables()
        rows = self._wanted()
        values = {
            uuid: MlflowRun(self.options, self.report, start=finite(row.get("start_time")))
            for uuid, row in rows.items()
        }
        for row in self._rows("SELECT * FROM metrics"):
            if (run := values.get(_text(row.get("run_uuid")))) is not None:
                _take(run, row)
        names, parameters = self._names(), self._parameters()
        found: list[LoggedRun] = []
        for uuid, row in rows.items():
            name = names.get(uuid) or _text(row.get("name"))
            if values[uuid].points or len(rows) == 1:
                finished = FINISHED.get(_text(row.get("status")))
                found.append(
                    values[uuid].run(name=name, finished=finished, parameters=parameters.get(uuid, {}))
                )
            else:
                self.report.ignored(f"run {name or uuid}: no value of the metric")
        if not found:
            held = ", ".join(list(dict.fromkeys(o for v in values.values() for o in v.others))[:12])
            raise LogError(
                "has no value of the metric", f"name one with --metric; it holds: {held or 'none'}"
            )
        return found

    def _check_tables(self) -> None:
        made = {
            _text(row.get("name")): _text(row.get("sql"))
            for row in self._rows("SELECT name, sql FROM sqlite_master WHERE type = 'table'")
        }
        missing = [t for t in TABLES if not made.get(t, "").upper().startswith("CREATE TABLE")]
        if missing:
            raise LogError(f"is no MLflow store: it has no table {', '.join(missing)}")

    def _wanted(self) -> dict[str, dict[str, Any]]:
        """The rows of the runs that were not deleted, by their id."""
        rows: dict[str, dict[str, Any]] = {}
        for row in self._rows("SELECT * FROM runs"):
            if _text(row.get("lifecycle_stage")) == "deleted":
                self.report.ignored("a run that was deleted")
            else:
                rows[_text(row.get("run_uuid"))] = row
            if len(rows) > MAX_RUNS:
                raise LogError(f"has more than {MAX_RUNS} runs", "export the ones that are meant")
        return rows

    def _names(self) -> dict[str, str]:
        rows = self._rows("SELECT run_uuid, value FROM tags WHERE key = 'mlflow.runName'")
        return {_text(row["run_uuid"]): _text(row["value"]) for row in rows}

    def _parameters(self) -> dict[str, dict[str, str]]:
        """The parameters that name a model, by run."""
        asked = ", ".join("?" for _ in MODEL_PARAMETERS)
        found: dict[str, dict[str, str]] = {}
        select = f"SELECT run_uuid, key, value FROM params WHERE key IN ({asked})"  # noqa: S608 - question marks alone
        for row in self._rows(select, MODEL_PARAMETERS):
            found.setdefault(_text(row["run_uuid"]), {})[_text(row["key"])] = _text(row["value"])
        return found

    def _rows(self, select: str, values: tuple[str, ...] = ()) -> Iterator[dict[str, Any]]:
        cursor = self.database.execute(select, values)
        names = [column[0] for column in cursor.description]
        for row in cursor:
            self.rows_left -= 1
            if self.rows_left < 0:
                raise LogError("gives more rows than a file of its size can hold: it is damaged")
            yield dict(zip(names, row, strict=True))


def _opened(source: LogFile) -> sqlite3.Connection:
    """The database, read-only; `immutable` keeps SQLite from writing lock or journal files beside it."""
    database = sqlite3.connect(f"{source.path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
    database.text_factory = lambda data: data.decode("utf-8", "replace")
    for limit, value in LIMITS.items():
        database.setlimit(limit, value)
    database.execute("PRAGMA trusted_schema = OFF")
    database.execute("PRAGMA cell_size_check = ON")
    database.set_authorizer(_allow)
    return database


def _allow(action: int, table: str | None, column: str | None, base: str | None, via: str | None) -> int:
    """Reading of MLflow's tables alone: no function, no view, no pragma, nothing that writes."""
    reads = action == sqlite3.SQLITE_READ and table in (*TABLES, "sqlite_master") and via is None
    return sqlite3.SQLITE_OK if reads or action == sqlite3.SQLITE_SELECT else sqlite3.SQLITE_DENY


def _refuse_unfinished(source: LogFile) -> None:
    """Raise LogError where values stand in a journal beside the file, which is not read."""
    for ending in ("-wal", "-journal"):
        journal = source.beside(source.path.name + ending)
        if journal is not None and journal.path.stat().st_size > 0:
            hint = "stop the MLflow server, or copy the store with `sqlite3 mlflow.db .backup`"
            raise LogError(f"is in use: {ending[1:]} data stand beside it", hint)


def _take(run: MlflowRun, row: dict[str, Any]) -> None:
    value = None if row.get("is_nan") else finite(row.get("value"))
    step = row.get("step")
    run.take(_text(row.get("key")), value, finite(row.get("timestamp")), step if isinstance(step, int) else 0)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""

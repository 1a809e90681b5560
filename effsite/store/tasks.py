"""task.toml -> Task, with file, line and column for every value that it does not take."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from effsite.errors import did_you_mean
from effsite.names import taken_by
from effsite.records import MEASURES, Column, Exchange, Metric, Reference, Target, Task, columns
from effsite.records.cell_rules import MissingValue, NotAChoice, NotAName, WrongValue
from effsite.records.fields import FieldError, check_number
from effsite.store.file_rules import MissingKey, NotToml, UnknownKey
from effsite.store.relation_rules import NotAFraction, RowContradictsItself, RowTwice
from effsite.store.tables import read_text
from effsite.store.values import check_choice, check_slug, check_text, check_url, parse_date

if TYPE_CHECKING:
    from pathlib import Path

    from effsite.errors import Finding
    from effsite.rule import Rule

R = TypeVar("R")

LISTS: dict[type[Any], tuple[str, ...]] = {
    Task: ("rules",),
    Target: ("caveats",),
    Exchange: ("rows", "columns", "systems"),
}
TABLES: dict[type[Any], tuple[str, ...]] = {
    Task: ("metric", "targets", "references", "exchanges"),
    Target: ("metric",),
}
MAX_BYTES = 1024 * 1024
"""Of a task.toml."""

MOST_ENTRIES = 200
"""Tables of a kind in a task.toml (targets, references, exchanges), and sentences of a list."""

SENTENCE = Column(kind="long text", about="write a sentence, or remove it", required=True)
_HEADER = re.compile(r"""\s*(\[\[|\[)\s*([A-Za-z0-9_.:"'-]+)\s*\]""")


@dataclass(slots=True)
class TomlFile:
    """The text of a TOML file, and the findings made while reading it; `today` bounds its dates."""

    shown: str
    text: str
    today: date
    findings: list[Finding] = field(default_factory=list)

    def add(
        self, path: tuple[str, ...], key: str, message: str, hint: str = "", rule: type[Rule] = WrongValue
    ) -> None:
        """Note something wrong with `key` of the table at `path`, such as `("targets", "2")`."""
        line, column = self.locate(path, key)
        self.findings.append(rule.found(self.shown, message, hint, line=line, column=column, field=key))

    def locate(self, path: tuple[str, ...], key: str) -> tuple[int, int]:
        """Line and column of `key` in the table at `path`; of its header when the key is not there."""
        current: tuple[str, ...] = ()
        seen: dict[str, int] = {}
        header = (1, 1)
        wanted = re.compile(rf"(\s*)[\"']?{re.escape(key)}[\"']?\s*=")
        for number, line in enumerate(self.text.splitlines(), 1):
            if match := _HEADER.match(line):
                name = match[2].replace('"', "").replace("'", "")
                current = self._table(match[1] == "[[", name, seen)
                if current == path:
                    header = (number, 1)
            elif current == path and (found := wanted.match(line)):
                return number, len(found[1]) + 1
        return header

    @staticmethod
    def _table(is_array: bool, name: str, seen: dict[str, int]) -> tuple[str, ...]:
        if is_array:
            seen[name] = seen.get(name, 0) + 1
            return (name, str(seen[name]))
        first, _, rest = name.partition(".")
        if rest and first in seen:
            return (first, str(seen[first]), rest)
        return (name,)


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskFile:
    """What a task.toml holds: the task, or None and everything that is wrong with it.

    `levels` has the line and column of each target's level, or of its table where it has none, `checks`
    those of each `last_checked` that there is.
    """

    task: Task | None
    findings: tuple[Finding, ...] = ()
    levels: Mapping[Target, tuple[int, int]] = field(default_factory=dict)
    checks: Mapping[Target, tuple[int, int]] = field(default_factory=dict)


def read_task(path: Path, shown: str, name: str, today: date) -> TaskFile:
    """The task in a task.toml, or everything that is wrong with it; never raises on bad content.

    `today` decides which dates lie in the future.
    """
    text, findings = read_text(path, shown, MAX_BYTES)
    if text is None:
        return TaskFile(task=None, findings=findings)
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return TaskFile(task=None, findings=(syntax_finding(str(error), shown),))
    except RecursionError:
        return TaskFile(task=None, findings=(NotToml.found(shown, "nests too deeply"),))
    file = TomlFile(shown, text, today)
    task = _task(file, document, name)
    if task is None or file.findings:
        return TaskFile(task=None, findings=tuple(file.findings))
    tables = {t: ("targets", str(n)) for n, t in enumerate(task.targets, 1)}
    return TaskFile(
        task=task,
        levels={t: file.locate(table, "level") for t, table in tables.items()},
        checks={t: file.locate(table, "last_checked") for t, table in tables.items() if t.last_checked},
    )


def syntax_finding(message: str, shown: str) -> Finding:
    """What tomllib says of a text that is no TOML, with its line and column."""
    match = re.search(r"\(at line (\d+), column (\d+)\)", message)
    line, column = (int(match[1]), int(match[2])) if match else (0, 0)
    text = message.partition(" (at ")[0]
    return NotToml.found(shown, f"is not valid TOML: {text}", line=line, column=column)


def _task(file: TomlFile, document: Mapping[str, Any], name: str) -> Task | None:
    metric = _metric(file, document.get("metric"), ("metric",))
    targets = [
        _target(file, entry, ("targets", str(n)), name, metric)
        for n, entry in _entries(file, document, "targets")
    ]
    references = [
        _build(file, Reference, entry, ("references", str(n)))
        for n, entry in _entries(file, document, "references")
    ]
    exchanges = [
        _build(file, Exchange, entry, ("exchanges", str(n)))
        for n, entry in _entries(file, document, "exchanges")
    ]
    names = [t.name for t in targets if t]
    _refuse_repeated(file, names)
    _refuse_taken(file, names)
    given = {
        "name": name,
        "metric": metric,
        "targets": tuple(t for t in targets if t),
        "references": tuple(r for r in references if r),
        "exchanges": tuple(e for e in exchanges if e),
    }
    task = _build(file, Task, document, (), given)
    if task and task.holds == "results" and not targets:
        hint = "add a [[targets]] table with name, title, about and level"
        file.add((), "targets", "names no target", hint, MissingKey)
    return task


def _metric(file: TomlFile, entry: object, path: tuple[str, ...]) -> Metric | None:
    if entry is None:
        return None
    if not isinstance(entry, Mapping):
        file.add(path[:-1], "metric", "metric must be a table", "write [metric] with name and label below it")
        return None
    return _build(file, Metric, entry, path)


def _target(
    file: TomlFile, entry: Mapping[str, Any], path: tuple[str, ...], task: str, metric: Metric | None
) -> Target | None:
    own = _metric(file, entry.get("metric"), (*path, "metric"))
    measure = entry.get("measure", "training_flop")
    if measure not in MEASURES:
        file.add(
            path, "measure", f"unknown measure {measure!r}", did_you_mean(str(measure), MEASURES), NotAChoice
        )
        return None
    level, level_of = entry.get("level"), entry.get("level_of")
    used = None if level is None and not level_of else (own or metric)
    judged = own if "metric" in entry else metric  # a metric of its own that is wrong judges nothing
    if judged and judged.unit == "fraction" and isinstance(level, (int, float)) and (level < 0 or level > 1):
        file.add(path, "level", f"level is {level:g}, but the metric is a fraction", "", NotAFraction)
    return _build(file, Target, entry, path, {"task": task, "metric": used})


def _entries(file: TomlFile, document: Mapping[str, Any], key: str) -> list[tuple[int, Mapping[str, Any]]]:
    entries = document.get(key, [])
    if not isinstance(entries, list) or not all(isinstance(entry, Mapping) for entry in entries):
        file.add((), key, f"{key} must be tables", f"write [[{key}]] above each")
        return []
    if len(entries) > MOST_ENTRIES:
        _too_many(file, (), key, len(entries))
        return []
    return list(enumerate(entries, 1))


def _too_many(file: TomlFile, path: tuple[str, ...], key: str, count: int) -> None:
    file.add(path, key, f"{key} has {count:,} entries; at most {MOST_ENTRIES} are read", "make a second task")


def _refuse_repeated(file: TomlFile, names: list[str]) -> None:
    for position, name in enumerate(names, 1):
        if name in names[: position - 1]:
            file.add(
                ("targets", str(position)), "name", f"target {name!r} stands twice", "rename one", RowTwice
            )


def _refuse_taken(file: TomlFile, names: list[str]) -> None:
    for position, name in enumerate(names, 1):
        if other := taken_by(name, names):
            message = f"target {name!r} has the name of a page or chart of target {other!r}"
            file.add(("targets", str(position)), "name", message, "rename one", NotAName)


def _build(
    file: TomlFile,
    row_type: type[R],
    entry: Mapping[str, Any],
    path: tuple[str, ...],
    given: Mapping[str, Any] | None = None,
) -> R | None:
    """One stored type from a TOML table; None, with findings, when a value is wrong."""
    wanted = columns(row_type)
    lists = LISTS.get(row_type, ())
    before = len(file.findings)
    known = [*wanted, *lists, *TABLES.get(row_type, ())]
    for key in entry:
        if key not in known:
            file.add(path, key, f"unknown key {key!r}", did_you_mean(key, known), UnknownKey)
    values: dict[str, Any] = dict(given or {})
    for key, column in wanted.items():
        if key in entry:
            values[key] = _checked(file, path, key, entry[key], column)
        elif column.required:
            file.add(path, key, f"missing key {key!r}", column.about, MissingKey)
    for key in lists:
        values[key] = _sentences(file, path, key, entry.get(key, []))
    if len(file.findings) > before:
        return None
    try:
        return row_type(**values)
    except ValueError as error:
        file.add(path, "", str(error), rule=RowContradictsItself)
        return None


def _checked(file: TomlFile, path: tuple[str, ...], key: str, value: object, column: Column) -> object:
    try:
        return _check(value, column, file.today)
    except FieldError as error:
        file.add(path, key, f"{key} {error.message}", error.hint, error.rule)
        return None


def _check(value: object, column: Column, today: date) -> object:
    if column.kind == "flag":
        return _typed(value, bool, "true or false")
    if column.kind == "date":
        text = value.isoformat() if type(value) is date else _typed(value, str, "a date such as 2026-11-25")
        return parse_date(text, column, today)
    if column.kind in {"number", "integer"}:
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise FieldError(f"must be a number, not {value!r}")
        return check_number(value, column)
    text = _typed(value, str, "text in quotation marks")
    if column.required and not text.strip():
        raise FieldError("is empty", column.about, MissingValue)
    checks = {"slug": check_slug, "url": check_url, "choice": check_choice}
    return checks.get(column.kind, check_text)(text, column)


def _typed(value: object, kind: type[Any], wanted: str) -> Any:
    if not isinstance(value, kind):
        raise FieldError(f"must be {wanted}, not {value!r}")
    return value


def _sentences(file: TomlFile, path: tuple[str, ...], key: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        file.add(path, key, f"{key} must be a list of sentences", f'write {key} = ["...", "..."]')
        value = []
    if len(value) > MOST_ENTRIES:
        _too_many(file, path, key, len(value))
        value = []
    checked = (_checked(file, path, key, sentence, SENTENCE) for sentence in value)
    return tuple(sentence for sentence in checked if isinstance(sentence, str))

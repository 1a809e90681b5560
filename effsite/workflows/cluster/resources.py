"""cluster.toml -> what each system's jobs get, checked key by key; an error has its file, line and column."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from effsite.errors import Finding, UsageError, did_you_mean
from effsite.store.tables import read_text
from effsite.store.tasks import TomlFile, syntax_finding
from effsite.units import SECONDS_PER_HOUR, SECONDS_PER_MINUTE, seconds_in
from effsite.words import counted

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

ExecutorName = Literal["slurm", "local"]
EXECUTORS: tuple[ExecutorName, ...] = ("slurm", "local")
KEYS = ("time", "spare", "partition", "gpus", "cpus", "memory", "processes", "setup", "slurm")
OF_SLURM = ("spare", "partition", "memory", "setup", "slurm")
"""Keys that have no meaning on a machine of one's own: nothing there keeps jobs to them."""
LEAST_SPARE, MOST_SPARE = 2 * SECONDS_PER_MINUTE, 10 * SECONDS_PER_MINUTE
OWN_PARAMETERS = {
    "time": "time",
    "partition": "partition",
    "gpus": "gpus",
    "gpus-per-node": "gpus",
    "gpus-per-task": "gpus",
    "cpus-per-task": "cpus",
    "mem": "memory",
    "ntasks": "processes",
    "ntasks-per-node": "processes",
}
"""sbatch's parameters that have a key of their own, and that key."""
NOT_FOR_YOU = (
    "nodes",
    "array",
    "output",
    "error",
    "signal",
    "job-name",
    "open-mode",
    "requeue",
    "no-requeue",
)
"""sbatch's parameters that effsite needs to be as it sets them."""
_MEMORY = re.compile(r"[1-9][0-9]{0,6}(MB|GB|TB)")
_PARAMETER = re.compile(r"[a-z][a-z0-9-]*")


class ResourcesError(UsageError):
    """A cluster's file that asks for something that no job can get; `findings` holds all that is wrong."""

    def __init__(self, path: Path, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        told = f"{counted(len(self.findings), 'error')} in {path.name}"
        super().__init__(told, "docs/running.md explains every key; --dry-run shows what jobs would get")


@dataclass(frozen=True, slots=True, kw_only=True)
class Resources:
    """What a job gets.

    `seconds` is its wall time, None without a limit; it trains until `spare_seconds` before it. `memory`
    is as sbatch takes it. `processes` share one run. `setup` are shell commands before it, `slurm` more
    of sbatch's parameters by their long names.
    """

    seconds: int | None = None
    spare_seconds: int = 0
    partition: str = ""
    gpus: int = 0
    cpus: int = 1
    memory: str = ""
    processes: int = 1
    setup: tuple[str, ...] = ()
    slurm: Mapping[str, str | int | bool] = field(default_factory=dict)

    @property
    def threads(self) -> int:
        """CPUs for each process."""
        return max(self.cpus // self.processes, 1)

    @property
    def gpu_hours(self) -> float | None:
        """GPU-hours that one job may take until its wall time; None without a limit."""
        return None if self.seconds is None else self.gpus * self.seconds / SECONDS_PER_HOUR

    @property
    def cpu_hours(self) -> float | None:
        """The same of processor cores."""
        return None if self.seconds is None else self.cpus * self.seconds / SECONDS_PER_HOUR


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """Where jobs go, and what those of each system get; on one machine, `at_once` of them run."""

    executor: ExecutorName
    at_once: int
    systems: Mapping[str, Resources]


def read_cluster(path: Path, systems: Sequence[str], known: Sequence[str]) -> Cluster:
    """The cluster that a file describes, with the resources of those systems; it may name any of `known`.

    Raises ResourcesError with every finding.
    """
    text, unread = read_text(path, path.name)
    if text is None:
        raise ResourcesError(path, unread)
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ResourcesError(path, [syntax_finding(str(error), path.name)]) from None
    file = TomlFile(path.name, text, date.max)  # it holds no dates
    found = _Document(file, document).cluster(systems, known)
    if file.findings:
        raise ResourcesError(path, list(dict.fromkeys(file.findings)))
    return found


class _Document:
    """A cluster's file, table by table; what is wrong goes to its findings."""

    def __init__(self, file: TomlFile, document: Mapping[str, Any]) -> None:
        self._file, self._root = file, document

    def cluster(self, systems: Sequence[str], known: Sequence[str]) -> Cluster:
        root = _Values(self._file, {(): self._root})
        root.refuse_unknown("key", ("executor", "at_once", "job", "systems"))
        executor: ExecutorName = "local" if root.get("executor") == "local" else "slurm"
        if root.get("executor") not in EXECUTORS:
            said = f"executor is {root.get('executor')!r}" if "executor" in self._root else "no executor"
            root.add("executor", said, 'executor = "slurm", or "local" for jobs on this machine')
        if executor == "slurm" and "at_once" in self._root:
            root.add("at_once", "at_once is for the local executor", "Slurm decides on its own")
        common = self._table(self._root, "job", "job")
        own = self._table(self._root, "systems", "systems")
        _Values(self._file, {("systems",): own}).refuse_unknown("system", known)
        found = {
            name: self._resources(name, common, own, executor) for name in {**own, **dict.fromkeys(systems)}
        }
        return Cluster(
            executor=executor,
            at_once=root.whole("at_once", 1, least=1),
            systems={name: found[name] for name in systems},
        )

    def _table(self, inside: Mapping[str, Any], key: str, name: str) -> Mapping[str, Any]:
        found = inside.get(key, {})
        if isinstance(found, Mapping):
            return found
        above = name.rpartition(".")[0]
        self._file.add((above,) if above else (), key, f"{key} must be a table", f"write [{name}]")
        return {}

    def _resources(
        self, name: str, common: Mapping[str, Any], own: Mapping[str, Any], executor: ExecutorName
    ) -> Resources:
        """What a system's jobs get: the word of its own table comes before that for all."""
        mine = self._table(own, name, f"systems.{name}")
        values = _Values(self._file, {(f"systems.{name}",): mine, ("job",): common})
        values.refuse_unknown("key", KEYS)
        if executor == "local":
            values.refuse_given(OF_SLURM, "is for Slurm", "the local executor keeps no job to it")
        slurm: dict[str, str | int | bool] = {}
        for table, place in ((common, "job"), (mine, f"systems.{name}")):
            slurm |= self._parameters(self._table(table, "slurm", f"{place}.slurm"), f"{place}.slurm")
        gpus = values.whole("gpus", 0, least=0)
        processes = values.whole("processes", gpus or 1, least=1)
        if gpus and processes != gpus:
            told = f"{counted(processes, 'process', 'processes')} for {counted(gpus, 'GPU')}"
            values.add("processes", told, "leave it out: there is one for each GPU")
        seconds = values.seconds("time")
        return Resources(
            seconds=seconds,
            spare_seconds=_spare(values, seconds) if executor == "slurm" else 0,
            partition=values.text("partition"),
            gpus=gpus,
            cpus=values.whole("cpus", 1, least=1),
            memory=values.memory("memory"),
            processes=processes,
            setup=values.commands("setup"),
            slurm=slurm,
        )

    def _parameters(self, table: Mapping[str, Any], place: str) -> dict[str, str | int | bool]:
        """More of sbatch's parameters; those that have a key of their own, or are effsite's, are refused."""
        values = _Values(self._file, {(place,): table})
        for key, value in table.items():
            if key in OWN_PARAMETERS:
                values.add(
                    key, f"{key} has a key of its own", f"{OWN_PARAMETERS[key]} = ... above this table"
                )
            elif key in NOT_FOR_YOU:
                values.add(key, f"effsite sets {key} itself", "leave it out")
            elif not _PARAMETER.fullmatch(key):
                values.add(key, f"{key!r} is no parameter of sbatch", "its long name: constraint, mail-type")
            text = isinstance(value, str) and value.isprintable()
            if not text and (value is False or not isinstance(value, int)):
                values.add(key, f"{key} is {value!r}", "text, a whole number, or true for a flag")
        return dict(table)


def _spare(values: _Values, seconds: int | None) -> int:
    """Seconds of a Slurm job's wall time that are not for training."""
    if seconds is None:
        values.add("time", "no time", 'time = "4h": the wall time of a job')
        return 0
    if seconds % SECONDS_PER_MINUTE:
        values.add("time", f"time is {values.get('time')!r}", "Slurm takes whole minutes")
    spare = values.seconds("spare") or min(max(seconds // 10, LEAST_SPARE), MOST_SPARE)
    if spare >= seconds:
        told = f"time is {values.get('time')!r}, and {spare} s of it are spared"
        values.add("time", told, 'give more time, or a spare = "..." below it')
    return spare


class _Values:
    """The values of tables by their paths, the first that has a key first; what does not fit is noted."""

    def __init__(self, file: TomlFile, tables: Mapping[tuple[str, ...], Mapping[str, Any]]) -> None:
        self._file, self._tables = file, tables

    def get(self, key: str, usual: Any = None) -> Any:
        """The value of a key."""
        return next((table[key] for table in self._tables.values() if key in table), usual)

    def add(self, key: str, message: str, hint: str) -> None:
        """Note what is wrong with a key, where it stands; where it should, if it is in no table."""
        paths = list(self._tables)
        path = next((path for path in paths if key in self._tables[path]), paths[-1])
        if isinstance(self._tables[path].get(key), Mapping):
            path, key = (".".join([*path, key]),), ""
        self._file.add(path, key, message, hint)

    def refuse_unknown(self, what: str, known: Sequence[str]) -> None:
        """Note each key that is not known."""
        for key in {key: None for table in self._tables.values() for key in table}:
            if key not in known:
                self.add(key, f"unknown {what} {key!r}", did_you_mean(key, known))

    def refuse_given(self, keys: Sequence[str], message: str, hint: str) -> None:
        """Note each of the keys that is there."""
        for key in keys:
            if self.get(key) is not None:
                self.add(key, f"{key} {message}", hint)

    def whole(self, key: str, usual: int, *, least: int) -> int:
        """A whole number."""
        found = self.get(key, usual)
        if isinstance(found, bool) or not isinstance(found, int) or found < least:
            self.add(key, f"{key} is {found!r}", f"a whole number, at least {least}")
            return max(usual, least)
        return found

    def text(self, key: str) -> str:
        """One line of text."""
        found = self.get(key, "")
        if not isinstance(found, str) or not found.isprintable():
            self.add(key, f"{key} is {found!r}", "text in quotation marks, on one line")
            return ""
        return found

    def memory(self, key: str) -> str:
        """An amount of memory as sbatch takes it."""
        found = self.text(key)
        if found and not _MEMORY.fullmatch(found):
            self.add(key, f"{key} is {found!r}", 'a number with its unit: "32GB" or "900MB"')
        return found

    def seconds(self, key: str) -> int | None:
        """The seconds in a length of time; None where there is none."""
        text = self.text(key)
        if not text:
            return None
        try:
            return seconds_in(text)
        except ValueError as error:
            self.add(key, str(error), "write hours, minutes and seconds: 45m, 4h, 1h30m")
            return None

    def commands(self, key: str) -> tuple[str, ...]:
        """A list of lines for a shell."""
        found = self.get(key, [])
        if not isinstance(found, list) or not all(isinstance(c, str) and c.isprintable() for c in found):
            self.add(key, f"{key} is {found!r}", 'a list of commands: ["module load cuda"]')
            return ()
        return tuple(found)

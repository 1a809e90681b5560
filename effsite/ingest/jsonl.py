"""One JSON object on each line, with or without words before it, or a document that holds them all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from effsite.ingest.epoch_base import from_zero
from effsite.ingest.json_document import entries, looks_like_document
from effsite.ingest.json_text import parse, parse_lines, words
from effsite.ingest.log import Facts, LoggedRun
from effsite.ingest.log_columns import SECONDS_IN, Roles, roles, say_unused
from effsite.ingest.log_counts import Clock, Counts, since
from effsite.ingest.log_format import Format
from effsite.ingest.numbers import finite, number_of, whole
from effsite.ingest.points import NOWHERE, Points
from effsite.ingest.report import LogError
from effsite.ingest.telling_words import MOST_WORDS, Part, columns_of, held_out, told_apart
from effsite.ingest.time_text import time_form

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from effsite.ingest.log import Evaluation
    from effsite.ingest.log_file import Head, LogFile
    from effsite.ingest.log_format import ReadOptions
    from effsite.ingest.report import Report
    from effsite.ingest.telling_words import Words
    from effsite.ingest.time_text import TimeForm

    _Key = tuple[str, Words]

BATCH = 500
MAX_KEYS = 2_000
MAX_RUNS = 1_000
MOST_WORD_KEYS = 8
COUNTED = ("step", "epoch", "examples", "training_flop")


def read_jsonl(source: LogFile, options: ReadOptions, report: Report) -> Iterator[LoggedRun]:
    """The runs in a file of JSON objects: one, or one for each value of its run or seed key.

    Objects within objects are taken apart, their keys joined with a slash. Lines without an object
    are passed over and counted; a line that begins one and breaks it is refused with its number. An array
    of objects, and an object of arrays of one length, are read as their rows.
    Raises LogError when no line holds a value of the metric.
    """
    reader = _JsonlReader(options, report)
    if (document := entries(source, report)) is not None:
        reader.objects(document)
        return reader.runs()
    for number, block in source.blocks():
        for start in range(0, len(block), BATCH):
            reader.lines(number + start, block[start : start + BATCH])
    return reader.runs()


class _JsonlReader:
    """One pass over the lines."""

    def __init__(self, options: ReadOptions, report: Report) -> None:
        self.options, self.report = options, report
        self.known: set[str] = set()
        self.roles = Roles(by_role={}, metrics=())
        self.clock = Clock(1.0, absolute=False)
        self.forms: dict[str, TimeForm] = {}
        self.time = ""
        self.words: tuple[str, ...] = ()
        self.met: dict[str, set[str]] = {}
        self.run: _Key = ("", ())
        self.points: dict[_Key, Points] = {}
        self.latest: dict[str, object] = {}
        self.final: dict[_Key, tuple[int, dict[str, float], Mapping[str, Any]]] = {}
        self.beside: dict[_Key, list[str]] = {}
        self.of_data: set[str] = set()

    def lines(self, first: int, lines: list[str]) -> None:
        values = parse_lines(lines) or parse_lines([line[line.find("{") :] for line in lines])
        if values is None:
            for number, line in enumerate(lines, first):
                self._line(number, line)
        else:
            self._batch(first, values)

    def _line(self, number: int, line: str) -> None:
        start = line.find("{")
        if start < 0:
            if line.strip():
                self.report.ignored("lines without a JSON object", number)
            return
        try:
            value = parse(line[start:].strip())
        except ValueError as error:
            if start == 0:
                hint = "is the file cut off?"
                self.report.refused(f"a line that is not JSON: {words(error)}", number, hint)
            else:
                self.report.ignored("lines without a JSON object", number)
            return
        self.objects(((number, value),))

    def objects(self, objects: Iterable[tuple[int, Any]]) -> None:
        """Take objects with their lines; anything else is passed over with a word."""
        for number, value in objects:
            if not isinstance(value, dict):
                self.report.ignored("lines without a JSON object", number)
                continue
            if not value.keys() <= self.known:
                value = _flat(value)
                if not value.keys() <= self.known:
                    self._learn(value)
            self._object(number, value)

    def _batch(self, first: int, values: list[Any]) -> None:
        """What `objects` does, with the objects that would not be kept only counted, for speed.

        As in `table.py`: where one metric is kept of one run, an object is passed over that has known keys
        alone and no value, or a value that meets no level while it is not its turn to be kept, with nothing
        but what passes for a number beside it. After each object that was looked at, which may change all of
        this, the bounds are asked for anew.
        """
        if len(self.roles.metrics) != 1 or "run" in self.roles.by_role or self.words or not self.points:
            self.objects(enumerate(values, first))
            return
        (name,), points = self.roles.metrics, self.points[self.run]
        (above, below), stride, seen = points.watched(name), points.stride, points.seen
        low, high = NOWHERE
        for number, value in enumerate(values, first):
            try:
                metric = value[name]
                if above > metric > below and (seen + 1) % stride and value.keys() <= self.known:
                    seen += 1
                    if metric < low:
                        low = metric
                    if metric > high:
                        high = metric
                    continue
            except (KeyError, TypeError, IndexError):
                if type(value) is dict and value.keys() <= self.known and name not in value:
                    self._remember(value)
                    continue
            points.seen = seen
            points.widen(name, low, high)
            self.objects(((number, value),))
            if self.words:
                self.objects(enumerate(values[number - first + 1 :], number + 1))
                return
            points = self.points[self.run]
            (above, below), stride, seen = points.watched(name), points.stride, points.seen
            low, high = NOWHERE
        points.seen = seen
        points.widen(name, low, high)
        self._close(first + len(values) - 1, values[-1], name)

    def _close(self, number: int, value: Any, name: str) -> None:
        """Remember the last object of a batch, should it turn out to be the last of the run."""
        if isinstance(value, dict) and (metric := number_of(value.get(name))) is not None:
            self.final[self.run] = (number, {name: metric}, self._counted(value))

    def _object(self, number: int, value: dict[str, Any]) -> None:
        if self.clock.start is None:
            self.clock(self._told(value))
        values: dict[str, float] = {}
        for name in self.roles.metrics:
            given = value.get(name)
            if given is None:
                if name in value:
                    self.report.ignored(f"{name}: a value that is missing or not finite", number)
                continue
            metric = given if type(given) is float else number_of(given)
            if metric is not None and metric - metric == 0.0:
                values[name] = metric
            else:
                self._odd(name, number)
        if not values:
            self._remember(value)
            return
        run = self.run = self._run(value)
        points = self.points.get(run) or self._new_run(run, number)
        if points.wants(values):
            points.take(self._evaluation(number, values, value))
        if run not in self.final:
            self.beside[run] = [key for key, given in value.items() if given is not None]
            self._drop_notes()
        self.final[run] = (number, values, self._counted(value))

    def _odd(self, name: str, number: int) -> None:
        if self.options.wanted is None and not self.options.metric:
            self.report.ignored(f"{name}: text, not numbers", number)
        else:
            self.report.refused(f"{name}: a value that is not a finite number", number)

    def _remember(self, value: Mapping[str, Any]) -> None:
        """Keep the counts of a line without a value: the next value may stand on a line without counts."""
        for role in ("step", "epoch"):
            name = self.roles.by_role.get(role, "")
            if name in value:
                self.latest[name] = value[name]

    def _counted(self, value: Mapping[str, Any]) -> Mapping[str, Any]:
        """The object with the counts that stand on lines before it, where it has none of its own."""
        return {**self.latest, **value} if self.latest.keys() - value.keys() else value

    def _evaluation(self, number: int, values: dict[str, float], value: Mapping[str, Any]) -> Evaluation:
        counts = {}
        for role in COUNTED:
            name = self.roles.by_role.get(role, "")
            counts[role] = number_of(value.get(name, self.latest.get(name))) if name else None
        return Counts(**counts, time=self._told(value)).evaluation(values, number, self.clock)

    def _told(self, value: Mapping[str, Any]) -> float | None:
        """The time in an object, in the unit of the clock."""
        given = value.get(self.time) if self.time else None
        return self.clock.read(given) if isinstance(given, str) else finite(given)

    def _run(self, value: Mapping[str, Any]) -> _Key:
        """What tells the run of an object from others: the value of its run and the words beside it."""
        name = self.roles.by_role.get("run")
        run = str(value.get(name, ""))[:100] if name else ""
        given = [(word, value.get(word)) for word in self.words]
        return run, tuple((word, text.strip()[:100]) for word, text in given if isinstance(text, str))

    def _drop_notes(self) -> None:
        """Stop looking at keys with too many different words for names of systems."""
        for name, word in self.run[1]:
            self.met.setdefault(name, set()).add(word)
        many = {name for name, words in self.met.items() if len(words) > MOST_WORDS}
        if len(self.points) > MOST_WORDS and self.words:
            many.add(max(self.words, key=lambda name: len(self.met.get(name, ()))))
        self.words = tuple(name for name in self.words if name not in many)

    def _new_run(self, run: _Key, line: int) -> Points:
        if len(self.points) >= MAX_RUNS:
            hint = "name another key: --column run=NAME"
            raise LogError(f"has more than {MAX_RUNS} runs", hint, line=line)
        points = self.points[run] = Points(self.options)
        return points

    def _learn(self, value: Mapping[str, Any]) -> None:
        """Keys that were not met before: find their roles."""
        self.forms |= {n: time_form(given) for n, given in value.items() if isinstance(given, str)}
        self.known |= value.keys()
        if len(self.known) > MAX_KEYS:
            raise LogError(f"has more than {MAX_KEYS} different keys", "is it a log?")
        missing = {n for n in self.options.columns.values() if n not in self.known}
        options = self.options
        if missing:
            return
        self.roles = roles(sorted(self.known), options, self.report, self.forms)
        before, self.time = self.time, self.roles.clock()[0]
        clock = Clock.of(self.roles, self.forms)
        if (before, self.clock.form) != (self.time, clock.form):
            self.clock = clock
        taken = {*self.roles.by_role.values(), *self.roles.metrics}
        dropped = {name for name, words in self.met.items() if len(words) > MOST_WORDS}
        words = [n for n, form in self.forms.items() if not form and n not in taken | dropped]
        self.words = tuple(words[:MOST_WORD_KEYS])

    def runs(self) -> Iterator[LoggedRun]:
        """The runs in the order of their first line; raises LogError when no line had a value."""
        if not self.final:
            shown = ", ".join(sorted(self.known))[:300] or "none"
            raise LogError(
                "has no line with a value of the metric", f"name a key with --metric; it has: {shown}"
            )
        for run, (number, values, value) in self.final.items():
            self.points[run].last(self._evaluation(number, values, value))
        self.clock.say(self.report)
        parts = [
            (name, part) for name in dict.fromkeys(n for n, _ in self.final) for part in self._parts(name)
        ]
        self._say(columns_of(part for _, part in parts) | self.of_data)
        for name, part in parts:
            yield self._logged(name, part, alone=len(parts) == 1)

    def _parts(self, name: str) -> Sequence[Part]:
        """The evaluations of the run of that name, system by system where words tell several apart."""
        of_run = [run for run in self.final if run[0] == name]
        parts = [Part.of(run[1], self.points[run]) for run in of_run]
        kept = held_out(parts, self.options, self.report)
        self.of_data |= columns_of(parts) - columns_of(kept)
        return told_apart(kept, self.report)

    def _say(self, telling: set[str]) -> None:
        """Say which keys were read, of those that had what was looked for, and which were not used."""
        kept = [e for points in self.points.values() for e in points.kept]
        for role, name in self.roles.by_role.items():
            at = "seconds" if role in SECONDS_IN else role
            if role == "run" or any(getattr(e, at) is not None for e in kept):
                self.report.understood(f"{role} is read from {name}")
        used = {*self.roles.by_role.values(), *self.roles.metrics, *telling}
        say_unused(sorted(self.known), used, "keys", self.report)

    def _logged(self, name: str, part: Part, *, alone: bool) -> LoggedRun:
        """The run of these evaluations, put together of what stands beside its words.

        One that is `alone` in the log began with its first timestamp, another with that of its first value.
        """
        own = [run for run in self.final if run[0] == name and set(part.words) <= set(run[1])]
        timed = not self.clock.absolute
        later = from_zero(part.evaluations, self.beside[own[0]], self.report, timed=timed)
        began = self.clock.began() if alone else part.began(absolute=self.clock.absolute)
        system = " ".join(word for _, word in part.words)
        return LoggedRun(
            evaluations=since(began, part.evaluations),
            name=system or name,
            facts=Facts(system=system, seed=whole(name), epochs_from_zero=later),
            extents=self.roles.extents(moments=self.clock.absolute),
            thinned=part.thinned,
            ranges=part.ranges,
        )


def _flat(value: Mapping[str, Any]) -> dict[str, Any]:
    """The object with the objects in it taken apart: {"val": {"loss": 1}} is {"val/loss": 1}."""
    flat: dict[str, Any] = {}
    for key, inner in value.items():
        if isinstance(inner, dict):
            flat |= {f"{key}/{name}": given for name, given in inner.items() if not isinstance(given, dict)}
        else:
            flat[key] = inner
    return flat


def _sniff(head: Head) -> float:
    lines = [line for line in head.text.splitlines()[:40] if line.strip()]
    if not lines or any(":::MLLOG" in line for line in lines):
        return 0.0
    if looks_like_document(head):
        return 0.5 if head.name.lower().endswith(".json") else 0.4
    objects = 0
    for line in lines[:-1] or lines:
        start = line.find("{")
        try:
            objects += start >= 0 and isinstance(parse(line[start:].strip()), dict)
        except ValueError:
            continue
    share = objects / len(lines[:-1] or lines)
    named = head.name.lower().endswith((".jsonl", ".ndjson", ".jsonlines"))
    return (0.6 if named else 0.4) if share > 0.5 else 0.0


FORMAT = Format(
    name="jsonl",
    title="JSON: one object for each step or epoch, on a line of its own or in an array",
    patterns=("*.jsonl", "*.ndjson"),
    sniff=_sniff,
    read=read_jsonl,
)

"""Columns of words beside a metric: some tell systems apart, others training from tests."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from effsite.ingest.log_columns import canonical
from effsite.ingest.metric_names import SPLITS, parsed
from effsite.ingest.points import over_all
from effsite.ingest.report import LogError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from effsite.ingest.log import Evaluation
    from effsite.ingest.log_format import ReadOptions
    from effsite.ingest.metric_names import Split
    from effsite.ingest.points import Points, Range
    from effsite.ingest.report import Report

Words = tuple[tuple[str, str], ...]
"""The words beside a value: pairs of a column's name and its word."""

NAMES_OF_SYSTEMS = frozenset(
    {
        *("model", "model_name", "arch", "architecture", "network", "system", "method", "name", "config"),
        *("optimizer", "optimiser", "algorithm", "experiment", "exp", "exp_name", "variant", "setting"),
    }
)
MOST_WORDS = 100
"""Different words, and different lines of them, until a column counts as one of notes."""

BEGINNING = 0.25
"""Two systems begin within this share of each other's length; what begins later goes on from a checkpoint."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The evaluations that stand beside the same words, in the order of the file, as far as they are kept.

    `thinned` are those that are not, `ranges` the least and the greatest value of each metric over all, and
    `first` is the first one.
    """

    words: Words
    evaluations: tuple[Evaluation, ...]
    thinned: int = 0
    ranges: Mapping[str, Range] = field(default_factory=dict)
    first: Evaluation | None = None

    @classmethod
    def of(cls, words: Words, points: Points) -> Part:
        """The evaluations that were kept of those beside these words."""
        return cls(
            words=words,
            evaluations=points.kept,
            thinned=points.thinned,
            ranges=points.ranges,
            first=points.first,
        )

    def began(self, *, absolute: bool) -> float | None:
        """The moment of the first evaluation, by a clock that counts from 1970; None by one of the run."""
        return self.first.seconds if absolute and self.first else None


def held_out(parts: Sequence[Part], options: ReadOptions, report: Report) -> tuple[Part, ...]:
    """The parts without those of training, where a column says of each line what data it is about.

    A metric whose own name tells the data is left alone. Raises LogError where all lines are of training,
    and where lines of validation and of test would be mixed.
    """
    kept = tuple(parts)
    for column in _columns(parts):
        splits: dict[Words, Split] = {
            part.words: SPLITS.get(_word(part, column).casefold(), "") for part in kept
        }
        metrics = {name for part in kept for e in part.evaluations[:1] for name in e.values}
        if not all(splits.values()) or any(parsed(name).split for name in metrics):
            continue
        if set(splits.values()) == {"train"}:
            raise LogError(f"holds values of training alone, as column {column} says")
        of_data = _wanted(set(splits.values()) - {"train"}, column, options)
        if len(set(splits.values())) > 1:
            report.ignored(f"lines that are not of {of_data} data, as column {column} says")
        own = [part for part in kept if splits[part.words] == of_data]
        kept = tuple(replace(p, words=tuple(w for w in p.words if w[0] != column)) for p in own)
    return kept


def _wanted(there: set[Split], column: str, options: ReadOptions) -> Split:
    name = options.metric or (options.wanted.name if options.wanted else "")
    asked: Split = parsed(name).split if name else ""
    if len(there) > 1 and asked not in there:
        raise LogError(f"column {column} mixes {' and '.join(sorted(there))}", "keep the lines that count")
    return asked if asked in there else there.pop()


def told_apart(parts: Sequence[Part], report: Report) -> tuple[Part, ...]:
    """One part for each system, by the first column of words that makes rising counts of jumping ones.

    The words of a part then are those that name the system, none where nothing tells systems apart: counts
    that rise through the file are of one run, whatever words stand beside them.
    """
    whole = joined(parts, ())
    if len(parts) < 2 or _is_one_run(whole[0].evaluations):
        return whole
    columns = _columns(parts)
    for chosen in (*((column,) for column in columns), columns):
        apart = joined(parts, chosen)
        if len(apart) > 1 and _are_systems(apart, chosen):
            shown = ", ".join(" ".join(word for _, word in part.words) for part in apart[:5])
            hint = "if it is one run after all, take the column out"
            said = f"{' and '.join(chosen)} tells {len(apart)} systems apart: {shown}"
            report.guessed(f"column {said}" if len(chosen) == 1 else said, hint=hint)
            return apart
    return whole


def joined(parts: Sequence[Part], columns: Iterable[str]) -> tuple[Part, ...]:
    """The parts put together that have the same words in those columns, in the order of the file."""
    chosen = set(columns)
    groups: dict[Words, list[Part]] = {}
    for part in parts:
        words = tuple(word for word in part.words if word[0] in chosen)
        groups.setdefault(words, []).append(part)
    return tuple(
        Part(
            words=words,
            evaluations=tuple(sorted((e for p in own for e in p.evaluations), key=lambda e: e.line)),
            thinned=sum(p.thinned for p in own),
            ranges=over_all(p.ranges for p in own),
            first=min((p.first for p in own if p.first), key=lambda e: e.line, default=None),
        )
        for words, own in groups.items()
    )


def columns_of(parts: Iterable[Part]) -> set[str]:
    """The columns whose words tell these parts apart."""
    return {column for part in parts for column, _ in part.words}


def _columns(parts: Sequence[Part]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(column for part in parts for column, _ in part.words))


def _word(part: Part, column: str) -> str:
    words: Mapping[str, str] = dict(part.words)
    return words.get(column, "")


def _places(evaluations: Sequence[Evaluation]) -> list[float]:
    """Where the evaluations stand, by the first count that all of them have; empty without one."""
    for count in ("step", "epoch", "examples", "seconds"):
        told = [getattr(e, count) for e in evaluations]
        if None not in told:
            return told
    return []


def _is_one_run(evaluations: Sequence[Evaluation]) -> bool:
    places = _places(evaluations)
    return bool(places) and all(before < after for before, after in pairwise(places))


def _are_systems(parts: Sequence[Part], columns: Sequence[str]) -> bool:
    """Whether each part is a whole run of its own, or without counts the column's name says so."""
    places = [_places(part.evaluations) for part in parts]
    if not all(places):
        return any(canonical(column) in NAMES_OF_SYSTEMS for column in columns)
    if not all(_is_one_run(part.evaluations) for part in parts):
        return all(canonical(column) in NAMES_OF_SYSTEMS for column in columns)
    first = min(places, key=lambda own: own[0])
    latest = max(own[0] for own in places)
    length = max(own[-1] for own in places) - first[0]
    return latest - first[0] <= BEGINNING * length

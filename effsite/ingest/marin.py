"""The Marin speedrun: its board, runs.json beside tracks.json, and the runs of its repository, one a file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from effsite.ingest.json_text import parse
from effsite.ingest.log import Stated
from effsite.ingest.log_format import Format
from effsite.ingest.report import LogError
from effsite.records import PublicationDate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from effsite.ingest.log_file import Head, LogFile
    from effsite.ingest.log_format import ReadOptions
    from effsite.ingest.report import Report

VALUE = "eval_paloma_c4_en_bpb"
MODEL, HARDWARE = "model_flops", "training_hardware_flops"
TRACKS = "tracks.json"
RESULTS = "speedrun_results"
"""How the name of a run's own file begins; it stands in a folder that bears the run's name."""

EXPERIMENTS = "experiments/speedrun/"
IN_A_RUN = {"eval_paloma_c4_en_bpb": "eval/paloma/c4_en/bpb", "wandb_link": "wandb_run_link"}
"""What the board's keys are called in a run's own file, where they differ."""

IN_REPOSITORY = "Marin speedrun, marin-community/marin"
OPENED = "2025-05-19"
"""The day on which the board was opened: what was run before was published on it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    name: str
    ended: str
    value: float
    flop: float
    entry: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Track:
    name: str
    level: float


def read(source: LogFile, options: ReadOptions, report: Report) -> Iterator[Stated]:
    """Every run at the hardest track whose level it ends at, and at each easier one that it is the least of.

    The compute is that of the model, or with `training_flop=training_hardware_flops` that which the
    hardware could have done in the time. A run that ends short of every level gives nothing. A run's own file
    gives it at the target that the user names. Raises LogError without the tracks beside the runs, or where
    the file is no array of runs.
    """
    column = options.columns.get("training_flop", MODEL)
    if column not in (MODEL, HARDWARE):
        raise LogError(f"has no column {column}", f"the board has {MODEL} and {HARDWARE}")
    if source.path.name.startswith(RESULTS):
        yield from _of_repository(source, column, options, report)
        return
    tracks = _tracks(source)
    runs = list(_once(_runs(source, column, report), report))
    if not runs:
        raise LogError("has no run that can be read")
    report.understood(f"{len(runs)} runs with their {column}; tracks: {', '.join(t.name for t in tracks)}")
    for track, run in _placed(tracks, runs, report):
        yield _stated(run, track)


def _of_repository(source: LogFile, column: str, options: ReadOptions, report: Report) -> Iterator[Stated]:
    """The runs of a file of the repository that end at the level of the target or below."""
    if options.level is None:
        raise LogError("is of runs without a track", "name the target: --target llama-300m")
    folder = source.path.parent.as_posix()
    name = folder.rpartition(EXPERIMENTS)[2] if EXPERIMENTS in f"{folder}/" else source.path.parent.name
    for run in _taken(_entries_of(source, name), column, report):
        if run.value > options.level:
            report.refused(f"{run.name} ends at {run.value:g}, short of {options.level:g}")
        else:
            yield replace(_stated(run, _Track(name="", level=options.level)), source=IN_REPOSITORY)


def _entries_of(source: LogFile, name: str) -> Iterator[dict[str, Any]]:
    try:
        value = parse(source.document())
    except ValueError as error:
        raise LogError(f"is no JSON that can be read: {error}") from None
    runs = value.get("runs") if isinstance(value, dict) else None
    for run in runs if isinstance(runs, list) else ():
        said = run.get("run_info") if isinstance(run, dict) else None
        if isinstance(said, dict):
            yield {**said, "run_name": name, **{ours: said.get(own) for ours, own in IN_A_RUN.items()}}


def _tracks(source: LogFile) -> list[_Track]:
    """The tracks that have a level, the easiest first."""
    beside = source.beside(TRACKS)
    if beside is None:
        raise LogError(f"has no {TRACKS} beside it", "name the board's folder data/, with both files")
    found = [
        _Track(name=str(track["id"]), level=level)
        for track in _array(beside)
        if (level := _amount(track, "target_bpb")) is not None and track.get("id")
    ]
    if not found:
        raise LogError(f"has no track with a level in {TRACKS}")
    return sorted(found, key=lambda track: -track.level)


def _array(source: LogFile) -> list[dict[str, Any]]:
    try:
        value = parse(source.document())
    except ValueError as error:
        raise LogError(f"is no JSON that can be read: {error}") from None
    if not isinstance(value, list):
        raise LogError("is no array of objects", "is it a file of the board's data/?")
    return [entry for entry in value if isinstance(entry, dict)]


def _runs(source: LogFile, column: str, report: Report) -> Iterator[_Run]:
    return _taken(_array(source), column, report)


def _taken(entries: Iterable[dict[str, Any]], column: str, report: Report) -> Iterator[_Run]:
    for entry in entries:
        name, ended = str(entry.get("run_name") or ""), str(entry.get("run_completion_timestamp") or "")[:10]
        value, flop = _amount(entry, VALUE), _amount(entry, column)
        if not name or not _is_day(ended):
            report.refused(f"{name or 'a run'} has no {'day on which it ended' if name else 'name'}")
        elif value is None or flop is None:
            report.refused(f"{name} has no {VALUE if value is None else column}")
        else:
            yield _Run(name=name, ended=ended, value=value, flop=flop, entry=entry)


def _is_day(text: str) -> bool:
    try:
        return PublicationDate.parse(text).precision == "day"
    except ValueError:
        return False


def _amount(entry: dict[str, Any], name: str) -> float | None:
    """The positive number of that name; None where the entry has none."""
    value = entry.get(name)
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return float(value) if is_number and value is not None and value > 0 else None


def _once(runs: Iterator[_Run], report: Report) -> Iterator[_Run]:
    """Each run under the first of the names under which its log stands."""
    seen: dict[str, str] = {}
    for run in runs:
        log = str(run.entry.get("wandb_link") or run.name)
        if log in seen:
            report.ignored(f"{run.name} is the run of {seen[log]} once more")
        else:
            seen[log] = run.name
            yield run


def _placed(tracks: Sequence[_Track], runs: Sequence[_Run], report: Report) -> Iterator[tuple[_Track, _Run]]:
    """The runs of each track, as the board lists them, and those of harder ones that took less than all."""
    harder = [*(after.level for _, after in pairwise(tracks)), 0.0]
    for track, below in zip(tracks, harder, strict=True):
        own = [run for run in runs if below < run.value <= track.level]
        least = min((run.flop for run in own), default=float("inf"))
        for run in runs:
            if run in own or (run.value <= below and run.flop < least):
                yield track, run
    short = [run.name for run in runs if run.value > tracks[0].level]
    if short:
        report.ignored(f"ends short of every level: {', '.join(short)}")


def _stated(run: _Run, track: _Track) -> Stated:
    model, hardware = _amount(run.entry, MODEL), _amount(run.entry, HARDWARE)
    both = f"{model:.4g} model FLOP, {hardware:.4g} hardware FLOP." if model and hardware else ""
    return Stated(
        system=run.name,
        published=max(run.ended, OPENED),
        date_source="run_completion_timestamp" if run.ended >= OPENED else "The opening of the board",
        target=track.name,
        value=run.value,
        training_flop=run.flop,
        flop_method="reported",
        flop_scope="whole-run",
        source_flop_per_mac=2,
        parameters=_amount(run.entry, "model_size"),
        source="Marin speedrun, the board's data/runs.json",
        source_url="https://github.com/marin-community/speedrun",
        note=both,
    )


def _sniff(head: Head) -> float:
    in_a_run = f'"{IN_A_RUN[VALUE]}"' in head.text and '"run_info"' in head.text
    return 0.98 if in_a_run or (f'"{VALUE}"' in head.text and '"run_name"' in head.text) else 0.0


FORMAT = Format(
    name="marin",
    title="The Marin speedrun: its board (runs.json with tracks.json) and runs (speedrun_results.json)",
    patterns=("runs.json", f"{RESULTS}*.json"),
    sniff=_sniff,
    read=read,
    companions=(TRACKS,),
)

"""Run by `nox -s mutants`: how many small wrong edits of the code do the tests not notice?

Prints every survivor with its place and its edit. Ends with 1 when more than one in ten of a room
survives, or one that `survivors.csv` does not explain.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import os
import sys
import time
from dataclasses import dataclass
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from tests.mutants.edits import Mutant, mutants
from tests.mutants.rooms import ROOMS, Room
from tests.mutants.trial import Trial

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

ROOT = Path(__file__).parents[2]
EXPLAINED = Path(__file__).parent / "survivors.csv"
COLUMNS = ("file", "function", "edit", "why")
MOST_SURVIVORS = 0.1
HEAVY = ("numpy", "pandas", "hypothesis", "yaml", "orjson", "jsonschema")

Key = tuple[str, str, str]


def main() -> int:
    """Try the edits that are asked for and say what became of them."""
    asked = _asked()
    os.chdir(ROOT)
    for name in HEAVY:
        import_module(name)
    rooms = [room for room in ROOMS if asked.room in ("", room.name)]
    with get_context("fork").Pool(asked.jobs) as pool:
        jobs = {
            room: [pool.apply_async(_try_part, (room, asked, n)) for n in range(asked.jobs)] for room in rooms
        }
        reports = [_report(room, asked, [job.get() for job in parts]) for room, parts in jobs.items()]
    if asked.write:
        _write(asked.write, [key for report in reports for key in report.new])
    return int(any(report.fails for report in reports))


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="nox -s mutants --", description=__doc__)
    parser.add_argument("--room", default="", choices=[room.name for room in ROOMS], help="only this room")
    parser.add_argument("--file", default="", help="only files whose path has this in it")
    parser.add_argument("--one-in", type=int, default=1, metavar="N", help="a sample: about one edit of N")
    parser.add_argument("--write", type=Path, metavar="CSV", help="write what is not explained as a list")
    parser.add_argument("--jobs", type=int, default=2, metavar="N", help="edits to try at the same time")
    return parser.parse_args()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """What became of a part of a room's edits: those of `silent` ended the tests without an answer.

    `survivors` and `silent` are told by their keys and by their places.
    """

    tried: int
    survivors: dict[Key, str]
    silent: dict[Key, str]
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Report:
    """What became of the edits of one room: the survivors that are `new`, and whether that is too much."""

    new: tuple[Key, ...]
    fails: bool


def _try_part(room: Room, asked: argparse.Namespace, number: int) -> _Part:
    """Try each edit of a room whose turn it is: as many parts as jobs, which all take about as long."""
    start = time.monotonic()
    tried = _tried(room, asked)[number :: asked.jobs]
    with TemporaryDirectory(prefix="effsite-mutants-") as scratch:
        survivors, silent = _survivors(Trial(root=ROOT, room=room, scratch=scratch), tried, _explained())
    return _Part(
        tried=len(tried),
        survivors={m.key: _told(m) for m in survivors},
        silent={m.key: _told(m) for m in silent},
        seconds=time.monotonic() - start,
    )


def _tried(room: Room, asked: argparse.Namespace) -> list[Mutant]:
    files = [file for file in room.files(ROOT) if asked.file in file]
    everything = [m for file in files for m in mutants(ROOT, file) if m.function not in room.left_out]
    return [mutant for mutant in everything if _number(mutant) % asked.one_in == 0]


def _report(room: Room, asked: argparse.Namespace, parts: Sequence[_Part]) -> _Report:
    """Say what became of the edits of a room."""
    explained = _explained()
    tried = sum(part.tried for part in parts)
    survivors = {key: told for part in parts for key, told in part.survivors.items()}
    new = tuple(key for key in survivors if key not in explained)
    share = len(survivors) / max(tried, 1)
    is_sample = asked.one_in > 1 or asked.file
    for key, told in survivors.items():
        print(f"  {told}: {explained.get(key, 'NOT EXPLAINED')}")
    for told in (told for part in parts for told in part.silent.values()):
        print(f"  {told}: noticed, because the tests ended without an answer")
    print(
        f"{room.name}: {len(survivors)} of {tried} edits survive ({share:.1%}), {len(new)} of them not"
        f" explained; {max(part.seconds for part in parts):.0f} s",
        flush=True,
    )
    if not is_sample:
        for line in _stale(room, {m.key for m in _tried(room, asked)}, set(survivors), explained):
            print(line)
    return _Report(new=new, fails=bool(new) or (not is_sample and share > MOST_SURVIVORS))


def _explained() -> dict[Key, str]:
    """Why each known survivor is left alone."""
    with EXPLAINED.open(encoding="utf-8", newline="") as file:
        return {(row["file"], row["function"], row["edit"]): row["why"] for row in csv.DictReader(file)}


def _write(path: Path, keys: Sequence[Key]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerows([COLUMNS, *([*key, ""] for key in keys)])


def _number(mutant: Mutant) -> int:
    """The same for an edit on every machine, so that a sample is the same everywhere."""
    return int.from_bytes(hashlib.sha256("\n".join(mutant.key).encode()).digest()[:4])


def _told(mutant: Mutant) -> str:
    return f"{mutant.file}:{mutant.line} {mutant.function or 'module'}: {mutant.edit}"


def _survivors(
    trial: Trial, tried: Sequence[Mutant], explained: Mapping[Key, str]
) -> tuple[list[Mutant], list[Mutant]]:
    """The edits that no test notices, in the order of the files, and those that hang or kill the tests."""
    alive, silent = trial.fast([m for m in tried if m.outermost])
    unnoticed = {m.key for m in alive}
    doubtful = [m for m in tried if not m.outermost or (m.key in unnoticed and m.key not in explained)]
    noticed = {m.key for m in doubtful if trial.thorough(m)}
    maybe = unnoticed | {m.key for m in doubtful}
    return [m for m in tried if m.key in maybe - noticed], silent


def _stale(room: Room, possible: set[Key], alive: set[Key], explained: Mapping[Key, str]) -> Iterator[str]:
    """Lines of the list that may go: they fail nothing."""
    files = set(room.files(ROOT))
    for key in explained:
        if key[0] in files and key not in alive:
            what = "is noticed now" if key in possible else "is no edit of the code any more"
            yield f"  may leave survivors.csv, it {what}: {' '.join(key)}"


if __name__ == "__main__":
    sys.exit(main())

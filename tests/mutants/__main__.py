"""Run by `nox -s mutants`: how many small wrong edits of the code do the tests not notice?

Prints every survivor with its place and its edit. Ends with 1 when more than one in ten of a room
survives, or one that `survivors.csv` does not explain.
"""

from __future__ import annotations

import argparse
import csv
import gc
import hashlib
import math
import os
import pickle
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, cast

from tests.mutants.edits import Mutant, mutants
from tests.mutants.rooms import ROOMS, Room
from tests.mutants.trial import Trial

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from multiprocessing.pool import Pool

    from tests.mutants.reach import Reach

ROOT = Path(__file__).parents[2]
EXPLAINED = Path(__file__).parent / "survivors.csv"
COLUMNS = ("file", "function", "edit", "why")
READ_BY_TESTS = ("effsite", "tests", "results", "docs")
RECORDS = ROOT / ".effsite" / "mutants"
"""Which tests run which lines, kept between runs; git ignores the folder."""

MOST_SURVIVORS = 0.1
HEAVY = ("numpy", "pandas", "hypothesis", "yaml", "orjson", "jsonschema", "scipy.stats", "statsmodels.api")
MOST_AT_ONCE = 150
"""Edits for which the tests are collected once; then those are told that survived."""

Key = tuple[str, str, str]


def main() -> int:
    """Try the edits that are asked for and say what became of them."""
    asked = _asked()
    os.chdir(ROOT)
    rooms = [room for room in ROOMS if asked.room in ("", room.name)]
    for name in (*HEAVY, *(name for room in rooms for name in room.packages)):
        import_module(name)
    gc.freeze()  # so that no fork copies the memory of all that is loaded
    with get_context("fork").Pool(asked.jobs, maxtasksperchild=1) as pool:
        reaches = [pool.apply_async(_reach, (room,)) for room in rooms]
        reports = [_room(room, asked, reach.get(), pool) for room, reach in zip(rooms, reaches, strict=True)]
    if asked.write:
        _write(asked.write, [key for report in reports for key in report.new])
    return int(any(report.fails for report in reports))


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="nox -s mutants --", description=__doc__)
    parser.add_argument("--room", default="", choices=[room.name for room in ROOMS], help="only this room")
    parser.add_argument("--file", default="", help="only files whose path has this in it")
    parser.add_argument("--one-in", type=int, default=1, metavar="N", help="a sample: about one edit of N")
    parser.add_argument("--part", type=int, default=0, metavar="K", help="which sample, from 0 to N - 1")
    parser.add_argument("--write", type=Path, metavar="CSV", help="write what is not explained as a list")
    parser.add_argument(
        "--jobs", type=int, default=os.cpu_count() or 2, metavar="N", help="edits to try at the same time"
    )
    return parser.parse_args()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """What became of a part of a room's edits: those of `silent` ended the tests without an answer.

    `survivors` and `silent` are told by their keys and by their places.
    """

    survivors: dict[Key, str]
    silent: dict[Key, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Report:
    """What became of the edits of one room: the survivors that are `new`, and whether that is too much."""

    new: tuple[Key, ...]
    fails: bool


def _reach(room: Room) -> Reach:
    """The lines that each test runs, recorded anew only where a file that tests read has changed."""
    kept = RECORDS / f"{room.name}-{_fingerprint()}.pickle"
    if kept.exists():
        return cast("Reach", pickle.loads(kept.read_bytes()))  # noqa: S301 - written here, by this very code
    with _trial(room) as trial:
        reach = trial.reach()
    RECORDS.mkdir(parents=True, exist_ok=True)
    for old in RECORDS.glob(f"{room.name}-*"):
        old.unlink(missing_ok=True)
    half = kept.with_suffix(".part")
    half.write_bytes(pickle.dumps(reach))
    half.replace(kept)
    return reach


def _fingerprint() -> str:
    """Another text for another content of the repository, another place of it, or another Python."""
    told = hashlib.sha256(f"{sys.version} {ROOT}".encode())
    for path in sorted(path for part in READ_BY_TESTS for path in (ROOT / part).rglob("*.*")):
        if path.is_file() and path.suffix != ".pyc":
            told.update(f"{path}\n".encode() + path.read_bytes())
    return told.hexdigest()[:16]


@contextmanager
def _trial(room: Room) -> Iterator[Trial]:
    with TemporaryDirectory(prefix="effsite-mutants-") as scratch:
        yield Trial(root=ROOT, room=room, scratch=scratch)


def _room(room: Room, asked: argparse.Namespace, reach: Reach, pool: Pool) -> _Report:
    """Try each edit of a room whose turn it is, some at a time, and tell what became of them."""
    start = time.monotonic()
    tried = _tried(room, asked)
    count = max(asked.jobs, math.ceil(len(tried) / MOST_AT_ONCE))
    jobs = [pool.apply_async(_try_part, (room, asked, reach, (n, count))) for n in range(count)]
    explained = _explained()
    survivors: dict[Key, str] = {}
    for job in jobs:
        part = job.get()
        survivors |= part.survivors
        for key, told in part.survivors.items():
            print(f"  {told}: {explained.get(key, 'NOT EXPLAINED')}")
        for told in part.silent.values():
            print(f"  {told}: noticed, because the tests ended without an answer", flush=True)
    return _report(room, asked, survivors, time.monotonic() - start)


def _try_part(room: Room, asked: argparse.Namespace, reach: Reach, part: tuple[int, int]) -> _Part:
    number, count = part
    tried = _tried(room, asked)[number::count]
    with _trial(room) as trial:
        survivors, silent = _survivors(trial, reach, tried, _explained())
    return _Part(survivors={m.key: _told(m) for m in survivors}, silent={m.key: _told(m) for m in silent})


def _tried(room: Room, asked: argparse.Namespace) -> list[Mutant]:
    files = [file for file in room.files(ROOT) if asked.file in file]
    everything = [m for file in files for m in mutants(ROOT, file)]
    return [mutant for mutant in everything if _number(mutant) % asked.one_in == asked.part]


def _report(room: Room, asked: argparse.Namespace, survivors: Mapping[Key, str], seconds: float) -> _Report:
    """Say in one line what became of the edits of a room."""
    explained = _explained()
    tried = [mutant.key for mutant in _tried(room, asked)]
    new = tuple(key for key in survivors if key not in explained)
    share = len(survivors) / max(len(tried), 1)
    is_sample = asked.one_in > 1 or asked.file
    print(
        f"{room.name}: {len(survivors)} of {len(tried)} edits survive ({share:.1%}), {len(new)} of them not"
        f" explained; {seconds:.0f} s",
        flush=True,
    )
    if not is_sample:
        for line in _stale(room, set(tried), set(survivors), explained):
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
    trial: Trial, reach: Reach, tried: Sequence[Mutant], explained: Mapping[Key, str]
) -> tuple[list[Mutant], list[Mutant]]:
    """The edits that no test notices, in the order of the files, and those that hang or kill the tests."""
    inside = [m for m in tried if m.outermost]
    fast = trial.fast(inside, reach)
    unnoticed = {m.key for m in fast.of("unnoticed", inside)}
    doubtful = {m.key for m in (*fast.of("untried", inside), *(m for m in tried if not m.outermost))}
    loading = {m.key for m in inside if reach.is_loading(m, ROOT)}
    doubtful |= (unnoticed & loading) - set(explained)
    noticed = {m.key for m in tried if m.key in doubtful and trial.thorough(m, reach)}
    maybe = unnoticed | doubtful
    return [m for m in tried if m.key in maybe - noticed], fast.of(None, inside)


def _stale(room: Room, possible: set[Key], alive: set[Key], explained: Mapping[Key, str]) -> Iterator[str]:
    """Lines of the list that may go: they fail nothing."""
    files = set(room.files(ROOT))
    for key in explained:
        if key[0] in files and key not in alive:
            what = "is noticed now" if key in possible else "is no edit of the code any more"
            yield f"  may leave survivors.csv, it {what}: {' '.join(key)}"


if __name__ == "__main__":
    sys.exit(main())

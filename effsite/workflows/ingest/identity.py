"""The names of the systems in a batch: each its own, nothing private in it, and as short as that allows."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from effsite.ingest.privacy import file_name
from effsite.names import slug
from effsite.workflows.ingest.cells import SYSTEM_LENGTH, clean

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Extra = Callable[["Named"], str]

HOST_IN_NAME = frozenset({"tensorboard"})
"""Formats whose files carry the name of the machine that wrote them."""

LONGEST_EXTRA = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """What may name a system: its name in the log, empty where it has none, its hardware and its file."""

    said: str
    hardware: str
    path: str
    format: str

    @property
    def parts(self) -> tuple[str, ...]:
        """The folders of the file and its name without ending, where that says nothing of the machine."""
        path = PurePosixPath(self.path.replace("\\", "/"))
        own = () if self.format in HOST_IN_NAME else (stem(path.name),)
        return (*path.parent.parts, *own)


def stem(name: str) -> str:
    """The name of a file without its last ending."""
    return name.rsplit(".", 1)[0]


def distinct_names(systems: Sequence[Named]) -> list[str]:
    """A name for each system, no two of which make the same identity.

    Systems of one name get what tells them apart, in this order: their hardware, the folders and files
    that they stand in, a number. Names are compared as the collection names files by them.
    """
    names = [fitted(system.said) or _of_file(system) for system in systems]
    names = _told_apart(names, systems, [system.hardware for system in systems])
    names = _told_apart(names, systems, _places(names, systems))
    return _numbered(names)


def fitted(name: str, extra: str = "") -> str:
    """The name and what is added to it, clean and short enough for a row."""
    after = clean(extra, LONGEST_EXTRA)
    room = SYSTEM_LENGTH - (len(after) + 2 if after else 0)
    before = clean(name, room)
    return ", ".join(filter(None, (before, after)))


def identity(name: str) -> str:
    """What two names must not share: rows and curves are told apart by it."""
    return slug(name, SYSTEM_LENGTH) or name


def _of_file(system: Named) -> str:
    return fitted(file_name(system.parts[-1]) if system.parts else "run")


def _told_apart(names: Sequence[str], systems: Sequence[Named], extras: Sequence[str]) -> list[str]:
    """The names with what is added to those that several have, where that differs among them."""
    told = list(names)
    for alike in _alike(names):
        if len({identity(extras[n]) for n in alike}) < 2:
            continue
        for n in alike:
            own = not systems[n].said and names[n] == _of_file(systems[n])
            told[n] = fitted(extras[n] if own and extras[n] else names[n], "" if own else extras[n])
    return told


def _places(names: Sequence[str], systems: Sequence[Named]) -> list[str]:
    """Of each system that shares its name, the part of its path in which it differs from the others."""
    places = [""] * len(names)
    for alike in _alike(names):
        parts = [systems[n].parts for n in alike]
        least = min(map(len, parts))
        before = next((at for at in range(least) if len({p[at] for p in parts}) > 1), least)
        room = least - before
        after = next((at for at in range(room) if len({p[-1 - at] for p in parts}) > 1), room)
        for n, own in zip(alike, parts, strict=True):
            kept = map(file_name, own[before : len(own) - after])
            places[n] = "/".join(kept)[-LONGEST_EXTRA:]
    return places


def _numbered(names: Sequence[str]) -> list[str]:
    """The names, those that still are the same with their number in the order of the batch."""
    taken = Counter(map(identity, names))
    numbered = list(names)
    for alike in _alike(names):
        number = 0
        for n in alike:
            number += 1
            while identity(fitted(names[n], f"run {number}")) in taken:
                number += 1
            numbered[n] = fitted(names[n], f"run {number}")
    return numbered


def _alike(names: Sequence[str]) -> list[list[int]]:
    """The places of the names that are the same, for each name that several have."""
    where: dict[str, list[int]] = {}
    for n, name in enumerate(names):
        where.setdefault(identity(name), []).append(n)
    return [places for places in where.values() if len(places) > 1]

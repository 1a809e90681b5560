"""What describes a field of an options type to a person, and the fields that many jobs have."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """What one field of an options type means to a person who sets it.

    `flags` are its names on the command line where they are not made of the field's own
    (`--time-limit` for `time_limit`); `least` and `most` are inclusive bounds of a number. A
    `positional` one has no flag: it is named by its place.
    """

    about: str
    flags: tuple[str, ...] = ()
    metavar: str = ""
    least: int | None = None
    most: int | None = None
    positional: bool = False


def option(about: str, *, default: Any = None, **rest: Any) -> Any:
    """A field of an options type, with its description; None, where not said, for what is not given."""
    return dataclasses.field(default=default, metadata={"option": Option(about=about, **rest)})


def argument(about: str, *, default: Any = (), **rest: Any) -> Any:
    """A field that the command line takes by its place; any number of values where not said otherwise."""
    return option(about, default=default, positional=True, **rest)


HERE = Path()


def project() -> Any:
    """The field that says where the project is."""
    about = "Folder with mkdocs.yml, docs/ and results/."
    return option(about, default=HERE, flags=("--project", "-p"), metavar="DIR")


def engine() -> Any:
    """The field that says which program makes the site of the pages."""
    return option("Makes the site of the pages; docs/engines.md says what differs.", default="mkdocs")


def strict() -> Any:
    """The field that makes warnings count as errors."""
    return option("Fail on warnings too.", default=False, flags=("--strict",))

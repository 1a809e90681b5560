"""Files and folders of the collection as a person names them, and as findings do."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from effsite.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable


def named(results: Path, paths: Iterable[Path], *, example: str) -> list[str]:
    """The paths as findings name them, `results/...`; they may be relative to the project's folder too.

    Raises UsageError for one that is not below `results`, with an example of what is.
    """
    return [_named(results, path, example) for path in paths]


def _named(results: Path, path: Path, example: str) -> str:
    for candidate in (path, results.parent / path):
        if candidate.exists() and candidate.resolve().is_relative_to(results.resolve()):
            return str(Path(results.name, candidate.resolve().relative_to(results.resolve())))
    raise UsageError(f"{path} is not a file or folder below {results}", f"name a path like {example}")


def covers(names: Iterable[str], path: str) -> bool:
    """Whether a path, as findings name it, is one of these or lies below one."""
    return any(path == name or path.startswith(f"{name}/") for name in names)

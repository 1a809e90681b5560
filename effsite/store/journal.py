"""Several files of results/ changed as one: the lock on them, and how a broken-off change is undone.

Before the first file is touched, a journal beside results/ (in `.effsite/`) holds what all of them
held. It gets another name when the change is complete. Whoever finds a journal and holds the lock puts
the files back: a kill at any moment leaves the collection as it was, or as it was to be.
"""

from __future__ import annotations

import base64
from contextlib import contextmanager
from typing import TYPE_CHECKING

from filelock import Timeout

from effsite import work_folder
from effsite.errors import EffsiteError, UsageError
from effsite.files import (
    PART,
    JsonError,
    NotAFileError,
    json_text,
    parse_json_object,
    read_regular,
    write_atomically,
)
from effsite.locks import file_lock
from effsite.work_folder import refuse_foreign

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from contextlib import AbstractContextManager
    from pathlib import Path

SECONDS_TO_WAIT = 20.0
"""For another program that writes to the collection; what one commit takes is far less."""


@contextmanager
def collection_lock(results: Path) -> Iterator[None]:
    """Within: no other program writes to the collection, and no change that was broken off is left in it.

    Raises UsageError when another one still writes after 20 seconds, and EffsiteError where no lock can
    be made or a broken-off change not be undone.
    """
    try:
        held = _acquired(results)
    except OSError as error:
        raise EffsiteError(
            f"no lock on {results} can be made: {error}",
            f"work where you may write to {_place(results)}, on a file system with locks",
        ) from error
    with held:
        _put_back(results)
        yield


def put_back_if_broken_off(results: Path) -> None:
    """Undo a change of the collection that was killed half-way, if there is one.

    Waits for a change that is under way. Raises EffsiteError where it may not write there.
    """
    if not _journal(results).exists():
        return
    try:
        with _acquired(results):
            _put_back(results)
    except OSError as error:
        raise EffsiteError(
            f"a change of {results} was broken off and cannot be undone here: {error}",
            "run `effsite check` as a user who may write there",
        ) from error


def changes_so_far(results: Path) -> tuple[int, int]:
    """What `changed_since` is asked with: another value after each change of the collection."""
    try:
        status = _last(results).stat()
    except (FileNotFoundError, NotADirectoryError):
        return 0, 0
    return status.st_ino, status.st_mtime_ns


def changed_since(results: Path, before: tuple[int, int]) -> bool:
    """Whether a change was made since, or is under way: what was read may then be of two states."""
    return _journal(results).exists() or changes_so_far(results) != before


def change(results: Path, files: Mapping[Path, bytes | None]) -> None:
    """Put the new contents into place, None removing a file; `keep` makes the change final.

    The caller holds the lock. Until `keep`, `undo` puts everything back, and so does the next one who
    takes the lock. On an error of the disk everything is put back before it is raised. Raises
    EffsiteError, with nothing changed, for a file that a link leads out of the collection.
    """
    for path in files:
        _refuse_outside(path, results, "a link leads there: put the folder itself in its place")
    before = {path: read_regular(path) if path.exists() else None for path in files}
    shown = {str(path.relative_to(results)): _encoded(content) for path, content in before.items()}
    write_atomically(_journal(results), json_text({"before": shown}))
    try:
        for path, content in files.items():
            _put(path, content)
    except BaseException:
        undo(results)
        raise


def keep(results: Path) -> None:
    """Make the change final."""
    _journal(results).replace(_last(results))


def undo(results: Path) -> None:
    """Put back what the files of the change held before it."""
    _put_back(results)


def _acquired(results: Path) -> AbstractContextManager[object]:
    """The lock on the collection, held; raises UsageError, and what the system says where it gives none."""
    refuse_foreign(_place(results))
    _place(results).mkdir(exist_ok=True)
    try:
        return file_lock(_place(results) / f"{results.name}.lock", SECONDS_TO_WAIT).acquire()
    except Timeout:
        raise UsageError(
            f"another effsite is writing to {results}", "wait until it is done, or end it"
        ) from None


def _place(results: Path) -> Path:
    return results.absolute().parent / work_folder.NAME


def _journal(results: Path) -> Path:
    return _place(results) / f"{results.name}.journal"


def _last(results: Path) -> Path:
    """What the files of the last change held before it."""
    return _place(results) / f"{results.name}.last"


def _put_back(results: Path) -> None:
    _remove_halves(_journal(results))
    journal = _journal(results)
    if not journal.exists():
        return
    before = _contents_before(journal)
    for name in before:
        _refuse_outside(results / name, results, f"{journal} names it: remove that file")
        if (results / name).is_dir():
            raise EffsiteError(f"{results / name} is a folder", f"{journal} names it: remove that file")
    for name, content in before.items():
        _remove_halves(results / name)
        _put(results / name, content)
    journal.replace(_last(results))


def _contents_before(journal: Path) -> dict[str, bytes | None]:
    """What each file of a change held before it, None where there was none; raises EffsiteError."""
    try:
        before = parse_json_object(read_regular(journal).decode("utf-8"))["before"]
        return {_plain(name): _bytes(content) for name, content in before.items()}
    except (JsonError, KeyError, ValueError, TypeError, AttributeError, NotAFileError) as error:
        raise EffsiteError(
            f"{journal} cannot be read: {error}", "bring results/ back with git, then remove that file"
        ) from error


def _plain(name: str) -> str:
    if not name or not name.isprintable():
        raise ValueError(f"{name!r} is no name of a file")
    return name


def _bytes(content: str | None) -> bytes | None:
    return None if content is None else base64.b64decode(content, validate=True)


def _refuse_outside(path: Path, results: Path, hint: str) -> None:
    if not path.resolve().is_relative_to(results.resolve()):
        raise EffsiteError(f"{path} is not below {results}", hint)


def _remove_halves(path: Path) -> None:
    """Remove what a killed program had written of the file."""
    for half in path.parent.glob(f".{path.name[:100]}.*{PART}"):
        half.unlink()


def _put(path: Path, content: bytes | None) -> None:
    if content is None:
        path.unlink(missing_ok=True)
    else:
        write_atomically(path, content)


def _encoded(content: bytes | None) -> str | None:
    return None if content is None else base64.b64encode(content).decode("ascii")

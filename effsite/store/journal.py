"""Several files of results/ changed as one: the lock on the record, and how a broken-off change is undone.

Before the first file is touched, a journal beside results/ (in `.effsite/`) holds what all of them
held. It is removed when the change is complete. Whoever finds a journal and holds the lock puts the
files back: a kill at any moment leaves the record as it was, or as it was to be.
"""

from __future__ import annotations

import base64
from contextlib import contextmanager
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from effsite.errors import EffsiteError, UsageError
from effsite.files import PART, JsonError, json_text, parse_json_object, write_atomically

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

SECONDS_TO_WAIT = 20.0
"""For another program that writes to the record; what one commit takes is far less."""


@contextmanager
def record_lock(results: Path) -> Iterator[None]:
    """Within: no other program writes to the record, and no change that was broken off is left in it.

    Raises UsageError when another one still writes after 20 seconds.
    """
    place = _place(results)
    place.mkdir(exist_ok=True)
    try:
        with FileLock(place / f"{results.name}.lock", timeout=SECONDS_TO_WAIT):
            _put_back(results)
            yield
    except Timeout:
        raise UsageError(
            f"another effsite is writing to {results}", "wait until it is done, or end it"
        ) from None


def put_back_if_broken_off(results: Path) -> None:
    """Undo a change of the record that was killed half-way, if there is one.

    Waits for a change that is under way. Raises EffsiteError where it may not write there.
    """
    if not _journal(results).exists():
        return
    try:
        with record_lock(results):
            return
    except OSError as error:
        raise EffsiteError(
            f"a change of {results} was broken off and cannot be undone here: {error}",
            "run `effsite check` as a user who may write there",
        ) from error


def change(results: Path, files: Mapping[Path, bytes | None]) -> None:
    """Put the new contents into place, None removing a file; `keep` makes the change final.

    The caller holds the lock. Until `keep`, `undo` puts everything back, and so does the next one who
    takes the lock. On an error of the disk everything is put back before it is raised.
    """
    before = {path: path.read_bytes() if path.exists() else None for path in files}
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
    _journal(results).unlink()


def undo(results: Path) -> None:
    """Put back what the files of the change held before it."""
    _put_back(results)


def _place(results: Path) -> Path:
    return results.absolute().parent / ".effsite"


def _journal(results: Path) -> Path:
    return _place(results) / f"{results.name}.journal"


def _put_back(results: Path) -> None:
    journal = _journal(results)
    if not journal.exists():
        return
    try:
        before = parse_json_object(journal.read_text("utf-8"))["before"]
    except (JsonError, KeyError, UnicodeDecodeError) as error:
        raise EffsiteError(
            f"{journal} cannot be read: {error}", "bring results/ back with git, then remove that file"
        ) from error
    for name, content in before.items():
        path = results / name
        if not path.resolve().is_relative_to(results.resolve()):
            raise EffsiteError(f"{journal} names {name}, which is not below {results}", "remove that file")
        for half in path.parent.glob(f".{path.name[:100]}.*{PART}"):
            half.unlink()
        _put(path, None if content is None else base64.b64decode(content))
    journal.unlink()


def _put(path: Path, content: bytes | None) -> None:
    if content is None:
        path.unlink(missing_ok=True)
    else:
        write_atomically(path, content)


def _encoded(content: bytes | None) -> str | None:
    return None if content is None else base64.b64encode(content).decode("ascii")

"""Files written in one step and read only where they are files, and JSON read strictly."""

from __future__ import annotations

import errno
import json
import math
import os
import re
import stat
import tempfile
from contextlib import contextmanager
from dataclasses import asdict
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

PART = ".part"
"""How the name of a half-written file ends; it begins with a dot."""

LONGEST_INTEGER = 19
"""Digits of the longest whole number that is read as one; a longer one is read as a float."""


SORTS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a FIFO"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)
"""What may stand where a file is expected, and how it is called."""


DEEPEST_JSON = 100
"""Most objects and lists within each other that a JSON text may have."""


class NotAFileError(OSError):
    """What stands at a path is no file; `strerror` says what it is: `is a FIFO`."""

    def __init__(self, path: str, sort: str) -> None:
        super().__init__(errno.EINVAL, f"is {sort}", path)


class JsonError(ValueError):
    """A text that is no strict JSON; `line` and `column` count from 1, and are 0 where they are not known."""

    def __init__(self, message: str, line: int = 0, column: int = 0) -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.column = column


def read_regular(path: Path, limit: int | None = None) -> bytes:
    """The content of a file, at most the first `limit` bytes of it; a link is followed.

    Raises NotAFileError for all that is no regular file, which is never opened: a FIFO would keep its
    reader for ever, and some devices act on being opened. Raises OSError for what cannot be read.
    """
    with naming(path):
        _refuse_irregular(path, path.stat().st_mode)
        # Not to be kept by a FIFO that took the file's place between the two steps.
        with open(os.open(path, os.O_RDONLY | os.O_NONBLOCK), "rb") as file:  # noqa: PTH123 - of a descriptor
            _refuse_irregular(path, os.fstat(file.fileno()).st_mode)
            return file.read() if limit is None else file.read(limit)


def require_file(path: Path) -> None:
    """Raise NotAFileError where something stands at the path that is no regular file; a link is followed."""
    if sort := sort_of(path):
        raise NotAFileError(str(path), sort)


def sort_of(path: Path) -> str:
    """What is at a path instead of a file, such as `a folder`; empty for a file, and where there is nothing.

    Links are followed; one that leads nowhere or in a circle is called that.
    """
    try:
        return _sort(path.stat().st_mode)
    except OSError as error:
        if error.errno == errno.ELOOP:
            return "a link that leads in a circle"
        return "a link that leads nowhere" if path.is_symlink() else ""


def leads_out(path: Path, folder: Path) -> bool:
    """Whether links lead from `path` to a place outside `folder`, or into a hidden part of it.

    What is hidden (`.git`, `.effsite`, `.env`) is not meant for others, whoever links to it.
    """
    try:
        below = path.resolve(strict=True).relative_to(folder.resolve())
    except (OSError, RuntimeError, ValueError):  # RuntimeError: a link in a circle, before Python 3.13
        return True
    return any(part.startswith(".") for part in below.parts)


@contextmanager
def naming(path: Path) -> Iterator[None]:
    """Within: an error of the system that names no file, as those of writing, names `path`."""
    try:
        yield
    except OSError as error:
        if error.filename is None and error.errno is not None:
            error.filename = str(path)
        raise


def _refuse_irregular(path: Path, mode: int) -> None:
    if sort := _sort(mode):
        raise NotAFileError(str(path), sort)


def _sort(mode: int) -> str:
    return next((sort for is_one, sort in SORTS if is_one(mode)), "")


def write_atomically(path: Path, content: str | bytes | memoryview, *, lasting: bool = True) -> None:
    """Put `content` at `path` in one step: a reader, or a crash, sees the old file or the new one.

    Text is written as UTF-8 with its line ends as they are. Folders that are missing are made, and the
    mode of a file that is there is kept. What need not be `lasting` is not waited for until it is on the
    disk: a machine that loses its power may then leave it torn.
    """
    written = content.encode() if isinstance(content, str) else content
    with _beside(path, written, lasting=lasting) as temporary:
        temporary.chmod(path.stat().st_mode if path.exists() else 0o644)
        temporary.replace(path)


def write_once(path: Path, content: str) -> bool:
    """Put `content` at `path` in one step where nothing stands there; whether it was written now.

    False where a file is there that holds the same. Raises FileExistsError where something else is. Folders
    that are missing are made.
    """
    with _beside(path, content.encode()) as temporary:
        temporary.chmod(0o644)
        try:
            os.link(temporary, path)  # unlike a rename, it replaces nothing
        except FileExistsError:
            if sort_of(path) or path.is_symlink() or path.read_bytes() != content.encode():
                raise
            return False
    return True


@contextmanager
def _beside(path: Path, content: bytes | memoryview, *, lasting: bool = True) -> Iterator[Path]:
    """A file with that content in the folder where `path` is to be; gone at the end.

    It is whole on the disk where it is to be `lasting`.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:100]}.", suffix=PART)
    try:
        with naming(path), os.fdopen(handle, "wb") as file:
            file.write(content)
            if lasting:
                file.flush()
                os.fsync(file.fileno())
        yield Path(name)
    finally:
        Path(name).unlink(missing_ok=True)


def parse_json(text: str) -> Any:
    """The value of a JSON text, read strictly.

    Raises JsonError for what is no JSON, for NaN and infinity (written out, or by a number beyond a float),
    for a key that an object has twice, and for more than 100 objects or lists within each other.
    """
    if text.count("{") + text.count("[") > DEEPEST_JSON and _too_deep(text):
        raise JsonError(f"nests too deeply: at most {DEEPEST_JSON} objects or lists within each other")
    try:
        return json.loads(
            text,
            object_pairs_hook=_each_key_once,
            parse_constant=_no_constant,
            parse_float=_finite,
            parse_int=_whole,
        )
    except json.JSONDecodeError as error:
        raise JsonError(f"is not valid JSON: {error.msg}", error.lineno, error.colno) from None


def _too_deep(text: str) -> bool:
    """Whether more objects and lists stand within each other than may, whatever the text is."""
    steps = ({"{": 1, "[": 1, "}": -1, "]": -1}.get(found[0], 0) for found in _MARKS.finditer(text))
    return any(depth > DEEPEST_JSON for depth in accumulate(steps))


_MARKS = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]]', re.DOTALL)


def parse_json_object(text: str) -> dict[str, Any]:
    """The same for a text that must be an object; raises JsonError."""
    found = parse_json(text)
    if not isinstance(found, dict):
        raise JsonError("is not a JSON object")
    return found


def plain(report: Any) -> dict[str, Any]:
    """The fields of a dataclass as JSON can hold them: a path is a text, another dataclass an object."""
    return {key: str(value) if isinstance(value, Path) else value for key, value in asdict(report).items()}


def json_text(value: Any, *, indent: int | None = None) -> str:
    """The value as JSON; raises ValueError for NaN and infinity, which are none."""
    separators = (",", ":") if indent is None else None
    return json.dumps(value, indent=indent, ensure_ascii=False, allow_nan=False, separators=separators)


def json_by_line(whole: Mapping[str, Any]) -> str:
    """The same of an object, with a line for each key, each object of a list, each column of a table.

    It can be read and compared line by line, at two thirds of the length of a text set out with indents.
    """
    return "{\n" + ",\n".join(f" {json_text(key)}: {_by_line(value)}" for key, value in whole.items()) + "\n}"


def _by_line(value: Any) -> str:
    if isinstance(value, dict) and any(isinstance(each, list) for each in value.values()):
        return "{\n  " + ",\n  ".join(f"{json_text(k)}:{json_text(v)}" for k, v in value.items()) + "\n }"
    if not (isinstance(value, list) and value and isinstance(value[0], dict)):
        return json_text(value)
    return "[\n  " + ",\n  ".join(map(json_text, value)) + "\n ]"


def _each_key_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise JsonError("gives a key twice")
    return found


def _no_constant(text: str) -> float:
    raise JsonError(f"holds {text}, which is no number")


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise JsonError("holds a number that is too large")
    return value


def _whole(text: str) -> int | float:
    return int(text) if len(text.lstrip("-")) <= LONGEST_INTEGER else _finite(text)

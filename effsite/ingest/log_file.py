"""A file on disk as safe text: any size, one line at a time, or a clear refusal with its line."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from effsite.files import sort_of
from effsite.ingest.report import LogError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from typing import BinaryIO

HEAD_BYTES = 262_144
BLOCK_BYTES = 1 << 18
MAX_LINE_CHARACTERS = 4 << 20
"""Longest line that is read; beyond it the file is no log, or not one that is written by lines."""

MAX_DOCUMENT_BYTES = 256 << 20
"""Largest file that is taken as one document (a JSON object) rather than line by line."""

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

LFS_POINTER = b"version https://git-lfs.github.com/spec/v1"
TERMINAL = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\-_])")
"""What a program writes for a terminal: colours, moves of the cursor, titles of the window."""


@dataclass(frozen=True, slots=True)
class Head:
    """The first bytes of a file and its name: all that sniffing may look at.

    `text` is empty where the bytes are no text.
    """

    name: str
    data: bytes
    text: str


@dataclass(frozen=True, slots=True)
class LogFile:
    """One file to read. `shown` is how the user named it; `on_bytes` is told of every block read."""

    path: Path
    shown: str
    on_bytes: Callable[[int], None] = lambda count: None

    def head(self) -> Head:
        """The first 256 KiB; raises LogError when the file cannot be opened or is empty."""
        data = self._begin()
        bom, encoding = _encoding(data)
        text = "" if _is_binary(data, encoding) else _plain(data[len(bom) :].decode(encoding, "ignore"))
        return Head(self.path.name, data, text)

    def lines(self) -> Iterator[tuple[int, str]]:
        """Every line with its number from 1, without its ending. Raises LogError as `blocks` does."""
        for first, block in self.blocks():
            yield from enumerate(block, first)

    def blocks(self) -> Iterator[tuple[int, list[str]]]:
        """Lists of lines with the number of the first: `pieces`, split. Raises LogError as that does."""
        for first, text in self.pieces():
            yield first, text.split("\n")

    def pieces(self) -> Iterator[tuple[int, str]]:
        """Stretches of whole lines with the number of the first: what to use where speed counts.

        Lines end with LF, as they do in the file or in place of CRLF; the last one of a stretch has no
        ending. Raises LogError, with the line, for bytes that are not text in the file's encoding
        (UTF-8, or UTF-16 and UTF-32 with their byte order mark), for binary files and for lines of
        more than 4 Mi characters.
        """
        bom, encoding = self._text_encoding()
        decoder = codecs.getincrementaldecoder(encoding)()
        number, rest = 1, ""
        with self.open() as file:
            file.seek(len(bom))
            while data := file.read(BLOCK_BYTES):
                self.on_bytes(len(data))
                text = rest + self._decoded(decoder, data, number)
                if "\0" in text:
                    raise _binary(number + text[: text.index("\0")].count("\n"))
                lines, ending, rest = text.rpartition("\n")
                if ending:
                    yield number, _plain(_without_returns(lines))
                    number += lines.count("\n") + 1
                if len(rest) > MAX_LINE_CHARACTERS:
                    raise self._too_long(number)
        rest += self._decoded(decoder, b"", number, final=True)
        if rest:
            yield number, _plain(rest.removesuffix("\r"))

    def document(self) -> str:
        """The whole file as text; raises LogError when it is no text or larger than 256 MiB."""
        bom, encoding = self._text_encoding()
        with self.open() as file:
            data = file.read(MAX_DOCUMENT_BYTES + 1)
        self.on_bytes(len(data))
        if len(data) > MAX_DOCUMENT_BYTES:
            raise LogError(f"is larger than {MAX_DOCUMENT_BYTES >> 20} MiB, too large for one document")
        return _plain(
            self._decoded(codecs.getincrementaldecoder(encoding)(), data[len(bom) :], 1, final=True)
        )

    def beside(self, name: str) -> LogFile | None:
        """The file of that fixed name in the same folder, or None. The name never comes from a file."""
        path = self.path.parent / name
        shown = f"{self.shown[: len(self.shown) - len(self.path.name)]}{name}"
        return LogFile(path, shown, self.on_bytes) if path.is_file() else None

    def open(self) -> BinaryIO:
        """The file as bytes, opened to read; raises LogError when it cannot be, or is no file."""
        if sort := sort_of(self.path):
            raise LogError(f"is {sort}, not a file", "give a file: a log is read more than once")
        try:
            return self.path.open("rb")
        except OSError as error:
            raise LogError(f"cannot be opened: {error.strerror}") from None

    def _begin(self) -> bytes:
        with self.open() as file:
            data = file.read(HEAD_BYTES)
        if not data:
            raise LogError("is empty")
        if data.startswith(LFS_POINTER):
            raise LogError("is a pointer of Git LFS, not the log itself", "fetch it with: git lfs pull")
        return data

    def _text_encoding(self) -> tuple[bytes, str]:
        data = self._begin()
        bom, encoding = _encoding(data)
        if _is_binary(data, encoding):
            raise _binary(0)
        return bom, encoding

    def _decoded(
        self, decoder: codecs.IncrementalDecoder, data: bytes, line: int, *, final: bool = False
    ) -> str:
        try:
            return decoder.decode(data, final)
        except UnicodeDecodeError as error:
            good = error.object[: error.start].decode(error.encoding, "ignore")
            raise LogError(
                f"holds bytes that are not {error.encoding.upper()} text",
                "is the file cut off or in another encoding? save it as UTF-8",
                line=line + good.count("\n"),
            ) from None

    def _too_long(self, line: int) -> LogError:
        limit = MAX_LINE_CHARACTERS >> 20
        return LogError(
            f"line has more than {limit} Mi characters", "is it a log written by lines?", line=line
        )


def _encoding(data: bytes) -> tuple[bytes, str]:
    """The byte order mark that the file begins with, and the encoding; UTF-8 without one."""
    return next(((bom, name) for bom, name in BOMS if data.startswith(bom)), (b"", "utf-8"))


def _is_binary(data: bytes, encoding: str) -> bool:
    return encoding == "utf-8" and b"\0" in data


def _binary(line: int) -> LogError:
    hint = "is it compressed, or UTF-16 without a byte order mark? give the plain text in UTF-8"
    return LogError("is a binary file, not text", hint, line=line)


def _plain(text: str) -> str:
    """The text without what colours it in a terminal."""
    return TERMINAL.sub("", text) if "\x1b" in text else text


def _without_returns(lines: str) -> str:
    return lines.replace("\r\n", "\n").removesuffix("\r") if "\r" in lines else lines

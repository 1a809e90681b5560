"""What the generator warns of meanwhile, in the order of the pages, whichever process made them."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

LOGGERS = ("mkdocs", "properdocs")
"""Where MkDocs says something, and where ProperDocs does when it runs in its place."""

OF_A_PART = "A 'dirty' build is being performed"
"""What MkDocs warns of where pages are left out: here each of them is put back, and the index whole."""


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that was said: when in the course of a build, by which logger, how loud, and the words."""

    when: tuple[int, ...]
    logger: str
    level: int
    words: str


class Listener(logging.Handler):
    """Keeps what is logged as a warning or worse.

    `now` says how far the build is; `heard` counts all of it, also what was said before.
    """

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.now: tuple[int, ...] = ()
        self.remarks: list[Remark] = []

    @property
    def heard(self) -> int:
        """How many remarks there were so far."""
        return len(self.remarks)

    @property
    def said(self) -> list[str]:
        """What was said, each once, in the order of the build."""
        in_order = sorted(self.remarks, key=lambda remark: remark.when)
        return list(dict.fromkeys(remark.words for remark in in_order))

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one message."""
        words = record.getMessage()
        if not words.startswith(OF_A_PART):
            self.remarks.append(Remark(self.now, record.name, record.levelno, words))

    def say_again(self, remarks: Iterable[Remark]) -> None:
        """Say here what another process was told, so that whoever counts warnings counts these."""
        before = self.now
        for remark in remarks:
            self.now = remark.when
            logging.getLogger(remark.logger).log(remark.level, "%s", remark.words)
        self.now = before


@contextmanager
def overheard() -> Iterator[Listener]:
    """What MkDocs warns about meanwhile, kept from the terminal."""
    loggers, listener = [logging.getLogger(name) for name in LOGGERS], Listener()
    propagate = [logger.propagate for logger in loggers]
    for logger in loggers:
        logger.propagate = False
        logger.addHandler(listener)
    try:
        yield listener
    finally:
        for logger, before in zip(loggers, propagate, strict=True):
            logger.removeHandler(listener)
            logger.propagate = before

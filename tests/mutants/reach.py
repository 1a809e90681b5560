"""Which tests of a room run which lines of effsite, found out once by running them one by one.

An edit can only be noticed by a test that runs its statement, so that no other needs to be tried.
"""

from __future__ import annotations

import functools
import gc
import sys
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
    from pathlib import Path
    from types import CodeType, FrameType

    from tests.mutants.edits import Mutant

Line = tuple[str, int]
"""A file, as a full path, and a line of it."""

Timed = tuple[float, str]
"""The seconds that a test takes, and its name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """The tests that run each line; `loading` are the lines that run while all is imported.

    Of the tests in `anywhere` it is not known what they run: Python ends the tracing where a tracer has no
    room to be called, as deep in a recursion.
    """

    tests: Mapping[Line, Collection[Timed]]
    loading: frozenset[Line]
    anywhere: frozenset[Timed]

    def tests_of(self, mutant: Mutant, root: Path) -> list[Timed]:
        """The tests that run the statement of the edit, quick ones first."""
        return sorted(self.anywhere.union(*(self.tests.get(line, ()) for line in _lines(mutant, root))))

    def tests_of_file(self, file: Path) -> list[Timed]:
        """The tests that run anything of that file, quick ones first."""
        return sorted(
            {test for (path, _), tests in self.tests.items() if path == str(file) for test in tests}
        )

    def is_loading(self, mutant: Mutant, root: Path) -> bool:
        """Whether the statement of the edit runs while all is imported, where only a new import shows it."""
        return any(line in self.loading for line in _lines(mutant, root))


def _lines(mutant: Mutant, root: Path) -> Iterator[Line]:
    return ((str(root / mutant.file), line) for line in mutant.lines)


class Recorder:
    """A plugin for pytest that notes the lines that each test runs; `reach` stays None when a test fails.

    Each test finds caches empty, as it does where it is the only one to run. What a fixture makes for several
    tests is made by the first of them, whose lines the others are taken to run as well.
    """

    def __init__(self, folder: Path) -> None:
        self.tracer = _Tracer(f"{folder}/")
        self.failed = False
        self.reach: Reach | None = None

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Remember that a test failed."""
        self.failed = self.failed or report.failed

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Run every test with a note of its lines."""
        loading = frozenset(self.tracer.taken())
        caches = [thing for thing in gc.get_objects() if type(thing) is functools._lru_cache_wrapper]
        ours = [cache for cache in caches if str(cache.__module__).startswith(("effsite", "tests"))]
        tests: dict[Line, set[Timed]] = {}
        made: dict[str, set[Line]] = {}
        anywhere: set[Timed] = set()
        for item, following in zip(session.items, [*session.items[1:], None], strict=True):
            for cache in ours:
                cache.cache_clear()
            start = time.process_time()
            sys.settrace(self.tracer)
            item.ihook.pytest_runtest_protocol(item=item, nextitem=following)
            timed = time.process_time() - start, item.nodeid
            if sys.gettrace() is not self.tracer:
                anywhere.add(timed)
            lines = self.tracer.taken()
            for line in lines | made.setdefault(_shared_by(item), lines):
                tests.setdefault(line, set()).add(timed)
        sys.settrace(None)
        if not self.failed:
            self.reach = Reach(tests=tests, loading=loading, anywhere=frozenset(anywhere))
        return True


def _shared_by(item: pytest.Item) -> str:
    """The test itself, or its file where a fixture of that file makes something for several tests."""
    file = item.nodeid.partition("::")[0]
    fixtures: Mapping[str, Sequence[Any]] = item._fixtureinfo.name2fixturedefs  # type: ignore[attr-defined]  # only there
    wide = [made[-1] for made in fixtures.values() if made[-1].scope != "function"]
    return file if any(fixture.baseid.startswith(file) for fixture in wide) else item.nodeid


def recorded(folder: Path, arguments: Sequence[str]) -> Reach | None:
    """The lines of a folder that the tests of these arguments run; None when one fails.

    Nothing of the folder may have been imported yet.
    """
    recorder = Recorder(folder)
    threading.settrace(recorder.tracer)
    sys.settrace(recorder.tracer)
    pytest.main(list(arguments), plugins=[recorder])
    return recorder.reach


class _Tracer:
    """Notes the lines under a folder that run, in whatever thread; code that ran whole is left alone."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.missing: dict[CodeType, set[int]] = {}

    def __call__(self, frame: FrameType, event: str, argument: object) -> Callable[..., Any] | None:
        is_ours = frame.f_code.co_filename.startswith(self.folder)
        return self._line if is_ours and self._missing(frame.f_code) else None

    def _line(self, frame: FrameType, event: str, argument: object) -> Callable[..., Any] | None:
        missing = self._missing(frame.f_code)
        if event == "line":
            missing.discard(frame.f_lineno)
        return self._line if missing else None

    def _missing(self, code: CodeType) -> set[int]:
        if code not in self.missing:
            self.missing[code] = set(_all_lines(code)) - {code.co_firstlineno}
        return self.missing[code]

    def taken(self) -> set[Line]:
        """The lines that ran since the last call of this."""
        missing, self.missing = self.missing, {}
        return {
            (code.co_filename, line) for code, rest in missing.items() for line in _all_lines(code) - rest
        }


@functools.cache
def _all_lines(code: CodeType) -> frozenset[int]:
    return frozenset(line for _, _, line in code.co_lines() if line is not None)

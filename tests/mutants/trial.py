"""Whether the tests of a room notice an edit: each tried in a process of its own, forked when all is loaded.

Fast: effsite and the tests are imported once, then every fork exchanges the code of one function and
runs only the tests that call it. Thorough: every fork imports effsite anew with the edited file and runs
all tests of the room. An edit outside functions needs the thorough way; so does an edit that survives
the fast one before it is called a survivor.
"""

from __future__ import annotations

import gc
import os
import pickle
import resource
import signal
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path
from types import CodeType, FrameType, FunctionType
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from tests.mutants.edits import Mutant
    from tests.mutants.rooms import Room

LONGEST_SECONDS = 60
LEAST_SECONDS, SLOWER = 5, 4
"""An edit that makes its tests hang counts as noticed after 5 seconds and four times what they took.

Seconds of the processor are meant, so that other programs of the machine take none of them.
"""

WAITING = 20
"""How many times longer a process may live than it may compute: one that waits for ever is ended, too."""

LONGEST_ROOM = 7200
MOST_MEMORY = 8 << 30
Function = tuple[str, str]
"""A file, as a full path, and the dotted name of a function in it that is not inside another one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tried:
    """The numbers of the edits that no test noticed, and of those that ended the process.

    `first` are, by file, the names of the tests that call its functions, quick ones first.
    """

    first: dict[str, list[str]]
    unnoticed: list[int] = field(default_factory=list)
    silent: list[int] = field(default_factory=list)


class RoomTests:
    """A plugin for pytest that, where the tests would run, finds out which of them notice which edit."""

    def __init__(self, root: Path, mutants: Sequence[Mutant]) -> None:
        self.root, self.mutants = root, mutants
        self.failed = False
        self.tried: _Tried | None = None

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Remember in a fork that a test failed there."""
        self.failed = self.failed or report.failed

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Try every edit; pytest itself runs nothing."""
        callers = in_fork(lambda: self._callers(session.items), LONGEST_ROOM)
        if callers is None:
            return True
        self.tried = _Tried(first=_first(callers, session.items))
        functions = _functions(self.root)
        for number, mutant in enumerate(self.mutants):
            place = (str(self.root / mutant.file), mutant.outermost)
            tests = callers.get(place, [])
            items = [session.items[n] for _, n in tests]
            patience = LEAST_SECONDS + SLOWER * int(sum(seconds for seconds, _ in tests))
            noticed = in_fork(
                lambda m=mutant, p=place, i=items: self._notices(m, functions.get(p, []), i), patience
            )
            if noticed is None:
                self.tried.silent.append(number)
            elif not noticed:
                self.tried.unnoticed.append(number)
        return True

    def _callers(self, items: Sequence[pytest.Item]) -> dict[Function, list[tuple[float, int]]] | None:
        """For each function the seconds and the number of tests that call it, quick ones first.

        None when a test fails.
        """
        called: dict[Function, list[tuple[float, int]]] = {}
        for number, item in enumerate(items):
            start = time.process_time()
            with _calls(str(self.root / "effsite")) as names:
                item.ihook.pytest_runtest_protocol(item=item, nextitem=None)
            for name in names:
                called.setdefault(name, []).append((time.process_time() - start, number))
        return None if self.failed else {name: sorted(tests) for name, tests in called.items()}

    def _notices(
        self, mutant: Mutant, functions: Sequence[FunctionType], items: Sequence[pytest.Item]
    ) -> bool:
        """Whether one of the tests fails with the edit in place.

        False, too, where the edit cannot be put into place this way: code without `super()` has no place for
        its class.
        """
        changed = _code_of(mutant.code(self.root), mutant.outermost)
        if any(len(function.__code__.co_freevars) != len(changed.co_freevars) for function in functions):
            return False
        for function in functions:
            function.__code__ = changed
        for item in items:
            item.ihook.pytest_runtest_protocol(item=item, nextitem=None)
            if self.failed:
                return True
        return False


@dataclass(frozen=True, slots=True)
class _InOrder:
    """A plugin for pytest that runs some tests before the others, in the order of their names here."""

    first: Sequence[str]

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Put them first."""
        places = {name: place for place, name in enumerate(self.first)}
        items.sort(key=lambda item: places.get(item.nodeid, len(places)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """The tests of a room, ready to be tried on edits; `scratch` is a folder for their temporary files.

    `first` are, by file, the tests to begin with in the thorough way, so that the first failure comes early.
    """

    root: Path
    room: Room
    scratch: str
    first: dict[str, list[str]] = field(default_factory=dict)

    def fast(self, mutants: Sequence[Mutant]) -> tuple[list[Mutant], list[Mutant]]:
        """The edits, all inside functions, that the tests do not notice, and those that end the process.

        The latter hang, or break more than a test; they count as noticed. Raises RuntimeError when the
        tests cannot be collected or fail as they are.
        """
        tried = in_fork(lambda: self._tried(mutants), LONGEST_ROOM)
        if tried is None:
            raise RuntimeError(f"the tests fail without any edit: see `pytest {' '.join(self.room.tests)}`")
        self.first.update(tried.first)
        unnoticed, silent = ([mutants[n] for n in kind] for kind in (tried.unnoticed, tried.silent))
        return unnoticed, silent

    def _tried(self, mutants: Sequence[Mutant]) -> _Tried | None:
        plugin = RoomTests(self.root, mutants)
        pytest.main(self._arguments(), plugins=[plugin])
        return plugin.tried

    def thorough(self, mutant: Mutant) -> bool:
        """Whether the tests notice the edit when all is imported anew; effsite must not be imported yet."""
        return in_fork(lambda: self._passes(mutant)) is not True

    def _passes(self, mutant: Mutant) -> bool:
        sys.meta_path.insert(0, _Edited(self.root, mutant))
        order = _InOrder(self.first.get(str(self.root / mutant.file), []))
        return pytest.main(["-x", *self._arguments()], plugins=[order]) == pytest.ExitCode.OK

    def _arguments(self) -> list[str]:
        chosen = ["-m", "not browser and not docs and not formats and not bench and not train"]
        loaded = ["-W", "ignore:Module already imported:pytest.PytestAssertRewriteWarning"]
        quiet = ["-q", "-p", "no:cacheprovider", f"--basetemp={self.scratch}"]
        blind = [f"--deselect={test}" for test in self.room.blind]
        return [*quiet, *loaded, *chosen, *blind, *self.room.tests]


def in_fork(work: Callable[[], Any], seconds: int = LONGEST_SECONDS) -> Any:
    """What `work` returns in a silent process of its own; None where that dies or computes for longer."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _be_small_and_silent(seconds)
        try:
            with os.fdopen(writing, "wb") as answer:
                answer.write(pickle.dumps(work()))
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as answer:
        content = answer.read()
    os.waitpid(child, 0)
    return pickle.loads(content) if content else None  # noqa: S301 - written by our own child


def _be_small_and_silent(seconds: int) -> None:
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    signal.alarm(seconds * WAITING)


@contextmanager
def _calls(folder: str) -> Iterator[set[Function]]:
    """Collects the functions under a folder that are called meanwhile."""
    names: set[Function] = set()

    def called(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and frame.f_code.co_filename.startswith(folder):
            names.add((frame.f_code.co_filename, _without_inner(frame.f_code.co_qualname)))

    sys.setprofile(called)
    try:
        yield names
    finally:
        sys.setprofile(None)


def _first(
    callers: Mapping[Function, Sequence[tuple[float, int]]], items: Sequence[pytest.Item]
) -> dict[str, list[str]]:
    """By file the names of the tests that call a function of it, quick ones first."""
    tests: dict[str, set[tuple[float, int]]] = {}
    for (file, _), called in callers.items():
        tests.setdefault(file, set()).update(called)
    return {
        file: list(dict.fromkeys(items[n].nodeid for _, n in sorted(found))) for file, found in tests.items()
    }


def _without_inner(name: str) -> str:
    return name.split(".<locals>")[0]


def _functions(root: Path) -> dict[Function, list[FunctionType]]:
    """The functions of effsite that are loaded; the code of each may be exchanged."""
    found: dict[Function, list[FunctionType]] = {}
    for thing in gc.get_objects():
        if isinstance(thing, FunctionType) and thing.__code__.co_filename.startswith(str(root / "effsite")):
            found.setdefault((thing.__code__.co_filename, thing.__code__.co_qualname), []).append(thing)
    return found


def _code_of(code: CodeType, name: str) -> CodeType:
    """The code of the function of that name in the code of its module."""
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            if constant.co_qualname == name:
                return constant
            if name.startswith(f"{constant.co_qualname}."):
                return _code_of(constant, name)
    raise LookupError(name)


class _Edited(MetaPathFinder, SourceFileLoader):
    """Imports one module of effsite with the edit in it."""

    def __init__(self, root: Path, mutant: Mutant) -> None:
        module = mutant.file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        super().__init__(module, str(root / mutant.file))
        self.root, self.mutant = root, mutant

    def find_spec(self, name: str, path: object, target: object = None) -> ModuleSpec | None:
        return spec_from_file_location(name, self.path, loader=self) if name == self.name else None

    def get_code(self, name: str) -> CodeType:
        return self.mutant.code(self.root)

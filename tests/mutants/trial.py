"""Whether the tests of a room notice an edit: each tried in a process of its own, forked when all is loaded.

Fast: effsite and the tests are imported once, then every fork exchanges the code of one function and
runs only the tests that run the edited statement. Thorough: every fork imports effsite anew with the edited
file and runs all tests of the room; needed by an edit whose statement runs while modules are imported, and
by one of a function whose code alone cannot be exchanged.
"""

from __future__ import annotations

import gc
import os
import pickle
import resource
import signal
import sys
from dataclasses import dataclass, field
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path
from types import CodeType, FunctionType
from typing import TYPE_CHECKING, Any

import pytest

from tests.mutants.reach import Reach, recorded

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

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
MARKERS = "not browser and not docs and not formats and not bench"
QUICKLY = ("-q", "--tb=native", "--assert=plain", "--capture=no", "-p", "no:cacheprovider")
"""What nobody reads is not made: no tracebacks with their lines, no explained assertions, no output."""

VERDICTS = ("unnoticed", None, "untried")
Function = tuple[str, str]
"""A file, as a full path, and the dotted name of a function in it that is not inside another one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """The numbers of the edits that a test did not plainly notice, by what became of them.

    "unnoticed": no test fails; None: the process ended without an answer; "untried": the edit cannot be put
    into place by exchanging the code of a function.
    """

    kinds: dict[str | None, list[int]] = field(default_factory=lambda: {verdict: [] for verdict in VERDICTS})

    def of(self, verdict: str | None, mutants: Sequence[Mutant]) -> list[Mutant]:
        """The edits that came to this, of those that were tried."""
        return [mutants[number] for number in self.kinds[verdict]]


class RoomTests:
    """A plugin for pytest that, where the tests would run, finds out which of them notice which edit."""

    def __init__(self, root: Path, mutants: Sequence[Mutant], reach: Reach) -> None:
        self.root, self.mutants, self.reach = root, mutants, reach
        self.failed = False
        self.tried = Tried()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Remember in a fork that a test failed there."""
        self.failed = self.failed or report.failed

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Try every edit; pytest itself runs nothing."""
        items = {item.nodeid: item for item in session.items}
        functions = _functions(self.root)
        sharp: dict[str, dict[str, None]] = {}
        gc.collect()
        gc.freeze()  # so that no fork copies the memory of all that is loaded
        for number, mutant in enumerate(self.mutants):
            tests = self.reach.tests_of(mutant, self.root)
            patience = LEAST_SECONDS + SLOWER * int(sum(seconds for seconds, _ in tests))
            places = functions.get((str(self.root / mutant.file), mutant.outermost), [])
            # A test that noticed an edit of this file is likely to notice the next one, so those go first.
            before = sharp.setdefault(mutant.file, {})
            chosen = [items[name] for name in _last_first(before, [name for _, name in tests])]
            verdict: str | None = "unnoticed"
            if chosen:
                verdict = in_fork(lambda m=mutant, p=places, c=chosen: self._verdict(m, p, c), patience)
            if verdict in VERDICTS:
                self.tried.kinds[verdict].append(number)
            else:
                before.pop(verdict, None)
                before[verdict] = None
        return True

    def _verdict(
        self, mutant: Mutant, functions: Sequence[FunctionType], items: Sequence[pytest.Item]
    ) -> str:
        """The name of the test that fails with the edit in place, or what else becomes of it.

        "untried" where the edit cannot be put into place this way: code without `super()` has no place for
        its class.
        """
        changed = _code_of(mutant.code(self.root), mutant.outermost)
        if any(len(function.__code__.co_freevars) != len(changed.co_freevars) for function in functions):
            return "untried"
        for function in functions:
            function.__code__ = changed
        for item, following in zip(items, [*items[1:], None], strict=True):
            item.ihook.pytest_runtest_protocol(item=item, nextitem=following)
            if self.failed:
                return item.nodeid
        return "unnoticed"


def _last_first(sharp: Collection[str], tests: Sequence[str]) -> list[str]:
    """The tests in another order: those of `sharp` first, its last one before all."""
    there = set(tests)
    first = [test for test in reversed([*sharp]) if test in there]
    return [*first, *(test for test in tests if test not in sharp)]


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
    """The tests of a room, ready to be tried on edits; `scratch` is a folder for their temporary files."""

    root: Path
    room: Room
    scratch: str

    def reach(self) -> Reach:
        """The lines that each test runs. Raises RuntimeError when one fails as the code is."""
        reach = in_fork(
            lambda: recorded(self.root / "effsite", self._arguments(self.room.tests)), LONGEST_ROOM
        )
        if reach is None:
            raise RuntimeError(f"the tests fail without any edit: see `pytest {' '.join(self.room.tests)}`")
        return reach

    def fast(self, mutants: Sequence[Mutant], reach: Reach) -> Tried:
        """What becomes of the edits, all inside functions, where only those are exchanged."""
        tried = in_fork(lambda: self._tried(mutants, reach), LONGEST_ROOM)
        if tried is None:
            raise RuntimeError(f"the tests cannot be collected: see `pytest {' '.join(self.room.tests)}`")
        return tried

    def _tried(self, mutants: Sequence[Mutant], reach: Reach) -> Tried:
        plugin = RoomTests(self.root, mutants, reach)
        pytest.main(self._arguments(self.room.tests), plugins=[plugin])
        return plugin.tried

    def thorough(self, mutant: Mutant, reach: Reach) -> bool:
        """Whether the tests notice the edit when all is imported anew; effsite must not be imported yet.

        Those named for the module, or the room's single files of tests, are tried alone before all others, as
        they most often notice it.
        """
        name = Path(mutant.file).stem
        folders = [test for test in self.room.tests if not test.endswith(".py")]
        named = [str(path) for tests in folders for path in (self.root / tests).rglob(f"test_{name}*.py")]
        near = named or [test for test in self.room.tests if folders and test not in folders]
        order = [test for _, test in reach.tests_of_file(self.root / mutant.file)]
        return any(
            in_fork(lambda t=tests: self._passes(mutant, t, order)) is not True
            for tests in (near, self.room.tests)
            if tests
        )

    def _passes(self, mutant: Mutant, tests: Sequence[str], order: Sequence[str]) -> bool:
        sys.meta_path.insert(0, _Edited(self.root, mutant))
        return pytest.main(["-x", *self._arguments(tests)], plugins=[_InOrder(order)]) == pytest.ExitCode.OK

    def _arguments(self, tests: Sequence[str]) -> list[str]:
        markers = MARKERS if self.room.packages else f"{MARKERS} and not train"
        blind = [f"--deselect={test}" for test in self.room.blind]
        return [*QUICKLY, f"--basetemp={self.scratch}", "-m", markers, *blind, *tests]


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


def _functions(root: Path) -> dict[Function, list[FunctionType]]:
    """The functions of effsite that are loaded; the code of each may be exchanged."""
    found: dict[Function, list[FunctionType]] = {}
    for thing in gc.get_objects():
        if type(thing) is FunctionType and thing.__code__.co_filename.startswith(str(root / "effsite")):
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

"""What is mutated, and the tests that must notice it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """Files of one part of the package, `sources` being glob patterns, and the tests of that part.

    `blind` are tests that work in processes of
    their own, which import the files as they stand: they cannot notice an edit, and take long. `packages` are
    what the tests need beside effsite, such as torch.
    """

    name: str
    sources: tuple[str, ...]
    tests: tuple[str, ...]
    blind: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()

    def files(self, root: Path) -> list[str]:
        """The files to mutate, as paths under `root`, each once."""
        found = {path.relative_to(root).as_posix() for pattern in self.sources for path in root.glob(pattern)}
        return sorted(found)


RULES = "tests/house/test_rules.py"
"""Holds what each rule says against the page that users read."""

ROOMS = (
    Room(
        name="ground",
        sources=(
            "effsite/names.py",
            "effsite/files.py",
            "effsite/units.py",
            "effsite/words.py",
            "effsite/escape.py",
        ),
        tests=("tests/ground",),
    ),
    Room(name="analysis", sources=("effsite/analysis/**/*.py",), tests=("tests/analysis", RULES)),
    Room(
        name="store",
        sources=("effsite/store/*.py",),
        tests=("tests/store", RULES),
        blind=(
            "tests/store/test_journal.py::test_two_programs_that_write_at_once_lose_nothing",
            "tests/store/test_journal.py::test_a_writer_killed_at_any_moment_leaves_whole_rows",
            "tests/store/test_journal.py::test_a_reader_sees_one_state_of_a_collection_that_others_change",
        ),
    ),
    Room(
        name="formulas",
        sources=("effsite/measure/counters/formulas.py", "effsite/measure/flops.py"),
        tests=(
            "tests/measure/test_formulas.py",
            "tests/measure/test_flops.py",
            "tests/measure/test_training_count.py",
            "tests/measure/test_dispatched.py",
        ),
        packages=("torch._dynamo", "fvcore.nn"),
    ),
)

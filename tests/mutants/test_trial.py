"""What becomes of an edit is told by the tests that run it, and by nothing else."""

from __future__ import annotations

import gc
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from tests.mutants.edits import mutants
from tests.mutants.reach import Reach
from tests.mutants.trial import RoomTests


def test_an_edit_that_no_test_runs_is_unnoticed(tmp_path: Path) -> None:
    (tmp_path / "code.py").write_text("def sign(x):\n    return x < 0\n", encoding="utf-8")
    edits = mutants(tmp_path, "code.py")
    tests = RoomTests(tmp_path, edits, Reach(tests={}, loading=frozenset(), anywhere=frozenset()))
    try:
        tests.pytest_runtestloop(cast("Any", SimpleNamespace(items=[])))
    finally:
        gc.unfreeze()
    assert tests.tried.of("unnoticed", edits) == edits
    assert len(edits) == 4

"""Each test is known by the lines of the code that it runs."""

from __future__ import annotations

import textwrap
from pathlib import Path

from tests.mutants.edits import mutants
from tests.mutants.reach import Reach, recorded
from tests.mutants.trial import QUICKLY, in_fork

CODE = """
def sign(x):
    if x < 0:
        return "less"
    return "more"

def deep(n):
    return deep(n + 1)

WORD = sign(1)
"""


def reach(folder: Path, tests: str) -> Reach | None:
    """What the tests run of a module with that code, found out in a process of its own."""
    (folder / "code_under_test").mkdir()
    (folder / "code_under_test" / "code.py").write_text(CODE, encoding="utf-8")
    head = "import threading, pytest\nfrom code_under_test.code import deep, sign\n"
    (folder / "test_code.py").write_text(head + textwrap.dedent(tests), encoding="utf-8")
    arguments = [*QUICKLY, f"--rootdir={folder}", f"--confcutdir={folder}", str(folder / "test_code.py")]
    found = in_fork(lambda: recorded(folder / "code_under_test", arguments))
    assert found is None or isinstance(found, Reach)
    return found


def names(folder: Path, found: Reach) -> dict[str, list[str]]:
    """By edit the tests that could notice it."""
    return {
        mutant.edit.partition(" -> ")[0]: sorted(
            name.partition("::test_")[2] for _, name in found.tests_of(mutant, folder)
        )
        for mutant in mutants(folder, "code_under_test/code.py")
        if mutant.edit.startswith("return")
    }


def test_only_the_tests_that_run_a_statement_are_tried_on_its_edits(tmp_path: Path) -> None:
    found = reach(
        tmp_path,
        """
        def test_a(): sign(-1)
        def test_b(): sign(1)
        def test_in_a_thread():
            thread = threading.Thread(target=sign, args=(-1,))
            thread.start()
            thread.join()
        """,
    )
    assert found is not None
    assert names(tmp_path, found) == {
        "return 'less'": ["a", "in_a_thread"],
        "return 'more'": ["b"],
        "return deep(n + 1)": [],
    }


def test_a_statement_that_runs_while_modules_are_loaded_is_known(tmp_path: Path) -> None:
    found = reach(tmp_path, "def test_a(): sign(-1)")
    assert found is not None
    loading = {
        mutant.edit.partition(" -> ")[0]
        for mutant in mutants(tmp_path, "code_under_test/code.py")
        if mutant.function and found.is_loading(mutant, tmp_path)
    }
    assert loading == {"x < 0", "0", "return 'more'", "'more'"}


def test_a_test_in_which_python_ends_the_tracing_is_tried_on_every_edit(tmp_path: Path) -> None:
    found = reach(
        tmp_path,
        """
        def test_a():
            with pytest.raises(RecursionError): deep(0)
        def test_b(): sign(-1)
        """,
    )
    assert found is not None
    assert names(tmp_path, found) == {
        "return 'less'": ["a", "b"],
        "return 'more'": ["a"],
        "return deep(n + 1)": ["a"],
    }


def test_what_a_fixture_makes_once_is_run_by_all_tests_that_use_it(tmp_path: Path) -> None:
    found = reach(
        tmp_path,
        """
        @pytest.fixture(scope="module")
        def made(): return sign(-1)
        def test_a(made): pass
        def test_b(made): sign(1)
        def test_c(): pass
        """,
    )
    assert found is not None
    assert names(tmp_path, found) == {
        "return 'less'": ["a", "b"],
        "return 'more'": ["b"],
        "return deep(n + 1)": [],
    }


def test_nothing_is_said_where_a_test_fails(tmp_path: Path) -> None:
    assert reach(tmp_path, "def test_a(): assert sign(1) == 'less'") is None

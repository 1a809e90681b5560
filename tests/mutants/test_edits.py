"""The edits themselves: each kind is made, each is named without its line, and each is tried in a fork."""

from __future__ import annotations

import textwrap
import time
from typing import TYPE_CHECKING

import pytest

from tests.mutants.edits import mutants
from tests.mutants.rooms import ROOMS
from tests.mutants.trial import in_fork

if TYPE_CHECKING:
    from pathlib import Path


def edits(tmp_path: Path, code: str) -> list[tuple[str, str]]:
    """Function and edit of every mutant of that code."""
    (tmp_path / "code.py").write_text(textwrap.dedent(code), encoding="utf-8")
    return [(mutant.function, mutant.edit) for mutant in mutants(tmp_path, "code.py")]


@pytest.mark.parametrize(
    ("code", "made"),
    [
        ("x = a < b", {"a < b -> a <= b", "a < b -> a >= b"}),
        ("x = a == b", {"a == b -> a != b"}),
        ("x = a in b", {"a in b -> a not in b"}),
        ("x = a + b", {"a + b -> a - b"}),
        ("x = a and b", {"a and b -> a or b"}),
        ("x = not a", {"not a -> a"}),
        ("x = 3", {"3 -> 4 in x = 3"}),
        ("x = 0.0", {"0.0 -> 1.0 in x = 0.0"}),
        ("x = True", {"True -> False in x = True"}),
        ("x = 'word'", {"'word' -> 'XX' in x = 'word'"}),
        ("f(a, b)", {"f(a, b) -> f(b, a)", "f(a, b) -> pass"}),
        ("x = max(a, b)", {"max(a, b) -> min(a, b)"}),
        ("x = b if a else c", {"b if a else c -> c if a else b", "a -> not a"}),
    ],
)
def test_an_edit_of_each_kind(tmp_path: Path, code: str, made: set[str]) -> None:
    assert {edit for _, edit in edits(tmp_path, code)} == made


def test_edits_are_known_by_function_and_not_by_line(tmp_path: Path) -> None:
    code = """
        class A:
            def f(self):
                def g():
                    return x
                return g
    """
    found = edits(tmp_path, code)
    assert found == [("A.f.g", "return x -> return None"), ("A.f", "return g -> return None")]
    assert edits(tmp_path, "import os\n\n" + textwrap.dedent(code)) == found


def test_equal_edits_of_one_function_are_numbered(tmp_path: Path) -> None:
    assert edits(tmp_path, "f(3)\nf(3)")[1::2] == [
        ("", "3 -> 4 in f(3)"),
        ("", "3 -> 4 in f(3) (no. 2)"),
    ]


def test_docstrings_types_and_formalities_are_left_alone(tmp_path: Path) -> None:
    code = '''
        """A docstring."""
        __all__ = ["f"]
        x: "A" = y
        T = TypeVar("T")
        z = cast("A", y)
        def f(a: "B") -> "C":
            """Another."""
            assert a == 1
            g(a, strict=True)
        """What x is."""
    '''
    assert [edit for _, edit in edits(tmp_path, code)] == [
        "cast('A', y) -> cast(y, 'A')",
        "g(a, strict=True) -> pass",
    ]


def test_the_edited_code_runs(tmp_path: Path) -> None:
    (tmp_path / "code.py").write_text("def f():\n    return 1 + 2\n", encoding="utf-8")
    (minus,) = [m for m in mutants(tmp_path, "code.py") if m.edit == "1 + 2 -> 1 - 2"]
    names: dict[str, object] = {}
    exec(minus.code(tmp_path), names)  # noqa: S102 - code of this test
    assert names["f"]() == -1  # type: ignore[operator]  # a function of the text above


def test_an_edit_knows_the_lines_of_its_own_statement(tmp_path: Path) -> None:
    code = """\
        @decorated
        def f():
            if (
                a
                and b
            ):
                return g(
                    3,
                )
    """
    (tmp_path / "code.py").write_text(textwrap.dedent(code), encoding="utf-8")
    lines = {m.edit.partition(" -> ")[0]: list(m.lines) for m in mutants(tmp_path, "code.py")}
    assert lines == {"a and b": [3, 4, 5, 6], "return g(3)": [7, 8, 9], "3": [7, 8, 9]}


def test_a_fork_gives_back_what_its_work_returns_and_none_where_it_dies() -> None:
    assert in_fork(lambda: [1, 2]) == [1, 2]
    assert in_fork(lambda: 1 / 0) is None


def _compute_for_ever() -> None:
    while True:
        pass


def test_a_fork_is_ended_by_what_it_computes_and_not_by_what_others_do_meanwhile() -> None:
    assert in_fork(lambda: time.sleep(1.5) or "slept", seconds=1) == "slept"
    assert in_fork(_compute_for_ever, seconds=1) is None


def test_every_room_has_files_and_tests(pytestconfig: pytest.Config) -> None:
    root = pytestconfig.rootpath
    assert all(room.files(root) for room in ROOMS)
    assert all((root / test).exists() for room in ROOMS for test in room.tests)


def test_every_test_that_is_left_out_exists(pytestconfig: pytest.Config) -> None:
    for file, _, name in (test.partition("::") for room in ROOMS for test in room.blind):
        assert f"def {name}(" in (pytestconfig.rootpath / file).read_text("utf-8")

"""Templates are compiled once for an installation, and what is kept of that is the program's own."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest
from jinja2 import Environment, FileSystemLoader

from effsite.site import compiled
from effsite.site.compiled import FOLDER, Compiled
from effsite.site.pages.environment import environment, own_templates
from effsite.site.pages.environment import render as render_page

if TYPE_CHECKING:
    from pathlib import Path

    from jinja2.environment import Template


class Counting(Environment):
    """Counts how often it compiles."""

    compiled = 0

    def compile(self, *args: object, **named: object) -> object:  # type: ignore[override]
        self.compiled += 1
        return super().compile(*args, **named)  # type: ignore[call-overload]


@pytest.fixture(autouse=True)
def writes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    (tmp_path / "greeting.txt").write_text("Hello {{ name | upper }}, {{ 'x' | upper }}", "utf-8")
    return tmp_path


def once(sources: Path, folder: Path) -> tuple[str, int]:
    """What a new process would make of the template, and how often it would compile."""
    made = Counting(loader=FileSystemLoader(sources), bytecode_cache=Compiled(folder), autoescape=True)
    template: Template = made.get_template("greeting.txt")
    return template.render(name="you"), made.compiled


def test_the_second_time_the_code_of_the_first_is_run(sources: Path) -> None:
    assert once(sources, sources / "code") == ("Hello YOU, X", 1)
    assert once(sources, sources / "code") == ("Hello YOU, X", 0)


def test_a_changed_template_is_compiled_again(sources: Path) -> None:
    once(sources, sources / "code")
    (sources / "greeting.txt").write_text("Bye {{ name }}", "utf-8")
    assert once(sources, sources / "code") == ("Bye you", 1)


def test_code_of_another_program_is_not_run(sources: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Jinja works constants out when it compiles, by the filters of that moment."""
    once(sources, sources / "code")
    monkeypatch.setattr(compiled, "program", lambda: "another")
    assert once(sources, sources / "code") == ("Hello YOU, X", 1)
    assert len(list((sources / "code").iterdir())) == 1


@pytest.mark.parametrize("length", [0, 5, 60, 200])
def test_torn_code_is_made_anew(sources: Path, length: int) -> None:
    once(sources, sources / "code")
    (kept,) = (sources / "code").iterdir()
    kept.write_bytes(kept.read_bytes()[:length])
    assert once(sources, sources / "code") == ("Hello YOU, X", 1)
    assert once(sources, sources / "code") == ("Hello YOU, X", 0)


def test_where_code_cannot_be_written_templates_are_compiled_each_time(sources: Path) -> None:
    (sources / "code").write_text("a file in the place of the folder", "utf-8")
    assert once(sources, sources / "code") == ("Hello YOU, X", 1)
    assert once(sources, sources / "code") == ("Hello YOU, X", 1)


def test_nothing_is_written_where_python_is_told_to_write_no_code(
    sources: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert once(sources, sources / "code") == ("Hello YOU, X", 1)
    assert not (sources / "code").exists()


def test_templates_of_the_package_are_kept_beside_them_and_a_projects_own_nowhere(sources: Path) -> None:
    (sources / "policy.md.jinja").write_text("Our own policy.", "utf-8")
    kept = environment().bytecode_cache
    assert isinstance(kept, Compiled)
    assert kept.directory == str(FOLDER)
    before = {*FOLDER.glob("*")}
    with own_templates(sources):
        assert "Our own policy." in render_page("policy.md.jinja")
    assert {*FOLDER.glob("*")} == before
    assert [path.name for path in sources.iterdir() if path.is_dir()] == []

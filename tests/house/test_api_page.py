"""The code on the page about Python does what the page says, and `import effsite` loads nothing heavy."""

from __future__ import annotations

import doctest
import re
import subprocess
import sys
from pathlib import Path

import pytest

import effsite
from effsite import workflows
from effsite.errors import UsageError
from effsite.measure import extra
from tests.projects import committed_project

PAGE = Path(__file__).parents[2] / "docs" / "api.md"


def blocks(marker: str) -> str:
    """The code of the page's blocks with that marker, one after the other."""
    return "\n".join(re.findall(rf"^```{marker}\n(.*?)^```$", PAGE.read_text("utf-8"), re.M | re.S))


def run(code: str) -> int:
    """Run the examples, and say how many there are; fails where one prints something else."""
    test = doctest.DocTestParser().get_doctest(code, {}, PAGE.name, str(PAGE), 0)
    said: list[str] = []
    ran = doctest.DocTestRunner().run(test, out=said.append)
    assert not ran.failed, "".join(said)
    return ran.attempted


def test_the_page_s_code_prints_what_stands_below_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(committed_project(tmp_path / "project"))
    assert run(blocks("pycon")) > 10


@pytest.mark.train
def test_the_code_that_needs_torch_does_so_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(committed_project(tmp_path / "project"))
    assert run(">>> import effsite\n" + blocks("python")) > 1


@pytest.mark.parametrize("name", sorted({*effsite.__all__} - {"__version__"}))
def test_every_name_that_the_package_offers_is_there_and_on_the_page(name: str) -> None:
    assert name in PAGE.read_text("utf-8")
    if name in workflows.MEASURING and not extra.installed():
        with pytest.raises(UsageError) as refused:
            getattr(effsite, name)
        assert refused.value.hint == "pip install 'effsite[train]'"
    else:
        assert getattr(effsite, name).__doc__


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'tarin'"):
        effsite.tarin  # noqa: B018 - asking for it is the test


def test_importing_effsite_loads_nothing_heavy() -> None:
    program = (
        "import sys, effsite; print([m for m in ('numpy', 'pandas', 'bokeh', 'torch') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"


def test_ingest_is_the_job_before_and_after_its_room_is_imported() -> None:
    program = (
        "import effsite; before = effsite.ingest\n"
        "import effsite.ingest.batch; from effsite.ingest import FORMATS; from effsite import ingest\n"
        "print(before is effsite.ingest is ingest, ingest.__module__, len(FORMATS))"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program], check=True, capture_output=True, text=True
    )
    assert done.stdout.strip() == "True effsite.workflows.ingest 19"

"""The commands on the pages about formats work as printed, and print what the page shows."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from effsite.cli import app
from effsite.ingest import FORMATS

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "docs" / "ingest"
BLOCK = re.compile(r"^```console\n\$ (effsite ingest .*)\n((?:.*\n)*?)```$", re.MULTILINE)


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_has_a_page_with_an_example(name):
    assert BLOCK.search((PAGES / f"{name}.md").read_text("utf-8"))


@pytest.mark.parametrize("page", sorted(PAGES.glob("*.md")), ids=lambda page: page.stem)
def test_the_examples_on_a_page_work_as_printed(page, monkeypatch):
    monkeypatch.chdir(ROOT)
    for command, shown in BLOCK.findall(page.read_text("utf-8")):
        result = CliRunner().invoke(app, shlex.split(command)[1:])
        printed = [set(line.split()) for line in result.output.splitlines()]
        missing = [line for line in shown.splitlines() if not any(set(line.split()) <= p for p in printed)]
        assert (result.exit_code, missing) == (0, [])

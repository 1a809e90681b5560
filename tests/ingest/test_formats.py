"""The table of formats is the files of the folder, and every one has a page and a small log."""

from __future__ import annotations

from pathlib import Path

import pytest

from effsite.ingest import FORMATS
from tests.ingest.small_logs import LOGS

ROOT = Path(__file__).parents[2]


def test_the_table_lists_every_format_of_the_folder_in_order():
    files = sorted((ROOT / "effsite" / "ingest").glob("*.py"))
    modules = {f.stem for f in files if "\nFORMAT = Format(" in f.read_text("utf-8")}
    assert len(modules) == len(FORMATS)
    assert list(FORMATS) == sorted(FORMATS)


@pytest.mark.parametrize("name", FORMATS)
def test_format_has_its_name_a_page_and_a_small_log(name):
    assert FORMATS[name].name == name
    assert (ROOT / "docs" / "ingest" / f"{name}.md").is_file()
    assert any(log.format == name for log in LOGS)

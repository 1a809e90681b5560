"""The hand-written pages: what they tell people to type works, and they name what there is."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from effsite.site.pages.provided import PROVIDED
from effsite.workflows.check import read_checked

HERE = Path(__file__).parents[2]
CONTRIBUTE = (HERE / "docs" / "contribute.md").read_text(encoding="utf-8")


def test_the_example_file_on_the_contribute_page_passes_the_check(tmp_path: Path) -> None:
    curve, row, *_ = re.findall(r"```csv\n(.*?)```", CONTRIBUTE, re.DOTALL)
    (tmp_path / "cifar10" / "curves").mkdir(parents=True)
    shutil.copy(HERE / "results" / "cifar10" / "task.toml", tmp_path / "cifar10")
    (tmp_path / "cifar10" / "narrownet-s.csv").write_text(row, encoding="utf-8")
    (tmp_path / "cifar10" / "curves" / "narrownet-s.csv").write_text(curve, encoding="utf-8")
    assert read_checked(tmp_path).errors == ()


def test_the_commands_on_the_contribute_page_exist() -> None:
    from typer.main import get_command

    from effsite.cli import app

    commands = set(getattr(get_command(app), "commands", {}))
    assert set(re.findall(r"\$ effsite (\w+)", CONTRIBUTE)) <= commands
    assert {"fields", "check", "build", "serve"} <= set(re.findall(r"effsite (\w+)", CONTRIBUTE))


def test_every_page_of_the_navigation_is_written_or_generated() -> None:
    named = set(re.findall(r"- (?:[\w ]+: )?([\w/-]+\.md)$", (HERE / "mkdocs.yml").read_text(), re.MULTILINE))
    docs = HERE / "docs"
    written = {str(path.relative_to(docs)) for path in docs.rglob("*.md")}
    generated = {
        *("index.md", "targets/index.md", "ai-and-compute/index.md", "rates.md", "columns.md"),
        *("across-targets.md", "any-level.md", "hardware-and-algorithms.md", "inference.md"),
        *("changes.md", "devices.md", "effective-compute.md", "policy.md"),
        *PROVIDED,
    }
    assert named == written | generated

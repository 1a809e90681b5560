"""The README's Python example runs, and its shell examples are those that CI runs."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")


def test_python_example_prints_the_published_headline() -> None:
    (example,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    done = subprocess.run(
        [sys.executable, "-c", example], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert re.fullmatch(r"44x, halving every 15\.3 months on average\n", done.stdout)


def test_layout_is_the_one_of_the_data_dictionary() -> None:
    (layout,) = re.findall(r"```\n(results/<task>.*?)```", README, re.DOTALL)
    documented = (ROOT / "results/README.md").read_text("utf-8")
    assert [line.split()[0] for line in layout.splitlines()] == re.findall(
        r"^(results/\S+) ", documented, re.MULTILINE
    )


def test_links_are_absolute_because_the_package_index_shows_this_page_too() -> None:
    assert not re.findall(r"\]\((?!https://)", README)

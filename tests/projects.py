"""Whole projects for tests: the committed one in another place, and a small lab's own."""

from __future__ import annotations

import shutil
from pathlib import Path

HERE = Path(__file__).parents[1]

LAB_CONFIG = """\
site_name: Our lab
site_url: https://lab.example/efficiency/
theme:
  name: material
  font: false
plugins: [search]
"""
LAB_TASK = """\
title = "Digits"
about = "Read handwritten digits."
domain = "Vision"
dataset = "digits"
example = "image"

[metric]
name = "accuracy"
label = "Accuracy"
higher_is_better = true
unit = "fraction"

[[targets]]
name = "good"
title = "Good"
about = "Nineteen of twenty digits are read right."
level = 0.95
"""
LAB_HEADER = "target,system,published,training_flop,flop_method,source_kind,source\n"
LAB_ROWS = """\
good,Perceptron,2020-01-01,8e12,reported,measured,our logs
good,Small net,2022-01-01,4e12,reported,measured,our logs
good,Smaller net,2024-01-01,1e12,reported,measured,our logs
"""


def committed_project(root: Path) -> Path:
    """A copy of this repository's own project: mkdocs.yml, docs/ and results/."""
    root.mkdir(parents=True, exist_ok=True)
    shutil.copy(HERE / "mkdocs.yml", root)
    for folder in ("docs", "results"):
        shutil.copytree(HERE / folder, root / folder)
    return root


def lab_project(root: Path) -> Path:
    """The least that a lab needs: a configuration, one page, one task with three results."""
    (root / "docs").mkdir(parents=True)
    (root / "docs" / "about.md").write_text("# About us\n\nWe measure.\n")
    (root / "mkdocs.yml").write_text(LAB_CONFIG)
    task = root / "results" / "digits"
    task.mkdir(parents=True)
    (task / "task.toml").write_text(LAB_TASK)
    (task / "lab.csv").write_text(LAB_HEADER + LAB_ROWS)
    return root

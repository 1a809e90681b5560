"""A small valid collection in a temporary folder, and what the store finds in it."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from effsite.errors import Finding
from effsite.store import read

TODAY = datetime.date(2026, 11, 20)
TASK = """\
title = "ImageNet"
about = "Classify photographs."
example = "image"
rules = ["Train from scratch."]

[metric]
name = "top5"
label = "Top-5 accuracy"
higher_is_better = true
unit = "fraction"

[[targets]]
name = "alexnet-level"
title = "AlexNet level"
about = "As good as AlexNet."
level = 0.791

[[references]]
citation = "Hernandez and Brown 2020"
url = "https://arxiv.org/abs/2005.04305"
"""
HEADER = "target,system,published,training_flop,flop_method,source_kind,source,note\n"
ALEXNET = "alexnet-level,AlexNet,2012-06-01,5.32e17,reported,reported,Table 3,\n"
GOOGLENET = "alexnet-level,GoogLeNet,2014-09-17,1.23e17,reported,reported,Table 3,\n"


class CollectionFolder:
    """A results/ folder that a test changes and reads."""

    def __init__(self, root: Path) -> None:
        self.results = root / "results"
        self.task = self.results / "imagenet"
        self.task.mkdir(parents=True)
        self.write("task.toml", TASK)
        self.write("lab.csv", HEADER + ALEXNET + GOOGLENET)

    def write(self, name: str, content: str | bytes) -> Path:
        path = self.task / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def rows(self, *rows: str) -> None:
        self.write("lab.csv", HEADER + "".join(f"{row}\n" for row in rows))

    def findings(self) -> tuple[Finding, ...]:
        return read(self.results, TODAY).findings

    def only(self) -> Finding:
        (finding,) = self.findings()
        return finding


@pytest.fixture
def folder(tmp_path: Path) -> CollectionFolder:
    return CollectionFolder(tmp_path)

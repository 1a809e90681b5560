"""A new site as `effsite init` makes it, and a git that knows nothing of the machine's."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from effsite.workflows.init import InitReport, init
from effsite.workflows.options import InitOptions

REPOSITORY = "https://github.com/Our-Lab/my-trends"


def start(folder: Path, **said: object) -> InitReport:
    """A new site with an author and a repository, unless others are said."""
    told = {"name": "My trends", "author": "Our lab", "repository": REPOSITORY, **said}
    return init(InitOptions(folder=folder, **told))  # type: ignore[arg-type]  # texts by their names


@pytest.fixture
def clean_git(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Keep the machine's git configuration out of these tests."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    config = tmp_path / "gitconfig"
    config.write_text("[user]\nname = A Tester\nemail = tester@example.org\n[init]\ndefaultBranch = main\n")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(config))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")

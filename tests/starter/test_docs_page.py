"""The page on publishing one's own: its commands run as printed, one after the other."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from effsite.workflows.build import build
from effsite.workflows.options import BuildOptions
from tests.projects import HERE

from .conftest import start

PAGE = (HERE / "docs" / "your-own-site.md").read_text(encoding="utf-8")
REPOSITORY = "https://github.com/our-lab/my-trends"
INSTALLED = "pip() { :; }\n"
"""What the page begins with has been done where this runs."""


def commands() -> str:
    """The commands of the page, without prompts; a line without one goes on with the line above."""
    blocks = re.findall(r"^```console\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    return "".join(re.sub(r"^\$ ", "", block, flags=re.MULTILINE) for block in blocks)


@pytest.mark.usefixtures("clean_git")
def test_the_commands_lead_from_nothing_to_a_published_site(tmp_path: Path) -> None:
    remote = tmp_path / "remote.git"
    subprocess.run(["git", "init", "--quiet", "--bare", remote], check=True)
    # the address on the page stands for the repository here
    with Path(os.environ["GIT_CONFIG_GLOBAL"]).open("a") as config:
        config.write(f'[url "file://{remote}"]\ninsteadOf = {REPOSITORY}\n')
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    script = INSTALLED + commands()
    assert script.count("effsite ") >= 7
    done = subprocess.run(
        ["bash", "-e", "-c", script],
        cwd=tmp_path,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    # 8e21 / 6e20 = 13.3; 2023-05-02 to 2025-11-20 are 933 days = 30.65 months
    assert "factor                13x in 30.7 months" in done.stdout
    show = ["git", "show", "gh-pages:2026.11/our-benchmark/half-right/index.html"]
    page = subprocess.run(show, cwd=remote, capture_output=True, text=True, check=True).stdout
    assert "https://our-lab.github.io/my-trends/latest/our-benchmark/half-right/" in page
    assert (tmp_path / "trends-template" / ".github" / "workflows" / "pages.yml").is_file()


def test_the_settings_and_the_template_on_the_page_work_in_a_new_site(tmp_path: Path) -> None:
    root = tmp_path / "site"
    start(root)
    (example,) = re.findall(r"^```jinja\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    (root / "templates").mkdir()
    (root / "templates" / "home.md.jinja").write_text(example)
    (root / "theme").mkdir()
    (line,) = set(re.findall(r"`({% extends \"effsite\.html\" %})`", PAGE))
    (root / "theme" / "main.html").write_text(f"{line}\n{{% block announce %}}We are new.{{% endblock %}}\n")
    config = (root / "mkdocs.yml").read_text()
    (root / "mkdocs.yml").write_text(
        config.replace("  name: material\n", "  name: material\n  custom_dir: theme\n")
    )
    build(BuildOptions(project=root, strict=True))
    front = (root / "site" / "index.html").read_text("utf-8")
    assert "<p>My trends follows what our models cost.</p>" in front
    assert "We are new." in front
    assert "Content-Security-Policy" in front

"""What is released: everything of the package is in it, and it works where nothing else is.

`nox -s package` builds dist/ before these tests run. They import nothing of effsite: they try the release.
"""

from __future__ import annotations

import os
import re
import resource
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.package

ROOT = Path(__file__).parents[2]
DIST = ROOT / "dist"
SITE_IN_SECONDS = 60
"""Processor time that a first site may take, from `effsite init` to the built pages."""


def version() -> str:
    found = re.search(
        r'^__version__ = "(.+)"', (ROOT / "effsite/version.py").read_text("utf-8"), re.MULTILINE
    )
    assert found
    return found[1]


def released(pattern: str) -> Path:
    (found,) = DIST.glob(pattern)
    return found


def in_git() -> set[str]:
    """Every file of the package that git has, or is about to have."""
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "effsite"]
    done = subprocess.run(listed, cwd=ROOT, check=True, capture_output=True, text=True)
    return {name for name in done.stdout.split("\0") if (ROOT / name).is_file()}


def claimed() -> list[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return [c.rpartition(" ")[2] for c in project["classifiers"] if "Python :: 3." in c]


def interpreter(wanted: str) -> str:
    """A Python of that version that starts, on the path or of pyenv; empty where there is none."""
    there = [shutil.which(f"python{wanted}"), sys.executable]
    there += map(str, Path.home().glob(f".pyenv/versions/{wanted}.*/bin/python"))
    for one in filter(None, there):
        asked = subprocess.run([one, "--version"], capture_output=True, text=True, check=False)
        if asked.returncode == 0 and asked.stdout.startswith(f"Python {wanted}."):
            return one
    return ""


def pythons() -> list[str]:
    """The oldest and the newest of the Pythons that effsite claims to support and that are here."""
    here = [one for one in claimed() if interpreter(one)]
    return list(dict.fromkeys([here[0], here[-1]])) if here else []


def test_the_oldest_python_that_is_claimed_is_here() -> None:
    assert pythons()[:1] == claimed()[:1]


def test_wheel_and_sdist_bear_the_version_and_pass_the_index_s_own_check() -> None:
    wheel, sdist = released("*.whl"), released("*.tar.gz")
    assert wheel.name == f"effsite-{version()}-py3-none-any.whl"
    assert sdist.name == f"effsite-{version()}.tar.gz"
    checked = [sys.executable, "-m", "twine", "check", "--strict", str(wheel), str(sdist)]
    done = subprocess.run(checked, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_wheel_and_sdist_have_every_file_of_the_package() -> None:
    with zipfile.ZipFile(released("*.whl")) as wheel:
        names = set(wheel.namelist())
    of_package = {name for name in names if not name.startswith(f"effsite-{version()}.dist-info/")}
    assert of_package == in_git()
    assert f"effsite-{version()}.dist-info/licenses/LICENSE" in names
    with tarfile.open(released("*.tar.gz")) as sdist:
        inside = {name.partition("/")[2] for name in sdist.getnames()}
    assert in_git() | {"README.md", "LICENSE", "CHANGELOG.md", "pyproject.toml"} <= inside
    assert not [name for name in inside if name.startswith(("results", "docs", "tests", ".nox"))]


def run(*command: str | Path, cwd: Path) -> str:
    clean = {
        k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "VIRTUAL_ENV", "PIP_REQUIRE"))
    }
    done = subprocess.run(command, cwd=cwd, env=clean, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
    return done.stdout


def seconds_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@pytest.mark.parametrize("python", pythons())
def test_it_installs_makes_and_builds_a_site_and_goes_without_a_trace(python: str, tmp_path: Path) -> None:
    home = tmp_path / "clean"
    run(interpreter(python), "-m", "venv", home, cwd=tmp_path)
    pip = (home / "bin" / "python", "-m", "pip", "--disable-pip-version-check")
    run(*pip, "install", "--quiet", released("*.whl"), cwd=tmp_path)
    run(*pip, "check", cwd=tmp_path)
    effsite = home / "bin" / "effsite"
    assert run(effsite, "--version", cwd=tmp_path) == f"effsite {version()}\n"
    before = seconds_of_children()
    run(effsite, "init", "my-trends", "--author", "Our lab", cwd=tmp_path)
    site = tmp_path / "my-trends"
    said = run(effsite, "build", "--strict", cwd=site)
    used = seconds_of_children() - before
    print(f"Python {python}: a site in {used:.1f} s of one processor. {said.strip()}")
    assert used < SITE_IN_SECONDS
    assert "no errors" in run(effsite, "check", cwd=site)
    assert "Our lab" in (site / "site/time-to-gpt-2/gpt-2-level/index.html").read_text("utf-8")
    run(*pip, "uninstall", "--yes", "--quiet", "effsite", cwd=tmp_path)
    assert not [path for path in home.rglob("*effsite*") if path.name != "__pycache__"]
    assert (site / "mkdocs.yml").is_file()

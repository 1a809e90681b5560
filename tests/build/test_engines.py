"""Other engines than MkDocs, none of which is run: what is handed to them, put back, and refused."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from effsite.errors import UsageError
from effsite.site import engine as engines
from effsite.site.engine import check_installed
from effsite.site.engines.zensical import _warnings
from effsite.site.engines.zensical_blocks import put_back, set_aside
from effsite.site.engines.zensical_config import passed_over, zensical_config
from effsite.site.order import Order
from effsite.site.pages.edition import EDITION_VARIABLE
from effsite.site.project import Project
from effsite.site.unchanged import sources
from effsite.workflows.build import build
from effsite.workflows.options import BuildOptions

BLOCK = '<div class="eff-block">\n<p>Words <a id="here" href="../x/">link</a></p>\n</div>'
TABLE = (
    '<div class="eff-block">\n<table data-search-exclude>\n<tr id="row-1"><td>Net</td></tr>\n</table>\n</div>'
)
SAID = """\
\x1b[33mWarning:\x1b[0m anchor does not exist
    ╭─[ a/b.md:3:9 ]
    │
Warning: file does not exist
    ╭─[ index.md:1:2 ]
Warning: file does not exist
    ╭─[ index.md:1:2 ]
2 issues found
"""


@pytest.fixture
def nothing_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines.importlib.util, "find_spec", lambda name: None)


@pytest.mark.parametrize("name", ["properdocs", "zensical"])
def test_an_engine_that_is_not_installed_is_asked_for_by_the_command(name, lab, nothing_installed) -> None:
    with pytest.raises(UsageError, match=f"{name} is not installed") as caught:
        build(BuildOptions(project=lab, engine=name))
    assert caught.value.hint == f"pip install 'effsite[{name}]'"
    assert not (lab / "site").exists()


def test_the_engine_that_effsite_brings_is_installed() -> None:
    check_installed("mkdocs")


def test_the_site_of_another_engine_is_another_site(lab) -> None:
    of = {name: sources(Order(project=Project.at(lab), engine=name)) for name in ("mkdocs", "zensical")}
    assert of["mkdocs"] != of["zensical"]


def configured(config: dict[str, object]) -> dict[str, object]:
    written: dict[str, object] = json.loads(zensical_config({"site_name": "x", **config}))
    return written


def test_zensical_is_handed_the_extensions_that_mkdocs_would_have() -> None:
    extensions = configured({"markdown_extensions": ["admonition", {"toc": {"permalink": True}}]})[
        "markdown_extensions"
    ]
    assert extensions == [
        {"toc": {"permalink": True}},
        {"tables": {}},
        {"fenced_code": {}},
        {"admonition": {}},
        {"footnotes": {}},
        {"def_list": {}},
    ]


def test_zensical_is_handed_the_folders_of_the_stage_and_the_variant_that_looks_like_material() -> None:
    theme = {"name": "material", "custom_dir": "/own", "font": False}
    written = configured({"docs_dir": "/a", "site_dir": "/b", "theme": theme})
    assert (written["docs_dir"], written["site_dir"]) == ("docs", "site")
    assert written["theme"] == {
        "name": "material",
        "variant": "classic",
        "custom_dir": "theme",
        "font": False,
    }
    assert configured({"theme": {"variant": "modern"}})["theme"] == {
        "variant": "modern",
        "custom_dir": "theme",
    }


def test_zensical_is_handed_what_it_knows_of_the_search_and_nothing_of_mike() -> None:
    plugins = [{"search": {"lang": "en", "separator": " "}}, {"mike": {"canonical_version": "latest"}}]
    assert configured({"plugins": plugins})["plugins"] == [{"search": {"separator": " "}}]
    assert configured({})["plugins"] == [{"search": {}}]


@pytest.mark.parametrize(
    ("plugins", "address"),
    [
        ([{"mike": {"canonical_version": "latest"}}], "https://a.example/b/latest/"),
        (["search"], "https://a.example/b/2026.11/"),
    ],
)
def test_an_edition_has_its_canonical_addresses_as_from_mike(plugins, address, monkeypatch) -> None:
    config = {"site_url": "https://a.example/b/", "plugins": plugins}
    assert configured(config)["site_url"] == "https://a.example/b/"
    monkeypatch.setenv(EDITION_VARIABLE, "2026.11")
    assert configured(config)["site_url"] == address


def test_a_function_in_the_configuration_is_handed_on_by_its_name() -> None:
    options = {"markdown_extensions": {"pymdownx.emoji": {"emoji_index": json.dumps}}}
    assert {"pymdownx.emoji": {"emoji_index": "json.dumps"}} in configured(options)["markdown_extensions"]
    with pytest.raises(UsageError, match="cannot be handed to zensical"):
        configured({"extra": {"x": object()}})


@pytest.mark.parametrize(
    ("config", "told"),
    [
        ({}, ""),
        ({"plugins": ["search", "material/search", {"mike": {}}, "tags", "material/blog"]}, ""),
        ({"plugins": {"search": {}}}, ""),
        ({"hooks": ["a.py"]}, "hooks"),
        ({"plugins": ["search", "gen-files"]}, "the plugin gen-files"),
        ({"hooks": ["a.py"], "plugins": ["a", {"b": {}}]}, "hooks and the plugins a, b"),
    ],
)
def test_what_zensical_would_pass_over_is_told(config, told) -> None:
    assert passed_over(config) == told


def test_blocks_are_set_aside_with_their_words_and_anchors_and_put_back_whole(tmp_path: Path) -> None:
    docs, site = tmp_path / "docs", tmp_path / "site"
    (docs / "a").mkdir(parents=True)
    (docs / "a" / "b.md").write_text(f"# A\n\n{BLOCK}\n\nText\n\n{TABLE}\n")
    (docs / "own.md").write_text(f"# Own\n\n{BLOCK}\n")

    aside = set_aside(docs, ["a/b.md"])

    assert aside == {"a/b.md": [BLOCK, TABLE]}
    marked = (docs / "a" / "b.md").read_text()
    assert "href" not in marked  # which Zensical would look up from the file
    assert "Words" in marked
    assert "Net" not in marked  # which the search leaves out
    assert ('id="here"' in marked, '<i id="row-1"></i>' in marked) == (True, True)
    assert (docs / "own.md").read_text() == f"# Own\n\n{BLOCK}\n"

    (site / "a" / "b").mkdir(parents=True)
    page = site / "a" / "b" / "index.html"
    page.write_text(f"<body>\n\n   {marked}   \n</body>")
    (site / "404.html").write_text("<body>\n\n  gone\n</body>")
    put_back(site, aside, directories=True)
    assert page.read_text() == f"<body>\n# A\n{BLOCK}\nText\n{TABLE}\n</body>"
    assert (site / "404.html").read_text() == "<body>\ngone\n</body>"


def test_blocks_find_their_pages_where_pages_have_no_folders_of_their_own(tmp_path: Path) -> None:
    docs, site = tmp_path / "docs", tmp_path / "site"
    docs.mkdir()
    site.mkdir()
    for name in ("index", "b"):
        (docs / f"{name}.md").write_text(f"# A\n\n{BLOCK}\n")
    aside = set_aside(docs, ["index.md", "b.md"])
    for name in ("index", "b"):
        (site / f"{name}.html").write_text((docs / f"{name}.md").read_text())
    put_back(site, aside, directories=False)
    assert {path.read_text() for path in site.iterdir()} == {f"# A\n{BLOCK}\n"}


def test_warnings_are_told_once_each_with_their_place() -> None:
    plain = SAID.replace("\x1b[33m", "").replace("\x1b[0m", "")
    assert _warnings(plain) == ["a/b.md:3:9: anchor does not exist", "index.md:1:2: file does not exist"]


def test_an_engine_s_process_ends_with_the_one_that_waits_for_it(tmp_path: Path) -> None:
    here = str(Path(__file__).parents[2])
    noted = f"open({str(tmp_path / 'pid')!r}, 'w').write(str(os.getpid()))"
    child = (
        "import os, sys, time; from effsite.site.engines.child import end_with;"
        f" end_with(int(sys.argv[1])); {noted}; time.sleep(60)"
    )
    started = f"[sys.executable, '-c', {child!r}, str(os.getpid())]"
    waits = f"import os, subprocess, sys; subprocess.run({started})"
    parent = subprocess.Popen([sys.executable, "-c", waits], env={**os.environ, "PYTHONPATH": here})
    pid = _soon(lambda: (tmp_path / "pid").is_file() and (tmp_path / "pid").read_text())
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    assert _soon(lambda: not _runs(int(pid)))


def _runs(pid: int) -> bool:
    """Whether the process is there, and no zombie whose end nobody has asked for."""
    try:
        os.kill(pid, 0)
        status = Path(f"/proc/{pid}/stat")
        return not status.exists() or status.read_text().rpartition(")")[2].split()[0] != "Z"
    except (ProcessLookupError, FileNotFoundError):
        return False


def _soon(said, seconds: float = 20.0):
    until = time.monotonic() + seconds
    while not (found := said()):
        assert time.monotonic() < until
        time.sleep(0.05)
    return found

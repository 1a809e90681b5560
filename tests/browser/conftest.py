"""A real Chromium and real pages: a Material site around charts, and a bare page under a strict policy."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, cast

import pytest

from effsite.escape import text
from effsite.site.charts import Designs, Files, assets, figure_html, opening_file, row_key, target_chart
from effsite.site.engine import MKDOCS, ZENSICAL
from effsite.site.project import Project
from effsite.workflows.build import build_into
from effsite.workflows.events import nobody
from tests.builders import make_result
from tests.charts.conftest import summary_of
from tests.projects import committed_project
from tests.web_server import Site

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Locator, Page

    from effsite.site.engine import EngineName

ENGINE = cast("EngineName", os.environ.get("EFFSITE_ENGINE", MKDOCS))
"""What makes the sites of these tests: `nox -s engines` runs them with each."""

material_search = pytest.mark.skipif(
    ENGINE == ZENSICAL, reason="asks the worker of the theme's search; Zensical has another search"
)

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-sync",
    "--no-first-run",
    "--force-color-profile=srgb",
]
HOSTILE = (
    '<img src=x onerror="window.pwned=1">',
    "</script><script>window.pwned=1</script>",
    "<svg onload=window.pwned=1>",
    "$$\\href{javascript:window.pwned=1}{x}$$",
    "@url{safe} $name {{7*7}} <%= pwned=1 %>",
    '" onmouseover="window.pwned=1" x=\'',
    "[x](javascript:window.pwned=1)",
)
MKDOCS = """\
site_name: effsite
site_url: {address}
use_directory_urls: true
theme:
  name: material
  font: false
  features: [navigation.instant]
  palette:
    - {{scheme: default, toggle: {{icon: material/weather-night, name: Dark}}}}
    - {{scheme: slate, toggle: {{icon: material/weather-sunny, name: Light}}}}
extra_css: [{stylesheet}]
extra_javascript: [{script}]
markdown_extensions: [attr_list, md_in_html]
"""
PLAIN_CSV = """\
system,published,training_flop,status,note
AlexNet,2012-06-01,8e17,claimed,
VGG,2014-09-04,9e17,claimed,
GoogLeNet,2014-09-17,4e17,claimed,=1+1
Gone,2015-09-17,1e17,withdrawn,
Thinned,2016-01,5e17,claimed,-1
Spent,2016-02,,claimed,gives no compute
ShuffleNet,2017-07-04,2e17,claimed,
"""
BARE = """\
<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Chart</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'self'; script-src 'self';
 style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'">
<link rel="icon" href="data:,"><link rel="stylesheet" href="{stylesheet}">
<script src="{script}"></script></head>
<body class="md-typeset" data-md-color-scheme="default"><h1>Chart</h1>{figure}{table}</body></html>
"""


def find_browser() -> str:
    named = os.environ.get("EFFSITE_BROWSER")
    found = named or next(filter(None, map(shutil.which, NAMES)), None)
    if not found:
        pytest.fail(
            "no Chromium or Chrome on PATH: install one (Debian: apt-get install chromium), run"
            " `playwright install chromium`, or name it in EFFSITE_BROWSER",
            pytrace=False,
        )
    return found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=find_browser(), args=FLAGS)
        yield chromium
        chromium.close()


def table_of(summary) -> str:
    rows = "".join(
        f'<tr data-row="{row_key(r.result)}" tabindex="0"><td>{text(r.result.system)}</td></tr>'
        for r in summary.results
    )
    return f'<table class="eff-table"><thead><tr><th>System</th></tr></thead><tbody>{rows}</tbody></table>'


def some_results():
    return (
        make_result("AlexNet", "2012-06-01", training_flop=8e17, source_url="https://a.example/alexnet"),
        make_result("VGG", "2014-09-04", training_flop=9e17, source_url="https://a.example/vgg"),
        make_result("GoogLeNet", "2014-09-17", training_flop=4e17, source_url="https://a.example/google"),
        make_result("Gone", "2015-09-17", training_flop=1e17, status="withdrawn"),
        make_result("ShuffleNet", "2017-07-04", training_flop=2e17, source_url="https://a.example/shuffle"),
    )


def hostile_results():
    return tuple(
        make_result(
            name,
            f"{2012 + n}-06-01",
            training_flop=1e18 / 2**n,
            device=name,
            note=name,
            source=name,
            source_url="javascript:window.pwned=1",
        )
        for n, name in enumerate(HOSTILE)
    )


def write_assets(folder: Path) -> None:
    for path, content in assets().files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def write_chart(folder: Path, chart, designs: Designs) -> None:
    (folder / "assets" / chart.design_file).write_text(designs.template(chart.design).text, encoding="utf-8")
    path = folder / "assets" / chart.file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(opening_file([chart]))


@pytest.fixture(scope="session")
def bare(tmp_path_factory) -> Iterator[Site]:
    """`plain.html` and `hostile.html`: one chart each on a page that allows no inline script.

    `files.html` is the first with the rows behind it as a file, `broken.html` lacks its data.
    """
    folder = tmp_path_factory.mktemp("bare")
    designs = Designs(tmp_path_factory.mktemp("designs"))
    write_assets(folder)
    for name, results in (("plain", some_results()), ("hostile", hostile_results())):
        summary = summary_of(*results)
        chart = target_chart(designs, summary, name=name, shares=name)
        write_chart(folder, chart, designs)
        parts = {"figure": figure_html(chart), "table": table_of(summary)}
        shared = {"script": assets().script, "stylesheet": assets().stylesheet}
        (folder / f"{name}.html").write_text(BARE.format(**parts, **shared), encoding="utf-8")
    plain = target_chart(designs, summary_of(*some_results()), name="plain", shares="plain")
    with_files = figure_html(plain, Files(rows="plain.csv", measure="training_flop"))
    (folder / "files.html").write_text(BARE.format(figure=with_files, table="", **shared), encoding="utf-8")
    (folder / "plain.csv").write_text(PLAIN_CSV, encoding="utf-8")
    (folder / "broken.html").write_text(
        (folder / "plain.html").read_text().replace("charts/plain.json.gz", "charts/missing.json.gz"),
        encoding="utf-8",
    )
    site = Site(folder)
    yield site
    site.close()


@pytest.fixture(scope="session")
def material(tmp_path_factory) -> Iterator[Site]:
    """A Material site with a home page and two pages with a chart each."""
    folder = tmp_path_factory.mktemp("material")
    docs = folder / "docs"
    designs = Designs(folder / "cache")
    write_assets(docs)
    summary = summary_of(*some_results())
    for name in ("one", "two"):
        chart = target_chart(designs, summary, name=name, shares=name)
        write_chart(docs, chart, designs)
        (docs / f"{name}.md").write_text(
            f"---\nhide: [navigation, toc]\n---\n# Page {name}\n\n"
            f"{figure_html(chart)}\n\n{table_of(summary)}\n"
        )
    (docs / "index.md").write_text("# Home\n\n[Go to one](one.md) and [go to two](two.md)\n")
    site = Site(folder / "site")
    shared = {"script": assets().script, "stylesheet": assets().stylesheet}
    (folder / "mkdocs.yml").write_text(MKDOCS.format(address=site.address, **shared))
    subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict"],
        cwd=folder,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        check=True,
    )
    yield site
    site.close()


@pytest.fixture(scope="session")
def effsite_site(tmp_path_factory) -> Iterator[tuple[Site, Project]]:
    """The committed site, built once, with its project."""
    project = Project.at(committed_project(tmp_path_factory.mktemp("committed")))
    site = Site(project.site)
    build_into(project, None, nobody, strict=True, site_url=site.address, engine=ENGINE)
    yield site, project
    site.close()


def searched(page: Page, words: str) -> Locator:
    """Types the words into the search of a page; the links that it finds."""
    if ENGINE == ZENSICAL:
        page.locator(".md-search__button").click()
        page.locator("dialog[open] input[role=combobox]").press_sequentially(words)
        return page.locator("dialog[open] a[role=option]")
    page.locator(".md-search__input").click()
    page.locator(".md-search-result__meta", has_text="Type to start searching").wait_for()
    page.locator(".md-search__input").press_sequentially(words)
    return page.locator(".md-search-result__link")


class Watch:
    """What a page did that it must not do: errors in the console, and requests off the host."""

    def __init__(self, page: Page, address: str) -> None:
        self.errors: list[str] = []
        self.elsewhere: list[str] = []
        page.on("console", lambda m: self.errors.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on(
            "request", lambda r: None if r.url.startswith((address, "data:", "blob:")) else self._off(r.url)
        )

    def _off(self, url: str) -> None:
        self.elsewhere.append(url)


@pytest.fixture
def open_page(browser):
    """Opens an address in a fresh profile; `page.watch` records what went wrong."""
    contexts = []

    def opened(site: Site, path: str, *, width: int = 1280, live: bool = True, **options):
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        context.route("https://a.example/**", lambda route: route.fulfill(body="the source"))
        page = context.new_page()
        page.watch = Watch(page, site.address)
        page.goto(site.address + path)
        if live:
            page.wait_for_selector(".eff-chart[data-state=live]")
        return page

    yield opened
    for context in contexts:
        context.close()

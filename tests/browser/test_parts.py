"""A page whose parts a script puts in is, to a reader with and without JavaScript, the theme's own page."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.request import urlopen

import pytest

from effsite.site.engine import MKDOCS
from effsite.site.parts import Parts
from effsite.site.project import Project
from effsite.workflows.build import build_into
from effsite.workflows.events import nobody
from tests.projects import LAB_CONFIG, lab_project

from .conftest import ENGINE, Site

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(ENGINE != MKDOCS, reason="compares with what MkDocs makes"),
]

PALETTE = """\
  features: [navigation.instant, navigation.tabs, navigation.indexes, navigation.prune, navigation.top]
  palette:
    - media: "(prefers-color-scheme: light)"
      scheme: default
      toggle: {icon: material/weather-night, name: Dark}
    - media: "(prefers-color-scheme: dark)"
      scheme: slate
      toggle: {icon: material/weather-sunny, name: Light}
plugins:"""
NAV = """\
nav:
  - Home: index.md
  - Targets: [targets/index.md]
  - About: about.md
  - Method: [method.md, limitations.md]
"""
PAGES = ("", "digits/good/", "about/", "method/")
CHROME = """() => ["header", ".md-skip", "#__config"].map((name) => {
  const part = document.querySelector(name).cloneNode(true);
  part.querySelectorAll("script").forEach((script) => script.remove());
  return part.outerHTML.replace(/\\s+/g, " ").replaceAll(location.origin, "");
})"""


def served(root: Path) -> Site:
    lab_project(root)
    (root / "mkdocs.yml").write_text(LAB_CONFIG.replace("plugins:", PALETTE) + NAV)
    site = Site(root / "site")
    build_into(Project.at(root), None, nobody, strict=False, site_url=site.address)
    return site


@pytest.fixture(scope="module")
def sites(tmp_path_factory):
    """The same site with the parts in a script, and as the theme has it."""
    ours = served(tmp_path_factory.mktemp("ours") / "lab")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Parts, "on_config", lambda *_, **__: None)
        theirs = served(tmp_path_factory.mktemp("theirs") / "lab")
    yield ours, theirs
    ours.close()
    theirs.close()


def test_the_pages_differ_as_files(sites):
    ours, theirs = (urlopen(site.address).read().decode() for site in sites)
    assert ("<eff-search>" in ours, "<eff-search>" in theirs) == (True, False)
    assert len(theirs) - len(ours) > 4000


@pytest.mark.parametrize("path", PAGES)
def test_the_chrome_of_a_page_is_the_theme_s(sites, open_page, path):
    found = []
    for site in sites:
        page = open_page(site, path, live=False)
        page.wait_for_function("document.documentElement.classList.contains('js')")
        page.wait_for_timeout(300)
        header, skip, config = page.evaluate(CHROME)
        found.append(
            (header, skip, page.evaluate("text => JSON.parse(text.replace(/<[^>]*>/g, ''))", config))
        )
        assert page.watch.errors == []
    (ours, theirs) = found
    assert ours[:2] == theirs[:2]
    # "../" and ".." are the same folder
    assert {**ours[2], "base": ""} == {**theirs[2], "base": ""}


@pytest.mark.parametrize("scripts", [True, False])
def test_the_drawer_of_a_phone_looks_as_the_theme_s_does(sites, browser, scripts):
    for path in PAGES:
        looks = []
        for site in sites:
            context = browser.new_context(
                viewport={"width": 390, "height": 800}, java_script_enabled=scripts, reduced_motion="reduce"
            )
            page = context.new_page()
            page.goto(f"{site.address}{path}")
            page.wait_for_timeout(300)
            page.click("label.md-header__button[for=__drawer]")
            page.wait_for_timeout(500)
            looks.append(page.screenshot(animations="disabled"))
            context.close()
        assert looks[0] == looks[1], path


def test_the_stored_colours_are_there_before_a_page_is_drawn(sites, browser):
    site = sites[0]
    context = browser.new_context(color_scheme="light")
    page = context.new_page()
    page.goto(f"{site.address}about/")
    page.click("label[for=__palette_1]")
    stop = "**/javascripts/bundle.*"
    page.route(stop, lambda route: route.abort())  # the theme's script, which comes last, has no part in it
    page.reload()
    assert page.evaluate("document.body.dataset.mdColorScheme") == "slate"
    context.close()


def test_the_way_to_the_top_is_there_after_a_link_was_followed_without_loading(sites, open_page):
    page = open_page(sites[0], "", live=False)
    page.evaluate("() => { window.stayed = true; }")
    page.locator(".md-tabs a", has_text="Method").click()
    page.wait_for_url("**/method/")
    page.locator("h1", has_text="Method").wait_for()  # a function to wait for would be refused as eval
    assert page.evaluate("window.stayed") is True
    assert page.locator("button.md-top").count() == 1
    assert page.locator("eff-top, eff-content").count() == 0
    assert page.locator(".md-search__input").count() == 1

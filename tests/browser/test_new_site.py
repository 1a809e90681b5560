"""The site that `effsite init` makes, in a real browser: the same promises as of the committed one."""

from __future__ import annotations

import re

import pytest

from effsite.site.project import Project
from effsite.workflows.build import build_into
from effsite.workflows.events import nobody
from effsite.workflows.init import init
from effsite.workflows.options import InitOptions

from .conftest import ENGINE, Site
from .test_access import violations
from .test_figures_whole import CUT_IN_LIVE_CHARTS, CUT_IN_PICTURES, CUT_IN_TABLES
from .test_figures_whole import WIDTHS as ALL_WIDTHS
from .test_paper import MOST_SHEETS
from .test_site import ALL_LIVE, OVERFLOW, WIDTHS

pytestmark = pytest.mark.browser

TARGET = "time-to-gpt-2/gpt-2-level/"
CHARTS = ("", TARGET)
PAGES = (*CHARTS, "targets/", "method/", "limitations/", "glossary/", "contribute/", "columns/", "about/")


@pytest.fixture(scope="module")
def new_site(tmp_path_factory):
    root = tmp_path_factory.mktemp("new") / "my-trends"
    init(InitOptions(folder=root, author="Our lab", repository="https://github.com/our-lab/my-trends"))
    site = Site(root / "site")
    build_into(Project.at(root), None, nobody, strict=True, site_url=site.address, engine=ENGINE)
    yield site
    site.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_keeps_its_width_without_errors_or_requests_off_the_host(new_site, open_page, width):
    for path in PAGES:
        page = open_page(new_site, path, width=width, live=False)
        if path in CHARTS:
            page.wait_for_function(ALL_LIVE)
        page.wait_for_timeout(200)
        assert (path, page.watch.errors, page.watch.elsewhere) == (path, [], [])
        assert (path, page.evaluate(OVERFLOW)) == (path, 0)
        page.context.close()


def test_a_reader_goes_from_the_answer_to_the_target_and_back_without_loading_the_page_again(
    new_site, open_page
):
    page = open_page(new_site, "")
    # 604,800 s over 5,940 s
    assert "102 times less" in page.locator("h1").inner_text()
    page.evaluate("() => { window.stayed = true; }")
    page.locator("a", has_text="Every result behind this chart").click()
    page.wait_for_url(f"**/{TARGET}")
    page.wait_for_function(ALL_LIVE)
    page.go_back()
    page.wait_for_function(ALL_LIVE)
    assert page.evaluate("() => window.stayed")
    assert (page.watch.errors, page.watch.elsewhere) == ([], [])


def test_the_logo_is_shown_and_the_palette_toggle_turns_the_page_dark(new_site, open_page):
    page = open_page(new_site, TARGET)
    assert page.locator(".md-header__button.md-logo img").evaluate("(each) => each.naturalWidth") > 0
    page.locator("label[title='Switch to dark mode']").click()
    page.wait_for_function("() => document.body.dataset.mdColorScheme === 'slate'")
    assert page.evaluate(ALL_LIVE)
    assert page.watch.errors == []


@pytest.mark.parametrize("path", CHARTS)
def test_a_page_reads_without_javascript(new_site, open_page, path):
    page = open_page(new_site, path, live=False, java_script_enabled=False)
    assert page.locator(".eff-chart svg").first.is_visible()
    assert len(page.locator("article").inner_text()) > 500


def test_colours_of_the_site_s_own_are_seen(new_site, open_page):
    page = open_page(new_site, "about/", live=False)
    header = "() => getComputedStyle(document.querySelector('.md-header')).backgroundColor"
    assert page.evaluate(header) == "rgb(255, 255, 255)"
    page.evaluate("() => { document.body.dataset.mdColorPrimary = 'teal'; }")
    # Material's teal, #009485
    page.wait_for_function(f"() => ({header})() === 'rgb(0, 148, 133)'")


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_page_and_nothing_in_an_open_menu(new_site, open_page, scheme, width):
    page = open_page(new_site, "", width=width, live=False, color_scheme=scheme)
    found = {}
    for path in PAGES:
        page.goto(new_site.address + path)
        if path in CHARTS:
            page.wait_for_function(ALL_LIVE)
        page.wait_for_timeout(300)
        found[path] = violations(page)
        if path == TARGET:
            page.locator(".eff-menu-button:visible").first.click()
            page.locator(".eff-menu:visible").get_by_text("Embed", exact=True).click()
            page.wait_for_timeout(300)
            found["menu"] = violations(page)
    assert {path: broken for path, broken in found.items() if broken} == {}


def test_no_figure_is_cut_at_any_width(new_site, open_page):
    for path in CHARTS:
        page = open_page(new_site, path, width=ALL_WIDTHS[-1], live=False)
        page.wait_for_function(ALL_LIVE)
        for width in ALL_WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            page.wait_for_timeout(400)
            tables = [CUT_IN_TABLES] if width == ALL_WIDTHS[0] else []  # wider ones scroll in their own box
            for cut in (CUT_IN_PICTURES, CUT_IN_LIVE_CHARTS, *tables):
                assert (path, width, page.evaluate(cut)) == (path, width, [])


def test_the_address_keeps_the_chart_and_its_embed_code_shows_it(new_site, open_page):
    page = open_page(new_site, f"{TARGET}#scale=linear")
    page.locator(".eff-menu-button:visible").first.click()
    page.locator(".eff-menu:visible").get_by_text("Embed", exact=True).click()
    code = page.locator("textarea:visible").input_value()
    assert f'src="{new_site.address}embed/time-to-gpt-2/gpt-2-level.html#scale=linear"' in code
    page.set_content(code.replace(".html#", ".html?theme=dark#"))
    frame = page.frames[1]
    frame.wait_for_selector(".eff-chart[data-state=live]")
    assert frame.locator("[data-toggle=log]").get_attribute("aria-pressed") == "false"
    assert frame.evaluate("document.documentElement.dataset.mdColorScheme") == "slate"


def test_the_search_leads_to_the_target(new_site, open_page):
    page = open_page(new_site, "about/", live=False)
    page.locator(".md-search__input").click()
    page.locator(".md-search-result__meta", has_text="Type to start searching").wait_for()
    page.locator(".md-search__input").press_sequentially("gpt-2")
    page.locator(".md-search-result__link").first.click()
    page.wait_for_url("**/time-to-gpt-2/**")


def test_files_are_there_without_javascript_and_the_page_prints_on_few_sheets(new_site, open_page):
    page = open_page(new_site, TARGET, live=False, java_script_enabled=False)
    links = page.locator(".eff-files a, .eff-downloads a")
    assert links.count() >= 8
    for address in links.evaluate_all("all => all.map((each) => each.href)"):
        assert page.request.get(address).status == 200, address
    assert 1 <= len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4"))) <= MOST_SHEETS

"""The committed site itself, every page with a chart, as a reader meets it."""

from __future__ import annotations

import pytest

from effsite.site.squeezed import unsaid

pytestmark = pytest.mark.browser

ALL_LIVE = """() => {
  const shown = [...document.querySelectorAll(".eff-chart[data-chart]")].filter((each) => each.offsetParent);
  return shown.length > 0 && shown.every((each) => each.dataset.state === "live");
}"""
OVERFLOW = "() => document.documentElement.scrollWidth - document.body.clientWidth"
"""The body may leave room for a bar to scroll with, as with Zensical."""

FIXED = ("", "targets/", "ai-and-compute/", "rates/", "across-targets/")
WIDTHS = (360, 1440)


def chart_pages(project):
    targets = sorted(
        path.parent for path in project.site.glob("*/*/index.html") if "eff-chart" in path.read_text()
    )
    return [*FIXED, *(f"{path.relative_to(project.site)}/" for path in targets)]


@pytest.mark.parametrize("width", WIDTHS)
def test_every_chart_page_is_drawn_in_its_width_without_errors_or_requests_off_the_host(
    effsite_site, open_page, width
):
    site, project = effsite_site
    pages = chart_pages(project)
    assert len(pages) >= 13
    for path in pages:
        page = open_page(site, path, width=width, live=False)
        page.wait_for_function(ALL_LIVE)
        page.wait_for_timeout(200)
        assert (path, page.watch.errors, page.watch.elsewhere) == (path, [], [])
        assert (path, page.evaluate(OVERFLOW)) == (path, 0)
        page.context.close()


def test_the_home_page_opens_with_the_answer(effsite_site, open_page):
    page = open_page(effsite_site[0], "")
    # 5.32e17 / 1.20e16 = 44.4, the factor that AI and Efficiency published as 44x
    assert "44 times less" in page.locator("h1").inner_text()


def test_a_reader_goes_to_a_target_and_back_without_loading_the_page_again(effsite_site, open_page):
    page = open_page(effsite_site[0], "")
    page.evaluate("() => { window.stayed = true; }")
    page.locator("a", has_text="Every result behind this chart").click()
    page.wait_for_url("**/imagenet/alexnet-level/")
    page.wait_for_function(ALL_LIVE)
    page.go_back()
    page.wait_for_function(ALL_LIVE)
    assert page.evaluate("() => window.stayed")
    assert (page.watch.errors, page.watch.elsewhere) == ([], [])


def test_the_palette_toggle_turns_the_page_dark_and_keeps_its_charts(effsite_site, open_page):
    page = open_page(effsite_site[0], "imagenet/alexnet-level/")
    page.locator("label[title='Switch to dark mode']").click()
    page.wait_for_function("() => document.body.dataset.mdColorScheme === 'slate'")
    assert page.evaluate(ALL_LIVE)
    assert page.watch.errors == []


@pytest.mark.parametrize("path", FIXED)
def test_a_page_reads_without_javascript(effsite_site, open_page, path):
    page = open_page(effsite_site[0], path, live=False, java_script_enabled=False)
    assert page.locator(".eff-chart svg").first.is_visible()
    assert len(page.locator("article").inner_text()) > 500


SAME_PAGE = """([one, other]) => {
  const parsed = (html) => new DOMParser().parseFromString(html, "text/html").body.innerHTML;
  const read = (html) => parsed(html).replaceAll(/\\s*(<|$)/g, "$1");
  return read(one) === read(other);
}"""
UNSAID = (
    "<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody>\n<tr><th>c</th><td>d</td></tr>\n"
    "<tr><th>e</th><td>f</td></tr>\n</tbody></table>",
    "<ul>\n<li>a <b>c</b></li>\n<li>b</li>\n</ul>",
    "<dl><div><dt>a</dt><dd>b</dd></div><div><dt>c</dt><dd>d</dd></div></dl>",
)


@pytest.mark.parametrize("html", UNSAID)
def test_a_browser_puts_in_what_pages_leave_unsaid(browser, html):
    page = browser.new_page()
    assert unsaid(html) != html
    assert page.evaluate(SAME_PAGE, [html, unsaid(html)])
    assert not page.evaluate(SAME_PAGE, [html, html.replace("b", "x")])
    page.close()

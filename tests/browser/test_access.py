"""The rules of accessibility hold on every kind of page, in both palettes, on a phone and on a desktop."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = pytest.mark.browser

PAGES = (
    "",
    "targets/",
    "targets/vision/",
    "imagenet/alexnet-level/",
    "mlperf-resnet/75-9-percent/",
    "ai-and-compute/",
    "rates/",
    "devices/",
    "systems/alexnet/",
    "fineweb-gpt2/small-tokens-at-any-level/",
    "columns/",
    "method/",
    "ingest/csv/",
)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ALL_LIVE = """() => [...document.querySelectorAll(".eff-chart[data-chart]")]
  .filter((each) => each.offsetParent).every((each) => each.dataset.state === "live")"""
TOOL = """(title) => {
  const all = (root) => [...root.querySelectorAll("*")]
    .flatMap((each) => [each, ...(each.shadowRoot ? all(each.shadowRoot) : [])]);
  return all(document.querySelector(".eff-live")).find((each) => each.title?.startsWith(title));
}"""


def violations(page):
    """What axe finds on the page as it stands: each rule with the first element that breaks it."""
    answer = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
    return [(rule["id"], rule["nodes"][0]["html"][:120]) for rule in answer.response["violations"]]


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_a_page_of_any_kind(effsite_site, open_page, scheme, width):
    site, _ = effsite_site
    page = open_page(site, "", width=width, live=False, color_scheme=scheme)
    found = {}
    for path in PAGES:
        page.goto(site.address + path)
        page.wait_for_function(ALL_LIVE)
        page.wait_for_timeout(300)
        if broken := violations(page):
            found[path] = broken
    assert found == {}


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_an_open_menu(effsite_site, open_page, scheme, width):
    site, _ = effsite_site
    page = open_page(
        site, "imagenet/alexnet-level/#scale=linear", width=width, live=False, color_scheme=scheme
    )
    page.wait_for_function(ALL_LIVE)
    page.locator(".eff-menu-button:visible").first.click()
    found = {}
    for part in ("Dates shown", "Embed", "Cite"):
        page.locator(".eff-menu:visible").get_by_text(part, exact=True).click()
        page.wait_for_timeout(300)
        if broken := violations(page):
            found[part] = broken
    assert found == {}


def test_the_tools_of_a_chart_are_pressed_with_space_and_say_whether_they_are(bare, open_page):
    page = open_page(bare, "plain.html")
    page.wait_for_timeout(300)
    tool = page.evaluate_handle(TOOL, "Box Zoom")
    assert tool.evaluate("each => each.getAttribute('aria-pressed')") == "false"
    tool.evaluate("each => each.focus()")
    page.keyboard.press("Space")
    page.wait_for_timeout(200)
    assert tool.evaluate("each => each.getAttribute('aria-pressed')") == "true"
    page.keyboard.press("Space")
    page.wait_for_timeout(200)
    assert tool.evaluate("each => each.getAttribute('aria-pressed')") == "false"


def test_a_screen_reader_lets_the_arrow_keys_through_to_the_chart(bare, open_page):
    page = open_page(bare, "plain.html")
    assert page.locator(".eff-live").get_attribute("role") == "application"
    assert "Arrow keys" in page.locator(".eff-live").get_attribute("aria-label")

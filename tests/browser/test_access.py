"""The rules of accessibility hold on every kind of page, in both palettes, on a phone and on a desktop."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = pytest.mark.browser

PAGES = (
    "",
    "targets/",
    "targets/vision/",
    "imagenet/",
    "imagenet/alexnet-level/",
    "mlperf-resnet/75-9-percent/",
    "ai-and-compute/",
    "rates/",
    "devices/",
    "across-targets/",
    "any-level/",
    "changes/",
    "effective-compute/",
    "policy/",
    "systems/alexnet/",
    "fineweb-gpt2/small-tokens-at-any-level/",
    "columns/",
    "method/",
    "ingest/csv/",
    "404.html",
)
FRAMED = "embed/imagenet/alexnet-level.html"
"""A part of somebody else's page, which has the one main landmark and the one heading."""

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ALL_LIVE = """() => [...document.querySelectorAll(".eff-chart[data-chart]")]
  .filter((each) => each.offsetParent).every((each) => each.dataset.state === "live")"""
TOOL = """(title) => {
  const all = (root) => [...root.querySelectorAll("*")]
    .flatMap((each) => [each, ...(each.shadowRoot ? all(each.shadowRoot) : [])]);
  return all(document.querySelector(".eff-live")).find((each) => each.title?.startsWith(title));
}"""


def violations(page, rules=RULES):
    """What axe finds on the page as it stands: each rule with the first element that breaks it."""
    answer = Axe().run(page, options={"runOnly": {"type": "tag", "values": rules}})
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
    page.goto(site.address + FRAMED)
    page.wait_for_function(ALL_LIVE)
    if broken := violations(page, RULES[:-1]):
        found[FRAMED] = broken
    assert found == {}


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_before_a_chart_is_live_nor_where_it_cannot_be(
    effsite_site, open_page, scheme, width
):
    site, _ = effsite_site
    page = open_page(site, "sitemap.xml", width=width, live=False, color_scheme=scheme)
    page.context.route("**/bokeh-*", lambda route: route.abort())
    found = {}
    for path in ("", "imagenet/alexnet-level/", "mlperf-resnet/75-9-percent/", "rates/"):
        page.goto(site.address + path)
        page.wait_for_selector(".eff-chart[data-state=error]")
        found[path] = violations(page)
    assert not any(found.values()), found


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_a_phone_where_charts_wait_for_a_tap(effsite_site, open_page, scheme):
    site, _ = effsite_site
    phone = {"width": 360, "has_touch": True, "is_mobile": True, "color_scheme": scheme}
    page = open_page(site, "imagenet/alexnet-level/", live=False, **phone)
    page.wait_for_selector(".eff-start:visible")
    found = {"waiting": violations(page)}
    page.locator(".eff-unfold:visible").first.tap()
    found["card open"] = violations(page)
    page.locator("label.md-header__button[for=__drawer]").tap()
    page.wait_for_timeout(400)
    found["drawer"] = violations(page)
    assert not any(found.values()), found


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_when_every_control_of_a_target_has_been_used(
    effsite_site, open_page, scheme, width
):
    site, _ = effsite_site
    page = open_page(site, "mlperf-resnet/75-9-percent/", width=width, live=False, color_scheme=scheme)
    page.wait_for_function(ALL_LIVE)
    for toggle in page.locator(".eff-toggle:visible").all():
        toggle.click()
    for choice in page.locator(".eff-measures label:visible").all():
        choice.click()
    page.wait_for_function(ALL_LIVE)
    table = page.locator(".eff-results").first
    table.locator("input[type=search]").fill("nvidia")
    table.locator("select.eff-facet").first.select_option(index=1)
    if width > 640:
        table.locator(".eff-sort").first.click()
    else:
        table.locator("select.eff-order").select_option(index=1)
    table.locator("summary, .eff-unfold").first.click()
    page.wait_for_timeout(300)
    assert violations(page) == []


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_at_another_level_in_the_calculator_or_the_search(
    effsite_site, open_page, scheme, width
):
    site, _ = effsite_site
    page = open_page(
        site, "fineweb-gpt2/small-tokens-at-any-level/", width=width, live=False, color_scheme=scheme
    )
    page.wait_for_selector("[data-level]")
    page.locator("[data-part=number]").fill("3.4")
    page.locator("[data-part=measures] label").last.click()
    page.locator(".eff-level-more").click()
    page.locator(".eff-level-controls .eff-menu-button").click()
    page.wait_for_timeout(600)
    found = {"level": violations(page)}
    page.goto(f"{site.address}effective-compute/")
    page.locator(".eff-of-target").select_option(index=3)
    page.locator(".eff-of-flop").fill("none")
    found["calculator"] = violations(page)
    page.goto(site.address)
    page.keyboard.press("/")
    page.keyboard.type("alexnet")
    page.wait_for_selector(".md-search-result__item")
    page.wait_for_timeout(400)
    found["search"] = violations(page)
    assert not any(found.values()), found


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

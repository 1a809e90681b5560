"""How soon a page is read and its chart live, and that nothing moves meanwhile.

What else the machine does only ever delays: of a few loads, each in a fresh profile, the best one counts.
"""

from __future__ import annotations

import pytest

from tests.bench.browsing import visit

pytestmark = pytest.mark.browser

KINDS = (
    "",
    "targets/",
    "targets/vision/",
    "imagenet/alexnet-level/",
    "mlperf-resnet/75-9-percent/",
    "fineweb-gpt2/small-tokens-at-any-level/",
    "systems/alexnet/",
    "rates/",
    "across-targets/",
    "changes/",
    "effective-compute/",
    "method/",
    "ingest/csv/",
)
LOADS = 8
PHONE = {"width": 412, "has_touch": True, "is_mobile": True}
SLOW_4G = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 93_750}
"""Milliseconds, and 1.6 and 0.75 Mbit/s in bytes."""

WATCH = """() => {
  window.moved = 0;
  window.largest = 0;
  const watch = (type, then) => new PerformanceObserver((list) => list.getEntries().forEach(then))
    .observe({ type, buffered: true });
  watch("layout-shift", (each) => { window.moved += each.value; });
  watch("largest-contentful-paint", (each) => { window.largest = each.startTime; });
  new MutationObserver(() => {
    if (!window.live && document.querySelector("[data-state=live]")) window.live = performance.now();
  }).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-state"] });
}"""
PAINTED = """() => [performance.getEntriesByName("first-contentful-paint")[0].startTime, window.largest]"""
SETTLED = """() => [...document.querySelectorAll(".eff-chart[data-chart]")]
  .every((each) => !each.offsetParent || each.dataset.state === "live")
  && !document.querySelector("[data-level-data][hidden]")"""
CHART_BEHIND = """() => {
  const svg = [...document.querySelectorAll(".eff-chart .eff-svg")].find((each) => each.checkVisibility());
  return svg.getBoundingClientRect().top;
}"""


@pytest.fixture
def watched(open_page, effsite_site):
    site, _ = effsite_site

    def opened(path, prepare=lambda page: None, **options):
        page = open_page(site, "sitemap.xml", live=False, **options)
        prepare(page)
        page.add_init_script(f"({WATCH})()")
        page.goto(site.address + path)
        return page

    return opened


def slow(page):
    client = page.context.new_cdp_session(page)
    client.send("Network.enable")
    client.send("Network.setCacheDisabled", {"cacheDisabled": True})
    client.send("Network.emulateNetworkConditions", SLOW_4G)
    client.send("Emulation.setCPUThrottlingRate", {"rate": 4})


@pytest.mark.parametrize("options", [{"width": 1280}, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("path", KINDS)
def test_nothing_moves_while_a_page_loads_and_its_charts_come_alive(watched, path, options):
    page = watched(path, **options)
    if options is not PHONE:
        page.wait_for_function(SETTLED)
    page.wait_for_timeout(700)
    assert page.evaluate("window.moved") <= 0.01


@pytest.mark.bench
def test_the_first_chart_is_live_within_six_tenths_of_a_second_on_a_desktop(watched):
    took = []
    while len(took) < LOADS and min(took, default=9e9) > 600:
        page = watched("imagenet/alexnet-level/")
        page.wait_for_selector(".eff-chart[data-state=live]")
        took.append(page.evaluate("window.live"))
        page.context.close()
    assert min(took) <= 600, took


@pytest.mark.bench
@pytest.mark.parametrize("path", ["", "imagenet/alexnet-level/", "mlperf-resnet/75-9-percent/"])
def test_text_and_still_chart_are_there_in_eight_tenths_on_slow_4g_with_a_slow_processor(watched, path):
    took = []
    while len(took) < LOADS and min(map(max, took), default=9e9) > 800:
        page = watched(path, slow, **PHONE)
        page.wait_for_timeout(600)
        took.append(page.evaluate(PAINTED))
        assert page.evaluate(CHART_BEHIND) < 4000
        page.context.close()
    assert min(map(max, took)) <= 800, took


def test_the_chart_that_the_bench_drags_is_the_one_that_came_first(open_page, effsite_site):
    """The first chart of the page has its data last, so that another one is alive before it."""
    site, _ = effsite_site
    page = open_page(site, "sitemap.xml", live=False)
    held = []
    page.route("**/mlperf-resnet/75-9-percent.json*", lambda route: held.append(route))
    seen = visit(page, site.address + "mlperf-resnet/75-9-percent/")
    assert seen.first_drawn > 0
    assert page.locator("[data-first-live]").get_attribute("data-chart").partition("?")[0] == (
        "charts/mlperf-resnet/75-9-percent-curves.json.gz"
    )
    late = page.locator(".eff-chart[data-chart*='75-9-percent.json']")
    assert late.get_attribute("data-state") == "loading"
    held[0].continue_()
    late.locator(".eff-live").wait_for()

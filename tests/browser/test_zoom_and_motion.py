"""For who zooms to 400 %, asks for less motion, or meets names from right to left and very long ones."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser

ZOOMED = {"width": 320, "device_scale_factor": 4}
"""1280 px at 400 %."""

PAGES = (
    "",
    "targets/",
    "imagenet/",
    "imagenet/alexnet-level/",
    "mlperf-resnet/75-9-percent/",
    "fineweb-gpt2/small-tokens-at-any-level/",
    "rates/",
    "across-targets/",
    "effective-compute/",
    "changes/",
    "method/",
)
WIDER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
BEYOND = """() => [...document.querySelectorAll("h1, h2, p, label, button, select, input, figcaption, dd")]
  .filter((each) => each.checkVisibility({ visibilityProperty: true }) && !each.closest(
    ".eff-table-wrap, .md-sidebar, .md-search, .md-tabs, .eff-unseen, pre"))
  .filter((each) => each.getBoundingClientRect().right > innerWidth + 1 && each.offsetWidth > 1)
  .map((each) => each.outerHTML.slice(0, 80))"""
MOVING = """() => document.getAnimations().map((each) => each.effect.getComputedTiming().endTime)
  .filter((milliseconds) => milliseconds > 1)"""
WATCH_MOTION = """() => {
  window.moving = [];
  const look = () => { window.moving.push(...MOVING()); requestAnimationFrame(look); };
  look();
}""".replace("MOVING()", f"({MOVING})()")


def test_at_400_percent_every_page_is_read_downwards_only(effsite_site, open_page):
    site, _ = effsite_site
    found = {}
    for path in PAGES:
        page = open_page(site, path, live=False, **ZOOMED)
        page.wait_for_timeout(500)
        found[path] = (page.evaluate(WIDER), page.evaluate(BEYOND))
        page.context.close()
    assert {path: each for path, each in found.items() if each != (0, [])} == {}


@pytest.mark.parametrize(("asked", "least"), [("reduce", 0), ("no-preference", 1)])
def test_nothing_moves_by_itself_for_who_asks_for_less_motion(effsite_site, open_page, asked, least):
    """The theme's drawer slides in for everybody else, so the watch sees what moves."""
    site, _ = effsite_site
    page = open_page(site, "imagenet/alexnet-level/", width=360, live=False, reduced_motion=asked)
    page.evaluate(WATCH_MOTION)
    page.locator("label.md-header__button[for=__drawer]").click()
    page.wait_for_timeout(300)
    page.locator(".md-overlay").click(position={"x": 340, "y": 400})
    page.locator(".eff-menu-button:visible").first.click()
    page.wait_for_timeout(300)
    moving = page.evaluate("window.moving.length")
    assert moving == 0 if least == 0 else moving >= least


TOOLBARS = """() => {
  const inside = (root) => [...root.querySelectorAll("*")].flatMap((each) => [
    ...(each.classList.contains("bk-Toolbar") ? [each.getBoundingClientRect().width > 0] : []),
    ...(each.shadowRoot ? inside(each.shadowRoot) : []),
  ]);
  return inside(document).filter(Boolean).length;
}"""
"""How many toolbars of charts are seen."""


def test_a_phone_that_is_turned_shows_the_toolbar_and_turned_back_gives_its_room_to_the_chart(
    effsite_site, open_page
):
    page = open_page(effsite_site[0], "imagenet/alexnet-level/", width=360)
    assert page.evaluate(TOOLBARS) == 0
    page.set_viewport_size({"width": 900, "height": 360})
    page.wait_for_function(f"({TOOLBARS})() > 0")
    page.set_viewport_size({"width": 360, "height": 900})
    page.wait_for_function(f"({TOOLBARS})() === 0")
    assert page.watch.errors == []

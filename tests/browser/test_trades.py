"""Two measures at once, as a reader uses it: by mouse, by keyboard, on a phone and without JavaScript."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser

PAGE = "mlperf-resnet/75-9-percent/"
OVERLAPS = """() => {
  const found = [];
  const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  for (const svg of document.querySelectorAll("#two-measures-at-once + .eff-block .eff-svg")) {
    if (!svg.checkVisibility({ visibilityProperty: false })) continue;
    const ticks = [...svg.querySelectorAll(".eff-ticks text")];
    const boxes = ticks.map((each) => each.getBoundingClientRect());
    ticks.forEach((one, n) => ticks.slice(0, n).forEach((other, m) => {
      if (meet(boxes[n], boxes[m])) found.push([one.textContent, other.textContent]);
    }));
  }
  return found;
}"""


def panels(page):
    return [page.locator(f"#view-{n}").is_visible() for n in (1, 2)]


def test_another_pair_is_chosen_by_mouse_and_by_arrow_key_and_its_chart_comes_alive(effsite_site, open_page):
    site, _ = effsite_site
    page = open_page(site, PAGE)
    assert panels(page) == [True, False]

    page.get_by_text("Training time and examples seen", exact=True).click()
    assert panels(page) == [False, True]
    page.wait_for_selector("#view-2 .eff-chart[data-state=live]")

    page.keyboard.press("ArrowLeft")
    assert panels(page) == [True, False]
    assert page.watch.errors == []


def test_a_point_of_the_frontier_is_tied_to_its_row(effsite_site, open_page):
    site, _ = effsite_site
    page = open_page(site, PAGE)
    page.wait_for_selector("#view-1 .eff-chart[data-state=live]")
    live = page.locator("#view-1 .eff-live")

    live.focus()
    page.keyboard.press("Home")

    said = page.locator("#view-1 .eff-status").inner_text()
    assert "Devices: 1 " in said
    assert page.locator("#view-1 tr.eff-selected").count() == 1


@pytest.mark.parametrize("width", [360, 1280])
def test_the_picture_reads_without_javascript_and_no_tick_lies_on_another(effsite_site, open_page, width):
    site, _ = effsite_site
    page = open_page(site, PAGE, width=width, live=False, java_script_enabled=False)
    assert page.locator("#view-1 .eff-svg:visible").count() == 1

    measured = open_page(site, PAGE, width=width, live=False)
    assert measured.evaluate(OVERLAPS) == []


@pytest.mark.parametrize("width", [360, 768, 1280, 1440])
def test_the_frontier_and_its_table_stay_within_the_page(effsite_site, open_page, width):
    site, _ = effsite_site
    page = open_page(site, PAGE, width=width, live=False)
    assert page.evaluate("document.documentElement.scrollWidth") <= width

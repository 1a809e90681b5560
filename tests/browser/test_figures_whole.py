"""No figure is cut: text is measured against the boxes that could cut it, in tables and in charts."""

from __future__ import annotations

import pytest

from tests.browser.painted import ALL_LIVE, PAINTED

pytestmark = pytest.mark.browser

WIDTHS = (360, 768, 1280, 1440)
CHARTS = (
    "",
    "targets/",
    "imagenet/",
    "imagenet/alexnet-level/",
    "mlperf-resnet/75-9-percent/",
    "fineweb-gpt2/track-1/",
    "cifar10-small/cuda-convnet-level/",
    "ai-and-compute/",
    "marin-speedrun/",
    "rates/",
    "across-targets/",
)
"""A chart of every kind; the most points and the most labels among them."""

OTHERS = (
    "",
    "targets/",
    "targets/vision/",
    "mlperf-resnet/",
    "ai-and-compute/",
    "devices/",
    "rates/",
    "across-targets/",
    "hardware-and-algorithms/",
    "inference/",
    "systems/alexnet/",
    "columns/",
    "method/",
    "counting/",
    "running/",
    "ingest/csv/",
    "contribute/",
)

CUT_IN_TABLES = """() => {
  const cut = [];
  const hides = (each) => ["auto", "scroll", "hidden", "clip"].includes(getComputedStyle(each).overflowX);
  const cells = "article td, article th, .eff-facts dd, .eff-headline, .eff-brief";
  for (const cell of document.querySelectorAll(cells)) {
    if (!cell.checkVisibility() || cell.closest("caption")) continue;
    const walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      for (const [number] of [...node.data.matchAll(/[0-9][0-9.,e×⁰-⁹]*/gu)].slice(0, 4)) {
        const range = document.createRange();
        const at = node.data.indexOf(number);
        range.setStart(node, at);
        range.setEnd(node, at + number.length);
        const boxes = [...range.getClientRects()].filter((box) => box.width);
        if (!boxes.length) continue;
        const left = Math.min(...boxes.map((box) => box.left));
        const right = Math.max(...boxes.map((box) => box.right));
        let [from, to] = [0, document.documentElement.clientWidth];
        for (let box = cell; box && box !== document.body; box = box.parentElement) {
          if (!hides(box)) continue;
          const { left: l, right: r } = box.getBoundingClientRect();
          [from, to] = [Math.max(from, l), Math.min(to, r)];
        }
        const words = cell.textContent.trim().slice(0, 60);
        if (left < from - 1 || right > to + 1) cut.push(`${number} in ${words}`);
      }
    }
  }
  return cut;
}"""
CUT_IN_PICTURES = """() => {
  const cut = [];
  for (const text of document.querySelectorAll(".eff-svg text")) {
    if (!text.checkVisibility({ visibilityProperty: false })) continue;
    const [box, frame] = [text.getBoundingClientRect(), text.closest("svg").getBoundingClientRect()];
    const outside = box.left < frame.left - 1 || box.right > Math.min(frame.right, innerWidth) + 1;
    if (outside || box.top < frame.top - 1 || box.bottom > frame.bottom + 1) cut.push(text.textContent);
  }
  return cut;
}"""
CUT_IN_LIVE_CHARTS = """() => {
  const cut = [];
  const pen = document.createElement("canvas").getContext("2d");
  for (const doc of Bokeh.documents) {
    const plot = doc.roots().find((each) => each.name === "effsite");
    const { frame } = Bokeh.index.get_one(plot);
    for (const note of plot.renderers.filter((each) => each.name.startsWith("note-") && each.visible)) {
      const { data } = note.data_source;
      const up = frame.y_scales.get(note.y_range_name);
      data.text.forEach((text, n) => {
        if (!text) return;
        pen.font = `${data.style[n]} 13px ${note.glyph.text_font.value}`;
        const { width } = pen.measureText(text);
        const shift = { left: 0, center: width / 2, right: width }[data.align[n]];
        const left = frame.x_scales.get("default").compute(data.x[n]) + data.dx[n] - shift;
        const { bbox } = frame;
        const whole = !data.figure[n] || text.startsWith(data.figure[n]);
        if (left < bbox.left - 1 || left + width > bbox.right + 1 || !whole) cut.push(text);
      });
    }
  }
  return cut;
}"""
CUT_WHERE_PAINTED = """() => window.paintedTexts().filter(({ box, seen }) => seen.some((each) =>
  box.left < each.left - 0.5 || box.right > each.right + 0.5
  || box.top < each.top - 0.5 || box.bottom > each.bottom + 0.5)).map(({ text }) => text)"""
PLOT_EDGE = """() => [...document.querySelectorAll(".eff-toggles")].filter((each) => each.checkVisibility())
  .map((each) => each.nextElementSibling.getBoundingClientRect().top - each.getBoundingClientRect().bottom)"""


def test_no_figure_is_cut_in_a_chart_of_any_kind_at_any_width(effsite_site, open_page):
    site, _ = effsite_site
    found = {}
    for path in CHARTS:
        page = open_page(site, path, width=WIDTHS[-1], live=False)
        page.wait_for_function(ALL_LIVE)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            page.wait_for_timeout(400)
            cut = [*page.evaluate(CUT_IN_PICTURES), *page.evaluate(CUT_IN_LIVE_CHARTS)]
            assert all(gap > 0 for gap in page.evaluate(PLOT_EDGE))
            if cut:
                found[path, width] = cut[:8]
        page.context.close()
    assert found == {}


def painted_cut(page) -> list[str]:
    """The painted texts that are cut once every chart that is shown is live and still."""
    for button in reversed(page.locator(".eff-start:visible").all()):  # each goes when it is tapped
        button.tap()
    page.wait_for_function(ALL_LIVE)
    page.wait_for_timeout(400)
    assert len(page.evaluate("window.paintedTexts()")) > 5
    return page.evaluate(CUT_WHERE_PAINTED)


@pytest.mark.parametrize("path", CHARTS)
def test_every_text_painted_in_a_live_chart_is_whole_on_a_phone(effsite_site, open_page, path):
    """Of each measure and each pair of measures too, for which a chart is drawn when it is chosen."""
    page = open_page(effsite_site[0], "sitemap.xml", width=360, live=False, has_touch=True, is_mobile=True)
    page.add_init_script(f"({PAINTED})()")
    page.goto(effsite_site[0].address + path)
    assert painted_cut(page) == []
    for choice in page.locator(".eff-measures label:visible").all():
        choice.tap()
        assert painted_cut(page) == [], choice.inner_text()


def test_no_figure_is_cut_on_a_phone_in_a_table_of_any_page(effsite_site, open_page):
    site, project = effsite_site
    targets = sorted(
        f"{page.parent.relative_to(project.site)}/"
        for page in project.site.glob("*/*/index.html")
        if 'class="eff-results"' in page.read_text()
    )
    assert len(targets) >= 35
    found = {}
    page = open_page(site, "", width=360, live=False, has_touch=True, is_mobile=True)
    for path in [*OTHERS, *targets]:
        page.goto(site.address + path)
        cut = [*page.evaluate(CUT_IN_TABLES), *page.evaluate(CUT_IN_PICTURES)]
        page.locator(".eff-unfold").evaluate_all("all => all.slice(0, 30).forEach((each) => each.click())")
        cut += page.evaluate(CUT_IN_TABLES)
        if cut:
            found[path] = cut[:5]
    assert found == {}


BROKEN_DATES = """() => {
  const broken = [];
  for (const cell of document.querySelectorAll("article td, article th")) {
    if (!cell.checkVisibility()) continue;
    const walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      for (const { 0: date, index } of node.data.matchAll(/[0-9]{4}-[0-9]{2}-[0-9]{2}(?=\\s*$)/g)) {
        const range = document.createRange();
        range.setStart(node, index);
        range.setEnd(node, index + date.length);
        const lines = new Set([...range.getClientRects()].map(({ top }) => top));
        if (lines.size > 1) broken.push(cell.textContent);
      }
    }
  }
  return broken;
}"""


@pytest.mark.parametrize("width", [360, 1280])
def test_no_date_that_a_cell_ends_with_is_broken_over_two_lines(effsite_site, open_page, width):
    site, project = effsite_site
    page = open_page(site, "", width=width, live=False)
    found = {}
    levels = (path.parent.relative_to(project.site) for path in project.site.glob("*/*-at-any-level/*.html"))
    for path in [*OTHERS, *map("{}/".format, levels)]:
        if path == "rates/":  # whose cells end with titles of publications, which are prose
            continue
        page.goto(site.address + path)
        if broken := page.evaluate(BROKEN_DATES):
            found[path] = broken[:3]
    assert found == {}


def test_a_card_tells_the_system_the_factor_and_a_short_compute_and_the_rest_on_a_tap(
    effsite_site, open_page
):
    page = open_page(
        effsite_site[0], "imagenet/alexnet-level/", width=360, live=False, has_touch=True, is_mobile=True
    )
    card = page.locator("#the-records ~ .eff-block tr", has_text="EfficientNet-b0").first
    exact = card.locator("td", has_text="1.198e16")
    # 5.32e17 / 1.198e16 = 44.4; 1.198e16 is 12.0e15, which is written 12 PFLOP
    assert card.locator(".eff-brief").inner_text() == "44.42x · 12 PFLOP · 2019-05-28"
    assert not exact.is_visible()
    button = card.locator(".eff-unfold")
    assert button.get_attribute("aria-expanded") == "false"
    button.tap()
    assert exact.is_visible()
    assert button.get_attribute("aria-expanded") == "true"
    button.focus()
    page.keyboard.press("Space")
    assert not exact.is_visible()


def test_cards_of_systems_without_a_page_open_what_is_known_of_them(effsite_site, open_page):
    page = open_page(effsite_site[0], "imagenet/alexnet-level/", width=360, live=False)
    card = page.locator("#all-results ~ .eff-block tr", has_text="VGG-11").first
    card.locator(".eff-unfold").click()
    assert "Reached AlexNet level with 735 PFLOP" in page.locator("tr.eff-more:visible").inner_text()


def test_a_device_opens_to_the_targets_that_rest_on_it(effsite_site, open_page):
    page = open_page(effsite_site[0], "devices/", width=360, live=False)
    card = page.locator("#what-rests-on-each ~ .eff-block tr", has_text="GeForce GTX 580").first
    assert card.locator(".eff-brief").inner_text() == "results: 2 · targets: 1"
    card.locator(".eff-unfold").click()
    opened = "Modern era, 2012-2018, AI and Compute: the largest training runs: 2."
    assert page.locator("tr.eff-more:visible").inner_text().strip() == opened


def test_a_published_rate_opens_to_what_it_rests_on(effsite_site, open_page):
    page = open_page(effsite_site[0], "rates/", width=360, live=False)
    card = page.locator("#algorithms ~ .eff-block tr", has_text="Erdil & Besiroglu 2022").first
    stated = card.locator("td", has_text="every nine months, 95% CI 4 to 25")
    assert not stated.is_visible()
    card.locator(".eff-unfold").click()
    # what the row opens to adds to its cells, which open with it
    assert stated.is_visible()
    assert page.locator("tr.eff-more:visible dt").all_inner_texts() == ["Data", "Method"]
    card.locator("summary").click()
    assert not stated.is_visible()
    assert page.locator("tr.eff-more:visible").count() == 0


def test_tables_of_rates_fit_beside_the_side_list(effsite_site, open_page):
    page = open_page(effsite_site[0], "rates/", width=1280, live=False)
    over = "all => all.filter(e => e.scrollWidth > e.clientWidth).map(e => e.getAttribute('aria-label'))"
    assert page.locator(".eff-table-wrap").count() == 5
    assert page.locator(".eff-table-wrap").evaluate_all(over) == []


def test_results_are_put_in_order_on_a_phone(effsite_site, open_page):
    page = open_page(effsite_site[0], "imagenet/alexnet-level/", width=360, live=False)
    page.locator(".eff-order").select_option(label="Factor, most first")
    page.locator(".eff-said", has_text="results").wait_for()
    assert page.locator(".eff-results .eff-brief").first.inner_text().startswith("44.42x")


def test_without_javascript_a_card_shows_every_column(effsite_site, open_page):
    page = open_page(
        effsite_site[0], "imagenet/alexnet-level/", width=360, live=False, java_script_enabled=False
    )
    card = page.locator("#the-records ~ .eff-block tr", has_text="EfficientNet-b0").first
    assert card.locator("td", has_text="1.198e16").is_visible()
    label = "each => getComputedStyle(each, '::before').content"
    assert card.locator("td").nth(1).evaluate(label) == '"Training compute (FLOP)"'

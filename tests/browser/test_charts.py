from __future__ import annotations

import gzip

import pytest

pytestmark = pytest.mark.browser

VIEW = """([role, index]) => {
  const figure = Bokeh.documents[0].roots().find((each) => each.name === "effsite");
  const view = Bokeh.index.get_one(figure);
  const renderer = figure.renderers.find((each) => each.name === `mark-${role}`);
  const { x, y } = renderer.data_source.data;
  const box = document.querySelector(".eff-live").getBoundingClientRect();
  const up = view.frame.y_scales.get(renderer.y_range_name);
  return [box.left + view.frame.x_scale.compute(x[index]), box.top + up.compute(y[index])];
}"""
GLYPH = """(name) => Bokeh.documents[0].roots().find((each) => each.name === "effsite")
  .renderers.find((each) => each.name === name)"""
SHADOW_TEXT = """() => {
  const own = (each) => (each.childElementCount ? "" : each.textContent);
  const walk = (root) => [...root.querySelectorAll("*")]
    .map((each) => (each.shadowRoot ? walk(each.shadowRoot) : own(each))).join("\\n");
  return walk(document);
}"""


TAB_STOPS = """() => {
  const all = (root) => [...root.querySelectorAll("*")]
    .flatMap((each) => [each, ...(each.shadowRoot ? all(each.shadowRoot) : [])]);
  return all(document.querySelector(".eff-live"))
    .filter((each) => each.getAttribute("tabindex") === "0")
    .map((each) => [each.getAttribute("role"), each.getAttribute("aria-label")]);
}"""


def point(page, index=0, role="frontier"):
    return page.evaluate(VIEW, [role, index])


def hover(page, index=0, role="frontier"):
    x, y = point(page, index, role)
    page.mouse.move(x - 90, y - 60)
    page.mouse.move(x, y, steps=3)
    page.wait_for_timeout(150)
    return page.evaluate(SHADOW_TEXT)


def pixels(page):
    """How many colours the live chart's canvas shows: 1 when nothing is drawn."""
    page.wait_for_timeout(200)
    return len(set(page.locator(".eff-live").screenshot()))


def test_a_chart_is_drawn_without_errors_or_requests_off_the_host(bare, open_page):
    page = open_page(bare, "plain.html")
    assert page.locator(".eff-live").bounding_box()["height"] > 300
    assert pixels(page) > 50
    assert (page.watch.errors, page.watch.elsewhere) == ([], [])


LEAVES = """() => new MutationObserver((_, watching) => {
  const box = document.querySelector(".eff-live");
  if (!box) return;
  watching.disconnect();
  box.closest("figure").remove();
  window.left = true;
}).observe(document, { childList: true, subtree: true })"""


def test_a_reader_who_leaves_while_a_chart_is_drawn_is_told_of_no_error(bare, open_page):
    page = open_page(bare, "plain.html")
    page.add_init_script(f"({LEAVES})()")
    page.reload()
    page.wait_for_function("() => window.left")
    page.wait_for_timeout(1000)
    assert page.watch.errors == []


def test_the_picture_gives_way_to_the_live_chart_without_moving_the_page(bare, open_page):
    page = open_page(bare, "plain.html", live=False)
    before = page.locator("table").bounding_box()["y"]
    page.wait_for_selector(".eff-chart[data-state=live]")
    assert page.locator("table").bounding_box()["y"] == pytest.approx(before, abs=1)
    assert page.locator(".eff-svg--wide").evaluate("e => getComputedStyle(e).visibility") == "hidden"


def test_hovering_a_point_says_what_is_known_of_it(bare, open_page):
    said = hover(open_page(bare, "plain.html"))
    assert "AlexNet" in said
    assert "8e17 FLOP\n9.26 tfs-days, 0.00926 pfs-days" in said


def test_hostile_text_stays_text_wherever_it_is_shown(bare, open_page):
    page = open_page(bare, "hostile.html")
    seen = "".join(hover(page, index) for index in range(7))
    page.focus(".eff-live")
    for _ in range(7):
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Enter")
    assert '<img src=x onerror="window.pwned=1">' in seen
    assert page.evaluate("window.pwned") is None
    assert len(page.context.pages) == 1
    assert (page.watch.errors, page.watch.elsewhere) == ([], [])


def test_a_click_opens_the_source_in_a_new_tab_that_knows_nothing_of_this_one(bare, open_page):
    page = open_page(bare, "plain.html")
    hover(page, 2)
    with page.context.expect_page() as opened:
        page.mouse.click(*point(page, 2))
    assert opened.value.url == "https://a.example/shuffle"
    assert opened.value.evaluate("window.opener") is None


def test_a_click_marks_the_row_of_the_point(bare, open_page):
    page = open_page(bare, "plain.html")
    hover(page, 1)
    page.mouse.click(*point(page, 1))
    assert page.locator("tr.eff-selected").inner_text() == "GoogLeNet"


def test_focus_on_a_row_marks_its_point(bare, open_page):
    page = open_page(bare, "plain.html")
    page.locator("tr[data-row]", has_text="VGG").focus()
    assert page.evaluate(GLYPH + ".data_source.selected.indices", "mark-result") == [0]


def test_arrow_keys_go_through_the_points_in_the_order_of_time(bare, open_page):
    page = open_page(bare, "plain.html")
    page.focus(".eff-live")
    names = []
    for key in ("Home", "ArrowRight", "ArrowRight", "End"):
        page.keyboard.press(key)
        names.append(page.locator("tr.eff-selected").inner_text())
    assert names == ["AlexNet", "VGG", "GoogLeNet", "ShuffleNet"]
    assert "ShuffleNet" in page.locator(".eff-status").inner_text()


def test_the_log_switch_turns_the_axis_linear_and_back(bare, open_page):
    page = open_page(bare, "plain.html")
    switch = page.locator("[data-toggle=log]")
    before = point(page, 1)
    switch.click()
    page.wait_for_timeout(200)
    # Linear: 4e17 lies half as high as 8e17 above the axis, which starts at zero.
    zero = page.locator(".eff-live").bounding_box()
    heights = [zero["y"] + zero["height"] - point(page, n)[1] for n in (0, 1, 2)]
    assert heights[0] - heights[1] == pytest.approx(2 * (heights[1] - heights[2]), rel=0.02)
    assert switch.get_attribute("aria-pressed") == "false"
    switch.click()
    page.wait_for_timeout(200)
    assert point(page, 1)[1] == pytest.approx(before[1], abs=1)


@pytest.mark.parametrize(
    ("switch", "glyph"),
    [
        ("results", "mark-result"),
        ("results", "bar-result"),
        ("withdrawn", "mark-withdrawn"),
        ("withdrawn", "bar-withdrawn"),
        ("reference", "path-reference"),
    ],
)
def test_each_switch_hides_and_shows_its_glyphs(bare, open_page, switch, glyph):
    page = open_page(bare, "plain.html")
    page.click(f"[data-toggle={switch}]")
    hidden = page.evaluate(GLYPH + ".visible", glyph)
    page.click(f"[data-toggle={switch}]")
    assert (hidden, page.evaluate(GLYPH + ".visible", glyph)) == (False, True)


def test_a_chart_that_cannot_be_loaded_says_so_and_keeps_its_picture(bare, open_page):
    page = open_page(bare, "broken.html", live=False)
    page.wait_for_selector(".eff-chart[data-state=error]")
    assert "answered 404" in page.locator(".eff-status").inner_text()
    assert page.locator(".eff-svg--wide").is_visible()


def test_on_a_touch_screen_nothing_is_loaded_before_the_reader_asks(bare, open_page):
    page = open_page(bare, "plain.html", width=360, live=False, has_touch=True, is_mobile=True)
    assert page.evaluate("typeof Bokeh") == "undefined"
    page.tap(".eff-start")
    page.wait_for_selector(".eff-chart[data-state=live]")
    assert page.watch.errors == []


def test_a_tap_marks_the_row_and_offers_the_source_as_a_link(bare, open_page):
    page = open_page(bare, "plain.html", width=360, live=False, has_touch=True, is_mobile=True)
    page.tap(".eff-start")
    page.wait_for_selector(".eff-chart[data-state=live]")
    page.wait_for_timeout(200)
    page.touchscreen.tap(*point(page, 2))
    page.wait_for_timeout(400)
    assert page.locator("tr.eff-selected").inner_text() == "ShuffleNet"
    assert page.locator(".eff-status a").get_attribute("href") == "https://a.example/shuffle"
    assert len(page.context.pages) == 1


@pytest.mark.parametrize("width", [360, 768, 1440])
def test_the_chart_fits_the_width(bare, open_page, width):
    page = open_page(bare, "plain.html", width=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator(".eff-live").bounding_box()["width"] <= width


def test_without_javascript_the_picture_and_the_table_are_there(bare, open_page):
    page = open_page(bare, "plain.html", live=False, java_script_enabled=False)
    assert page.locator(".eff-svg--wide").is_visible()
    assert page.locator("figcaption").is_visible()
    assert not page.locator(".eff-toggle").first.is_visible()


def test_on_paper_the_picture_is_printed(bare, open_page):
    page = open_page(bare, "plain.html")
    page.emulate_media(media="print")
    assert page.locator(".eff-svg--wide").is_visible()
    assert not page.locator(".eff-live").is_visible()


def test_instant_navigation_there_and_back_draws_again_and_leaves_nothing_behind(material, open_page):
    page = open_page(material, "", live=False)
    page.evaluate("window.stayed = true")
    for name in ("one", "two", "one"):
        page.click(f"text=Go to {name}" if name == "one" else "text=go to two")
        page.wait_for_url(f"**/{name}/")
        page.wait_for_selector(".eff-chart[data-state=live]")
        assert page.evaluate("Bokeh.documents.length") == 1
        page.go_back()
        page.wait_for_selector("text=Go to one")
        page.wait_for_function("Bokeh.documents.length === 0")
    assert page.evaluate("window.stayed") is True
    assert page.watch.errors == []


def test_the_palette_toggle_recolours_the_chart(material, open_page):
    page = open_page(material, "one/")
    light = page.evaluate(GLYPH + ".glyph.line_color.value", "path-frontier")
    page.evaluate("document.querySelector('#__palette_1').click()")
    page.wait_for_timeout(200)
    dark = page.evaluate(GLYPH + ".glyph.line_color.value", "path-frontier")
    assert (light, dark) == ("#1f6fdb", "#5b9df5")
    assert page.watch.errors == []


def test_every_control_of_the_chart_has_a_name_and_a_role(bare, open_page):
    page = open_page(bare, "plain.html")
    page.wait_for_timeout(300)
    stops = page.evaluate(TAB_STOPS)
    assert len(stops) == 4
    assert all(role == "button" and label for role, label in stops)


def test_a_chart_that_failed_is_tried_again_on_a_press(bare, open_page):
    page = open_page(bare, "broken.html", live=False)
    page.wait_for_selector(".eff-chart[data-state=error]")
    button = page.locator(".eff-start")
    assert button.inner_text() == "Try again"
    good = page.request.get(f"{bare.address}assets/charts/plain.json.gz").body()
    page.route("**/charts/missing.json*", lambda route: route.fulfill(body=good))
    button.click()
    page.wait_for_selector(".eff-chart[data-state=live]")
    assert not button.is_visible()
    assert page.locator(".eff-status").inner_text() == ""


def test_data_that_the_server_has_unpacked_already_is_read_as_it_is(bare, open_page):
    page = open_page(bare, "plain.html")
    packed = page.request.get(f"{bare.address}assets/charts/plain.json.gz").body()
    page.route("**/plain.json.gz*", lambda route: route.fulfill(body=gzip.decompress(packed)))
    page.reload()
    page.wait_for_selector(".eff-chart[data-state=live]")
    assert page.watch.errors == []


def test_a_browser_that_unpacks_nothing_keeps_the_picture_and_says_why(bare, open_page):
    page = open_page(bare, "plain.html")
    page.add_init_script("delete window.DecompressionStream")  # as before 2023
    page.reload()
    page.wait_for_selector(".eff-chart[data-state=error]")
    assert page.locator(".eff-status").inner_text() == (
        "The interactive chart could not be shown (this browser is too old for the chart's data)."
        " The picture has the same data."
    )
    assert page.locator("svg.eff-svg--wide").is_visible()


def test_a_chart_on_a_phone_says_that_it_loads(bare, open_page):
    page = open_page(bare, "plain.html", width=360, live=False, has_touch=True, is_mobile=True)
    held = []
    page.route("**/bokeh-*.js", lambda route: held.append(route))
    button = page.locator(".eff-start")
    title = page.locator(".eff-axis-title:visible").first.bounding_box()
    assert button.bounding_box()["y"] + button.bounding_box()["height"] <= title["y"]
    with page.expect_request("**/bokeh-*.js"):
        button.tap()
    assert button.inner_text() == "Loading the chart…"
    page.wait_for_timeout(200)
    held[0].continue_()
    page.wait_for_selector(".eff-chart[data-state=live]")
    assert not button.is_visible()


def test_dollar_signs_in_a_title_stay_text(bare, open_page):
    page = open_page(bare, "hostile.html")
    title = "() => Bokeh.documents[0].roots()[0].above.find((each) => each.name === 'title').text.type"
    assert page.evaluate(title) == "PlainText"


@pytest.mark.parametrize("path", ["imagenet/alexnet-level/", "mlperf-resnet/75-9-percent/"])
def test_a_finger_drags_a_chart_once_it_is_told_to_pan(effsite_site, open_page, path):
    page = open_page(effsite_site[0], path, width=1024, live=False, has_touch=True, is_mobile=True)
    figure = page.locator(".eff-chart:visible").first
    figure.locator(".eff-start").tap()
    page.wait_for_selector(".eff-chart[data-state=live]")
    drawing = figure.locator(".bk-events").first
    drawing.evaluate("each => each.scrollIntoView({ block: 'center' })")
    box = drawing.bounding_box()
    finger = page.context.new_cdp_session(page)

    def drag():
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        for n in range(20):
            points = [{"x": x - n * 8, "y": y}]
            kind = "touchMove" if n else "touchStart"
            finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        page.wait_for_timeout(300)
        return page.evaluate("() => Bokeh.documents[0].roots()[0].x_range.start")

    before = page.evaluate("() => Bokeh.documents[0].roots()[0].x_range.start")
    assert drag() == before
    figure.locator("[title=Pan]").tap()
    assert drag() > before
    assert page.watch.errors == []

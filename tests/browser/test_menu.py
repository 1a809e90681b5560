"""The menu at each chart, and the address that keeps what the reader made of it, as a reader uses them."""

from __future__ import annotations

import csv
import io
import re
from xml.etree import ElementTree

import pytest
from PIL import Image

pytestmark = pytest.mark.browser

CLIPBOARD = {"permissions": ["clipboard-read", "clipboard-write"]}
PHONE = {"width": 360, "has_touch": True, "is_mobile": True}
MENU = ".eff-menu-button:visible"
STATE = """() => {
  const chart = document.querySelector(".eff-chart[data-state=live]:not([hidden])");
  const figure = Bokeh.documents[0].roots().find((each) => each.name === "effsite");
  const { frame } = Bokeh.index.get_one(figure);
  const linear = figure.renderers[0].y_range_name === "linear";
  const day = (ms) => new Date(ms).toISOString().slice(0, 10);
  const up = frame.y_ranges.get(figure.renderers[0].y_range_name);
  const off = [...chart.querySelectorAll(".eff-toggle[aria-pressed=false]")];
  const unseen = figure.renderers.filter((each) => !each.visible && /^(mark|path)/.test(each.name));
  return {
    linear, from: day(frame.x_range.start), to: day(frame.x_range.end), low: up.start, high: up.end,
    off: off.map((each) => each.dataset.toggle), unseen: unseen.map((each) => each.name),
  };
}"""
TOOL = """(title) => {
  const all = (root) => [...root.querySelectorAll("*")]
    .flatMap((each) => [each, ...(each.shadowRoot ? all(each.shadowRoot) : [])]);
  return all(document.querySelector(".eff-live")).find((each) => each.title?.startsWith(title));
}"""


def state(page):
    page.wait_for_timeout(300)  # an address follows a zoom once it has come to rest
    return page.evaluate(STATE)


def hash_of(page):
    page.wait_for_timeout(300)
    return page.evaluate("location.hash")


def comes_to(page, expected):
    """Wait until that stands behind the address."""
    page.wait_for_function("(hash) => location.hash === hash", arg=expected, timeout=10_000)


def press_tool(page, title):
    page.evaluate_handle(TOOL, title).evaluate("each => each.focus()")
    page.keyboard.press("Space")


def choose(page, words):
    page.locator(".eff-menu:visible").get_by_text(words, exact=True).click()


def saved(page, words):
    with page.expect_download() as saving:
        choose(page, words)
    return saving.value.suggested_filename, saving.value.path().read_bytes()


# The address


def test_what_the_reader_changes_is_in_the_address_which_restores_it(bare, open_page):
    page = open_page(bare, "plain.html")
    as_opened = state(page)
    page.click("[data-toggle=log]")
    page.click("[data-toggle=withdrawn]")
    page.click(MENU)
    choose(page, "Dates shown")
    page.locator(".eff-menu-part input").first.fill("2014-01-01")
    comes_to(page, "#scale=linear&hide=withdrawn&from=2014-01-01")
    changed = state(page)
    opened = open_page(bare, f"plain.html{hash_of(page)}")
    assert state(opened) == changed
    assert changed["off"] == ["log", "withdrawn"]
    assert changed["unseen"] == ["mark-withdrawn"]
    assert (changed["linear"], changed["from"], changed["to"]) == (True, "2014-01-01", as_opened["to"])
    choose(page, "All dates")
    page.click("[data-toggle=log]")
    page.click("[data-toggle=withdrawn]")
    comes_to(page, "")
    assert page.url == f"{bare.address}plain.html"
    assert state(page) == as_opened
    assert (page.watch.errors, opened.watch.errors) == ([], [])


def test_a_chart_that_is_dragged_takes_its_window_into_the_address_until_it_is_reset(bare, open_page):
    page = open_page(bare, "plain.html")
    page.wait_for_timeout(300)
    press_tool(page, "Pan")
    box = page.locator(".eff-live").bounding_box()
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(*middle)
    page.mouse.down()
    page.mouse.move(middle[0] - 200, middle[1] + 60, steps=4)
    page.mouse.up()
    page.wait_for_function("() => location.hash.includes('high=')")
    keys = [pair.partition("=")[0] for pair in hash_of(page)[1:].split("&")]
    assert keys == ["from", "to", "low", "high"]
    dragged = state(page)
    opened = state(open_page(bare, f"plain.html{hash_of(page)}"))
    assert (opened["from"], opened["to"]) == (dragged["from"], dragged["to"])
    # the ends are kept to four digits
    assert opened["low"] == pytest.approx(dragged["low"], rel=5e-4)
    assert opened["high"] == pytest.approx(dragged["high"], rel=5e-4)
    press_tool(page, "Reset")
    comes_to(page, "")


@pytest.mark.parametrize(
    "said",
    [
        "scale=nope",
        "hide=frontier,none",
        "from=2013-02-31",
        "from=20140101",
        "to=x",
        "from=2030-01-01",
        "from=2016-01-01&to=2014-01-01",
        "low=-5",
        "low=0",
        "high=1e400",
        "measure=none&chart=none",
        "=",
    ],
)
def test_what_cannot_be_read_in_an_address_leaves_the_chart_as_it_opens(bare, open_page, said):
    page = open_page(bare, f"plain.html#{said}")
    found, usual = state(page), state(open_page(bare, "plain.html"))
    assert found == usual
    assert hash_of(page) == f"#{said}"
    assert page.watch.errors == []


def test_a_place_on_the_page_stays_a_place(effsite_site, open_page):
    page = open_page(effsite_site[0], "imagenet/alexnet-level/#the-records")
    assert hash_of(page) == "#the-records"
    assert 0 <= page.locator("#the-records").bounding_box()["y"] < 400
    page.click("[data-toggle=log]:visible")
    comes_to(page, "#scale=linear")
    page.click("[data-toggle=log]:visible")
    comes_to(page, "")


def test_the_address_keeps_the_measure_and_what_its_chart_shows(effsite_site, open_page):
    page = open_page(effsite_site[0], "fineweb-gpt2/small-tokens/")
    page.click("label:text-is('Training time')")
    comes_to(page, "#measure=seconds")
    page.wait_for_selector(".eff-panel:visible .eff-chart[data-state=live]")
    page.click("[data-toggle=results]:visible")
    comes_to(page, "#measure=seconds&hide=results")
    opened = open_page(effsite_site[0], f"fineweb-gpt2/small-tokens/{hash_of(page)}", live=False)
    opened.wait_for_selector(".eff-panel:visible .eff-chart[data-state=live]")
    assert opened.locator("input[name=measure]:checked").get_attribute("value") == "seconds"
    assert opened.locator("[data-toggle=results]:visible").get_attribute("aria-pressed") == "false"
    page.click("label:text-is('Examples seen')")
    comes_to(page, "")


def test_the_address_of_another_chart_of_the_page_leads_to_it(effsite_site, open_page):
    page = open_page(effsite_site[0], "")
    brief = page.locator(".eff-chart[data-chart*=in-brief]")
    brief.locator("[data-toggle=reference]").click()
    comes_to(page, "#chart=targets-in-brief&hide=reference")
    opened = open_page(effsite_site[0], hash_of(page), live=False)
    opened.wait_for_selector("[data-chart*=in-brief][data-state=live]")
    opened.wait_for_timeout(500)
    assert 0 <= opened.locator("[data-chart*=in-brief]").bounding_box()["y"] < 200
    pressed = [each.get_attribute("aria-pressed") for each in opened.locator("[data-toggle=reference]").all()]
    assert pressed == ["true", "false"]


def test_an_address_typed_over_the_old_one_is_followed_without_loading_the_page(bare, open_page):
    page = open_page(bare, "plain.html#hide=results")
    page.evaluate("window.stayed = true; location.hash = '#scale=linear'")
    found = state(page)
    assert (found["off"], found["linear"], page.evaluate("window.stayed")) == (["log"], True, True)


def test_instant_navigation_leaves_the_state_behind_and_finds_it_on_the_way_back(material, open_page):
    page = open_page(material, "one/")
    page.evaluate("window.stayed = true")
    page.click("[data-toggle=results]")
    comes_to(page, "#hide=results")
    page.evaluate("document.querySelector('.md-header a.md-logo').click()")
    page.click("text=go to two")
    page.wait_for_url("**/two/")
    page.wait_for_selector(".eff-chart[data-state=live]")
    assert (state(page)["off"], hash_of(page)) == ([], "")
    page.go_back()
    page.go_back()
    page.wait_for_url("**/one/#hide=results")
    page.wait_for_selector(".eff-chart[data-state=live]")
    assert (state(page)["off"], page.evaluate("window.stayed")) == (["results"], True)
    assert page.watch.errors == []


def test_a_phone_opens_an_address_with_a_state_at_once(bare, open_page):
    page = open_page(bare, "plain.html#hide=reference", **PHONE)
    assert state(page)["unseen"] == ["path-reference"]


# The menu


def test_the_menu_is_worked_with_the_keys(bare, open_page):
    page = open_page(bare, "plain.html")
    button = page.locator(MENU)
    focused = "document.activeElement.textContent"
    button.focus()
    assert button.get_attribute("aria-expanded") == "false"
    page.keyboard.press("ArrowDown")
    assert button.get_attribute("aria-expanded") == "true"
    walked = [page.evaluate(focused)]
    for key in ("ArrowDown", "End", "ArrowDown", "ArrowUp", "Home"):
        page.keyboard.press(key)
        walked.append(page.evaluate(focused))
    last = "Dates shown"
    assert walked == ["Copy link", "Picture (PNG)", last, "Copy link", last, "Copy link"]
    page.keyboard.press("Escape")
    assert button.get_attribute("aria-expanded") == "false"
    assert page.evaluate("document.activeElement.className").startswith("eff-menu-button")
    assert not page.locator(".eff-menu").is_visible()
    page.keyboard.press("Enter")
    assert page.locator(".eff-menu").is_visible()
    page.keyboard.press("Shift+Tab")
    assert not page.locator(".eff-menu").is_visible()


def test_a_click_beside_the_menu_shuts_it(bare, open_page):
    page = open_page(bare, "plain.html")
    page.click(MENU)
    page.mouse.click(5, 5)
    assert not page.locator(".eff-menu").is_visible()


def test_one_part_of_the_menu_is_open_at_a_time(effsite_site, open_page):
    page = open_page(effsite_site[0], "imagenet/alexnet-level/")
    page.locator(MENU).first.click()
    for words in ("Embed", "Cite", "Dates shown"):
        choose(page, words)
        page.wait_for_timeout(200)
        opened = page.locator(".eff-menu:visible [aria-expanded=true]")
        assert opened.all_inner_texts() == [words]
    choose(page, "Dates shown")
    assert page.locator(".eff-menu:visible [aria-expanded=true]").count() == 0


def test_the_link_to_the_chart_as_it_stands_goes_to_the_clipboard(bare, open_page):
    page = open_page(bare, "plain.html", **CLIPBOARD)
    page.click("[data-toggle=reference]")
    page.click(MENU)
    choose(page, "Copy link")
    page.wait_for_selector("text=Link copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == f"{bare.address}plain.html#hide=reference"


def test_where_the_clipboard_is_shut_the_link_is_chosen_to_be_copied(bare, open_page):
    page = open_page(bare, "plain.html")
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('shut')); }")
    page.click(MENU)
    choose(page, "Copy link")
    page.wait_for_selector("text=Copy it from this field")
    chosen = page.evaluate("getSelection().toString() || document.activeElement.value")
    assert chosen == f"{bare.address}plain.html"


# Pictures


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_picture_is_drawn_as_the_chart_stands_with_title_legend_address_and_date(
    effsite_site, open_page, scheme
):
    page = open_page(effsite_site[0], "imagenet/alexnet-level/", color_scheme=scheme)
    page.click("[data-toggle=reference]:visible")
    page.locator(MENU).first.click()
    name, content = saved(page, "Picture (SVG)")
    assert name == "imagenet-alexnet-level.svg"
    root = ElementTree.fromstring(content)  # noqa: S314 - drawn by the page under test
    texts = ["".join(each.itertext()) for each in root.iter("{http://www.w3.org/2000/svg}text")]
    assert texts[0] == "AlexNet level (ImageNet classification): training compute, 44x less in 7.0 years"
    assert "frontier: the record on each date" in texts
    assert "44x · EfficientNet-b0" in texts
    assert not [text for text in texts if "Moore" in text]
    assert texts[-2].endswith(f"{effsite_site[0].address}imagenet/alexnet-level/#hide=reference")
    today = page.evaluate("new Date().toISOString().slice(0, 10)")
    assert texts[-1] == f"Saved on {today}"
    # the record's line in the accent of the light palette, whatever the page's
    assert b"rgb(31,111,219)" in content
    assert b"rgb(91,157,245)" not in content
    name, content = saved(page, "Picture (PNG)")
    picture = Image.open(io.BytesIO(content)).convert("L")
    assert name == "imagenet-alexnet-level.png"
    assert picture.width >= 2400
    assert picture.getpixel((2, 2)) == 255
    shades = picture.histogram()
    assert sum(shades[:100]) > 0.0005 * picture.width * picture.height
    assert sum(shades[250:]) > 0.7 * picture.width * picture.height
    assert page.locator("figure[data-md-color-scheme]").count() == 0
    assert page.watch.errors == []


def test_each_measure_has_a_picture_of_its_own(effsite_site, open_page):
    page = open_page(effsite_site[0], "imagenet/alexnet-level/#measure=examples", live=False)
    page.wait_for_selector(".eff-panel:visible .eff-chart[data-state=live]")
    page.locator(MENU).first.click()
    name, content = saved(page, "Picture (SVG)")
    assert name == "imagenet-alexnet-level-by-examples.svg"
    assert "examples seen, 22x less in 7.0 years" in content.decode()


def test_a_phone_saves_the_still_picture_before_the_chart_is_live(effsite_site, open_page):
    page = open_page(effsite_site[0], "imagenet/alexnet-level/", live=False, color_scheme="dark", **PHONE)
    page.locator(MENU).first.tap()
    name, content = saved(page, "Picture (PNG)")
    picture = Image.open(io.BytesIO(content)).convert("L")
    assert (name, picture.getpixel((2, 2))) == ("imagenet-alexnet-level.png", 255)
    assert picture.width >= 2400
    assert page.evaluate("typeof Bokeh") == "undefined"
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    box = page.locator(".eff-menu:visible").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 360


def test_a_picture_that_never_becomes_a_chart_is_saved_too(effsite_site, open_page):
    page = open_page(effsite_site[0], "imagenet/alexnet-level/")
    page.locator(".eff-chart:not([data-chart]) .eff-menu-button").click()
    assert page.locator(".eff-menu:visible button").all_inner_texts() == [
        "Copy link",
        "Picture (PNG)",
        "Picture (SVG)",
    ]
    name, content = saved(page, "Picture (SVG)")
    assert name == "imagenet-alexnet-level-choices.svg"
    assert "AlexNet level: halving time in months by choice" in content.decode()


# Rows


def test_the_rows_are_those_within_the_window_and_the_layers(bare, open_page):
    page = open_page(bare, "files.html#hide=withdrawn&from=2014-09-10")
    page.click(MENU)
    name, content = saved(page, "Rows shown (CSV)")
    rows = list(csv.DictReader(io.StringIO(content.decode())))
    assert name == "plain-shown.csv"
    # AlexNet and VGG are earlier, Gone is withdrawn; Thinned has no mark, as one among very many may not
    assert [(row["layer"], row["system"]) for row in rows] == [
        ("record", "GoogLeNet"),
        ("result", "Thinned"),
        ("record", "ShuffleNet"),
    ]
    assert rows[0]["training_flop"] == "4e17"
    assert rows[0]["note"] == "'=1+1"
    assert rows[1]["note"] == "-1"
    page.click("[data-toggle=results]")
    page.click(MENU)
    rows = list(csv.DictReader(io.StringIO(saved(page, "Rows shown (CSV)")[1].decode())))
    assert [row["system"] for row in rows] == ["GoogLeNet", "ShuffleNet"]


def test_without_a_file_the_rows_are_what_the_chart_knows(bare, open_page):
    page = open_page(bare, "plain.html#hide=results,withdrawn&to=2016-01-01")
    page.click(MENU)
    lines = saved(page, "Rows shown (CSV)")[1].decode().splitlines()
    assert lines[0].startswith('layer,name,date,"Training compute to reach AlexNet level, FLOP",Published,')
    assert [line.split(",")[:4] for line in lines[1:]] == [
        ["record", "AlexNet", "2012-06-01", "800000000000000000"],
        ["record", "GoogLeNet", "2014-09-17", "400000000000000000"],
    ]
    assert lines[1].endswith(",https://a.example/alexnet")


def test_a_measure_that_the_file_has_no_column_of_is_added(effsite_site, open_page):
    page = open_page(effsite_site[0], "fineweb-gpt2/small-tokens/#measure=device_hours", live=False)
    page.wait_for_selector(".eff-panel:visible .eff-chart[data-state=live]")
    page.locator(MENU).first.click()
    rows = list(csv.DictReader(io.StringIO(saved(page, "Rows shown (CSV)")[1].decode())))
    one = next(row for row in rows if row["system"] == "2024-10-09 SOAP")
    # 8 devices for 2,178 seconds
    assert float(one["device_hours"]) == pytest.approx(8 * float(one["seconds"]) / 3600)
    assert {row["layer"] for row in rows} == {"record", "result"}


def test_a_tap_for_the_rows_brings_the_chart_first(bare, open_page):
    page = open_page(bare, "files.html", live=False, **PHONE)
    page.tap(MENU)
    _, content = saved(page, "Rows shown (CSV)")
    assert len(content.decode().splitlines()) == 7
    assert page.locator(".eff-chart").get_attribute("data-state") == "live"


# Frames and citations


def test_the_embed_code_shows_the_chart_as_it_stands(effsite_site, open_page):
    site = effsite_site[0]
    page = open_page(site, "imagenet/alexnet-level/#hide=reference&from=2014-01-01")
    page.locator(MENU).first.click()
    choose(page, "Embed")
    code = page.locator("textarea:visible").input_value()
    address = f"{site.address}embed/imagenet/alexnet-level.html#hide=reference&from=2014-01-01"
    assert code.startswith(f'<iframe src="{address}" title="AlexNet level (ImageNet classification): ')
    page.set_content(code)
    frame = page.frames[1]
    frame.wait_for_selector(".eff-chart[data-state=live]")
    found = frame.evaluate(STATE)
    assert (found["from"], found["off"]) == ("2014-01-01", ["reference"])
    assert frame.evaluate("document.documentElement.scrollHeight") <= frame.evaluate("innerHeight")


SCHEME = """() => {
  const { documentElement: page } = document;
  return [page.dataset.mdColorScheme, getComputedStyle(page).backgroundColor];
}"""
INK = """() => Bokeh.documents[0].roots().flatMap((root) => root.renderers ?? [])
  .find((each) => each.name === "path-frontier").glyph.line_color.value"""
LIGHT, DARK = ["default", "rgb(255, 255, 255)"], ["slate", "rgb(22, 24, 29)"]


@pytest.mark.parametrize(
    ("query", "reader", "shown"),
    [
        ("", "dark", LIGHT),
        ("?theme=light", "dark", LIGHT),
        ("?theme=dark", "light", DARK),
        ("?theme=auto", "dark", DARK),
        ("?theme=auto", "light", LIGHT),
    ],
)
def test_a_frame_is_light_or_dark_as_its_address_says(effsite_site, open_page, query, reader, shown):
    page = open_page(
        effsite_site[0], f"embed/imagenet/alexnet-level.html{query}#hide=reference", color_scheme=reader
    )
    assert page.evaluate(SCHEME) == shown
    ink = page.evaluate(INK)
    assert ink == ("#5b9df5" if shown == DARK else "#1f6fdb")
    assert page.evaluate(STATE)["off"] == ["reference"]
    assert page.watch.errors == []


def test_a_frame_follows_the_reader_when_that_is_asked_for(effsite_site, open_page):
    page = open_page(effsite_site[0], "embed/imagenet/alexnet-level.html?theme=auto", color_scheme="light")
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(f"() => ({SCHEME})()[0] === 'slate'")
    page.click("[data-toggle=results]")
    page.wait_for_url("**/alexnet-level.html?theme=auto#hide=results")


def test_the_page_for_frames_has_a_shorter_menu_whose_link_leads_to_the_page(effsite_site, open_page):
    site = effsite_site[0]
    page = open_page(site, "embed/imagenet/alexnet-level-by-examples.html", **CLIPBOARD)
    page.click("[data-toggle=results]")
    comes_to(page, "#hide=results")
    page.click(MENU)
    assert "Embed" not in page.locator(".eff-menu:visible button").all_inner_texts()
    choose(page, "Copy link")
    page.wait_for_selector("text=Link copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == f"{site.address}imagenet/alexnet-level/#measure=examples&hide=results"
    assert (page.watch.errors, page.watch.elsewhere) == ([], [])


def test_a_chart_is_cited_in_words_as_bibtex_and_as_a_file(effsite_site, open_page):
    page = open_page(effsite_site[0], "rates/", **CLIPBOARD)
    page.click(MENU)
    choose(page, "Cite")
    page.wait_for_selector("textarea:visible")
    words, entry, file = (each.input_value() for each in page.locator("textarea:visible").all())
    assert words.startswith(
        "effsite contributors. Doubling and halving times in months. Results published up to "
    )
    assert entry.startswith("@misc{effsite-rates,\n  author = {{effsite contributors}},\n")
    assert file.startswith('cff-version: "1.2.0"\n')
    assert '\ntitle: "Doubling and halving times in months"\n' in file
    choose(page, "Copy BibTeX")
    page.wait_for_selector("text=BibTeX copied")
    assert page.evaluate("navigator.clipboard.readText()") == entry


# Without JavaScript


def test_without_javascript_the_files_of_a_chart_are_links(effsite_site, open_page):
    site = effsite_site[0]
    for path in ("imagenet/alexnet-level/", "", "targets/", "rates/", "embed/imagenet/alexnet-level.html"):
        page = open_page(site, path, live=False, java_script_enabled=False)
        links = page.locator(".eff-chart .eff-files >> nth=0").locator("a")
        assert links.first.is_visible()
        assert page.locator(".eff-menu-button").count() == 0
        offered = links.all_inner_texts()
        assert {"Picture (SVG)", "Citation", "BibTeX", "CITATION.cff"} <= set(offered), path
        assert ("Picture (PNG)" in offered) == ("alexnet" in path or not path), path
        for link in links.all():
            address = link.get_attribute("href")
            answer = page.request.get(page.evaluate("address => new URL(address, location).href", address))
            assert answer.status == 200, (path, address)


def test_with_javascript_the_menu_stands_in_their_place(effsite_site, open_page):
    page = open_page(effsite_site[0], "imagenet/alexnet-level/")
    assert not page.locator(".eff-files").first.is_visible()
    assert page.locator(MENU).first.is_visible()


# Charts of two measures, and of what a budget reached

PAIR = ("mlperf-resnet/75-9-percent/", "#view-1 .eff-chart", "75-9-percent-time-and-devices")
BUDGET = ("imagenet/", ".eff-chart[data-chart*=budget]", "budget-by-training-flop")
OTHERS = pytest.mark.parametrize(("path", "figure", "name"), [PAIR, BUDGET], ids=["pair", "budget"])


def of_another(effsite_site, open_page, path, figure):
    """The page and its chart, which is not the first, when that is live."""
    page = open_page(effsite_site[0], path, live=False, **CLIPBOARD)
    chart = page.locator(figure)
    chart.scroll_into_view_if_needed()
    page.wait_for_selector(f"{figure}[data-state=live]")
    return page, chart


@OTHERS
def test_a_chart_of_another_kind_gives_its_link_pictures_and_rows_by_mouse(
    effsite_site, open_page, path, figure, name
):
    page, chart = of_another(effsite_site, open_page, path, figure)
    chart.locator(".eff-menu-button").click()
    choose(page, "Copy link")
    page.wait_for_selector("text=Link copied")
    file = f"{path.partition('/')[0]}-{name}"
    copied = page.evaluate("navigator.clipboard.readText()")
    state = f"#chart={name}" if path == PAIR[0] else ""  # the first chart of a page needs no name
    assert copied == f"{effsite_site[0].address}{path}{state}"
    title = chart.get_attribute("data-name")
    saved_name, content = saved(page, "Picture (SVG)")
    root = ElementTree.fromstring(content)  # noqa: S314 - drawn by the page under test
    texts = ["".join(each.itertext()) for each in root.iter("{http://www.w3.org/2000/svg}text")]
    assert saved_name == f"{file}.svg"
    assert " ".join(texts).startswith(title)
    assert any(copied in text for text in texts)
    saved_name, content = saved(page, "Picture (PNG)")
    assert (saved_name, Image.open(io.BytesIO(content)).width >= 2400) == (f"{file}.png", True)
    saved_name, content = saved(page, "Rows shown (CSV)")
    rows = list(csv.DictReader(io.StringIO(content.decode())))
    assert saved_name == f"{file}-shown.csv"
    assert len(rows) > 3
    assert {row["layer"] for row in rows} <= {"record", "result", "frontier", "other", "withdrawn"}
    assert page.watch.errors == []


@OTHERS
def test_a_chart_of_another_kind_is_embedded_and_cited_by_keyboard(
    effsite_site, open_page, path, figure, name
):
    page, chart = of_another(effsite_site, open_page, path, figure)
    chart.locator(".eff-menu-button").focus()
    page.keyboard.press("ArrowDown")
    focused = "document.activeElement.textContent"
    while page.evaluate(focused) != "Embed":
        page.keyboard.press("ArrowDown")
        assert page.evaluate(focused) != "Copy link", "all round without it"
    page.keyboard.press("Enter")
    code = page.locator("textarea:visible").input_value()
    for stop in ("", "Copy embed code", "Cite"):
        page.keyboard.press("Tab")
        assert page.evaluate(f"document.activeElement.matches('textarea') ? '' : {focused}") == stop
    page.keyboard.press("Enter")
    page.wait_for_selector("[aria-label=BibTeX]:visible")
    words, entry, file = (each.input_value() for each in page.locator("textarea:visible").all())
    assert words.startswith("effsite contributors. ")
    assert entry.startswith("@misc{effsite-")
    assert file.startswith("cff-version: ")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.className").startswith("eff-menu-button")
    frame_of = re.search(r'src="([^"#]+)', code)
    framed = open_page(effsite_site[0], frame_of[1].removeprefix(effsite_site[0].address), live=False)
    framed.wait_for_selector(".eff-chart[data-state=live]")
    named = "() => document.querySelector('.eff-live').getAttribute('aria-label')"
    assert chart.locator("desc").text_content() in framed.evaluate(named)
    assert (page.watch.errors, framed.watch.errors, framed.watch.elsewhere) == ([], [], [])

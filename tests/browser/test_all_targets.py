"""The page of all targets: narrowed, sorted and sent on as a reader does it, at every width."""

from __future__ import annotations

import re

import pytest

pytestmark = pytest.mark.browser

WIDTHS = (360, 768, 1280, 1440)
SHOWN = """() => [...document.querySelectorAll(".eff-results tbody tr:not(.eff-group)")]
  .map((row) => row.cells[0].querySelector("a").textContent.replace(/[\\u2068\\u2069]/g, ""))"""
HEADINGS = """() => [...document.querySelectorAll(".eff-results tr.eff-group")]
  .map((row) => row.textContent.trim())"""
CUT_NAMES = """() => {
  const notes = Bokeh.documents.flatMap((doc) => doc.roots()).flatMap((plot) => plot.renderers ?? [])
    .filter((each) => each.name.startsWith("note-") && each.visible)
    .flatMap((each) => [...each.data_source.data.text]);
  const drawn = [...document.querySelectorAll(".eff-svg .eff-notes text")].map((each) => each.textContent);
  return [...notes, ...drawn].filter((text) => text.includes("…"));
}"""
LIVE = """() => document.querySelector(".eff-chart[data-chart*=overview]").dataset.state === "live" """


def said(page, text):
    page.locator(".eff-said", has_text=text).wait_for()


def hash_of(page):
    return page.evaluate("decodeURIComponent(location.hash)")


def numbers(page, column):
    """What stands in a column from the top, as numbers, until the first empty cell."""
    cells = page.evaluate(
        "(n) => [...document.querySelectorAll('.eff-results tbody tr:not(.eff-group)')]"
        ".map((row) => row.cells[n].textContent.trim())",
        column,
    )
    given = [cell for cell in cells if cell]
    assert len(given) > 5
    assert cells[: len(given)] == given
    return [float(re.sub(r"[≈,x]| months", "", cell)) for cell in given]


def choose(page, label, words):
    """Takes it from the list and gives how many rows the list says there are."""
    choice = page.locator(f".eff-facet[aria-label^='{label}']")
    (found,) = [o for o in choice.locator("option").all_text_contents() if o.startswith(f"{words} (")]
    choice.select_option(label=found)
    return int(found.rpartition("(")[2].rstrip(")"))


def test_no_name_in_the_overview_is_cut_at_any_width_that_has_room_for_it(effsite_site, open_page):
    """A live chart on a phone has 44 letters for figure and name; its picture has room for more."""
    page = open_page(effsite_site[0], "targets/", width=WIDTHS[-1], live=False)
    page.wait_for_function(LIVE)
    found = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(400)
        if cut := [text for text in page.evaluate(CUT_NAMES) if width > 360 or len(text) < 45]:
            found[width] = cut
    assert found == {}


SIDEWAYS = """() => [...document.querySelectorAll(".eff-table-wrap")].filter((each) => each.checkVisibility())
  .filter((each) => each.scrollWidth > each.clientWidth).map((each) => each.getAttribute("aria-label"))"""


@pytest.mark.parametrize("width", [1280, 1440])
def test_all_columns_of_tables_of_targets_are_in_sight_on_a_desktop(effsite_site, open_page, width):
    """Of all targets, of each domain and each task, with what each budget reached; and those of devices."""
    site, project = effsite_site
    home = project.site
    domains, tasks = home.glob("targets/*/index.html"), home.glob("*/index.html")
    pages = [
        home / "targets/index.html",
        home / "devices/index.html",
        *domains,
        *(page for page in tasks if "eff-span" in page.read_text()),
    ]
    assert len(pages) > 30
    page = open_page(site, "", width=width, live=False)
    found = {}
    for path in pages:
        page.goto(f"{site.address}{path.parent.relative_to(home)}/")
        if sideways := page.evaluate(SIDEWAYS):
            found[path.parent.name] = sideways
    assert found == {}


def test_targets_are_narrowed_and_sorted_and_the_address_takes_it_along(effsite_site, open_page):
    page = open_page(effsite_site[0], "targets/", live=False)
    assert page.evaluate(HEADINGS)[:2] == ["Language", "Vision"]
    total = len(page.evaluate(SHOWN))
    count = choose(page, "Domain", "Language")
    said(page, f"{count} of {total} targets")
    assert len(page.evaluate(SHOWN)) == count
    assert page.evaluate(HEADINGS) == ["Language"]
    page.locator(".eff-results th", has_text="Factor").locator("button").click()
    page.locator(".eff-results th", has_text="Factor").locator("button").click()
    assert numbers(page, 2) == sorted(numbers(page, 2), reverse=True)
    assert page.evaluate(HEADINGS) == []
    page.locator(".eff-tools input").fill("gpt-2")
    page.wait_for_function("location.hash.includes('words')")
    assert hash_of(page) == "#words=gpt-2&domain=Language&sort=factor,down"
    shown = page.evaluate(SHOWN)
    again = open_page(effsite_site[0], f"targets/{page.evaluate('location.hash')}", live=False)
    said(again, f"{len(shown)} of {total} targets")
    assert again.evaluate(SHOWN) == shown
    assert again.locator(".eff-results th", has_text="Factor").get_attribute("aria-sort") == "descending"
    assert again.locator(".eff-tools input").input_value() == "gpt-2"
    assert again.watch.errors == []


def test_a_third_press_of_a_heading_puts_the_targets_back_into_their_domains(effsite_site, open_page):
    page = open_page(effsite_site[0], "targets/", live=False)
    before = (page.evaluate(SHOWN), page.evaluate(HEADINGS))
    heading = page.locator(".eff-results th", has_text="Average halving time")
    heading.locator("button").focus()
    page.keyboard.press("Enter")
    said(page, f"{len(before[0])} targets")
    assert numbers(page, 3) == sorted(numbers(page, 3))
    page.keyboard.press("Enter")
    page.wait_for_function("location.hash.includes(',down')")
    page.keyboard.press("Enter")
    page.wait_for_function("location.hash === ''")
    assert (page.evaluate(SHOWN), page.evaluate(HEADINGS)) == before
    assert heading.get_attribute("aria-sort") is None


def test_every_column_but_the_pictures_sorts_from_the_keyboard(effsite_site, open_page):
    page = open_page(effsite_site[0], "targets/", live=False)
    heads = page.locator(".eff-results thead th")
    sortable = heads.evaluate_all("all => all.map((each) => Boolean(each.querySelector('button')))")
    assert sortable == [n != 1 for n in range(13)]
    for n in range(13):
        if n != 1:
            heads.nth(n).locator("button").press("Enter")
            assert heads.nth(n).get_attribute("aria-sort") == "ascending"
    span = page.locator(".eff-results th", has_text="Span")
    span.locator("button").press("Enter")
    page.wait_for_function("location.hash === '#sort=span,up'")
    assert page.evaluate(SHOWN)[0] == "First era, 1959-2012"


def test_the_state_of_the_table_and_that_of_the_chart_stand_in_one_address(effsite_site, open_page):
    page = open_page(effsite_site[0], "targets/", live=False)
    page.wait_for_function(LIVE)
    choose(page, "How sure", "an interval with both ends")
    page.wait_for_function("location.hash.includes('how-sure')")
    page.locator("[data-toggle=reference]").click()
    page.wait_for_function("location.hash.includes('hide')")
    assert hash_of(page) == "#how-sure=an+interval+with+both+ends&hide=reference"
    choose(page, "How sure", "no second record")
    page.wait_for_function("location.hash.includes('no+second')")
    assert hash_of(page) == "#hide=reference&how-sure=no+second+record"


def test_an_address_that_narrows_the_table_loads_no_chart_on_a_phone(effsite_site, open_page):
    page = open_page(
        effsite_site[0], "targets/#domain=Games", width=360, live=False, has_touch=True, is_mobile=True
    )
    said(page, "4 of ")
    assert page.locator(".eff-chart[data-state]").count() == 0
    page.locator(".eff-order").select_option(label="Factor, most first")
    page.wait_for_function("location.hash === '#domain=Games&sort=factor,down'")
    assert page.evaluate(SHOWN) == [
        *("AlphaGo Zero level", "OpenAI Five level", "A person's score in the median Atari game"),
        "Minigo to half of the games",
    ]
    briefs = page.locator(".eff-results .eff-brief").all_text_contents()
    assert briefs[0] == "≈7.949x · estimated: 1 of 2"
    page.locator(".eff-order").select_option("")
    page.wait_for_function("location.hash === '#domain=Games'")

"""A table of more rows than stand in its page: filter, sort and copy act on all of them."""

from __future__ import annotations

import csv
from functools import partial

import pytest

from effsite.names import slug
from effsite.site.pages import result_table
from effsite.site.project import Project
from effsite.site.serve import Server
from effsite.workflows.build import build_into
from effsite.workflows.events import nobody
from tests.made_up import Size, made_up_project

from .conftest import ENGINE, searched

pytestmark = pytest.mark.browser

RESULTS = 320
PAGE = "task-0001/level/"
STRANGER = '"<img src=x onerror=""window.pwned=1"">, </script><script>window.pwned=1</script>"'
WORDS = """(rows) => rows.filter((row) => !row.classList.contains("eff-more"))
  .map((row) => [...row.cells].slice(0, -1).map((cell) => cell.textContent.trim()).join(" | "))"""


def project_with_a_stranger(root):
    """So many made-up results that the table is cut; the last row has markup in its name and in its note."""
    made_up_project(root, Size(tasks=1, results=RESULTS))
    config = root / "mkdocs.yml"
    config.write_text(config.read_text().replace("features: [", "features: [search.highlight, "))
    path = root / "results" / "task-0001" / "lab-001.csv"
    *lines, last = path.read_text().splitlines()
    with path.open(newline="") as file:
        name = list(csv.DictReader(file))[-1]["system"]
    path.write_text("\n".join([*lines, last.replace(name, STRANGER), ""]))
    return root


def served(root):
    project = Project.at(root)
    return Server(project, 0, partial(build_into, project, None, nobody, engine=ENGINE))


@pytest.fixture(scope="module")
def cut(tmp_path_factory):
    with served(project_with_a_stranger(tmp_path_factory.mktemp("cut") / "project")) as server:
        next(server.builds())
        yield server


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """The same results with every row in the page, as Python writes them."""
    with (
        pytest.MonkeyPatch.context() as patch,
        served(project_with_a_stranger(tmp_path_factory.mktemp("whole") / "project")) as server,
    ):
        patch.setattr(result_table, "MOST_ROWS", RESULTS)
        next(server.builds())
        yield server


def said(page, text):
    page.locator(".eff-said", has_text=text).wait_for()


def rows_of(page):
    return page.locator(".eff-results tbody tr").evaluate_all(WORDS)


def show_all(page):
    more = page.locator(".eff-results > .eff-button")
    while more.is_visible():
        more.click()
        page.wait_for_timeout(100)


def test_rows_made_from_the_data_file_read_as_those_of_the_page(cut, whole, open_page):
    page = open_page(cut, PAGE, live=False)
    assert len(rows_of(page)) < RESULTS
    show_all(page)
    made = rows_of(page)
    assert len(made) == RESULTS
    assert made == rows_of(open_page(whole, PAGE, live=False))
    assert page.evaluate("() => window.pwned") is None
    assert page.locator(".eff-results img, .eff-results script").count() == 0
    assert page.watch.errors == []


def test_sorting_goes_over_all_rows_and_leaves_the_empty_ones_last(cut, open_page):
    page = open_page(cut, PAGE, live=False)
    head = page.locator(".eff-results th", has_text="Training compute")
    column = head.evaluate("each => each.cellIndex")
    head.locator("button").click()
    said(page, f"{RESULTS} results")
    show_all(page)
    assert head.get_attribute("aria-sort") == "ascending"
    values = [row.split(" | ")[column] for row in rows_of(page)]
    numbers = [float(value.removeprefix("≈")) for value in values if value]
    assert numbers == sorted(numbers)
    assert values[len(numbers) :] == [""] * (RESULTS - len(numbers))
    head.locator("button").click()
    assert head.get_attribute("aria-sort") == "descending"


def test_the_filter_finds_rows_that_do_not_stand_in_the_page(cut, whole, open_page):
    expected = [row for row in rows_of(open_page(whole, PAGE, live=False)) if row.startswith("Mixed ")]
    page = open_page(cut, PAGE, live=False)
    page.locator(".eff-tools input").fill("mixed")
    said(page, f"{len(expected)} of {RESULTS} results")
    assert rows_of(page) == expected


def option_of(choice, words):
    """A list's option whose value is those words, and how many rows it says there are."""
    texts = choice.locator("option").all_text_contents()
    (found,) = [text for text in texts if text.startswith(f"{words} (")]
    return found, int(found.rpartition("(")[2].rstrip(")"))


def test_a_list_narrows_all_rows_and_joins_the_filter_by_words(cut, whole, open_page):
    rows = rows_of(open_page(whole, PAGE, live=False))
    page = open_page(cut, PAGE, live=False)
    method = page.get_by_role("combobox", name="Method: All results")
    text, count = option_of(method, "counted")

    method.select_option(text)
    said(page, f"{count} of {RESULTS} results")
    show_all(page)
    shown = rows_of(page)
    assert len(shown) == count
    assert [row for row in rows if row in shown] == shown

    page.locator(".eff-tools input").fill("mixed")
    both = [row for row in shown if row.startswith("Mixed ")]
    assert 0 < len(both) < count
    said(page, f"{len(both)} of {RESULTS} results")
    assert rows_of(page) == both

    page.locator(".eff-tools input").fill("")
    method.select_option("")
    said(page, f"{RESULTS} results, ")


def test_a_list_is_used_by_keyboard_alone_in_a_table_that_stands_in_the_page(whole, open_page):
    page = open_page(whole, PAGE, live=False, permissions=["clipboard-read", "clipboard-write"])
    method = page.get_by_role("combobox", name="Method: All results")
    text, count = option_of(method, "counted")
    page.locator(".eff-tools input").focus()
    while method.evaluate("each => each !== document.activeElement"):
        page.keyboard.press("Tab")
    page.keyboard.type("counted")
    said(page, f"{count} of {RESULTS} results")
    assert method.evaluate("each => each.selectedOptions[0].textContent") == text

    while page.evaluate("() => document.activeElement.textContent") != "Copy":
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    said(page, f"{count} rows copied")
    lines = page.evaluate("() => navigator.clipboard.readText()").rstrip("\n").split("\n")
    assert len(lines) == 1 + count
    assert page.watch.errors == []


def test_what_is_copied_is_every_row_that_was_asked_for(cut, open_page):
    page = open_page(cut, PAGE, live=False, permissions=["clipboard-read", "clipboard-write"])
    page.locator(".eff-tools button").click()
    said(page, f"{RESULTS} rows copied")
    lines = page.evaluate("() => navigator.clipboard.readText()").rstrip("\n").split("\n")
    assert len(lines) == 1 + RESULTS
    assert lines[0].split("\t")[:2] == ["System", "Published"]
    assert {line.count("\t") for line in lines} == {lines[0].count("\t")}


def test_a_link_to_a_row_of_the_data_file_opens_it_with_all_that_is_known(cut, open_page):
    name = next(csv.reader([STRANGER]))[0]
    page = open_page(cut, f"{PAGE}#system-{slug(name)}", live=False)
    described = page.locator("tr.eff-more").last
    described.wait_for()
    text = described.inner_text()
    assert "Training compute\n3.53734e17 FLOP" in text
    assert "Training compute, low end\n2.83e17 FLOP\nTraining compute, high end\n4.599e17 FLOP" in text
    assert "Low and high are\ngiven" in text
    assert "Submission\nlab-001" in text
    assert page.evaluate("() => window.pwned") is None


def test_a_row_that_stands_in_the_page_of_a_cut_table_is_described_from_the_data_file(cut, open_page):
    page = open_page(cut, PAGE, live=False)
    assert page.locator("tr.eff-more").count() == 0
    opened = page.locator("details.eff-row > summary").first
    name = opened.inner_text()
    opened.click()
    described = page.locator(f"tr:has(> th:text-is('{name}')) + tr.eff-more")
    described.wait_for()
    assert "Submission\nlab-001" in described.inner_text()
    opened.click()
    opened.click()
    assert page.locator("tr.eff-more").count() == 1
    assert described.is_visible()
    assert page.watch.errors == []


def test_the_search_of_the_site_leads_to_a_row_that_does_not_stand_in_the_page(cut, whole, open_page):
    opened = "details.eff-row > summary"
    page = open_page(cut, PAGE, live=False)
    there = set(page.locator(opened).all_text_contents())
    of_all = open_page(whole, PAGE, live=False).locator(opened).all_text_contents()
    name = [name for name in of_all if name not in there and name.isascii() and "<" not in name][-1]
    searched(page, name).and_(page.locator(f"a[href$='#system-{slug(name)}']")).click()
    said(page, f"1 of {RESULTS} results")
    assert [row.split(" | ")[0] for row in rows_of(page)] == [name]
    assert page.locator("details.eff-row").get_attribute("open") is not None
    assert page.watch.errors == []


def test_without_javascript_the_whole_table_is_a_file(cut, open_page):
    page = open_page(cut, PAGE, live=False, java_script_enabled=False)
    link = page.locator(".eff-cut a")
    assert link.is_visible()
    answer = page.request.get(f"{cut.address}{PAGE}{link.get_attribute('href')}")
    assert len(answer.text().splitlines()) == 1 + RESULTS


def test_a_table_that_stands_whole_in_the_page_is_sorted_and_filtered_as_well(whole, open_page):
    page = open_page(whole, PAGE, live=False)
    page.locator(".eff-results th button", has_text="Factor").click()
    factors = [row.split(" | ") for row in rows_of(page)]
    column = page.locator(".eff-results th", has_text="Factor").evaluate("each => each.cellIndex")
    numbers = [float(row[column].strip("≈x").replace(",", "")) for row in factors if row[column]]
    assert numbers == sorted(numbers)
    assert page.watch.errors == []


def hash_of(page):
    return page.evaluate("location.hash")


def test_what_is_asked_of_a_table_is_in_the_address_and_a_link_asks_it_again(cut, open_page):
    page = open_page(cut, PAGE, live=False)
    method = page.get_by_role("combobox", name="Method: All results")
    method.select_option(option_of(method, "counted")[0])
    page.locator(".eff-tools input").fill("mixed 1")
    head = page.locator(".eff-results th", has_text="Factor").locator("button")
    head.click()
    head.click()
    said(page, f"of {RESULTS} results")
    assert hash_of(page) == "#words=mixed+1&method=counted&sort=factor,down"
    shown = rows_of(page)
    assert 1 < len(shown) < 60
    again = open_page(cut, f"{PAGE}{hash_of(page)}", live=False)
    said(again, f"{len(shown)} of {RESULTS} results")
    assert rows_of(again) == shown
    assert again.locator(".eff-tools input").input_value() == "mixed 1"
    assert again.locator(".eff-results th[aria-sort=descending]").inner_text().startswith("Factor")
    assert again.locator(".eff-results").evaluate("each => each.getBoundingClientRect().top") < 900
    assert again.watch.errors == []


def test_a_table_and_a_chart_keep_their_states_in_one_address(cut, open_page):
    page = open_page(cut, f"{PAGE}#words=mixed")
    page.get_by_role("button", name="All results").first.click()
    page.wait_for_function("() => location.hash.includes('hide')")
    assert hash_of(page) == "#words=mixed&hide=results"
    page.locator(".eff-tools input").fill("")
    assert hash_of(page) == "#hide=results"
    page.get_by_role("button", name="All results").first.click()
    page.wait_for_function("() => location.hash === ''")


def test_words_of_any_kind_come_back_from_the_address(cut, open_page):
    page = open_page(cut, PAGE, live=False)
    words = 'a&sort=factor,up #1 + 100 % <img src=x onerror="window.pwned=1">'
    page.locator(".eff-tools input").fill(words)
    said(page, f"0 of {RESULTS} results")
    again = open_page(cut, f"{PAGE}{hash_of(page)}", live=False)
    said(again, f"0 of {RESULTS} results")
    assert again.locator(".eff-tools input").input_value() == words
    assert again.locator(".eff-results th[aria-sort]").count() == 0
    assert again.evaluate("() => window.pwned") is None


@pytest.mark.parametrize(
    "asked", ["method=none", "sort=source,up", "sort=,", "words=", "status2=claimed", "x=1"]
)
def test_what_an_address_asks_that_no_table_has_is_passed_over(cut, open_page, asked):
    page = open_page(cut, f"{PAGE}#{asked}", live=False)
    page.locator(".eff-tools").wait_for()
    assert page.locator(".eff-said").inner_text() == ""
    assert page.watch.errors == []


def test_an_open_page_follows_its_address_back_to_all_rows(cut, open_page):
    page = open_page(cut, f"{PAGE}#words=mixed&sort=system,down", live=False)
    said(page, f"of {RESULTS} results")
    page.evaluate("() => { location.hash = ''; }")
    said(page, f"{RESULTS} results, ")
    assert page.locator(".eff-results th[aria-sort]").count() == 0
    assert page.locator(".eff-tools input").input_value() == ""


def test_two_rows_of_the_data_file_stand_side_by_side_by_keyboard_and_by_address(cut, whole, open_page):
    page = open_page(cut, PAGE, live=False)
    summary = page.get_by_text("Two systems side by side")
    summary.focus()
    page.keyboard.press("Enter")
    second = page.get_by_role("combobox", name="Second of two systems")
    page.wait_for_function("() => document.querySelectorAll('.eff-beside option').length > 600")
    last = rows_of(open_page(whole, PAGE, live=False))[-2].split(" | ")
    second.focus()
    page.keyboard.press("End")
    page.keyboard.press("ArrowUp")
    told = page.locator(".eff-beside tbody tr", has_text="Training compute")
    told.wait_for()
    assert page.locator(".eff-beside thead th").all_inner_texts()[1] == last[0]
    cells = told.locator("td").all_inner_texts()
    one, other = (float(cell.removeprefix("≈")) for cell in cells[:2])
    assert float(cells[2].removeprefix("≈").removesuffix("x").replace(",", "")) == pytest.approx(
        other / one, rel=0.01
    )
    assert hash_of(page).startswith("#beside=")
    assert hash_of(page).endswith(f",{slug(last[0])}")
    again = open_page(cut, f"{PAGE}{hash_of(page)}&words=mixed", live=False)
    again.locator(".eff-beside tbody tr", has_text="Training compute").wait_for()
    assert again.locator(".eff-beside tbody").inner_text() == page.locator(".eff-beside tbody").inner_text()
    assert page.watch.errors == again.watch.errors == []
    summary.click()
    page.wait_for_function("() => location.hash === ''")


def test_a_stranger_s_name_is_text_among_two_side_by_side(cut, open_page):
    name = next(csv.reader([STRANGER]))[0]
    page = open_page(cut, f"{PAGE}#beside={slug(name)},none", live=False, width=360)
    page.locator(".eff-beside tbody tr").first.wait_for()
    assert page.locator(".eff-beside thead th").first.inner_text() == name
    assert page.evaluate("() => window.pwned") is None
    assert page.locator(".eff-beside :is(img, script)").count() == 0
    over = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(over) == 0


@pytest.mark.parametrize("width", [360, 1280])
def test_the_table_and_what_can_be_done_with_it_stay_in_the_width(cut, open_page, width):
    page = open_page(cut, PAGE, live=False, width=width)
    page.locator(".eff-tools input").fill("mixed")
    said(page, "of 320 results")
    over = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(over) == 0


def test_an_address_whose_percent_sign_stands_for_nothing_opens_the_page_as_it_is(cut, open_page):
    page = open_page(cut, f"{PAGE}#100%", live=False)
    head = page.locator(".eff-results th", has_text="Training compute")
    head.locator("button").click()
    said(page, f"{RESULTS} results")
    assert page.watch.errors == []

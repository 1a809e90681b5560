"""A figure says on a tap how it was got: by mouse, keyboard and touch, with scripts and without."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = pytest.mark.browser

PAGE = "imagenet/alexnet-level/"
PHONE = {"width": 360, "has_touch": True, "is_mobile": True}
SHOWN = ".eff-behind:popover-open"
INSIDE = """(note) => { const { left, right, top, bottom } = note.getBoundingClientRect();
  return left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight; }"""


def factor(page):
    return page.locator(".eff-headline .eff-why", has_text="44 times")


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("width", [360, 1280])
def test_a_headline_s_figure_explains_itself_with_scripts_and_without(
    effsite_site, open_page, width, scripts
):
    page = open_page(effsite_site[0], PAGE, live=False, width=width, java_script_enabled=scripts)
    factor(page).click()
    note = page.locator(SHOWN)
    note.wait_for()
    assert "5.322e17 FLOP ÷ 1.198e16 FLOP = 44.42x" in note.inner_text()
    assert note.evaluate(INSIDE)
    note.get_by_role("button", name="Close").click()
    assert page.locator(SHOWN).count() == 0


def test_the_keyboard_opens_a_note_goes_into_it_and_comes_back(effsite_site, open_page):
    page = open_page(effsite_site[0], PAGE, live=False)
    factor(page).focus()
    page.keyboard.press("Enter")
    page.locator(SHOWN).wait_for()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "The method"
    page.keyboard.press("Escape")
    assert page.locator(SHOWN).count() == 0
    assert page.evaluate("document.activeElement.textContent") == "44 times"


def test_a_row_s_compute_shows_its_working_where_it_stands(effsite_site, open_page):
    page = open_page(effsite_site[0], PAGE, live=False)
    page.locator(".eff-results a.eff-why").first.focus()
    page.keyboard.press("Enter")
    note = page.locator(SHOWN)
    note.wait_for()
    assert "1.54e9 FLOP per image × 1.152e8 images × 3 passes" in note.inner_text()
    assert note.evaluate(INSIDE)
    assert page.evaluate("location.hash") == ""
    page.keyboard.press("Escape")
    page.locator(".eff-results .eff-behind").wait_for(state="detached")
    assert page.watch.errors == []


def test_a_row_s_compute_is_tapped_on_a_phone(effsite_site, open_page):
    page = open_page(effsite_site[0], PAGE, live=False, **PHONE)
    card = page.locator(".eff-results tbody tr").first
    card.locator(".eff-unfold").tap()
    card.locator("a.eff-why").tap()
    note = page.locator(SHOWN)
    note.wait_for()
    assert "× 3 passes" in note.inner_text()
    assert note.evaluate(INSIDE)


def test_without_scripts_a_row_s_compute_leads_to_its_working(effsite_site, open_page):
    page = open_page(effsite_site[0], PAGE, live=False, java_script_enabled=False)
    page.locator(".eff-results a.eff-why").first.click()
    row = page.locator("tr:target")
    assert "1.54e9 FLOP per image" in row.inner_text()


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_an_open_note(effsite_site, open_page, scheme, width):
    page = open_page(effsite_site[0], PAGE, live=False, width=width, color_scheme=scheme)
    factor(page).click()
    page.locator(SHOWN).wait_for()
    answer = Axe().run(page)
    assert [(rule["id"], rule["nodes"][0]["html"][:120]) for rule in answer.response["violations"]] == []


def test_an_estimate_has_its_mark_on_the_page_on_a_card_and_in_the_chart(effsite_site, open_page):
    path = "imagenet/resnet50-level/"
    page = open_page(effsite_site[0], path, live=False)
    row = page.locator(".eff-results tr", has_text="ResNet-50, 8x V100 EC2 (DIUx)").first
    assert row.locator(".eff-why").inner_text() == "≈2.292e18"
    page.locator(".eff-results th button", has_text="Training compute").click()
    page.locator(".eff-said", has_text="results").wait_for()
    cells = page.locator(".eff-results a.eff-why").all_inner_texts()
    numbers = [float(cell.removeprefix("≈")) for cell in cells]
    assert len(numbers) > 20
    assert numbers == sorted(numbers)
    phone = open_page(effsite_site[0], path, live=False, **PHONE)
    brief = phone.locator(".eff-results .eff-brief", has_text="2.29 EFLOP").inner_text()
    assert brief.startswith("≈1.281x · ≈2.29 EFLOP")


@pytest.mark.parametrize("width", [360, 1280])
def test_two_targets_stand_side_by_side_and_the_address_keeps_the_pair(effsite_site, open_page, width):
    pair = "imagenet/alexnet-level,imagenet/resnet50-level"
    page = open_page(effsite_site[0], f"targets/#beside={pair}", live=False, width=width)
    box = page.locator(".eff-beside")
    box.locator("tbody tr").first.wait_for()
    lines = {
        row.locator("th").inner_text(): row.locator("td").all_inner_texts()
        for row in box.locator("tbody tr").all()
    }
    assert lines["Factor"] == ["44.42x", "≈11.97x"]
    assert lines["n"] == ["6", "11"]
    first = page.get_by_role("combobox", name="First of two targets")
    first.select_option(label="ResNet-50 level (ImageNet classification)")
    hash_of = "location.hash === '#beside=imagenet/resnet50-level,imagenet/resnet50-level'"
    page.wait_for_function(f"() => {hash_of}")
    assert Axe().run(page, context=".eff-beside").response["violations"] == []
    assert page.watch.errors == []


@pytest.mark.parametrize("options", [{"width": 1280}, PHONE], ids=["desktop", "phone"])
def test_a_figure_in_the_table_of_all_targets_explains_itself_with_the_note_of_its_page(
    effsite_site, open_page, options
):
    page = open_page(effsite_site[0], "targets/", live=False, **options)
    row = page.locator(".eff-results tbody tr", has=page.get_by_text("AlexNet level", exact=True))
    if options is PHONE:
        row.locator(".eff-unfold").click()
    row.get_by_role("button", name="44.42x", exact=True).click()
    note = page.locator(SHOWN)
    note.wait_for()
    assert "5.322e17 FLOP ÷ 1.198e16 FLOP = 44.42x" in note.inner_text()
    assert note.evaluate(INSIDE)
    method = note.get_by_role("link", name="The method").get_attribute("href")
    assert method == f"{effsite_site[0].address}method/#the-reduction-factor"
    assert (
        Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag22aa"]}).response["violations"] == []
    )
    page.keyboard.press("Escape")
    note.wait_for(state="detached")
    row.get_by_role("button", name="15.3 months").click()
    assert "which make 44x, = 15.3 months" in page.locator(SHOWN).inner_text()
    page.keyboard.press("Escape")
    note.wait_for(state="detached")
    row.get_by_role("button", name="8.1 to 42.7").click()
    assert "which make 44x, = 15.3 months" in page.locator(SHOWN).inner_text()
    page.keyboard.press("Escape")
    note.wait_for(state="detached")
    row.get_by_role("button", name="15.9 months").click()
    assert "one straight line, fitted by least squares" in page.locator(SHOWN).inner_text()
    assert page.watch.errors == []


@pytest.mark.parametrize(
    ("path", "target", "figure", "told"),
    [
        ("rates/", "First era, 1959-2012", "20.1", "= 20.1 months"),
        ("rates/", "Modern era, 2012-2018", "3.531", "= 3.5 months"),
        ("across-targets/", "94 % on CIFAR-10", "16.19", "= 16.2 months"),
        ("effective-compute/", "ResNet-50 level", "14.24", "= 14.2 months"),
        ("hardware-and-algorithms/", "AlexNet level", "44.42x", "= 44.42x"),
        ("policy/", "AlexNet level", "15.3 months", "= 15.3 months"),
    ],
)
def test_a_figure_in_any_table_of_targets_has_the_note_of_its_own_target_and_measure(
    effsite_site, open_page, path, target, figure, told
):
    page = open_page(effsite_site[0], path, live=False, width=1280)
    row = page.locator("tbody tr", has=page.locator("th").get_by_text(target, exact=True)).first
    row.get_by_role("button", name=figure, exact=True).click()
    page.locator(SHOWN).wait_for()
    assert told in page.locator(SHOWN).inner_text()
    assert page.watch.errors == []


def test_where_the_note_cannot_be_had_the_figure_leads_to_its_page(effsite_site, open_page):
    page = open_page(effsite_site[0], "targets/", live=False)
    page.route(
        "**/imagenet/alexnet-level/",
        lambda route: route.abort() if route.request.resource_type == "fetch" else route.continue_(),
    )
    page.get_by_role("button", name="44.42x", exact=True).click()
    page.wait_for_url("**/imagenet/alexnet-level/")

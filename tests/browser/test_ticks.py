"""What stands along the axes of charts: no label lies on another, none is said twice, whatever the span."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from effsite.site.charts import Designs, assets, figure_html, target_chart
from effsite.site.charts.date_ticks import date_ticks
from effsite.site.charts.scene import milliseconds
from tests.browser.conftest import BARE, write_assets, write_chart
from tests.browser.painted import ALL_LIVE, PAINTED
from tests.builders import make_result
from tests.charts.conftest import summary_of
from tests.web_server import Site

pytestmark = pytest.mark.browser

WIDTHS = (360, 768, 1280)
SPANS = {"one-day": 0, "two-days": 1, "days": 4, "week": 8, "weeks": 30, "months": 200, "decades": 21_000}
"""Days from the first to the last of four results."""

LABELS = """() => {
  const charts = new Map();
  for (const each of window.paintedTexts()) charts.set(each.canvas, [...charts.get(each.canvas) ?? [], each]);
  const inked = ({ box }) => box.right > box.left;
  return [...charts.values()].map((texts) => {
    const lowest = Math.max(...texts.filter(inked).map(({ box }) => box.top));
    return texts.filter((each) => inked(each) && each.box.bottom > lowest);
  });
}"""
"""Of each live chart the texts of its lowest line: those along its lower axis, from left to right."""

MEET = """() => {
  const all = window.paintedTexts();
  const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  return all.flatMap((one, n) => all.slice(0, n)
    .filter((other) => one.canvas === other.canvas && meet(one.box, other.box))
    .map((other) => `${other.text} | ${one.text}`));
}"""
CUT = """() => window.paintedTexts()
  .some(({ box, seen: [canvas] }) => box.left < canvas.left || box.right > canvas.right)"""
IN_PICTURES = """() => [...document.querySelectorAll(".eff-svg")]
  .filter((svg) => svg.checkVisibility({ visibilityProperty: false })).flatMap((svg) => {
    const ticks = [...svg.querySelectorAll(".eff-ticks text")]
      .map((each) => [each.textContent, each.getBoundingClientRect()]);
    const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
    return ticks.flatMap(([text, box], n) => ticks.slice(0, n)
      .filter(([, other]) => meet(box, other)).map(([other]) => `${other} | ${text}`));
  })"""
CURVES = ("digits/97-percent/", "algoperf-conformer/wer-8-6-tuned/", "fineweb-gpt2/medium-tokens/")
FRAME = "embed/imagenet/alexnet-level.html"
KINDS = (FRAME, "marin-speedrun/", "imagenet/", "ai-and-compute/", "rates/", "targets/", *CURVES)


@pytest.fixture(scope="module")
def dated(tmp_path_factory):
    """`days.html` and others: a chart of four results each, so many days from the first to the last."""
    folder = tmp_path_factory.mktemp("dated")
    designs = Designs(tmp_path_factory.mktemp("designs"))
    write_assets(folder)
    shared = {"script": assets().script, "stylesheet": assets().stylesheet, "table": ""}
    for name, days in SPANS.items():
        chart = target_chart(designs, summary_of(*spread(days)), name=name, shares=name)
        write_chart(folder, chart, designs)
        (folder / f"{name}.html").write_text(BARE.format(figure=figure_html(chart), **shared), "utf-8")
    site = Site(folder)
    yield site
    site.close()


def spread(days: int):
    first = date(2025, 5, 19) - timedelta(days=days)
    for n in range(4):
        day = first + timedelta(days=round(days * n / 3))
        yield make_result(f"Network {n}", day.isoformat(), training_flop=1e18 / 3**n)


@pytest.fixture
def painted(open_page):
    """Opens a page of a site whose painted texts can be asked for, its charts alive."""

    def opened(site, path, **options):
        page = open_page(site, "sitemap.xml", live=False, **options)
        page.add_init_script(f"({PAINTED})()")
        page.goto(site.address + path)
        page.wait_for_function(ALL_LIVE)
        return page

    return opened


def along(page, width):
    """What each live chart says along its lower axis at that width of the page; no text lies on another."""
    page.set_viewport_size({"width": width, "height": 900})
    page.wait_for_timeout(400)
    assert page.evaluate(MEET) == []
    assert page.evaluate(IN_PICTURES) == []
    said = [[each["text"] for each in texts] for texts in page.evaluate(LABELS)]
    assert all(len(set(texts)) == len(texts) for texts in said), said
    return said


@pytest.mark.parametrize("span", SPANS)
@pytest.mark.parametrize("width", WIDTHS)
def test_dates_along_a_chart_stand_apart_and_are_said_once(dated, painted, span, width):
    (said,) = along(painted(dated, f"{span}.html", width=width), width)
    assert len(said) >= 2


def test_a_chart_of_days_names_days_and_one_of_decades_decades(dated, painted):
    (days,) = along(painted(dated, "days.html"), 1280)
    assert days == ["15 May 2025", "16 May 2025", "17 May 2025", "18 May 2025", "19 May 2025"]
    (narrow,) = along(painted(dated, "days.html", width=360), 360)
    assert narrow == ["15 May 2025", "17 May 2025", "19 May 2025"]
    (decades,) = along(painted(dated, "decades.html", width=360), 360)
    assert decades == ["1980", "2000", "2020"]


def wheel(page, times, by):
    box = page.locator(".eff-live").bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + box["height"] / 2)
    for _ in range(times):
        page.mouse.wheel(0, by)
        page.wait_for_timeout(20)


ACROSS = "() => { const { x_range } = Bokeh.documents[0].roots()[0]; return x_range.end - x_range.start; }"


@pytest.mark.parametrize("span", ["days", "decades"])
def test_a_chart_that_is_zoomed_in_ends_at_one_day_whose_date_it_names(dated, painted, span):
    page = painted(dated, f"{span}.html")
    page.locator("[title='Wheel Zoom']").click()
    wheel(page, 60 if span == "days" else 150, -300)
    assert page.evaluate(ACROSS) == pytest.approx(86_400_000, rel=1e-6)
    for width in (1280, 768):
        (said,) = along(page, width)
        assert 1 <= len(said) <= 2
        assert all(len(text.split()) == 3 for text in said), said


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("window", ["from=2025-05-16&to=2025-05-17", "from=2025-05-15&to=2025-05-18"])
def test_an_address_of_a_day_or_a_few_names_their_dates(dated, painted, window, width):
    (said,) = along(painted(dated, f"days.html#{window}", width=width), width)
    assert 1 <= len(said) <= 4
    assert all(text.endswith(" May 2025") for text in said)


def test_a_chart_that_is_dragged_has_whole_dates_wherever_it_stops(dated, painted):
    page = painted(dated, "days.html", width=768)
    page.locator("[title=Pan]").click()
    box = page.locator(".eff-live").bounding_box()
    for _ in range(5):
        page.mouse.move(box["x"] + 400, box["y"] + 200)
        page.mouse.down()
        page.mouse.move(box["x"] + 363, box["y"] + 200, steps=4)
        page.mouse.up()
        (said,) = along(page, 768)
        assert len(said) >= 2
        cut = page.evaluate(
            "() => window.paintedTexts().some(({ box, seen }) => box.right > seen[0].right || box.left < 0)"
        )
        assert not cut


IN_LEVELS = """() => [...document.querySelectorAll("[data-level-data] .eff-level-axes")].map((axes) => {
  const frame = axes.closest("svg").getBoundingClientRect();
  const texts = [...axes.querySelectorAll("text")]
    .map((each) => [each.textContent, each.getBoundingClientRect()]);
  const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  const cut = texts.filter(([, box]) => box.left < frame.left || box.right > frame.right);
  return [...cut.map(([text]) => text), ...texts.flatMap(([text, box], n) => texts.slice(0, n)
    .filter(([, other]) => meet(box, other)).map(([other]) => `${other} | ${text}`))];
}).flat()"""


@pytest.mark.parametrize("width", WIDTHS)
def test_what_stands_along_the_charts_of_a_moved_level_is_apart_and_whole(effsite_site, open_page, width):
    site, project = effsite_site
    pages = sorted(project.site.glob("*/*-at-any-level/index.html"))
    assert len(pages) > 5
    page = open_page(site, "", width=width, live=False)
    found = {}
    for path in pages:
        page.goto(f"{site.address}{path.parent.relative_to(project.site)}/")
        page.wait_for_selector(".eff-level-axes text")
        page.wait_for_timeout(200)
        if met := page.evaluate(IN_LEVELS):
            found[path.parent.name] = met
    assert found == {}


@pytest.mark.parametrize("path", KINDS)
def test_no_label_of_a_chart_of_any_kind_lies_on_another(effsite_site, painted, path):
    page = painted(effsite_site[0], path)
    for width in WIDTHS:
        assert all(along(page, width)), width


def test_the_page_s_script_sets_the_days_that_pictures_have(dated, open_page):
    page = open_page(dated, "days.html")
    for days in (0.4, 1, 3, 5, 9, 17, 33, 60, 100, 400, 1200, 4_000, 20_000, 200_000):
        for pixels in (0, 240, 282, 640, 862):
            low = milliseconds(date(1999, 12, 3)) + 3_600_000
            ends = [low, low + days * 86_400_000, pixels]
            expected = [list(tick) for tick in date_ticks(*ends)]
            assert page.evaluate("(ends) => window.effsite.dateTicks(...ends)", ends) == expected

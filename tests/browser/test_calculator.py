"""The calculator of effective compute, in a real browser, says what effsite.analysis says."""

from __future__ import annotations

import http.server
import re
import threading
from functools import partial
from typing import TYPE_CHECKING

import pytest

from effsite.analysis.equivalent import Equivalent, equivalent
from effsite.analysis.summary import TargetSummary, summarise
from effsite.site.charts import assets
from effsite.site.pages.effective_compute import effective_compute_page
from effsite.site.pages.survey import survey
from effsite.site.settings import SiteSettings
from tests.builders import make_collection, make_result, make_target, make_task, make_task_collection

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from effsite.records import Collection

pytestmark = pytest.mark.browser

ROWS = {
    "bounded": "2012-06-01 1e18, 2013-05-01 4e17, 2014-08-01 3e17, 2015-06-01 1.1e17, 2017-02-01 3e16",
    "unbounded": "2012-06-01 1e18, 2013-06-01 9e17, 2013-06-05 1e17, 2013-06-09 2e16, 2013-06-13 1e15, "
    "2019-06-01 9e14",
    "few": "2015-01-01 8e18, 2016-01-01 2e18, 2018-01-01 1e18",
}
"""Targets with the dates and FLOP of their records."""

BARE = """\
<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Effective compute</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'self'; style-src 'self' 'unsafe-inline'">
<link rel="icon" href="data:,"><link rel="stylesheet" href="{stylesheet}">
<script src="{script}"></script></head><body class="md-typeset">{body}</body></html>
"""


def collection() -> Collection:
    results = [
        make_result(
            f"{name} {n}",
            row.split()[0],
            target=name,
            training_flop=float(row.split()[1]),
            source_url=f"https://example.org/{name}/{n}",
        )
        for name, rows in ROWS.items()
        for n, row in enumerate(rows.split(", "))
    ]
    targets = [make_target(name=name, title=f"Level <i>{name}</i>") for name in ROWS]
    return make_collection(make_task_collection(results, task=make_task(*targets)))


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The page with its table and form, under the site's policy."""
    folder: Path = tmp_path_factory.mktemp("calculator")
    shared = assets()
    for name, content in shared.files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    made = effective_compute_page(survey(collection(), SiteSettings()))
    assert made is not None
    page = BARE.format(stylesheet=shared.stylesheet, script=shared.script, body=made.body)
    (folder / "index.html").write_text(page, encoding="utf-8")
    handler = partial(http.server.SimpleHTTPRequestHandler, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    page = browser.new_page()
    page.goto(address)
    yield page
    page.close()


def answer(page: Page) -> str:
    return page.locator(".eff-answer").inner_text()


def choose(page: Page, name: str, flop: str, of: int, to: int) -> str:
    page.locator(".eff-of-target").select_option(label=f"ImageNet: Level <i>{name}</i>")
    page.locator(".eff-of-flop").fill(flop)
    page.locator(".eff-of-year").select_option(str(of))
    page.locator(".eff-in-year").select_option(str(to))
    return answer(page)


def summary(name: str) -> TargetSummary:
    (task,) = collection().tasks
    return summarise(task, task.task.target(name))


def said(found: Equivalent) -> str:
    """The answer for what the analysis finds, each number at four significant digits."""

    def shown(flop: float) -> str:
        mantissa, _, power = f"{flop:.3e}".partition("e")
        return f"{mantissa.rstrip('0').rstrip('.')}e{int(power)}"

    if found.low is None and found.high is None:
        ends = "its records bound no interval"
    elif found.low is None:
        ends = f"at most {shown(found.high or 0)}"
    elif found.high is None:
        ends = f"at least {shown(found.low)}"
    else:
        ends = f"{shown(found.low)} to {shown(found.high)}"
    return f"{shown(found.flop)} FLOP ({ends})"


@pytest.mark.parametrize(
    ("name", "flop", "of", "to"),
    [
        ("bounded", "1e18", 2012, 2017),
        ("bounded", "3.7e21", 2016, 2013),
        ("bounded", "123456789", 2014, 2014),
        ("unbounded", "5e19", 2012, 2019),
        ("unbounded", "5e19", 2018, 2013),
        ("few", "2E18", 2015, 2018),
    ],
)
def test_the_answer_is_that_of_the_analysis(page: Page, name: str, flop: str, of: int, to: int) -> None:
    assert choose(page, name, flop, of, to) == said(equivalent(summary(name), float(flop), of, to))


def test_it_opens_with_the_first_target_over_all_its_years(page: Page) -> None:
    assert answer(page) == said(equivalent(summary("bounded"), 1e18, 2012, 2017))
    years = page.locator(".eff-of-year option").all_inner_texts()
    assert years == ["2012", "2013", "2014", "2015", "2016", "2017"]


def test_another_target_brings_its_own_years(page: Page) -> None:
    page.locator(".eff-of-target").select_option(label="ImageNet: Level <i>few</i>")
    assert page.locator(".eff-in-year option").all_inner_texts() == ["2015", "2016", "2017", "2018"]
    assert answer(page) == said(equivalent(summary("few"), 1e18, 2015, 2018))


@pytest.mark.parametrize("text", ["", "0", "-1", "1e999", "much", "1,000", "0x10", "1e18 FLOP"])
def test_what_is_no_amount_is_answered_with_how_to_write_one(page: Page, text: str) -> None:
    page.locator(".eff-of-flop").fill(text)
    assert answer(page) == "Write the compute as a number above zero: 1e18."


def test_without_scripts_there_is_the_table_and_no_empty_form(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    assert not page.locator(".eff-calculator").is_visible()
    assert page.locator("tr[data-months]").count() == len(ROWS)
    shown = page.locator("tr[data-months]").first.inner_text()
    assert re.search(r"\b3(\.\d+)?e16\b|\b2\.\d+e16\b", shown)
    context.close()


def test_the_calculator_fits_a_phone(effsite_site, open_page):
    page = open_page(effsite_site[0], "effective-compute/", width=360, live=False)
    page.locator(".eff-calculator select").first.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360

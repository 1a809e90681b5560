"""The corpus of hostile texts in every field, as a browser meets it: nothing runs, nothing is lost."""

from __future__ import annotations

import pytest

from effsite.site.project import Project
from effsite.workflows.build import build_into
from effsite.workflows.events import nobody
from tests.hostile.project import ROWS_OF_A_TASK, hostile_project, names

from .conftest import ENGINE, Site, Watch, searched

pytestmark = pytest.mark.browser

WATCH = """
window.refused = [];
document.addEventListener("securitypolicyviolation", (e) => window.refused.push(e.violatedDirective));
"""
ALL_LIVE = """() => [...document.querySelectorAll(".eff-chart[data-chart]")]
  .filter((each) => each.offsetParent).every((each) => each.dataset.state === "live")"""
NAMES = """() => [...document.querySelectorAll("table tbody th[scope=row]")].map((each) => each.innerText)"""
INJECTED = """() => {
  const script = document.createElement("script");
  script.textContent = "window.pwned = 1";
  document.body.append(script);
  const box = document.createElement("div");
  box.innerHTML = "<img src=x onerror='window.pwned=2'>";
  document.body.append(box);
  const away = new Image();
  away.src = "https://evil.lab-nine.org/a.png";
  const frame = document.createElement("iframe");
  frame.src = "https://evil.lab-nine.org/";
  document.body.append(frame);
  return fetch("https://evil.lab-nine.org/").catch(() => null).then(() => null);
}"""

ALL_REFUSED = """() => ["script-src-elem", "img-src", "frame-src", "connect-src"]
  .every((each) => window.refused.includes(each))"""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """The site with the corpus in it, and its folder."""
    root = tmp_path_factory.mktemp("hostile") / "project"
    folder = root / "site"
    folder.mkdir(parents=True)
    site = Site(folder)
    folder.rmdir()
    project = Project.at(hostile_project(root, site.address, every=12))
    build_into(project, None, nobody, engine=ENGINE)
    yield site, project.site
    site.close()


@pytest.fixture
def watched(browser, hostile):
    """Opens an address of the hostile site; the dialogs that it opened are in `page.dialogs`."""
    site, _ = hostile
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.add_init_script(WATCH)
    page = context.new_page()
    page.watch = Watch(page, site.address)
    page.dialogs = []
    page.on("dialog", lambda dialog: (page.dialogs.append(dialog.message), dialog.dismiss()))

    def opened(path):
        page.goto(site.address + path)
        return page

    yield opened
    context.close()


def unharmed(page, path):
    """Assert that nothing of a stranger ran on a page, and that the page is whole."""
    found = page.evaluate("() => [window.pwned ?? null, window.refused]")
    assert (path, found, page.dialogs) == (path, [None, []], [])
    assert (path, page.watch.errors, page.watch.elsewhere) == (path, [], [])
    assert page.evaluate("() => document.querySelectorAll('article.md-content__inner').length") == 1, path
    assert page.evaluate("() => typeof document.getElementById") == "function", path


def shown(text):
    return " ".join(text.replace("\u2068", "").replace("\u2069", "").split())


def test_each_kind_of_page_is_whole_and_runs_nothing(hostile, watched):
    _, folder = hostile
    targets = sorted(f"{path.parent.relative_to(folder)}/" for path in folder.glob("*/t?/index.html"))
    systems = sorted(f"{path.parent.relative_to(folder)}/" for path in folder.glob("systems/*/index.html"))
    fixed = ["", "targets/", "rates/", "any-level/", "across-targets/", "effective-compute/", "changes/"]
    parts = [path for path in targets if path.startswith("part-")]
    kinds = [*fixed, "devices/", "columns/", "about/", "404.html", *parts, *targets[::6], *systems[::40]]
    assert len(kinds) > 30
    for path in kinds:
        page = watched(path)
        page.wait_for_function(ALL_LIVE)
        unharmed(page, path)


@pytest.mark.parametrize("n", range(4))
def test_every_row_is_in_the_table_by_its_name(watched, n):
    for target in ("t0", "t1"):
        page = watched(f"part-{n}/{target}/")
        page.wait_for_function(ALL_LIVE)
        cells = {shown(cell) for cell in page.evaluate(NAMES)}
        rows = names()[n * ROWS_OF_A_TASK : (n + 1) * ROWS_OF_A_TASK]
        assert [name for name in rows if shown(name) not in cells] == []


def test_a_row_opens_and_says_each_text(watched):
    page = watched("part-0/t1/")
    for row in page.locator("tr[data-row]").all()[:40:8]:
        row.click()
    page.wait_for_timeout(300)
    unharmed(page, "part-0/t1/")


def test_pages_for_frames_run_nothing(hostile, watched):
    _, folder = hostile
    frames = sorted(path.relative_to(folder).as_posix() for path in folder.glob("embed/**/*.html"))
    assert len(frames) >= 8
    for path in frames[::3]:
        page = watched(path)
        page.wait_for_function(ALL_LIVE)
        assert page.evaluate("() => [window.pwned ?? null, window.refused]") == [None, []]
        assert (page.dialogs, page.watch.errors, page.watch.elsewhere) == ([], [], [])


def test_a_way_through_the_site_without_loading_it_anew_runs_nothing(watched):
    page = watched("")
    page.evaluate("() => { window.stayed = true; }")
    for path in ("part-0/t0/", "rates/", "part-1/t1/", "targets/"):
        page.evaluate(
            "(path) => { const a = document.createElement('a'); a.href = new URL(path, location.origin); "
            "document.querySelector('article').append(a); a.click(); }",
            f"/{path}",
        )
        page.wait_for_url(f"**/{path}")
        page.wait_for_function(ALL_LIVE)
        unharmed(page, path)
    assert page.evaluate("() => window.stayed")


@pytest.mark.parametrize("words", ["script", "constructor"])
def test_the_search_shows_what_it_finds_as_text(watched, words):
    page = watched("about/")
    found = searched(page, words)
    found.first.wait_for()
    page.wait_for_timeout(300)
    unharmed(page, f"search for {words}")
    assert found.locator(":is(script, img, iframe)").count() == 0


def test_labels_and_hovers_of_a_chart_are_text(watched):
    page = watched("part-0/t0/")
    page.wait_for_function(ALL_LIVE)
    box = page.locator(".eff-chart[data-state=live]").first.bounding_box()
    for share in range(1, 20):
        page.mouse.move(box["x"] + box["width"] * share / 20, box["y"] + box["height"] * (0.2 + share / 40))
    page.wait_for_timeout(300)
    unharmed(page, "hovers")


def test_what_is_put_into_a_page_is_refused_by_its_policy(watched):
    for path in ("", "part-0/t0/", "rates/", "404.html"):
        page = watched(path)
        page.evaluate(INJECTED)
        page.wait_for_function(ALL_REFUSED)
        assert page.evaluate("() => window.pwned ?? null") is None, path


def test_the_policy_of_a_page_for_frames_refuses_too(hostile, watched):
    _, folder = hostile
    frame = next(path.relative_to(folder).as_posix() for path in sorted(folder.glob("embed/**/*.html")))
    page = watched(frame)
    page.evaluate(INJECTED)
    page.wait_for_function(ALL_REFUSED)
    assert page.evaluate("() => window.pwned ?? null") is None

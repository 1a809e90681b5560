"""Every site has the pages that others lead to; a project's own of the same address stand in their place."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest

from effsite.site.pages.provided import PROVIDED
from effsite.workflows.build import build
from effsite.workflows.check import read_checked
from effsite.workflows.options import BuildOptions
from tests.links import Links

STRICT = (
    "validation: {links: {not_found: warn, anchors: warn}, nav: {omitted_files: warn, not_found: warn}}\n"
)
NAV = """\
nav:
- Home: index.md
- Targets: targets/index.md
- Compare: [rates.md, inference.md]
- Serving: [inference.md]
- About: about.md
"""


def say(lab: Path, text: str) -> None:
    with (lab / "mkdocs.yml").open("a") as config:
        config.write(text)


def text(lab: Path, page: str) -> str:
    return (lab / "site" / page / "index.html").read_text("utf-8")


def test_no_link_of_a_lab_s_site_leads_to_nothing(lab: Path) -> None:
    say(lab, STRICT)
    build(BuildOptions(project=lab, strict=True))
    links = Links.of(lab / "site", without=("404.html",))
    assert {f"{name.removesuffix('.md')}/index.html" for name in PROVIDED} < set(links.pages)
    assert not links.dead()
    assert not links.lost()
    # notes and definitions are what they are without any extension in the lab's own configuration
    assert 'class="footnote-ref"' in text(lab, "method")
    assert "<dt>Baseline</dt>" in text(lab, "glossary")


def test_a_page_of_the_project_s_own_stands_in_the_place_of_ours_and_no_note_says_so(lab: Path) -> None:
    say(lab, STRICT)
    (lab / "docs" / "method.md").write_text("# How we count\n\nBy hand.\n")
    (lab / "docs" / "limitations").mkdir()
    (lab / "docs" / "limitations" / "index.md").write_text("# Limits\n\nFew.\n")
    built = build(BuildOptions(project=lab, strict=True))
    assert built.notes == ()
    assert "By hand." in text(lab, "method")
    assert "Few." in text(lab, "limitations")
    # our glossary leads to the top of a page that need not have the places of ours
    assert re.findall(r'href="(\.\./method/[^"]*)"', text(lab, "glossary").split("<article")[1]) == [
        "../method/",
        "../method/",
    ]
    assert not Links.of(lab / "site", without=("404.html",)).dead()


def test_the_navigation_may_name_pages_that_the_collection_does_not_give_yet(lab: Path) -> None:
    say(lab, STRICT + NAV)
    build(BuildOptions(project=lab, strict=True))
    tabs = re.findall(r'<span class="md-ellipsis">\s*([^<]+?)\s*</span>', text(lab, "about"))
    assert [name for name in ("Compare", "Rates compared", "About") if name in tabs] == [
        "Compare",
        "Rates compared",
        "About",
    ]
    assert "Serving" not in tabs
    assert "Inference efficiency" not in tabs


def test_a_page_of_the_project_s_own_is_not_taken_out_of_the_navigation(lab: Path) -> None:
    say(lab, STRICT + NAV)
    (lab / "docs" / "inference.md").write_text("# Our serving\n\nIt is fast.\n")
    build(BuildOptions(project=lab, strict=True))
    assert "Our serving" in text(lab, "about")


def example_of(page: str) -> str:
    """The block on the page that begins with the names of columns, as it is to be written into a file."""
    blocks = (re.sub(r"<[^>]+>", "", found) for found in re.findall(r"<pre.*?</pre>", page, re.DOTALL))
    (rows,) = (found for found in blocks if found.startswith("target,"))
    return unescape(rows)


@pytest.mark.parametrize(
    ("measure", "columns"),
    [
        ("training_flop", "training_flop,flop_method"),
        ("device_hours", "seconds,devices"),
        ("cost_usd", "cost_usd"),
    ],
)
def test_the_page_on_contributing_shows_a_row_that_passes_the_check_and_competes(
    lab: Path, measure: str, columns: str
) -> None:
    task = lab / "results" / "digits"
    with (task / "task.toml").open("a") as file:
        file.write(f'measure = "{measure}"\n')
    build(BuildOptions(project=lab))
    rows = example_of(text(lab, "contribute"))
    assert f",published,{columns},source_kind" in rows
    (task / "my-submission.csv").write_text(rows)
    checked = read_checked(lab / "results")
    assert checked.findings == ()
    (added,) = [r for r in checked.collection.task("digits").results if r.system == "NarrowNet-S"]
    assert added.measure(measure) is not None


def test_the_page_on_contributing_names_the_repository_where_one_is_known(lab: Path) -> None:
    build(BuildOptions(project=lab))
    assert "git clone" not in text(lab, "contribute")
    say(lab, "extra: {effsite: {repository: https://git.example/lab/trends}}\n")
    build(BuildOptions(project=lab))
    assert "git clone https://git.example/lab/trends" in re.sub(r"<[^>]+>", "", text(lab, "contribute"))

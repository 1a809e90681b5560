"""Tasks that are there to show the tool stand apart from those that somebody follows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from effsite.site.pages.generate import generate
from effsite.site.pages.survey import survey
from effsite.site.settings import SiteSettings
from tests.builders import make_collection, make_results, make_target, make_task, make_task_collection

if TYPE_CHECKING:
    from pathlib import Path

    from effsite.records import Collection

WHY = "a study in a minute <b>."


@pytest.fixture(scope="module")
def collection() -> Collection:
    rows = make_results(("Old", "2012-01-01", 8e17), ("New", "2015-01-01", 1e17))
    shown = make_results(
        ("First", "2012-01-01", 8e15), ("Last", "2020-01-01", 1e15), task="digits", target="t97"
    )
    more = make_results(("First", "2012-01-01", 8e16), task="digits", target="t99")
    target = make_target(task="digits", name="t97", title="Digits, 97 %")
    harder = make_target(task="digits", name="t99", title="Digits, 99 %")
    digits = make_task(target, harder, name="digits", title="Digits", demonstrates=WHY, domain="Language")
    return make_collection(
        make_task_collection(rows, task=make_task(domain="Vision")),
        make_task_collection((*shown, *more), task=digits),
    )


@pytest.fixture(scope="module")
def docs(tmp_path_factory: pytest.TempPathFactory, chart_cache: Path, collection: Collection) -> Path:
    folder = tmp_path_factory.mktemp("demonstrations")
    generate(collection, folder, cache=chart_cache, settings=SiteSettings())
    return folder


def test_the_front_page_has_them_apart_and_among_no_cards_or_records(docs: Path) -> None:
    home = (docs / "index.md").read_text(encoding="utf-8")
    before, _, after = home.partition("## Measured here, to show how")
    own, _, latest = after.partition("## Latest records")

    assert "AlexNet level" in before
    assert "Digits" not in before
    assert (
        re.sub("<[^>]*>", "", own).strip()
        == "Digits (Digits, 97 %, Digits, 99 %): a study in a minute &lt;b&gt;."
    )
    assert "Last" not in latest.partition("## ")[0]
    assert "New" in latest


@pytest.mark.parametrize("page", ["digits/t97.md", "targets/language.md"])
def test_their_pages_say_what_they_are_for(docs: Path, page: str) -> None:
    path = docs / page
    if not path.exists():
        pytest.fail(f"{page}: {sorted(p.relative_to(docs) for p in docs.rglob('*.md'))}")
    assert "This task is here to show the tool: a study in a minute &lt;b&gt;." in path.read_text(
        encoding="utf-8"
    )


def test_the_picture_of_all_targets_leaves_them_out(collection: Collection) -> None:
    view = survey(collection, SiteSettings())
    assert [s.task.name for s in view.compute_reductions] == ["imagenet"]
    assert [s.task.name for s in view.reductions] == ["imagenet", "digits"]

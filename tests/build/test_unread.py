"""The site leaves out what no reader loads, and keeps the search of a language that is set."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from effsite.site.unread import drop_unread

THEIRS = ("assets/javascripts/bundle.min.js", "assets/stylesheets/main.min.css", "assets/moved.map/page.js")
MAPS = ("assets/javascripts/bundle.min.js.map", "assets/javascripts/workers/search.min.js.map")
LUNR = ("assets/javascripts/lunr/wordcut.js", "assets/javascripts/lunr/min/lunr.de.min.js")
OWN = ("data/towns.map", "assets/own.map")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    for name in (*THEIRS, *MAPS, *LUNR, *OWN):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("")
    return tmp_path


def left(site: Path) -> set[str]:
    return {str(path.relative_to(site)) for path in site.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    "config",
    [
        {},
        {"theme": "material", "plugins": ["search"]},
        {"theme": {"name": "material", "language": "en"}, "plugins": [{"search": {"lang": ["en"]}}]},
        {"plugins": {"search": {"lang": "en"}, "mike": None}},
    ],
)
def test_maps_and_other_languages_go_where_the_site_is_in_english(site: Path, config: dict[str, Any]) -> None:
    drop_unread(site, config)
    assert left(site) == {*THEIRS, *OWN}


@pytest.mark.parametrize(
    "config",
    [
        {"theme": {"name": "material", "language": "de"}},
        {"plugins": [{"search": {"lang": ["en", "de"]}}]},
        {"plugins": {"material/search": {"lang": "ja"}}},
    ],
)
def test_a_language_that_is_set_keeps_its_search(site: Path, config: dict[str, Any]) -> None:
    drop_unread(site, config)
    assert left(site) == {*THEIRS, *OWN, *LUNR}

"""What of the theme works with scripts alone stands in one script: pages have none of their own."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from effsite.errors import BuildError
from effsite.site.parts import parts_script
from effsite.workflows.build import build
from effsite.workflows.options import BuildOptions

if TYPE_CHECKING:
    from pathlib import Path

PAGE = """\
<script id="__config" type="application/json">{"base": "", "search": "assets/s.js", "tags": null}</script>
<!--part base--><script>__md_scope=1</script>
<!--part palette-->
    <form>
      <input>
    </form>
<!--part scheme--><script>scheme()</script>
<!--part search--><div>"é"</div>
<!--part top-->
<!--part content--><script>one()</script>
<script>two()</script>
<!--part -->
"""


def built(lab: Path) -> tuple[str, str]:
    """A page of a built project, and the script that it loads first."""
    build(BuildOptions(project=lab, strict=True))
    page = (lab / "site" / "index.html").read_text("utf-8")
    first = re.search(r'<script src="([^"]+)"', page)
    assert first
    return page, (lab / "site" / first[1]).read_text("utf-8")


def test_the_script_has_the_theme_s_parts_as_they_are_filled_in() -> None:
    script = parts_script(PAGE).decode()
    assert script.startswith("__md_scope=1\n")
    assert '{"palette":"<form>\\n<input>\\n</form>","search":"<div>\\"é\\"</div>","top":""},\n' in script
    assert '{"base":"","search":"assets/s.js","tags":null},\n' in script
    assert "() => { scheme() },\n() => { one() two() },\n);\n" in script


@pytest.mark.parametrize("gone", ["__config", "<!--part base--><script>"])
def test_a_theme_that_has_its_scripts_elsewhere_is_said(gone: str) -> None:
    with pytest.raises(BuildError, match="the installed theme of material keeps its scripts elsewhere"):
        parts_script(PAGE.replace(gone, "<!--part base-->" if "base" in gone else "other"))


def test_a_page_has_an_empty_element_for_each_part_and_no_inline_script(lab: Path) -> None:
    page, script = built(lab)
    assert re.findall(r"<script>|<script (?!src=)", page) == []
    assert "'sha256-" not in page
    for name in ("scheme", "search", "content", "config"):
        assert page.count(f"<eff-{name}></eff-{name}>") == 1
    assert "md-search__input" not in page
    assert 'class=\\"md-search__input\\"' in script
    config = next(line for line in script.splitlines() if line.startswith('{"annotate"'))
    assert json.loads(config.rstrip(","))["translations"]["search.result.none"] == "No matching documents"


def test_the_words_are_those_of_the_project_s_language(lab: Path) -> None:
    config = lab / "mkdocs.yml"
    text = config.read_text("utf-8")
    config.write_text(re.sub(r"(?m)^  name: material$", "  name: material\n  language: de", text))
    assert "de" in config.read_text("utf-8")
    _, script = built(lab)
    assert 'placeholder=\\"Suche\\"' in script


def test_a_project_with_templates_of_its_own_keeps_the_theme_s_pages(lab: Path) -> None:
    own = lab / "theme"
    own.mkdir()
    (own / "main.html").write_text('{% extends "effsite.html" %}\n{% block footer %}ours{% endblock %}\n')
    config = lab / "mkdocs.yml"
    text = config.read_text("utf-8")
    config.write_text(re.sub(r"(?m)^  name: material$", "  name: material\n  custom_dir: theme", text))
    build(BuildOptions(project=lab, strict=True))
    page = (lab / "site" / "index.html").read_text("utf-8")
    assert 'class="md-search__input"' in page
    assert '<script id="__config"' in page
    assert "eff-search" not in page
    assert page.count("'sha256-") == 4

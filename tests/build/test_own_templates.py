"""A project's own templates and theme: they take the place of effsite's, and keep what they do not change."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from effsite.errors import BuildError, UsageError
from effsite.site.own_files import OwnFilesError
from effsite.workflows.build import build
from effsite.workflows.options import BuildOptions

if TYPE_CHECKING:
    from pathlib import Path

EXTENDED = """\
{% extends "effsite/home.md.jinja" %}
{% block about %}
## Why we do this
<p>{{ home.name }} is for us.</p>
{% endblock %}
"""


def put(lab: Path, name: str, text: str) -> None:
    place = lab / name
    place.parent.mkdir(exist_ok=True)
    place.write_text(text)


def front(lab: Path) -> str:
    build(BuildOptions(project=lab, strict=True))
    return (lab / "site" / "index.html").read_text("utf-8")


def test_a_template_replaces_a_part_of_a_page_and_keeps_the_rest(lab: Path) -> None:
    before = front(lab)
    assert "What this is" in before
    put(lab, "templates/home.md.jinja", EXTENDED)
    after = front(lab)
    assert "<p>Our lab is for us.</p>" in after
    assert "What this is" not in after
    assert "Use it, add to it" in after


def test_a_template_replaces_a_whole_page_and_may_include_another(lab: Path) -> None:
    put(lab, "templates/limitations.md.jinja", "# Limits\n\n{% include '_ours.jinja' %}\n")
    put(lab, "templates/_ours.jinja", "There are some.")
    front(lab)
    assert "There are some." in (lab / "site" / "limitations" / "index.html").read_text("utf-8")


def test_a_build_after_a_template_changed_has_the_change(lab: Path) -> None:
    put(lab, "templates/home.md.jinja", EXTENDED)
    front(lab)
    put(lab, "templates/home.md.jinja", EXTENDED.replace("is for us", "is for all"))
    assert "Our lab is for all." in front(lab)


@pytest.mark.parametrize(
    ("text", "where"),
    [
        (EXTENDED.replace("home.name", "hom"), ":4: 'hom' is undefined"),
        ("# Home\n\n{% if %}\n", ":3: Expected an expression"),
        ("# Home\n\n{{ home.headline.summary.factor }}\n", ":3: a template was given 8.0 to print"),
    ],
    ids=["unknown name", "syntax", "bare number"],
)
def test_a_template_that_fails_is_told_with_its_line_and_the_old_site_stands(
    lab: Path, text: str, where: str
) -> None:
    before = front(lab)
    put(lab, "templates/home.md.jinja", text)
    with pytest.raises(BuildError, match=re.escape(f"templates/home.md.jinja{where}")) as refused:
        build(BuildOptions(project=lab))
    assert "effsite/home.md.jinja" in refused.value.hint
    assert (lab / "site" / "index.html").read_text("utf-8") == before


def test_a_template_of_no_page_is_refused_since_it_would_never_be_used(lab: Path) -> None:
    put(lab, "templates/hone.md.jinja", EXTENDED)
    with pytest.raises(UsageError, match=r"hone\.md\.jinja is the template of no page") as refused:
        build(BuildOptions(project=lab))
    assert refused.value.hint == "did you mean 'home.md.jinja'?"


def test_templates_are_read_under_the_same_rules_as_pages(lab: Path, tmp_path: Path) -> None:
    put(tmp_path, "secret.jinja", "secret")
    (lab / "templates").mkdir()
    (lab / "templates" / "home.md.jinja").symlink_to(tmp_path / "secret.jinja")
    with pytest.raises(OwnFilesError) as refused:
        build(BuildOptions(project=lab))
    assert "leads out of the project" in refused.value.findings[0].message


def set_theme(lab: Path, line: str) -> None:
    config = lab / "mkdocs.yml"
    config.write_text(config.read_text().replace("  font: false\n", f"  font: false\n  {line}\n"))


def with_theme(lab: Path, main: str) -> None:
    put(lab, "theme/main.html", main)
    set_theme(lab, "custom_dir: theme")


def test_a_theme_of_the_project_s_own_keeps_the_policy_and_the_page_for_lost_addresses(lab: Path) -> None:
    with_theme(lab, '{% extends "effsite.html" %}\n{% block announce %}We moved.{% endblock %}\n')
    page = front(lab)
    assert "We moved." in page
    assert "Content-Security-Policy" in page
    assert "There is no such page" in (lab / "site" / "404.html").read_text("utf-8")
    assert not (lab / "site" / "effsite.html").exists()


def test_colours_of_the_project_s_own_are_named_on_the_page(lab: Path) -> None:
    config = lab / "mkdocs.yml"
    config.write_text(
        config.read_text().replace("  font: false\n", "  font: false\n  palette: {primary: teal}\n")
    )
    assert 'data-md-color-primary="teal"' in front(lab)

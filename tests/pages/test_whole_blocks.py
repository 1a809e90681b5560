"""Blocks that go past MkDocs come out as MkDocs makes them: pages, search index, anchors, warnings."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from mkdocs.structure.pages import _HTMLHandler

from effsite.site import generator, shared_pages
from effsite.site.generator import run_generator
from effsite.site.kept import Kept
from effsite.site.pages.generated import Generated
from effsite.site.parts import Parts
from effsite.site.squeezed import Squeezed
from effsite.site.whole_blocks import WholeBlocks, anchors, may_pass, searched

MADE_OF_PAGES = ("*.html", "search/*.json")


def made(root: Path, site: Path) -> dict[str, bytes]:
    """The pages of a site and its search index."""
    assert site.is_relative_to(root)
    paths = [path for pattern in MADE_OF_PAGES for path in sorted(site.rglob(pattern))]
    return {str(path.relative_to(site)): path.read_bytes() for path in paths}


@pytest.fixture(autouse=True)
def unsqueezed(monkeypatch: pytest.MonkeyPatch) -> None:
    """White space around a page's content is another matter, and so are contents that it hides.

    What of the theme stands in a script is of tests/browser/test_parts.py.
    """
    monkeypatch.setattr(Parts, "on_config", lambda self, config: None)
    monkeypatch.setattr(Squeezed, "on_page_context", lambda self, context, *, page, config, nav: None)
    monkeypatch.setattr(Squeezed, "on_post_page", lambda self, output, *, page, config: output)


def generated_site(
    root: Path, docs: Path, written: tuple[str, ...]
) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """What our generator makes of those pages, and what it warns of."""
    config = (docs.parent / "mkdocs.yml").read_text("utf-8")
    site = str(docs.parent / "site")
    assert site in config
    (root / "mkdocs.yml").write_text(config.replace(site, str(root / "site")), "utf-8")
    run = run_generator(root / "mkdocs.yml", 1, Kept(root / "kept"), {}, written)
    return made(root, root / "site"), run.warnings


@pytest.mark.parametrize("record", ["hostile", "plain"])
def test_pages_and_search_index_are_those_of_mkdocs_alone(
    record: str, request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    docs, generated = request.getfixturevalue(record)
    site = request.getfixturevalue(f"{record}_site")
    passed: list[int] = []
    whole = WholeBlocks.on_page_content

    def counted(self: WholeBlocks, html: str, *, page: object, config: object, files: object) -> str:
        passed.append(html.count("data-eff-block"))
        return whole(self, html, page=page, config=config, files=files)

    counted.mkdocs_priority = whole.mkdocs_priority  # type: ignore[attr-defined]  # MkDocs reads it there
    monkeypatch.setattr(WholeBlocks, "on_page_content", counted)
    monkeypatch.setattr(shared_pages, "processors", lambda: 1)  # a copy counts for itself
    ours, warnings = generated_site(tmp_path, docs, generated.page_files)
    assert ours == made(docs.parent, site)
    assert not warnings
    assert sum(passed) > 60  # on some twenty pages


def test_anchors_of_a_block_are_those_that_mkdocs_finds(hostile: tuple[Path, Generated]) -> None:
    docs, generated = hostile
    found = 0
    for name in generated.page_files:
        text = (docs / name).read_text("utf-8").split("---\n", 2)[2]
        blocks = [block for block in text.split("\n\n") if block.startswith("<div")]
        for block in blocks:
            handler = _HTMLHandler()
            handler.feed(block)
            assert anchors(block) == handler.present_anchor_ids, name
            found += len(handler.present_anchor_ids)
    assert found > 20


def test_a_link_to_an_anchor_in_a_block_is_known_and_to_none_is_warned_of(
    plain: tuple[Path, Generated], plain_site: Path, tmp_path: Path
) -> None:
    docs, generated = plain
    assert plain_site.is_dir()
    page = "# Linked\n\n[a row](imagenet/alexnet-level.md#{})\n"
    target = (docs / "imagenet/alexnet-level.md").read_text("utf-8")
    row = sorted(anchors(target))[0]
    shutil.copytree(docs, tmp_path / "docs")
    (tmp_path / "docs/linked.md").write_text(page.format(row) + page.format("nowhere"))
    config = (docs.parent / "mkdocs.yml").read_text("utf-8").replace(str(docs), str(tmp_path / "docs"))
    (tmp_path / "mkdocs.yml").write_text(config.replace(str(docs.parent / "site"), str(tmp_path / "site")))
    run = run_generator(tmp_path / "mkdocs.yml", 1, Kept(tmp_path / "kept"), {}, generated.page_files)
    about = [said for said in run.warnings if "anchor" in said]
    assert len(about) == 1
    assert "'#nowhere'" in about[0]


def test_the_search_reads_what_is_not_left_out_for_it() -> None:
    block = (
        '<div class="eff-block">\n<p id="a">Said.</p>\n<table class="x" data-search-exclude>\n'
        '<tr><td>left out</td></tr>\n</table>\n<p title="data-search-exclude">Said too.</p>\n</div>'
    )
    assert searched(7, block) == (
        '<div data-eff-block="7">\n<p id="a">Said.</p>\n\n<p title="data-search-exclude">Said too.</p>\n'
        "<!--eff-block--></div>"
    )


@pytest.mark.parametrize(
    ("extensions", "expected"),
    [
        (["toc", "tables", "admonition", "pymdownx.superfences"], True),
        (["toc", "md_in_html"], False),
        (["extra"], False),
        (["pymdownx.critic"], False),
        (["somebodys.own"], False),
    ],
)
def test_blocks_pass_where_no_extension_changes_html(extensions: list[str], expected: bool) -> None:
    assert may_pass(extensions) is expected


def test_a_page_of_the_projects_own_is_read_as_mkdocs_reads_it(
    plain: tuple[Path, Generated], plain_site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a fence a line like that of our blocks is code."""
    docs, generated = plain
    assert plain_site.is_dir()
    shutil.copytree(docs, tmp_path / "docs")
    fence = '# Own\n\n```html\n\n<div class="eff-block">\nx\n</div>\n\n```\n'
    (tmp_path / "docs/own.md").write_text(fence)
    config = (docs.parent / "mkdocs.yml").read_text("utf-8").replace(str(docs), str(tmp_path / "docs"))
    config = config.replace(str(docs.parent / "site"), str(tmp_path / "site"))
    (tmp_path / "mkdocs.yml").write_text(config)
    run_generator(tmp_path / "mkdocs.yml", 1, Kept(tmp_path / "kept"), {}, generated.page_files)
    ours = made(tmp_path, tmp_path / "site")
    monkeypatch.setattr(generator, "may_pass", lambda extensions: False)
    run_generator(tmp_path / "mkdocs.yml", 1, Kept(tmp_path / "again"), {}, generated.page_files)
    assert ours == made(tmp_path, tmp_path / "site")
    assert b"&lt;div class=" in ours["own/index.html"]

"""What is squeezed out of a page is white space that nobody sees."""

from __future__ import annotations

import json
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path

import pytest

from effsite.site.generator import run_generator
from effsite.site.kept import Kept
from effsite.site.pages.generated import Generated
from effsite.site.parts import Parts
from effsite.site.squeezed import squeezed, unsaid

IMPLIED = ("td", "th", "tr", "li", "dt", "dd")
"""Elements whose end the beginning of the next one implies; white space before that is seen by nobody."""


class _Shown(HTMLParser):
    """What a page is made of: tags with their attributes, and text with white space as one space."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[object] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.parts.append((tag, attrs))

    def handle_endtag(self, tag: str) -> None:
        self.parts.append(tag)

    def handle_data(self, data: str) -> None:
        self.parts.append(" ".join(data.split()) if not data.isspace() else " ")


def shown(html: str) -> list[object]:
    page = _Shown()
    page.feed(html.strip())
    page.close()
    found: list[object] = []
    for part in page.parts:
        begins = isinstance(part, tuple) and part[0] in IMPLIED
        while found and found[-1] == " " and (begins or part == " "):
            found.pop()
        if part not in IMPLIED:
            found.append(part)
    return found


def test_lines_are_one_break_apart_and_scripts_stay() -> None:
    script = "<script>\n  a()\n\n  b()</script>"
    assert squeezed(f"<ul>\n\n    <li>  a b \n  </li>\n{script}\n\n</ul>") == (
        f"<ul>\n<li>  a b\n</li>\n{script}\n</ul>"
    )
    assert squeezed("<PRE>\n\n a</PRE>\n\n<textarea>\n\n b</textarea>") == (
        "<PRE>\n\n a</PRE>\n<textarea>\n\n b</textarea>"
    )


def test_ends_that_the_next_beginning_implies_and_the_namespace_of_pictures_are_left_out() -> None:
    row = '<tr><th scope="row">a</th><td>b</td><td>c</td></tr>'
    assert unsaid(f"<tbody>\n{row}\n{row}\n</tbody>") == (
        '<tbody>\n<tr><th scope="row">a<td>b<td>c\n<tr><th scope="row">a<td>b<td>c</td></tr>\n</tbody>'
    )
    assert unsaid("<ul>\n<li>a</li>\n<li>b</li>\n</ul>") == "<ul>\n<li>a\n<li>b</li>\n</ul>"
    assert unsaid("<dl><div><dt>a</dt><dd>b</dd></div></dl>") == "<dl><div><dt>a<dd>b</div></dl>"
    assert unsaid('<svg xmlns="http://www.w3.org/2000/svg" class="a"></svg>') == '<svg class="a"></svg>'


UNLISTED = re.compile(r"(systems|imagenet|targets)/.")
"""Pages that stand in no navigation, by that of the configuration they are built with."""

HIDDEN = re.compile(
    r'(<div class="md-sidebar md-sidebar--secondary"[^>]* hidden>(?:(?!</nav>).)*?<nav[^>]*>).*?(</nav>)',
    re.DOTALL,
)


def is_unlisted(page: str) -> bool:
    return bool(UNLISTED.match(page)) and page != "targets/index.html"


def without_hidden_contents(html: str) -> str:
    return HIDDEN.sub(r"\1 \2", html)


def test_a_page_in_no_navigation_is_without_the_contents_that_it_hides(
    plain: tuple[Path, Generated], plain_site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        Parts, "on_config", lambda *_, **__: None
    )  # tests/browser/test_parts.py is about them
    docs, generated = plain
    config = (docs.parent / "mkdocs.yml").read_text("utf-8").replace(str(plain_site), str(tmp_path / "site"))
    (tmp_path / "mkdocs.yml").write_text(config, "utf-8")
    kept = Kept(tmp_path / "kept")
    for _ in ("rendered", "put back"):
        run_generator(tmp_path / "mkdocs.yml", 1, kept, {}, generated.page_files)
        target = (tmp_path / "site/imagenet/alexnet-level/index.html").read_text("utf-8")
        home = (tmp_path / "site/index.html").read_text("utf-8")
        assert 'data-md-component="toc"' not in target
        assert 'data-md-component="toc"' in home  # whose drawer on a phone shows it
        skip = re.search(r'<a href="#([^"]+)" class="md-skip">', target)
        assert skip is not None
        assert f'<h1 id="{skip[1]}"' in target


def test_a_theme_of_the_project_s_that_shows_contents_has_them(
    plain: tuple[Path, Generated], plain_site: Path, tmp_path: Path
) -> None:
    docs, generated = plain
    config = json.loads((docs.parent / "mkdocs.yml").read_text("utf-8"))
    theme = tmp_path / "theme"
    shutil.copytree(config["theme"]["custom_dir"], theme)
    shows = "{% block footer %}{{ page.toc | length }} {{ super() }}{% endblock %}"
    (theme / "main.html").write_text('{% extends "effsite.html" %}' + shows, "utf-8")
    config |= {"site_dir": str(tmp_path / "site"), "theme": {"custom_dir": str(theme)}}
    (tmp_path / "mkdocs.yml").write_text(json.dumps(config), "utf-8")
    run_generator(tmp_path / "mkdocs.yml", 1, Kept(tmp_path / "kept"), {}, generated.page_files)
    target = (tmp_path / "site/imagenet/alexnet-level/index.html").read_text("utf-8")
    assert 'data-md-component="toc"' in target


def test_a_page_shows_what_mkdocs_alone_would_show_in_fewer_letters(
    plain: tuple[Path, Generated], plain_site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        Parts, "on_config", lambda *_, **__: None
    )  # tests/browser/test_parts.py is about them
    docs, generated = plain
    config = (docs.parent / "mkdocs.yml").read_text("utf-8").replace(str(plain_site), str(tmp_path / "site"))
    (tmp_path / "mkdocs.yml").write_text(config, "utf-8")
    run_generator(tmp_path / "mkdocs.yml", 1, Kept(tmp_path / "kept"), {}, generated.page_files)
    pages = sorted(plain_site.rglob("index.html"))
    assert len(pages) > 20
    for path in pages:
        before = unsaid(path.read_text("utf-8"))
        after = (tmp_path / "site" / path.relative_to(plain_site)).read_text("utf-8")
        where = path.relative_to(plain_site).as_posix()
        assert shown(after) == shown(without_hidden_contents(before) if is_unlisted(where) else before), path
        assert len(before) - len(after) > 4_000, (path, len(before) - len(after))
        assert before[before.index("<h1") : before.index("</article>")].strip() in after, path
        assert re.findall(r"<script.*?</script>", after, re.DOTALL) == (
            re.findall(r"<script.*?</script>", before, re.DOTALL)
        ), path

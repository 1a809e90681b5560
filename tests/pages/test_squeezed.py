"""What is squeezed out of a page is white space that nobody sees."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

from effsite.site.generator import run_generator
from effsite.site.kept import Kept
from effsite.site.pages.generated import Generated
from effsite.site.squeezed import squeezed


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
    return page.parts


def test_lines_are_one_break_apart_and_scripts_stay() -> None:
    script = "<script>\n  a()\n\n  b()</script>"
    assert squeezed(f"<ul>\n\n    <li>  a b \n  </li>\n{script}\n\n</ul>") == (
        f"<ul>\n<li>  a b\n</li>\n{script}\n</ul>"
    )
    assert squeezed("<PRE>\n\n a</PRE>\n\n<textarea>\n\n b</textarea>") == (
        "<PRE>\n\n a</PRE>\n<textarea>\n\n b</textarea>"
    )


def test_a_page_shows_what_mkdocs_alone_would_show_in_fewer_letters(
    plain: tuple[Path, Generated], plain_site: Path, tmp_path: Path
) -> None:
    docs, generated = plain
    config = (docs.parent / "mkdocs.yml").read_text("utf-8").replace(str(plain_site), str(tmp_path / "site"))
    (tmp_path / "mkdocs.yml").write_text(config, "utf-8")
    run_generator(tmp_path / "mkdocs.yml", 1, Kept(tmp_path / "kept"), {}, generated.page_files)
    pages = sorted(plain_site.rglob("index.html"))
    assert len(pages) > 20
    for path in pages:
        before = path.read_text("utf-8")
        after = (tmp_path / "site" / path.relative_to(plain_site)).read_text("utf-8")
        assert shown(after) == shown(before), path
        assert len(before) - len(after) > 4_000, (path, len(before) - len(after))
        assert before[before.index("<h1") : before.index("</article>")].strip() in after, path
        assert re.findall(r"<script.*?</script>", after, re.DOTALL) == (
            re.findall(r"<script.*?</script>", before, re.DOTALL)
        ), path

"""The theme's templates leave five kilobytes or more of indents and empty lines in each page: those go.

Only what stands around a page's content is touched, and there only white space between lines, which a
browser shows as one space either way; scripts keep every letter, since the content policy knows them by it.
A table of contents goes as well that no reader sees: that of a page which hides it, and stands in no
navigation whose drawer would show it on a phone.

In the whole page the ends of cells, rows, list items and descriptions go where HTML lets them be left out
because the next one begins, and the namespace of pictures, which HTML knows: a browser makes the same of it.

This is a plugin of MkDocs that `effsite.site.generator` hands to it, and no configuration can name.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.toc import AnchorLink, TableOfContents

from effsite.site.kept_pages import own_templates

AFTER_OTHERS = -50
"""The priority of a hook that comes after those of other plugins, and before pages are kept."""

_KEPT_OR_SPACE = re.compile(r"<(script|style|pre|textarea)\b.*?</\1>|[ \t]*\n\s*", re.DOTALL | re.IGNORECASE)


_CONTAINER = '<div class="md-container"'
"""Where the theme begins what is the same on many pages, after the title in a page's head."""

_UNSAID = (
    ("</td><td", "<td"),
    ("</th><td", "<td"),
    ("</th><th", "<th"),
    ("</td></tr>\n<tr", "\n<tr"),
    ("</li>\n<li", "\n<li"),
    ("</dt><dd>", "<dd>"),
    ("</dd></div>", "</div>"),
    ('<svg xmlns="http://www.w3.org/2000/svg" ', "<svg "),
)
"""What a browser puts in by itself, and what is left without it. No text has any: there < is escaped."""


class Squeezed(BasePlugin):  # type: ignore[no-untyped-call, type-arg] # MkDocs types neither it nor its settings
    """A plugin of MkDocs that takes out of pages what of the theme nobody sees."""

    def __init__(self) -> None:
        """For one build."""
        super().__init__()
        self._listed: set[str] = set()
        self._shows_contents = False
        self._contents: dict[str, Any] = {}

    def on_nav(self, nav: Any, *, config: Any, files: Any) -> None:
        """Note which pages the navigation lists, and whether a template of the project's may show more."""
        self._listed = {page.file.src_uri for page in nav.pages}
        self._shows_contents = any("toc" in template for template in own_templates(config))

    @event_priority(AFTER_OTHERS)
    def on_page_context(self, context: Any, *, page: Any, config: Any, nav: Any) -> None:
        """Leave of contents that are hidden the page's heading, which the link to skip to it names."""
        hidden = "toc" in (page.meta.get("hide") or ())
        if hidden and page.file.src_uri not in self._listed and not self._shows_contents:
            self._contents[page.file.src_uri] = page.toc
            page.toc = TableOfContents([AnchorLink(one.title, one.id, one.level) for one in page.toc][:1])

    @event_priority(AFTER_OTHERS)
    def on_post_page(self, output: str, *, page: Any, config: Any) -> str:
        """The page as it is written; its contents are whole again for whoever comes after."""
        page.toc = self._contents.pop(page.file.src_uri, page.toc)
        content = page.content or ""
        before, found, after = output.partition(content) if content.strip() else (output, "", "")
        return unsaid(f"{squeezed(before)}{found}{squeezed(after)}".lstrip("\n"))


def squeezed(html: str) -> str:
    """The HTML with one line break for several and an indent; what shows its spaces keeps them."""
    head, container, rest = html.partition(_CONTAINER)
    return f"{_squeezed_once(head)}{_squeezed_once(container + rest)}"


@lru_cache(maxsize=256)
def _squeezed_once(html: str) -> str:
    return _KEPT_OR_SPACE.sub(lambda found: found[0] if found[1] else "\n", html)


def unsaid(html: str) -> str:
    """The HTML without what a browser puts in by itself."""
    for said, left in _UNSAID:
        html = html.replace(said, left)
    return html

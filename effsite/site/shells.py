"""Pages that differ in their content alone have the theme's templates filled in once, not each anew.

Two pages of systems show the same header, tabs and navigation: only title, description, addresses and
content are their own. The templates are filled in for the first page of a kind, with marks in their places;
the next ones are made from that. The first two pages of a kind are filled in whole as well, and where that
gives anything else, so are all others of the kind.

This is a plugin of MkDocs that `effsite.site.generator` hands to it, and no configuration can name.
"""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.toc import AnchorLink, TableOfContents

from effsite.site.kept_pages import TOP, own_templates

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Mapping

MAIN = "main.html"
"""The template of a page that names no other."""

CHECKED = 2
"""So many pages of a kind are filled in whole."""

OWN = ("title", "description", "card")
"""What the head of a page says that is its own."""

UNKNOWN = "heading"
"""The mark of a text that is not plain: what a template would make of it is not known."""

HEADING = "<h1"
"""What the theme looks for in the content, to add the title where it is not there."""

_MARK = re.compile(rf"(?:{HEADING})?effsiteshell([a-z_]+)effsiteshell")
_PLAIN = re.compile(r"""[^\s<>&"'%]+(?: [^\s<>&"'%]+)*""")
"""Text that stays as it is wherever a template puts it, escaped, stripped of tags or in an address."""


def _mark(name: str) -> str:
    return f"effsiteshell{name}effsiteshell"


@dataclass(slots=True)
class _Shell:
    """What pages of a kind have in common: every second piece is the name of a page's own value.

    `checked` is how many pages were filled in whole as well; it `differs` where that gave anything else.
    """

    pieces: list[str]
    differs: bool
    checked: int = 0

    def filled(self, own: Mapping[str, str]) -> str:
        """The page with those values."""
        return "".join(own[piece] if n % 2 else piece for n, piece in enumerate(self.pieces))


class Shells(BasePlugin):  # type: ignore[no-untyped-call, type-arg] # it has no settings
    """A plugin of MkDocs that fills in the templates once for all pages of a kind that effsite wrote."""

    def __init__(self, written: Container[str]) -> None:
        """For one build, with the sources of the pages that effsite wrote."""
        super().__init__()
        self._written = written
        self._listed: set[str] = set()
        self._shells: dict[Any, _Shell] = {}

    def on_nav(self, nav: Any, *, config: Any, files: Any) -> None:
        """Note which pages the navigation lists: it shows each of these otherwise."""
        self._listed = {page.file.src_uri for page in nav.pages}

    @event_priority(-TOP)
    def on_env(self, env: Any, *, config: Any, files: Any) -> None:
        """Take the place of the main template, unless the project has templates of its own."""
        if not own_templates(config):
            env.get_template = partial(self._template, env.get_template)

    def _template(self, get: Callable[..., Any], name: str, *args: Any, **named: Any) -> Any:
        template = get(name, *args, **named)
        return _Filling(self, template) if name == MAIN and not args and not named else template

    def fill(self, template: Any, context: Mapping[str, Any]) -> str:
        """The page of that context."""
        page = context["page"]
        own = self._own_values(page)
        if own is None:
            return str(template.render(context))
        kind = (page.url.rstrip("/").rpartition("/")[0], HEADING in own["content"], repr(_in_common(page)))
        shell = self._shells.get(kind)
        if shell is None:
            marked = str(template.render({**context, "page": _with_marks(page, own["content"])}))
            pieces = _MARK.split(marked)
            shell = self._shells[kind] = _Shell(pieces, differs=UNKNOWN in pieces[1::2])
        if shell.differs:
            return str(template.render(context))
        html = shell.filled(own)
        if shell.checked < CHECKED:
            whole = str(template.render(context))
            shell.checked += 1
            shell.differs = html != whole
            return whole
        return html

    def _own_values(self, page: Any) -> dict[str, str] | None:
        """The values of a page that are its own; None where more than these may be."""
        alone = page.file.src_uri in self._written and page.file.src_uri not in self._listed
        linked = page.previous_page or page.next_page or page.ancestors or page.edit_url
        contents = list(page.toc)
        if not alone or linked or len(contents) != 1 or contents[0].children:
            return None
        texts = {
            "page_title": page.title,
            "canonical_url": page.canonical_url,
            "anchor": contents[0].id,
            **{name: page.meta[name] for name in OWN if name in page.meta},
        }
        plain = all(isinstance(text, str) and _PLAIN.fullmatch(text) for text in texts.values())
        return {**texts, "content": page.content or ""} if plain else None


@dataclass(frozen=True, slots=True)
class _Filling:
    """Stands where MkDocs expects the template of a page."""

    shells: Shells
    template: Any

    def render(self, context: Mapping[str, Any]) -> str:
        """The page of that context."""
        return self.shells.fill(self.template, context)


def _in_common(page: Any) -> dict[str, Any]:
    """What the head of a page says, without the words that are its own."""
    return {name: "" if name in OWN else value for name, value in page.meta.items()}


def _with_marks(page: Any, content: str) -> Any:
    """A page like that one, with a mark for each value that is its own."""
    marked = copy.copy(page)
    marked.title = _mark("page_title")
    marked.canonical_url = _mark("canonical_url")
    marked.meta = {name: _mark(name) if name in OWN else value for name, value in page.meta.items()}
    (heading,) = page.toc
    marked.toc = TableOfContents([AnchorLink(_mark(UNKNOWN), _mark("anchor"), heading.level)])
    marked.content = (HEADING if HEADING in content else "") + _mark("content")
    return marked

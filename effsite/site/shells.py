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

from markupsafe import Markup, escape
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.toc import AnchorLink, TableOfContents

from effsite.site.compiled import Compiled
from effsite.site.kept_pages import TOP, own_templates

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Mapping

MAIN = "main.html"
"""The template of a page that names no other."""

CHECKED = 2
"""So many pages of a kind are filled in whole."""

WORDS = ("title", "description")
OWN = (*WORDS, "card")
"""What the head of a page says that is its own, in words or an address."""

UNKNOWN = "heading"
"""The mark of a text that is not plain: what a template would make of it is not known."""

HEADING = "<h1"
"""What the theme looks for in the content, to add the title where it is not there."""

RAW, ESCAPED, STRIPPED, BOTH = FORMS = ("&#x27; %", "&amp;#x27; %", "' %", "&#39; %")
"""What is in the mark of a text of words: as it stands, after `e`, after `striptags`, and after these two."""

_MARK = re.compile(rf"(?:{HEADING})?effsiteshell([a-z_]+(?:{'|'.join(FORMS)})?)effsiteshell")
_PLAIN = re.compile(r"""[^\s<>&"'%]+(?: [^\s<>&"'%]+)*""")
"""Text that stays as it is wherever a template puts it, escaped, stripped of tags or in an address."""

_WORDS = re.compile(r"""[^\s<>"]+(?: [^\s<>"]+)*""")
"""Text without tags, of which it is known what a template makes of it where it leaves its mark whole."""

_WAY_UP = re.compile(r"(?<![.\w])\.\.(?:/\.\.)*(?![.\w])")
"""The way from a page to the root of the site, or to some folder above the page."""

_LINKED = re.compile(r"(?<![.\w])(?:\.\./)+([^/\"'<>\s?#]+)")
"""What a link into another folder names first: the folder at the root, if the way leads to the root."""


def _mark(name: str) -> str:
    return f"effsiteshell{name}effsiteshell"


@dataclass(slots=True)
class _Shell:
    """What pages of a kind have in common: every second piece is the name of a page's own value.

    `checked` is how many pages were filled in whole as well; it `differs` where that gave anything else.
    `linked` are the folders at the site's root that it links into: its links are otherwise on a page in one.
    """

    pieces: list[str]
    differs: bool
    linked: frozenset[str]
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
        self._folders: frozenset[str] = frozenset()
        self._shells: dict[Any, _Shell] = {}

    def on_nav(self, nav: Any, *, config: Any, files: Any) -> None:
        """Note which pages the navigation lists: it shows each of these otherwise."""
        self._listed = {page.file.src_uri for page in nav.pages}
        self._folders = frozenset(page.url.partition("/")[0] for page in nav.pages)

    @event_priority(-TOP)
    def on_env(self, env: Any, *, config: Any, files: Any) -> None:
        """Take the place of the main template, unless the project has templates of its own."""
        if not own_templates(config):
            env.bytecode_cache = Compiled()
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
        shell = self._shell(page, own["content"])
        if shell is None:
            marked = str(template.render({**context, "page": _with_marks(page, own["content"])}))
            shell = self._keep(page, own, marked)
        if shell.differs:
            return str(template.render(context))
        html = shell.filled(own)
        if shell.checked < CHECKED:
            whole = str(template.render(context))
            shell.checked += 1
            shell.differs = html != whole
            return whole
        return html

    def _shell(self, page: Any, content: str) -> _Shell | None:
        """The shell of the page's kind: of pages in its folder, or of all that lie as deep."""
        folder, depth, common = _place(page.url), page.url.count("/"), _kind(page, content)
        anywhere = self._shells.get((depth, common))
        if anywhere is not None and folder.partition("/")[0] not in anywhere.linked | self._folders:
            return anywhere
        return self._shells.get((folder, common))

    def _keep(self, page: Any, own: Mapping[str, str], marked: str) -> _Shell:
        """A shell of that page, for those in its folder, and for all as deep where its links hold there."""
        folder, depth, common = _place(page.url), page.url.count("/"), _kind(page, own["content"])
        pieces = _MARK.split(marked)
        ways = {up.count("..") for up in _WAY_UP.findall(marked)}
        shell = _Shell(pieces, not own.keys() >= {*pieces[1::2]}, frozenset(_LINKED.findall(marked)))
        anywhere = ways <= {depth} and folder.partition("/")[0] not in self._folders
        self._shells.setdefault((depth, common) if anywhere else (folder, common), shell)
        self._shells.setdefault((folder, common), shell)
        return shell

    def _own_values(self, page: Any) -> dict[str, str] | None:
        """The values of a page that are its own; None where more than these may be."""
        alone = page.file.src_uri in self._written and page.file.src_uri not in self._listed
        linked = page.previous_page or page.next_page or page.ancestors or page.edit_url
        contents = list(page.toc)
        if not alone or linked or len(contents) != 1 or contents[0].children:
            return None
        said = {name: page.meta[name] for name in OWN if name in page.meta}
        words = {"page_title": page.title, **{name: said.pop(name) for name in WORDS if name in said}}
        plain = {"canonical_url": page.canonical_url, "anchor": contents[0].id, **said}
        if not (_all_are(_WORDS, words) and _all_are(_PLAIN, plain)):
            return None
        formed = {name + form: text for name, said in words.items() for form, text in _forms(said).items()}
        return {**formed, **plain, "content": page.content or ""}


@dataclass(frozen=True, slots=True)
class _Filling:
    """Stands where MkDocs expects the template of a page."""

    shells: Shells
    template: Any

    def render(self, context: Mapping[str, Any]) -> str:
        """The page of that context."""
        return self.shells.fill(self.template, context)


def _forms(text: str) -> dict[str, str]:
    """What templates make of a text of words, by what they make of its mark."""
    stripped = Markup(text).striptags()  # noqa: S704 - as the filter of that name does
    return {RAW: text, ESCAPED: str(escape(text)), STRIPPED: stripped, BOTH: str(escape(stripped))}


def _all_are(pattern: re.Pattern[str], texts: Mapping[str, Any]) -> bool:
    return all(isinstance(text, str) and pattern.fullmatch(text) for text in texts.values())


def _place(url: str) -> str:
    """The folder that a page's own folder lies in."""
    return url.rstrip("/").rpartition("/")[0]


def _kind(page: Any, content: str) -> tuple[bool, str]:
    """What pages must have in common for one shell, beside where they lie."""
    return HEADING in content, repr(_in_common(page))


def _in_common(page: Any) -> dict[str, Any]:
    """What the head of a page says, without the words that are its own."""
    return {name: "" if name in OWN else value for name, value in page.meta.items()}


def _with_marks(page: Any, content: str) -> Any:
    """A page like that one, with a mark for each value that is its own."""
    marked = copy.copy(page)
    marked.title = _mark("page_title" + RAW)
    marked.canonical_url = _mark("canonical_url")
    marked.meta = {**page.meta, **{name: _mark(name) for name in OWN if name in page.meta}}
    marked.meta.update({name: _mark(name + RAW) for name in WORDS if name in page.meta})
    (heading,) = page.toc
    marked.toc = TableOfContents([AnchorLink(_mark(UNKNOWN), _mark("anchor"), heading.level)])
    marked.content = (HEADING if HEADING in content else "") + _mark("content")
    return marked

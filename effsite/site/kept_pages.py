"""Pages of the site kept between builds: only a page that can have changed is rendered again.

A page's HTML follows from its source, the configuration, the theme, the navigation and the program, and
is kept under the fingerprint of these. It is put back only where all are the same, so that the bytes are
those of a full build. Where a plugin or an extension is used that may read something else, no page is kept.

This is a plugin of MkDocs that `effsite.site.generator` hands to it, and no configuration can name.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from functools import partial
from itertools import accumulate, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.toc import get_toc
from mkdocs.utils import get_build_date

from effsite.site.kept import fingerprint, program
from effsite.site.pages.theme import overrides

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from effsite.site.kept import Kept

SEARCH = frozenset({"search", "material/search"})
PLUGINS = SEARCH | {"mike"}
"""Plugins of which it is known what they make of a page."""

EXTENSIONS = frozenset(
    {
        *("abbr", "admonition", "attr_list", "codehilite", "def_list", "extra", "fenced_code", "footnotes"),
        *("md_in_html", "meta", "nl2br", "sane_lists", "smarty", "tables", "toc"),
        *(f"pymdownx.{name}" for name in ("betterem", "caret", "critic", "details", "highlight")),
        *(f"pymdownx.{name}" for name in ("inlinehilite", "keys", "mark", "smartsymbols", "superfences")),
        *(f"pymdownx.{name}" for name in ("tabbed", "tasklist", "tilde")),
    }
)
"""Extensions of Markdown that read nothing but the page."""

LINKS_IN_HTML = frozenset({"extra", "md_in_html"})
"""With these, links that stand in HTML are looked up as well."""

_LINK = re.compile(r"\]\(|\]:")
"""What a source has wherever it links in Markdown, so that a file is looked up."""

_WHOLE_SITE = re.compile(r"(?<![.\w])pages\b|\bbuild_date_utc\b|\bupdate_date\b")
"""What a template has that may show something of other pages, or the date of the build."""

_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)

TOP = 100
"""The priority of a hook that comes before those of other plugins."""


_TEXTS = ("markdown", "content", "html")
"""The long texts of a page that is kept."""


@dataclass(kw_only=True)
class KeptPage:
    """All that a build needs of a page without rendering it.

    `surroundings` is the fingerprint of what its `html` shows beside its own content: the navigation.
    """

    surroundings: str
    title: str | None
    meta: dict[str, Any]
    markdown: str
    content: str
    toc: list[dict[str, Any]]
    anchors: list[str]
    links: dict[str, dict[str, str]]
    entries: list[Any]
    html: str

    def stored(self) -> bytes | None:
        """The page as bytes; None where it holds something that would not come back the same.

        A line of JSON says how long each text is, and has what is no text; the texts follow as they are.
        """
        others = {name: value for name, value in vars(self).items() if name not in _TEXTS}
        try:
            head = json.dumps(others)
            texts = [getattr(self, name).encode() for name in _TEXTS]
        except (TypeError, ValueError):
            return None
        if json.loads(head) != others:
            return None
        lengths = json.dumps([len(text) for text in texts])
        return b"".join([lengths.encode(), b"\n", head.encode(), b"\n", *texts])

    @classmethod
    def restored(cls, stored: bytes) -> KeptPage:
        """The page of which `stored` gave these bytes."""
        lengths, head, texts = stored.split(b"\n", 2)
        places = pairwise(accumulate(json.loads(lengths), initial=0))
        read: dict[str, Any] = {
            name: texts[a:b].decode() for name, (a, b) in zip(_TEXTS, places, strict=True)
        }
        return cls(**json.loads(head), **read)


@dataclass(kw_only=True)
class PageState:
    """A page in one build: what is kept of it, and what becomes of it.

    `size` is that of its source in bytes. `changed` says whether it is to be made, and `elsewhere` whether
    another process does that.
    """

    name: str
    size: int
    kept: KeptPage | None
    changed: bool
    elsewhere: bool = False
    heard: int = 0
    first_entry: int = 0
    content: str = ""
    entries: list[Any] = field(default_factory=list)

    @property
    def modified(self) -> bool:
        """What MkDocs asks before it reads a page, and again before it renders it."""
        return self.changed and not self.elsewhere


class KeptPages(BasePlugin):  # type: ignore[no-untyped-call, type-arg] # MkDocs types neither it nor its settings
    """A plugin of MkDocs that puts pages of earlier builds back: `kept` holds them.

    `settings` is what the configuration says, as JSON can hold it. `heard` says how many warnings there
    were so far: a page that is warned about is not kept.
    """

    def __init__(self, kept: Kept, settings: Mapping[str, Any], heard: Callable[[], int]) -> None:
        """For one build."""
        super().__init__()
        self._kept, self._settings, self._heard = kept, settings, heard
        self._pages: dict[str, PageState] = {}
        self._files: Any = None
        self._nav: Any = None
        self._entries: list[Any] = []
        self._surroundings = ""

    @event_priority(-TOP)
    def on_nav(self, nav: Any, *, config: Any, files: Any) -> None:
        """Look up each page by its source and by all that every page is made with."""
        self._files, self._nav = files, nav
        self._entries = next((config.plugins[n].search_index.entries for n in SEARCH & {*config.plugins}), [])
        around = fingerprint(program(), self._settings, _folder(Path(config.theme.custom_dir)))
        names = fingerprint([[file.src_uri, file.url] for file in files])
        all_linked = not LINKS_IN_HTML.isdisjoint(config.markdown_extensions)
        for file in files.documentation_pages():
            source = Path(file.abs_src_path).read_bytes()
            linked = all_linked or _LINK.search(source.decode("utf-8", "replace"))
            name = fingerprint(around, file.src_uri, file.url, source, names if linked else "")
            stored = self._kept.get(name)
            kept = KeptPage.restored(stored) if stored is not None else None
            state = PageState(name=name, size=len(source), kept=kept, changed=kept is None)
            self._pages[file.src_uri] = state
            file.is_modified = partial(getattr, state, "modified")

    @event_priority(TOP)
    def on_pre_page(self, page: Any, *, config: Any, files: Any) -> None:
        """Note how many warnings there were before the page is read."""
        self._of(page).heard = self._heard()

    @event_priority(-TOP)
    def on_page_content(self, html: str, *, page: Any, config: Any, files: Any) -> None:
        """Note the page's content, and leave no page to be kept that was warned about."""
        state = self._of(page)
        state.content = html
        if self._heard() != state.heard:
            state.name = ""

    @event_priority(-TOP)
    def on_env(self, env: Any, *, config: Any, files: Any) -> None:
        """Every page's title is known now: put back the HTML of those whose navigation is the same."""
        pages = [(file.page, self._pages[file.src_uri]) for file in files.documentation_pages()]
        for page, state in pages:
            if state.kept is not None:
                _restore(page, state.kept, files)
        shown = _shown(self._nav, own_templates(config))
        self._surroundings = fingerprint(shown, _seen_by(_templates(config.theme.dirs), files))
        for page, state in pages:
            if state.kept is not None:
                state.content = state.kept.content
                state.changed = state.kept.surroundings != self._surroundings
                self._put_back(page.file, state)

    @event_priority(TOP)
    def on_page_context(self, context: Any, *, page: Any, config: Any, nav: Any) -> None:
        """Note where in the search index the page's entries begin."""
        self._of(page).first_entry = len(self._entries)

    @event_priority(-TOP)
    def on_post_page(self, output: str, *, page: Any, config: Any) -> None:
        """Keep the page as it is written now."""
        state = self._of(page)
        state.entries = self._entries[state.first_entry :]
        if not state.name or not output.strip():
            return
        stored = KeptPage(
            surroundings=self._surroundings,
            title=page._title_from_render,
            meta=dict(page.meta),
            markdown=page.markdown,
            content=state.content,
            toc=[_token(item) for item in page.toc],
            anchors=sorted(page.present_anchor_ids),
            links={file.src_uri: anchors for file, anchors in page.links_to_anchors.items()},
            entries=state.entries,
            html=output,
        ).stored()
        if stored is not None:
            self._kept.put(state.name, stored)

    @event_priority(TOP)
    def on_post_build(self, *, config: Any) -> None:
        """Put the search index together: the entries of all pages, in the order of a full build."""
        states = [self._pages[file.src_uri] for file in self._files.documentation_pages()]
        self._entries[:] = [entry for state in states for entry in state.entries]

    def state(self, source: str) -> PageState:
        """What is known of the page of that source, once the navigation is known."""
        return self._pages[source]

    def leave(self, sources: Iterable[str]) -> None:
        """Leave the pages of those sources to another process."""
        for source in sources:
            self._pages[source].elsewhere = True

    def take(self, sources: Iterable[str], *, late: bool = False) -> None:
        """Make the pages of those sources here; `late` where others have been put back already."""
        for source in sources:
            state = self._pages[source]
            state.elsewhere = False
            if late:
                self._put_back(self._files.get_file_from_path(source), state)

    def _put_back(self, file: Any, state: PageState) -> None:
        """Write a page as it is kept, where it stays as it is and no other process writes it."""
        if state.kept is not None and not state.changed and not state.elsewhere:
            state.entries = state.kept.entries
            _write(Path(file.abs_dest_path), state.kept.html)

    def _of(self, page: Any) -> PageState:
        return self._pages[page.file.src_uri]


def can_be_kept(config: Any, settings: Mapping[str, Any]) -> bool:
    """Whether all that makes the pages of that configuration is known to read nothing else.

    A setting that JSON cannot hold is Python's own, and may do anything.
    """
    try:
        fingerprint(settings)
    except (TypeError, ValueError):
        return False
    plugins = {*config.plugins}
    search = [config.plugins[name] for name in SEARCH & plugins]
    return (
        not config.hooks
        and plugins <= PLUGINS
        and {*config.markdown_extensions} <= EXTENSIONS
        and config.theme.name == "material"
        and bool(config.theme.custom_dir)
        and all(one.__module__.startswith("material.") for one in search)
    )


def _restore(page: Any, kept: KeptPage, files: Any) -> None:
    """Give a page that was not read what reading it would have given it."""
    page.markdown, page.meta, page.content = kept.markdown, kept.meta, kept.content
    page._title_from_render = kept.title
    page.toc = get_toc(cast("Any", kept.toc))
    page.present_anchor_ids = set(kept.anchors)
    page.links_to_anchors = {files.get_file_from_path(name): links for name, links in kept.links.items()}


def _token(item: Any) -> dict[str, Any]:
    """A heading as the extension that finds headings gives it."""
    children = [_token(child) for child in item.children]
    return {"level": item.level, "id": item.id, "name": item.title, "children": children}


def _shown(nav: Any, templates: Sequence[str]) -> list[Any]:
    """What a page may show of those in the navigation, whose sections stand in the configuration.

    A page's description changes with each record, and is shown on that page alone, unless a template of the
    project's own does otherwise.
    """
    hidden = set() if any("description" in text for text in templates) else {"description"}
    return [
        [page.file.src_uri, page.url, page.title, {k: v for k, v in page.meta.items() if k not in hidden}]
        for page in nav.pages
    ]


def _seen_by(templates: Sequence[str], files: Any) -> list[Any]:
    """What templates show of the whole site, if they may show anything of it."""
    if not any(map(_WHOLE_SITE.search, templates)):
        return []
    return [get_build_date(), [[file.src_uri, file.url] for file in files]]


def _templates(folders: Iterable[str | Path]) -> list[str]:
    """The templates in those folders, without their comments."""
    paths = [path for folder in folders for path in sorted(Path(folder).rglob("*.html"))]
    return [_COMMENT.sub("", path.read_text("utf-8")) for path in paths]


def own_templates(config: Any) -> list[str]:
    """The templates of the project's own theme folder, without their comments."""
    ours = {*_templates([overrides()])}
    return [text for text in _templates([config.theme.custom_dir]) if text not in ours]


def _folder(folder: Path) -> str:
    """The fingerprint of all files in a folder."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return fingerprint([[str(path.relative_to(folder)), fingerprint(path.read_bytes())] for path in files])


def _write(place: Path, html: str) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(html.encode("utf-8", errors="xmlcharrefreplace"))

"""The files that all charts share: BokehJS from the installed wheel, the loader and the stylesheet."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from effsite.errors import BuildError
from effsite.site.charts.theme_icons import icon_rules

FOLDER = "assets"
WORKERS = f"{FOLDER}/javascripts/workers"
"""Where the theme's search is, which ours loads from the same place."""

_OWN = Path(__file__).parent.parent / "assets"


_CHARTS = (
    *("labels.js", "ticks.js", "address.js", "rows.js", "picture.js"),
    *("subject.js", "menu.js", "names.js", "effsite.js"),
)
"""What a live chart needs; the last puts the others to use."""

_PAGES = ("beside.js", "tables.js", "cards.js", "behind.js", "moved.js", "editions.js", "calculator.js")
"""What pages do beside their charts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assets:
    """Files by their path in the docs folder, and which of them a page names.

    `scheme` is for the head of a page for frames, which has no theme to choose light or dark.
    """

    files: dict[str, bytes]
    script: str
    stylesheet: str
    scheme: str


@cache
def assets() -> Assets:
    """The shared files, named by content (BokehJS by its version), so that caches never mix two builds.

    Raises BuildError when the installed bokeh lacks its JavaScript.
    """
    script = _own(*_CHARTS, *_PAGES)
    styles = ("effsite.css", "menu.css", "pages.css", "levels.css", "cards.css", "print.css")
    stylesheet = _own(*styles, also=icon_rules())
    scheme = _own("scheme.js")
    own = dict((script, stylesheet, scheme, _levels(), _search()))
    files = {bokeh_asset(): _bokeh().read_bytes(), **own}
    return Assets(files=files, script=script[0], stylesheet=stylesheet[0], scheme=scheme[0])


def bokeh_asset() -> str:
    """The path of BokehJS in the docs folder and on the site."""
    return f"{FOLDER}/bokeh-{version('bokeh')}.min.js"


def level_script() -> str:
    """The script of the pages at any level, as their loader asks for it: relative to the other assets."""
    return _levels()[0].removeprefix(f"{FOLDER}/")


def search_worker() -> str:
    """The name of the script that searches the site, in the folder with the theme's own."""
    return _search()[0].rpartition("/")[2]


def _search() -> tuple[str, bytes]:
    name, content = _own("search.js")
    return f"{WORKERS}/{name.rpartition('/')[2]}", content


def _levels() -> tuple[str, bytes]:
    return _own("crossings.js", "level_share.js", "levels.js")


def _own(name: str, *appended: str, also: bytes = b"") -> tuple[str, bytes]:
    content = b"\n".join((_OWN / each).read_bytes() for each in (name, *appended)) + also
    ending = name.rpartition(".")[2]
    return f"{FOLDER}/effsite.{hashlib.sha256(content).hexdigest()[:10]}.{ending}", content


def _bokeh() -> Path:
    """Where the wheel keeps bokeh.min.js; found without importing bokeh."""
    spec = find_spec("bokeh")
    if spec is not None and spec.origin is not None:
        path = Path(spec.origin).parent / "server" / "static" / "js" / "bokeh.min.js"
        if path.is_file():
            return path
    raise BuildError(
        "the installed bokeh has no bokeh.min.js", "reinstall it: pip install --force-reinstall bokeh"
    )

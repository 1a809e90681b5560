"""What the theme needs beside the pages: the overrides, and which inline scripts it may run."""

from __future__ import annotations

import base64
import hashlib
import importlib.util
import os
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from effsite.errors import BuildError
from effsite.site.charts import search_worker
from effsite.site.engine import MKDOCS, ZENSICAL
from effsite.site.pages.content_policy import content_policy
from effsite.site.pages.edition import EDITION_VARIABLE

if TYPE_CHECKING:
    from effsite.site.engine import EngineName

MATERIAL = "material"
SCOPE = "/"
"""With this `extra.scope` the theme's first inline script is the same on every page."""

_INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_PARTIALS = ("base", "content", "palette")


def overrides() -> Path:
    """The folder of theme overrides, for `theme.custom_dir`."""
    return Path(__file__).parent.parent / "theme"


def theme_extra(engine: EngineName = MKDOCS) -> dict[str, Any]:
    """What a build adds to `extra` in the configuration: one scope, the content policy, search, editions.

    The search is not ours where the engine has another one than the theme of MkDocs.

    The version selector asks for a `versions.json` that only mike's branch has, so it is there
    when an edition is built for that branch, which mike's own variable tells.
    """
    extra: dict[str, Any] = {
        "scope": SCOPE,
        "content_policy": content_policy(inline_script_hashes(theme_package(engine))),
    }
    if engine != ZENSICAL:
        extra["effsite_search"] = search_worker()
    if os.environ.get(EDITION_VARIABLE):
        extra["version"] = {"provider": "mike"}
    return extra


def theme_package(engine: EngineName) -> str:
    """The package that brings the theme of an engine."""
    return "zensical" if engine == ZENSICAL else MATERIAL


@cache
def inline_script_hashes(theme: str = MATERIAL) -> tuple[str, ...]:
    """The installed theme's inline scripts as CSP sources (`'sha256-...'`).

    They go into the policy of each page: no other inline script then runs, so that one which slipped in
    from the collection stays text. That is why they are taken from the theme, never from a finished page.
    Raises BuildError when the installed theme has no such scripts where they are looked for.
    """
    scripts = [s for name in _PARTIALS for s in _scripts(theme, name)]
    if len(scripts) < len(_PARTIALS):
        raise BuildError(
            f"the installed theme of {theme} keeps its scripts elsewhere",
            "install the version that effsite's pyproject.toml asks for",
        )
    return tuple(_source(script) for script in scripts)


def _scripts(theme: str, partial: str) -> list[str]:
    path = theme_folder(theme) / "partials" / "javascripts" / f"{partial}.html"
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    return [re.sub(r"\{\{.*?\}\}", SCOPE, script) for script in _INLINE.findall(text)]


def theme_folder(theme: str = MATERIAL) -> Path:
    """The installed theme's templates and assets; raises BuildError where it is not installed."""
    found = importlib.util.find_spec(theme)
    if found is None or not found.submodule_search_locations:
        raise BuildError(f"the theme of {theme} is not installed", "pip install effsite")
    return Path(found.submodule_search_locations[0]) / "templates"


def _source(script: str) -> str:
    digest = hashlib.sha256(script.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"

"""What of the theme works with scripts alone stands in one script, not in each page.

Palette, search, settings, the way to the top and the theme's inline scripts are the same on every page, five
kilobytes of it. The theme fills them in once; a page has an empty element for each, and the script puts
the part there while the page is read. So no page has an inline script, and its policy allows none.

This is a plugin of MkDocs that `effsite.site.generator` hands to it, and no configuration can name. A project
with templates of its own keeps the theme's.
"""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from mkdocs.plugins import BasePlugin, event_priority

from effsite.errors import BuildError
from effsite.site.kept_pages import TOP, own_templates
from effsite.site.pages.content_policy import content_policy
from effsite.site.squeezed import squeezed, unsaid

if TYPE_CHECKING:
    from collections.abc import Mapping

FOLDER = Path(__file__).parent / "theme_parts"
"""Templates in the place of the theme's, each an empty element; and the one that fills in the theme's."""

SCRIPT = Path(__file__).parent / "assets" / "parts.js"
"""What puts the parts in their places; they follow it in the file that pages load."""

HTML, SCRIPTS = ("palette", "search", "top"), ("scheme", "content")

_MARK = re.compile(r"<!--part ([a-z]*)-->")
_INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_CONFIG = re.compile(r'<script id="__config" type="application/json">(.*?)</script>', re.DOTALL)


class Parts(BasePlugin):  # type: ignore[no-untyped-call, type-arg] # MkDocs types neither it nor its settings
    """A plugin of MkDocs that puts what works with scripts alone into a script."""

    @event_priority(-TOP)
    def on_config(self, config: Any) -> None:
        """Write the script beside the pages, and have the templates name it."""
        if own_templates(config):
            return
        script = parts_script(_filled_in(config))
        name = f"assets/effsite.{hashlib.sha256(script).hexdigest()[:10]}.js"
        place = Path(config.docs_dir) / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(script)
        config.theme.dirs.insert(1, str(FOLDER))
        config.extra["effsite_parts"] = name
        config.extra["content_policy"] = content_policy()


def _filled_in(config: Any) -> str:
    """A page without content by the theme's own templates, with its parts behind their marks."""
    env = config.theme.get_env()
    template = env.from_string((FOLDER / "parts.jinja").read_text("utf-8"))
    nav = SimpleNamespace(items=[], homepage=SimpleNamespace(url="."))
    return str(template.render(config=config, nav=nav, page=None, base_url="", pages=()))


def parts_script(page: str) -> bytes:
    """The script for pages like that one, which has the theme's parts behind their marks.

    Raises BuildError where the theme has its settings or a script elsewhere.
    """
    found = _MARK.split(unsaid(squeezed(page)))
    parts = {name: part.strip() for name, part in zip(found[1::2], found[2::2], strict=True)}
    config = _CONFIG.search(page)
    base = _INLINE.findall(parts["base"])
    if config is None or not base:
        raise BuildError(
            "the installed theme of material keeps its scripts elsewhere",
            "install the version that effsite's pyproject.toml asks for",
        )
    runs = (f"() => {{ {' '.join(_INLINE.findall(parts[name]))} }}" for name in SCRIPTS)
    given = (_json({name: parts[name] for name in HTML}), _json(json.loads(config[1])), *runs)
    texts = [*base, SCRIPT.read_text("utf-8") + ",\n".join(given) + ",\n);", ""]
    return "\n".join(texts).encode()


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

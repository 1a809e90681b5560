"""The theme's icons as rules of the style sheet, so that a page names each and need not hold its outline.

The nine of every page weigh two kilobytes there. Their outlines are read from the installed theme; the
templates that stand in their place are in `effsite/site/theme/.icons`.
"""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path

from effsite.errors import BuildError

ICONS = (
    *("arrow-left", "arrow-up", "brightness-5", "chart-bell-curve-cumulative", "close", "github"),
    *("magnify", "menu", "moon-waning-crescent"),
)
"""Those of Material Design that stand in for themselves by a class."""

_OUTLINE = re.compile(r'<path d="([-MmLlHhVvCcSsQqTtAaZz0-9., ]+)"/>')
_SHOWN = '[class^="eff-i-"] { background: currentcolor; forced-color-adjust: none; }'


def icon_rules() -> bytes:
    """The rules that give each icon its outline.

    Raises BuildError where the installed theme lacks one, or has it in a form that cannot be read.
    """
    return "\n".join([_SHOWN, *map(_rule, ICONS), ""]).encode()


def _rule(name: str) -> str:
    picture = (
        "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24'>"
        f"<path d='{_outline(name)}'/></svg>"
    )
    mask = f'url("{picture}") center / contain no-repeat'
    return f".eff-i-{name} {{ -webkit-mask: {mask}; mask: {mask}; }}"


def _outline(name: str) -> str:
    spec = find_spec("material")
    for folder in (spec.submodule_search_locations or ()) if spec is not None else ():
        path = Path(folder) / "templates" / ".icons" / "material" / f"{name}.svg"
        if path.is_file() and (found := _OUTLINE.search(path.read_text("utf-8"))):
            return found[1]
    raise BuildError(
        f"the installed mkdocs-material has no icon material/{name}",
        "reinstall it: pip install --force-reinstall mkdocs-material",
    )

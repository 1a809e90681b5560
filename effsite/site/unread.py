"""What the theme brings that no reader of the site ever loads: a tenth of an edition's weight."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

SOURCE_MAPS = ("assets/javascripts/**/*.map", "assets/stylesheets/**/*.map")
"""What a browser asks for while somebody debugs the theme itself."""

OTHER_LANGUAGES = "assets/javascripts/lunr/**/*.js"
"""How the search takes words of other languages than English apart."""


def drop_unread(site: Path, config: Mapping[str, Any]) -> None:
    """Delete from a finished site the theme's source maps, and other languages' search where none is set."""
    patterns = SOURCE_MAPS if _sets_a_language(config) else (*SOURCE_MAPS, OTHER_LANGUAGES)
    for pattern in patterns:
        for path in site.glob(pattern):
            path.unlink()


def _sets_a_language(config: Mapping[str, Any]) -> bool:
    """Whether the theme or the search is told a language that is not English."""
    theme, plugins = config.get("theme"), config.get("plugins") or []
    told = [theme.get("language")] if isinstance(theme, dict) else []
    for plugin in plugins if isinstance(plugins, list) else [plugins]:
        if isinstance(plugin, dict):
            told += [
                one.get("lang") for name, one in plugin.items() if "search" in name and isinstance(one, dict)
            ]
    return any(one not in (None, "en", ["en"]) for one in told)

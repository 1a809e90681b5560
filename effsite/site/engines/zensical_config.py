"""The configuration of a stage as Zensical takes it: one file, whole, with what MkDocs would do by itself."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from effsite.errors import UsageError
from effsite.site.pages.edition import EDITION_VARIABLE
from effsite.site.pages.provided import NEEDED_EXTENSIONS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

NAME, THEME = "zensical.yml", "theme"
"""The files of the stage that are made for Zensical."""

MKDOCS_EXTENSIONS = ("toc", "tables", "fenced_code")
"""The extensions of Markdown that MkDocs always has; Zensical has others where none are named."""

CLASSIC = "classic"
"""The variant of Zensical's theme that looks as Material for MkDocs does, which our styles are for."""

SEARCH_OPTIONS = ("enabled", "separator")
OURS = frozenset({"search", "mike"})
"""Plugins that need none of Zensical's: of what mike does, a build needs the canonical address."""

ITS_OWN = frozenset(
    {
        *("api-autonav", "autorefs", "awesome-nav", "blog", "callouts", "exclude", "gh-admonitions"),
        *("glightbox", "include-markdown", "literate-nav", "llmstxt", "macros", "markdown-exec"),
        *("markdownextradata", "meta", "minify", "mkdocs-audio", "mkdocs-autoapi", "mkdocs-nav-weight"),
        *("mkdocs-video", "mkdocstrings", "offline", "privacy", "redirects", "rss", "social"),
        *("table-reader", "tags"),
    }
)
"""Plugins of MkDocs in the place of which Zensical 0.0.73 has something of its own."""


def passed_over(config: Mapping[str, Any]) -> str:
    """What of a configuration Zensical would ignore without a word; empty where that is nothing."""
    plugins = [name for name, _ in _named(config.get("plugins")) if _plain(name) not in OURS | ITS_OWN]
    told = ["hooks"] if config.get("hooks") else []
    if plugins:
        told.append(f"the plugins {', '.join(plugins)}" if len(plugins) > 1 else f"the plugin {plugins[0]}")
    return " and ".join(told)


def zensical_config(config: Mapping[str, Any]) -> str:
    """The file, as JSON, which is YAML; folders are those of the stage, in which it is to stand.

    Raises UsageError where a setting cannot be written down.
    """
    plugins = dict(_named(config.get("plugins", ["search"])))
    theme = config.get("theme")
    written = {
        **config,
        "docs_dir": "docs",
        "site_dir": "site",
        "theme": {"variant": CLASSIC, **(theme if isinstance(theme, dict) else {}), "custom_dir": THEME},
        "markdown_extensions": list(_extensions(config)),
        "plugins": [{name: _options(name, given)} for name, given in plugins.items() if name != "mike"],
    }
    if (url := config.get("site_url")) and (edition := os.environ.get(EDITION_VARIABLE)):
        canonical = (plugins.get("mike") or {}).get("canonical_version") or edition
        written["site_url"] = f"{urljoin(str(url), str(canonical))}/"
    try:
        return json.dumps(written, indent=1, default=_by_name)
    except ValueError as error:
        raise UsageError(f"mkdocs.yml cannot be handed to zensical: {error}", "build with mkdocs") from error


def _extensions(config: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Every extension of Markdown with its options, those of MkDocs and of our pages among them."""
    given = {name: options or {} for name, options in _named(config.get("markdown_extensions"))}
    for name in dict.fromkeys([*MKDOCS_EXTENSIONS, *given, *NEEDED_EXTENSIONS]):
        yield {name: given.get(name, {})}


def _options(plugin: str, given: Any) -> dict[str, Any]:
    options = given if isinstance(given, dict) else {}
    if _plain(plugin) != "search":
        return options
    return {name: value for name, value in options.items() if name in SEARCH_OPTIONS}


def _named(entries: Any) -> Iterator[tuple[str, Any]]:
    """The names and options in a list or a table, as MkDocs takes both."""
    for entry in entries or []:
        if isinstance(entries, dict):
            yield str(entry), entries[entry]
        elif isinstance(entry, dict):
            yield from ((str(name), options) for name, options in entry.items())
        else:
            yield str(entry), None


def _plain(plugin: str) -> str:
    return plugin.removeprefix("material/")


def _by_name(value: Any) -> str:
    """A function of Python's that the configuration names, by its name, from which Zensical has it again."""
    if not callable(value) or not hasattr(value, "__qualname__"):
        raise ValueError(f"{value!r} is no plain setting")
    return f"{value.__module__}.{value.__qualname__}"

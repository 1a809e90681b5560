"""Zensical, by the makers of Material for MkDocs: it reads MkDocs' configuration, and has no plugins.

What effsite's plugins do with MkDocs is done here before it, in the pages, and after it, in what it made:
blocks of HTML are put back whole, and the theme's indents go. No page is kept between builds.
"""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

from effsite.errors import BuildError, UsageError
from effsite.escape import printable
from effsite.site.engines.child import run_child
from effsite.site.engines.zensical_blocks import put_back, set_aside
from effsite.site.engines.zensical_config import NAME, THEME, passed_over, zensical_config
from effsite.site.generator import GeneratorRun, read_config
from effsite.site.pages.theme import overrides

if TYPE_CHECKING:
    from pathlib import Path

    from effsite.site.engines.prepared import PreparedStage

_WARNING = re.compile(
    r"^(?P<level>Warning|Error):[ ](?P<words>.+)\n.*\[[ ](?P<place>[^\n\]]+:\d+:\d+)[ ]\]", re.MULTILINE
)
"""How Zensical says what is wrong, and where: the line of the page follows, drawn with rules."""

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
LAST_LINES = 12
"""How much of what Zensical printed is told where it failed."""


def run_zensical(prepared: PreparedStage) -> GeneratorRun:
    """The site by Zensical, in a process of its own.

    Raises UsageError where the project has hooks or plugins, which Zensical would pass over without a word,
    and BuildError where it fails, which it also does with the exit code of success.
    """
    stage = prepared.stage
    config = read_config(stage.config)
    if told := passed_over(config):
        raise UsageError(
            f"zensical would pass over {told}", "take them out of mkdocs.yml, or build with mkdocs"
        )
    _write_theme(config, stage.root / THEME)
    (stage.root / NAME).write_text(zensical_config(config), encoding="utf-8")
    aside = set_aside(stage.docs, (name for name in prepared.written if name.endswith(".md")))
    pages = _pages(stage.docs)
    done = run_child("zensical_run", ["build", "--config-file", NAME], stage.root)
    said = _COLOUR.sub("", done.stdout)
    made = sum(1 for _ in stage.site.rglob("*.html")) if stage.site.is_dir() else 0
    if done.returncode != 0 or made < pages:
        words = printable("\n".join(said.strip().splitlines()[-LAST_LINES:]))
        missing = "" if done.returncode else f" to make {pages - made} of {pages} pages"
        raise BuildError(f"zensical failed{missing}: {words}", "correct the above; the old site stands")
    put_back(stage.site, aside, directories=config.get("use_directory_urls", True))
    return GeneratorRun(warnings=tuple(_warnings(said)), self_contained=False)


def _pages(docs: Path) -> int:
    """How many pages the site is to have."""
    return sum(1 for _ in docs.rglob("*.md"))


def _write_theme(config: dict[str, object], folder: Path) -> None:
    """Put our overrides of the theme and the project's own into one folder, for Zensical takes only one."""
    shutil.copytree(overrides(), folder)
    theme = config.get("theme")
    own = theme.get("custom_dir") if isinstance(theme, dict) else None
    if own and str(own) != str(overrides()):
        shutil.copytree(str(own), folder, dirs_exist_ok=True)


def _warnings(said: str) -> list[str]:
    """What Zensical warned about, each once, with the place in the page."""
    found = (f"{one['place']}: {one['words']}" for one in _WARNING.finditer(said))
    return list(dict.fromkeys(printable(words) for words in found))

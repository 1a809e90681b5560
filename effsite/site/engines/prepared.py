"""A stage that is ready for an engine: all that an engine is given to make a site of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from effsite.site.stage import Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedStage:
    """A stage whose pages and configuration are written.

    `date` is in seconds since 1970, and what the pages carry. `cache` keeps pages between builds, which are
    the same where the `settings` are. `written` are the files that effsite wrote, by their paths there.
    """

    stage: Stage
    date: int
    cache: Path
    settings: Mapping[str, Any]
    written: frozenset[str]

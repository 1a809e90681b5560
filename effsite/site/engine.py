"""The engines by their names, and whether the one that is asked for is installed."""

from __future__ import annotations

import importlib.util
from typing import Literal

from effsite.errors import UsageError

EngineName = Literal["mkdocs", "properdocs", "zensical"]

MKDOCS: EngineName = "mkdocs"
"""The engine that effsite brings."""

ZENSICAL: EngineName = "zensical"


def check_installed(engine: EngineName) -> None:
    """Raise UsageError, with the command that installs it, where the engine is not there."""
    if importlib.util.find_spec(engine) is None:
        raise UsageError(f"{engine} is not installed", f"pip install 'effsite[{engine}]'")

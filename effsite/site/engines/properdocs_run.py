"""ProperDocs at work in a process of its own, whose modules stand in the place of MkDocs' ones."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import properdocs.replacement  # noqa: F401 - importing it is what takes MkDocs' place

from effsite.errors import BuildError
from effsite.site.engines.child import end_with
from effsite.site.engines.properdocs import ANSWERED, ASKED
from effsite.site.generator import run_generator
from effsite.site.kept import Kept


def answer(root: Path, config: Path) -> dict[str, Any]:
    """Do what `run_properdocs` asked for in a stage; what came of it, or what it failed of."""
    asked: dict[str, Any] = json.loads((root / ASKED).read_text("utf-8"))
    settings, written = asked["settings"], frozenset(asked["written"])
    kept = Kept(Path(asked["cache"])) if settings is not None else None
    try:
        run = run_generator(config, asked["date"], kept, settings or {}, written)
    except BuildError as error:
        return {"failed": error.message, "hint": error.hint}
    if kept is not None:
        kept.drop_the_oldest()
    return asdict(run)


def main() -> None:
    """Read what is asked, and write what came of it."""
    parent, root, config = sys.argv[1:]
    end_with(int(parent))
    Path(root, ANSWERED).write_text(json.dumps(answer(Path(root), Path(config))), encoding="utf-8")


if __name__ == "__main__":
    main()

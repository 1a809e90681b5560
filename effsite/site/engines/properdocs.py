"""ProperDocs, which goes on from MkDocs 1.x: the same run with its modules in the place of MkDocs'."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from effsite.errors import BuildError
from effsite.files import JsonError, parse_json_object, read_regular
from effsite.site.engines.child import run_child
from effsite.site.generator import GeneratorRun

if TYPE_CHECKING:
    from effsite.site.engines.prepared import PreparedStage

ASKED, ANSWERED = "asked.json", "answered.json"
"""Files of the stage by which the two processes speak: what is printed may be a plugin's."""


def run_properdocs(prepared: PreparedStage) -> GeneratorRun:
    """The site by ProperDocs, in a process of its own; raises BuildError with its own words."""
    root = prepared.stage.root
    asked = {"date": prepared.date, "written": sorted(prepared.written), "cache": str(prepared.cache)}
    try:
        text = json.dumps({**asked, "settings": dict(prepared.settings)})
    except (TypeError, ValueError):  # a setting of Python's own: nothing can be kept
        text = json.dumps({**asked, "settings": None})
    (root / ASKED).write_text(text, encoding="utf-8")
    done = run_child("properdocs_run", [str(root), str(prepared.stage.config)], root)
    try:
        told = parse_json_object(read_regular(root / ANSWERED).decode("utf-8"))
    except (OSError, JsonError) as error:
        raise BuildError(f"properdocs failed: {done.stdout.strip()}", "correct the above") from error
    if "failed" in told:
        raise BuildError(str(told["failed"]), str(told["hint"]))
    return GeneratorRun(warnings=tuple(told["warnings"]), self_contained=bool(told["self_contained"]))

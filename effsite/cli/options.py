"""Options that several commands share, declared once as types."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

ProjectOption = Annotated[
    Path,
    typer.Option("--project", "-p", metavar="DIR", help="Folder with mkdocs.yml, docs/ and results/."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object, for scripts.")]
StrictOption = Annotated[bool, typer.Option("--strict", help="Fail on warnings too.")]
MeasureOption = Annotated[
    str | None,
    typer.Option(
        "--measure", "-m", metavar="NAME", help="Follow another measure, such as seconds or cost_usd."
    ),
]
TargetOption = Annotated[
    str | None,
    typer.Option("--target", "-t", metavar="NAME", help="Target of the task; by default its first."),
]
HERE = Path()

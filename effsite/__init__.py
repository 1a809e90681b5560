"""effsite measures, analyses and publishes how the compute to reach a fixed capability falls.

What a notebook needs is here; every job of the command line is in `effsite.workflows`, what each may
be asked in `effsite.workflows.options`. A name is imported when it is first used, so that
`import effsite` takes no time.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

from effsite.version import __version__

if TYPE_CHECKING:
    from effsite.analysis.across import across_targets
    from effsite.analysis.frames import results_frame, summary_frame
    from effsite.analysis.summary import summarise
    from effsite.workflows.build import build
    from effsite.workflows.check import check, load
    from effsite.workflows.count import count
    from effsite.workflows.ingest import ingest
    from effsite.workflows.options import (
        BuildOptions,
        CheckOptions,
        ComputeOptions,
        CountOptions,
        IngestOptions,
        LevelOptions,
        LogOptions,
        RowOptions,
        RunOptions,
    )
    from effsite.workflows.run import run

__all__ = [
    "BuildOptions",
    "CheckOptions",
    "ComputeOptions",
    "CountOptions",
    "IngestOptions",
    "LevelOptions",
    "LogOptions",
    "RowOptions",
    "RunOptions",
    "__version__",
    "across_targets",
    "build",
    "check",
    "count",
    "ingest",
    "load",
    "results_frame",
    "run",
    "summarise",
    "summary_frame",
]

_HOMES = {
    "across_targets": "effsite.analysis.across",
    "load": "effsite.workflows.check",
    "summarise": "effsite.analysis.summary",
    "results_frame": "effsite.analysis.frames",
    "summary_frame": "effsite.analysis.frames",
}
_JOBS = ("build", "check", "count", "run")


def __getattr__(name: str) -> Any:
    if name in _JOBS:
        from effsite import workflows

        return getattr(getattr(workflows, name), name)
    if name in __all__:
        return getattr(import_module(_HOMES.get(name, "effsite.workflows.options")), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])


class _Package(ModuleType):
    """The package, in which `ingest` is the job of that name.

    The room `effsite/ingest/` has the same name: importing anything of it would put the module in the
    function's place, so the attribute is kept out of its reach. Its modules are imported as ever.
    """

    @property
    def ingest(self) -> Any:
        """The job; see `effsite.workflows.ingest.ingest`."""
        from effsite import workflows

        return workflows.ingest.ingest

    @ingest.setter
    def ingest(self, module: ModuleType) -> None:
        """Nothing: the import system offers the room here."""


sys.modules[__name__].__class__ = _Package

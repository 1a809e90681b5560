"""The jobs of effsite, one module each: typed options in, a typed report out.

A job tells a listener what happens while it works (`effsite.workflows.events`); it never prints,
exits, or reads a command line. What a caller may ask for is declared in `effsite.workflows.options`.
A job's module is imported when it is first asked for: `effsite --help` must not wait for pandas,
Bokeh or torch.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from effsite.measure import extra

if TYPE_CHECKING:
    from effsite.workflows import (
        across,
        build,
        check,
        cluster,
        compare,
        count,
        export,
        fields,
        ingest,
        init,
        listing,
        new,
        publish,
        rules,
        run,
        serve,
        trend,
        verify,
    )

__all__ = [
    "across",
    "build",
    "check",
    "cluster",
    "compare",
    "count",
    "export",
    "fields",
    "ingest",
    "init",
    "listing",
    "new",
    "publish",
    "rules",
    "run",
    "serve",
    "trend",
    "verify",
]


MEASURING = frozenset({"cluster", "count", "run"})
"""Jobs that need the extra `effsite[train]`."""


def __getattr__(name: str) -> Any:
    if name in MEASURING:
        extra.require()
    if name in __all__:
        return import_module(f"{__name__}.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

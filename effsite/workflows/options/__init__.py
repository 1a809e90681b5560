"""What a caller may ask of each job: frozen types whose fields carry their own description.

The command line makes its options from these fields (`effsite.cli.options`), so that each is
declared once: its name, its type, its default, and what it means.
"""

from __future__ import annotations

from effsite.workflows.options.collection import (
    AcrossOptions,
    CheckOptions,
    FieldsOptions,
    FindingsFormat,
    ListOptions,
    NewOptions,
    ReproductionOptions,
    RulesOptions,
    TrendOptions,
    VerifyOptions,
)
from effsite.workflows.options.field import Option
from effsite.workflows.options.ingest import (
    ComputeOptions,
    IngestOptions,
    LevelOptions,
    LogOptions,
    RowOptions,
)
from effsite.workflows.options.site import (
    BuildOptions,
    ExportOptions,
    InitOptions,
    PublishOptions,
    ServeOptions,
)
from effsite.workflows.options.training import ClusterOptions, CountOptions, RunOptions

__all__ = [
    "AcrossOptions",
    "BuildOptions",
    "CheckOptions",
    "ClusterOptions",
    "ComputeOptions",
    "CountOptions",
    "ExportOptions",
    "FieldsOptions",
    "FindingsFormat",
    "IngestOptions",
    "InitOptions",
    "LevelOptions",
    "ListOptions",
    "LogOptions",
    "NewOptions",
    "Option",
    "PublishOptions",
    "ReproductionOptions",
    "RowOptions",
    "RulesOptions",
    "RunOptions",
    "ServeOptions",
    "TrendOptions",
    "VerifyOptions",
]

"""The stored types: everything that is read from or written to `results/`, and nothing else.

Every type is frozen and checks its own invariants when it is made. Each field carries a `Column`
that says what it holds, in which unit, and which values it takes; the store reads by it, and the
data dictionary and the JSON Schemas are printed from it, so that the three cannot disagree.
Derived values (factors, trends, frontiers) have no field here: they live in `effsite.analysis`.
"""

from effsite.records.by_field import ByField
from effsite.records.collection import CheckedCollection, Collection, TaskCollection
from effsite.records.counted_model import CountedModel
from effsite.records.curve import IN_CURVES, CurvePoint, LearningCurve
from effsite.records.dates import PublicationDate
from effsite.records.device import PRECISIONS, Device
from effsite.records.earlier import Earlier
from effsite.records.fields import Column, column, columns
from effsite.records.log_facts import LogFacts
from effsite.records.measures import MEASURES, METHODS, SCOPES, SPENT, FlopMethod, FlopScope, Measure, Method
from effsite.records.rate import Rate
from effsite.records.reproduction import Reproduction
from effsite.records.result import Attempt, Result, SourceKind, Status
from effsite.records.run_log import CommittedLog, Ended, LoggedEvaluation, Provenance, RunLog
from effsite.records.statement import StatedField, Statement
from effsite.records.task import (
    Exchange,
    LevelOver,
    Metric,
    RecordIs,
    Reference,
    Target,
    Task,
    TaskHolds,
    TrendOver,
)

__all__ = [
    "IN_CURVES",
    "MEASURES",
    "METHODS",
    "PRECISIONS",
    "SCOPES",
    "SPENT",
    "Attempt",
    "ByField",
    "CheckedCollection",
    "Collection",
    "Column",
    "CommittedLog",
    "CountedModel",
    "CurvePoint",
    "Device",
    "Earlier",
    "Ended",
    "Exchange",
    "FlopMethod",
    "FlopScope",
    "LearningCurve",
    "LevelOver",
    "LogFacts",
    "LoggedEvaluation",
    "Measure",
    "Method",
    "Metric",
    "Provenance",
    "PublicationDate",
    "Rate",
    "RecordIs",
    "Reference",
    "Reproduction",
    "Result",
    "RunLog",
    "SourceKind",
    "StatedField",
    "Statement",
    "Status",
    "Target",
    "Task",
    "TaskCollection",
    "TaskHolds",
    "TrendOver",
    "column",
    "columns",
]

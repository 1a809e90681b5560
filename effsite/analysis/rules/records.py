"""What a reviewer should know before a row sets a record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from effsite.analysis.frontier import is_estimate
from effsite.analysis.rules.unit import Fault, TargetRule
from effsite.analysis.significance import NOISE
from effsite.analysis.uncertainty import got_alike

if TYPE_CHECKING:
    from collections.abc import Iterator

    from effsite.analysis.rules.unit import TargetView
    from effsite.records import Result


class RecordWithoutEvidence(TargetRule):
    """A row sets a record, and nothing that anybody could open bears it out.

    A record is what every factor and every trend is made of. One that was measured needs the learning curve
    of its runs; one that was read somewhere needs the address of its source or of its paper.
    """

    code = "record-without-evidence"
    severity = "warning"
    hint = "commit the learning curve of the runs, or link the source"

    @classmethod
    def look(cls, view: TargetView) -> Iterator[tuple[Result, Fault]]:
        """Each record without a curve or a link."""
        for result in view.frontier.results:
            if result.source_kind == "measured" and not result.curve:
                yield result, Fault(field="curve", message="sets a record by measurement, without a curve")
            elif not (result.curve or result.source_url or result.paper_url):
                yield result, Fault(field="source_url", message="sets a record, and links no source")


class RecordByHardware(TargetRule):
    """A compute that was worked out from devices and time would be a record.

    Devices × seconds × peak × an assumed share of it is an estimate that may be off by a factor of several.
    It counts as a record only where its far end would be one too, and the table of the target says so.
    Records of one machine at one assumed share, one after the other, are told of once: what is assumed
    divides out between them.
    """

    code = "record-by-hardware"
    severity = "note"
    hint = "count the operations instead (`effsite count`), if the model is known"

    @classmethod
    def look(cls, view: TargetView) -> Iterator[tuple[Result, Fault]]:
        """Each record from the hardware that was not got as the record before it was."""
        records = view.frontier.results
        for before, result in zip((None, *records), records, strict=False):
            by_hardware = result.flop_method == "hardware" and is_estimate(result, view.frontier.measure)
            if by_hardware and (before is None or not got_alike(before, result)):
                message = "sets a record with a compute estimated from devices and time"
                yield result, Fault(field="flop_method", message=message)


class RecordWithinNoise(TargetRule):
    """A record is within noise of the record before it.

    By Welch's one-sided test over the runs of both, on the logarithm of what each run spent. From p = 0.05
    on, the same runs once more could well come out the other way round. The figures are right as they stand,
    and nobody but those who can train the systems again can do more: so it is a note, and the target's page
    says the same beside the records.
    """

    code = "record-within-noise"
    severity = "note"
    hint = "make more runs, of this system or of the record before"

    @classmethod
    def look(cls, view: TargetView) -> Iterator[tuple[Result, Fault]]:
        """Each record whose lead may be chance."""
        for sure in view.significance:
            if sure.lead is not None and sure.lead.record and sure.lead.within_noise:
                yield sure.result, Fault(field=view.frontier.measure, message=f"is {sure.lead.words}")


class LevelWithinNoise(TargetRule):
    """The runs end so near to the level that another set of them might not get there.

    By a one-sided t-test of their last values against the level, from p = 0.05 on. The system that
    fixes the level stands at it by definition and is left out.
    """

    code = "level-within-noise"
    severity = "note"
    hint = "train a little longer, or make more runs"

    @classmethod
    def look(cls, view: TargetView) -> Iterator[tuple[Result, Fault]]:
        """Each result whose margin may be chance."""
        for sure in view.significance:
            p, metric = sure.margin.p, view.target.metric
            fixes = sure.result.system == view.target.level_of
            if p is not None and p >= NOISE and metric is not None and not fixes:
                yield sure.result, Fault(field="value", message=f"ends {sure.margin.words(metric)}")


class RecordAtLevel(TargetRule):
    """A record gives exactly the level as its value, and no curve shows by how much it was passed.

    A value that was rounded to the level may lie below it. The first record of a target is left out, for many
    a level was taken from it.
    """

    code = "record-at-level"
    severity = "note"
    hint = "give the value with more digits, or the curve"

    @classmethod
    def look(cls, view: TargetView) -> Iterator[tuple[Result, Fault]]:
        """Each later record without any margin."""
        for result in view.frontier.results[1:]:
            if result.value is not None and result.value == view.target.level and not result.curve:
                message = f"gives exactly the level, {result.value:g}, so that its margin is not known"
                yield result, Fault(field="value", message=message)


class RecordOfOneRun(TargetRule):
    """A record that was measured rests on one run.

    How far a second run would lie off is not known, and neither is whether the record is one.
    """

    code = "record-of-one-run"
    severity = "note"
    hint = "make at least three runs, with other seeds"

    @classmethod
    def look(cls, view: TargetView) -> Iterator[tuple[Result, Fault]]:
        """Each measured record of a single run."""
        for result in view.frontier.results:
            if result.source_kind == "measured" and result.runs == 1:
                yield result, Fault(field="runs", message="sets a record by one run: no spread known")


class OtherScope(TargetRule):
    """A row gives the compute of a whole run where the target compares what the level takes, or the reverse.

    The row is shown and sets no record. Going on after the level was reached is no part of what it takes.
    """

    code = "other-scope"
    severity = "note"
    hint = "if a learning curve is known, count up to the first evaluation at the level"

    @classmethod
    def look(cls, view: TargetView) -> Iterator[tuple[Result, Fault]]:
        """Each row of the other scope."""
        wanted_scope = view.target.flop_scope
        of_other = view.by_field.where(
            lambda scope, flop: scope != wanted_scope and flop is not None, "flop_scope", "training_flop"
        )
        for result in (view.results[place] for place in of_other):
            whole = result.flop_scope == "whole-run"
            given, wanted = "a whole run", "the compute up to the target"
            message = f"counts {given if whole else wanted}; {view.target.name} compares "
            yield result, Fault(field="flop_scope", message=message + (wanted if whole else "whole runs"))

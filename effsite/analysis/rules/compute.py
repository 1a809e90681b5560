"""Whether the compute of a row is what its own inputs, its devices and its time give."""

from __future__ import annotations

from functools import lru_cache, partial
from operator import eq
from typing import TYPE_CHECKING, Any

from effsite.analysis import checks
from effsite.analysis.checks import computes, implied_utilisation, method_checks, work_at_peak
from effsite.analysis.rules.unit import Fault, RowRule
from effsite.analysis.slips import slip_of
from effsite.analysis.utilisation import tells_something
from effsite.records import FlopMethod, Result, columns

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from effsite.analysis.rules.unit import Around, Rows

METHOD_TOLERANCE = 0.02
"""How far the stated method may lie from the stored compute: the rounding of the inputs."""

CROSS_CHECK_FACTOR = 3.0
"""How far two methods may lie apart; AI and Compute (OpenAI 2018) aims for a factor of 2 to 3."""

PLAUSIBLE = (1e-15, 1e36)
"""Outside of this no count is real, and quotients of two could overflow a float."""

PEAK_TOLERANCE = 0.05
EPOCHS_TOLERANCE = 0.05

INPUTS: dict[FlopMethod, tuple[str, ...]] = {
    "counted": ("forward_flop", "examples"),
    "parameters": ("parameters", "examples"),
    "hardware": ("devices", "seconds", "peak_flop_per_second", "utilisation"),
    "reported": (),
}
"""Columns without which a compute cannot be worked out again, by its method."""

COUNTS = tuple(
    name for name, c in columns(Result).items() if c.kind in ("number", "integer") and name != "value"
)
"""Fields of a result that count or measure something, and so lie within PLAUSIBLE."""

COMPUTED_FROM = ("training_flop", *checks.INPUTS)
"""The compute of a result, and what the methods get it from."""


class NoRealCount(RowRule):
    """A count is smaller or larger than anything that is counted.

    Between 10⁻¹⁵ and 10³⁶ there is room for every training run that there was or will be. Beyond it an
    exponent has slipped, and nothing else about the row can be checked.
    """

    code = "no-real-count"
    hint = "check the exponent and the unit"

    @classmethod
    def concerns(cls, rows: Rows) -> Iterable[int]:
        """Those with such a count; most columns have none."""
        least, most = PLAUSIBLE
        for name in COUNTS:
            counts = [count for count in rows.values(name) if count is not None]
            if counts and not (least <= min(counts) and max(counts) <= most):
                yield from rows.where(lambda count: count is not None and not least <= count <= most, name)

    @classmethod
    def look(cls, result: Result, around: Around) -> Iterator[Fault]:
        """Each count beyond any real size."""
        least, most = PLAUSIBLE
        for name in COUNTS:
            value = getattr(result, name)
            if value is not None and not least <= value <= most:
                yield Fault(field=name, message=f"{name} of {value:g} is no real count")


class _MethodRule(RowRule):
    """A rule about a result of which some method gives another compute than the row."""

    @classmethod
    def concerns(cls, rows: Rows) -> Iterable[int]:
        """Those of which some method gives another compute."""
        return rows.where(_differs, *COMPUTED_FROM)


class ComputeNotFromInputs(_MethodRule):
    """The compute is not what the method that the row names gives with the row's own inputs.

    counted is forward_flop × examples × passes, parameters is 6 × parameters × examples, hardware is
    devices × seconds × peak × utilisation. A gap of more than 2 % is no rounding: one of the figures is
    wrong, and most often by a factor of 2, because one of them counts a multiply-add once.
    """

    code = "compute-not-from-inputs"
    hint = "correct the compute or its inputs; both count 2 FLOP per multiply-add"

    @classmethod
    def look(cls, result: Result, around: Around) -> Iterator[Fault]:
        """The row's own method, where it gives another compute."""
        for check in method_checks(result):
            if check.method == result.flop_method and abs(check.ratio - 1) > METHOD_TOLERANCE:
                yield Fault(
                    field="training_flop",
                    message=f"the {check.method} method gives {check.flop:.4g} FLOP, "
                    f"{check.ratio:.4g} times what the row says",
                    hint=_with_slip(check.ratio, cls.hint),
                )


class MethodsApart(_MethodRule):
    """Another way of getting the compute, whose inputs the row has too, is more than a factor of 3 away.

    Two methods that look at the same run may differ, but not by that much: AI and Compute (OpenAI 2018) holds
    its own figures to a factor of 2 to 3.
    """

    code = "methods-apart"
    severity = "warning"
    hint = "check the units and the scope of the inputs; explain a true gap in the note"

    @classmethod
    def look(cls, result: Result, around: Around) -> Iterator[Fault]:
        """Each other method that is far away."""
        for check in method_checks(result):
            near = 1 / CROSS_CHECK_FACTOR <= check.ratio <= CROSS_CHECK_FACTOR
            if check.method != result.flop_method and not near:
                message = f"the {check.method} method gives {check.ratio:.3g} times the row's compute"
                yield Fault(field="training_flop", message=message, hint=_with_slip(check.ratio, cls.hint))


class Slip(_MethodRule):
    """Two ways of getting the compute lie exactly 2 or 3 apart.

    Two methods that look at the same run seldom agree to three digits but for a whole factor. Where they do,
    one of them counts a multiply-add once, or leaves out that the backward pass takes twice as much as the
    forward pass. Gaps of 6, 60, 1,000, 3,600, 86,400 and a million are named as what they are by whichever
    rule finds them.
    """

    code = "slip"
    severity = "warning"
    hint = "check the multiply-add convention and passes; explain a true gap in the note"

    @classmethod
    def look(cls, result: Result, around: Around) -> Iterator[Fault]:
        """Each other method that is a slip away, but near enough to pass as another method."""
        for check in method_checks(result):
            near = 1 / CROSS_CHECK_FACTOR <= check.ratio <= CROSS_CHECK_FACTOR
            slip = slip_of(check.ratio)
            if check.method != result.flop_method and near and slip:
                message = f"the {check.method} method gives {check.ratio:.4g} times the row's compute: {slip}"
                yield Fault(field="training_flop", message=message)


class InputsMissing(RowRule):
    """A compute was got by a method of which the row does not give all inputs.

    Nobody can work it out again. counted needs forward_flop and examples, parameters needs parameters and
    examples, hardware needs devices, seconds, peak_flop_per_second and utilisation.
    """

    code = "inputs-missing"
    severity = "note"
    hint = "add the columns that the method needs, or write reported"

    @classmethod
    def concerns(cls, rows: Rows) -> Iterable[int]:
        """Those by a method of which something is missing."""
        for method, inputs in INPUTS.items():
            whole = set(rows.given(*inputs)) if inputs else set(range(len(rows.rows)))
            yield from set(rows.where(partial(eq, method), "flop_method")) - whole

    @classmethod
    def look(cls, result: Result, around: Around) -> Iterator[Fault]:
        """The method, where its inputs are not all there."""
        method = result.flop_method
        if method is None or all(getattr(result, name) is not None for name in INPUTS[method]):
            return
        yield Fault(field="flop_method", message=f"was got by the {method} method, without all of its inputs")


class ExamplesNotEpochs(RowRule):
    """The examples of a row are not its epochs times the size of the data set.

    task.toml says how many examples an epoch has. More than 5 % off, one of the two is not what it says: the
    batch of one device was taken for that of all, or tokens for texts.
    """

    code = "examples-not-epochs"
    severity = "warning"
    hint = "correct the examples or the epochs; explain a true gap in the note"

    @classmethod
    def concerns(cls, rows: Rows) -> Iterable[int]:
        """Those with both, of a task that says how many examples an epoch has."""
        return () if rows.task.task.examples_per_epoch is None else rows.given("epochs", "examples")

    @classmethod
    def look(cls, result: Result, around: Around) -> Iterator[Fault]:
        """The examples, where the epochs give others."""
        of_epoch = around.task.task.examples_per_epoch
        if of_epoch is None or result.epochs is None or result.examples is None:
            return
        ratio = result.examples / (result.epochs * of_epoch)
        if abs(ratio - 1) > EPOCHS_TOLERANCE:
            seen = f"{result.epochs:g} epochs of {of_epoch:,.0f} are {result.epochs * of_epoch:,.6g} examples"
            message = f"{seen}, the row says {result.examples:,.6g}"
            yield Fault(field="examples", message=message, hint=_with_slip(ratio, cls.hint))


class ImpossibleUtilisation(RowRule):
    """The compute implies that the devices ran above 100 % or below 1 % of their peak rate.

    The first cannot be, and the second was never seen in a training run that anybody cared about: devices,
    time, peak rate and compute do not belong to the same run, or one is in another unit.
    """

    code = "impossible-utilisation"
    hint = "check devices, seconds, peak_flop_per_second and the multiply-add convention"

    @classmethod
    def concerns(cls, rows: Rows) -> Iterable[int]:
        """Those with devices, time, peak and compute that do not go together."""
        return rows.where(_cannot_be, "training_flop", "devices", "seconds", "peak_flop_per_second")

    @classmethod
    def look(cls, result: Result, around: Around) -> Iterator[Fault]:
        """A share of the peak that no training has."""
        utilisation = implied_utilisation(result)
        if utilisation is None or tells_something(utilisation):
            return
        side = "above 100 %" if utilisation > 1 else "below 1 %"
        yield Fault(
            field="training_flop",
            message=f"the compute implies that the devices ran at {utilisation:.3g} of their peak, {side}",
        )


class UnknownPeak(RowRule):
    """The peak rate is none that the device has.

    Data sheets print rates with sparsity, which training does not use, beside the dense ones. Within 5 % of
    a dense rate in `results/hardware` is near enough.
    """

    code = "unknown-peak"
    severity = "warning"
    hint = "give the dense rate at the precision used, or add it to the device"

    @classmethod
    def concerns(cls, rows: Rows) -> Iterable[int]:
        """Those whose device has rates that are known, and not this one."""
        known = {name: tuple(device.peak_rates.values()) for name, device in rows.devices.items()}

        @lru_cache  # of one device there are few rates
        def is_unknown(peak: float | None, device: str) -> bool:
            return peak is not None and _is_none_of(peak, known.get(device, ()))

        return rows.where(is_unknown, "peak_flop_per_second", "device")

    @classmethod
    def look(cls, result: Result, around: Around) -> Iterator[Fault]:
        """A peak that the device's known ones do not have among them."""
        peak, device = result.peak_flop_per_second, around.devices.get(result.device)
        if peak is None or device is None or not _is_none_of(peak, device.peak_rates.values()):
            return
        known = ", ".join(f"{rate:.4g}" for rate in sorted(device.peak_rates.values()))
        yield Fault(
            field="peak_flop_per_second",
            message=f"{peak:.4g} FLOP/s is no known peak rate of {device.name}",
            hint=f"known, dense: {known}",
        )


def _is_none_of(peak: float, known: Collection[float]) -> bool:
    """Whether some rates are known, and this peak is none of them."""
    return bool(known) and not any(abs(peak / rate - 1) <= PEAK_TOLERANCE for rate in known)


def _differs(stored: float | None, *inputs: Any) -> bool:
    """Whether a method whose inputs are there gives another compute than the row's, but for rounding."""
    if stored is None:
        return False
    return any(abs(flop / stored - 1) > METHOD_TOLERANCE / 2 for _, flop in computes(*inputs))


def _cannot_be(flop: float | None, *of_the_hardware: Any) -> bool:
    """Whether the compute implies a share of the peak that no training has."""
    work = work_at_peak(*of_the_hardware)
    return flop is not None and work is not None and not tells_something(flop / work)


def _with_slip(ratio: float, hint: str) -> str:
    """The way out, after what the ratio points to where it is a known slip."""
    slip = slip_of(ratio)
    return f"{slip}; {hint}" if slip else hint

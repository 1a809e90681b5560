"""How much arithmetic one forward pass takes, and what a training step is counted as."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from effsite.units import FLOP_PER_MAC, TRAINING_PASSES
from effsite.words import counted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from torch import nn

    from effsite.measure.counters.dispatch import Seen
    from effsite.measure.counters.fvcore import Traced
    from effsite.measure.counters.passes import TrainingPass

FORMULA_HINT = (
    "give it a formula with torch.utils.flop_counter.register_flop_formula, beside the function that builds"
    " the model"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingCount:
    """What training on as many examples takes, in multiply-accumulates.

    With method "passes" it is three forward passes, by the published convention: one forward and two
    backward (Hernandez & Brown 2020, arXiv 2005.04305, appendix B). That holds where every
    parameter is trained. Elsewhere the method is "backward": the forward and the true backward pass.
    `forward` is in training mode, where heads exist that evaluation leaves out. `backward` is the
    true one, None where it is not known. `recomputed`, what runs a second time within it to save
    memory, is in neither. `naive_backward_flop` is what torch's own counter says of it. `reason` says
    why no training pass could be run.
    """

    method: Literal["passes", "backward"]
    forward: int
    backward: int | None = None
    recomputed: int = 0
    naive_backward_flop: int | None = None
    trained_parameters: int = 0
    frozen_parameters: int = 0
    reason: str = ""

    @property
    def macs(self) -> int:
        """Multiply-accumulates of training on the examples once, without what is recomputed."""
        if self.method == "backward" and self.backward is not None:
            return self.forward + self.backward
        return TRAINING_PASSES * self.forward

    def as_json(self) -> dict[str, Any]:
        """The same as plain values, in FLOP."""
        return {
            "method": self.method,
            "forward_flop": self.forward * FLOP_PER_MAC,
            "backward_flop": None if self.backward is None else self.backward * FLOP_PER_MAC,
            "naive_backward_flop": self.naive_backward_flop,
            "recomputed_flop": self.recomputed * FLOP_PER_MAC,
            "trained_parameters": self.trained_parameters,
            "frozen_parameters": self.frozen_parameters,
            "reason": self.reason,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondOpinion:
    """What fvcore's trace says of the same pass; where nothing, `macs` is None and `reason` says why."""

    macs: int | None
    by_operator: Mapping[str, int] = field(default_factory=dict)
    unseen: Mapping[str, int] = field(default_factory=dict)
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FlopCount:
    """The arithmetic of one forward pass over `examples` examples.

    `macs` are the multiply-accumulates of convolutions, linear layers, recurrent cells and
    attention products; `by_operator` splits them by kind of operator and `by_module` by module
    path ("" is the whole model, each module includes its parts). `other` counts single
    operations of normalisation, activation, pooling and the like, split in `other_by_operator`.
    `uncounted` names operators that may multiply and have no formula, with the number of their
    calls: their arithmetic is in no figure here. `values` names operators through which the values of an
    input, or numbers that the model draws, can change the count. `parameters` are the trainable ones.
    """

    macs: int
    other: int
    parameters: int
    examples: int = 1
    by_operator: Mapping[str, int] = field(default_factory=dict)
    by_module: Mapping[str, int] = field(default_factory=dict)
    other_by_operator: Mapping[str, int] = field(default_factory=dict)
    uncounted: Mapping[str, int] = field(default_factory=dict)
    values: Mapping[str, int] = field(default_factory=dict)
    training: TrainingCount | None = None
    second: SecondOpinion | None = None

    @property
    def complete(self) -> bool:
        """Whether the figures hold all there is, of training with frozen parameters too."""
        return not self.gap

    @property
    def gap(self) -> str:
        """What an incomplete count leaves out, in words; "" where it is complete."""
        names = ", ".join(f"{name} ({counted(calls, 'call')})" for name, calls in self.uncounted.items())
        if names:
            return f"no formula for {names}"
        training = self.training
        if training and training.frozen_parameters and training.reason:
            return f"parameters are frozen, and a training pass could not be run: {training.reason}"
        return ""

    @property
    def way_out(self) -> str:
        """What completes the count; empty where it is complete."""
        if self.uncounted:
            return FORMULA_HINT
        return "mend what stops the training pass, or train every parameter" if self.gap else ""

    @property
    def flop(self) -> int:
        """FLOP of the forward pass: two for each multiply-accumulate."""
        return self.macs * FLOP_PER_MAC

    @property
    def flop_per_example(self) -> float:
        """FLOP of the forward pass over one example."""
        return self.flop / self.examples

    @property
    def training_flop(self) -> int:
        """FLOP of training on the examples once; `training` says how it is counted."""
        macs = self.training.macs if self.training else TRAINING_PASSES * self.macs
        return macs * FLOP_PER_MAC

    @property
    def training_flop_per_example(self) -> float:
        """FLOP of one training example; `training` says how it is counted."""
        return self.training_flop / self.examples

    @property
    def recomputed_flop_per_example(self) -> float:
        """FLOP of one training example that run a second time to save memory: no part of training compute."""
        return self.training.recomputed * FLOP_PER_MAC / self.examples if self.training else 0.0

    @property
    def training_passes(self) -> float:
        """Training compute in forward passes of evaluation; 3 by convention, and where there is none."""
        if self.training is None or not self.macs:
            return float(TRAINING_PASSES)
        return self.training.macs / self.macs


def count(
    module: nn.Module,
    inputs: Any,
    *,
    second: bool = True,
) -> FlopCount:
    """What one forward pass of `module` over `inputs` takes, as run in evaluation mode, and its training.

    `inputs` are the arguments of the forward pass: one tensor, several in order, several by name, or
    a `Call`; the first one's first dimension is the number of examples. The module runs where it is, at most
    once, without gradients; its mode, its weights and its random state are left as they were.
    Without `second` fvcore is not asked, and a module that can run without data does not run.
    Shapes decide, except where `values` names an operator: another resolution gives another count.
    """
    from effsite.measure.counters.call import as_call
    from effsite.measure.counters.opinions import opinions, training_pass

    call = as_call(inputs)
    seen, traced, reason = opinions(module, call, second=second)
    run, why = training_pass(module, call)
    agreed = traced is not None and sum(traced.macs.values()) == seen.total
    told = traced if traced is not None and agreed else seen
    training = _training(module, seen, run, why)
    uncounted = dict(seen.uncounted)
    if run is not None:
        uncounted |= run.forward.uncounted | (run.backward.uncounted if training.method == "backward" else {})
    return FlopCount(
        macs=seen.total,
        other=sum(told.other.values()),
        parameters=training.trained_parameters,
        examples=call.examples,
        by_operator=_largest_first(told.macs),
        by_module=dict(told.by_module),
        other_by_operator=_largest_first(told.other),
        uncounted=uncounted,
        values=dict(seen.values | run.forward.values if run else seen.values),
        training=training,
        second=_second(traced, reason),
    )


def _training(module: nn.Module, seen: Seen, run: TrainingPass | None, why: str) -> TrainingCount:
    """What training takes, from the pass that was run; three evaluation passes where none could be."""
    trained = sum(one.numel() for one in module.parameters() if one.requires_grad)
    frozen = sum(one.numel() for one in module.parameters() if not one.requires_grad)
    if run is None:
        return TrainingCount(
            method="passes",
            forward=seen.total,
            trained_parameters=trained,
            frozen_parameters=frozen,
            reason=why,
        )
    whole = not frozen and run.reached
    return TrainingCount(
        method="passes" if whole else "backward",
        forward=max(run.forward.total, seen.total) if whole else run.forward.total,
        backward=None if run.backward.uncounted else run.backward.total,
        recomputed=run.backward.recomputed,
        naive_backward_flop=run.backward.naive_flop,
        trained_parameters=trained,
        frozen_parameters=frozen,
    )


def _second(traced: Traced | None, reason: str) -> SecondOpinion | None:
    if traced is None:
        return SecondOpinion(macs=None, reason=reason) if reason else None
    return SecondOpinion(macs=sum(traced.macs.values()), by_operator=traced.macs, unseen=traced.uncounted)


def _largest_first(counts: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda item: -item[1]))

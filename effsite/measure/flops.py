"""How much arithmetic one forward pass takes, and what a training step is counted as."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from effsite.units import FLOP_PER_MAC, TRAINING_PASSES

if TYPE_CHECKING:
    from collections.abc import Mapping

    import torch
    from torch import nn


@dataclass(frozen=True, slots=True, kw_only=True)
class FlopCount:
    """The arithmetic of one forward pass over `examples` examples.

    `macs` are the multiply-accumulates of convolutions, linear layers, recurrent cells and
    attention products; `by_operator` splits them by kind of operator and `by_module` by module
    path ("" is the whole model, each module includes its parts). `other` counts single
    operations of normalisation, activation, pooling and the like, split in `other_by_operator`.
    `uncounted` names operators that have no formula, with the number of their calls: their
    arithmetic is in no figure here. `parameters` are the trainable ones.
    """

    macs: int
    other: int
    parameters: int
    examples: int = 1
    by_operator: Mapping[str, int] = field(default_factory=dict)
    by_module: Mapping[str, int] = field(default_factory=dict)
    other_by_operator: Mapping[str, int] = field(default_factory=dict)
    uncounted: Mapping[str, int] = field(default_factory=dict)

    @property
    def flop(self) -> int:
        """FLOP of the forward pass: two for each multiply-accumulate."""
        return self.macs * FLOP_PER_MAC

    @property
    def flop_per_example(self) -> float:
        """FLOP of the forward pass over one example."""
        return self.flop / self.examples

    @property
    def training_flop_per_example(self) -> float:
        """FLOP of one training example: three times the forward pass, by the published convention.

        One pass forward and two backward (Hernandez & Brown 2020, arXiv 2005.04305, appendix B).
        """
        return TRAINING_PASSES * self.flop_per_example


def count(module: nn.Module, inputs: torch.Tensor | tuple[torch.Tensor, ...]) -> FlopCount:
    """What one forward pass of `module` over `inputs` takes, as run in evaluation mode.

    `inputs` are the arguments of the forward pass; the first one's first dimension is the number
    of examples. The module runs once, without gradients, where it is; its mode, its weights and
    its random state are left as they were. Shapes decide: another resolution gives another count.
    """
    from effsite.measure.counters.fvcore import trace

    arguments = inputs if isinstance(inputs, tuple) else (inputs,)
    traced = trace(module, arguments)
    parameters = sum(p.numel() for p in module.parameters() if p.requires_grad)
    return FlopCount(
        macs=sum(traced.macs.values()),
        other=sum(traced.other.values()),
        parameters=parameters,
        examples=arguments[0].shape[0],
        by_operator=traced.macs,
        by_module=traced.by_module,
        other_by_operator=traced.other,
        uncounted=traced.uncounted,
    )

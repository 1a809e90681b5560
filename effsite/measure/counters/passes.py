"""Passes through a module as the dispatcher sees them: forward, and forward and backward in training."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import torch

from effsite.measure.counters.call import quiet, set_mode, tensors_in
from effsite.measure.counters.chance import settled
from effsite.measure.counters.dispatch import Dispatcher, Seen, watching
from effsite.measure.counters.shadow import on_meta

if TYPE_CHECKING:
    from torch import nn

    from effsite.measure.counters.call import Call
    from effsite.measure.counters.chance import Draws

RANDOM = "random numbers"
"""What the count may depend on where a model draws with Python or numpy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingPass:
    """What a forward and a backward pass in training mode take, in multiply-accumulates.

    `backward` takes the gradients of the parameters that are trained and no others, not those of
    the input. `reached` says that every trained matrix got a gradient.
    """

    forward: Seen
    backward: Seen
    reached: bool

    def halved(self) -> TrainingPass:
        """What half as many examples take."""
        return replace(self, forward=self.forward.halved(), backward=self.backward.halved())


def forward_without_data(module: nn.Module, call: Call) -> Seen:
    """What a forward pass in evaluation mode takes, on a copy without data, whatever the input's values.

    Raises whatever the module raises where it cannot run without data.
    """
    shadow = on_meta(module)
    with quiet(), settled() as draws, torch.no_grad():
        set_mode(shadow, training=False)
        with watching(shadow, Dispatcher()) as dispatcher:
            call.emptied().run(shadow)
    return _by_chance_alone(dispatcher.seen, draws)


def training_without_data(module: nn.Module, call: Call, *, times: int = 1) -> TrainingPass:
    """What a training pass over that many times the examples takes, on a copy without data.

    Raises whatever the module raises where it cannot run without data.
    """
    run, draws = _training(on_meta(module), call.emptied(times=times))
    return replace(run, forward=_by_chance_alone(run.forward, draws))


def training_with_data(module: nn.Module, call: Call) -> TrainingPass:
    """The same, on the module itself, which is changed by it; raises whatever the module raises."""
    run, draws = _training(module, call)
    return replace(run, forward=_with_draws(run.forward, draws))


def _training(module: nn.Module, call: Call) -> tuple[TrainingPass, Draws]:
    with quiet(), settled() as draws, torch.enable_grad():
        set_mode(module, training=True)
        with watching(module, Dispatcher()) as forward:
            outputs = [one for one in tensors_in(call.run(module)) if one.requires_grad]
        with watching(module, Dispatcher(backward=True)) as backward:
            if outputs:
                torch.autograd.backward(outputs, [torch.ones_like(one) for one in outputs])
    matrices = [one for one in module.parameters() if one.requires_grad and one.dim() > 1]
    reached = all(one.grad is not None for one in matrices)
    return TrainingPass(forward=forward.seen, backward=backward.seen, reached=reached), draws


def _by_chance_alone(seen: Seen, draws: Draws) -> Seen:
    """What was seen without data, where only numbers that the model draws itself have values to look at."""
    return _with_draws(seen if seen.drawn else replace(seen, values=Counter()), draws)


def _with_draws(seen: Seen, draws: Draws) -> Seen:
    return replace(seen, values=seen.values + Counter({RANDOM: 1})) if draws.taken else seen

"""Passes through a module as the dispatcher sees them: forward, and forward and backward in training."""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import torch

from effsite.measure.counters.call import quiet, set_mode, tensors_in
from effsite.measure.counters.dispatch import Dispatcher, Seen, watching
from effsite.measure.counters.shadow import on_meta

if TYPE_CHECKING:
    from collections.abc import Iterator

    from torch import nn

    from effsite.measure.counters.call import Call


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
    """What a forward pass in evaluation mode takes, on a copy without data: no value can change it.

    Raises whatever the module raises where it cannot run without data.
    """
    shadow = on_meta(module)
    with _alone(), torch.no_grad():
        set_mode(shadow, training=False)
        with watching(shadow, Dispatcher()) as dispatcher:
            call.emptied().run(shadow)
    return replace(dispatcher.seen, values=Counter())


def training_without_data(module: nn.Module, call: Call, *, times: int = 1) -> TrainingPass:
    """What a training pass over that many times the examples takes, on a copy without data.

    Raises whatever the module raises where it cannot run without data.
    """
    return _training(on_meta(module), call.emptied(times=times))


def training_with_data(module: nn.Module, call: Call) -> TrainingPass:
    """The same, on the module itself, which is changed by it; raises whatever the module raises."""
    return _training(module, call)


def _training(module: nn.Module, call: Call) -> TrainingPass:
    with _alone(), torch.enable_grad():
        set_mode(module, training=True)
        with watching(module, Dispatcher()) as forward:
            outputs = [one for one in tensors_in(call.run(module)) if one.requires_grad]
        with watching(module, Dispatcher(backward=True)) as backward:
            if outputs:
                torch.autograd.backward(outputs, [torch.ones_like(one) for one in outputs])
    matrices = [one for one in module.parameters() if one.requires_grad and one.dim() > 1]
    reached = all(one.grad is not None for one in matrices)
    return TrainingPass(forward=forward.seen, backward=backward.seen, reached=reached)


@contextmanager
def _alone() -> Iterator[None]:
    """Within: no warnings, no fused shortcuts; the random state is put back."""
    with quiet(), torch.random.fork_rng(devices=[]):
        yield

"""A forward pass by both counters and a training pass, with as little arithmetic as the model allows."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

from effsite.measure.counters.call import evaluating
from effsite.measure.counters.dispatch import Dispatcher, Seen, watching
from effsite.measure.counters.passes import forward_without_data, training_with_data, training_without_data

if TYPE_CHECKING:
    from torch import nn

    from effsite.measure.counters.call import Call
    from effsite.measure.counters.fvcore import Traced
    from effsite.measure.counters.passes import TrainingPass

NO_DATA = "the weights have no data"
MOST_TRACED = 500_000_000_000
MOST_TRACED_CALLS = 2_500
"""A trace takes a third of a millisecond for each operator, and the model's own time."""
TOO_LARGE = "a trace runs the model, which would take long"
TOO_MANY = "a trace of so many operators would take long"


def opinions(module: nn.Module, call: Call, *, second: bool) -> tuple[Seen, Traced | None, str]:
    """What the dispatcher saw of a forward pass, what the trace holds, and why there is no trace.

    The module runs at most once with data: within the trace, where it must. Raises what the
    module raises.
    """
    try:
        seen = forward_without_data(module, call)
    except Exception:
        if _has_no_data(module):
            raise
        return _with_data(module, call)
    if not second:
        return seen, None, ""
    if _has_no_data(module):
        return seen, None, NO_DATA
    if seen.total > MOST_TRACED:
        return seen, None, TOO_LARGE
    if seen.calls > MOST_TRACED_CALLS:
        return seen, None, TOO_MANY
    with evaluating(module):
        traced, reason = _traced(module, call)
    return seen, traced, reason


def _with_data(module: nn.Module, call: Call) -> tuple[Seen, Traced | None, str]:
    with evaluating(module):
        with watching(module, Dispatcher()) as dispatcher:
            traced, reason = _traced(module, call)
        if traced is None:
            with watching(module, Dispatcher()) as dispatcher:
                call.run(module)
    return dispatcher.seen, traced, reason


def _traced(module: nn.Module, call: Call) -> tuple[Traced | None, str]:
    from effsite.measure.counters.fvcore import trace

    try:
        return trace(module, call), ""
    except Exception as error:  # noqa: BLE001 - the tracer refuses what runs well
        return None, first_line(error)


def training_pass(module: nn.Module, call: Call) -> tuple[TrainingPass | None, str]:
    """What the dispatcher saw of a training pass over the call's examples; else None, and why.

    It runs without data. Where that fails and parameters are frozen, so that three forward
    passes would be too much, it runs on a copy with data. A layer that needs several examples
    to normalise gets two, and what it took is halved.
    """
    try:
        return training_without_data(module, call), ""
    except Exception as error:  # noqa: BLE001 - a user's own code may raise anything
        reason = first_line(error)
    try:
        return training_without_data(module, call, times=2).halved(), ""
    except Exception:  # noqa: BLE001 - the first reason says more
        if _has_no_data(module) or all(one.requires_grad for one in module.parameters()):
            return None, reason
    try:
        return training_with_data(copy.deepcopy(module), call), ""
    except Exception as error:  # noqa: BLE001 - not every module can be copied, and not every one trained
        return None, first_line(error)


def first_line(error: BaseException) -> str:
    """What an error says, in one line, with its name where that is needed to understand it."""
    text = (str(error).strip() or type(error).__name__).splitlines()[0]
    plain = isinstance(error, RuntimeError | ValueError | TypeError | AssertionError)
    return text if plain else f"{type(error).__name__}: {text}"


def _has_no_data(module: nn.Module) -> bool:
    return any(one.is_meta for one in (*module.parameters(), *module.buffers()))

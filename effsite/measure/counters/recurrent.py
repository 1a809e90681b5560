"""Recurrent layers without data in one step: torch unrolls them there, a dozen operators for each place.

A text of a thousand characters took 40,000 operators and ten seconds where the layer itself runs in
a hundredth of one. The layers are taken whole, with results of the right shape, and the gradients that
the unrolled graph would take.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING, Any

import torch
from torch import nn
from torch.overrides import TorchFunctionMode

from effsite.measure.counters import formulas
from effsite.measure.counters.operators import PER_RECURRENT_UNIT

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Note = Callable[[str, int, int], None]
    """Is told the kind of layer, its multiply-accumulates and its single operations."""


def has_recurrent(module: nn.Module) -> bool:
    """Whether the module has recurrent layers of torch."""
    return any(isinstance(part, nn.RNNBase) for part in module.modules())


class Whole(TorchFunctionMode):
    """While it is entered, recurrent layers without data run in one step and are told to `note`.

    A gradient that is taken later is told to the last `Whole` that is entered then.
    """

    entered: list[Whole] = []  # noqa: RUF012 - of all: a backward pass runs within another than its forward pass

    def __init__(self, note: Note) -> None:
        super().__init__()
        self.note = note

    def __enter__(self) -> Any:
        self.entered.append(self)
        return super().__enter__()

    def __exit__(self, *error: object) -> None:
        self.entered.remove(self)
        super().__exit__(*error)

    def __torch_function__(
        self, func: Callable[..., Any], types: Any, args: Any = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        """The call as it was meant, unless it is a recurrent layer over plain sequences without data."""
        kind = getattr(func, "__name__", "")
        if kind in PER_RECURRENT_UNIT and _is_plain(args) and args[0].is_meta:
            states = args[1] if isinstance(args[1], list | tuple) else (args[1],)
            layers = _Layers.of(kind, args, len(states))
            return _Recurrent.apply(layers, args[0], *states, *args[2])
        return func(*args, **(kwargs or {}))


def _is_plain(args: Sequence[Any]) -> bool:
    """Whether a call has input, state, weights, biases, layers, dropout, training, both ways and batch first.

    One over packed sequences has their lengths before the state, and no batch first.
    """
    return len(args) == 9 and isinstance(args[2], list | tuple) and isinstance(args[3], bool)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Layers:
    """Recurrent layers as torch is asked to run them; `states` is how many tensors the state has."""

    kind: str
    states: int
    biases: bool
    layers: int
    directions: int
    batch_first: bool

    @classmethod
    def of(cls, kind: str, args: Sequence[Any], states: int) -> _Layers:
        """The layers that a call asks for."""
        return cls(
            kind=kind,
            states=states,
            biases=bool(args[3]),
            layers=int(args[4]),
            directions=2 if args[7] else 1,
            batch_first=bool(args[8]),
        )

    def shapes(self, x: torch.Tensor, states: Sequence[torch.Tensor]) -> list[tuple[int, ...]]:
        """The shapes of the output and of the state at the end."""
        width = self.directions * states[0].shape[-1]
        return [(*x.shape[:-1], width), *(tuple(one.shape) for one in states)]

    def backward(self, x: Sequence[int], weights: Sequence[Sequence[int]], wanted: Sequence[bool]) -> int:
        """Multiply-accumulates of the gradients that are wanted of (input, states, weights).

        The weights' take as much as the forward pass. The input's and the state's do so where
        something before them is trained: the first state is not, so the first place passes nothing on to it.
        """
        rows = prod(x[:-1])
        first = x[0] if self.batch_first else x[1]
        begun = any(wanted[1 : 1 + self.states])
        carried, macs, at = wanted[0] or begun, 0, 1 + self.states
        each = len(weights) // (self.layers * self.directions)
        for layer in range(self.layers):
            of = slice(layer * self.directions * each, (layer + 1) * self.directions * each)
            trained = wanted[at:][of]
            inner = carried or any(trained)
            for place, (shape, is_trained) in enumerate(zip(weights[of], trained, strict=True)):
                if len(shape) != 2:
                    continue
                is_input, is_state = place % each == 0, place % each == 1
                passes = rows if not is_state or begun else rows - first
                goes_on = inner if not is_input else carried if layer else wanted[0]
                macs += prod(shape) * (is_trained * rows + goes_on * passes)
            carried = inner
        return macs


class _Recurrent(torch.autograd.Function):
    """The layers as one operator, results and gradients without data."""

    @staticmethod
    def forward(ctx: Any, layers: _Layers, x: torch.Tensor, *rest: torch.Tensor) -> Any:
        states, weights = rest[: layers.states], rest[layers.states :]
        ctx.layers, ctx.given = layers, (x, *rest)
        shapes = [tuple(one.shape) for one in weights]
        steps = prod(x.shape[:-1])
        units = layers.layers * layers.directions * states[-1].shape[-1]
        single = PER_RECURRENT_UNIT[layers.kind] * steps * units
        Whole.entered[-1].note(layers.kind, formulas.recurrent(steps, shapes), single)
        return tuple(x.new_empty(shape) for shape in layers.shapes(x, states))

    @staticmethod
    def backward(ctx: Any, *_: Any) -> Any:
        x, wanted = ctx.given[0], ctx.needs_input_grad[1:]
        shapes = [tuple(one.shape) for one in ctx.given[1 + ctx.layers.states :]]
        if Whole.entered:
            Whole.entered[-1].note(ctx.layers.kind, ctx.layers.backward(tuple(x.shape), shapes, wanted), 0)
        given = zip(ctx.given, wanted, strict=True)
        return None, *(torch.empty_like(one) if is_wanted else None for one, is_wanted in given)

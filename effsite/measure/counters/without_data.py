"""Operators on tensors without data that torch takes long for, or refuses, though their shapes are plain.

Torch works out the result of a normalisation as it would for a compiler, step by step: a millisecond and
a half for each layer, half of what a count took. Where anything is unusual torch is asked all the same,
and says what is wrong.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import torch

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Shape = Sequence[int]

Given: TypeAlias = "dict[str, Any]"
Shortcut: TypeAlias = "Callable[[Sequence[Any], Given], Any]"
"""What an operator gives of its arguments, None where torch must say."""

aten = torch.ops.aten


def result(func: Any, args: Any, given: dict[str, Any]) -> Any:
    """What the operator gives; raises whatever it raises."""
    shortcut = SHORTCUTS.get(func)
    quick = shortcut(args, given) if shortcut and args[0].is_meta else None
    return func(*args, **given) if quick is None else quick


def _batch_norm(args: Sequence[Any], _: Given) -> Any:
    x, weight, bias, mean, variance = args[:5]
    if x.dim() < 2 or not _all_of((x.shape[1],), weight, bias, mean, variance):
        return None
    return torch.empty_like(x), x.new_empty(x.shape[1]), x.new_empty(x.shape[1])


def _batch_norm_backward(args: Sequence[Any], _: Given) -> Any:
    gradient, x, weight, wanted = args[0], args[1], args[2], args[9]
    if gradient.shape != x.shape or not _all_of((x.shape[1],), weight):
        return None
    return _gradients(x, weight, (x.shape[1],), wanted)


def _layer_norm(args: Sequence[Any], _: Given) -> Any:
    x, shape, weight, bias = args[:4]
    if not _ends_in(x, shape) or not _all_of(shape, weight, bias):
        return None
    kept = (*x.shape[: x.dim() - len(shape)], *(1 for _ in shape))
    return torch.empty_like(x, memory_format=torch.contiguous_format), x.new_empty(kept), x.new_empty(kept)


def _layer_norm_backward(args: Sequence[Any], _: Given) -> Any:
    gradient, x, shape, weight, wanted = args[0], args[1], args[2], args[5], args[7]
    if gradient.shape != x.shape or not _all_of(shape, weight):
        return None
    return _gradients(x, weight, shape, wanted)


def _gradients(x: torch.Tensor, weight: torch.Tensor | None, shape: Shape, wanted: Sequence[bool]) -> Any:
    """Those of the input, the scale and the shift that are wanted."""
    like = x if weight is None else weight
    return (
        torch.empty_like(x) if wanted[0] else None,
        like.new_empty(tuple(shape)) if wanted[1] else None,
        like.new_empty(tuple(shape)) if wanted[2] else None,
    )


def _grouped_product(args: Sequence[Any], given: Given) -> Any:
    """A product in groups, for which torch knows one type of number only."""
    narrow = [one.to(torch.bfloat16) for one in args[:2]]
    return aten._grouped_mm.default(*narrow, *args[2:], **given).to(args[0].dtype)


def _ends_in(x: torch.Tensor, shape: Shape) -> bool:
    return 0 < len(shape) <= x.dim() and tuple(x.shape[-len(shape) :]) == tuple(shape)


def _all_of(shape: Shape, *tensors: torch.Tensor | None) -> bool:
    return all(one is None or tuple(one.shape) == tuple(shape) for one in tensors)


SHORTCUTS: dict[Any, Shortcut] = {
    aten.native_batch_norm.default: _batch_norm,
    aten.native_batch_norm_backward.default: _batch_norm_backward,
    aten.native_layer_norm.default: _layer_norm,
    aten.native_layer_norm_backward.default: _layer_norm_backward,
    aten._grouped_mm.default: _grouped_product,
}

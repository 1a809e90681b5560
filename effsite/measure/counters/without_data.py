"""Operators on tensors without data that torch takes long for, or refuses, though their shapes are plain.

Torch works out the result of a normalisation, of a linear layer or of many an activation as it would for a
compiler, step by step in Python: up to a millisecond and a half for each, half of what a count took.
Where anything is unusual torch is asked all the same, and says what is wrong.
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
    quick = shortcut(args, given) if shortcut and not _is_unusual(args, given) else None
    return func(*args, **given) if quick is None else quick


def _is_unusual(args: Sequence[Any], given: Given) -> bool:
    """Whether there are data, or a type or a place for the result is asked for."""
    first = args[0]
    return not (isinstance(first, torch.Tensor) and first.is_meta) or not given.keys() <= PLAIN


PLAIN = {"alpha", "beta", "approximate", "offs", "bias", "out_dtype"}
"""Named arguments that do not change the shape or the type of a result."""


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


def _sum_and_product(args: Sequence[Any], _: Given) -> Any:
    added, a, b = args[:3]
    if not _alike(added, a, b) or a.dim() != 2 or b.dim() != 2 or a.shape[1] != b.shape[0]:
        return None
    shape = (a.shape[0], b.shape[1])
    return a.new_empty(shape) if tuple(added.shape) in (shape, shape[1:]) else None


def _one_by_one(args: Sequence[Any], given: Given) -> Any:
    """What works element by element on real numbers of one type, one operand as large as the result.

    Operands that lie otherwise in memory are left to torch, which decides how the result lies.
    """
    tensors = [one for one in args if isinstance(one, torch.Tensor)]
    if not _alike(*tensors) or any(isinstance(one, complex) for one in args):
        return None
    largest = max(tensors, key=torch.Tensor.dim)
    shape, laid_out = largest.shape, largest.stride()
    for one in tensors:
        fits = one.stride() == laid_out if one.shape == shape else _stretches(one.shape, shape)
        if not fits:
            return None
    return torch.empty_like(largest)


def _scattered(args: Sequence[Any], _: Given) -> Any:
    """The gradient of a part: as large as the whole."""
    return args[0].new_empty(args[1])


def _rolled(args: Sequence[Any], _: Given) -> Any:
    return torch.empty_like(args[0], memory_format=torch.contiguous_format)


def _like_the_first(args: Sequence[Any], _: Given) -> Any:
    return torch.empty_like(args[0])


def _masked(args: Sequence[Any], _: Given) -> Any:
    x, mask = args[:2]
    return torch.empty_like(x) if x.shape == mask.shape or _stretches(mask.shape, x.shape) else None


def _alike(*tensors: torch.Tensor) -> bool:
    """Whether all are tensors of real numbers of the same type, without data."""
    kind = tensors[0].dtype
    return kind.is_floating_point and all(one.is_meta and one.dtype is kind for one in tensors)


def _stretches(shape: Shape, whole: Shape) -> bool:
    """Whether a tensor of that shape is stretched to the whole one."""
    last = whole[len(whole) - len(shape) :]
    return len(shape) <= len(whole) and all(a in (1, b) for a, b in zip(shape, last, strict=True))


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
    aten.addmm.default: _sum_and_product,
    aten.select_backward.default: _scattered,
    aten.slice_backward.default: _scattered,
    aten.roll.default: _rolled,
    aten._softmax_backward_data.default: _like_the_first,
    aten.masked_fill.Scalar: _masked,
    **dict.fromkeys(
        (
            *(aten.add.Tensor, aten.sub.Tensor, aten.mul.Tensor, aten.div.Tensor, aten.mul.Scalar),
            *(aten.clamp.default, aten.clamp_min.default, aten.pow.Tensor_Scalar, aten.rsqrt.default),
            *(aten.exp.default, aten.neg.default, aten.sqrt.default, aten.reciprocal.default),
            *(aten.tanh.default, aten.sigmoid.default, aten.silu.default, aten.gelu.default),
            *(aten.softplus.default, aten.relu.default, aten.hardswish.default, aten.hardsigmoid.default),
            *(aten.tanh_backward.default, aten.sigmoid_backward.default, aten.silu_backward.default),
            *(aten.gelu_backward.default, aten.threshold_backward.default, aten.softplus_backward.default),
            *(aten.hardswish_backward.default, aten.hardsigmoid_backward.default),
        ),
        _one_by_one,
    ),
}

"""Multiply-accumulates of the operators that torch's dispatcher runs: which formula takes which operands.

Names are those of torch's operators without the ending of an in-place form. What is missing here is
looked up among the formulas that torch itself brings, or that a user gave it with
`torch.utils.flop_counter.register_flop_formula`, in FLOP.
"""

from __future__ import annotations

import re
from math import prod
from typing import TYPE_CHECKING, Any, TypeAlias

import torch
from torch.utils.flop_counter import flop_registry

from effsite.measure.counters import formulas, stored
from effsite.units import FLOP_PER_MAC

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Shape = tuple[int, ...]

Formula: TypeAlias = "Callable[[Sequence[Any], Any], int]"
"""The multiply-accumulates of one call, from its arguments and its result."""


def formula_of(operator: Any) -> Formula | None:
    """The formula for an operator of the dispatcher; None for one that has none."""
    ours = OURS.get(operator.namespace, {}).get(name_of(operator).rstrip("_"))
    if ours is not None:
        return lambda given, out: ours(given, out) * real_products(given[0])
    torchs = flop_registry.get(_packet(operator))
    return None if torchs is None else lambda given, out: torchs(*given, out_val=out) // FLOP_PER_MAC


def name_of(operator: Any) -> str:
    """The name of a dispatched operator, without its namespace and its overload."""
    return str(_packet(operator).__name__)


def _packet(operator: Any) -> Any:
    """All overloads of an operator together; an operator that calls functions has but one."""
    return getattr(operator, "overloadpacket", operator)


def real_products(operand: Any) -> int:
    """How many products of real numbers one product of such operands takes: four where they are complex."""
    return 4 if isinstance(operand, torch.Tensor) and operand.is_complex() else 1


def torch_flop(operator: Any, given: Sequence[Any], out: Any) -> int:
    """FLOP of a call by the formula that torch brings; 0 where it has none.

    Its formula for the backward pass of convolutions leaves out the groups (torch 2.11 to 2.15).
    """
    formula = flop_registry.get(_packet(operator))
    return int(formula(*given, out_val=out)) if formula else 0


def _shape(value: Any) -> Shape:
    return tuple(int(size) for size in value.shape)


def _of(formula: Callable[..., int], *places: int) -> Formula:
    """The formula, given the shapes of the arguments at those places."""
    return lambda given, out: formula(*(_shape(given[place]) for place in places))


def _twice(formula: Formula) -> Formula:
    return lambda given, out: 2 * formula(given, out)


def _convolution(given: Sequence[Any], out: Any) -> int:
    return formulas.convolution(_shape(given[0]), _shape(given[1]), _shape(out), transposed=given[6])


def _plain_convolution(given: Sequence[Any], out: Any) -> int:
    return formulas.convolution(_shape(given[0]), _shape(given[1]), _shape(out))


def _convolution_backward(given: Sequence[Any], out: Any) -> int:
    shapes = _shape(given[1]), _shape(given[2]), _shape(given[0])
    return formulas.convolution_backward(*shapes, transposed=given[7], wanted=given[10][:2])


def _deformable_backward(given: Sequence[Any], out: Any) -> int:
    return 2 * formulas.convolution(_shape(given[1]), _shape(given[2]), _shape(given[0]))


def _bilinear(given: Sequence[Any], out: Any) -> int:
    """`_trilinear` of three operands: every index once, over which it sums or not."""
    shapes, expanded = [_shape(one) for one in given[:3]], given[3:6]
    sizes: dict[int, int] = {}
    for shape, new in zip(shapes, expanded, strict=True):
        whole = list(shape)
        for place in sorted(new):
            whole.insert(place, 1)
        for place, size in enumerate(whole):
            sizes[place] = max(size, sizes.get(place, 1))
    return prod(sizes.values())


def _convolution_in_time(given: Sequence[Any], out: Any) -> int:
    """`conv_tbc` over (time, batch, channels) with weights (kernel, in, out): output places x weights."""
    return prod(_shape(out)[:2]) * prod(_shape(given[1]))


def _cell_layer(given: Sequence[Any], out: Any) -> int:
    """One layer and direction as oneDNN runs it: (length, batch, inputs) and two weight matrices."""
    return formulas.recurrent(prod(_shape(given[0])[:-1]), [_shape(given[1]), _shape(given[2])])


def _all_layers(given: Sequence[Any], out: Any) -> int:
    """All layers as cuDNN and MIOpen run them: the input and a list of weights."""
    return formulas.recurrent(prod(_shape(given[0])[:-1]), [_shape(weight) for weight in given[1]])


def _all_layers_backward(given: Sequence[Any], out: Any) -> int:
    return 2 * _all_layers(given, out)


def _pairs_within(given: Sequence[Any], out: Any) -> int:
    rows, width = _shape(given[0])
    return rows * (rows - 1) // 2 * width


def _packed_product(given: Sequence[Any], out: Any) -> int:
    """A product with packed weights, whose own shape says little: rows x inner size x columns."""
    return prod(_shape(given[0])) * _shape(out)[-1]


def _product(first: int, second: int) -> Formula:
    """The formula of a product of the arguments at those places, either of which may be sparse."""

    def product(given: Sequence[Any], out: Any) -> int:
        a, b = given[first], given[second]
        if stored.is_stored(a) or stored.is_stored(b):
            return stored.sparse_product(a, b)
        return formulas.product(_shape(a), _shape(b))

    return product


MM = _product(0, 1)
ADD_MM = _product(1, 2)
LINEAR = _of(formulas.linear, 0, 1)
ATTENTION = _of(formulas.attention, 0, 1, 2)
ATTENTION_BACKWARD = _twice(_of(formulas.attention, 1, 2, 3))
DISTANCES = _of(formulas.distances, 0, 1)

FORMULAS: dict[str, Formula] = {
    **dict.fromkeys(("mm", "bmm", "mv", "dot", "vdot", "matmul", "_scaled_mm", "_int_mm"), MM),
    **dict.fromkeys(("_sparse_mm", "_sparse_sparse_matmul", "_sparse_mm_reduce_impl", "hspmm"), MM),
    **dict.fromkeys(("addmm", "addbmm", "baddbmm", "addmv", "_addmm_activation", "sspaddmm"), ADD_MM),
    "_sparse_addmm": ADD_MM,
    "sparse_sampled_addmm": stored.sampled_product,
    "quantized_lstm": stored.quantised_recurrent("lstm"),
    "quantized_gru": stored.quantised_recurrent("gru"),
    **dict.fromkeys(("_grouped_mm", "_scaled_grouped_mm"), _of(formulas.grouped_product, 0, 1)),
    **dict.fromkeys(("_weight_int8pack_mm", "_weight_int4pack_mm"), _packed_product),
    **dict.fromkeys(("linear", "mkldnn_linear", "_linear"), LINEAR),
    **dict.fromkeys(("convolution", "_convolution", "convolution_overrideable"), _convolution),
    **dict.fromkeys(
        (
            *("cudnn_convolution", "cudnn_convolution_relu", "miopen_convolution", "mkldnn_convolution"),
            *("_conv_depthwise2d", "conv_depthwise3d", "_slow_conv2d_forward", "slow_conv3d_forward"),
            *("slow_conv_dilated2d", "slow_conv_dilated3d"),
        ),
        _plain_convolution,
    ),
    **dict.fromkeys(("convolution_backward", "convolution_backward_overrideable"), _convolution_backward),
    "conv_tbc": _convolution_in_time,
    "deform_conv2d": _plain_convolution,
    "_deform_conv2d_backward": _deformable_backward,
    "bilinear": _of(formulas.bilinear, 0, 1, 2),
    "_trilinear": _bilinear,
    **dict.fromkeys(("_cdist_forward", "_euclidean_dist"), DISTANCES),
    "_cdist_backward": _of(formulas.distances, 1, 2),
    **dict.fromkeys(("pdist", "_pdist_forward"), _pairs_within),
    **dict.fromkeys(
        (
            "scaled_dot_product_attention",
            "_scaled_dot_product_attention_math",
            *(f"_scaled_dot_product_{how}_attention" for how in ("flash", "efficient", "cudnn")),
            "_scaled_dot_product_flash_attention_for_cpu",
            "_scaled_dot_product_fused_attention_overrideable",
            "_scaled_dot_product_attention_math_for_mps",
        ),
        ATTENTION,
    ),
    **dict.fromkeys(
        (
            *(f"_scaled_dot_product_{how}_attention_backward" for how in ("flash", "efficient", "cudnn")),
            "_scaled_dot_product_flash_attention_for_cpu_backward",
            "_scaled_dot_product_fused_attention_overrideable_backward",
        ),
        ATTENTION_BACKWARD,
    ),
    "mkldnn_rnn_layer": _cell_layer,
    "mkldnn_rnn_layer_backward": _twice(_cell_layer),
    **dict.fromkeys(("_cudnn_rnn", "miopen_rnn"), _all_layers),
    **dict.fromkeys(("_cudnn_rnn_backward", "miopen_rnn_backward"), _all_layers_backward),
}

OURS: dict[str, dict[str, Formula]] = {
    **dict.fromkeys(("aten", "torchvision", "mkldnn"), FORMULAS),
    "quantized": stored.QUANTISED,
    "higher_order": {"flex_attention": ATTENTION, "flex_attention_backward": _twice(ATTENTION)},
}
"""Our formulas by the namespace of the operators."""


def label(operator: str) -> str:
    """The kind under which the multiply-accumulates of a dispatched operator are listed."""
    name = operator.rstrip("_")
    if "attention" in name:
        return "attention"
    if "conv" in name:
        return "convolution"
    if re.search(r"rnn|quantized_(lstm|gru)", name):
        return "recurrent"
    if name == "addmm" or re.match(r"(mkldnn_)?linear", name):
        return "linear"
    return "matmul" if name in FORMULAS and FORMULAS[name] in (MM, ADD_MM) else name.removeprefix("_")

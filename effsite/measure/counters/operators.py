"""Which operators of torch are single operations, how many each takes, and which take none.

Names are those of torch's `aten` operators. An operator in none of these tables, and without a
formula for multiply-accumulates, is reported as uncounted.
"""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

PER_OUTPUT_ELEMENT = {
    **dict.fromkeys(
        (
            *("abs", "add", "add_", "ceil", "clamp", "clamp_", "clamp_min", "cos", "div", "div_", "elu"),
            *("erf", "exp", "floor", "gelu", "hardsigmoid", "hardsigmoid_", "hardswish", "hardswish_"),
            *("hardtanh", "hardtanh_", "leaky_relu", "leaky_relu_", "log", "maximum", "minimum", "mish"),
            *("mul", "mul_", "neg", "pow", "reciprocal", "relu", "relu_", "relu6", "relu6_", "rsqrt"),
            *("rsub", "selu", "sigmoid", "sigmoid_", "silu", "silu_", "sin", "softplus", "sqrt", "square"),
            *("sub", "sub_", "tanh", "tanh_", "elu_", "prelu", "exp_", "log_sigmoid", "round"),
        ),
        1,
    ),
    "addcmul": 2,
    "addcdiv": 2,
    "lerp": 3,
    "batch_norm": 2,
    "layer_norm": 5,
    "group_norm": 5,
    "instance_norm": 5,
    "rms_norm": 4,
    "softmax": 5,
    "log_softmax": 5,
    "glu": 2,
    "upsample_bilinear2d": 7,
    "upsample_bicubic2d": 35,
}
"""Operations for each element of the output.

Whatever an activation costs on a device, it counts one. Batch normalisation counts a scale and a
shift (statistics fixed); layer, group and instance normalisation mean, variance, subtraction,
scale and shift; softmax maximum, subtraction, exponential, sum and division.
"""

PER_INPUT_ELEMENT = {
    **dict.fromkeys(
        (
            *("adaptive_avg_pool1d", "adaptive_avg_pool2d", "adaptive_avg_pool3d", "adaptive_max_pool2d"),
            *("amax", "amin", "cumsum", "cumprod", "logsumexp", "max", "mean", "min", "prod", "sum"),
        ),
        1,
    ),
    "cosine_similarity": 6,
    "norm": 2,
    "linalg_vector_norm": 2,
    "normalize": 3,
    "std": 3,
    "var": 3,
}
"""Operations for each element of the first input: reductions."""

PER_WINDOW_ELEMENT = ("avg_pool1d", "avg_pool2d", "avg_pool3d", "max_pool1d", "max_pool2d", "max_pool3d")
"""Pooling: one operation for each element of the window, for each output."""

PER_RECURRENT_UNIT = {"lstm": 13, "gru": 11, "rnn_tanh": 2, "rnn_relu": 2}
"""Operations for each hidden unit and step, beside the matrix products.

LSTM: 4 sums of the input's and the state's part, 4 gate activations, 3 products and 1 sum for cell
and output, 1 activation of the cell. GRU: 3 sums, 3 activations, 3 products, 2 sums. A plain cell:
1 sum and 1 activation.
"""

FREE = (
    *("alias", "alpha_dropout", "argmax", "argmin", "as_strided", "atleast_2d", "bernoulli"),
    *("bitwise_and", "bitwise_or", "broadcast_to", "broadcast_tensors", "channel_shuffle", "clone"),
    *("concat", "detach_", "diagonal", "dropout_", "embedding", "empty_like", "expand_as", "feature_dropout"),
    *("fill_", "flip", "full", "index_select", "isinf", "isnan", "le", "lift_fresh", "linspace"),
    *("logical_and", "logical_not", "logical_or", "lt", "masked_fill_", "meshgrid", "movedim", "mT", "ne"),
    *("numpy_T", "numel", "one_hot", "ones_like", "pad", "pixel_shuffle", "pixel_unshuffle", "repeat"),
    *("repeat_interleave", "resize_", "resolve_conj", "scalar_tensor", "scatter", "select_scatter"),
    *("split_with_sizes", "squeeze_", "sym_size", "swapaxes", "take", "tensor_split", "tile", "tril", "triu"),
    *("unflatten", "unfold", "unsafe_chunk", "unsafe_split", "upsample_nearest2d", "view_as", "where"),
    *("zero_", "__or__", "__not__", "Bool", "Float", "FloatImplicit", "IntImplicit", "item", "len"),
    *("_shape_as_tensor", "_pack_padded_sequence", "_pad_packed_sequence", "_cast_Float", "floordiv"),
    *("feature_alpha_dropout", "lift", "hstack", "vstack", "new_ones", "rand", "randn", "index_fill"),
)
"""Operators that move, look up, compare, make or number values and do no arithmetic on them.

They come on top of those that fvcore ignores for the same reason. Dropout does nothing when the
model is evaluated.
"""


def other_operations(name: str, args: Sequence[Any], sizes: tuple[int, int], *, pointwise: bool) -> int:
    """Single operations of an operator that the dispatcher ran; 0 for one that only moves values.

    `sizes` are the elements of its first operand and of its result. `pointwise` says that torch
    itself marks it as working element by element.
    """
    plain = name.removeprefix("native_").removeprefix("_").removesuffix("_with_indices")
    before, after = sizes
    if plain in FREE or name in FREE:
        return 0
    if plain in PER_WINDOW_ELEMENT:
        return prod(args[1]) * after
    if plain in PER_INPUT_ELEMENT:
        return PER_INPUT_ELEMENT[plain] * before
    return PER_OUTPUT_ELEMENT.get(plain, int(pointwise and name not in MOVES)) * after


MOVES = ("clone", "copy", "to_copy", "_to_copy", "fill", "zero", "masked_fill", "where", "detach")
"""Operators that torch marks as working element by element, and that do nothing to the elements."""

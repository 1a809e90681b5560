"""Which operators without a formula may hide multiply-accumulates; needs no torch.

An operator is judged by its kind, not by a list of names: what combines two tensors in a way that is
not one of the kinds here, what transforms a matrix, and what torch does not know, may multiply and add.
"""

from __future__ import annotations

import re

from effsite.measure.counters.operators import FREE, PER_INPUT_ELEMENT, PER_OUTPUT_ELEMENT, PER_WINDOW_ELEMENT

TRANSFORMS = re.compile(
    r"linalg|fft|cholesky|matrix|^lu|^_lu|ldl_|triangular|geqrf|ormqr|orgqr|qr$|svd|lstsq|eig|inverse|solve|"
    r"[cp]dist|det$|householder|lobpcg|sparse_sampled|spmm|segment_reduce"
)
"""Operators on matrices and whole signals: they multiply and add even where they take one tensor."""

ELEMENTWISE = re.compile(
    r"norm|loss|pool|upsample|interpolate|grid_sample|affine_grid|im2col|col2im|unfold|fold|"
    r"scatter|gather|index|select|slice|take|put|masked|where|embedding|one_hot|"
    r"^_?(cat|stack|concat|chunk|split|pad|repeat|roll|flip|expand|view|reshape|permute|transpose)|shuffle|"
    r"copy|clone|fill|set_|resize|like$|^new_|^empty|^full|^zeros|^ones|^arange|^linspace|"
    r"sort|topk|kthvalue|median|mode|quantile|unique|search|bucket|hist|bincount|isin|nonzero|arg(max|min)|"
    r"^_?(max|min|sum|mean|var|std|prod|any|all|amax|amin|aminmax|cum|logsumexp|logcumsumexp)|"
    r"softmax|dropout|rand|bernoulli|multinomial|normal|uniform|foreach|fused_adam|fused_sgd|"
    r"fused_(lstm|gru)_cell|cross$|complex|view_as|pack_padded|pad_packed|jagged|nested|equal|allclose|"
    r"nms|roi_(align|pool)|dequantize|quantize_per|fake_quantize|assert|sym_|size|stride|numel|is_|"
    r"^addr$|triu|tril|diag|trace|eye|sign|renorm|ctc|gumbel|checkpoint|item|scalar|_to_copy|lift|detach|"
    r"prepack|unpack|^(add|mul)_(relu|scalar)|alias|real|imag|conj|atleast|broadcast|meshgrid|pin_memory|record_stream|lerp|glu|prelu|lambda"
)
"""Operators that move, choose, sort, compare, reduce, sample or scale values one at a time."""

SINGLE_OPERATIONS = {*FREE, *PER_INPUT_ELEMENT, *PER_OUTPUT_ELEMENT, *PER_WINDOW_ELEMENT}
KNOWN_TO_TORCH = (
    *("aten", "prim", "prims", "torchvision", "inductor", "profiler", "c10d", "_c10d_functional"),
    *("quantized", "quantized_decomposed"),
)


def kind_name(operator: str) -> str:
    """The operator's name without its namespace, its overload and the ending of an in-place form."""
    name = operator.split("::")[-1].removeprefix("aten.").split(".")[0]
    return name if name.endswith("__") else name.rstrip("_")


def is_known_to_torch(operator: str) -> bool:
    """Whether an operator, by its name like `aten::sort`, is of torch or torchvision and no other package."""
    namespace, _, _ = operator.rpartition("::")
    return not namespace or namespace in KNOWN_TO_TORCH


def may_multiply(operator: str, tensors: int) -> bool:
    """Whether an operator without a formula may take multiply-accumulates.

    `operator` is a name like `aten::sort` or `mylib::attend`; `tensors` is how many tensors of real
    or complex numbers it takes, scalars aside, and of whole ones where another package brings it. One
    that takes fewer than two cannot multiply values with one another, unless it transforms a matrix or
    a signal; what another package does with one, nobody knows.
    """
    name = kind_name(operator)
    if not is_known_to_torch(operator):
        return tensors > 0
    forward = re.sub(r"(_double)?_backward(_data)?$", "", name)
    if forward.removeprefix("native_").removeprefix("_") in SINGLE_OPERATIONS:
        return False
    if ELEMENTWISE.search(forward) and not re.search(r"^_?linalg_(?!cross|vector_norm)", forward):
        return False
    return bool(TRANSFORMS.search(forward)) or tensors >= 2

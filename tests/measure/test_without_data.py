"""What is made from shapes alone has the shapes that torch gives, and what is wrong is still refused."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
import torch

from effsite.measure.counters.without_data import SHORTCUTS, _one_by_one, result

pytestmark = pytest.mark.train

aten = torch.ops.aten


def empty(*shape: int, dtype: torch.dtype = torch.float32) -> torch.Tensor:
    return torch.empty(*shape, device="meta", dtype=dtype)


X, C = empty(2, 4, 5, 5), empty(4)
NARROW = empty(2, 4, 5, 5, dtype=torch.bfloat16)
ROWS, WIDTH, STATISTICS = empty(2, 3, 8), empty(8), empty(2, 3, 1)


@pytest.mark.parametrize(
    ("operator", "arguments"),
    [
        (aten.native_batch_norm.default, (X, C, C, C, C, True, 0.1, 1e-5)),
        (aten.native_batch_norm.default, (X, C, C, C, C, False, 0.1, 1e-5)),
        (aten.native_batch_norm.default, (X, None, None, None, None, True, 0.1, 1e-5)),
        (aten.native_batch_norm.default, (NARROW, C, C, C, C, True, 0.1, 1e-5)),
        (aten.native_batch_norm_backward.default, (X, X, C, C, C, C, C, True, 1e-5, [True, True, True])),
        (aten.native_batch_norm_backward.default, (X, X, C, C, C, C, C, True, 1e-5, [False, True, True])),
        (aten.native_batch_norm_backward.default, (X, X, None, C, C, C, C, True, 1e-5, [True, False, False])),
        (aten.native_layer_norm.default, (ROWS, [8], WIDTH, WIDTH, 1e-5)),
        (aten.native_layer_norm.default, (ROWS, [3, 8], None, None, 1e-5)),
        (
            aten.native_layer_norm_backward.default,
            (ROWS, ROWS, [8], STATISTICS, STATISTICS, WIDTH, WIDTH, [True, True, True]),
        ),
    ],
)
def test_results_are_those_of_torch(operator: Any, arguments: tuple[Any, ...]) -> None:
    ours, theirs = result(operator, arguments, {}), operator(*arguments)
    wanted = [(one, other) for one, other in zip(ours, theirs, strict=True) if one is not None]
    assert wanted
    assert all(one.is_meta for one, _ in wanted)
    assert [one.shape for one, _ in wanted] == [other.shape for _, other in wanted]
    assert wanted[0][0].dtype == wanted[0][1].dtype


LAST = X.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2)
"""As large as X, its channels last in memory."""
OPERANDS = (
    X,
    LAST,
    C,
    empty(4, 1, 1),
    torch.empty((), device="meta"),
    NARROW,
    empty(2, 4, 5, 5, dtype=torch.int64),
)
ONE_BY_ONE = [operator for operator, shortcut in SHORTCUTS.items() if shortcut is _one_by_one]


@pytest.mark.parametrize("operator", ONE_BY_ONE, ids=str)
def test_what_works_one_by_one_gives_the_shape_type_and_layout_that_torch_gives(operator: Any) -> None:
    kinds = [str(one.type) for one in operator._schema.arguments if not one.has_default_value()]
    numbers = [1.0] * max(kinds.count("number"), "clamp" in str(operator))
    for tensors in product(OPERANDS, repeat=kinds.count("Tensor")):
        wanted = of(lambda *given: operator(*given), *tensors, *numbers)
        assert of(lambda *given: result(operator, given, {}), *tensors, *numbers) == wanted


def of(function: Any, *arguments: Any) -> Any:
    """Shape, type and layout of what the function gives; None where it refuses."""
    try:
        out = function(*arguments)
    except RuntimeError:
        return None
    return out.shape, out.dtype, out.stride()


@pytest.mark.parametrize(
    ("operator", "arguments"),
    [
        (aten.addmm.default, (C, empty(3, 5), empty(5, 4))),
        (aten.addmm.default, (empty(3, 4), empty(3, 5), empty(5, 4))),
        (aten.addmm.default, (empty(3, 1), empty(3, 5), empty(5, 4))),
        (aten.addmm.default, (C, empty(3, 5), empty(6, 4))),
        (aten.addmm.default, (empty(5), empty(3, 5), empty(5, 4))),
        (aten.select_backward.default, (empty(2, 5, 5), [2, 4, 5, 5], 1, 0)),
        (aten.slice_backward.default, (empty(2, 2, 5, 5), [2, 4, 5, 5], 1, 0, 2, 1)),
        (aten.roll.default, (LAST, [1], [2])),
        (aten._softmax_backward_data.default, (X, X, 1, torch.float32)),
        (aten.masked_fill.Scalar, (X, empty(5, 5, dtype=torch.bool), 0)),
        (aten.masked_fill.Scalar, (C, empty(2, 4, dtype=torch.bool), 0)),
    ],
)
def test_other_shortcuts_give_the_shape_and_type_that_torch_gives(
    operator: Any, arguments: tuple[Any, ...]
) -> None:
    wanted = of(lambda *given: operator(*given), *arguments)
    assert of(lambda *given: result(operator, given, {}), *arguments) == wanted


@pytest.mark.parametrize(
    ("operator", "arguments"),
    [
        (aten.native_layer_norm.default, (ROWS, [7], None, None, 1e-5)),
        (aten.native_layer_norm.default, (ROWS, [8], empty(7), None, 1e-5)),
        (aten.native_batch_norm.default, (X, empty(3), empty(3), empty(3), empty(3), True, 0.1, 1e-5)),
    ],
)
def test_what_does_not_fit_is_left_to_torch_to_refuse(operator: Any, arguments: tuple[Any, ...]) -> None:
    with pytest.raises(RuntimeError):
        result(operator, arguments, {})

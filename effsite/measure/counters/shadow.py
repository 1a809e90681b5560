"""A copy of a module that has shapes and no data: it runs without arithmetic, its original left alone."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import torch
from torch import nn
from torch.overrides import TorchFunctionMode

if TYPE_CHECKING:
    from collections.abc import Callable


WITHOUT_VALUES = (torch.strided, torch._mkldnn)
"""The layouts of tensors whose shape says how many values they hold."""


class _Emptied(TorchFunctionMode):
    """While it is entered, the deep copy of a tensor has its shape and no data."""

    def __torch_function__(
        self, func: Callable[..., Any], types: Any, args: Any = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        """The call as it was meant, unless it copies a tensor deeply."""
        if func is torch.Tensor.__deepcopy__:
            tensor, memo = args
            return memo.setdefault(id(tensor), emptied(tensor))
        return func(*args, **(kwargs or {}))


def on_meta(module: nn.Module) -> nn.Module:
    """A copy of the module whose parameters, buffers and other tensors have shapes but no data."""
    held = [*module.parameters(), *module.buffers()]
    memo: dict[int, Any] = {id(tensor): emptied(tensor) for tensor in held}
    with _Emptied():
        return copy.deepcopy(module, memo)


def emptied(tensor: torch.Tensor) -> torch.Tensor:
    """The tensor's shape and type without its data; a parameter stays one.

    Raises ValueError for a sparse tensor, of which nothing would be left, and one of sequences that
    differ in length.
    """
    if tensor.layout not in WITHOUT_VALUES:
        raise ValueError("a sparse tensor does not tell without its data what it takes")
    empty = torch.empty_like(tensor, device="meta", requires_grad=False)
    if isinstance(tensor, nn.Parameter):
        return nn.Parameter(empty, requires_grad=tensor.requires_grad)
    return empty

"""Models without weights of their own: for counting, where shapes matter and values do not.

Drawing the weights of the largest models takes longer than counting them, and so does the first
touch of their memory.
"""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, Any

import torch
from torch.overrides import TorchFunctionMode

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

IN_PLACE = {
    getattr(torch.Tensor, name)
    for name in (
        *("add_", "clamp_", "copy_", "div_", "erfinv_", "fill_", "mul_", "normal_"),
        *("sub_", "uniform_", "zero_"),
    )
}


class Uninitialised(TorchFunctionMode):
    """While it is entered, weights that are about to be initialised share a block of zeros.

    `torch.empty` gives a view of it, and what would change a view in place leaves it as it
    is. Tensors made in any other way, such as tables of positions, are what they should be. A
    model built so cannot be trained. `used` says that a weight was asked for.
    """

    def __init__(self) -> None:
        super().__init__()
        self.used = False
        self._blocks = [torch.zeros(0)]

    def __torch_function__(
        self, func: Callable[..., Any], types: Any, args: Any = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        """The call as it was meant, unless it makes a weight or changes one."""
        given = kwargs or {}
        if func in IN_PLACE or getattr(func, "__module__", "") == torch.nn.init.__name__:
            tensor = args[0] if args else given["tensor"]
            if self._is_weight(tensor):
                return tensor
        if func is torch.empty and not any(value is not None for value in given.values()):
            sizes = args[0] if len(args) == 1 and not isinstance(args[0], int) else args
            return self._weight(sizes)
        return func(*args, **given)

    def _is_weight(self, tensor: torch.Tensor) -> bool:
        memory = tensor.untyped_storage().data_ptr()
        return tensor.numel() > 0 and any(memory == block.data_ptr() for block in self._blocks)

    def _weight(self, sizes: Sequence[int]) -> torch.Tensor:
        self.used = True
        size = prod(sizes)
        if size > self._blocks[-1].numel():
            self._blocks.append(torch.zeros(size))
        return self._blocks[-1][:size].view(tuple(sizes))

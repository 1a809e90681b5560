"""One call of a module: which tensors it is given, in order and by name."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, is_dataclass, replace
from typing import TYPE_CHECKING, Any

import torch
from torch.utils._pytree import tree_flatten, tree_leaves, tree_unflatten

from effsite.measure.counters.chance import settled

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from torch import nn


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """The arguments of a forward pass: tensors, and whatever holds them or goes with them.

    The first dimension of each tensor is the number of examples, unless `without_batch` says that
    the tensors together are one.
    """

    positional: tuple[Any, ...] = ()
    named: Mapping[str, Any] = field(default_factory=dict)
    without_batch: bool = False

    @property
    def tensors(self) -> tuple[torch.Tensor, ...]:
        """All tensors in the arguments, those without a name first."""
        leaves = tree_leaves((self.positional, dict(self.named)))
        return tuple(leaf for leaf in leaves if isinstance(leaf, torch.Tensor))

    @property
    def examples(self) -> int:
        """How many examples one pass takes; 1 where no tensor tells."""
        if self.without_batch:
            return 1
        return next((one.shape[0] for one in self.tensors if one.dim()), 1)

    def of(self, tensors: Sequence[torch.Tensor]) -> Call:
        """The same call with other tensors in the places of its own."""
        left = iter(tensors)
        leaves, spec = tree_flatten((self.positional, dict(self.named)))
        positional, named = tree_unflatten(
            [next(left) if isinstance(leaf, torch.Tensor) else leaf for leaf in leaves], spec
        )
        return replace(self, positional=positional, named=named)

    def emptied(self, *, times: int = 1) -> Call:
        """The call with tensors that have no data, and that many times as many examples.

        Raises ValueError for more of a call that has no batch, and for sparse tensors.
        """
        if any(one.layout is not torch.strided for one in self.tensors):
            raise ValueError("a sparse input does not tell without its data what it takes")
        if times > 1 and self.without_batch:
            raise ValueError("there is no batch to make larger")
        return self.of([_empty(tensor, times) for tensor in self.tensors])

    def run(self, module: nn.Module) -> Any:
        """What the module gives."""
        return module(*self.positional, **self.named)


def as_call(inputs: Any) -> Call:
    """The call of those inputs: several in order as a tuple or list, several by name, or one of any kind."""
    if isinstance(inputs, Call):
        return inputs
    if isinstance(inputs, Mapping):
        return Call(named=inputs)
    return Call(positional=tuple(inputs) if isinstance(inputs, tuple | list) else (inputs,))


def tensors_in(output: Any) -> list[torch.Tensor]:
    """All tensors in what a forward pass gives, whatever holds them."""
    found: list[torch.Tensor] = []
    for leaf in tree_leaves(output):
        if isinstance(leaf, torch.Tensor):
            found.append(leaf)
        elif isinstance(leaf, Mapping):
            found += tensors_in(list(leaf.values()))
        elif is_dataclass(leaf) and not isinstance(leaf, type):
            found += tensors_in([getattr(leaf, one.name) for one in fields(leaf)])
    return found


@contextmanager
def evaluating(module: nn.Module) -> Iterator[None]:
    """Within: evaluation mode without gradients or fused shortcuts; the random state is put back.

    On one thread: layers of one example are too small to share, and threads that wait for each
    other on a busy machine took ten times as long.
    """
    training = {part: part.training for part in module.modules()}
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        with torch.no_grad(), quiet(), settled():
            set_mode(module, training=False)
            yield
    finally:
        torch.set_num_threads(threads)
        for part, mode in training.items():
            part.training = mode


@contextmanager
def quiet() -> Iterator[None]:
    """Within: a layer of attention runs as its parts, and nothing that runs only to be counted warns."""
    fast = torch.backends.mha.get_fastpath_enabled()
    torch.backends.mha.set_fastpath_enabled(False)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        torch.backends.mha.set_fastpath_enabled(fast)


def set_mode(module: nn.Module, *, training: bool) -> None:
    """The module in that mode; one that came out of torch.export keeps the mode it was exported in."""
    try:
        module.train(training)
    except NotImplementedError:
        for part in module.modules():
            part.training = training


def _empty(tensor: torch.Tensor, times: int) -> torch.Tensor:
    shape = (times * tensor.shape[0], *tensor.shape[1:]) if tensor.dim() else ()
    return torch.empty(shape, dtype=tensor.dtype, device="meta")

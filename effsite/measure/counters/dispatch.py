"""Counting what torch's dispatcher really runs: the figure.

Every operator that runs, in a script, in an `autograd.Function`, in a recomputed segment, whether its
result is used or not, passes the dispatcher with tensors whose shapes are known. The pass runs on a copy
without data where the model allows it, so that it costs no arithmetic.
"""

from __future__ import annotations

import sys
from collections import Counter
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING, Any

import torch
from torch._ops import HigherOrderOperator
from torch.nn.modules.module import register_module_forward_hook, register_module_forward_pre_hook
from torch.utils._python_dispatch import TorchDispatchMode

from effsite.measure.counters.aten import formula_of, label, name_of, torch_flop
from effsite.measure.counters.kinds import is_known_to_torch, kind_name, may_multiply
from effsite.measure.counters.operators import other_operations
from effsite.measure.counters.recurrent import Whole, has_recurrent
from effsite.measure.counters.stored import is_stored
from effsite.measure.counters.without_data import result
from effsite.units import FLOP_PER_MAC

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from torch import nn

    from effsite.measure.counters.aten import Formula

COUNTERS = ("macs", "other", "by_module")
READS_VALUES = ("cond", "while_loop")
"""Operators of functions that look at values to choose which to call, or how often."""
VALUE_TAGS = (torch.Tag.data_dependent_output, torch.Tag.dynamic_output_shape)


@dataclass(slots=True, kw_only=True)
class Seen:
    """What passed the dispatcher, by operator; `by_module` is in multiply-accumulates.

    `uncounted` are operators that may multiply and have no formula, with their calls; `values`
    those whose result has a shape, or is a plain number, that the values of tensors decide, and
    products with sparse matrices.
    `recomputed` are multiply-accumulates that ran a second time to give a backward pass what it needs;
    `naive_flop` is what torch's own formulas say of a backward pass; `calls` is how many operators ran,
    `drawn` how many of them drew random numbers that can be looked at.
    """

    macs: Counter[str] = field(default_factory=Counter)
    other: Counter[str] = field(default_factory=Counter)
    by_module: Counter[str] = field(default_factory=Counter)
    uncounted: Counter[str] = field(default_factory=Counter)
    values: Counter[str] = field(default_factory=Counter)
    recomputed: int = 0
    naive_flop: int = 0
    calls: int = 0
    drawn: int = 0

    @property
    def total(self) -> int:
        """All multiply-accumulates, without those that ran a second time."""
        return sum(self.macs.values())

    def halved(self) -> Seen:
        """What half as many examples take; operators without a formula are called as often."""
        half: dict[str, Any] = {
            name: Counter({key: n // 2 for key, n in getattr(self, name).items()}) for name in COUNTERS
        }
        return replace(self, recomputed=self.recomputed // 2, naive_flop=self.naive_flop // 2, **half)


class Dispatcher(TorchDispatchMode):
    """While it is entered, notes in `seen` what every operator takes; the operators run as ever.

    With `backward`, an operator that runs while gradients are enabled is one that is run again:
    a backward pass has them disabled.
    """

    supports_higher_order_operators = True

    def __init__(self, *, backward: bool = False) -> None:
        super().__init__()
        self.seen = Seen()
        self.paths: list[str] = []
        self._backward = backward
        self._known: dict[Any, Formula | None] = {}

    def __torch_dispatch__(
        self, func: Any, types: Any, args: Any = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        """The operator's own result, noted; an operator made of others is noted by its parts."""
        given = kwargs or {}
        if any(_is_ragged(one) for one in types):
            return NotImplemented  # it calls the operator anew on the values that it holds
        if func not in self._known:
            self._known[func] = formula_of(func)
        if isinstance(func, HigherOrderOperator):
            return self._of_functions(func, args, given)
        if self._known[func] is None and _is_made_of_others(func):
            with self:
                return func.decompose(*args, **given)
        out = result(func, args, given)
        self._note(func, args, given, out)
        return out

    def _of_functions(self, func: Any, args: Any, given: dict[str, Any]) -> Any:
        """The result of an operator that calls functions (a branch, a loop), what they run noted."""
        formula, whole = self._known[func], args
        if formula is None:
            whole = [self._watched(one) if callable(one) else one for one in args]
        out = func(*whole, **given)
        if formula is not None:
            self._note(func, args, given, out)
        elif not any(callable(one) for one in args):
            self.seen.uncounted[written(func)] += 1
        elif func.name() in READS_VALUES:
            self.seen.values[written(func)] += 1
        return out

    def _watched(self, function: Any) -> Any:
        def run(*args: Any) -> Any:
            with self:
                return function(*args)

        return run

    def _note(self, func: Any, args: Any, given: dict[str, Any], out: Any) -> None:
        formula, seen = self._known[func], self.seen
        seen.calls += 1
        if formula is None:
            self._note_other(func, args, given, out)
            return
        name = name_of(func)
        if any(is_stored(one) for one in args):
            seen.values[written(func)] += 1
        try:
            macs = formula(args, out)
            if self._backward:
                seen.naive_flop += torch_flop(func, args, out)
        except (AttributeError, IndexError, TypeError, ValueError, AssertionError, RuntimeError):
            seen.uncounted[written(func)] += 1
            return
        self._take(label(name), macs)

    def _take(self, kind: str, macs: int) -> None:
        if self._backward and torch.is_grad_enabled():
            self.seen.recomputed += macs
            return
        self.seen.macs[kind] += macs
        for path in _with_parents(self.paths[-1] if self.paths else ""):
            self.seen.by_module[path] += macs

    def note_recurrent(self, kind: str, macs: int, single: int) -> None:
        """Take note of recurrent layers that ran in one step, with their single operations."""
        self.seen.calls += 1
        self._take("recurrent", macs)
        self.seen.other[kind] += single
        if self._backward:
            self.seen.naive_flop += macs * FLOP_PER_MAC

    def _note_other(self, func: Any, args: Any, given: dict[str, Any], out: Any) -> None:
        kind = _kind_of(func)
        if kind.is_view:
            return
        tensors, outputs = _tensors((*args, *given.values())), _tensors((out,))
        if kind.draws and outputs and not outputs[0].is_meta:
            self.seen.drawn += 1
        if _looks_at_values(func, tensors):
            self.seen.values[kind.written] += 1
        if not kind.is_pointwise:
            numbers = [one for one in tensors if (kind.is_foreign or _is_number(one)) and one.dim() > 0]
            if outputs and may_multiply(kind.written, len(numbers)):
                self.seen.uncounted[kind.written] += 1
                return
        if outputs and tensors and _is_number(outputs[0]):
            sizes = tensors[0].numel(), outputs[0].numel()
            if operations := other_operations(kind.name, args, sizes, pointwise=kind.is_pointwise):
                self.seen.other[kind.name.removeprefix("native_").removeprefix("_")] += operations


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kind:
    """What an operator is, whatever it is given."""

    name: str
    written: str
    is_view: bool
    is_pointwise: bool
    is_foreign: bool
    draws: bool


@cache
def _kind_of(func: Any) -> _Kind:
    """What is noted of an operator, looked up once."""
    return _Kind(
        name=kind_name(name_of(func)),
        written=written(func),
        is_view=func.is_view,
        is_pointwise=torch.Tag.pointwise in func.tags,
        is_foreign=not is_known_to_torch(written(func)),
        draws=torch.Tag.nondeterministic_seeded in func.tags,
    )


def _tensors(values: Sequence[Any]) -> list[torch.Tensor]:
    """The tensors among arguments or results, those in lists too."""
    found: list[torch.Tensor] = []
    for value in values:
        if isinstance(value, torch.Tensor):
            found.append(value)
        elif isinstance(value, list | tuple):
            found += _tensors(value)
    return found


@cache
def _is_made_of_others(func: Any) -> bool:
    """Whether the operator has no kernel of its own and is a sequence of others on every device."""
    has_kernel = torch._C._dispatch_has_kernel_for_dispatch_key
    return has_kernel(func.name(), "CompositeImplicitAutograd") and not has_kernel(func.name(), "CPU")


def written(func: Any) -> str:
    """The name of a dispatched operator as it is shown: aten::sort."""
    return f"{func.namespace}::{name_of(func)}"


def _is_ragged(kind: type) -> bool:
    """Whether tensors of that type hold sequences of several lengths, whose shape says little."""
    return kind.__module__ == "torch.nested._internal.nested_tensor"


def _looks_at_values(func: Any, tensors: Sequence[torch.Tensor]) -> bool:
    """Whether values decide the shape of the result; an index does so only where it is a mask."""
    if func.overloadpacket is torch.ops.aten.index:
        return any(one.dtype in (torch.bool, torch.uint8) for one in tensors[1:])
    return any(tag in func.tags for tag in VALUE_TAGS)


def _is_number(tensor: torch.Tensor) -> bool:
    return tensor.is_floating_point() or tensor.is_complex() or tensor.is_quantized


def _with_parents(path: str) -> list[str]:
    """The path of a module, those of the modules it is a part of, and "" for the whole model."""
    parts = path.split(".") if path else []
    return [".".join(parts[:n]) for n in range(len(parts) + 1)]


@contextmanager
def watching(module: nn.Module, dispatcher: Dispatcher) -> Iterator[Dispatcher]:
    """Within: the dispatcher notes what runs, and in which part of `module`.

    Compiled parts run as they were written, and attention takes no fused shortcut.
    """
    paths = {id(part): path for path, part in module.named_modules()}

    def entered(part: nn.Module, _: Any) -> None:
        dispatcher.paths.append(paths.get(id(part), dispatcher.paths[-1] if dispatcher.paths else ""))

    def left(_: nn.Module, __: Any, ___: Any) -> None:
        if dispatcher.paths:
            dispatcher.paths.pop()

    with ExitStack() as stack:
        if "torch._dynamo" in sys.modules:
            stack.enter_context(torch.compiler.set_stance("force_eager"))
        for handle in (
            register_module_forward_pre_hook(entered),
            register_module_forward_hook(left, always_call=True),
        ):
            stack.callback(handle.remove)
        if has_recurrent(module):
            stack.enter_context(Whole(dispatcher.note_recurrent))
        stack.enter_context(dispatcher)
        yield dispatcher

"""Counting by fvcore's trace, the second opinion: the only file that knows fvcore.

fvcore runs the forward pass once under torch's tracer and hands each operator of the graph to a
handler. It sees layers where the dispatcher sees their parts, and splits them by module; it does not
see into scripts and `autograd.Function`, and not what never reaches the output. The handlers are
effsite's own: fvcore's leave out fused attention and recurrent layers, and add batch normalisation to
the multiply-adds.
"""

from __future__ import annotations

import logging
import warnings
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING, Any

import torch

from effsite.measure.counters import formulas
from effsite.measure.counters.call import tensors_in
from effsite.measure.counters.operators import (
    FREE,
    PER_INPUT_ELEMENT,
    PER_OUTPUT_ELEMENT,
    PER_RECURRENT_UNIT,
    PER_WINDOW_ELEMENT,
)

with warnings.catch_warnings():
    warnings.simplefilter("ignore", FutureWarning)  # fvcore scripts a loss function when imported
    warnings.simplefilter("ignore", DeprecationWarning)
    from fvcore.nn import FlopCountAnalysis

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from torch import nn

    from effsite.measure.counters.call import Call

    Values = Sequence[Any]
    Counts = Counter[tuple[str, str]]
    Handler = Callable[[Values, Values], Counts]

MACS, OTHER, UNCOUNTED = "macs", "other", "uncounted"


class NoShapeError(Exception):
    """The trace does not tell what the formula needs; the operator is reported as uncounted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Traced:
    """What the trace of one forward pass holds, by operator; `by_module` is in multiply-accumulates."""

    macs: dict[str, int]
    other: dict[str, int]
    by_module: dict[str, int]
    uncounted: dict[str, int]


def trace(module: nn.Module, call: Call) -> Traced:
    """The operators of one forward pass in the mode the module is in; it is left as it was."""
    analysis = FlopCountAnalysis(_Whole(module, call), tuple(call.tensors))
    analysis.clear_op_handles().set_op_handle(**_handlers())
    analysis.unsupported_ops_warnings(False).uncalled_modules_warnings(False).tracer_warnings("none")
    with _quiet():
        by_module = analysis.by_module_and_operator()
    total = by_module[""]
    return Traced(
        macs=_of_kind(total, MACS),
        other=_of_kind(total, OTHER),
        by_module={
            path.removeprefix(WHOLE).removeprefix("."): macs
            for path, counts in by_module.items()
            if path and (macs := sum(_of_kind(counts, MACS).values()))
        },
        uncounted={**analysis.unsupported_ops(), **_of_kind(total, UNCOUNTED)},
    )


WHOLE = "whole"


class _Whole(torch.nn.Module):
    """The module and its call, with tensors as the only inputs and outputs: all that a trace takes."""

    def __init__(self, module: nn.Module, call: Call) -> None:
        super().__init__()
        self.add_module(WHOLE, module)
        self._call = call

    def forward(self, *tensors: torch.Tensor) -> tuple[torch.Tensor, ...]:
        return tuple(tensors_in(self._call.of(tensors).run(self.get_submodule(WHOLE))))


def _of_kind(counts: Counts, kind: str) -> dict[str, int]:
    """Counts of that kind by operator, largest first."""
    return {name: int(n) for (of, name), n in counts.most_common() if of == kind}


@contextmanager
def _quiet() -> Iterator[None]:
    """Without the notes that torch and fvcore log while they trace."""
    before = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        yield
    finally:
        logging.disable(before)


def _handlers() -> dict[str, Handler | None]:
    counted = {**_multiply_accumulates(), **_single_operations()}
    handlers = {f"aten::{name}": _or_uncounted(f"aten::{name}", handle) for name, handle in counted.items()}
    return {**{f"aten::{name}": None for name in FREE}, **handlers}


def _multiply_accumulates() -> dict[str, Handler]:
    products = ("matmul", "mm", "bmm", "mv", "dot", "vdot")
    return {
        "_convolution": _convolution,
        "_convolution_mode": _convolution_mode,
        "linear": _macs("linear", lambda x, weight, *_: formulas.linear(x, weight)),
        **{f"addmm{end}": _macs("linear", _added) for end in ("", "_")},
        **{f"{name}{end}": _macs("matmul", _added) for name in ADDED_TO for end in ("", "_")},
        "bilinear": _macs("bilinear", lambda a, b, weight, *_: formulas.bilinear(a, b, weight)),
        "cdist": _macs("cdist", lambda a, b, *_: formulas.distances(a, b)),
        **{name: _macs("matmul", lambda a, b, *_: formulas.product(a, b)) for name in products},
        "einsum": _einsum,
        "scaled_dot_product_attention": _attention,
        **{name: _recurrent(name) for name in PER_RECURRENT_UNIT},
        **{f"{name}_cell": _recurrent_cell(name) for name in PER_RECURRENT_UNIT},
    }


def _single_operations() -> dict[str, Handler]:
    return {
        **{name: _per_output(name, n) for name, n in PER_OUTPUT_ELEMENT.items()},
        **{name: _per_input(name, n) for name, n in PER_INPUT_ELEMENT.items()},
        **{name: _per_window(name) for name in PER_WINDOW_ELEMENT},
        "embedding_bag": _embedding_bag,
    }


def _or_uncounted(operator: str, handle: Handler) -> Handler:
    def guarded(inputs: Values, outputs: Values) -> Counts:
        try:
            return handle(inputs, outputs)
        except NoShapeError:
            return Counter({(UNCOUNTED, operator): 1})

    return guarded


def _shape(value: Any) -> list[int]:
    """The shape of a tensor in the trace, [] for what is no tensor; NoShapeError where it is not known."""
    if value.type().kind() != "TensorType":
        return []
    if not value.isCompleteTensor():
        raise NoShapeError
    return list(value.type().sizes())


def _elements(value: Any) -> int:
    """Elements of a tensor; 0 for a single number."""
    shape = _shape(value)
    return prod(shape) if shape else 0


def _macs(name: str, formula: Callable[..., int]) -> Handler:
    """A handler that gives the formula the shapes of the operator's tensor inputs, in order."""

    def handle(inputs: Values, outputs: Values) -> Counts:
        return Counter({(MACS, name): formula(*map(_shape, inputs)) * _real_products(outputs[0])})

    return handle


def _real_products(value: Any) -> int:
    """How many products of real numbers one product takes: four where the result is complex."""
    kind = value.type().dtype() if value.type().kind() == "TensorType" else None
    return 4 if kind is not None and kind.is_complex else 1


def _per_output(name: str, operations: int) -> Handler:
    label = name.rstrip("_")
    return lambda inputs, outputs: Counter({(OTHER, label): operations * _elements(outputs[0])})


def _per_input(name: str, operations: int) -> Handler:
    return lambda inputs, outputs: Counter({(OTHER, name): operations * _elements(inputs[0])})


def _per_window(name: str) -> Handler:
    def handle(inputs: Values, outputs: Values) -> Counts:
        window = prod(inputs[1].toIValue() or _constants(inputs[1]))
        return Counter({(OTHER, name): window * _elements(outputs[0])})

    return handle


def _constants(value: Any) -> list[int]:
    """The whole numbers of a list that the graph builds from constants."""
    return [item.toIValue() for item in value.node().inputs()]


def _convolution(inputs: Values, outputs: Values) -> Counts:
    x, weight, out = _shape(inputs[0]), _shape(inputs[1]), _shape(outputs[0])
    macs = formulas.convolution(x, weight, out, transposed=bool(inputs[6].toIValue()))
    return Counter({(MACS, "convolution"): macs})


ADDED_TO = ("baddbmm", "addbmm", "addmv")


def _added(_: Sequence[int], a: Sequence[int], b: Sequence[int], *__: Sequence[int]) -> int:
    return formulas.product(a, b)


def _convolution_mode(inputs: Values, outputs: Values) -> Counts:
    x, weight, out = _shape(inputs[0]), _shape(inputs[1]), _shape(outputs[0])
    return Counter({(MACS, "convolution"): formulas.convolution(x, weight, out)})


def _attention(inputs: Values, outputs: Values) -> Counts:
    query, key, value = (_shape(v) for v in inputs[:3])
    scores = prod(_shape(outputs[0])[:-1]) * key[-2]
    return Counter(
        {
            (MACS, "attention"): formulas.attention(query, key, value),
            (OTHER, "softmax"): (PER_OUTPUT_ELEMENT["softmax"] + 1) * scores,
        }
    )


def _einsum(inputs: Values, outputs: Values) -> Counts:
    shapes = [_shape(v) for v in inputs[1].node().inputs()]
    return Counter(
        {(MACS, "einsum"): formulas.einsum(inputs[0].toIValue(), shapes) * _real_products(outputs[0])}
    )


def _recurrent(name: str) -> Handler:
    def handle(inputs: Values, outputs: Values) -> Counts:
        lists = [v for v in inputs if v.node().kind() == "prim::ListConstruct"]
        weights = [_shape(v) for v in lists[-1].node().inputs()]
        return _recurrent_counts(name, prod(_shape(inputs[0])[:-1]), weights)

    return handle


def _recurrent_cell(name: str) -> Handler:
    def handle(inputs: Values, outputs: Values) -> Counts:
        weights = [_shape(v) for v in inputs[2:4]]
        return _recurrent_counts(name, prod(_shape(inputs[0])[:-1]), weights)

    return handle


def _recurrent_counts(name: str, steps: int, weights: Sequence[Sequence[int]]) -> Counts:
    gates = {"lstm": 4, "gru": 3}.get(name, 1)
    inputs_to_hidden = [w for w in weights if len(w) == 2 and w[0] % gates == 0][::2]
    units = sum(w[0] // gates for w in inputs_to_hidden)
    return Counter(
        {
            (MACS, name): formulas.recurrent(steps, weights),
            (OTHER, name): PER_RECURRENT_UNIT[name] * steps * units,
        }
    )


def _embedding_bag(inputs: Values, outputs: Values) -> Counts:
    width = _shape(inputs[0])[-1]
    return Counter({(OTHER, "embedding_bag"): prod(_shape(inputs[1])) * width})

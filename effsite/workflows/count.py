"""How much arithmetic models take, without training them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from effsite.errors import UsageError
from effsite.measure.counting import Wanted, count_model, count_models
from effsite.measure.models import names
from effsite.workflows.events import Progressed, nobody

if TYPE_CHECKING:
    from effsite.measure.counting import ModelCount
    from effsite.workflows.events import Listener
    from effsite.workflows.options import CountOptions

SHAPE = re.compile(r"[1-9][0-9]{0,5}(x[1-9][0-9]{0,5}x[1-9][0-9]{0,5})?", re.ASCII)


def count(options: CountOptions, listener: Listener = nobody) -> tuple[ModelCount, ...]:
    """The count of the one model that is named, or of every known model, in the order of their names.

    Raises UsageError unless it is one or the other, and for a shape or a name that is none.
    """
    if options.every == (options.model is not None):
        raise UsageError("name one model, or give --all", "try `effsite count resnet50`")
    if options.model is None:
        return _every(listener)
    shape = _shape(options.input_) if options.input_ else None
    wanted = Wanted(name=options.model, input_shape=shape, classes=options.classes, stem=options.stem)
    return (count_model(wanted),)


def _every(listener: Listener) -> tuple[ModelCount, ...]:
    wanted = [Wanted(name=name) for name in names()]
    listener(Progressed(what="counting", done=0, total=len(wanted), unit="models"))
    counted: list[ModelCount] = []
    for one in count_models(wanted, check=False):
        counted.append(one)
        listener(Progressed(what=one.name, done=len(counted), total=len(wanted), unit="models"))
    return tuple(counted)


def _shape(text: str) -> tuple[int, ...]:
    if not SHAPE.fullmatch(text):
        raise UsageError(f"not a shape: {text!r}", "write channels x height x width as 3x64x64, or a length")
    return tuple(int(size) for size in text.split("x"))

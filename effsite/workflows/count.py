"""How much arithmetic models take, without training them."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from effsite.errors import UsageError
from effsite.measure.counting import Wanted, count_model, count_models
from effsite.measure.inputs import Input
from effsite.measure.models import names as known_names
from effsite.workflows.events import Noted, Progressed, nobody

if TYPE_CHECKING:
    from collections.abc import Iterator

    from effsite.measure.counting import ModelCount
    from effsite.workflows.events import Listener
    from effsite.workflows.options import CountOptions

PATIENCE_SECONDS = 5.0


def count(options: CountOptions, listener: Listener = nobody) -> tuple[ModelCount, ...]:
    """The count of the one model that is named, or of every known model, in the order of their names.

    Raises UsageError unless it is one or the other, and for an input or a name that is none;
    EffsiteError where the model cannot run on the input.
    """
    if options.every == (options.model is not None):
        raise UsageError("name one model, or give --all", "try `effsite count resnet50`")
    if options.model is None:
        return _every(listener)
    inputs = tuple(Input.parse(text) for text in options.input_)
    names = [one.name for one in inputs if one.name]
    if twice := {name for name in names if names.count(name) > 1}:
        raise UsageError(f"--input {min(twice)}= is given twice", "an argument takes one tensor")
    wanted = Wanted(
        name=options.model,
        inputs=inputs,
        classes=options.classes,
        stem=options.stem,
    )
    with _patience(listener, f"still counting {options.model}: large models run once on this machine"):
        return (count_model(wanted),)


def _every(listener: Listener) -> tuple[ModelCount, ...]:
    wanted = [Wanted(name=name) for name in known_names()]
    listener(Progressed(what="counting", done=0, total=len(wanted), unit="models"))
    counted: list[ModelCount] = []
    with _patience(listener, f"still counting {len(wanted)} models"):
        for one in count_models(wanted):
            counted.append(one)
            listener(Progressed(what=one.name, done=len(counted), total=len(wanted), unit="models"))
    return tuple(counted)


@contextmanager
def _patience(listener: Listener, message: str) -> Iterator[None]:
    """Within: the listener is told that work goes on, should it take longer than five seconds."""
    timer = threading.Timer(PATIENCE_SECONDS, listener, [Noted(message=message)])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()

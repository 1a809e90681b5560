"""Random numbers that a model draws while it is counted: the same each time, and put back afterwards."""

from __future__ import annotations

import random
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch

if TYPE_CHECKING:
    from collections.abc import Iterator

SEED = 0


@dataclass(slots=True)
class Draws:
    """Whether Python's or numpy's random numbers were drawn, which is known once the pass is over."""

    taken: bool = False


@contextmanager
def settled() -> Iterator[Draws]:
    """Within: torch, Python and numpy draw what they draw in every count; their states are put back.

    A model that leaves out layers at random would otherwise take another number each time.
    """
    numpys = sys.modules.get("numpy.random")
    mine, theirs = random.getstate(), numpys.get_state() if numpys else None
    draws = Draws()
    try:
        with torch.random.fork_rng(devices=[]):
            torch.default_generator.manual_seed(SEED)
            begun = _seeded()
            yield draws
    finally:
        draws.taken = _states() != begun
        random.setstate(mine)
        if numpys and theirs is not None:
            numpys.set_state(theirs)


def _seeded() -> tuple[object, ...]:
    random.seed(SEED)
    if numpys := sys.modules.get("numpy.random"):
        numpys.seed(SEED)
    return _states()


def _states() -> tuple[object, ...]:
    numpys = sys.modules.get("numpy.random")
    state = numpys.get_state(legacy=False)["state"] if numpys else {}
    return random.getstate(), state.get("pos"), str(state.get("key"))

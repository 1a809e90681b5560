"""Randomness without a state to carry: every draw follows from the seed and from where it happens.

A run that goes on from a checkpoint therefore draws what the unbroken run would have drawn,
with nothing about random states in the checkpoint, and however many processes share the work.
"""

from __future__ import annotations

import hashlib
from typing import Any

import torch


def mixed(*parts: int | str) -> int:
    """A seed of 63 bits that follows from the parts; near parts give unrelated seeds."""
    digest = hashlib.sha256("/".join(map(str, parts)).encode()).digest()
    return int.from_bytes(digest[:8], "big") >> 1


def generator(*parts: int | str) -> torch.Generator:
    """A CPU generator seeded from the parts."""
    return torch.Generator().manual_seed(mixed(*parts))


def reseed(*parts: int | str) -> None:
    """Seed torch's default generators, on every device that is in use, from the parts.

    torch.manual_seed would note a stack trace for each device that is not, once a segment.
    """
    seed = mixed(*parts)
    torch.default_generator.manual_seed(seed)
    cuda: Any = torch.cuda
    if cuda.is_initialized():
        cuda.manual_seed(seed)
    if torch.backends.mps.is_available():
        torch.mps.manual_seed(seed)


def permutation(count: int, *parts: int | str) -> torch.Tensor:
    """The numbers below `count` in an order that follows from the parts, as int64 on the CPU."""
    return torch.randperm(count, generator=generator(*parts))

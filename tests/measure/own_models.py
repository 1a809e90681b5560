"""What people hand to `effsite count` as `tests.measure.own_models:NAME`."""

from __future__ import annotations

from typing import Any
from urllib.error import URLError

import torch
from torch import nn

LAYER = nn.Linear(3, 4)
CALLS: list[str] = []
"""The names of the functions here that were called, for those that say so."""


def of_any_keywords(**options: Any) -> nn.Module:
    """It passes on what it does not know."""
    return nn.Conv2d(3, 16, 3, **options)


def of_keywords_with_classes(**options: Any) -> nn.Module:
    """It reads the number of classes among others."""
    return nn.Linear(3, options.pop("num_classes", 7))


def with_num_classes(num_classes: int = 10) -> nn.Module:
    """Its number of classes has torchvision's name."""
    return nn.Linear(3, num_classes)


def with_inputs() -> tuple[nn.Module, Any]:
    """A module that takes a mapping, and what it is given."""
    return _TakesMapping(), ({"image": torch.zeros(2, 32), "weight": 0.5},)


def with_wrong_inputs() -> tuple[nn.Module, Any]:
    """A module with inputs that it does not take."""
    return nn.Linear(3, 4), torch.zeros(2, 5)


def exported() -> Any:
    """A program of torch.export."""
    return torch.export.export(nn.Linear(3, 4), (torch.zeros(1, 3),))


def scalar() -> nn.Module:
    """A module with a parameter of no dimensions."""
    return _Scaled()


def two_vectors() -> nn.Module:
    """A module that takes two rows of numbers."""
    return nn.Bilinear(3, 5, 2)


def narrow() -> nn.Module:
    """A module in half of the usual precision."""
    return nn.Conv2d(3, 16, 3).bfloat16()


def reads_a_file() -> nn.Module:
    """A function that needs something that is not there."""
    CALLS.append("reads_a_file")
    raise FileNotFoundError("no such config: config.yaml")


def downloads() -> nn.Module:
    """A function that makes a layer and then wants weights."""
    CALLS.append("downloads")
    nn.Linear(3, 4)
    raise URLError("[Errno -3] Temporary failure in name resolution")


def looks_at_weights() -> nn.Module:
    """A function that refuses weights that were not drawn."""
    CALLS.append("looks_at_weights")
    layer = nn.Linear(3, 4)
    if not layer.weight.any():
        raise RuntimeError("no weights")
    return layer


def looks_for_options() -> nn.Module:
    """A function of a script that reads the command line."""
    CALLS.append("looks_for_options")
    raise SystemExit("usage: train.py DATA")


def ends_the_program() -> nn.Module:
    """A module that gives up in its forward pass."""
    return _GivesUp()


def wants_an_attribute() -> nn.Module:
    """A module whose forward pass takes no tensor."""
    return _WantsAttribute()


def takes_its_size_later() -> nn.Module:
    """A module whose layer learns its input's size from the first input."""
    return nn.Sequential(nn.LazyLinear(4), nn.ReLU(), nn.LazyLinear(2))


def wants_a_gpu() -> nn.Module:
    """A function for a machine with a GPU."""
    raise RuntimeError("Found no NVIDIA driver on your system.")


def is_too_large() -> nn.Module:
    """A function whose model does not fit, and what torch says then."""
    raise RuntimeError("[enforce fail at alloc_cpu.cpp:127] DefaultCPUAllocator: can't allocate memory")


def prints() -> nn.Module:
    """A function that says what it does."""
    print("making a layer")
    return nn.Linear(3, 4)


class _TakesMapping(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.layer = nn.Linear(32, 4)

    def forward(self, batch: dict[str, Any]) -> dict[str, torch.Tensor]:
        return {"scores": batch["weight"] * self.layer(batch["image"])}


class _Scaled(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.scale = nn.Parameter(torch.empty(()))
        self.layer = nn.Linear(3, 4)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.scale * self.layer(x)


class _GivesUp(nn.Module):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        raise SystemExit(3)


class _WantsAttribute(nn.Module):
    def forward(self, batch: Any) -> Any:
        return batch.x

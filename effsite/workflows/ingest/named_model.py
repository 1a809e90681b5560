"""The forward compute of a named network: effsite's own count with torch, else a published one."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec

from effsite.ingest.published_networks import published_network
from effsite.names import letters


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedModel:
    """Forward FLOP of one image of `image_size` pixels a side, and in words how it was got."""

    forward_flop: float
    image_size: int
    how: str


def named_model(name: str) -> NamedModel:
    """The network of that name; raises UsageError for one that neither effsite nor the table knows."""
    if torch_is_installed():
        from effsite.measure.models import MODELS

        canonical = next((n for n in MODELS if letters(n) == letters(name)), "")
        if canonical and MODELS[canonical].kind == "vision":
            return _counted(canonical)
    model = published_network(name)
    how = (
        f"{model.name} is counted as published: {model.forward_flop:.4g} FLOP forward for an image of "
        f"{model.input_size} pixels a side ({model.source})"
    )
    return NamedModel(forward_flop=model.forward_flop, image_size=model.input_size, how=how)


def torch_is_installed() -> bool:
    """Whether effsite can count by itself."""
    return all(find_spec(package) is not None for package in ("torch", "torchvision", "fvcore"))


def _counted(name: str) -> NamedModel:
    from effsite.measure.counting import Wanted, count_model

    counted = count_model(Wanted(name=name), check=False)
    flop, size = counted.count.flop_per_example, counted.input_shape[-1]
    how = f"{name} is counted by effsite: {flop:.4g} FLOP forward for an image of {size} pixels a side"
    return NamedModel(forward_flop=flop, image_size=size, how=how)

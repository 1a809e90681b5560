"""Published multiply-adds and parameters of known networks, so that a name is enough to count by."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from effsite.errors import UsageError, did_you_mean
from effsite.units import flop_from_macs


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedNetwork:
    """A network as its publisher counts it: forward FLOP for one image of `input_size` pixels a side."""

    name: str
    parameters: float
    forward_flop: float
    input_size: int
    source: str


@cache
def published_networks() -> dict[str, PublishedNetwork]:
    """Every known network by name."""
    text = files("effsite.ingest").joinpath("published_networks.csv").read_text("utf-8")
    return {
        row["name"]: PublishedNetwork(
            name=row["name"],
            parameters=float(row["parameters"]),
            forward_flop=flop_from_macs(float(row["macs"])),
            input_size=int(row["input_size"]),
            source=row["source"],
        )
        for row in csv.DictReader(text.splitlines())
    }


def published_network(name: str) -> PublishedNetwork:
    """The network of that name, written with or without hyphens; raises UsageError."""
    models = published_networks()
    wanted = name.lower().replace("-", "_")
    if wanted in models:
        return models[wanted]
    joined = {key.replace("_", ""): key for key in models}
    if wanted.replace("_", "") in joined:
        return models[joined[wanted.replace("_", "")]]
    hint = did_you_mean(wanted, models) or "give its forward FLOP instead: --flop-per-example 3.6e9"
    raise UsageError(f"no published count of model {name!r}", hint)

"""What can be measured on the way to a target, and how compute is worked out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

FlopMethod = Literal["counted", "hardware", "parameters", "reported"]


FlopScope = Literal["to-target", "whole-run"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """Something that can be counted on the way to a target, with how it is named and shown."""

    name: str
    label: str
    unit: str
    about: str


MEASURES: dict[str, Measure] = {
    m.name: m
    for m in (
        Measure(
            name="training_flop",
            label="Training compute",
            unit="FLOP",
            about="compute to the target, 2 FLOP per multiply-add",
        ),
        Measure(
            name="inference_flop",
            label="Inference compute",
            unit="FLOP",
            about="compute of one forward pass, 2 FLOP per multiply-add",
        ),
        Measure(name="examples", label="Examples seen", unit="", about="training examples up to the target"),
        Measure(
            name="seconds", label="Training time", unit="s", about="seconds of training up to the target"
        ),
        Measure(
            name="device_hours",
            label="Device-hours",
            unit="h",
            about="devices times hours of training up to the target",
        ),
        Measure(name="cost_usd", label="Cost", unit="USD", about="price of the training up to the target"),
        Measure(
            name="energy_kwh", label="Energy", unit="kWh", about="energy of the training up to the target"
        ),
        Measure(name="parameters", label="Parameters", unit="", about="trainable parameters"),
    )
}

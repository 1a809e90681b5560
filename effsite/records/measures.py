"""What can be measured on the way to a target, and how compute is worked out: each with all its words.

A new measure is one entry of MEASURES, and a column (or a property) of the result of the same name.
Axes, tables, hovers, downloads, switches and sentences follow from the entry.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

FlopMethod = Literal["counted", "hardware", "parameters", "reported"]


FlopScope = Literal["to-target", "whole-run"]

Quantity = Literal["compute", "duration", "money", "number", "amount"]
"""How values of a measure are written for people: 532 PFLOP, 45 min, 12.60 USD, 1.28 M, 3.2 kWh."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """Something that can be counted on the way to a target, with how it is named and shown.

    `name` is the column of a result; `label` heads axes and tables; `noun` stands in a sentence before
    "fell from ... to ..."; `unit` follows exact values and is empty for a bare number; `quantity` is
    how values are written for people; `about` explains the measure. `tabled` says whether the
    tables of results have a column of it: not where it follows from other columns. `follows_price`
    says whether cheaper computation alone would lower it: an amount of computation, or its price.
    `depends_on_machine` says whether another machine gives another value for the same training.
    """

    name: str
    label: str
    noun: str
    unit: str
    quantity: Quantity
    about: str
    tabled: bool = True
    follows_price: bool = False
    depends_on_machine: bool = False

    @property
    def heading(self) -> str:
        """The label with the unit: Training compute (FLOP)."""
        return f"{self.label} ({self.unit})" if self.unit else self.label


def _by_name(*measures: Measure) -> dict[str, Measure]:
    return {measure.name: measure for measure in measures}


MEASURES = _by_name(
    Measure(
        name="training_flop",
        label="Training compute",
        noun="training compute needed",
        unit="FLOP",
        quantity="compute",
        about="compute to the target, 2 FLOP per multiply-add",
        follows_price=True,
    ),
    Measure(
        name="inference_flop",
        label="Inference compute",
        noun="inference compute needed",
        unit="FLOP",
        quantity="compute",
        about="compute of one forward pass, 2 FLOP per multiply-add",
        follows_price=True,
    ),
    Measure(
        name="examples",
        label="Examples seen",
        noun="number of training examples needed",
        unit="",
        quantity="number",
        about="training examples up to the target",
    ),
    Measure(
        name="seconds",
        label="Training time",
        noun="training time needed",
        unit="s",
        quantity="duration",
        about="seconds of training up to the target",
        depends_on_machine=True,
    ),
    Measure(
        name="device_hours",
        label="Device-hours",
        noun="time needed of all devices together",
        unit="h",
        quantity="amount",
        about="devices times hours of training up to the target",
        depends_on_machine=True,
        tabled=False,
    ),
    Measure(
        name="cost_usd",
        label="Cost",
        noun="cost of the training",
        unit="USD",
        quantity="money",
        about="price of the training up to the target",
        depends_on_machine=True,
        follows_price=True,
    ),
    Measure(
        name="price_usd",
        label="Price of use",
        noun="price of use",
        unit="USD per million tokens",
        quantity="money",
        about="price of a million tokens read and written, as their provider asks it",
        depends_on_machine=True,
        follows_price=True,
    ),
    Measure(
        name="energy_kwh",
        label="Energy",
        noun="energy needed",
        unit="kWh",
        quantity="amount",
        about="energy of the training up to the target",
        depends_on_machine=True,
    ),
    Measure(
        name="parameters",
        label="Parameters",
        noun="number of parameters needed",
        unit="",
        quantity="number",
        about="trainable parameters",
    ),
)


SPENT = _by_name(
    Measure(
        name="devices",
        label="Devices",
        noun="number of devices",
        unit="",
        quantity="number",
        about="devices that trained at the same time",
        depends_on_machine=True,
    ),
    Measure(
        name="forward_pass",
        label="Forward pass",
        noun="compute of a forward pass",
        unit="FLOP",
        quantity="compute",
        about="compute of one forward pass on one example, 2 FLOP per multiply-add",
    ),
)
"""What is held against a measure and sets no record of its own: how many devices, how large a model."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """A way in which a training compute was got.

    `label` stands in tables, `phrase` in a chart's legend, `formula` in the hover of a point.
    """

    name: FlopMethod
    label: str
    phrase: str
    formula: str


METHODS: dict[FlopMethod, Method] = {
    m.name: m
    for m in (
        Method(
            name="counted",
            label="counted",
            phrase="counted operations",
            formula="counted: forward pass x examples x passes",
        ),
        Method(
            name="hardware",
            label="from the hardware",
            phrase="from hardware and time",
            formula="hardware: devices x time x peak x utilisation",
        ),
        Method(
            name="parameters",
            label="6ND",
            phrase="6 x parameters x examples",
            formula="parameters: 6 x parameters x examples",
        ),
        Method(
            name="reported",
            label="as reported",
            phrase="reported figure",
            formula="reported by the source",
        ),
    )
}

SCOPES: dict[FlopScope, str] = {"to-target": "up to the target", "whole-run": "whole run"}
"""What a compute figure covers, in words."""

"""The page of the devices that results were trained on: peaks, memory, power, and what rests on each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from effsite.analysis.device_use import device_uses
from effsite.records import Device, columns
from effsite.site import formats
from effsite.site.pages.environment import render
from effsite.site.pages.page import Page
from effsite.site.pages.sources import Cited, Sources

if TYPE_CHECKING:
    from collections.abc import Iterator

    from effsite.records import Reference
    from effsite.site.pages.survey import Survey

DEVICES = "devices.md"
TERA, GIGA = 1e12, 1e9

HEADINGS = {
    "fp64_flop_per_second": "64-bit",
    "fp32_flop_per_second": "32-bit",
    "fp16_flop_per_second": "16-bit",
    "tf32_tensor_flop_per_second": "TF32 tensor",
    "fp16_tensor_flop_per_second": "16-bit tensor",
    "fp8_tensor_flop_per_second": "FP8 tensor",
    "fp4_tensor_flop_per_second": "FP4 tensor",
    "int8_op_per_second": "8-bit integer",
}
"""The heading of the column of each peak rate of a device, in the order of the table."""


def devices_page(survey: Survey) -> Page | None:
    """Every device with its peaks and the results that name it; None where the collection has no device."""
    uses = device_uses(survey.collection)
    if not uses:
        return None
    results = [r for task in survey.collection.tasks for r in task.results]
    named = sum(use.results for use in uses)
    folders = [task.task for task in survey.collection.tasks if task.devices]
    references = [reference for folder in folders for reference in folder.references]
    devices = [use.device for use in uses]
    return Page(
        address=DEVICES,
        title="Devices",
        description="The accelerators that results were trained on: peak rate by precision, memory, power, "
        "and how many results rest on each.",
        body=render(
            "devices.md.jinja",
            used=tuple(sorted((use for use in uses if use.results), key=lambda use: -use.results)),
            uses=uses,
            named=named,
            unnamed=len(results) - named,
            estimated=sum(use.estimated for use in uses),
            rates=[name for name in HEADINGS if any(getattr(device, name) for device in devices)],
            headings=HEADINGS,
            scaled=scaled,
            rules=[rule for folder in folders for rule in folder.rules],
            noted=[device for device in devices if device.note],
            sources=Sources(_cited(references, devices)),
            links=survey.links(DEVICES),
        ),
    )


def scaled(device: Device, column: str) -> str:
    """A number of the device for a table: rates in tera, bytes in giga, watts as they are; "" if unknown."""
    value: float | None = getattr(device, column)
    if value is None:
        return ""
    unit = columns(Device)[column].unit
    size = TERA if column in HEADINGS else GIGA if unit.startswith("bytes") else 1.0
    return formats.exact(value / size)


def _cited(references: list[Reference], devices: list[Device]) -> Iterator[Cited]:
    yield from (Cited(reference.citation, reference.url) for reference in references)
    yield from (Cited(device.source, device.source_url) for device in devices)

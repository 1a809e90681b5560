"""Hardware as people write it ("8 * V100 (AWS p3.16xlarge)", "A100 x8") -> devices of the table."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from effsite.errors import EffsiteError
from effsite.records import PRECISIONS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from effsite.records import Device

MODEL = re.compile(
    r"tpu[\s-]*v\d+[eip]?|trillium|(?:gtx\s*)?titan\s*(?:x|xp|black)\b|(?:gtx|rtx)\s*\d{3,4}(?:\s*ti)?"
    r"|mi\d{3}x|[a-z]{1,2}\d{1,3}[a-z]?\b",
    re.I,
)
QUALIFIER = re.compile(r"sxm|pcie|\d+\s*gb|board|maxwell|pascal", re.I)
MOST_CHARACTERS = 300
UNCOUNTED = "the text gives no number of devices: 1 is taken"
TIMES = r"\s*[x*×]\s*"
VENDOR = r"(?:nvidia|tesla|geforce|amd|instinct|google|cloud|gpu|tpu|[\s-])*"


class HardwareError(EffsiteError):
    """The hardware cannot be told from the text, or the table does not know it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hardware:
    """Devices of one kind; `assumed` says in words what the text left open."""

    device: Device
    devices: int
    assumed: tuple[str, ...] = ()


def read_hardware(text: str, table: Sequence[Device]) -> Hardware:
    """The devices that a text names.

    A number beside the device counts it; else a machine rented by name counts with its devices, and 1
    is assumed where there is neither. Variants (memory, form factor) that the text leaves open are taken
    from the first in the table. Raises HardwareError when the table has no such device.
    """
    text = re.sub(r"(?<=\d)[x*×](?=[a-z])(?!large)", " x ", text[:MOST_CHARACTERS], flags=re.I)
    rented = _instance(text, table)
    if rented is None:
        model, candidates = _candidates(text, table)
        device, assumed = _variant(text, model, candidates)
        count = _count(text, model)
    else:
        device, assumed = rented.device, ()
        model = _candidates(f"{text} {device.name}", [device])[0]
        count = _count(text, model) or rented.devices
    if model.lower().startswith(("tpu", "trillium")):
        if count is None:
            raise HardwareError(
                "the text gives no number of TPU chips", "say how many: --hardware 'TPU v3 x8'"
            )
        assumed = (
            *assumed,
            f"{count} TPUs are taken to be chips, of which a board of Cloud TPU v2 or v3 has 4",
        )
    if count is None:
        count, assumed = 1, (*assumed, UNCOUNTED)
    return Hardware(device=device, devices=count, assumed=assumed)


def peak(device: Device, precision: str = "") -> tuple[float, str]:
    """The peak rate of one device in FLOP/s and the precision it is for.

    Without a precision: 16-bit tensor cores where the device has them, else 32-bit. Raises
    HardwareError for a precision that is unknown, or that the table has no rate for.
    """
    chosen = precision.lower() or ("fp16" if device.fp16_tensor_flop_per_second else "fp32")
    if chosen not in PRECISIONS:
        raise HardwareError(f"unknown precision {precision!r}", f"expected one of: {', '.join(PRECISIONS)}")
    rate = device.peak_rate(chosen)
    if rate is None:
        known = ", ".join(name for name, column in PRECISIONS.items() if column in device.peak_rates)
        raise HardwareError(
            f"{device.name} has no {chosen} rate in the collection", f"known: {known or 'none'}"
        )
    return rate, chosen


def _instance(text: str, table: Sequence[Device]) -> Hardware | None:
    """The devices of the rented machines that the text names, as the table lists them; None without one."""
    for device in table:
        for name, each in device.devices_in_instance.items():
            number = r"(?:(?<![\d.])(\d{1,4})\s*[x*×]?\s*)?"
            match = re.search(rf"{number}(?<![\w.-]){re.escape(name)}(?!\w)", text, re.I)
            if match:
                return Hardware(device=device, devices=int(match[1] or 1) * each)
    return None


def _key(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower()).removeprefix("gtxtitan").removeprefix("titan")


def _candidates(text: str, table: Sequence[Device]) -> tuple[str, list[Device]]:
    """The model that the text names, as written there, and the devices of that model."""
    keys = {device.name: _keys(device.name) for device in table}
    for match in sorted(MODEL.finditer(text), key=lambda m: -len(m[0])):
        found = [device for device in table if _key(match[0]) in keys[device.name]]
        if found:
            return match[0], found
    names = ", ".join(device.name for device in table[:60])
    raise HardwareError(
        f"no device of the hardware table in {text[:60]!r}",
        f"name one with --hardware, as in 'A100 x8'; known: {names}"
        if names
        else "results/hardware is empty",
    )


def _keys(name: str) -> set[str]:
    return {_key(match[0]) for match in MODEL.finditer(name)}


def _variant(text: str, model: str, candidates: list[Device]) -> tuple[Device, tuple[str, ...]]:
    """The candidate whose form and memory the text names, else the first, saying what was assumed."""
    said = {_key(q) for q in QUALIFIER.findall(text)}
    scored = [(_fit(said, _qualifiers(device)), device) for device in candidates]
    best = max(score for score, _ in scored)
    fitting = [device for score, device in scored if score == best]
    rates = {tuple(sorted(device.peak_rates.items())) for device in fitting}
    if len(rates) <= 1:
        return fitting[0], ()
    others = ", ".join(device.name for device in fitting[1:])
    return fitting[0], (f"{model.strip()} is taken to be {fitting[0].name} (not {others})",)


def _fit(said: set[str], has: set[str]) -> int:
    """How well a device's form and memory fit what was said; form counts more, one GPU more than a board."""
    return 2 * len(said & has & {"sxm", "pcie"}) + len(said & has) - ("board" in has and "board" not in said)


def _qualifiers(device: Device) -> set[str]:
    return {_key(q) for q in QUALIFIER.findall(device.name)}


def _count(text: str, model: str) -> int | None:
    """The number of devices that stands beside the model, times the machines that have as many each."""
    name = re.escape(model)
    suffix = r"(?:[\s-]*(?:sxm\d?|pcie|hbm\d\w?|\d+\s*gb))*"
    before = re.search(
        rf"(?<![\d.])(?:(\d{{1,5}}){TIMES})?(\d{{1,6}})(?:{TIMES}|\s+){VENDOR}{name}", text, re.I
    )
    after = re.search(rf"{name}{suffix}{TIMES}(\d{{1,6}})(?![\d.])", text, re.I)
    if before is None and after is None:
        return None
    count = int(before[1] or 1) * int(before[2]) if before else int(after[1]) if after else 1
    nodes = re.search(r"(?<![\d.])(\d{1,4})\s*(?:nodes|machines|instances|servers)\b", text, re.I)
    if nodes and re.search(r"\beach\b|\bper\b|nodes? with|machines? with", text, re.I):
        count *= int(nodes[1])
    return max(1, count)

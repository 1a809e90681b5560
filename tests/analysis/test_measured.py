"""Several seeds together: medians at the crossings, and the device that a driver's name means."""

from __future__ import annotations

import pytest

from effsite.analysis.measured import device_named, over_seeds
from tests.builders import make_curve, make_device, make_target


def test_seeds_together_are_their_medians_at_the_crossings() -> None:
    curves = [make_curve([0.5] * early + [0.8]) for early in (1, 4, 2)]
    seeds = over_seeds(curves, make_target())
    # the crossings are at epochs 2, 5 and 3, of 1e17 FLOP, 1e6 examples and 60 s each
    assert seeds.reached
    assert (seeds.training_flop_low, seeds.training_flop, seeds.training_flop_high) == (2e17, 3e17, 5e17)
    assert (seeds.epochs, seeds.examples, seeds.seconds, seeds.value) == (3, 3e6, 180, 0.8)


def test_two_seeds_have_a_spread() -> None:
    seeds = over_seeds([make_curve([0.5] * early + [0.8]) for early in (1, 4)], make_target())
    assert (seeds.training_flop_low, seeds.training_flop, seeds.training_flop_high) == (2e17, 3.5e17, 5e17)


def test_one_seed_that_falls_short_leaves_no_median() -> None:
    seeds = over_seeds([make_curve([0.8]), make_curve([0.5])], make_target())
    assert not seeds.reached
    assert (seeds.training_flop, seeds.training_flop_low, seeds.seconds) == (None, None, None)
    assert [crossing.reached for crossing in seeds.crossings] == [True, False]


def test_one_seed_alone_has_no_spread() -> None:
    seeds = over_seeds([make_curve([0.5, 0.8])], make_target())
    assert (seeds.training_flop, seeds.training_flop_low, seeds.training_flop_high) == (2e17, None, None)


@pytest.mark.parametrize(
    ("driver", "known"),
    [
        ("NVIDIA A100-SXM4-40GB", "A100 SXM4 40GB"),
        ("NVIDIA A100-PCIE-40GB", "A100 PCIe"),
        ("NVIDIA H200", "H200 SXM"),
        ("Tesla V100-SXM2-16GB", "Tesla V100 SXM2 16GB"),
        ("Tesla T4", "Tesla T4"),
        ("NVIDIA GeForce RTX 4090", "GeForce RTX 4090"),
        ("AMD EPYC 9654 96-Core Processor", None),
        ("NVIDIA L40", None),
    ],
)
def test_a_drivers_name_means_the_device_on_record(driver: str, known: str | None) -> None:
    names = ["A100 SXM4 40GB", "A100 SXM4 80GB", "A100 PCIe", "H100 PCIe", "H200 SXM", "Tesla V100 SXM2 16GB"]
    names += ["Tesla V100 SXM2 32GB", "Tesla T4", "L40S", "GeForce RTX 4090", "GeForce RTX 3090"]
    found = device_named(driver, {name: make_device(name) for name in names})
    assert (found.name if found else None) == known


def test_a_name_that_could_mean_several_devices_means_none() -> None:
    devices = {name: make_device(name) for name in ("H100 SXM5 80GB", "H100 PCIe")}
    assert device_named("NVIDIA H100", devices) is None


@pytest.mark.parametrize(
    ("driver", "known"),
    [
        ("A100", "NVIDIA A100 SXM4"),  # a record may name the vendor where the driver does not
        ("Instinct MI300X", "AMD Instinct MI300X"),
        ("V100", "V100 SXM2"),
        ("P100", "P100 16GB"),
        ("P40", "P40 32GB"),
        ("A30", "A30 40GB"),
        ("H200", "H200 141GB"),
        ("H20", None),
    ],
)
def test_what_the_driver_leaves_out_is_passed_over(driver: str, known: str | None) -> None:
    names = ["NVIDIA A100 SXM4", "AMD Instinct MI300X", "V100 SXM2", "P100 16GB", "P40 32GB", "A30 40GB"]
    found = device_named(driver, {name: make_device(name) for name in [*names, "H200 141GB", "SXM4", "PCIe"]})
    assert (found.name if found else None) == known


def test_the_device_that_shares_most_words_is_meant() -> None:
    devices = {name: make_device(name) for name in ("RTX 4090", "RTX", "GeForce RTX 4090")}
    found = device_named("NVIDIA GeForce RTX 4090", devices)
    assert found is devices["GeForce RTX 4090"]


def test_no_device_on_record_is_meant_by_any_name() -> None:
    assert device_named("NVIDIA A100", {}) is None


def test_the_only_device_on_record_is_not_meant_by_the_name_of_another() -> None:
    assert device_named("NVIDIA H20", {"A100 SXM4": make_device("A100 SXM4")}) is None

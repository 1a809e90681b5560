from __future__ import annotations

import pytest

from effsite.ingest.hardware import HardwareError, peak, read_hardware
from effsite.records import Device


def device(name, tensor=None, single=1e13, instances=""):
    return Device(
        name=name,
        instances=instances,
        vendor="A vendor",
        fp32_flop_per_second=single,
        fp16_tensor_flop_per_second=tensor,
        source="A datasheet.",
    )


TABLE = (
    device("Tesla K80 (board, two GPUs)", single=8e12),
    device("Tesla K80 (one of 2 GPUs)", single=4e12, instances="p2.xlarge x 1"),
    device("Tesla V100 SXM2 16GB", 1.25e14, instances="p3.2xlarge x 1, p3.16xlarge x 8"),
    device("Tesla V100 PCIe 16GB", 1.12e14),
    device("A100 SXM4 40GB", 3.12e14),
    device("A100 PCIe", 3.12e14),
    device("H100 SXM5 80GB", 9.894e14),
    device("GeForce GTX 1080 Ti"),
    device("TPU v3 (chip)", 1.23e14),
    device("TPU v4i", 1.38e14),
    device("TPU v4", 2.75e14),
    device("TPU v5p", 4.59e14),
    device("TPU v6e (Trillium)", 9.18e14),
)


@pytest.mark.parametrize(
    ("text", "devices", "name"),
    [
        ("V100 (AWS p3.2xlarge)", 1, "Tesla V100 SXM2 16GB"),
        ("16 p3.16xlarge (AWS)", 128, "Tesla V100 SXM2 16GB"),
        ("8 * V100 (AWS p3.16xlarge)", 8, "Tesla V100 SXM2 16GB"),
        ("Tesla V100 * 4 GPU / 488 GB / 56 CPU", 4, "Tesla V100 SXM2 16GB"),
        ("Cloud Tesla 8*V100-16GB/448 GB/96 CPU", 8, "Tesla V100 SXM2 16GB"),
        ("IBM AC922 + 4 * Nvidia Tesla V100", 4, "Tesla V100 SXM2 16GB"),
        ("16 nodes (8*V100 with NVLink for each node)", 128, "Tesla V100 SXM2 16GB"),
        ("32 * V100 (4 machines - AWS p3.16xlarge)", 32, "Tesla V100 SXM2 16GB"),
        ("16 * 8 * Tesla-V100(ModelArts Service)", 128, "Tesla V100 SXM2 16GB"),
        ("V100-PCIE x 2", 2, "Tesla V100 PCIe 16GB"),
        ("1 K80 / 61 GB / 4 CPU (Amazon EC2 [p2.xlarge])", 1, "Tesla K80 (one of 2 GPUs)"),
        ("A100 x8", 8, "A100 SXM4 40GB"),
        ("8xH100", 8, "H100 SXM5 80GB"),
        ("GTX 1080 Ti x2", 2, "GeForce GTX 1080 Ti"),
        ("TPU v3 x 32", 32, "TPU v3 (chip)"),
        ("16 x tpu-v3", 16, "TPU v3 (chip)"),
        ("4096 x TPU-v4", 4096, "TPU v4"),
        ("512 x TPU-v5p", 512, "TPU v5p"),
        ("256 x TPU-trillium", 256, "TPU v6e (Trillium)"),
    ],
)
def test_hardware_as_people_write_it(text, devices, name):
    hardware = read_hardware(text, TABLE)
    assert (hardware.devices, hardware.device.name) == (devices, name)


def test_what_the_text_leaves_open_is_told():
    assert read_hardware("V100", TABLE).assumed == (
        "V100 is taken to be Tesla V100 SXM2 16GB (not Tesla V100 PCIe 16GB)",
        "the text gives no number of devices: 1 is taken",
    )


@pytest.mark.parametrize("text", ["60 GB / 16 CPU (Google Cloud [n1-standard-16])", "", "a fast machine"])
def test_unknown_hardware_is_refused(text):
    with pytest.raises(HardwareError, match="no device"):
        read_hardware(text, TABLE)


def test_tpus_are_counted_by_the_chip_and_that_is_told():
    found = read_hardware("1 TPUv3", TABLE)
    assert found.devices == 1
    assert "taken to be chips" in found.assumed[0]


def test_chips_of_a_pod_are_not_guessed():
    with pytest.raises(HardwareError, match="number of TPU chips"):
        read_hardware("half of a TPUv3 pod", TABLE)


def test_the_peak_is_that_of_the_tensor_cores_where_there_are_any():
    assert peak(TABLE[2]) == (1.25e14, "fp16")
    assert peak(TABLE[7]) == (1e13, "fp32")
    assert peak(TABLE[2], "FP32") == (1e13, "fp32")


@pytest.mark.parametrize("precision", ["fp8", "int3"])
def test_a_precision_without_a_rate_is_refused(precision):
    with pytest.raises(HardwareError):
        peak(TABLE[2], precision)


def test_a_machine_rented_by_name_is_known_only_where_the_table_lists_it():
    with pytest.raises(HardwareError, match="no device of the hardware table"):
        read_hardware("AWS p5.48xlarge", TABLE)
    table = (device("H100 SXM5 80GB", 9.894e14, instances="p5.48xlarge x 8"),)
    found = read_hardware("2 p5.48xlarge (AWS)", table)
    assert (found.devices, found.device.name, found.assumed) == (16, "H100 SXM5 80GB", ())


def test_instances_that_do_not_read_as_such_are_refused():
    with pytest.raises(ValueError, match=r"instances must read like 'p3\.8xlarge x 4', not 'p3 4'"):
        device("V100", instances="p3 4")

"""The committed races against the clock, and the published rates, against figures worked by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from effsite.analysis.decomposition import time_parts
from effsite.analysis.summary import TargetSummary, summarise
from effsite.records import Collection, Result
from effsite.store import load

RESULTS = Path(__file__).parents[1] / "results"


@pytest.fixture(scope="module")
def collection() -> Collection:
    return load(RESULTS)


def summary(collection: Collection, task: str, target: str) -> TargetSummary:
    held = collection.task(task)
    return summarise(held, held.task.target(target))


def row(collection: Collection, task: str, target: str, system: str) -> Result:
    (found,) = [r for r in collection.task(task).results_for(target) if r.system == system]
    return found


class TestDawnBench:
    def test_all_27_entries_are_on_record_with_a_link_to_the_commit(self, collection: Collection) -> None:
        rows = collection.task("imagenet").results_for("dawnbench-level")
        assert len(rows) == 27
        assert all("/blob/fb27b82/ImageNet/train/" in r.source_url for r in rows)

    def test_compute_fell_33_fold(self, collection: Collection) -> None:
        # ResNet-152: 91 epochs x 1.28e6 x 11.514e9 x 2 x 3 = 8.047e18
        # ResNet-50: 12 epochs at 96, 6 at 128, 2 at 224 and 1 at 288 pixels cost as much as
        # 12 x 0.18367 + 6 x 0.32653 + 2 + 1.65306 = 7.8163 at 224: x 1.28e6 x 4.089e9 x 6 = 2.4546e17
        shown = summary(collection, "imagenet", "dawnbench-level")
        assert shown.baseline is not None
        assert shown.baseline.training_flop == pytest.approx(8.047e18, rel=1e-4)
        assert shown.latest_record is not None
        assert shown.latest_record.training_flop == pytest.approx(2.4546e17, rel=1e-4)
        assert shown.factor == pytest.approx(32.8, abs=0.05)

    def test_the_least_cost_is_743_dollars_a_150th_of_the_first(self, collection: Collection) -> None:
        # 0.36046 h x 20.60 USD = 7.43; two entries opened at 2323.39 and 1112.64: 1112.64 / 7.4255 = 149.8
        rows = collection.task("imagenet").results_for("dawnbench-level")
        costs = {r.system: r.cost_usd for r in rows if r.cost_usd is not None}
        assert min(costs.values()) == pytest.approx(7.43, abs=0.005)
        opened = [r.cost_usd for r in rows if str(r.published) == "2017-10-27" and r.cost_usd is not None]
        assert min(opened) / min(costs.values()) == pytest.approx(149.8, abs=0.1)

    def test_ten_entries_were_the_fastest_of_their_day(self, collection: Collection) -> None:
        rows = collection.task("imagenet").results_for("dawnbench-level")
        timed = sorted((str(r.published), r.seconds) for r in rows if r.seconds is not None)
        fastest: list[float] = []
        for _, seconds in timed:  # of two on one day the faster stands first
            if not fastest or seconds < fastest[-1]:
                fastest.append(seconds)
        expected = [878_398, 160_107, 52_679, 44_799, 26_909, 1843, 1085, 561, 162, 158]
        assert fastest == pytest.approx(expected, abs=0.6)

    def test_the_same_entries_stand_at_resnet50_level(self, collection: Collection) -> None:
        # 93.0 >= 92.9; twelve cross both levels at the same evaluation, the others the lower one earlier
        rows = collection.task("imagenet").results_for("resnet50-level")
        assert len([r for r in rows if "DAWNBench entries @fb27b82" in r.source]) == 27


class TestSpeedRecords:
    @pytest.mark.parametrize(
        ("system", "epochs", "printed"),
        [("airbench94", 9.9, 0.36e15), ("airbench94_muon (2.59 s)", 8, 0.29e15)],
    )
    def test_airbench_is_counted_and_lies_just_under_its_printed_figure(
        self, collection: Collection, system: str, epochs: float, printed: float
    ) -> None:
        # 118,147,360 multiply-adds x 2 x 3 x 50,000 images x 9.9 epochs = 3.509e14; x 8 epochs = 2.836e14
        flop = row(collection, "cifar10", "94-percent", system).training_flop
        assert flop == pytest.approx(118_147_360 * 2 * 3 * 50_000 * epochs, rel=1e-5)
        assert flop == pytest.approx(printed, rel=0.03)

    @pytest.mark.parametrize(
        ("system", "macs"),
        [
            # 3x3, 3 to 64 at 32 px: 1,769,472; 64 to 128 at 32: 75,497,472; two of 128 at 16: 75,497,472;
            # 128 to 256 at 16: 75,497,472; 256 to 512 at 8: 75,497,472; two of 512 at 4: 75,497,472; 512 x 10
            ("Custom ResNet-9, 1x V100 EC2 (myrtle.ai)", 1_769_472 + 5 * 75_497_472 + 5_120),
            # 3x3 to 16: 442,368; 16 convolutions a stage of 2,359,296, but the first of stages 2 and 3 half;
            # 640 for the output: 442,368 + 48 x 2,359,296 - 2 x 1,179,648 + 640 = 111,329,920
            ("ResNet-50, TensorFlow, 1x V100 (DIUX)", 111_329_920),
            # widths 64, 128, 256 and 256, not 512: 1,769,472 + 4 x 37,748,736
            # + (18,874,368 + 3 x 37,748,736 + 2,097,152) x 2 + 9,437,184 x 4 + 1,048,576 + 5,120
            ("ResNet-18 with minor modifications, 1x V100 (bkj)", 460_002_304),
        ],
    )
    def test_a_network_of_cifar10_has_the_multiply_adds_of_its_layers(
        self, collection: Collection, system: str, macs: int
    ) -> None:
        assert row(collection, "cifar10", "94-percent", system).forward_flop == pytest.approx(2 * macs)

    def test_compute_to_94_percent_fell_36_fold(self, collection: Collection) -> None:
        # ResNet-164 with bottlenecks: 244,500,992 x 2 x 3 x 6,906,624 images = 1.0132e16
        # airbench94_muon: 118,147,360 x 2 x 3 x 400,000 images = 2.8355e14; 1.0132e16 / 2.8355e14 = 35.73
        assert summary(collection, "cifar10", "94-percent").factor == pytest.approx(35.73, abs=0.01)

    def test_airbench_at_95_and_96_percent_lies_within_3_percent_of_its_printed_figure(
        self, collection: Collection
    ) -> None:
        # 301,560,864 x 2 x 3 x 50,000 x 15 = 1.357e15, printed 1.39
        # 451,967,264 x 2 x 3 x 50,000 x 37 = 5.017e15, printed 4.91
        # 615,201,056 x 2 x 3 x 50,000 x 40 = 7.382e15, printed 7.46
        for target, system, counted, printed in [
            ("95-percent", "airbench95", 1.357e15, 1.39e15),
            ("96-percent", "airbench96 (34.7 s)", 5.017e15, 4.91e15),
            ("96-percent", "airbench96 (46.3 s)", 7.382e15, 7.46e15),
        ]:
            flop = row(collection, "cifar10", target, system).training_flop
            assert flop == pytest.approx(counted, rel=1e-3)
            assert flop == pytest.approx(printed, rel=0.03)

    def test_the_llmc_baseline_is_6nd_and_dated_by_its_run(self, collection: Collection) -> None:
        # 6 x 123,568,128 x 19,560 steps x 2^19 tokens = 7.603e18; 19,560 x 140 ms = 2738 s, 45 minutes
        first = row(collection, "fineweb-gpt2", "track-1", "Record 1: llm.c GPT-2 124M baseline run")
        assert first.training_flop == pytest.approx(7.603e18, rel=1e-4)
        assert str(first.published) == "2024-10-13"

    def test_the_small_track_fell_19_fold_in_compute_since_record_2(self, collection: Collection) -> None:
        # 6 x 123,568,128 x 4,999,610,368 tokens = 3.7068e18; over 1.928e17 of the latest record: 19.2
        shown = summary(collection, "fineweb-gpt2", "track-1")
        assert shown.baseline is not None
        assert shown.baseline.training_flop == pytest.approx(3.7068e18, rel=1e-4)
        assert shown.factor == pytest.approx(19.2, abs=0.05)

    def test_the_medium_track_fell_20_fold_by_time_and_by_tokens(self, collection: Collection) -> None:
        # 20,880 s / 1,041 s = 20.06; 60,000 x 2^19 / 1,561,067,520 tokens = 20.15
        shown = summary(collection, "fineweb-gpt2", "track-2")
        assert shown.baseline is not None
        assert shown.latest_record is not None
        assert shown.factor == pytest.approx(20.06, abs=0.01)
        assert shown.baseline.examples == pytest.approx(20.15 * 1_561_067_520, rel=1e-3)
        assert shown.latest_record.examples == 1_561_067_520
        assert not [r for r in shown.frontier.results if r.system.startswith("Medium record 11")]

    def test_the_latest_speedrun_record_takes_74_seconds(self, collection: Collection) -> None:
        # 1.23 minutes x 60 = 73.8 s; 8 x 73.8 x 989.4e12 x 0.33 = 1.928e17
        latest = summary(collection, "fineweb-gpt2", "track-1").latest_record
        assert latest is not None
        assert latest.seconds == pytest.approx(73.8)
        assert latest.training_flop == pytest.approx(1.928e17, rel=1e-3)

    def test_every_speedrun_record_has_its_time(self, collection: Collection) -> None:
        # 89 records and two re-timings of record 21 on the small track, 18 on the medium one
        speedrun = collection.task("fineweb-gpt2")
        assert [len(speedrun.results_for(t)) for t in ("track-1", "track-2")] == [91, 18]
        assert all(r.seconds for t in ("track-1", "track-2") for r in speedrun.results_for(t))


class TestTimeTakenApart:
    @pytest.mark.parametrize(
        ("task", "target", "time", "samples", "rate", "devices"),
        [
            # 1,024 TPU v3 chips of 2019 to 3,584 H100 of 2023: more samples, faster chips, more of them
            ("mlperf-resnet", "75-9-percent", 7.01, 0.935, 2.14, 3.5),
            ("mlperf-gpt3", "loss-2-69", 3.18, 0.984, 0.996, 3.24),
            ("mlperf-stable-diffusion", "fid-90", 2.28, 1.09, 4.17, 0.5),
            ("cifar10", "94-percent", 3513, 17.2, 204, 1),
            ("fineweb-gpt2", "track-1", 25.5, 13.7, 1.87, 1),
        ],
    )
    def test_time_is_samples_times_rate_times_devices(
        self,
        collection: Collection,
        task: str,
        target: str,
        time: float,
        samples: float,
        rate: float,
        devices: float,
    ) -> None:
        held = collection.task(task)
        parts = time_parts(held.task.target(target), held.results_for(target))
        assert parts is not None
        found = (parts.time, parts.samples, parts.rate, parts.devices)
        assert found == pytest.approx((time, samples, rate, devices), rel=0.005)
        assert parts.samples * parts.rate * parts.devices == pytest.approx(parts.time)


class TestNanochat:
    def test_time_to_gpt2_fell_from_a_week_to_99_minutes(self, collection: Collection) -> None:
        # 168 h x 3600 = 604,800 s; 1.65 h = 5,940 s; record 1 took 10,949.47 s
        shown = summary(collection, "gpt2-core", "gpt2-xl")
        assert shown.factor == pytest.approx(604_800 / 5_940, rel=1e-4)
        assert len(shown.frontier.results) == 7
        first = row(collection, "gpt2-core", "gpt2-xl", "nanochat record 1: d24 baseline")
        assert (first.seconds or 0) / 5_940 == pytest.approx(1.843, abs=0.001)

    def test_record_1_is_counted_as_the_board_prints_it(self, collection: Collection) -> None:
        # 16,704 steps x 524,288 tokens x 4,945,112,064 = 4.330784e19; the last 5,568 x 2^20 x 4,775,225,472
        flops = [r.training_flop for r in collection.task("gpt2-core").results_for("gpt2-xl")]
        assert flops[0] is None
        assert flops[1] == pytest.approx(4.330784131228946e19, rel=1e-6)
        assert flops[-1] == pytest.approx(5_568 * 2**20 * 4_775_225_472, rel=1e-6)

    def test_every_record_is_above_the_score_of_gpt2(self, collection: Collection) -> None:
        rows = collection.task("gpt2-core").results_for("gpt2-xl")
        assert all((r.value or 0) >= 0.256525 for r in rows)
        assert [r.runs for r in rows] == [None, 1, 1, 1, 7, 5, 5]


class TestCoco:
    def test_images_fell_9_fold_from_faster_rcnn_and_42_fold_from_detr(self, collection: Collection) -> None:
        # 109, 500 and 12 passes over 118,287 images
        shown = summary(collection, "coco-detection", "ap-42")
        assert shown.baseline is not None
        assert shown.baseline.system == "Faster R-CNN with FPN, ResNet-50"
        assert shown.factor == pytest.approx(109 / 12, rel=1e-6)
        detr = row(collection, "coco-detection", "ap-42", "DETR, ResNet-50")
        assert detr.examples == 500 * 118_287
        assert shown.latest_record is not None
        assert (detr.examples or 0) / (shown.latest_record.examples or 1) == pytest.approx(41.67, abs=0.01)

    def test_compute_is_twice_the_printed_multiply_adds_three_times_an_image(
        self, collection: Collection
    ) -> None:
        # 86e9 x 2 x 3 x 118,287 x 500 = 3.0518e19; 173e9 x 2 x 3 x 118,287 x 50 = 6.1391e18
        for system, flop in (("DETR, ResNet-50", 3.0518e19), ("Deformable DETR, ResNet-50", 6.1391e18)):
            found = row(collection, "coco-detection", "ap-42", system)
            assert found.training_flop == pytest.approx(flop, rel=1e-4)

    def test_every_detector_reaches_the_level(self, collection: Collection) -> None:
        rows = collection.task("coco-detection").results_for("ap-42")
        assert len(rows) == 19
        assert all((r.value or 0) >= 42.0 for r in rows)


class TestRoundZeroFive:
    @pytest.mark.parametrize(
        ("machine", "seconds", "pairs", "devices"),
        [
            # the 8 middle runs of 10, of which 6 take 3 epochs and 2 take 4: 3.25 x 4,575,616
            ("dgx1", 1961.47, 14_870_752, 8),
            ("dgx2", 1270.045, 21_162_224, 16),  # 3 of 4 and 5 of 5 epochs: 4.625
            ("dgx2h", 1152.583, 21_162_224, 16),
        ],
    )
    def test_the_transformer_of_2018_is_the_mean_of_its_middle_runs(
        self, collection: Collection, machine: str, seconds: float, pairs: float, devices: int
    ) -> None:
        system = f"Transformer, {machine}_ngc18.11_pytorch (NVIDIA, v0.5)"
        found = row(collection, "mlperf-transformer", "bleu-25", system)
        assert found.seconds == pytest.approx(seconds, abs=0.01)
        assert found.examples == pytest.approx(pairs, abs=1)
        assert found.devices == devices


class TestGeneration:
    def test_images_to_the_fid_of_dit_fell_100_fold(self, collection: Collection) -> None:
        # 7 million and 70 thousand steps of 256 images
        shown = summary(collection, "imagenet-generation", "dit-xl-2-level")
        assert shown.factor == pytest.approx(100, rel=1e-6)
        assert [r.result.system for r in shown.frontier_results] == [
            "DiT-XL/2",
            "SiT-XL/2 + REPA",
            "LightningDiT-XL/1, VA-VAE",
            "SiT-XL/2 + REPA-E",
            "SiT-XL/2 + REG",
            "DiT-DH-XL, RAE",
            "LightningDiT-XL/1 + SFD",
        ]

    @pytest.mark.parametrize(
        ("system", "images", "flop"),
        [
            ("DiT-XL/2", 1.792e9, 1.27519e21),  # 7e6 x 256; x 2 x 118.6e9 x 3
            ("SiT-L/2 + REPA", 1.792e8, 8.68762e19),  # 7e5 x 256; x 2 x 80.8e9 x 3
            ("DiT-DH-XL, RAE", 2.562334e7, 2.24460e19),  # 20 x 1,281,167; x 2 x 146e9 x 3
            ("LightningDiT-XL/1 + SFD", 1.792e7, 1.27949e19),  # 7e4 x 256; x 2 x 119e9 x 3
        ],
    )
    def test_images_and_compute_are_those_of_the_steps(
        self, collection: Collection, system: str, images: float, flop: float
    ) -> None:
        found = row(collection, "imagenet-generation", "dit-xl-2-level", system)
        assert found.examples == pytest.approx(images, rel=1e-9)
        assert found.training_flop == pytest.approx(flop, rel=1e-5)

    def test_what_masks_or_trains_its_autoencoder_has_no_compute(self, collection: Collection) -> None:
        rows = collection.task("imagenet-generation").results_for("dit-xl-2-level")
        assert len(rows) == 17
        assert {r.system for r in rows if r.training_flop is None} == {
            "MaskDiT",
            "SiT-XL/2 + REPA-E",
        }


class TestGlue:
    def test_compute_to_the_score_of_gpt_fell_56_fold(self, collection: Collection) -> None:
        shown = summary(collection, "glue", "gpt-level")
        assert shown.factor == pytest.approx(4.0e19 / 7.1e17, rel=1e-6)
        assert len(shown.results) == 12
        assert [r.result.system for r in shown.frontier_results] == ["GPT", "ELECTRA-Small, half trained"]

    def test_a_quarter_of_the_training_is_short_of_the_level(self, collection: Collection) -> None:
        # ELECTRA's table 1: 79.9 whole, 79.0 at half, 77.7 at a quarter
        rows = collection.task("glue").results_for("gpt-level")
        small = [r.value for r in rows if r.system.startswith("ELECTRA-Small")]
        assert small == [79.9, 79.0]


class TestPrices:
    @pytest.mark.parametrize(
        ("task", "target", "factor", "rows"),
        [
            ("price-mmlu", "gpt-3-level", 60 / 0.07, 9),
            ("price-mmlu", "gpt-3-5-level", 20 / 0.07, 7),
            ("price-mmlu", "gpt-4-level", 37.5 / 0.175, 5),
            ("price-gpqa", "gpt-4-level", 37.5 / 0.1225, 6),
            ("price-gpqa", "gpt-4-turbo-level", 15 / 0.1225, 6),
        ],
    )
    def test_the_price_of_a_fixed_score_fell_as_the_source_has_it(
        self, collection: Collection, task: str, target: str, factor: float, rows: int
    ) -> None:
        shown = summary(collection, task, target)
        assert shown.factor == pytest.approx(factor, rel=1e-6)
        assert len(shown.results) == len(shown.frontier_results) == rows

    def test_gpt_4_cost_three_tokens_read_to_one_written(self, collection: Collection) -> None:
        # 30 USD to read and 60 to write a million
        found = row(collection, "price-mmlu", "gpt-4-level", "GPT-4-0314")
        assert found.price_usd == (3 * 30 + 60) / 4


class TestRates:
    @pytest.mark.parametrize(
        ("name", "months"),
        [
            ("Epoch 2025, price of GPT-4-level answers", 2.255),  # 40x a year: 12 / log2(40) = 12 / 5.3219
            ("a16z 2024, price of a fixed MMLU score", 3.612),  # 10x a year: 12 / log2(10) = 12 / 3.3219
            (
                "Gundlach et al. 2025, inference algorithms alone",
                7.571,
            ),  # 3x a year: 12 / log2(3) = 12 / 1.585
            ("METR 2025, task length", 6.965),  # 212 days / 30.44
            ("Ho et al. 2025, all models", 4.713),  # 5.84x a year: 12 / log2(5.84) = 12 / 2.546
            ("Cottier et al. 2024, cost of training", 9.501),  # 2.4x a year: 12 / log2(2.4) = 12 / 1.263
            ("NanoGPT speedrun at fixed data and size", 17.7),  # 1.6x a year: 12 / log2(1.6) = 12 / 0.678
            ("Epoch 2025 ML hardware, price-performance", 31.7),  # 1.3x a year: 12 / log2(1.3) = 12 / 0.3785
        ],
    )
    def test_a_factor_a_year_or_a_number_of_days_is_converted_to_months(
        self, collection: Collection, name: str, months: float
    ) -> None:
        (rate,) = [r for r in collection.task("rates").rates if r.name == name]
        assert rate.doubling_time_months == pytest.approx(months, abs=0.005)

    @pytest.mark.parametrize(
        ("name", "low", "high"),
        [
            ("Ho et al. 2025, all models", 3.857, 6.055),  # 8.64x and 3.95x a year: 12 / log2 of each
            ("Ho et al. 2025, models at the frontier", 3.786, 87.27),  # 9.00x and 1.10x
            ("Cottier et al. 2024, cost of training", 7.352, 12),  # 3.1x and 2x
            ("Epoch 2025, price of GPT-4-level answers", 1.387, 5.616),  # 401.4x and 4.398x
            ("Epoch 2025, price of GPT-3's score on MMLU", 2.953, 3.933),  # 16.72x and 8.287x
            ("METR 2026, data of March", 3.449, 5.158),  # 105 and 157 days / 30.44
        ],
    )
    def test_the_faster_end_of_a_factor_is_the_shorter_end_of_the_months(
        self, collection: Collection, name: str, low: float, high: float
    ) -> None:
        (rate,) = [r for r in collection.task("rates").rates if r.name == name]
        assert (rate.low, rate.high) == (pytest.approx(low, rel=0.001), pytest.approx(high, rel=0.001))

    def test_every_estimate_of_2024_to_2026_for_algorithms_says_what_it_rests_on(
        self, collection: Collection
    ) -> None:
        recent = ("2024", "2025", "2026", "NanoGPT")
        rates = [r for r in collection.task("rates").rates if r.group == "algorithms"]
        estimates = [r for r in rates if any(year in r.name for year in recent)]
        assert len(estimates) == 16
        assert all(r.data for r in estimates)
        assert all(r.method for r in estimates if r.name != "Gundlach et al. 2025, price of a fixed score")


class TestMarin:
    def test_its_97_runs_stand_once_by_each_kind_of_flop(self, collection: Collection) -> None:
        for task in ("marin-speedrun", "marin-hardware"):
            systems = [r.system for r in collection.task(task).results]
            # 96 rows of the board's runs.json, four of which are the logs of others; five of the repository
            assert len(systems) == len(set(systems)) == 97

    @pytest.mark.parametrize(
        ("target", "system", "flop"),
        [
            ("llama-30m", "llama_30m", 8.695e16),
            ("llama-75m", "llama_75m", 8.433e17),
            ("llama-1-4b", "llama_1_4B_8xH200", 1.2454e20),
        ],
    )
    def test_by_model_flop_the_run_that_set_each_level_still_stands(
        self, collection: Collection, target: str, system: str, flop: float
    ) -> None:
        found = row(collection, "marin-speedrun", target, system)
        shown = summary(collection, "marin-speedrun", target)
        assert shown.latest_record == found
        assert shown.factor is None
        assert found.training_flop == pytest.approx(flop, rel=1e-4)
        assert found.value == shown.target.level

    def test_by_model_flop_a_network_of_2026_took_a_little_less_at_300_m(
        self, collection: Collection
    ) -> None:
        shown = summary(collection, "marin-speedrun", "llama-300m")
        records = [(r.system, r.training_flop) for r in shown.frontier.results]
        assert [system for system, _ in records] == ["llama_300m", "hackable_transformer_gdn/300m"]
        assert [flop for _, flop in records] == pytest.approx([8.313e18, 7.968e18], rel=1e-4)
        # 8.313 / 7.968
        assert shown.factor == pytest.approx(1.0433, abs=1e-4)

    def test_by_hardware_flop_a_record_fell_by_less_than_a_tenth(self, collection: Collection) -> None:
        # 3.928e19 / 3.617e19
        assert summary(collection, "marin-hardware", "llama-300m").factor == pytest.approx(1.086, abs=0.001)
        assert summary(collection, "marin-hardware", "llama-1-4b").factor == pytest.approx(1.016, abs=0.001)


class TestAtari:
    def test_rainbow_takes_17_million_frames_where_replay_by_priority_takes_78(
        self, collection: Collection
    ) -> None:
        shown = summary(collection, "atari", "human-median")
        records = [(r.system, r.examples) for r in shown.frontier.results]
        assert records == [("Prioritized DQN", 7.8e7), ("C51", 6.2e7), ("Rainbow", 1.7e7)]
        assert shown.factor == pytest.approx(78 / 17)

    def test_the_two_oldest_end_short_of_a_person(self, collection: Collection) -> None:
        short = {a.system: a.best_value for a in collection.task("atari").attempts}
        assert short == {"DQN": 46.87, "Double DQN": 90.29}


class TestTextToImage:
    def test_pixart_took_a_fifth_of_the_days_of_dall_e_2(self, collection: Collection) -> None:
        shown = summary(collection, "text-to-image", "dall-e-2-level")
        assert len(shown.results) == 6
        assert [r.system for r in shown.frontier.results] == ["DALL·E 2", "PixArt-α"]
        assert shown.factor == pytest.approx(4166 / 753, rel=1e-4)
        # 753 days x 86,400 s x 3.12e14 x 0.33
        assert shown.latest_record is not None
        assert shown.latest_record.training_flop == pytest.approx(6.6985e21, rel=1e-4)

"""Facts told twice are held against each other: ten times apart is a refusal with both figures."""

from __future__ import annotations

import pytest

from tests.cli.ingesting import NAMES, ingest


def log(tmp_path, text):
    path = tmp_path / "curve.csv"
    path.write_text(text)
    return path


def said_of(said, verdict):
    return "\n".join(note["message"] for note in said[verdict])


STEPS = "epoch,step,val_accuracy\n1,98,0.6\n2,196,0.8\n3,294,0.97\n"
FLOP = ("--flop-per-example", "1e9")


def test_a_batch_that_makes_an_eighth_of_the_data_set_may_be_one_devices(lab, tmp_path):
    words = (*FLOP, "--examples-per-step", 64, "--examples-per-epoch", 50_000, "--dry-run")
    code, said = ingest(lab, log(tmp_path, STEPS), *words)
    # 98 x 64 = 6,272, and 50,000 / 6,272 = 7.97
    told = "98 steps x 64 are 6,272 examples an epoch, --examples-per-epoch says 50,000"
    assert code == 0
    assert f"{told}: is it the batch of one of 8 devices?" in said_of(said, "guessed")


def test_a_batch_that_fits_the_data_set_is_passed_without_a_word(lab, tmp_path):
    words = (*FLOP, "--examples-per-step", 512, "--examples-per-epoch", 50_000, "--dry-run")
    _, said = ingest(lab, log(tmp_path, STEPS), *words)
    assert "examples an epoch" not in said_of(said, "guessed")


def test_a_batch_ten_times_off_the_data_set_makes_no_result(lab, tmp_path):
    words = (*FLOP, "--examples-per-step", 32, "--examples-per-epoch", 50_000, *NAMES)
    code, said = ingest(lab, log(tmp_path, STEPS), *words)
    # 98 x 32 = 3,136
    assert (code, said["results"]) == (1, [])
    assert "3,136 examples an epoch" in said_of(said, "refused")
    assert not (lab / "results" / "digits" / "ours.csv").exists()


def test_two_methods_ten_times_apart_make_no_result(lab, tmp_path):
    text = "step,total_flops,val_accuracy\n100,3e9,0.5\n200,6e9,0.97\n"
    words = ("--flop-per-example", "1e6", "--examples-per-step", 1000, *NAMES)
    code, said = ingest(lab, log(tmp_path, text), *words)
    # counted: 1e6 x 200 x 1000 x 3 = 6e11, a hundred times 6e9
    assert (code, said["results"]) == (1, [])
    told = "the reported method gives 6e+09 FLOP, the counted method 6e+11, 100 times as many"
    assert told in said_of(said, "refused")


@pytest.mark.parametrize(
    ("text", "words", "told"),
    [
        (
            "epoch,examples,val_accuracy\n1,1500000,0.6\n2,3000000,0.97\n",
            ("--examples-per-epoch", 50_000),
            # 3,000,000 / 2, thirty times 50,000
            "3,000,000 examples in 2 epochs are 1,500,000 an epoch, --examples-per-epoch says 50,000",
        ),
        (
            "step,examples_seen,val_accuracy\n100,100000,0.6\n200,200000,0.97\n",
            ("--examples-per-step", 10),
            "200 steps x 10 are 2,000 examples, the log counts 200,000",
        ),
    ],
)
def test_examples_that_the_log_counts_ten_times_off_make_no_result(lab, tmp_path, text, words, told):
    code, said = ingest(lab, log(tmp_path, text), *FLOP, *words, *NAMES)
    assert (code, said["results"]) == (1, [])
    assert told in said_of(said, "refused")


def test_examples_that_the_log_counts_twice_as_many_are_told(lab, tmp_path):
    text = "step,examples_seen,val_accuracy\n100,2000,0.6\n200,4000,0.97\n"
    code, said = ingest(lab, log(tmp_path, text), *FLOP, "--examples-per-step", 10, "--dry-run")
    assert code == 0
    assert "200 steps x 10 are 2,000 examples, the log counts 4,000" in said_of(said, "guessed")

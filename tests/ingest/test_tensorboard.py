from __future__ import annotations

import pytest

from effsite.ingest.event_file import masked_crc
from effsite.ingest.report import LogError, NoRunHereError
from effsite.ingest.tensorboard import FORMAT
from tests.ingest.event_files import histogram, record, simple, tensor, version
from tests.ingest.reading import ACCURACY, read_log, sniffed

NAME = "events.out.tfevents.1700000000.host.1.0"


def test_checksum_is_the_one_that_the_standard_prints():
    # RFC 3720, B.4: CRC-32C of 32 zero bytes is 0x8A9136AA; rotated right by 15 and offset by 0xA282EAD8:
    # (0x8A9136AA >> 15 | 0x8A9136AA << 17) = 0x6D551522; + 0xA282EAD8 = 0x10FD7FFFA, of which 32 bits stay
    assert masked_crc(bytes(32)) == 0x0FD7FFFA


@pytest.mark.parametrize("write", [simple, tensor], ids=["simple value", "tensor"])
def test_both_encodings_of_a_scalar_give_the_same_evaluation(tmp_path, write):
    log = version() + write("val/accuracy", 100, 0.5) + write("val/accuracy", 200, 0.94)
    evaluations = read_log(FORMAT, tmp_path / NAME, log, wanted=ACCURACY).evaluations
    assert [(e.step, dict(e.values)) for e in evaluations] == [
        (100, {"val/accuracy": 0.5}),
        (200, {"val/accuracy": 0.94}),
    ]


def test_a_number_in_the_tensors_typed_list_is_read(tmp_path):
    log = version() + tensor("val/accuracy", 7, 0.25, packed=True)
    assert read_log(FORMAT, tmp_path / NAME, log).evaluations[0].values == {"val/accuracy": 0.25}


def test_a_32_bit_number_is_read_as_it_was_logged_so_that_094_meets_094(tmp_path):
    # the float32 nearest to 0.94 is 0.93999999761581421, which is less than 0.94
    log = version() + simple("val/accuracy", 1, 0.94)
    assert read_log(FORMAT, tmp_path / NAME, log).evaluations[0].values["val/accuracy"] == 0.94


def test_values_of_one_step_are_one_evaluation_and_its_epoch_goes_with_it(tmp_path):
    log = version() + b"".join(
        [simple("val_accuracy", 10, 0.5), simple("val_loss", 10, 1.5), simple("epoch", 10, 2.0)]
    )
    (evaluation,) = read_log(FORMAT, tmp_path / NAME, log).evaluations
    assert (evaluation.values, evaluation.epoch) == ({"val_accuracy": 0.5, "val_loss": 1.5}, 2.0)


def test_seconds_run_from_the_first_event_and_are_said_to_be_wall_clock(tmp_path):
    reading = read_log(FORMAT, tmp_path / NAME, version(1000.0) + simple("val/accuracy", 5, 0.9, 1060.0))
    assert reading.evaluations[0].seconds == 60.0
    assert "wall-clock" in reading.said("guessed")


def test_a_tag_that_counts_seconds_is_preferred_to_the_clock(tmp_path):
    log = version() + simple("val/accuracy", 5, 0.9) + simple("accumulated_submission_time", 5, 12.5)
    assert read_log(FORMAT, tmp_path / NAME, log).evaluations[0].seconds == 12.5


def test_values_that_are_no_scalars_are_passed_over(tmp_path):
    log = version() + histogram("weights", 1) + simple("val/accuracy", 2, 0.75)
    assert [e.step for e in read_log(FORMAT, tmp_path / NAME, log).evaluations] == [2]


def test_a_cut_off_last_record_is_left_out_with_a_word(tmp_path):
    whole = version() + simple("val/accuracy", 1, 0.5)
    reading = read_log(FORMAT, tmp_path / NAME, whole + simple("val/accuracy", 2, 0.9)[:-3])
    assert [e.step for e in reading.evaluations] == [1]
    assert f"cut off at byte {len(whole)}" in reading.said("ignored")


def test_a_changed_byte_refuses_the_file_and_names_the_place(tmp_path):
    first = version()
    log = bytearray(first + simple("val/accuracy", 1, 0.5) + simple("val/accuracy", 2, 0.9))
    log[len(first) + 20] ^= 0xFF
    with pytest.raises(LogError, match=f"damaged at byte {len(first)}"):
        read_log(FORMAT, tmp_path / NAME, bytes(log))


def test_a_file_that_is_no_event_file_is_refused(tmp_path):
    with pytest.raises(LogError, match="damaged at byte 0"):
        read_log(FORMAT, tmp_path / NAME, b"these are words, not events " * 10)


def test_a_record_with_a_right_checksum_and_wrong_content_is_refused(tmp_path):
    with pytest.raises(LogError, match="no TensorBoard event"):
        read_log(FORMAT, tmp_path / NAME, version() + record(b"\xff\xff\xff"))


def test_values_that_are_not_finite_are_left_out(tmp_path):
    log = version() + simple("val/accuracy", 1, float("nan")) + simple("val/accuracy", 2, 0.5)
    reading = read_log(FORMAT, tmp_path / NAME, log)
    assert [e.step for e in reading.evaluations] == [2]
    assert "not finite" in reading.said("ignored")


def test_a_later_event_file_in_the_folder_is_taken_to_be_resumed_and_has_no_time(tmp_path):
    (tmp_path / "events.out.tfevents.1600000000.host.1.0").write_bytes(version())
    reading = read_log(FORMAT, tmp_path / NAME, version(1000.0) + simple("val/accuracy", 9, 0.9, 1060.0))
    assert reading.evaluations[0].seconds is None
    assert "resumed" in reading.said("guessed")


def test_a_metric_that_is_not_there_names_the_tags_that_are(tmp_path):
    with pytest.raises(LogError) as error:
        read_log(FORMAT, tmp_path / NAME, version() + simple("train_loss", 1, 2.0), wanted=ACCURACY)
    assert "train_loss" in error.value.hint


def test_the_train_folder_of_keras_gives_no_held_out_values(tmp_path):
    log = version() + tensor("epoch_accuracy", 1, 0.99)
    with pytest.raises(LogError, match="other data than training"):
        read_log(FORMAT, tmp_path / "train" / NAME, log, wanted=ACCURACY)
    assert read_log(FORMAT, tmp_path / "validation" / NAME, log, wanted=ACCURACY).evaluations


def test_an_event_file_is_known_by_its_first_record_whatever_its_name(tmp_path):
    assert sniffed(FORMAT, tmp_path / "log", version()) == 1.0
    assert sniffed(FORMAT, tmp_path / "log.txt", "epoch 1") == 0.0


def test_the_readers_own_writer_agrees_with_tensorboards(tmp_path):
    from tensorboard.compat.proto.event_pb2 import Event
    from tensorboard.compat.proto.summary_pb2 import Summary
    from tensorboard.summary.writer.event_file_writer import EventFileWriter

    file = EventFileWriter(str(tmp_path))
    value = Summary.Value(tag="val/accuracy", simple_value=0.94)
    file.add_event(Event(wall_time=5.0, step=3, summary=Summary(value=[value])))
    file.close()
    (path,) = tmp_path.iterdir()
    assert [(e.step, e.values) for e in read_log(FORMAT, path).evaluations] == [(3, {"val/accuracy": 0.94})]


def keras(values, began, first=1100.0):
    """A file of Keras: a value of epoch_accuracy every 100 s, its step the epoch counted from 0."""
    return version(began) + b"".join(
        tensor("epoch_accuracy", n, value, first + 100 * n) for n, value in enumerate(values)
    )


def test_the_clock_of_keras_validation_begins_with_the_training_file(tmp_path):
    (tmp_path / "train").mkdir()
    (tmp_path / "train" / NAME).write_bytes(keras([0.6, 0.7], 1000.0))
    read = read_log(FORMAT, tmp_path / "validation" / NAME, keras([0.5, 0.6], 1100.0), wanted=ACCURACY)
    # begun at 1000, evaluated at 1100 and 1200, after one epoch and after two
    assert [(e.epoch, e.seconds) for e in read.evaluations] == [(0, 100), (1, 200)]
    assert read.run.facts.epochs_from_zero
    assert "beginning of the file in train/" in read.said("understood")


def test_keras_validation_without_its_training_file_has_no_time(tmp_path):
    read = read_log(FORMAT, tmp_path / "validation" / NAME, keras([0.5, 0.6], 1100.0), wanted=ACCURACY)
    assert [e.seconds for e in read.evaluations] == [None, None]
    assert "after the first epoch" in read.said("guessed")


def test_keras_training_values_are_passed_over_where_validation_lies_beside(tmp_path):
    (tmp_path / "validation").mkdir()
    (tmp_path / "validation" / NAME).write_bytes(keras([0.5], 1100.0))
    with pytest.raises(NoRunHereError, match="training values"):
        read_log(
            FORMAT,
            tmp_path / "train" / NAME,
            keras([0.9], 1000.0),
            wanted=ACCURACY,
            metric="epoch_accuracy",
        )


def test_the_step_may_be_named_an_epoch(tmp_path):
    log = version() + simple("val/accuracy", 3, 0.9)
    read = read_log(FORMAT, tmp_path / NAME, log, wanted=ACCURACY, columns={"epoch": "step"})
    assert [(e.step, e.epoch) for e in read.evaluations] == [(None, 3)]


def test_a_column_that_is_no_tag_is_refused(tmp_path):
    log = version() + simple("val/accuracy", 3, 0.9)
    with pytest.raises(LogError, match="no tag 'elapsed' for the seconds"):
        read_log(FORMAT, tmp_path / NAME, log, wanted=ACCURACY, columns={"seconds": "elapsed"})

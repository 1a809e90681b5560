"""Files that are parts of one run become one run."""

from __future__ import annotations

import json

from effsite.ingest import hf_trainer, tensorboard
from effsite.ingest.batch import log_files, read_files
from effsite.ingest.log_format import ReadOptions
from effsite.ingest.run_parts import joined
from tests.ingest.event_files import simple, version
from tests.ingest.reading import ACCURACY


def read(folder, form):
    options = ReadOptions(wanted=ACCURACY, level=0.94)
    return joined(read_files(log_files([folder], form), form, options, lambda count: None))


def test_event_files_of_one_folder_are_one_run_in_the_order_in_which_they_began(tmp_path):
    for began, steps in ((9000.0, (300, 400)), (1000.0, (100, 200))):
        values = b"".join(simple("val/accuracy", step, step / 500, began + step) for step in steps)
        (tmp_path / f"events.out.tfevents.{began:.0f}.host.1").write_bytes(version(began) + values)
    first, second = read(tmp_path, tensorboard.FORMAT)
    assert (len(first.runs), second.runs) == (1, ())
    # the clock of the second file does not tell how long the run was interrupted
    assert [(e.step, e.seconds) for e in first.runs[0].evaluations] == [
        *((100, 100), (200, 200), (300, None), (400, None))
    ]
    assert any("parts of one run" in note.message for note in first.lines)


def test_a_checkpoint_of_a_run_that_is_over_is_no_run_of_its_own(tmp_path):
    for folder, steps in ((tmp_path, 20), (tmp_path / "checkpoint-10", 10)):
        history = [{"step": n, "eval_accuracy": n / 25} for n in range(10, steps + 1, 10)]
        folder.mkdir(exist_ok=True)
        (folder / "trainer_state.json").write_text(json.dumps({"log_history": history, "global_step": steps}))
    found = {file.path.count("checkpoint-10"): file.status for file in read(tmp_path, hf_trainer.FORMAT)}
    assert found == {0: "read", 1: "ignored"}

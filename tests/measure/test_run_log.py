"""Logs of an older or a newer effsite are read, kept as they are, and never a reason to train anew."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from effsite.measure.failures import MeasureError
from effsite.measure.run_log_file import LogWriter, read_run_log
from effsite.records import Provenance, RunLog
from effsite.records.fields import FieldError
from effsite.records.run_log import read_run_logs

BEGIN: dict[str, Any] = {
    "event": "begin",
    "task": "digits",
    "system": "small",
    "seed": 0,
    "recipe": "0123456789ab",
    "data": "digits",
    "data_is_the_tasks": True,
    "data_fingerprint": "fc72",
    "device": "A processor",
    "device_kind": "cpu",
    "processes": 1,
    "parameters": 1000,
    "forward_flop": 17920,
}
"""What an effsite must have logged, and nothing else."""
EVALUATIONS = [
    {"event": "evaluation", "seed": 0, "step": step, "value": value, "joules": None}
    for step, value in ((10, 0.5), (20, 0.75))
]


def text(*events: dict[str, Any]) -> str:
    return "".join(json.dumps(event) + "\n" for event in events)


def one(*events: dict[str, Any]) -> RunLog:
    """The one run of a log without problems."""
    (run,), problems = read_run_logs(text(*events).splitlines())
    assert problems == ()
    return run


def provenance(**more: Any) -> Provenance:
    return one({**BEGIN, **more}).provenance


def test_log_of_an_older_effsite_has_the_defaults_of_what_it_does_not_say() -> None:
    known = provenance()
    assert (known.recipe, known.forward_flop) == ("0123456789ab", 17920)
    assert (known.threads, known.versions, known.commit, known.uncounted) == (0, {}, "", {})
    assert (known.passes, known.training_method, known.complete) == (3, "passes", True)


def test_keys_and_events_of_a_newer_effsite_are_passed_over() -> None:
    begin = {**BEGIN, "cooling": "water"}
    log = one(begin, {"event": "weather", "step": 5, "degrees": 3}, {**EVALUATIONS[0], "loss": 2.5})
    assert log.provenance == provenance()
    assert [point.value for point in log.points] == [0.5]
    assert (log.last_point, log.last_value) == (log.points[0], 0.5)
    assert log.begin["cooling"] == "water"


@pytest.mark.parametrize("key", [key for key in BEGIN if key not in ("event", "task", "seed")])
def test_missing_fact_is_named_with_a_way_to_add_it(key: str) -> None:
    log = one({k: v for k, v in BEGIN.items() if k != key})
    with pytest.raises(FieldError, match=f"gives no {key}") as caught:
        _ = log.provenance
    assert caught.value.hint == f"add the key {key!r} to its begin line"


@pytest.mark.parametrize(
    ("key", "value", "hint"),
    [
        ("recipe", 5, "a text"),
        ("processes", 1.5, "a whole number"),
        ("processes", True, "a whole number"),
        ("forward_flop", "1e6", "a number"),
        ("data_is_the_tasks", "yes", "true or false"),
        ("versions", ["2.15"], "an object"),
        ("threads", None, "a whole number"),
        ("passes", "3", "a number"),
        ("complete", "yes", "true or false"),
    ],
)
def test_fact_of_another_type_is_refused(key: str, value: object, hint: str) -> None:
    with pytest.raises(FieldError, match=key) as caught:
        provenance(**{key: value})
    assert hint in caught.value.hint


def test_energy_stands_beside_its_evaluation() -> None:
    log = one(BEGIN, {**EVALUATIONS[0], "joules": 12.5}, EVALUATIONS[1])
    assert [evaluation.joules for evaluation in log.evaluations] == [12.5, None]


def test_log_that_goes_on_keeps_every_line_as_it_was_written(tmp_path: Path) -> None:
    begin = {**BEGIN, "cooling": "water"}
    weather = {"event": "weather", "step": 5, "degrees": 3}
    # written by hand, with spaces and keys in another order than this effsite's
    odd = '{"value":0.5,  "event":"evaluation","step":10,"seed":0,"loss":2.5}\n'
    end = {"event": "end", "ended": "stopped", "step": 20}
    (tmp_path / "log.jsonl").write_text(text(begin, weather) + odd + text(EVALUATIONS[1], end))
    LogWriter(tmp_path).resume(10, provenance(commit="abc"))
    lines = (tmp_path / "log.jsonl").read_text().splitlines(keepends=True)
    assert "".join(lines[:-1]) == text(begin, weather) + odd
    resumed = json.loads(lines[-1])
    assert (resumed["event"], resumed["step"], resumed["commit"]) == ("resume", 10, "abc")


@pytest.mark.parametrize(
    ("line", "where", "message"),
    [
        ("{damaged}", ":2", "is not valid JSON"),
        ('{"event": "evaluation", "seed": 0, "step": 10, "value": NaN}', ":2", "holds NaN"),
        ('{"event": "evaluation", "seed": 0, "step": 10}', ":2", "gives no value"),
        ('{"event": "evaluation", "seed": 0, "seed": 1, "step": 10, "value": 1}', ":2", "a key twice"),
    ],
)
def test_broken_line_of_a_run_is_named_and_nothing_is_thrown_away(
    tmp_path: Path, line: str, where: str, message: str
) -> None:
    path = tmp_path / "log.jsonl"
    path.write_text(text(BEGIN) + line + "\n" + text(EVALUATIONS[1]))
    before = path.read_bytes()
    with pytest.raises(MeasureError) as caught:
        read_run_log(tmp_path)
    assert f"{path}{where}" in caught.value.message
    assert message in caught.value.message
    assert "mend that line and the run goes on" in caught.value.hint
    assert path.read_bytes() == before

"""Logs are read strictly, and must have the evaluations of their curve."""

from __future__ import annotations

import json
from typing import Any

import pytest

from effsite.store import load
from effsite.store.logs import MAX_BYTES

from .conftest import ALEXNET, HEADER, TODAY, CollectionFolder

CURVE = "seed,step,examples,training_flop,value\n0,10,320,1e9,0.5\n0,20,640,2e9,0.8\n1,10,320,1e9,0.6\n"


def begin(seed: int = 0, **more: Any) -> str:
    return json.dumps({"event": "begin", "task": "imagenet", "seed": seed, "versions": {"torch": "2"}} | more)


def evaluation(seed: int, step: int, value: float, **more: Any) -> str:
    count = {"examples": 32 * step, "training_flop": 10**8 * step, "seconds": 1.5 * step, "epoch": None}
    return json.dumps({"event": "evaluation", "seed": seed, "step": step, "value": value} | count | more)


END = json.dumps({"event": "end", "ended": "complete", "peak_memory_bytes": None})
LOG = [begin(0), evaluation(0, 10, 0.5), evaluation(0, 20, 0.8), END, begin(1), evaluation(1, 10, 0.6), END]


@pytest.fixture
def logged(folder: CollectionFolder) -> CollectionFolder:
    folder.write("lab.csv", HEADER.replace("note", "curve") + ALEXNET.rstrip("\n") + "alexnet\n")
    folder.write("curves/alexnet.csv", CURVE)
    write(folder, *LOG)
    return folder


def write(folder: CollectionFolder, *lines: str) -> None:
    folder.write("logs/alexnet.jsonl", "".join(f"{line}\n" for line in lines))


def test_a_log_that_has_the_evaluations_of_its_curve_is_kept_as_it_is(logged: CollectionFolder) -> None:
    (log,) = load(logged.results, TODAY).tasks[0].logs
    assert log.name == "alexnet"
    assert log.text == "".join(f"{line}\n" for line in LOG)
    assert [(e.line, e.point.seed, e.point.step) for e in log.evaluations] == [
        (2, 0, 10),
        (3, 0, 20),
        (6, 1, 10),
    ]


def test_an_event_and_keys_of_a_later_effsite_are_passed_over(logged: CollectionFolder) -> None:
    write(logged, *LOG, '{"event": "weather", "degrees": 3}')
    assert not logged.findings()


def test_a_run_that_went_on_is_one_run(logged: CollectionFolder) -> None:
    write(logged, *LOG[:2], '{"event": "resume", "step": 10}', *LOG[2:])
    assert not logged.findings()


DEEP = "nests too deeply: at most 100 objects or lists within each other"


@pytest.mark.parametrize(
    ("line", "text", "where", "message"),
    [
        (1, "{", "2:2", "is not valid JSON"),
        (1, "", "2:1", "is not valid JSON"),
        (1, "[1]", "2", "is not a JSON object"),
        pytest.param(1, "[" * 100_000, "2", DEEP, id="deep"),
        (1, '{"event": 1}', "2", "has no event"),
        (1, '{"value": 0.5, "event": "evaluation", "value": 0.6}', "2", "gives a key twice"),
        (1, evaluation(0, 10, float("nan")), "2", "holds NaN, which is no number"),
        (1, evaluation(0, 10, 0.5, joules=float("-inf")), "2", "holds -Infinity, which is no number"),
        (1, evaluation(0, 10, 0.5).replace("0.5", "1e999"), "2", "holds a number that is too large"),
        pytest.param(
            1, evaluation(0, 10, 0.5).replace("0.5", "9" * 5000), "2", "that is too large", id="long"
        ),
        (1, evaluation(0, 10, 0.5).replace("0.5", '"0.5"'), "2", "value must be a number, not str"),
        (1, evaluation(0, 10, 0.5).replace("0.5", "true"), "2", "value must be a number, not bool"),
        (1, evaluation(0, 10, 0.5).replace("0.5", "null"), "2", "gives no value"),
        (1, evaluation(0, 10, 0.5).replace("10,", "10.5,", 1), "2", "step must be a whole number"),
        (1, evaluation(0, 10, 0.5, examples=-1), "2", "examples is -1"),
        (1, evaluation(1, 10, 0.5), "2", "is an evaluation of seed 1 in the run of seed 0"),
        (2, evaluation(0, 10, 0.5), "3", "step 10 of seed 0 stands twice"),
        (0, '{"event": "note"}', "1", "comes before the begin of a run"),
        (0, begin(0, task="mnist"), "1", "is of another task than imagenet"),
        (0, '{"event": "begin", "task": "imagenet"}', "1", "gives no seed"),
        (4, begin(0), "5", "begins seed 0 a second time"),
        (3, '{"event": "end", "ended": "well"}', "4", "does not say how the run ended"),
    ],
)
def test_a_bad_line_is_named_by_its_number(
    logged: CollectionFolder, line: int, text: str, where: str, message: str
) -> None:
    write(logged, *LOG[:line], text, *LOG[line + 1 :])
    found = logged.findings()[0]
    assert found.where == f"results/imagenet/logs/alexnet.jsonl:{where}"
    assert message in found.message


def test_a_log_that_was_cut_short_is_an_error(logged: CollectionFolder) -> None:
    logged.write("logs/alexnet.jsonl", "\n".join(LOG))
    assert logged.only().where.endswith("alexnet.jsonl:7")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "holds no run"),
        (b"\xff\n", "is not UTF-8"),
        (b"a\0\n", "holds a NUL byte"),
        pytest.param(b" " * (MAX_BYTES + 1), "at most 17 MB are read", id="large"),
    ],
)
def test_a_file_that_is_no_text_of_sensible_size_is_an_error(
    logged: CollectionFolder, content: bytes, message: str
) -> None:
    logged.write("logs/alexnet.jsonl", content)
    assert message in logged.only().message


def test_logs_of_16_mebibytes_are_read_and_not_a_byte_more(logged: CollectionFolder) -> None:
    logged.write("logs/alexnet.jsonl", b" " * 16_777_216)
    assert logged.only().message == "does not end with a line break"
    logged.write("logs/alexnet.jsonl", b" " * 16_777_217)
    assert logged.only().message == "has 17 MB; at most 17 MB are read"


RUNS = "curve and log must come from the same runs: commit both as `effsite run` wrote them"
AT = "results/imagenet/logs/alexnet.jsonl"


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (
            [*LOG[:2], evaluation(0, 20, 0.81), *LOG[3:]],
            (f"{AT}:3", "value", RUNS),
        ),
        ([begin(0, task="mnist"), *LOG[1:]], (f"{AT}:1", "", "commit the log as `effsite run` wrote it")),
        (["{}"], (f"{AT}:1", "", "commit the log as `effsite run` wrote it")),
        (
            [],
            (f"{AT}:1", "", "a log has one JSON object a line, as `effsite run` writes it"),
        ),
    ],
)
def test_what_is_wrong_with_a_log_is_told_with_place_field_and_the_way_out(
    logged: CollectionFolder, lines: list[str], told: tuple[str, str, str]
) -> None:
    write(logged, *lines)
    finding = logged.only()
    assert (finding.where, finding.field, finding.hint) == told


def test_what_one_of_the_two_lacks_is_told_whole(logged: CollectionFolder) -> None:
    write(logged, *LOG[:2], evaluation(0, 15, 0.7), *LOG[3:])
    curve = "results/imagenet/curves/alexnet.csv"
    assert [(f.where, f.message, f.hint) for f in logged.findings()] == [
        (f"{curve}:3", f"step 20 of seed 0 is not in {AT}", RUNS),
        (f"{AT}:3", f"step 15 of seed 0 is not in {curve}", RUNS),
    ]


def test_a_log_that_was_cut_short_and_one_without_a_curve_say_the_way_out(logged: CollectionFolder) -> None:
    logged.write("logs/alexnet.jsonl", "\n".join(LOG))
    cut = logged.only()
    assert (cut.message, cut.hint) == ("does not end with a line break", "the last line was cut short")
    write(logged, *LOG)
    (logged.task / "logs" / "alexnet.jsonl").rename(logged.task / "logs" / "other.jsonl")
    alone = logged.only()
    assert (alone.where, alone.hint) == (
        "results/imagenet/logs/other.jsonl",
        "commit the curve, or remove the log",
    )


def test_a_count_that_the_curve_leaves_out_is_not_compared(logged: CollectionFolder) -> None:
    logged.write("curves/alexnet.csv", "seed,step,value\n0,10,0.5\n0,20,0.8\n1,10,0.6\n")
    assert logged.findings() == ()


def test_a_value_that_differs_from_the_curve_is_an_error_at_both_lines(logged: CollectionFolder) -> None:
    write(logged, *LOG[:2], evaluation(0, 20, 0.81), *LOG[3:])
    assert logged.only().where == "results/imagenet/logs/alexnet.jsonl:3"
    assert logged.only().message == (
        "value at step 20 of seed 0 is 0.81, results/imagenet/curves/alexnet.csv:3 says 0.8"
    )


@pytest.mark.parametrize("field", ["examples", "training_flop"])
def test_a_count_that_differs_from_the_curve_is_an_error(logged: CollectionFolder, field: str) -> None:
    write(logged, *LOG[:5], evaluation(1, 10, 0.6, **{field: 5}), END)
    assert logged.only().message.startswith(f"{field} at step 10 of seed 1 is 5.0")


def test_evaluations_that_only_one_of_the_two_has_are_errors(logged: CollectionFolder) -> None:
    write(logged, *LOG[:2], evaluation(0, 15, 0.7), *LOG[3:])
    assert [(f.where.rpartition("/")[2], f.message.partition(" is ")[0]) for f in logged.findings()] == [
        ("alexnet.csv:3", "step 20 of seed 0"),
        ("alexnet.jsonl:3", "step 15 of seed 0"),
    ]


def test_a_log_without_a_curve_is_an_error(logged: CollectionFolder) -> None:
    (logged.task / "logs" / "alexnet.jsonl").rename(logged.task / "logs" / "other.jsonl")
    assert logged.only().message == "belongs to no learning curve"

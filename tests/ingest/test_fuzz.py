"""Real-shaped logs, mutated: whatever comes, a file is read or refused with a word, soon and in little room.

What is written of it reads back the same, is what was announced, and stands up to the check; and of logs
that contradict themselves comes no result. The normal run tries a few inputs of each log, the same every
time. With EFFSITE_FUZZ=1 (the session `fuzz`) it tries more than 40,000, other ones each time.
"""

from __future__ import annotations

import math
import os
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from effsite.ingest import FORMATS
from effsite.ingest.batch import read_files
from effsite.ingest.log_file import LogFile
from effsite.ingest.log_format import ReadOptions
from effsite.ingest.report import LogError
from effsite.ingest.run_curves import run_curves
from effsite.records import Metric
from tests.ingest.contradictions import KINDS
from tests.ingest.event_files import histogram, record, simple, tensor, version
from tests.ingest.small_logs import LOGS, SmallLog
from tests.ingest.written_back import TASKS, read_only, two_task_lab, write_and_check

FUZZING = bool(os.environ.get("EFFSITE_FUZZ"))
LEAST_INPUTS = 40_000
SECONDS_FOR_ONE = 5.0
MEMORY_KIB = 300 * 1024
FRAME = slice(12, -4)
"""The event within its record."""

COMMON = settings(deadline=None, database=None, suppress_health_check=list(HealthCheck))
settings.register_profile("fuzz", parent=COMMON, max_examples=1_300, print_blob=True)
settings.register_profile("ingest", parent=COMMON, max_examples=15, derandomize=True)
settings.register_profile("written", parent=COMMON, max_examples=500, print_blob=True)
settings.register_profile("written a few", parent=COMMON, max_examples=4, derandomize=True)
settings.register_profile("contradicting", parent=COMMON, max_examples=500, print_blob=True)
settings.register_profile("contradicting a little", parent=COMMON, max_examples=12, derandomize=True)
CONTRADICTING = settings.get_profile("contradicting" if FUZZING else "contradicting a little")
WRITING = settings.get_profile("written" if FUZZING else "written a few")
PROFILE = settings.get_profile("fuzz" if FUZZING else "ingest")

METRICS = (
    None,
    Metric(name="accuracy", label="accuracy", higher_is_better=True, unit="fraction"),
    Metric(name="top5", label="top-5", higher_is_better=True, unit="fraction"),
    Metric(name="val_loss", label="loss", higher_is_better=False),
)
TOKENS = (
    *(b"", b"nan", b"-inf", b"1e999", b"-1", b"0", b"1_000", b"9" * 400, b"1" * 5000, b"0." + b"0" * 400),
    *(b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\r", b"\n", b"\n" * 500, b"\t", b",", b",,,,,,", b'"', b'""'),
    *(b"[" * 3000, b"{" * 3000, b"}", b":", b"{}", b"null", b"true", b"\\u0000", b"\\", b"%s%n", b"'"),
    *("é٣½\u202e\u2028".encode(), b" " * 5000, b"A" * 20_000, b"=cmd()", b"{0.__class__}", b"../../x"),
    *(b"step", b"epoch", b"val_accuracy", b":::MLLOG {}", b"Epoch: [0][1/2]", b" * Acc@1 1e9", b"~~epoch"),
    *(b"!!python/object:os.system", b"2024-13-45", b"1,000,000", b"-0", b"\x1b[31m", b"\x85", b"\xc2"),
)
MUTATION = st.tuples(
    st.sampled_from(["replace", "insert", "delete", "repeat", "flip", "cut", "number", "swap"]),
    st.integers(0, 1 << 20),
    st.integers(0, 200),
    st.sampled_from(TOKENS),
)
tried = 0
seconds = 0.0
try:
    import resource
except ImportError:  # Windows has none
    resource = None


@pytest.fixture(scope="module", autouse=True)
def at_first() -> int:
    """The most memory that the process took before the first of these tests, in KiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss if resource else 0


def mutated(content: bytes, mutations: list[tuple[str, int, int, bytes]]) -> bytes:
    """The content after each mutation: what, where (modulo its length), how much, and with what."""
    for what, where, length, token in mutations:
        at = where % (len(content) + 1)
        before, middle, after = content[:at], content[at : at + length], content[at + length :]
        content = {
            "replace": before + token + after,
            "insert": before + token + middle + after,
            "delete": before + after,
            "repeat": before + middle * (3 + length % 20) + after,
            "flip": before + bytes(byte ^ (1 << where % 8) for byte in middle[:3]) + middle[3:] + after,
            "cut": before or content,
            "number": _digit_replaced(content, at, token),
            "swap": after + middle + before,
        }[what]
    return content[: 1 << 20]


def _digit_replaced(content: bytes, at: int, token: bytes) -> bytes:
    """The content with the first run of digits after that place replaced."""
    start = next((i for i in range(at, len(content)) if content[i : i + 1].isdigit()), None)
    if start is None:
        return content
    end = next((i for i in range(start, len(content)) if not content[i : i + 1].isdigit()), len(content))
    return content[:start] + token + content[end:]


def read_everything(path: Path, chosen: str, options: ReadOptions) -> None:
    """Read the file as `effsite ingest` does, up to its curves; anything but a refusal is an error."""
    form = FORMATS[chosen] if chosen != "auto" else None
    (read,) = read_files([(path, False)], form, options, lambda count: None)
    assert read.status in {"read", "refused"}
    assert read.runs or read.stated or read.lines
    for run in read.runs:
        try:
            curves = [found.curve for found in run_curves(run, "task", options, read.report)]
        except LogError:
            continue
        assert all(math.isfinite(point.value) for curve in curves for point in curve.points)
    for stated in read.stated:
        assert stated.training_flop is None or stated.training_flop > 0


def attempt(log: SmallLog, content: bytes, chosen: str, options: ReadOptions) -> None:
    """Read one mutated log within its time."""
    global tried, seconds
    tried += 1
    with TemporaryDirectory() as folder:
        path = log.write(Path(folder))
        path.write_bytes(content)
        began = time.perf_counter()
        read_everything(path, chosen, options)
        for sniffing in FORMATS.values():
            if content:
                assert 0 <= sniffing.sniff(LogFile(path, "x").head()) <= 1
        took = time.perf_counter() - began
        seconds += took
    assert took < SECONDS_FOR_ONE, f"{took:.1f} s for {len(content)} bytes"


@pytest.mark.parametrize("log", LOGS, ids=lambda log: f"{log.format}-{log.name}")
@PROFILE
@given(
    mutations=st.lists(MUTATION, max_size=6),
    beside=st.booleans(),
    chosen=st.one_of(st.none(), st.none(), st.just("auto"), st.sampled_from(sorted(FORMATS))),
    wanted=st.sampled_from(METRICS),
)
def test_a_mutated_log_is_read_or_refused(log, mutations, beside, chosen, wanted):
    options = ReadOptions(wanted=wanted, level=0.5 if wanted else None)
    if beside and log.beside:
        changed = {name: mutated(content, mutations) for name, content in log.beside.items()}
        log, content = SmallLog(log.format, log.name, log.content, changed), log.content
    else:
        content = mutated(log.content, mutations)
    attempt(log, content, chosen or log.format, options)


@PROFILE
@given(mutations=st.lists(MUTATION, min_size=1, max_size=6), wanted=st.sampled_from(METRICS))
def test_a_mutated_event_with_right_checksums_is_read_or_refused(mutations, wanted):
    events = (simple("val/accuracy", 3, 0.5), tensor("val/accuracy", 4, 0.6), histogram("val/loss", 5))
    content = version() + b"".join(record(mutated(event[FRAME], mutations)) for event in events)
    log = SmallLog("tensorboard", "events.out.tfevents.1", content)
    attempt(log, content, "tensorboard", ReadOptions(wanted=wanted, level=0.5 if wanted else None))


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return two_task_lab(tmp_path_factory.mktemp("fuzzed") / "lab")


@pytest.mark.parametrize("log", LOGS, ids=lambda log: f"{log.format}-{log.name}")
@WRITING
@given(mutations=st.lists(MUTATION, max_size=3), task=st.sampled_from(TASKS))
def test_what_is_announced_is_written_and_reads_back_the_same(lab, log, mutations, task):
    global tried
    tried += 1
    with TemporaryDirectory() as folder:
        path = log.write(Path(folder))
        path.write_bytes(mutated(log.content, mutations))
        write_and_check(lab, path, log.format, task)


@pytest.mark.parametrize("kind", KINDS)
@CONTRADICTING
@given(data=st.data())
def test_no_result_comes_of_a_log_that_contradicts_itself(lab, kind, data):
    """What is ten times off makes no result; what may mean two things gives the right figure or none."""
    global tried
    tried += 1
    told = data.draw(KINDS[kind])
    with TemporaryDirectory() as folder:
        results = read_only(lab, told.log.write(Path(folder)), told.log.format, told.options)
    if told.refused:
        assert not any(result.reached for result in results)
    for result in results:
        for name, only in told.spent.items():
            found = getattr(result, name)
            assert found is None or math.isclose(found, only, rel_tol=1e-6, abs_tol=1e-3), (name, found)


def test_logs_that_agree_make_results_with_their_figures(lab, tmp_path):
    """Were every drawn log refused, the test above would hold of nothing."""
    read: dict[str, int] = {}

    @settings(parent=CONTRADICTING, max_examples=40, derandomize=True)
    @given(data=st.data(), kind=st.sampled_from(sorted(KINDS)))
    def count(data, kind):
        told = data.draw(KINDS[kind])
        results = read_only(lab, told.log.write(tmp_path), told.log.format, told.options)
        read[kind] = read.get(kind, 0) + any(result.reached for result in results)

    count()
    assert sum(count > 0 for count in read.values()) >= 5, read


def test_rows_are_written_of_unchanged_logs(lab, tmp_path):
    """Were none written, the test above would hold of nothing."""
    places = [tmp_path / str(number) for number, _ in enumerate(LOGS)]
    for place in places:
        place.mkdir()
    written = {
        log.format
        for log, place in zip(LOGS, places, strict=True)
        for task in TASKS
        if write_and_check(lab, log.write(place), log.format, task)
    }
    assert len(written) >= 8, written


@pytest.mark.parametrize("log", LOGS, ids=lambda log: f"{log.format}-{log.name}")
def test_an_unchanged_log_is_read(log, tmp_path):
    (read,) = read_files(
        [(log.write(tmp_path), False)], FORMATS[log.format], ReadOptions(), lambda count: None
    )
    assert read.status == "read", read.lines


@pytest.mark.skipif(not FUZZING, reason="counts the inputs of the fuzz session")
def test_the_session_tried_what_it_promises(capsys):
    with capsys.disabled():
        print(f" {tried:,} inputs, {seconds:.0f} s of reading ", end="")
    assert tried >= LEAST_INPUTS


@pytest.mark.skipif(resource is None, reason="memory is not known here")
def test_memory_stayed_small(at_first):
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - at_first
    assert grown < MEMORY_KIB, f"grew by {grown / 1024:.0f} MiB"

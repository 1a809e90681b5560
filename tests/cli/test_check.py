"""`effsite check`: whose findings it reports, in which words, and what it counts as wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from effsite.errors import UsageError
from effsite.workflows.check import check
from effsite.workflows.options import CheckOptions
from tests.projects import LAB_HEADER

from .conftest import Effsite

SOURCE = "https://logs.lab.edu/digits"
RUN = "good,Tiny net,2025-01-01,5e11,reported,measured,our logs\n"


@pytest.fixture(autouse=True)
def linked(lab: Path) -> None:
    """The rows of the lab with the address of their source, and a word on its round figures."""
    rows = lab / "results" / "digits" / "lab.csv"
    header, *lines = rows.read_text().replace("measured", "reported").splitlines()
    rows.write_text(
        "".join(
            [f"{header},source_url,note\n", *(f"{line},{SOURCE},1e12 FLOP as logged\n" for line in lines)]
        )
    )


def row(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(LAB_HEADER + text)


@pytest.fixture
def digits(lab: Path) -> Path:
    """The lab's task with a bad file, and another task folder that begins with its name."""
    folder = lab / "results" / "digits"
    row(folder, "bad.csv", RUN.replace("5e11", "much"))
    other = lab / "results" / "digits-two"
    other.mkdir()
    (other / "task.toml").write_text((folder / "task.toml").read_text())
    row(other, "bad.csv", RUN.replace("2025-01-01", "soon"))
    return folder


def places(lab: Path, *paths: str) -> list[str]:
    report = check(CheckOptions(project=lab, paths=tuple(map(Path, paths))))
    return [finding.where for finding in report.findings if finding.severity == "error"]


@pytest.mark.parametrize(
    ("paths", "found"),
    [
        ((), ["results/digits/bad.csv:2:4", "results/digits-two/bad.csv:2:3"]),
        (("results",), ["results/digits/bad.csv:2:4", "results/digits-two/bad.csv:2:3"]),
        (("results/digits",), ["results/digits/bad.csv:2:4"]),
        (("results/digits/bad.csv",), ["results/digits/bad.csv:2:4"]),
        (("results/digits/lab.csv",), []),
        (("results/digits/lab.csv", "results/digits-two"), ["results/digits-two/bad.csv:2:3"]),
    ],
)
def test_findings_are_those_of_the_paths(
    lab: Path, digits: Path, paths: tuple[str, ...], found: list[str]
) -> None:
    assert sorted(places(lab, *paths)) == sorted(found)


def test_a_path_may_be_given_whole(lab: Path, digits: Path) -> None:
    assert places(lab, str(digits)) == ["results/digits/bad.csv:2:4"]


def test_a_path_may_be_given_from_where_one_stands(
    lab: Path, digits: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(digits)
    assert places(lab, "bad.csv") == ["results/digits/bad.csv:2:4"]


@pytest.mark.parametrize("path", ["results/nowhere", "mkdocs.yml", "results/../mkdocs.yml"])
def test_a_path_that_is_not_below_the_record_is_refused(lab: Path, path: str) -> None:
    with pytest.raises(UsageError) as refused:
        check(CheckOptions(project=lab, paths=(Path(path),)))
    assert refused.value.message == f"{path} is not a file or folder below {lab / 'results'}"
    assert refused.value.hint == "name a path like results/imagenet"


def test_changes_are_told_of_paths_alone_and_not_of_a_record_with_errors(lab: Path) -> None:
    folder = lab / "results" / "digits"
    row(folder, "new.csv", RUN)
    new = CheckOptions(project=lab, paths=(Path("results/digits/new.csv"),))
    # 8e12 / 1e12 = 8; 8e12 / 5e11 = 16
    texts = [change.text for change in check(new).changes]
    assert texts[:3] == [
        "digits good: Tiny net: added with 5e+11 FLOP",
        "digits good: Tiny net: a record at 5e+11 FLOP, after 1e+12 FLOP by Smaller net",
        "digits good: factor 8 -> 16",
    ]
    assert check(CheckOptions(project=lab, paths=())).changes == ()
    row(folder, "bad.csv", RUN.replace("5e11", "much"))
    assert check(new).changes == ()


def warned(lab: Path) -> None:
    """A row whose methods lie 9 times apart: 6 x 1e5 parameters x 7.5e6 examples = 4.5e12 against 5e11."""
    folder = lab / "results" / "digits"
    header, read = LAB_HEADER.rstrip(), RUN.rstrip().replace("measured", "reported")
    text = f"{header},source_url,parameters,examples\n{read},{SOURCE},1e5,7.5e6\n"
    (folder / "new.csv").write_text(text)


def test_a_warning_is_wrong_only_where_it_is_asked_to_be(lab: Path) -> None:
    warned(lab)
    lenient, strict = (check(CheckOptions(project=lab, paths=(), strict=s)) for s in (False, True))
    assert (lenient.ok, strict.ok) == (True, False)
    assert [f.severity for f in lenient.findings] == ["warning"]


def test_what_is_found_in_a_row_that_stands_twice_is_told_at_each_of_them(lab: Path) -> None:
    warned(lab)
    path = lab / "results" / "digits" / "new.csv"
    path.write_text(f"{path.read_text()}{path.read_text().splitlines()[1]}\n")
    found = check(CheckOptions(project=lab)).findings
    assert [(f.code, f.line, f.column) for f in found] == [
        ("methods-apart", 2, 4),
        ("row-twice", 3, 2),
        ("methods-apart", 3, 4),
    ]


def test_what_is_printed(effsite: Effsite, lab: Path) -> None:
    assert effsite("check").stdout == "no errors\n"
    warned(lab)
    warning = (
        "warning[methods-apart]: results/digits/new.csv:2:4: Tiny net: the parameters method gives 9 times"
        " the row's compute (check the units and the scope of the inputs; explain a true gap in the note)\n"
    )
    done = effsite("check")
    assert (done.stdout, done.returncode) == (f"{warning}0 errors, 1 warning\n", 0)
    row(lab / "results" / "digits", "bad.csv", RUN.replace("5e11", "much"))
    done = effsite("check")
    assert (done.stdout, done.returncode) == (
        "error[not-a-number]: results/digits/bad.csv:2:4: training_flop is not a number: 'much' (write digits"
        f" with a point and an exponent, as in 5.32e17)\n{warning}1 error, 1 warning\n",
        1,
    )


MEASURED = "target,system,published,value,training_flop,flop_method,curve,source_kind,source\n"
CURVE = "seed,step,training_flop,value\n0,10,1e9,0.5\n0,20,2e9,0.96\n"


def logged(folder: Path, source_kind: str = "measured", **begin: object) -> None:
    """A row of the lab with its curve, and a log that begins so."""
    events: list[dict[str, object]] = [{"event": "begin", "task": "digits", "seed": 0, **begin}]
    for step, flop, value in ((10, 1e9, 0.5), (20, 2e9, 0.96)):
        about = {"seed": 0, "step": step, "training_flop": flop, "value": value}
        events.append({"event": "evaluation", **about})
    for name in ("curves", "logs"):
        (folder / name).mkdir(exist_ok=True)
    (folder / "curves" / "net.csv").write_text(CURVE)
    (folder / "logs" / "net.jsonl").write_text("".join(f"{json.dumps(event)}\n" for event in events))
    row = f"good,Net,2025-01-01,0.96,2e9,reported,net,{source_kind},our logs\n"
    (folder / "net.csv").write_text(MEASURED + row)


def findings(lab: Path) -> list[str]:
    found = check(CheckOptions(project=lab)).findings
    return [f"{f.severity} {f.where}: {f.message}" for f in found if f.severity == "error"]


def test_a_measured_row_whose_log_holds_an_uncounted_product_is_an_error(lab: Path) -> None:
    logged(lab / "results" / "digits", uncounted={"aten::sort": 3, "aten::addbmm": 2, "mylib::attend": 1})
    assert findings(lab) == [
        "error results/digits/net.csv:2:5: Net: logs/net.jsonl says that its count is incomplete:"
        " no formula for aten::addbmm (2 calls), mylib::attend (1 call)"
    ]


@pytest.mark.parametrize(
    "begin",
    [{}, {"uncounted": {}}, {"uncounted": {"aten::sort": 3, "aten::topk": 1}}, {"complete": True}],
)
def test_a_log_without_one_is_complete(lab: Path, begin: dict[str, object]) -> None:
    logged(lab / "results" / "digits", **begin)
    assert findings(lab) == []


@pytest.mark.parametrize(
    ("begin", "said"),
    [
        ({"complete": False}, "its count is incomplete"),
        ({"uncounted": ["aten::mm"]}, "what it could not count is not told by operator"),
        ({"uncounted": {"aten::addbmm": "many"}}, "no formula for aten::addbmm"),
    ],
)
def test_a_log_that_does_not_say_it_plainly_is_not_taken_for_complete(
    lab: Path, begin: dict[str, object], said: str
) -> None:
    logged(lab / "results" / "digits", **begin)
    (finding,) = findings(lab)
    assert said in finding


def test_a_row_from_elsewhere_does_not_answer_for_a_log(lab: Path) -> None:
    logged(lab / "results" / "digits", source_kind="reported", uncounted={"aten::addbmm": 2})
    assert findings(lab) == []

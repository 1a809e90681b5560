"""Rows, curves and how a test writes them."""

from __future__ import annotations

from effsite.records import Attempt, CurvePoint, LearningCurve, PublicationDate, Result
from effsite.store import Reading, submission

from .conftest import TODAY, CollectionFolder

MOBILENET = "alexnet-level,MobileNet,2017-04-17,4.8e16,reported,reported,Table 3,\n"


def result(**changes: object) -> Result:
    values: dict[str, object] = {
        "task": "imagenet",
        "submission": "lab",
        "target": "alexnet-level",
        "system": "MobileNet",
        "published": PublicationDate.parse("2017-04-17"),
        "training_flop": 4.8e16,
        "flop_method": "reported",
        "source_kind": "reported",
        "source": "Table 3",
    }
    return Result(**values | changes)  # type: ignore[arg-type]  # as a test gives them


def attempt(**changes: object) -> Attempt:
    values: dict[str, object] = {
        "task": "imagenet",
        "submission": "lab",
        "target": "alexnet-level",
        "system": "MobileNet",
        "published": PublicationDate.parse("2017-04-17"),
        "best_value": 0.7,
        "runs": 1,
        "curve": "lab-mobilenet",
        "source_kind": "measured",
        "source": "Our log",
    }
    return Attempt(**values | changes)  # type: ignore[arg-type]  # as a test gives them


def curve(*values: float, name: str = "lab-mobilenet") -> LearningCurve:
    points = tuple(CurvePoint(step=step, value=value) for step, value in enumerate(values, 1))
    return LearningCurve(task="imagenet", name=name, seed=0, points=points)


def nothing_more(reading: Reading) -> Reading:
    return reading


def write(folder: CollectionFolder, *puts: tuple[Result | Attempt, list[LearningCurve], str]) -> list[str]:
    """Put and commit; the names of the files that were written, below results/."""
    with submission(folder.results, "imagenet", TODAY) as draft:
        for row, curves, log in puts:
            draft.put(row, curves, log)
        done = draft.commit(nothing_more)
        return [str(path.relative_to(folder.results)) for path in (*done.files, *done.removed)]


def contents(folder: CollectionFolder) -> dict[str, bytes]:
    files = (path for path in folder.results.rglob("*") if path.is_file())
    return {str(path.relative_to(folder.results)): path.read_bytes() for path in files}

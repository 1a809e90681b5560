"""The lines that PyTorch's ImageNet and MNIST scripts print, each read by itself.

The forms are those of pytorch/examples imagenet/main.py (Epoch: [0][10/5005], * Acc@1, older
* Prec@1), of torchvision's references (Epoch: [0]  [ 10/5005]  eta, Test:  Acc@1), of timm's
train.py (Train: 0 [ 10/1251 (  1%)], Test: [ 48/48]), of Swin's main.py and DeiT's (Train: [0/300][10/1251],
Accuracy of the ema network on), of forks that print a table of their own (~~epoch hours top1 top5), and of
mnist/main.py (Train Epoch: 1 [640/60000 (1%)], which counts examples,
Test set: Average loss: 0.05, Accuracy: 9825/10000 (98%)).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from effsite.ingest.numbers import number
from effsite.units import SECONDS_PER_HOUR, SECONDS_PER_MINUTE

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_CHARACTERS = 2_000
"""Longest line that is looked at; these scripts print a few hundred characters."""

_COUNTER = r"\[ {0,9}([0-9]{1,9}) {0,9}/ {0,9}([0-9]{1,9}) {0,3}(?:\( {0,3}[0-9.]{1,6}%\) {0,3})?\]"
_NUMBER = r"[0-9]{1,9}(?:\.[0-9]{0,18})?(?:e-?[0-9]{1,3})?"
_ACCURACY = r"(?:[Aa]cc|[Pp]rec)@?[0-9]{1,3}"
_TRAIN = re.compile(
    r"(?:Epoch|Train):? {0,3}(?:\[ {0,9}([0-9]{1,9})(?:/[0-9]{1,9})?\]|([0-9]{1,9}))[ ,\t]{0,3}" + _COUNTER
)
_TRAIN_EPOCH = re.compile(r"\bTrain(?:ing)? Epoch: {0,3}([0-9]{1,9}) {0,3}" + _COUNTER)
_TEST = re.compile(r"(?:Test|Valid|Val|Validation|Eval)(?: \(EMA\))?: {0,9}(?:\[[0-9]{1,9}\])?" + _COUNTER)
_STARRED = re.compile(rf"\* {{0,9}}(?={_ACCURACY})")
_REFERENCE = re.compile(rf"Test: {{1,9}}(EMA {{1,9}})?(?={_ACCURACY})")
_SCORE = re.compile(rf"\b({_ACCURACY}|[Ll]oss):? {{0,9}}({_NUMBER})")
_MEAN_SCORE = re.compile(rf"\b({_ACCURACY}|[Ll]oss):? {{0,9}}{_NUMBER} {{0,3}}\( {{0,9}}({_NUMBER})\)")
_TEST_SET = re.compile(r"\bTest set: {0,3}(?=(?:Epoch|Average loss|Accuracy)\b)")
_TEST_LOSS = re.compile(rf"\bAverage loss: {{0,3}}({_NUMBER})")
_TEST_ACCURACY = re.compile(rf"\bAccuracy: {{0,3}}({_NUMBER})(?: {{0,3}}/ {{0,3}}([0-9]{{1,9}}))?")
_BATCH_TIME = re.compile(
    rf"\b[Tt]ime:? {{0,9}}(?:{_NUMBER}s?(?:, [^(]{{0,20}})? {{0,3}}\( {{0,9}})?({_NUMBER})"
)
_EPOCH_TIME = re.compile(r"Epoch: \[[0-9]{1,9}\] Total time: ([0-9]{1,4}):([0-9]{2}):([0-9]{2})\b")
_TRAINING_TOOK = re.compile(r"EPOCH [0-9]{1,9} training takes ([0-9]{1,4}):([0-9]{2}):([0-9]{2})\b")
_WHOSE = re.compile(r"\bAccuracy of the (ema )?(?:network|model)( EMA)? on (?:the )?[0-9]{1,9} test images")
_SETTING = re.compile(r"\b([Ii]mage|[Bb]atch) size(?: changed)?: {0,9}([0-9]{1,7})\b")
_MODEL = re.compile(r"=> (creating|using pre-trained) model '([\w.+-]{1,100})'")
_TIMM_MODEL = re.compile(r"\bModel ([\w.+-]{1,100}) created, param count: {0,3}([0-9]{1,15})\b")
_SWIN_MODEL = re.compile(r"\bCreating model: ?[\w.+-]{1,100}/([\w.+-]{1,100})")
_TABLE = "~~"
EMA = "EMA "
"""The prefix of metrics of averaged weights."""

IMAGE_SIZE, BATCH_SIZE = "image size", "batch size"


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingProgress:
    """Progress in training: the epoch as numbered, its batches, and what the line says of them.

    The scripts that print `Train Epoch:` tell nothing of batches; mnist/main.py tells the examples of the
    epoch.
    """

    epoch: int
    batches: int | None
    rest: str
    examples: int | None = None

    @property
    def batch_seconds(self) -> float | None:
        """Mean seconds of a batch so far; None where the line has no time."""
        time = _BATCH_TIME.search(self.rest)
        return number(time[1]) if time else None


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationProgress:
    """Progress in an evaluation and the means so far; `complete` at its last batch."""

    complete: bool
    means: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationScores:
    """What an evaluation came to. `held_out` where the line itself says so; a bare star does not."""

    values: Mapping[str, float]
    held_out: bool


@dataclass(frozen=True, slots=True)
class ScoresOwner:
    """What the last summary was of: the network, or its averaged weights; the data are held out."""

    averaged: bool


@dataclass(frozen=True, slots=True)
class TildeRow:
    """The cells of a line that begins with two tildes: a heading or a row of the fork's own table."""

    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EpochTime:
    """The seconds that the training of an epoch took."""

    seconds: float


@dataclass(frozen=True, slots=True)
class SizeChange:
    """The image size or the batch size from here on."""

    name: str
    value: int


@dataclass(frozen=True, slots=True)
class NamedNetwork:
    """The model that is trained, its parameters if they are printed, and whether it begins pre-trained."""

    name: str
    parameters: float | None = None
    pretrained: bool = False


ScriptLine = (
    TrainingProgress
    | EvaluationProgress
    | EvaluationScores
    | ScoresOwner
    | TildeRow
    | EpochTime
    | SizeChange
    | NamedNetwork
)


def read_line(line: str) -> ScriptLine | None:
    """What a line says, or None when it is no line of these scripts."""
    if len(line) > MAX_CHARACTERS:
        return None
    stripped = line.lstrip()
    if stripped.startswith(_TABLE):
        return TildeRow(tuple(stripped.removeprefix(_TABLE).split()))
    return _progress(line) or _score(line) or _setting(line)


def _progress(line: str) -> ScriptLine | None:
    if found := _TRAIN_EPOCH.search(line):
        examples = int(found[3]) if "%" in found[0] else None
        return TrainingProgress(epoch=int(found[1]), batches=None, rest="", examples=examples)
    if found := _TRAIN.search(line):
        return TrainingProgress(
            epoch=int(found[1] or found[2]), batches=int(found[4]), rest=line[found.end() :]
        )
    if found := _TEST.search(line):
        means = _numbers(_MEAN_SCORE, line[found.end() :], _ema(line))
        return EvaluationProgress(complete=int(found[1]) + 1 >= int(found[2]), means=means)
    return None


def _score(line: str) -> ScriptLine | None:
    if found := _TEST_SET.search(line):
        return EvaluationScores(values=_test_set(line[found.end() :]), held_out=True)
    if found := _REFERENCE.search(line):
        prefix = EMA if found[1] else ""
        return EvaluationScores(values=_numbers(_SCORE, line[found.end() :], prefix), held_out=True)
    if found := _STARRED.search(line):
        return EvaluationScores(values=_numbers(_SCORE, line[found.end() :], _ema(line)), held_out=False)
    if found := _WHOSE.search(line):
        return ScoresOwner(averaged=bool(found[1] or found[2]))
    return None


def _test_set(text: str) -> dict[str, float]:
    """Loss and accuracy of mnist/main.py: right answers of all become percent, else as they stand."""
    values = {}
    if (loss := _TEST_LOSS.search(text)) and (value := number(loss[1])) is not None:
        values["test loss"] = value
    if (found := _TEST_ACCURACY.search(text)) and (value := number(found[1])) is not None:
        of = int(found[2] or 0)
        values["test accuracy"] = round(100 * value / of, 9) if of else value
    return values


def _setting(line: str) -> ScriptLine | None:
    if found := _EPOCH_TIME.search(line) or _TRAINING_TOOK.search(line):
        return EpochTime(_seconds(*map(int, found.groups())))
    if found := _SETTING.search(line):
        return SizeChange(IMAGE_SIZE if found[1].lower() == "image" else BATCH_SIZE, int(found[2]))
    if found := _MODEL.search(line):
        return NamedNetwork(found[2], pretrained=found[1] != "creating")
    if found := _TIMM_MODEL.search(line):
        return NamedNetwork(found[1], parameters=number(found[2]))
    if found := _SWIN_MODEL.search(line):
        return NamedNetwork(found[1])
    return None


def _seconds(hours: int, minutes: int, seconds: int) -> int:
    return hours * SECONDS_PER_HOUR + minutes * SECONDS_PER_MINUTE + seconds


def _ema(line: str) -> str:
    return EMA if "(EMA)" in line else ""


def _numbers(pattern: re.Pattern[str], text: str, prefix: str) -> dict[str, float]:
    found = {prefix + name: number(value) for name, value in pattern.findall(text)}
    return {name: value for name, value in found.items() if value is not None}

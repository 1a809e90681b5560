"""Names of files, folders and addresses: slugs, short names that stay distinct, places inside results/."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container
    from pathlib import Path

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
RESERVED_SLUGS = frozenset(
    {"index", "readme", "assets", "search", "404", "sitemap", "targets", "systems", "data"}
)
"""Names that nothing in the collection may have."""

RESERVED_TASKS = RESERVED_SLUGS | {
    *("across-targets", "any-level", "badges", "changes", "charts", "cite", "columns", "contribute"),
    *("devices", "effective-compute", "embed", "glossary", "hardware-and-algorithms", "inference"),
    *("limitations", "method", "policy", "rates", "schema"),
}
"""Names that no task may have: pages and folders that every site makes at its root or in data/."""

AT_ANY_LEVEL, CURVES_OF, BY = "-at-any-level", "-curves", "-by-"
"""What the site adds to a target's name for its other pages and charts; a measure's name follows the last."""

_OF_A_TARGET = re.compile(rf"(.+?)(?:{AT_ANY_LEVEL}|{CURVES_OF}|{BY}.+)")
LONGEST_SLUG = 64
TASK_FILE = "task.toml"
STATED = "stated"
CURVES = "curves"
ATTEMPTS = "not-reached"
LOGS = "logs"
REPRODUCTIONS = "reproductions"


def is_slug(text: str) -> bool:
    """Whether the text is a slug of at most 64 characters; reserved ones are."""
    return len(text) <= LONGEST_SLUG and SLUG.fullmatch(text) is not None


def is_submission(text: str) -> bool:
    """Whether a submission may have that name: a slug that is neither reserved nor `stated`."""
    return is_slug(text) and text not in RESERVED_SLUGS and text != STATED


def taken_by(target: str, others: Container[str]) -> str:
    """The other target whose pages or charts the site would call by this one's name; empty without one."""
    made = _OF_A_TARGET.fullmatch(target)
    return made[1] if made and made[1] in others else ""


@lru_cache(maxsize=4096)  # the same of a result in each of its charts and tables
def slug(text: str, longest: int = LONGEST_SLUG) -> str:
    """The text in lower-case ASCII letters, digits and single hyphens; empty where none of it is left.

    Accents are dropped, everything else that is no letter or digit becomes a hyphen.
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:longest].strip("-")


def short_slug(*parts: str, longest: int = LONGEST_SLUG) -> str:
    """The parts as one slug. Where it is too long it is cut, and a hash keeps it distinct."""
    whole = "-".join(filter(None, (slug(part, len(part)) for part in parts)))
    return whole if len(whole) <= longest else marked_slug(whole, "\0".join(parts), longest=longest)


def marked_slug(text: str, key: str, digits: int = 8, longest: int = LONGEST_SLUG) -> str:
    """The text as a slug that ends with `digits` hexadecimal digits of the hash of `key`."""
    mark = hashlib.sha256(key.encode()).hexdigest()[:digits]
    return f"{slug(text, longest - digits - 1)}-{mark}".strip("-")


def free_slug(text: str, taken: Container[str], fallback: str, longest: int = LONGEST_SLUG) -> str:
    """The text as a slug that is not `taken`, with as few digits of a hash as that needs.

    `fallback` is used where no letter of the text is left, and after a hyphen where a slug is reserved.
    """
    plain = slug(text, longest)
    wanted = f"{plain}-{fallback}" if plain in RESERVED_SLUGS else plain or fallback
    if wanted not in taken:
        return wanted
    for digits in range(6, longest):
        candidate = marked_slug(wanted, text, digits, longest)
        if candidate not in taken:
            return candidate
    raise ValueError(f"no free name for {text!r}")


def letters(text: str) -> str:
    """The letters and digits of a name alone, in one case: `ResNet-50` and `resnet50` are then equal."""
    return "".join(c for c in text.casefold() if c.isalnum())


def words(text: str) -> frozenset[str]:
    """The words of a name, in one case, split at everything that is no letter or digit."""
    return frozenset("".join(c if c.isalnum() else " " for c in text.casefold()).split())


def same_name(text: str) -> str:
    """The name in one case, with spaces, hyphens and underscores alike: what makes two names one system."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(plain.replace("-", " ").replace("_", " ").split())


@dataclass(frozen=True, slots=True)
class TaskFolder:
    """Where things stand in one folder of results/."""

    path: Path

    @property
    def task_file(self) -> Path:
        """What is measured."""
        return self.path / TASK_FILE

    def results(self, submission: str) -> Path:
        """The rows of a submission that reached a target."""
        return self.path / f"{submission}.csv"

    def attempts(self, submission: str) -> Path:
        """The rows of a submission that did not reach a target."""
        return self.path / ATTEMPTS / f"{submission}.csv"

    def reproductions(self, name: str) -> Path:
        """The results that were run again under that name."""
        return self.path / REPRODUCTIONS / f"{name}.csv"

    def curve(self, name: str) -> Path:
        """The learning curves of that name."""
        return self.path / CURVES / f"{name}.csv"

    def log(self, name: str) -> Path:
        """The logs of the runs behind the curves of that name."""
        return self.path / LOGS / f"{name}.jsonl"

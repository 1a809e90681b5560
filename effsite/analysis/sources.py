"""What counts as one source: of a figure, who says it; of a record, whose work it is.

A submission that measured its figures itself is one study, however many systems and papers it tried: one hand
chose the lengths, the learning rates and the seeds of all of them, and says all their figures. Whose work the
systems are, their papers say.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from effsite.records import Result

_REPOSITORY = re.compile(r"https?://(?:www\.)?github\.com/([^/]+/[^/]+)", re.IGNORECASE)


def stated_by(result: Result) -> str:
    """Who says the figure: the study that measured it, else a repository or page, else the citation.

    A repository is one source, however many of its files are cited, and so is a page with all its sections.
    """
    if result.source_kind == "measured":
        return _study(result)
    found = _REPOSITORY.match(result.source_url)
    return found[1].lower() if found else result.source_url.partition("#")[0] or result.source


def made_by(result: Result) -> str:
    """Whose work a record is: its paper's, else its study's if measured, else its page's or its own name."""
    if result.source_kind == "measured":
        return result.paper_url or _study(result)
    return published_at(result) or result.system


def within_one_study(results: Sequence[Result]) -> bool:
    """Whether one submission measured all of them, so that what its choices share is in every figure."""
    return {r.source_kind for r in results} == {"measured"} and len({_study(r) for r in results}) == 1


def published_at(result: Result) -> str:
    """The address of the system's paper, else of the page of its figure; "" where neither is named."""
    return result.paper_url or result.source_url


def _study(result: Result) -> str:
    return f"submission {result.task}/{result.submission}"

"""What counts as one source: of a figure, who says it; of a record, whose work it is.

A submission that measured its figures itself is one study, however many systems and papers it tried: one hand
chose the lengths, the learning rates and the seeds of all of them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
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
    """Whose work a record is: the study's that measured it, else its paper's or page's, else its own name."""
    return _study(result) if result.source_kind == "measured" else published_at(result) or result.system


def published_at(result: Result) -> str:
    """The address of the system's paper, else of the page of its figure; "" where neither is named."""
    return result.paper_url or result.source_url


def _study(result: Result) -> str:
    return f"submission {result.task}/{result.submission}"

"""The table of all targets: by domain, with what a reader can narrow it to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from effsite.analysis.sureness import SURENESS, sureness
from effsite.escape import one_line
from effsite.records import MEASURES
from effsite.site.charts import Falls
from effsite.site.pages.facets import Facet, as_attribute
from effsite.site.sure_words import SURENESS_WORDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from effsite.analysis.summary import TargetSummary
    from effsite.site.pages.domains import Domain
    from effsite.site.pages.survey import Survey


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetTable:
    """Targets by domain; `falls` are the axes of the pictures in its rows, None where no target fell."""

    domains: tuple[Domain, ...]
    falls: Falls | None

    def fall(self, summary: TargetSummary) -> Markup:
        """The picture of how far the target fell; empty where it did not, or where something is to grow."""
        if self.falls is None or summary.target.record_is == "most":
            return Markup("")
        return Markup(self.falls.svg(summary))  # noqa: S704 - a drawing made of numbers alone

    @property
    def rows(self) -> tuple[TargetSummary, ...]:
        """The targets in the order of the table."""
        return tuple(s for domain in self.domains for s in domain.summaries)

    @property
    def facets(self) -> str:
        """The lists that part the rows, as the page's script reads them; empty where none does."""
        return as_attribute([facet for facet in self._facets() if len(facet.values) > 1])

    def _facets(self) -> tuple[Facet, ...]:
        rows = self.rows
        domains = [one_line(domain.name) for domain in self.domains for _ in domain.summaries]
        kinds = [SURENESS_WORDS[sureness(s)] for s in rows]
        return (
            _facet("Domain", domains, list(dict.fromkeys(domains))),
            _facet("How sure", kinds, [SURENESS_WORDS[kind] for kind in SURENESS]),
            _facet(
                "Measured by", [MEASURES[s.measure].label for s in rows], [m.label for m in MEASURES.values()]
            ),
        )


def _facet(label: str, each: Sequence[str], order: Sequence[str]) -> Facet:
    """The list of the values that there are, in that order."""
    values = tuple(value for value in order if value in each)
    return Facet(label=label, values=values, places=tuple(map(values.index, each)))


def target_table(survey: Survey, domains: Sequence[Domain]) -> TargetTable:
    """The table of those domains' targets, its pictures on axes for every target of the collection."""
    return TargetTable(
        domains=tuple(domain for domain in domains if domain.summaries), falls=Falls.of(survey.falling)
    )

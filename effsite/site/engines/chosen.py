"""Runs the engine that was asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from effsite.site.engines.properdocs import run_properdocs
from effsite.site.engines.zensical import run_zensical
from effsite.site.generator import run_generator
from effsite.site.kept import Kept

if TYPE_CHECKING:
    from collections.abc import Callable

    from effsite.site.engine import EngineName
    from effsite.site.engines.prepared import PreparedStage
    from effsite.site.generator import GeneratorRun


def run_mkdocs(prepared: PreparedStage) -> GeneratorRun:
    """The site by MkDocs, inside this process; raises BuildError with its own words."""
    kept = Kept(prepared.cache)
    run = run_generator(prepared.stage.config, prepared.date, kept, prepared.settings, prepared.written)
    kept.drop_the_oldest()
    return run


ENGINES: dict[EngineName, Callable[[PreparedStage], GeneratorRun]] = {
    "mkdocs": run_mkdocs,
    "properdocs": run_properdocs,
    "zensical": run_zensical,
}


def run_engine(engine: EngineName, prepared: PreparedStage) -> GeneratorRun:
    """Build the site of a stage; raises BuildError with the engine's own words when it cannot go on."""
    return ENGINES[engine](prepared)

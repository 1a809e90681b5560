"""A dated edition of the site, built and committed to the branch that GitHub Pages serves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from effsite.site.project import Project
from effsite.site.publish import publish as publish_edition
from effsite.workflows.build import build_into
from effsite.workflows.events import nobody

if TYPE_CHECKING:
    from pathlib import Path

    from effsite.site.publish import PublishedEdition
    from effsite.workflows.events import Listener
    from effsite.workflows.options import PublishOptions


def publish(options: PublishOptions, listener: Listener = nobody) -> PublishedEdition:
    """Build the site and commit it as an edition beside the older ones; the report names the commit.

    The published branch changes in one step, or not at all. Raises PublishError where it does not, and
    what `build` raises.
    """
    project = Project.at(options.project)

    def build() -> Path:
        return build_into(project, project.edition, listener).site

    return publish_edition(
        project.root,
        options.version,
        aliases=options.aliases,
        push=options.push,
        remote=options.remote,
        branch=options.branch,
        build=build,
    )

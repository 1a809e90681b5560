"""The dated editions of the site on the branch that GitHub Pages serves: publish, list or delete them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from effsite.errors import UsageError
from effsite.site.generator import read_config
from effsite.site.project import Project
from effsite.site.publish import publish as publish_edition
from effsite.site.published import published_editions
from effsite.site.unpublish import unpublish
from effsite.workflows.build import build_into
from effsite.workflows.events import nobody

if TYPE_CHECKING:
    from pathlib import Path

    from effsite.site.editions.reports import DeletedEditions, ListedEditions, PublishedEdition
    from effsite.workflows.events import Listener
    from effsite.workflows.options import PublishOptions


def publish(
    options: PublishOptions, listener: Listener = nobody
) -> PublishedEdition | ListedEditions | DeletedEditions:
    """Build the site and commit it as an edition beside the older ones; or list the editions, or delete some.

    The published branch changes in one step, or not at all. Raises UsageError unless exactly one of these is
    asked for, PublishError where the branch does not change, and what `build` raises.
    """
    _check_one_job(options)
    project = Project.at(options.project)
    branch: dict[str, Any] = {"remote": options.remote, "branch": options.branch, "budget": options.budget}
    if options.list:
        return published_editions(project.root, **branch)
    change = {
        **branch,
        "push": options.push,
        "trial": options.dry_run,
        "site_url": str(read_config(project.config).get("site_url") or ""),
    }
    if options.delete:
        return unpublish(project.root, options.delete, **change)

    def build() -> Path:
        built = build_into(project, project.edition, listener, branch=options.branch, engine=options.engine)
        return built.site

    return publish_edition(project.root, str(options.version), aliases=options.aliases, build=build, **change)


def _check_one_job(options: PublishOptions) -> None:
    asked = [options.version is not None, options.list, bool(options.delete)]
    if sum(asked) != 1:
        wrong = "more than one thing is asked for" if sum(asked) else "there is nothing to publish"
        raise UsageError(
            wrong, "name an edition, such as 2026.11, or ask for --list, or for --delete VERSION"
        )
    if options.aliases and options.version is None:
        raise UsageError("an alias is given to an edition that is published", "name the edition: 2026.11")
    if options.list and (options.push or options.dry_run):
        raise UsageError("--list changes nothing", "leave --push and --dry-run out")

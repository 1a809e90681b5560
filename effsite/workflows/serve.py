"""The site at a local address, built anew whenever its sources change."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from effsite.site.built_site import check_own_site
from effsite.site.project import Project
from effsite.site.serve import Server
from effsite.workflows.build import build_into
from effsite.workflows.events import Failed, Serving, SiteBuilt, nobody

if TYPE_CHECKING:
    from effsite.workflows.events import Listener
    from effsite.workflows.options import ServeOptions


def serve(options: ServeOptions, listener: Listener = nobody) -> None:
    """Serve a project's site on this machine until interrupted, and build it after each change.

    The listener is told of the address, of each build, and of each failure, which leaves the last good
    site standing. Raises UsageError when the port is taken, or when something that effsite did not make is
    called site: it is not to be served.
    """
    project = Project.at(options.project)
    check_own_site(project.site, project)
    build = partial(build_into, project, None, nobody, engine=options.engine)
    with Server(project, options.port, build) as server:
        listener(Serving(address=server.address))
        for built in server.builds():
            listener(Failed(error=built) if isinstance(built, Exception) else SiteBuilt(build=built))

"""Pages and files of targets kept between builds: what shows nothing that changed is not made again.

What is made of a target follows from its task's folder, the settings, the name of the edition, the templates
and the program, and is kept under the fingerprint of these. It may also show where systems stand, which
results of other tasks decide: each place that was asked for while it was made is kept with it, and has to be
the same.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from effsite.records import Collection
from effsite.site.kept import fingerprint, program
from effsite.site.pages.domains import down_to
from effsite.site.pages.edition import Edition
from effsite.site.pages.page import Page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from effsite.records import Target
    from effsite.site.kept import Kept
    from effsite.site.pages.fingerprints import Fingerprints
    from effsite.site.pages.survey import Survey


class KeptParts:
    """What is made of the targets of one build; `templates` is the project's own folder of them."""

    def __init__(
        self, kept: Kept, view: Survey, fingerprints: Fingerprints, templates: Path | None = None
    ) -> None:
        """Keeps in `kept` what is made of that view."""
        # The commit and the day of an edition stand on no page of effsite's: another commit changes none.
        edition = view.edition if templates else Edition(name=view.edition.name)
        self._view = replace(view, edition=edition)
        self._kept, self._fingerprints = kept, fingerprints
        self._around = fingerprint(
            program(),
            asdict(view.settings),
            [edition.name, edition.commit, str(edition.day)],
            _contents(templates) if templates else [],
        )
        self._tasks: dict[str, str] = {}
        self._domains = {g.task.name: replace(d, groups=(g,)) for d in view.domains for g in d.groups}

    def text(self, target: Target, what: str, write: Callable[[Survey], str]) -> str:
        """What `write` gives for that target, without a chart, of the part of the collection that it gets."""
        name = self.name(target.task, target.name, what)
        kept = self.same(name)
        if kept is None:
            places = self.asked()
            kept = {"text": write(self.of_task(target.task, places)), "places": places.asked}
            self.keep(name, kept)
        return str(kept["text"])

    def pieces(self, what: Sequence[object], make: Callable[[], list[list[str]]]) -> list[list[str]]:
        """What `make` gives, which follows from `what`, the settings and the program."""
        name = fingerprint(self._around, "pieces", list(what))
        stored = self._kept.get(name)
        if stored is None:
            stored = json.dumps(make(), ensure_ascii=False).encode("utf-8", "surrogatepass")
            self._kept.put(name, stored)
        found: list[list[str]] = json.loads(stored)
        return found

    def file(self, task: str, what: str, make: Callable[[], bytes]) -> bytes:
        """What `make` gives, which follows from the folder of that task alone."""
        name = fingerprint(program(), self.task(task), what)
        stored = self._kept.get(name)
        if stored is None:
            stored = make()
            self._kept.put(name, stored)
        return stored

    def read_all(self) -> None:
        """Take the fingerprint of every task now, so that copies of this process need not."""
        for task in self._view.collection.tasks:
            self.task(task.task.name)

    def task(self, name: str) -> str:
        """The fingerprint of everything in that task's folder."""
        if name not in self._tasks:
            self._tasks[name] = self._fingerprints.of(self._view.collection.task(name))
        return self._tasks[name]

    def name(self, task: str, *what: str) -> str:
        """What something is kept under that shows its task, and the way down to it."""
        trail = [asdict(way) for way in down_to((self._domains[task],), task)]
        return fingerprint(self._around, self.task(task), trail, *what)

    def asked(self) -> AskedPlaces:
        """The places of systems, for what is made now."""
        return AskedPlaces(self._view.places)

    def of_task(self, name: str, places: AskedPlaces) -> Survey:
        """What a part may show: the task, the way down to it, and where systems that it asks for stand."""
        view = self._view
        domain = self._domains[name]
        (group,) = domain.groups
        return replace(
            view,
            collection=Collection(tasks=(view.collection.task(name),)),
            domains=(domain,),
            efficiency=group.summaries,
            open=group.open,
            runs=(),
            systems=(),
            places=places,
        )

    def same(self, name: str) -> dict[str, Any] | None:
        """What is kept under that name, where each system that it shows still stands in its place."""
        stored = self._kept.get(name)
        if stored is None:
            return None
        kept: dict[str, Any] = json.loads(stored)
        places = self._view.places
        return kept if all(places.get(name) == place for name, place in kept["places"].items()) else None

    def keep(self, name: str, values: Mapping[str, object]) -> None:
        """Keep values that JSON can hold, the `places` that were asked for among them."""
        self._kept.put(name, json.dumps(values, ensure_ascii=False).encode("utf-8", "surrogatepass"))


def restored(page: Mapping[str, Any]) -> Page:
    """The page of which `asdict` gave those values, back from JSON."""
    return Page(**{**page, "hide": tuple(page["hide"])})


class AskedPlaces(Mapping[str, str]):
    """Where systems are shown; `asked` has the answers that were given, None for one that is not there."""

    def __init__(self, places: Mapping[str, str]) -> None:
        self._places = places
        self.asked: dict[str, str | None] = {}

    def __getitem__(self, name: str) -> str:
        self.asked[name] = self._places.get(name)
        return self._places[name]

    def __iter__(self) -> Iterator[str]:
        raise TypeError("a page that shows all systems depends on all of them")

    def __len__(self) -> int:
        raise TypeError("a page that counts all systems depends on all of them")


def _contents(folder: Path) -> list[list[str]]:
    """Every file in a folder, with the hash of what it holds."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return [[str(path.relative_to(folder)), hashlib.sha256(path.read_bytes()).hexdigest()] for path in files]

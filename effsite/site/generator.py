"""The static site generator. MkDocs is named here, in its plugins and in mkdocs.yml, and nowhere else.

It runs inside this process: half a second sooner than a process of its own, and a killed build
leaves none behind that would go on writing.
"""

from __future__ import annotations

import io
import os
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jinja2 import TemplateError
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import MkDocsException
from mkdocs.utils.yaml import get_yaml_loader, yaml_load
from yaml import YAMLError

from effsite.errors import BuildError, UsageError
from effsite.files import read_regular
from effsite.site.kept_pages import KeptPages, can_be_kept
from effsite.site.linked import Linked
from effsite.site.overheard import overheard
from effsite.site.pages.provided import NEEDED_EXTENSIONS
from effsite.site.pages.theme import overrides
from effsite.site.parts import Parts
from effsite.site.shared_pages import SharedPages
from effsite.site.shells import Shells
from effsite.site.squeezed import Squeezed
from effsite.site.whole_blocks import WholeBlocks, may_pass

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping
    from pathlib import Path

    from effsite.site.kept import Kept


def read_config(path: Path) -> dict[str, Any]:
    """The project's mkdocs.yml with what it inherits; raises UsageError when it is not readable."""
    try:
        text = read_regular(path).decode("utf-8")
        with io.StringIO(text) as file:
            file.name = str(path)  # what the loader names, and where it looks for what it inherits
            config: object = yaml_load(file, loader=get_yaml_loader())
    except (OSError, UnicodeDecodeError, YAMLError, MkDocsException, RecursionError, TypeError) as error:
        raise UsageError(f"{path.name} cannot be read: {error}", "correct the line it names") from error
    if not isinstance(config, dict):
        hint = "see https://www.mkdocs.org/user-guide/configuration/"
        raise UsageError(f"{path.name} is not a configuration", hint)
    return config


@dataclass(frozen=True, slots=True, kw_only=True)
class GeneratorRun:
    """What came of a run: its warnings, and whether it is known to have read only what it was given."""

    warnings: tuple[str, ...]
    self_contained: bool


def run_generator(
    config_file: Path,
    date: int,
    kept: Kept | None,
    settings: Mapping[str, Any],
    written: Container[str] = (),
) -> GeneratorRun:
    """Build the site that a configuration describes.

    `date`, in seconds since 1970, is the one that the pages carry. A page whose HTML is in `kept`, made
    with the same `settings`, is put back rather than rendered, and none where that is None; of what effsite
    has `written`, blocks of HTML in pages are not read again, and other files not copied. Raises BuildError
    with the generator's own words when it cannot go on.
    """
    with _dated(date), overheard() as listener, ExitStack() as at_the_end:
        try:
            config = load_config(config_file=str(config_file))
            _add_ours(config)
            keeps = kept is not None and can_be_kept(config, settings)
            if kept is not None and keeps:
                pages = KeptPages(kept, settings, lambda: listener.heard)
                shared = SharedPages(pages, listener)
                at_the_end.callback(shared.end)
                config.plugins["effsite"] = pages
                config.plugins["effsite/shared"] = shared
                config.plugins["effsite/parts"] = Parts()
                config.plugins["effsite/squeezed"] = Squeezed()
                config.plugins["effsite/linked"] = Linked(written)
                config.plugins["effsite/shells"] = Shells(written)
            if keeps and may_pass(config.markdown_extensions):
                config.plugins["effsite/blocks"] = WholeBlocks(written)
            config.plugins.on_startup(command="build", dirty=False)
            try:
                build(config, dirty=keeps)
            finally:
                config.plugins.on_shutdown()
        except Exception as error:  # themes, plugins and hooks of the project's own run in there
            words = "\n".join([*listener.said, _said(error)])
            raise BuildError(
                f"{build.__module__.partition('.')[0]} failed: {words}",
                "correct the above; the old site stands",
            ) from error
    return GeneratorRun(warnings=tuple(listener.said), self_contained=keeps)


def _add_ours(config: Any) -> None:
    """Put our templates behind the project's own, and add the extensions that our pages are written with."""
    if (ours := str(overrides())) not in config.theme.dirs:
        config.theme.dirs.insert(1, ours)
    missing = [name for name in NEEDED_EXTENSIONS if name not in config.markdown_extensions]
    config.markdown_extensions.extend(missing)


def _said(error: Exception) -> str:
    """An error of the generator in words: one that it does not foresee is called by its type too."""
    foreseen = isinstance(error, MkDocsException | TemplateError | YAMLError | OSError)
    return str(error) if foreseen else f"{type(error).__name__}: {error}"


@contextmanager
def _dated(date: int) -> Iterator[None]:
    before = os.environ.get("SOURCE_DATE_EPOCH")
    os.environ["SOURCE_DATE_EPOCH"] = str(date)
    try:
        yield
    finally:
        del os.environ["SOURCE_DATE_EPOCH"]
        if before is not None:
            os.environ["SOURCE_DATE_EPOCH"] = before

"""A model of the user's own, `module:name`: a function or class that makes it, or the module itself."""

from __future__ import annotations

import inspect
import re
import sys
import traceback
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from effsite.errors import EffsiteError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from torch import nn

    Usual = tuple[tuple[int, ...], int]

WANTS_WEIGHTS = (
    *("urlopen", "name resolution", "connect", "download", "offline", "not known", "HTTP", "timed out"),
    *("huggingface.co", "local cache", "cached"),
)
"""Words in the errors of those who look for weights on a network that is not there."""
CLASSES = ("classes", "num_classes")
"""What a function may call its number of classes."""
KEYWORDS_LEFT_OUT: tuple[tuple[str, ...], ...] = ((), ("input_shape", "classes"), ("num_classes",))
"""Of a function that takes any name: what each try leaves out of input_shape, classes and num_classes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnModel:
    """A module, what it is to be given where its function says so, and the classes that it was made for.

    `inputs` are tensors with their batch, None where the function gives none; `input_shape` and
    `classes` are what the function was called with or takes when it is not told, None where it takes none.
    """

    module: nn.Module
    inputs: Any = None
    input_shape: tuple[int, ...] | None = None
    classes: int | None = None


def build_own(
    name: str, *, input_shape: tuple[int, ...] | None, classes: int | None, usual: Usual
) -> OwnModel:
    """The model that the user's own `module:name` makes or is; looks in the current folder too.

    A function is given `input_shape`, and the classes as `classes` or `num_classes`, where it has
    parameters of those names; one that takes any name is tried with them, and without. None
    leaves a parameter to its own default, or to the `usual` shape and classes where it has none. It
    may return the module, the module and its inputs, or a program of torch.export.

    Raises UsageError where there is no such thing or it cannot be called, and EffsiteError with the
    place in the user's code where that fails.
    """
    maker = _found(name)
    told = _told(name, maker, input_shape=input_shape, classes=classes, usual=usual)
    made, given = _made(name, maker, told)
    inputs = None
    if isinstance(made, tuple) and len(made) == 2:
        made, inputs = made
    module = _module(name, made)
    took = next((given[key] for key in CLASSES if key in given), None)
    return OwnModel(module=module, inputs=inputs, input_shape=given.get("input_shape"), classes=took)


def _found(name: str) -> Any:
    where, _, what = name.partition(":")
    if str(Path.cwd()) not in sys.path:
        sys.path.insert(0, str(Path.cwd()))
    try:
        return getattr(import_module(where), what)
    except (ImportError, AttributeError, ValueError) as error:
        if isinstance(error, ModuleNotFoundError) and not f"{where}.".startswith(f"{error.name}."):
            raise own_error(f"{where} cannot be imported", error) from error
        hint = (
            f"write {where.removesuffix('.py')}:{what}" if where.endswith(".py") else "write module:function"
        )
        raise UsageError(f"cannot find the model {name!r}: {error}", hint) from error
    except (Exception, SystemExit) as error:
        raise own_error(f"{where} cannot be imported", error) from error


def _told(
    name: str,
    maker: Any,
    *,
    input_shape: tuple[int, ...] | None,
    classes: int | None,
    usual: Usual,
) -> list[dict[str, Any]]:
    """What to call the function with, one after the other: one of **kwargs refuses what it does not know."""
    from torch import nn

    if isinstance(maker, nn.Module) or not callable(maker):
        return [{}]
    wanted = {"input_shape": input_shape, **dict.fromkeys(CLASSES, classes)}
    otherwise = {"input_shape": usual[0], **dict.fromkeys(CLASSES, usual[1])}
    named: dict[str, Any] = {}
    for key, one in _parameters(name, maker).items():
        if key in wanted:
            unsaid = otherwise[key] if one.default is one.empty else one.default
            named[key] = unsaid if wanted[key] is None else wanted[key]
    if not any(one.kind is one.VAR_KEYWORD for one in _parameters(name, maker).values()):
        return [named]
    free = {key: value for key, value in wanted.items() if value is not None}
    without = [{k: v for k, v in free.items() if k not in left_out} for left_out in KEYWORDS_LEFT_OUT]
    return [{**one, **named} for one in (*without, {})]


def _made(name: str, maker: Any, told: list[dict[str, Any]]) -> tuple[Any, dict[str, Any]]:
    """What the user's function gives, and what it was called with; what is no function is itself."""
    from torch import nn

    if isinstance(maker, nn.Module) or not callable(maker):
        return maker, {}
    refusal: TypeError | None = None
    for arguments in told:
        try:
            return maker(**arguments), arguments
        except TypeError as error:
            if "unexpected keyword argument" not in str(error):
                raise own_error(f"{name} failed", error) from error
            refusal = error
        except (Exception, SystemExit) as error:  # a script may look for options of its own
            raise own_error(f"{name} failed", error) from error
    raise own_error(f"{name} failed", refusal or TypeError("it cannot be called")) from refusal


def _parameters(name: str, maker: Callable[..., Any]) -> dict[str, inspect.Parameter]:
    """The parameters of the user's function; raises UsageError where it needs more than can be given."""
    hint = "the function may take input_shape and classes (or num_classes), and nothing else that it needs"
    try:
        found = dict(inspect.signature(maker).parameters)
    except (TypeError, ValueError) as error:
        raise UsageError(f"cannot call {name}: {error}", hint) from error
    given = ("input_shape", *CLASSES)
    missing = [
        key
        for key, one in found.items()
        if one.default is one.empty
        and one.kind not in (one.VAR_KEYWORD, one.VAR_POSITIONAL)
        and (key not in given or one.kind is one.POSITIONAL_ONLY)
    ]
    if missing:
        raise UsageError(f"cannot call {name}: it needs {', '.join(missing)}", hint)
    return found


def _module(name: str, made: Any) -> nn.Module:
    """The module in what the user's function gave: itself, or that of an exported program."""
    from torch import nn
    from torch.export import ExportedProgram

    if isinstance(made, ExportedProgram):
        made = made.module()
    if not isinstance(made, nn.Module):
        raise UsageError(f"{name} gave {type(made).__name__}, not a torch.nn.Module")
    return made


def own_error(what: str, error: BaseException) -> EffsiteError:
    """One line for an exception of the user's own code: what failed, why, and in which line."""
    message = f"{what}: {in_one_line(error)}"
    if isinstance(error, ModuleNotFoundError):
        return EffsiteError(message, "install that package where effsite is installed")
    if _wants_weights(message):
        hint = "only shapes count: build it without weights from elsewhere (weights=None, pretrained=False)"
        return EffsiteError(message, hint)
    return EffsiteError(message, device_hint(message))


def device_hint(message: str) -> str:
    """What to do where an error is about a device that is not there or memory that is not enough; else ""."""
    if re.search(r"NVIDIA driver|not compiled with CUDA|No CUDA|HIP GPUs|MPS (backend|device)", message):
        return "only shapes count, and a processor will do: leave out .cuda() and .to(device)"
    if re.search(r"MemoryError|allocate memory|out of memory", message):
        return 'only shapes count: make the model under `with torch.device("meta")`, without memory'
    return ""


def is_elsewhere(error: BaseException | None) -> bool:
    """Whether an exception is about files, a network or packages, which drawn weights do not mend."""
    return isinstance(error, OSError | ImportError | SystemExit) or _wants_weights(str(error))


def _wants_weights(message: str) -> bool:
    return any(word in message for word in WANTS_WEIGHTS)


def in_one_line(error: BaseException) -> str:
    """The exception's name and the first line of what it says, with the place in the user's own code."""
    text = (str(error).strip().splitlines() or [""])[0]
    place = _place(error)
    return f"{type(error).__name__}" + (f": {text}" if text else "") + (f" ({place})" if place else "")


def _place(error: BaseException) -> str:
    """The last line of the user's own code that the exception came through: file.py:12."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [one for one in frames if not _is_installed(one.filename)]
    return f"{Path(own[-1].filename).name}:{own[-1].lineno}" if own else ""


def _is_installed(path: str) -> bool:
    here = str(Path(__file__).parents[1])
    return "site-packages" in path or path.startswith((here, "<", sys.base_prefix))

"""The only escaping: strangers' text made inert, by one function for each place where it is written.

| place | function |
| --- | --- |
| a name or a sentence within a line | `printable` |
| a line of a terminal or of a log | `log_line`, `log_lines` |
| JSON that is printed | `printed_json` |
| a workflow command of GitHub | `workflow_message`, `workflow_property` |
"""

from __future__ import annotations

import json
import re
from typing import Any

_COMMAND = re.compile(r"^(\s*):(?=:)")
"""What a line begins with that GitHub's runner takes as a command, after white space as well."""

_OLD_COMMAND = re.compile(r"#(?=#\w*\[)")
"""What begins a command of GitHub's, or of other hosts', anywhere in a line: `##[error]`, `##vso[`."""

_NOT_PLAIN = re.compile(r"[^\n\x20-\x7e]+")


def printable(text: str) -> str:
    """The text on one line, with escapes for bytes that are no text and what a terminal would act upon.

    Among these are letters that cannot be seen and those that turn the direction of others.
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def log_line(*cells: str) -> str:
    """One line for a terminal or a log, of cells with tabs between: it moves nothing and commands nothing.

    The first colon, or hash, of what the log of a workflow would take as a command is written as its escape.
    """
    line = "\t".join(map(printable, cells))
    return _OLD_COMMAND.sub(r"\\x23", _COMMAND.sub(r"\1\\x3a", line))


def log_lines(text: str) -> str:
    """The same for a text of several lines, each of which stays one."""
    return "\n".join(log_line(line) for line in text.split("\n"))


def printed_json(value: Any) -> str:
    r"""The value as JSON that a terminal or a log may show: what is not printable stands as \u escapes.

    It reads back as the same value. Raises ValueError for NaN and infinity, which are not JSON.
    """
    text = json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False)
    shown = _NOT_PLAIN.sub(lambda run: "".join(map(_in_json, run[0])), text)
    return _OLD_COMMAND.sub(r"\\u0023", shown)


def _in_json(character: str) -> str:
    return character if character.isprintable() else json.dumps(character)[1:-1]


def workflow_message(text: str) -> str:
    """The text as the message of a workflow command: nothing in it ends the line or the command."""
    return _OLD_COMMAND.sub(r"\\x23", text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A"))


def workflow_property(text: str) -> str:
    """The text as a property of a workflow command, where colons and commas mean something, too."""
    return workflow_message(text).replace(":", "%3A").replace(",", "%2C")

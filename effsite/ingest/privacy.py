"""Text from a log without what is nobody's business: addresses, paths, hosts, variables, secrets."""

from __future__ import annotations

import re
from itertools import pairwise

EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
LINK = re.compile(r"https?://[^\s\"'<>]{1,500}")
PATH = re.compile(
    r"(?:(?<![\w.:/])~?/(?:[\w.@+-]+/)+[\w.@+-]*|\b[A-Za-z]:\\[^\s\"'<>|]+|\\\\[\w.-]+\\[^\s\"'<>|]+)"
)
SECRET = re.compile(
    r"(?:hf_|sk-|ghp_|gho_|github_pat_|glpat-|xox[abp]-|AKIA|ASIA|AIza|ya29\.|eyJ)[A-Za-z0-9_\-.]{10,}"
    r"|\b[0-9a-fA-F]{32,}\b"
)
LONG = re.compile(r"\b[A-Za-z0-9+/_-]{32,}={0,2}")
PIECE = re.compile(r"[A-Za-z0-9]{20,}")
CLASSES = ("0123456789", "abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
RANDOM = 0.42
"""Share of neighbours of different kinds (small, large, digit) above which letters make no words.

Drawn at random from the 62, it is 0.62; in names of networks written together, as in
EfficientNetV2LargeImageNet21kPretrained384, it stays below 0.4.
"""

VARIABLE = re.compile(
    r"\b[A-Z][A-Z0-9_]{2,}=\S+"
    r"|(?i:\b[\w-]*(?:token|secret|password|passwd|api_?key)\s*[=:]\s*\S{4,})"
)
HOST = re.compile(
    r"\b(?:\d{1,3}\.){3}\d{1,3}(?::\d+)?\b"
    r"|\b[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9-]+)*\.(?:internal|local|lan|corp|localdomain|intra)\b",
    re.I,
)

MACHINE = (
    (re.compile(r"(tfevents\.[0-9]{1,12})\.\S+"), r"\1"),
    (re.compile(r"\b([A-Z][a-z]{2}[0-9]{2}_[0-9]{2}-[0-9]{2}-[0-9]{2})_\S+"), r"\1"),
    (re.compile(r"\b(?:DESKTOP|LAPTOP)-[A-Z0-9]{6,8}\b|(?<![A-Za-z0-9])ip(?:-[0-9]{1,3}){4}\b"), "[host]"),
    (
        re.compile(
            r"\b(?=[a-z0-9.-]*[a-z])[a-z0-9-]+(?:\.[a-z0-9-]+)+\."
            r"(?:com|net|org|edu|gov|mil|int|uk|de|fr|ch|jp|cn|kr|in|ca|au|nl|se|no|fi|dk|it|es|eu|us)\b",
            re.I,
        ),
        "[host]",
    ),
)
"""Where names of files and folders hold the machine: TensorBoard's files and the folders that
SummaryWriter makes (date_time_host), names that systems give themselves, and full domain names."""


def scrubbed(text: str) -> str:
    """The text with e-mail addresses, local paths, hosts, variables and secret-looking words cut out.

    Web addresses stay, unless they carry one of the others. Scrubbing twice changes nothing more.
    """
    for pattern, word in (
        (EMAIL, "[e-mail]"),
        (VARIABLE, "[variable]"),
        (SECRET, "[secret]"),
        (LONG, _token_cut),
        (PATH, "[path]"),
        (HOST, "[host]"),
    ):
        text = pattern.sub(word, text)
    return text


def file_name(text: str) -> str:
    """The name of a file or folder, scrubbed, and without the machine that tools write into it."""
    for pattern, kept in MACHINE:
        text = pattern.sub(kept, text)
    return scrubbed(text)


def _token_cut(found: re.Match[str]) -> str:
    """What stays of a long word: all of a name of words, nothing of a token."""
    text = found[0]
    if text.endswith("=") or any(_is_random(piece[0]) for piece in PIECE.finditer(text)):
        return "[secret]"
    return text


def _is_random(piece: str) -> bool:
    """Whether letters and digits follow each other as in no word: all three kinds, and always another."""
    kinds = [next(n for n, known in enumerate(CLASSES) if c in known) for c in piece]
    changes = sum(before != after for before, after in pairwise(kinds))
    return len(set(kinds)) == len(CLASSES) and changes > RANDOM * (len(kinds) - 1)


def public_link(text: str) -> str:
    """The web address when it is plain and public: http(s), no user, no query, no private host; else "".

    A commit's hash in its path is no secret.
    """
    if not LINK.fullmatch(text) or "@" in text or "?" in text or "#" in text:
        return ""
    return text if HOST.search(text) is None else ""

"""Text from a log without what is nobody's business: addresses, paths, hosts, variables, secrets."""

from __future__ import annotations

import re

EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
LINK = re.compile(r"https?://[^\s\"'<>]{1,500}")
PATH = re.compile(
    r"(?:(?<![\w.:/])~?/(?:[\w.@+-]+/)+[\w.@+-]*|\b[A-Za-z]:\\[^\s\"'<>|]+|\\\\[\w.-]+\\[^\s\"'<>|]+)"
)
SECRET = re.compile(
    r"(?:hf_|sk-|ghp_|gho_|github_pat_|glpat-|xox[abp]-|AKIA|ASIA|AIza|ya29\.|eyJ)[A-Za-z0-9_\-.]{10,}"
    r"|\b[0-9a-fA-F]{32,}\b"
    r"|\b(?=[A-Za-z0-9+/_-]*[0-9])(?=[A-Za-z0-9+/_-]*[a-z])(?=[A-Za-z0-9+/_-]*[A-Z])[A-Za-z0-9+/_-]{32,}={0,2}"
)
VARIABLE = re.compile(
    r"\b[A-Z][A-Z0-9_]{2,}=\S+"
    r"|(?i:\b[\w-]*(?:token|secret|password|passwd|api_?key)\s*[=:]\s*\S{4,})"
)
HOST = re.compile(
    r"\b(?:\d{1,3}\.){3}\d{1,3}(?::\d+)?\b"
    r"|\b[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9-]+)*\.(?:internal|local|lan|corp|localdomain|intra)\b",
    re.I,
)


def scrubbed(text: str) -> str:
    """The text with e-mail addresses, local paths, hosts, variables and secret-looking words cut out.

    Web addresses stay, unless they carry one of the others. Scrubbing twice changes nothing more.
    """
    for pattern, word in (
        (EMAIL, "[e-mail]"),
        (VARIABLE, "[variable]"),
        (SECRET, "[secret]"),
        (PATH, "[path]"),
        (HOST, "[host]"),
    ):
        text = pattern.sub(word, text)
    return text


def public_link(text: str) -> str:
    """The web address when it is plain and public: http(s), no user, no query, no private host; else "".

    A commit's hash in its path is no secret.
    """
    if not LINK.fullmatch(text) or "@" in text or "?" in text or "#" in text:
        return ""
    return text if HOST.search(text) is None else ""

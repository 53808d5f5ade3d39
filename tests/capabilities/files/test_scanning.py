"""A second opinion before anything is kept (abuse case 15, ASVS 5.4.3): asked when it was named, never in vain."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from pytest_django import Settings

from santai.capabilities.files.actions import FileRefused
from santai.capabilities.files.models import StoredFile
from tests.capabilities.files import corpus
from tests.capabilities.files.test_store import blob_files, give

pytestmark = pytest.mark.django_db
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


@dataclass
class Scanner:
    """Speaks clamd's protocol on a socket file: answers what it is told to, keeps what it was shown."""

    path: Path
    answer: bytes = b"stream: OK\0"
    shown: list[bytes] = field(default_factory=list)

    def serve(self, door: socket.socket) -> None:
        while True:
            try:
                line, _ = door.accept()
            except OSError:
                return
            with line, line.makefile("rb") as told:
                assert told.read(10) == b"zINSTREAM\0"
                content = b""
                while size := struct.unpack(">I", told.read(4))[0]:
                    content += told.read(size)
                self.shown.append(content)
                line.sendall(self.answer)


@pytest.fixture
def scanner(tmp_path_factory: pytest.TempPathFactory, settings: Settings) -> Iterator[Scanner]:
    path = tmp_path_factory.mktemp("c") / "clamd"
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(str(path))
        door.listen()
        settings.CLAMD = str(path)
        found = Scanner(path)
        threading.Thread(target=found.serve, args=(door,), daemon=True).start()
        yield found
        door.shutdown(socket.SHUT_RDWR)


def refusal(data: bytes, files_root: Path) -> tuple[str, int]:
    with pytest.raises(FileRefused) as caught:
        give(data)
    assert (StoredFile.objects.count(), blob_files(files_root)) == (0, [])
    return caught.value.code, caught.value.status


def test_the_sign_every_scanner_knows_is_refused_without_one(files_root: Path) -> None:
    assert refusal(EICAR, files_root) == ("virus", 422)
    assert refusal(corpus.pdf(EICAR), files_root) == ("virus", 422)


def test_a_clean_file_is_shown_whole_and_kept(scanner: Scanner) -> None:
    large = corpus.GOOD["chat.txt"] * 40_000
    give(large)
    assert scanner.shown == [large]


def test_what_the_scanner_finds_is_refused(scanner: Scanner, files_root: Path) -> None:
    scanner.answer = b"stream: Win.Test.EICAR_HDB-1 FOUND\0"
    assert refusal(corpus.png(), files_root) == ("virus", 422)


@pytest.mark.parametrize("answer", [b"", b"INSTREAM size limit exceeded. ERROR\0", b"\xff\0"])
def test_a_scanner_that_does_not_say_yes_lets_nothing_in(
    scanner: Scanner, files_root: Path, answer: bytes
) -> None:
    """No fail-open (ASVS 16.5.3)."""
    scanner.answer = answer
    assert refusal(corpus.png(), files_root) == ("unscanned", 503)


@pytest.mark.parametrize("address", ["/nowhere/clamd.ctl", "127.0.0.1:1", "[::1]:1"])
def test_a_scanner_that_is_away_lets_nothing_in(
    settings: Settings, files_root: Path, address: str
) -> None:
    settings.CLAMD = address
    assert refusal(corpus.png(), files_root) == ("unscanned", 503)


def test_where_none_was_named_nobody_is_asked(settings: Settings) -> None:
    settings.CLAMD = ""
    assert give().type == "image/png"

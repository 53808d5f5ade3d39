"""I2: a thousand files that want to do harm, given in at a door: none is a fault of ours, none is served alive.

Every file is named by how it was made, so that a failure can be made again. Sound files are cut, bent, glued to
one another and misnamed; bombs, floods, scripts and links are planted by hand.
"""

from __future__ import annotations

import io
import random
import resource
import struct
import time
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from santai.capabilities.files import actions
from santai.capabilities.files.enums import Type
from santai.capabilities.files.models import StoredFile
from santai.capabilities.files.queries import usage
from tests import world as w
from tests.capabilities.files import corpus
from tests.factories.partners import consult, key_of, make_partner
from tests.reliability.sizes import report, size

MEGABYTE = 1024 * 1024
SLOWEST = 2.0  # seconds of our own work for one file
ROOM = 100 * MEGABYTE  # what the whole of it may add to a worker's memory
PAGE = b"<html><script>alert(document.domain)</script></html>"
NAMES = (
    "证据.pdf", "a.pdf.exe", "../../etc/passwd", "..\\..\\x.png", "a\u202egnp.exe", "a\0.png", "\u200b.jpg",
    "x" * 5_000 + ".png", "con.txt", "<img src=x onerror=alert(1)>.png", "=cmd|' /C calc'!A0.xlsx", "𠮷\u0301.docx",
    "a\r\nSet-Cookie: x=1.png", '"; filename="x.html', ".htaccess", "a.svg", "%2e%2e%2fx.png", "👩‍👩‍👧.jpg", " ", "",
)  # fmt: skip
Planted = tuple[str, bytes]


def bent(seed: int) -> Planted:
    """A sound file with something done to it by chance."""
    chance = random.Random(seed)
    name = chance.choice(sorted(corpus.GOOD))
    data = bytearray(corpus.GOOD[name])
    how = chance.choice(["cut", "flip", "zero", "glue", "before", "double", "swap", "number"])
    place = chance.randrange(len(data))
    if how == "cut":
        del data[len(data) * chance.randrange(1, 10) // 10 :]
    elif how == "flip":
        for _ in range(chance.randrange(1, 9)):
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    elif how == "zero":
        data[place : place + 16] = bytes(16)
    elif how == "glue":
        data += corpus.GOOD[chance.choice(sorted(corpus.GOOD))]
    elif how == "before":
        data[:0] = chance.choice([PAGE, b"\0" * 9, b"PK\x03\x04", b"%PDF-1.4\n", b"MZ", b"GIF89a"])
    elif how == "double":
        data[place:place] = data[:place]
    elif how == "swap":
        data[place:] = data[place:][::-1]
    else:
        data[place : place + 4] = struct.pack(">I", chance.choice([0, 1, 2**31 - 1, 2**32 - 1]))
    return f"{seed} {how} {name}", bytes(data)


def planted() -> Iterator[Planted]:
    """What somebody would try on purpose."""
    yield "zip bomb", corpus.zip_bomb(100)
    yield "bomb in a bomb", corpus.docx({"word/a.zip": corpus.zip_bomb(60)})
    yield "pixel flood", corpus.pixel_flood()
    yield "jpeg flood", corpus.jpeg(65_000, 65_000)
    yield "many parts", corpus.docx({f"w/{n}": b"" for n in range(5_000)})
    yield "svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    yield "html", PAGE
    yield "html in gbk", "<html>工资".encode("gbk")
    yield "html utf-16", PAGE.decode().encode("utf-16")
    yield "mht", b"MIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n" + PAGE
    yield "pdf and html", corpus.pdf(PAGE)
    yield "gif and html", corpus.gif() + PAGE
    yield "gif and script", b"GIF89a=1;alert(1)//" + bytes(40)
    yield (
        "xxe",
        corpus.docx(
            {"word/x.xml": b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'}
        ),
    )
    yield (
        "laughs",
        corpus.docx({"word/x.xml": b"<!DOCTYPE a [" + b'<!ENTITY b "bbbb">' * 99 + b"]>"}),
    )
    yield "macros", corpus.docx({"word/vbaProject.bin": b"x"})
    yield "zip slip", corpus.docx({"../../../tmp/santai-slip": b"x"})
    yield "absolute", corpus.docx({"/tmp/santai-slip": b"x"})
    yield "link", _link()
    yield "jar", corpus.archive({"META-INF/MANIFEST.MF": b"", "a.class": b"\xca\xfe\xba\xbe"})
    yield "eicar", b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
    yield "script in pdf", corpus.pdf(b"<</S/JavaScript/JS(app.alert(1))>>")
    yield "program in pdf", corpus.pdf(b"<</S/L#61unch/F(calc.exe)>>")
    yield "endless table", corpus.OLE_MAGIC + b"\x09\0" * 300
    yield "only brackets", b"<" * (2 * MEGABYTE)
    yield "only nul", bytes(MEGABYTE)
    yield "text with nul", b"a\0b"
    yield "lines", b"\n" * (4 * MEGABYTE)
    yield "huge chunk", b"RIFF\xff\xff\xff\xffWAVEfmt " + bytes(100)
    yield "huge box", b"\0\0\0\x01ftypisom" + b"\xff" * 8 + bytes(100)
    bomb = zlib.compress(bytes(9 * MEGABYTE))
    yield "png text bomb", corpus.png()[:33] + _chunk(b"zTXt", b"a\0\0" + bomb) + corpus.png()[33:]
    yield "empty", b""


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _link() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as made:
        made.writestr("word/document.xml", b"")
        link = zipfile.ZipInfo("word/link")
        link.create_system, link.external_attr = 3, 0o120777 << 16
        made.writestr(link, "/etc/passwd")
    return held.getvalue()


def tried(count: int) -> Iterator[tuple[str, str, bytes]]:
    """What, under which name, holding what: all that is planted, then bent files until there are enough."""
    many = 0
    for what, data in planted():
        yield what, NAMES[many % len(NAMES)], data
        many += 1
    for seed in range(count - many):
        what, data = bent(seed)
        yield what, NAMES[seed % len(NAMES)], data


def faults_of(asked: Client, place: str, answer: HttpResponse) -> list[str]:
    """What is wrong with an answer, and with the file if it was taken in. An empty list is good news."""
    if answer.status_code >= 500:
        return [f"{answer.status_code}"]
    if answer.status_code != 201:
        return [] if answer.status_code in {400, 413, 422, 429} else [f"{answer.status_code}"]
    given = answer.json()
    shown = asked.get(f"{place}/{given['id']}")
    list(shown.streaming_content if shown.streaming else shown)  # read to its end, which closes it
    headers, found = shown.headers, []
    policy = headers["Content-Security-Policy"]
    if given["type"] not in Type.values or headers["Content-Type"] != given["type"]:
        found.append(f"served as {headers['Content-Type']}")
    if headers["X-Content-Type-Options"] != "nosniff" or "default-src 'none'" not in policy:
        found.append("might be sniffed or run")
    in_place = headers["Content-Disposition"].startswith("inline")
    if in_place and not given["type"].startswith(("image/", "application/pdf")):
        found.append("shown in place")
    if "script-src" in policy or not ("sandbox" in policy or given["type"] == Type.PDF):
        found.append("not in a sandbox")
    if not given["name"].isprintable() or "/" in given["name"] or "\u202e" in given["name"]:
        found.append(f"named {given['name']!a}")
    return found


@pytest.fixture
def place(world: w.World, settings: Settings) -> tuple[Client, str]:
    """A partner's system at one of its orders."""
    settings.FILES_LIMITS = {"subject_files": 10_000, "day_files": 10_000}
    asked = Client(raise_request_exception=False)
    key = key_of(make_partner(world.office("12345", w.CITY)))
    asked.defaults["HTTP_AUTHORIZATION"] = f"Bearer {key}"
    sent = {"Idempotency-Key": "uploads"}
    answer = asked.post("/api/v1/orders", consult(), content_type="application/json", headers=sent)
    return asked, f"/api/v1/orders/{answer.json()['number']}/files"


def give(place: tuple[Client, str], name: str, data: bytes) -> HttpResponse:
    asked, address = place
    upload = SimpleUploadedFile("x", data)
    upload._name = name  # past the clean-up that browsers and the test client do
    return asked.post(address, {"file": upload})


def test_no_file_does_harm(place: tuple[Client, str]) -> None:
    count = size(160, 5_000)
    before, slowest, faults, answers = _memory(), 0.0, [], Counter[int]()
    for what, name, data in tried(count):
        started = time.process_time()
        answer = give(place, name, data)
        taken = time.process_time() - started
        slowest = max(slowest, taken)
        answers[answer.status_code] += 1
        faults += [f"{what} as {name[:40]!a}: {fault}" for fault in faults_of(*place, answer)]
        if taken > SLOWEST:
            faults.append(f"{what}: {taken:.1f} s")
    grown = _memory() - before
    kept, held = usage(_subject()), StoredFile.objects.count()
    report("uploads", files=count, answers=answers, slowest=slowest, grown=grown, kept=kept)
    assert faults == []
    assert grown < ROOM
    assert (kept[0], held) == (answers[201], answers[201])
    assert answers[201] > count // 20, "nearly nothing was let in: the corpus tries too little"


def test_the_quota_is_exact_to_the_byte(place: tuple[Client, str], settings: Settings) -> None:
    settings.FILES_LIMITS = {"subject_bytes": 10_000}
    answers = Counter(
        give(place, "a.txt", b"x" * 999 + bytes([48 + n % 10])).status_code for n in range(12)
    )
    assert (answers[201], answers[413]) == (10, 2)
    assert usage(_subject()) == (10, 10_000)


def _subject() -> str:
    return StoredFile.objects.values_list("subject", flat=True)[0]


def _memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


# --- the faults that are planted, and caught


def test_a_check_that_believes_names_is_caught(
    place: tuple[Client, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "identify", lambda content: Type.PDF)
    page = give(place, "a.pdf", PAGE)
    assert page.status_code == 201
    monkeypatch.setattr(
        "santai.capabilities.files.queries._policy", lambda kind, shown: "script-src 'self'"
    )
    assert "might be sniffed or run" in faults_of(*place, page)


def test_a_check_that_falls_over_is_caught(
    place: tuple[Client, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def falls(content: object) -> Type:
        raise IndexError

    monkeypatch.setattr(actions, "identify", falls)
    assert faults_of(*place, give(place, "a.png", corpus.png())) == ["500"]


def test_a_name_kept_as_it_came_is_caught(
    place: tuple[Client, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "clean_name", lambda name, kind: "a\u202egnp.exe")
    assert faults_of(*place, give(place, "a.png", corpus.png())) == [
        "named 'a\\u202egnp.exe'",
    ]

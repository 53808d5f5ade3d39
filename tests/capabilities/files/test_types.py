"""What a file is, is decided by its content; what is refused is told how to come back (I2, ASVS 5.2)."""

from __future__ import annotations

import io
import os
import struct
import time
import wave
import zipfile

import openpyxl
import pytest
import typst
from hypothesis import given
from hypothesis import strategies as st

from santai.capabilities.files.actions.content import content_of
from santai.capabilities.files.actions.limits import Limits
from santai.capabilities.files.actions.refusal import FileRefused
from santai.capabilities.files.actions.types import identify
from santai.capabilities.files.enums import Type
from tests.capabilities.files import corpus

TYPES = dict(zip(corpus.GOOD, [*list(Type)[:5], Type.PDF, Type.DOCX, Type.XLSX], strict=False)) | {
    "old.doc": Type.DOC,
    "old.xls": Type.XLS,
    "invoice.ofd": Type.OFD,
    "chat.txt": Type.TEXT,
    "memo.txt": Type.TEXT_GB,
    "call.mp3": Type.MP3,
    "call.wav": Type.WAV,
    "call.amr": Type.AMR,
    "call.m4a": Type.M4A,
    "site.mp4": Type.MP4,
}


def found(data: bytes, limits: Limits | None = None) -> Type:
    return identify(content_of(io.BytesIO(data), len(data), limits or Limits()))


def refused(data: bytes, limits: Limits | None = None) -> str:
    with pytest.raises(FileRefused) as caught:
        found(data, limits)
    return caught.value.code


def test_every_type_that_is_let_in_has_a_sample() -> None:
    assert sorted(TYPES.values()) == sorted(Type)


@pytest.mark.parametrize("name", corpus.GOOD)
def test_a_type_is_found_in_the_content(name: str) -> None:
    assert found(corpus.GOOD[name]) == TYPES[name]


def test_files_that_real_programs_write_are_let_in() -> None:
    book, sound = io.BytesIO(), io.BytesIO()
    openpyxl.Workbook().save(book)
    with wave.open(sound, "wb") as recorder:
        recorder.setparams((1, 2, 8000, 0, "NONE", "not compressed"))
        recorder.writeframes(bytes(160))
    page = b"#set page(width: 9cm, height: 9cm)\n= A"
    printed, drawn = (typst.compile(page, format=form) for form in ("pdf", "png"))

    made = [book.getvalue(), sound.getvalue(), printed, drawn]
    assert [found(data) for data in made] == [Type.XLSX, Type.WAV, Type.PDF, Type.PNG]


@pytest.mark.parametrize(
    "data",
    [
        corpus.webp(form=b"VP8 "),
        corpus.webp(form=b"VP8L"),
        corpus.heic(brand=b"mif1"),
        corpus.mp3(tagged=False),
        corpus.mp4(b"mp42", b"soun"),  # Android's recorder writes sound under a video brand
        b"\xef\xbb\xbf" + "有 BOM 的文本".encode(),
        corpus.jpeg() + b"trailing maker notes",
    ],
)
def test_less_common_forms_are_let_in_too(data: bytes) -> None:
    assert found(data) in Type


REFUSED = {
    "archive": [
        corpus.archive({"a.jpg": corpus.jpeg()}),
        b"Rar!\x1a\x07\x01\0" + bytes(20),
        b"7z\xbc\xaf'\x1c\0\x04" + bytes(30),
        b"\x1f\x8b\x08\0" + bytes(20),
    ],
    "program": [
        b"MZ\x90\0" + bytes(120),
        b"\x7fELF\x02\x01\x01" + bytes(50),
        b"#!/bin/sh\nrm -rf /\n",
    ],
    "web_page": [
        b"<html><script>alert(1)</script></html>",
        b"\xef\xbb\xbf \n<!DOCTYPE html><p>x",
        b'<?xml version="1.0"?><a/>',
        b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
        b"harmless line\n" * 40_000 + b"<ScRiPt src=//x>",
        "工资条 <script >".encode("gb18030"),
        ("甲" * (256 * 1024 // 3 - 1) + "<script>").encode(),  # lies across two pieces
    ],
    "picture": [b"BM6\x10" + bytes(60), b"II*\0\x08\0\0\0" + bytes(20), corpus.heic(brand=b"avif")],
    "recording": [
        corpus.mp4(b"qt  "),
        corpus.mp4(b"3gp4"),
        b"RIFF\0\0\0\0AVI LIST",
        b"fLaC\0\0\0\x22" + bytes(40),
        b"OggS\0\2" + bytes(40),
        b"#!AMR-NEW\n",
    ],
    "document": [
        b"{\\rtf1 x}",
        corpus.archive({"ppt/presentation.xml": b""}),
        corpus.archive({"META-INF/manifest.xml": b"", "content.xml": b""}),
        corpus.compound("PowerPoint Document"),
    ],
    "locked": [corpus.compound("EncryptionInfo", "EncryptedPackage")],
    "macros": [
        corpus.docx({"word/vbaProject.bin": b"x"}),
        corpus.xlsx({"xl/macrosheets/sheet1.xml": b"x"}),
        corpus.docx({"word/activeX/activeX1.bin": b"x"}),
        corpus.archive(
            {
                "[Content_Types].xml": b"<x ct='ms-word.document.macroEnabled'/>",
                "word/document.xml": b"",
            }
        ),
        corpus.compound("WordDocument", "Macros"),
        corpus.compound("1", "2", "3", "4", "5", "Workbook", "_VBA_PROJECT_CUR"),
    ],
    "unsafe": [
        corpus.docx({"word/embeddings/../../../etc/cron.d/x": b"x"}),
        corpus.docx({"/etc/passwd": b"x"}),
        corpus.docx({"C:\\x": b"x"}),
        corpus.docx({"word/a\\..\\b": b"x"}),
        corpus.docx({"WORD/DOCUMENT.XML": b"twice"}),
        corpus.docx(
            {"word/x.xml": b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:/">]>'}
        ),
        corpus.docx({"word/x.rels": "<!DOCTYPE x>".encode("utf-16")}),
        corpus.pdf(b"<</S/Launch/F(cmd.exe)>>"),
        corpus.pdf(b"<</S/L#61unch/F(cmd.exe)>>"),
        corpus.pdf(b"<</S/JavaScript/JS(app.alert(1))>>"),
        corpus.pdf(b"<</S /#4a#61#76#61Script /JS 4 0 R>>"),
        corpus.pdf(b"x" * (256 * 1024 - 60) + b"/J#61v#61Script "),  # lies across two pieces
    ],
    "damaged": [
        corpus.jpeg(whole=False),
        corpus.jpeg()[:20],
        corpus.jpeg(0, 9),
        corpus.png()[:40],
        corpus.png().replace(b"IHDR", b"JUNK"),
        corpus.pdf()[:30],
        corpus.mp4(whole=False),
        corpus.mp4() + b"\0\0\xff\xffmore",
        corpus.docx()[:-30],
        corpus.docx() + b"trailing",
        corpus.webp(form=b"VP8X")[:24],
        corpus.heic()[:30],
        corpus.wav()[:14],
        b"ID3\x04\0\0\0\0\1\0" + bytes(300),
        corpus.OLE_MAGIC + bytes(8),
        corpus.compound("WordDocument")[:900],
    ],
    "unknown": [b"\0\1\2\3", b"plain\0text", bytes(range(256)), corpus.compound("Something")],
}


@pytest.mark.parametrize(
    ("code", "data"), [(code, data) for code, many in REFUSED.items() for data in many]
)
def test_what_is_refused_is_named(code: str, data: bytes) -> None:
    assert refused(data) == code


@pytest.mark.parametrize("code", REFUSED)
def test_every_refusal_says_what_to_do(code: str) -> None:
    message = FileRefused(code).message

    assert "请" in message or "可以上传" in message


@pytest.mark.parametrize(
    "data",
    [
        corpus.pixel_flood(),
        corpus.png(10_001, 10_000),
        corpus.jpeg(60_000, 60_000),
        corpus.gif(65_535, 65_535),
        corpus.webp(16_384, 16_384, b"VP8X"),
        corpus.webp(16_384, 16_384, b"VP8L"),
        corpus.webp(16_383, 16_383, b"VP8 "),
        corpus.heic(100_000, 100_000),
    ],
)
def test_a_pixel_flood_is_refused_from_its_headers(data: bytes) -> None:
    assert (len(data) < 200, refused(data)) == (True, "too_many_pixels")


def test_a_picture_of_exactly_the_limit_is_let_in() -> None:
    assert found(corpus.png(10_000, 10_000)) is Type.PNG


def test_a_zip_bomb_is_refused_quickly_and_without_unfolding_it() -> None:
    bomb = corpus.zip_bomb()
    started = time.process_time()

    assert (len(bomb) < 300_000, refused(bomb)) == (True, "unfolds")
    assert time.process_time() - started < 0.2


def test_a_bomb_that_understates_its_size_is_refused() -> None:
    honest = bytearray(corpus.docx({"word/media/a.bmp": bytes(3_000_000)}))
    place = honest.rindex(b"PK\x01\x02")
    struct.pack_into("<I", honest, place + 24, 1000)  # the directory now claims 1,000 bytes

    assert refused(bytes(honest)) == "damaged"


def test_parts_that_lie_over_each_other_are_refused() -> None:
    data = bytearray(corpus.docx({"word/media/a.bin": os.urandom(5_000)}))
    place = data.rindex(b"PK\x01\x02")
    struct.pack_into("<I", data, place + 20, 50_000)

    assert refused(bytes(data)) == "unsafe"


def test_a_directory_of_very_many_parts_is_refused_unread() -> None:
    many = corpus.docx({f"word/{n}": b"" for n in range(2_500)})

    assert refused(many) == "unfolds"


def test_a_symbolic_link_in_a_package_is_refused() -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as made:
        made.writestr("word/document.xml", b"")
        link = zipfile.ZipInfo("word/link")
        link.create_system, link.external_attr = 3, 0o120777 << 16
        made.writestr(link, "/etc/passwd")

    assert refused(held.getvalue()) == "unsafe"


def test_an_encrypted_or_oddly_packed_part_is_refused() -> None:
    odd = corpus.archive({"word/document.xml": b"x" * 99}, zipfile.ZIP_BZIP2)
    secret = bytearray(corpus.docx())
    secret[secret.rindex(b"PK\x01\x02") + 8] |= 1

    assert (refused(odd), refused(bytes(secret))) == ("unsafe", "unsafe")


def test_a_polyglot_is_what_its_first_byte_says_and_nothing_else() -> None:
    page = b"<html><script>alert(1)</script></html>"

    assert found(corpus.pdf(page)) is Type.PDF
    assert found(corpus.gif() + page) is Type.GIF
    assert refused(page + corpus.pdf()) == "web_page"
    assert refused(b"\n" + corpus.docx()) == "unknown"


def test_a_directory_chain_that_runs_in_a_circle_ends() -> None:
    data = bytearray(corpus.compound("a", "b", "c", "d", "WordDocument"))
    struct.pack_into("<I", data, 512 + 4 * 2, 1)  # the second directory sector leads to the first

    assert refused(bytes(data)) == "damaged"


@pytest.mark.parametrize("name", corpus.GOOD)
def test_a_file_cut_off_anywhere_is_judged_without_an_accident(name: str) -> None:
    data = corpus.GOOD[name]
    for end in range(1, len(data), max(len(data) // 200, 1)):
        _judge(data[:end])


@pytest.mark.parametrize("name", corpus.GOOD)
@given(
    flips=st.lists(st.tuples(st.integers(0, 10**6), st.integers(1, 255)), min_size=1, max_size=8)
)
def test_a_file_with_wrong_bytes_is_judged_without_an_accident(
    name: str, flips: list[tuple[int, int]]
) -> None:
    data = bytearray(corpus.GOOD[name])
    for place, change in flips:
        data[place % len(data)] ^= change

    _judge(bytes(data))


SIGNS = [data[:12] for data in corpus.GOOD.values()] + [b""]


@given(start=st.sampled_from(SIGNS), rest=st.binary(max_size=600))
def test_any_bytes_get_a_type_or_a_refusal(start: bytes, rest: bytes) -> None:
    _judge(start + rest)


@given(st.text(min_size=1, max_size=200))
def test_any_text_without_controls_is_text_or_an_active_page(words: str) -> None:
    data = words.encode("utf-8", "ignore") or b"x"

    assert _judge(data) in {Type.TEXT, Type.TEXT_GB, "web_page", "unknown", "program", "document"}


@pytest.mark.parametrize(
    "data",
    [
        b"\xff\xd8" + b"\xff" * 20_000_000,
        b"\xff\xd8" + b"\xff\xd0" * 10_000_000,
        b"ID3\x04\0\0\0\0\0\0" + bytes(20_000_000),
        corpus.box(b"ftyp", b"isom") + corpus.box(b"free") * 2_500_000,
        corpus.box(b"ftyp", b"heic") + b"ispe" * 5_000_000,
        b"<" * 20_000_000,
        "<甲".encode("gb18030") * 6_600_000,
        b"PK\x03\x04" + b"PK\x05\x06" * 5_000_000,
        b"\xff\xfb\x90\x00" * 5_000_000,
        b"%PDF-" + b"/Launc" * 3_300_000,
    ],
    ids=range(10),
)
def test_a_hostile_file_of_the_full_size_is_judged_in_two_seconds(data: bytes) -> None:
    started = time.process_time()
    _judge(data)

    assert time.process_time() - started < 2


def _judge(data: bytes) -> Type | str:
    try:
        return found(data)
    except FileRefused as refusal:
        return refusal.code

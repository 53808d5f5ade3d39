"""Names are kept readable and harmless (abuse cases 13 and 14)."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from santai.capabilities.files.actions.names import LONGEST, clean_name
from santai.capabilities.files.enums import ENDINGS, Type


@pytest.mark.parametrize(
    ("given_name", "kind", "kept"),
    [
        ("合同.pdf", Type.PDF, "合同.pdf"),
        ("合同.PDF", Type.PDF, "合同.pdf"),
        ("照片.JPEG", Type.JPEG, "照片.jpeg"),
        ("照片", Type.JPEG, "照片.jpg"),
        ("照片.png", Type.JPEG, "照片.jpg"),
        ("合同.pdf.exe", Type.PDF, "合同.pdf"),
        ("合同.终稿", Type.DOCX, "合同.终稿.docx"),
        ("2026.11.20 笔录", Type.DOC, "2026.11.20 笔录.doc"),
        ("C:\\fakepath\\工资条.xlsx", Type.XLSX, "工资条.xlsx"),
        ("../../etc/passwd", Type.TEXT, "passwd.txt"),
        ("a\0b\r\nSet-Cookie: x.pdf", Type.PDF, "ab Set-Cookie_ x.pdf"),
        ("发票\u202egnp.exe", Type.PNG, "发票gnp.png"),
        ("con.txt", Type.TEXT, "_con.txt"),
        ("...", Type.GIF, "未命名.gif"),
        ("", Type.MP3, "未命名.mp3"),
        ("\u200b\u2066.pdf", Type.PDF, "pdf.pdf"),
        ("𠮷田·买买提.pdf", Type.PDF, "𠮷田·买买提.pdf"),
        ("e\u0301.pdf", Type.PDF, "\u00e9.pdf"),
        ("\ud800坏.pdf", Type.PDF, "坏.pdf"),
    ],
)
def test_a_name_is_kept_in_its_harmless_form(given_name: str, kind: Type, kept: str) -> None:
    assert clean_name(given_name, kind) == kept


def test_a_very_long_name_is_cut_before_its_ending() -> None:
    kept = clean_name("证" * 10_000 + ".pdf", Type.PDF)

    assert kept == "证" * (LONGEST - 4) + ".pdf"


@given(st.text(st.characters(), max_size=300), st.sampled_from(Type))
def test_any_name_becomes_one_a_file_system_and_a_header_can_bear(name: str, kind: Type) -> None:
    kept = clean_name(name, kind)
    categories = {unicodedata.category(sign) for sign in kept}

    assert 0 < len(kept) <= LONGEST
    assert kept.rpartition(".")[2] in ENDINGS[kind]
    assert categories.isdisjoint({"Cc", "Cf", "Cs", "Zl", "Zp"})
    assert set(kept).isdisjoint('/\\<>:"|?*')
    assert kept == unicodedata.normalize("NFC", kept)
    assert kept == clean_name(kept, kind)
    kept.encode()

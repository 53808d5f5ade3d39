"""Files of strangers among pages of ours: what a hostile one does, it does to itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from santai.capabilities.documents.actions import binding
from santai.capabilities.documents.actions.binding import NotBound, bound, pages_of
from santai.capabilities.documents.actions.typesetting import render
from santai.capabilities.documents.actions.wording import content
from santai.capabilities.places.models import Organisation
from tests.capabilities.documents.office import FACTS, spec
from tests.capabilities.documents.paper import text_of

OFFICE = Organisation(name="平顶山市法律援助中心", short="平")
ENDING = {"number": "平援〔2026〕1号", "fingerprint": "0" * 16, "code": "ABCDE23456", "demo": False}
TEMPLATE = """
#let data = json(bytes(sys.inputs.data))
#let files = json(bytes(sys.inputs.files))
#set document(title: data.title)
#data.title
#image(files.paper.path, format: files.paper.format, page: 1)
"""


@pytest.fixture(scope="module")
def pdf() -> bytes:
    facts = {"organisation": {"name": OFFICE.name}, **FACTS}
    return render({**content(spec("甲。" * 900), OFFICE, facts, date(2026, 3, 2)), **ENDING})


def test_pages_are_counted_and_what_cannot_be_read_has_none(pdf: bytes) -> None:
    attached = {
        "whole": ("pdf", pdf),
        "half": ("pdf", pdf[: len(pdf) // 2]),
        "no pdf": ("pdf", b"%PDF-1.7 nothing"),
        "no picture": ("png", b"\x89PNG nothing"),
    }
    found = pages_of(attached)
    assert (found["half"], found["no pdf"], found["no picture"]) == (0, 0, 0)
    assert found["whole"] > 1


def test_nothing_is_looked_at_where_there_is_nothing() -> None:
    assert pages_of({}) == {}


def test_one_that_brings_the_process_down_is_found_and_left_out(
    pdf: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = binding._run

    def falls_over(
        asked: Mapping[str, Any], files: Mapping[str, Any], *more: int, patience: int
    ) -> bytes:
        if "bomb" in files:
            raise NotBound
        return run(asked, files, *more, patience=patience)

    monkeypatch.setattr(binding, "_run", falls_over)
    found = pages_of({"sound": ("pdf", pdf), "bomb": ("pdf", pdf)})
    assert found["sound"] > 1
    assert found["bomb"] == 0


def test_a_file_is_set_from_memory_and_no_descriptor_stays_open(pdf: bytes, tmp_path: Path) -> None:
    template = tmp_path / "book.typ"
    template.write_text(TEMPLATE)
    before = len(list(Path("/proc/self/fd").iterdir()))
    made = bound({"title": "案卷"}, template, {"paper": ("pdf", pdf)})
    assert made.startswith(b"%PDF-")
    assert "案卷" in text_of(made)
    assert len(list(Path("/proc/self/fd").iterdir())) == before
    assert list(tmp_path.iterdir()) == [template]


def test_a_template_that_fails_is_said_and_not_served(tmp_path: Path) -> None:
    template = tmp_path / "book.typ"
    template.write_text("#panic()")
    with pytest.raises(NotBound):
        bound({}, template, {})
